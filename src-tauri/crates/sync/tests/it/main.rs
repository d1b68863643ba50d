//! Laptops and a hub that meet, part and lose each other: all end with the same log.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bent;
mod damaged;
mod evidence;
mod first;
mod kept_back;
mod laws;
mod meeting;
mod place;
mod repairs;
mod wire;
