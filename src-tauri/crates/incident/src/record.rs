//! A record: the fold of one stream. Facts in order, and for each slot the values that still stand.
//!
//! Folding is total. It reads nothing but the entries of the stream, and equal sets of entries give equal
//! records whatever the order in which they arrived.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::body::Body;
use crate::entry::{BodyBytes, Entry, EntryHash, PRIVATE, Place};
use crate::event::Event;
use crate::id::{EntryRef, IncidentId, Millis, ReplicaKey, Run};
use crate::slot::Slot;
use crate::stream::Stream;

/// One entry as its readers see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// Its name.
    pub id: EntryRef,
    /// Whose laptop wrote it.
    pub replica: ReplicaKey,
    /// In which run.
    pub run: Run,
    /// Its number in the series.
    pub seq: u64,
    /// Its place in the stream's order.
    pub stamp: u64,
    /// The author's wall clock.
    pub recorded_at: Millis,
    /// When it happened, where the author said so.
    pub occurred_at: Option<Millis>,
    /// The entry it is the inverse of.
    pub undoes: Option<EntryRef>,
    /// What happened; none once the body was dropped or hidden.
    pub event: Option<Event>,
    /// The entry that hid it.
    pub redacted_by: Option<EntryRef>,
    /// Whether it refers to something that is not before it, and so has no effect.
    pub void: bool,
    /// Whether its author saw the stream as private.
    #[serde(skip)]
    pub private: bool,
}

impl Fact {
    /// Reads an entry, given its chained hash. A body that is none counts as unrecognised: folding cannot fail.
    #[must_use]
    pub fn read(entry: &Entry, hash: &EntryHash) -> Self {
        let body = match &entry.body {
            BodyBytes::Whole(bytes) => Body::from_bytes(entry.head.v, bytes).ok(),
            BodyBytes::Dropped(_) => None,
        };
        let (occurred_at, undoes, event) = match body {
            Some(body) => (body.occurred_at, body.undoes, Some(body.event)),
            None if matches!(entry.body, BodyBytes::Whole(_)) => {
                (None, None, Some(Event::Unrecognised { kind: "unreadable".to_owned() }))
            }
            None => (None, None, None),
        };
        Self {
            id: hash.reference(),
            replica: entry.head.replica,
            run: entry.head.run,
            seq: entry.head.seq,
            stamp: entry.head.stamp,
            recorded_at: entry.head.recorded_at,
            occurred_at,
            undoes,
            event,
            redacted_by: None,
            void: false,
            private: entry.head.flags & PRIVATE != 0,
        }
    }

    /// When it happened: what its author said, else when it was recorded.
    #[must_use]
    pub fn happened(&self) -> Millis {
        self.occurred_at.unwrap_or(self.recorded_at)
    }

    /// Its place in the stream's order.
    #[must_use]
    pub fn place(&self) -> Place {
        (self.stamp, self.replica, self.run, self.seq)
    }
}

/// The fold of one stream.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    stream: Stream,
    facts: Vec<Fact>,
    /// For each slot the facts whose values nobody has superseded, in order; indices into `facts`.
    #[serde(serialize_with = "as_pairs")]
    slots: BTreeMap<Slot, Vec<usize>>,
    #[serde(skip)]
    index: HashMap<EntryRef, usize>,
    /// What may have been taken back. That is hardly anything, and everything that is read asks for it.
    #[serde(skip)]
    doubted: HashSet<EntryRef>,
    /// Which fact hides everything.
    #[serde(skip)]
    erased: Option<usize>,
}

impl Record {
    /// Folds facts that arrived in any order; the same fact twice counts once.
    #[must_use]
    pub fn fold(stream: Stream, facts: impl IntoIterator<Item = Fact>) -> Self {
        let mut facts: Vec<Fact> = facts.into_iter().collect();
        // Two facts in one place are a fork that should never have been taken; their names keep the order total.
        // Of one fact that came both whole and dropped, the whole one is kept.
        facts.sort_by_key(|fact| (fact.place(), fact.id, fact.event.is_none()));
        facts.dedup_by(|a, b| a.id == b.id);
        let mut record = Self {
            stream,
            facts: Vec::with_capacity(facts.len()),
            slots: BTreeMap::new(),
            index: HashMap::new(),
            doubted: HashSet::new(),
            erased: None,
        };
        let hidden = Hidden::among(&facts);
        for fact in facts {
            record.evolve(fact, &hidden);
        }
        record
    }

    /// Adds facts. Those that come after everything known are folded on top; a late one, or one that changes
    /// what earlier ones mean, refolds the stream.
    #[must_use]
    pub fn with(mut self, new: Vec<Fact>) -> Self {
        let last = self.facts.last().map(Fact::place);
        let on_top = new.iter().zip(std::iter::once(last).chain(new.iter().map(|f| Some(f.place())))).all(
            |(fact, before)| {
                Some(fact.place()) > before
                    && !matches!(fact.event, None | Some(Event::Redacted { .. } | Event::StreamErased { .. }))
            },
        );
        if !on_top || self.erased().is_some() {
            let originals = self.facts.into_iter().chain(new).collect::<Vec<_>>();
            return Self::fold(self.stream, originals);
        }
        for fact in new {
            self.evolve(fact, &Hidden::default());
        }
        self
    }

    /// Applies one fact. Dumb and total: whatever wrote it, this cannot fail.
    fn evolve(&mut self, mut fact: Fact, hidden: &Hidden) {
        let at = self.facts.len();
        // A fact that was folded before brings its earlier reading along; it counts for nothing.
        (fact.redacted_by, fact.void) = (None, false);
        let known = |entry: &EntryRef| self.index.contains_key(entry);
        if let Some((by, replaces)) = hidden.get(&fact) {
            // Hidden and dropped bodies must fold alike, so nothing of the body is kept. The value is gone;
            // what it had replaced stays replaced.
            (fact.redacted_by, fact.event, fact.occurred_at, fact.undoes) = (Some(by), None, None, None);
            // A redaction copies what the hidden fact had replaced, and no such fact shares a slot with one that may not
            // be hidden: naming access, enrolment or the like takes nothing away.
            for standing in self.slots.values_mut() {
                standing.retain(|i| {
                    let fact = &self.facts[*i];
                    !replaces.contains(&fact.id)
                        || fact.event.as_ref().is_some_and(|event| !event.may_be_redacted())
                });
            }
        } else if let Some(event) = &fact.event {
            if matches!(event, Event::StreamErased { .. }) {
                self.erased = self.erased.or(Some(at));
            }
            fact.void = event.about().is_some_and(|entry| !known(&entry));
            if !fact.void
                && let Some(slot) = event.slot(fact.id)
            {
                if let Slot::Retraction(entry) = slot {
                    self.doubted.insert(entry);
                }
                let standing = self.slots.entry(slot).or_default();
                standing.retain(|i| !event.base().contains(&self.facts[*i].id));
                standing.push(at);
            }
        }
        self.index.insert(fact.id, at);
        self.facts.push(fact);
    }

    /// What hides everything here, if anything does.
    #[must_use]
    pub fn erased(&self) -> Option<&Fact> {
        self.erased.map(|at| &self.facts[at])
    }

    /// The stream that was folded.
    #[must_use]
    pub fn stream(&self) -> Stream {
        self.stream
    }

    /// The incident, if the stream is one.
    #[must_use]
    pub fn incident_id(&self) -> Option<IncidentId> {
        self.stream.incident()
    }

    /// All facts in order.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, id: EntryRef) -> Option<&Fact> {
        self.index.get(&id).map(|i| &self.facts[*i])
    }

    /// The values that stand in a slot, in order; the last one is shown. What was taken back does not stand.
    pub fn standing(&self, slot: &Slot) -> impl DoubleEndedIterator<Item = &Fact> {
        self.not_taken_back(slot, self.slots.get(slot).map_or(&[], Vec::as_slice))
    }

    fn not_taken_back(&self, slot: &Slot, standing: &[usize]) -> impl DoubleEndedIterator<Item = &Fact> {
        let of_retraction = matches!(slot, Slot::Retraction(_));
        let facts = standing.iter().map(|i| &self.facts[*i]);
        facts.filter(move |fact| of_retraction || !self.is_retracted(fact.id))
    }

    /// The fact whose value is shown in a slot.
    #[must_use]
    pub fn shown(&self, slot: &Slot) -> Option<&Fact> {
        self.standing(slot).next_back()
    }

    /// The event whose value is shown in a slot.
    #[must_use]
    pub fn value(&self, slot: &Slot) -> Option<&Event> {
        self.shown(slot).and_then(|fact| fact.event.as_ref())
    }

    /// What a new value of this slot has to list as its base.
    #[must_use]
    pub fn base(&self, slot: &Slot) -> Vec<EntryRef> {
        self.standing(slot).map(|fact| fact.id).collect()
    }

    /// Every slot with a value.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        let filled =
            |(slot, standing): &(&Slot, &Vec<usize>)| self.not_taken_back(slot, standing).next().is_some();
        self.slots.iter().filter(filled).map(|(slot, _)| slot)
    }

    /// Slots where several people set different values and none has seen the other's.
    pub fn torn(&self) -> impl Iterator<Item = (&Slot, Vec<&Fact>)> {
        self.slots.iter().filter(|(slot, standing)| standing.len() > 1 && slot.asks_when_torn()).filter_map(
            |(slot, standing)| {
                let facts: Vec<&Fact> = self.not_taken_back(slot, standing).collect();
                Self::disagree(slot, &facts).then_some((slot, facts))
            },
        )
    }

    fn disagree(slot: &Slot, facts: &[&Fact]) -> bool {
        if let Slot::Role(role, _) = slot {
            // Several people may hold a role; only of the Incident Manager there is one.
            let held = |f: &&&Fact| matches!(f.event, Some(Event::RoleAssigned { .. }));
            if *role != crate::id::RoleId::incident_manager() || facts.iter().filter(held).count() < 2 {
                return false;
            }
        }
        facts.windows(2).any(|pair| match (&pair[0].event, &pair[1].event) {
            (Some(a), Some(b)) => !a.agrees_with(b),
            _ => false,
        })
    }

    /// Whether what this entry made or added has been taken back.
    #[must_use]
    pub fn is_retracted(&self, entry: EntryRef) -> bool {
        self.doubted.contains(&entry)
            && matches!(self.value(&Slot::Retraction(entry)), Some(Event::Retracted { .. }))
    }

    /// The entries that were undone, and not by an undo that was undone itself.
    #[must_use]
    pub fn undone(&self) -> HashSet<EntryRef> {
        let mut undone = HashSet::new();
        for fact in self.facts.iter().rev().filter(|fact| fact.undoes.is_some()) {
            if !undone.contains(&fact.id) {
                undone.extend(fact.undoes);
            }
        }
        undone
    }

    /// The facts whose events made or added something that still stands.
    pub fn made(&self) -> impl DoubleEndedIterator<Item = (&Fact, &Event)> {
        self.facts.iter().filter_map(|fact| {
            let event = fact.event.as_ref()?;
            (fact.redacted_by.is_none() && !fact.void && !self.is_retracted(fact.id)).then_some((fact, event))
        })
    }

    /// The facts whose events made or added something that was taken back.
    pub fn taken_back(&self) -> impl Iterator<Item = (&Fact, &Event)> {
        let facts = self.facts.iter().filter(|fact| !fact.void && self.is_retracted(fact.id));
        facts.filter_map(|fact| Some((fact, fact.event.as_ref()?)))
    }

    /// The stamp of the next entry.
    #[must_use]
    pub fn next_stamp(&self) -> u64 {
        self.facts.last().map_or(1, |fact| fact.stamp.saturating_add(1))
    }
}

/// JSON has no keys but text, so slots are written as pairs.
fn as_pairs<S: serde::Serializer>(slots: &BTreeMap<Slot, Vec<usize>>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(slots)
}

/// What redactions hide, found before the fold because they come after what they hide.
#[derive(Default)]
struct Hidden {
    entries: HashMap<EntryRef, (EntryRef, Vec<EntryRef>)>,
    everything: Option<EntryRef>,
}

impl Hidden {
    fn among(facts: &[Fact]) -> Self {
        let mut hidden = Self::default();
        if !facts.iter().any(|f| matches!(f.event, Some(Event::Redacted { .. } | Event::StreamErased { .. })))
        {
            return hidden;
        }
        let mut before: HashMap<EntryRef, &Fact> = HashMap::with_capacity(facts.len());
        for fact in facts {
            match &fact.event {
                Some(Event::Redacted { entry, replaces }) if before.get(entry).is_some_and(may_be_hidden) => {
                    let by = hidden.entries.entry(*entry).or_insert((fact.id, Vec::new()));
                    by.1.extend(replaces);
                }
                Some(Event::StreamErased { .. }) => hidden.everything = hidden.everything.or(Some(fact.id)),
                _ => {}
            }
            before.insert(fact.id, fact);
        }
        hidden
    }

    fn get(&self, fact: &Fact) -> Option<(EntryRef, &[EntryRef])> {
        if let Some((by, replaces)) = self.entries.get(&fact.id) {
            return Some((*by, replaces));
        }
        let by = self.everything?;
        may_be_hidden(&fact).then_some((by, &[]))
    }
}

fn may_be_hidden(fact: &&Fact) -> bool {
    fact.event.as_ref().is_none_or(Event::may_be_redacted)
}
