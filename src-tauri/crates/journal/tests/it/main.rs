//! The journal on a real disk, through its public face.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod absorb;
mod alike;
mod aside;
mod board;
mod checkpoints;
mod damage;
mod log;
mod opening;
mod place;
mod salvage;
mod search;
mod verified;
