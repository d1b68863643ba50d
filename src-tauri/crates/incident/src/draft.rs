//! A draft: a fact that was decided and not yet written.

use crate::event::Event;
use crate::id::{EntryRef, Millis};

/// What `decide` hands to the log, which adds author, number, stamp, salt and signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What happened.
    pub event: Event,
    /// When, where that is not now.
    pub occurred_at: Option<Millis>,
    /// The entry that this one is the inverse of.
    pub undoes: Option<EntryRef>,
}

impl From<Event> for Draft {
    fn from(event: Event) -> Self {
        Self { event, occurred_at: None, undoes: None }
    }
}
