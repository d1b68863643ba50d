//! The sender with a log on a disk, mail servers that refuse, and what goes wrong between two steps.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod hosted;
mod house;
mod mail;
mod post;
mod reminders;
mod rooms;
mod started_again;
mod strangers;
mod subscribers;
mod trouble;
mod web;
