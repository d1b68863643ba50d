//! Who may see which stream, folded from the facts in it and remembered until these change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::entry::{Entry, PRIVATE};
use incident::event::Event;
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::Stream;
use journal::{Journal, JournalError};

use crate::authorize::{Action, Actor, Audience, Resource, authorize};

/// How many streams are remembered before all are forgotten.
const MOST: usize = 100_000;

/// What is remembered.
#[derive(Default)]
pub(crate) struct Audiences {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    of: HashMap<Stream, Arc<Audience>>,
    /// Moves with every change, so that what was read before one is not remembered after it.
    epoch: u64,
    changing: usize,
}

impl Audiences {
    /// Who may see a stream.
    pub(crate) fn of(&self, journal: &Journal, stream: Stream) -> Result<Arc<Audience>, JournalError> {
        let epoch = {
            let known = self.known();
            if let Some(audience) = known.of.get(&stream) {
                return Ok(Arc::clone(audience));
            }
            known.epoch
        };
        let audience = Arc::new(match stream {
            Stream::Incident(_) => of_record(&*journal.record(stream)?),
            _ => Audience::default(),
        });
        let mut known = self.known();
        if known.changing == 0 && known.epoch == epoch {
            if known.of.len() >= MOST {
                known.of.clear();
            }
            known.of.insert(stream, Arc::clone(&audience));
        }
        Ok(audience)
    }

    /// Runs a change of these streams. What is asked meanwhile is read from the log and not remembered, so that nobody
    /// is shown an entry by the rules from before it.
    pub(crate) fn while_changing<T>(&self, streams: &[Stream], change: impl FnOnce() -> T) -> T {
        self.forget(streams).changing += 1;
        let done = change();
        self.forget(streams).changing -= 1;
        done
    }

    /// Whether an actor may see an entry.
    pub(crate) fn shows(
        &self,
        journal: &Journal,
        actor: &Actor,
        entry: &Entry,
    ) -> Result<bool, JournalError> {
        let audience = self.of(journal, entry.head.stream)?;
        let (author, private) = (entry.head.replica, is_private(entry));
        let resource = Resource::Entry { audience: &audience, author, private };
        Ok(authorize(actor, Action::See, resource).is_ok())
    }

    fn forget(&self, streams: &[Stream]) -> MutexGuard<'_, Known> {
        let mut known = self.known();
        known.epoch += 1;
        for stream in streams {
            known.of.remove(stream);
        }
        known
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the author of an entry saw its stream as private. See [`Resource::Entry`] for what that hides.
pub(crate) fn is_private(entry: &Entry) -> bool {
    entry.head.flags & PRIVATE != 0
}

fn of_record(record: &Record) -> Audience {
    let incident = Incident::of(record);
    let granted = incident.granted().into_iter().map(|(_, person)| person).collect();
    // A fact that says it is open does not settle it: the one that the author of a private entry saw may be on its way.
    let settled =
        record.facts().iter().any(|fact| matches!(fact.event, Some(Event::PrivacySet { private: true, .. })));
    Audience { private: incident.is_private(), settled, granted }
}
