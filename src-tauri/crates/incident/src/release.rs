//! A review that was published: its words as its readers are shown them.

use crate::event::Event;
use crate::id::EntryRef;
use crate::incident::Incident;
use crate::slot::Slot;
use crate::value::{Chapter, Readers};

/// A review as it was published last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release<'a> {
    /// The entry that holds it.
    pub id: EntryRef,
    /// What it is called.
    pub title: &'a str,
    /// Its sections, in order.
    pub passages: &'a [Chapter],
}

impl<'a> Incident<'a> {
    /// The review that these readers are shown: the one that was published last, none once that is hidden or taken back.
    #[must_use]
    pub fn release(self, readers: Readers) -> Option<Release<'a>> {
        let fact = self.record().shown(&Slot::Release(readers))?;
        self.release_in(fact.id)
    }

    /// The review that this entry holds; none where it is hidden or taken back.
    #[must_use]
    pub fn release_in(self, id: EntryRef) -> Option<Release<'a>> {
        let (_, event) = self.record().made().find(|(fact, _)| fact.id == id)?;
        match event {
            Event::ReviewReleased { title, passages, .. } => Some(Release { id, title, passages }),
            _ => None,
        }
    }
}
