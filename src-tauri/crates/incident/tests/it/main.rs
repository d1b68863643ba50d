//! What the domain promises, tested from outside.

mod check;
mod fold;
mod golden;
mod office;
mod pen;
mod samples;
mod script;
mod wishes;
