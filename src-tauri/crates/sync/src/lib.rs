//! The conversation between a laptop and a hub: its messages, and the exchange that leaves both with the same log.
//!
//! No socket is opened here. [`Remote`] is whoever answers: over HTTP in the desktop app, in the same process in tests.

mod awaited;
mod cursor;
mod evidence;
mod exchange;
mod receipt;
mod remote;
mod repair;
mod wire;

pub use cursor::{Cursor, Mark, NotACursor};
pub use evidence::{Shows, shows};
pub use exchange::{Exchanged, Heard, Stopped, exchange, hear, offer};
pub use incident::checksum::Checksum;
pub use receipt::Receipt;
pub use remote::{Remote, Unanswered};
pub use wire::{
    FETCH_LIMIT, Heads, PUSH_BYTES, PUSH_ENTRIES, Page, Push, Pushed, SeriesHead, Sum, Verdict, Wanted,
};
