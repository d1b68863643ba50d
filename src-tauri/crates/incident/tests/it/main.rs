//! What the domain promises, tested from outside.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

mod again;
mod check;
mod cuts;
mod decide;
mod entries;
mod fold;
mod golden;
mod honest;
mod leaving;
mod nags;
mod numbers;
mod office;
mod outbox;
mod pen;
mod promises;
mod published;
mod quiet;
mod related;
mod rooms;
mod samples;
mod script;
mod times;
mod updates;
mod wishes;
