//! Every rule: a history, a wish, and what comes of it.

mod acting;
mod answering;
mod book;
mod deciding;
mod declaring;
mod hiding;
mod hiding_words;
mod lines;
mod meeting;
mod posting;
mod reviewing;
mod saying;
pub(crate) mod showing;
mod staffing;
mod stages;
mod torn_stages;
mod undoing;
mod writing;
