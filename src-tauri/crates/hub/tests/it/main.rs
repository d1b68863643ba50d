//! The hub over real HTTP, with real files; some of it as the real program.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::duplicate_mod, reason = "what holds for every hub is run on each store")]

mod broadcast;
#[cfg(target_os = "linux")]
mod cluster;
mod ear;
mod earlier;
mod golden;
mod hook;
mod hostile;
mod house;
mod kill;
mod kill_sending;
mod laptop;
mod limits;
mod openapi;
mod operator;
mod outside;
mod peers;
mod post;
#[cfg(target_os = "linux")]
mod postgres;
#[cfg(target_os = "linux")]
mod power;
mod program;
mod public;
mod refill;
mod refusals;
mod restored;
mod schemathesis;
mod sqlite;
mod status;
mod sums;
mod tls;
