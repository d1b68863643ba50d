//! Every rule: a history, a wish, and what comes of it.

mod book;
mod deciding;
mod declaring;
mod hiding;
mod lines;
mod saying;
mod staffing;
mod stages;
mod undoing;
mod writing;
