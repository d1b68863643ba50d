//! What goes to those that nobody can run at home, held against what their makers document.

mod bucket;
mod chat;
mod slack;
mod statuspage;
mod teams;
