//! Who may see which stream, folded from the facts in it and remembered until these change.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::document;
use incident::entry::{Entry, Series};
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use journal::SeriesEnd;
use sync::Cursor;

use crate::authorize::{Action, Actor, Audience, Resource, authorize};
use crate::feed::Stretch;
use crate::store::{Store, StoreError};

/// How many streams are remembered before all are forgotten.
const MOST: usize = 100_000;

/// What is remembered.
pub(crate) struct Audiences {
    known: Mutex<Known>,
}

struct Known {
    of: HashMap<Stream, Arc<Audience>>,
    /// What of documents is veiled.
    veils: HashMap<Stream, Arc<Veils>>,
    /// Of which incident a document is, once a fact has said so: that does not change.
    incidents: HashMap<DocumentId, IncidentId>,
    /// What is remembered is true of the log up to here. Its mark tells whether it is still that log.
    as_of: Cursor,
}

impl Known {
    /// Something new lies in this stream.
    fn forget(&mut self, stream: Stream) {
        self.of.remove(&stream);
        self.veils.remove(&stream);
    }
}

impl Audiences {
    /// Nothing is remembered yet, and nothing from before this cursor will have to be forgotten.
    pub(crate) fn since(end: Cursor) -> Self {
        let (of, veils, incidents) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { known: Mutex::new(Known { of, veils, incidents, as_of: end }) }
    }

    /// Forgets what has changed up to a cursor, whoever changed it, and everything where the log was put back. To be called
    /// with the cursor of an entry, or one beyond, before anybody is shown it, so that nobody sees it by the rules from
    /// before it.
    pub(crate) fn catch_up(&self, store: &dyn Store, end: Cursor) -> Result<(), StoreError> {
        let mut known = self.known();
        if known.as_of == end {
            return Ok(());
        }
        // Asked under the lock, so that nobody remembers meanwhile what is to be forgotten.
        if store.cursor_at(known.as_of.position)? != Some(known.as_of) {
            known.of.clear();
            known.veils.clear();
            known.incidents.clear();
            known.as_of = end;
        } else if known.as_of.position < end.position {
            for stream in store.streams_since(known.as_of.position)? {
                known.forget(stream);
            }
            known.as_of = end;
        }
        Ok(())
    }

    /// The same for whoever has what was taken since before their eyes.
    pub(crate) fn follow(&self, store: &dyn Store, stretch: &Stretch) -> Result<(), StoreError> {
        let mut known = self.known();
        if known.as_of != stretch.from {
            drop(known);
            return self.catch_up(store, stretch.to);
        }
        for one in &stretch.placed {
            known.forget(one.entry.head.stream);
        }
        known.as_of = stretch.to;
        Ok(())
    }

    /// Who may see a stream.
    pub(crate) fn of(&self, store: &dyn Store, stream: Stream) -> Result<Arc<Audience>, StoreError> {
        if let Stream::Document(id) = stream {
            let Some(incident) = self.incident_of(store, id)? else {
                return Ok(Arc::new(Audience::nobody()));
            };
            let audience = self.of(store, Stream::Incident(incident))?;
            if audience.settled {
                return Ok(audience);
            }
            let veils = self.veils(store, stream)?;
            return Ok(Arc::new(Audience { veils: Veils::clone(&veils), ..Audience::clone(&audience) }));
        }
        let as_of = {
            let known = self.known();
            if let Some(audience) = known.of.get(&stream) {
                return Ok(Arc::clone(audience));
            }
            known.as_of
        };
        let audience = Arc::new(Audience::of(&*store.record(stream)?));
        let mut known = self.known();
        // What was read before others caught up may be what they forgot.
        if known.as_of == as_of {
            if known.of.len() >= MOST {
                known.of.clear();
            }
            known.of.insert(stream, Arc::clone(&audience));
        }
        Ok(audience)
    }

    /// What of a document is veiled.
    fn veils(&self, store: &dyn Store, stream: Stream) -> Result<Arc<Veils>, StoreError> {
        let as_of = {
            let known = self.known();
            if let Some(veils) = known.veils.get(&stream) {
                return Ok(Arc::clone(veils));
            }
            known.as_of
        };
        let veils = Arc::new(veils_of(&*store.record(stream)?));
        let mut known = self.known();
        if known.as_of == as_of {
            if known.veils.len() >= MOST {
                known.veils.clear();
            }
            known.veils.insert(stream, Arc::clone(&veils));
        }
        Ok(veils)
    }

    /// The incident whose access a document has; none as long as nothing here says which.
    fn incident_of(&self, store: &dyn Store, id: DocumentId) -> Result<Option<IncidentId>, StoreError> {
        let as_of = {
            let known = self.known();
            if let Some(incident) = known.incidents.get(&id) {
                return Ok(Some(*incident));
            }
            known.as_of
        };
        let incident = document::incident_of(&*store.record(Stream::Document(id))?);
        let mut known = self.known();
        if known.as_of == as_of
            && let Some(incident) = incident
        {
            if known.incidents.len() >= MOST {
                known.incidents.clear();
            }
            known.incidents.insert(id, incident);
        }
        Ok(incident)
    }

    /// Whether an actor may see an entry.
    pub(crate) fn shows(&self, store: &dyn Store, actor: &Actor, entry: &Entry) -> Result<bool, StoreError> {
        self.lets_see(store, actor, &entry.head.series(), entry.head.seq)
    }

    /// Whether an actor may hear how far a series goes: whoever may see its last entry.
    pub(crate) fn tells(
        &self,
        store: &dyn Store,
        actor: &Actor,
        end: &SeriesEnd,
    ) -> Result<bool, StoreError> {
        self.lets_see(store, actor, &end.series, end.seq)
    }

    fn lets_see(
        &self,
        store: &dyn Store,
        actor: &Actor,
        series: &Series,
        seq: u64,
    ) -> Result<bool, StoreError> {
        let audience = self.of(store, series.stream)?;
        let (author, private) = (series.replica, audience.veils(series, seq));
        let resource = Resource::Entry { audience: &audience, author, private };
        Ok(authorize(actor, Action::See, resource).is_ok())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// From which number on series of a stream are hidden until a fact that made it private is held: their authors saw it as
/// private there. What follows hangs on what is hidden, and is hidden with it. What its author has opened since is not.
pub(crate) type Veils = BTreeMap<Series, u64>;

fn veils_of(record: &Record) -> Veils {
    let series = |fact: &Fact| Series { stream: record.stream(), replica: fact.replica, run: fact.run };
    let mut veils = Veils::new();
    let mut private = record.facts().iter().filter(|fact| fact.private).peekable();
    if private.peek().is_none() {
        return veils;
    }
    let opens = |fact: &&Fact| matches!(fact.event, Some(Event::PrivacySet { private: false, .. }));
    let mut opened: BTreeMap<Series, u64> = BTreeMap::new();
    for fact in record.facts().iter().filter(opens).filter(|fact| !record.is_retracted(fact.id)) {
        let last = opened.entry(series(fact)).or_default();
        *last = fact.seq.max(*last);
    }
    for fact in private {
        let series = series(fact);
        if opened.get(&series).is_none_or(|last| fact.seq > *last) {
            let first = veils.entry(series).or_insert(fact.seq);
            *first = fact.seq.min(*first);
        }
    }
    veils
}

impl Audience {
    /// Who may see what belongs to no incident that is known: whoever wrote it.
    pub(crate) fn nobody() -> Self {
        Self { private: true, settled: true, ..Self::default() }
    }

    /// Who may see the stream of this record, if it is no document: that has the access of its incident.
    pub(crate) fn of(record: &Record) -> Self {
        let Stream::Incident(_) = record.stream() else {
            return Self { veils: veils_of(record), ..Self::default() };
        };
        let incident = Incident::of(record);
        let granted = incident.granted().into_iter().map(|(_, person)| person).collect();
        // A fact that says it is open does not settle it: the one that the author of a private entry saw may be on its way.
        let settled = record
            .facts()
            .iter()
            .any(|fact| matches!(fact.event, Some(Event::PrivacySet { private: true, .. })));
        let veils = if settled { Veils::new() } else { veils_of(record) };
        Self { private: incident.is_private(), settled, granted, veils }
    }

    /// Whether an entry is hidden until a fact that made its stream private is held.
    pub(crate) fn veils(&self, series: &Series, seq: u64) -> bool {
        self.veils.get(series).is_some_and(|first| seq >= *first)
    }
}
