//! Whoever answers: a hub, however it is reached.

use std::time::Duration;

use incident::entry::Entry;
use incident::stream::Stream;

use crate::cursor::Cursor;
use crate::wire::{Heads, Page, Push, Pushed, Wanted};

/// A hub. Every question may be asked again: nothing is done twice.
pub trait Remote: Sync {
    /// Offers entries.
    fn push(&self, push: Push) -> impl Future<Output = Result<Pushed, Unanswered>> + Send;

    /// Reads on. [`Unanswered::Gone`] if the hub does not know both places: the one to go on after, and the furthest that
    /// was ever heard of.
    fn pull(&self, after: Cursor, seen: Cursor) -> impl Future<Output = Result<Page, Unanswered>> + Send;

    /// Asks what it holds of the streams after this one; of all, without. With a limit about so many series are enough,
    /// whole streams at a time.
    fn heads(
        &self,
        after: Option<Stream>,
        limit: Option<usize>,
    ) -> impl Future<Output = Result<Heads, Unanswered>> + Send;

    /// Asks for continuations of at most [`crate::FETCH_LIMIT`] series. One answer need not carry all of it: it ends where the
    /// hub likes, with a signed entry, and is empty once there is no more.
    fn fetch(&self, wanted: Vec<Wanted>) -> impl Future<Output = Result<Vec<Entry>, Unanswered>> + Send;
}

/// Why there is no answer. The sentences are for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Nobody is there, or the connection broke. Trying again later helps.
    #[error("the hub does not answer: {0}")]
    Unreachable(String),
    /// Too much was asked of it. Asking again after this long helps.
    #[error("the hub is busy and wants to be asked again in {} s", .0.as_secs())]
    Busy(Duration),
    /// Whoever answers does not show that they are the hub, and is told nothing. A sentence that says what to do.
    #[error("{0}")]
    Untrusted(&'static str),
    /// The hub does not know this cursor: it was restored, lost or replaced.
    #[error("the hub was restored or replaced")]
    Gone,
    /// This device may not talk to the hub any longer.
    #[error("this laptop's access to the hub was taken back; ask an admin for a new invitation")]
    Revoked,
    /// Nothing here shows the hub who asks: what did is gone, or belongs to another hub. Nobody has said no.
    #[error("this laptop has lost what shows the hub who it is; ask an admin for a new invitation")]
    Unshown,
    /// What shows the hub who asks lies where it cannot be read now: a keychain that is locked, or says no. A sentence that
    /// says what to do.
    #[error("{0}")]
    Keyless(String),
    /// The hub has never heard of this device: it was founded anew, or lost whom it knew.
    #[error("the hub does not know this laptop; ask an admin for a new invitation")]
    Unknown,
    /// The hub serves another workspace.
    #[error("the hub belongs to another workspace")]
    OtherWorkspace,
    /// It answered with something that this version does not understand.
    #[error("the hub's answer cannot be read: {0}")]
    Unreadable(String),
}
