//! The record as people read it: one line for what one command did, newest last.

mod evidence;
mod followed;
mod learned;
mod names;
mod review;
mod said;
mod silent;
mod words;

use std::collections::HashMap;

use serde::Serialize;
use ts_rs::TS;

use crate::book::Book;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId, ReplicaKey, Run};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::text::visible;

pub(crate) use evidence::author_of;
pub use evidence::{Evidence, References, evidence, reference, references};
pub use followed::{Followed, followed};

/// What a line is about; each has its glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each word says what it is")]
pub enum Glyph {
    Declared,
    Alert,
    Stage,
    Severity,
    Impact,
    Time,
    People,
    Checklist,
    Note,
    FixLater,
    DebuggingTrouble,
    ProcessFriction,
    Decision,
    Task,
    Action,
    Review,
    Mitigation,
    AllClear,
    Update,
    Customer,
    Link,
    Change,
    Undo,
    Unknown,
}

/// Whether a line still says what it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Stands,
    /// It was taken back; still readable.
    Retracted,
    /// Its text is hidden.
    Redacted,
}

/// What a line said before it was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Earlier {
    /// The words or the time.
    pub text: String,
    /// By whom the newer one was written.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// What a reader may do with a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "each word says what may be done")]
pub struct Can {
    pub correct: bool,
    pub redate: bool,
    pub retract: bool,
    pub redact: bool,
    pub undo: bool,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Line {
    /// The entry that leads it.
    pub entry: EntryRef,
    /// All entries of the same command, for undo.
    pub entries: Vec<EntryRef>,
    /// What it is about.
    pub glyph: Glyph,
    /// What happened.
    pub text: String,
    /// More of it, a line each.
    pub details: Vec<String>,
    /// Who wrote it.
    pub by: String,
    /// Their id, where they are known.
    pub person: Option<PersonId>,
    /// Their wall clock then.
    pub recorded_at: Millis,
    /// When it happened, where that differs by a minute or more.
    pub occurred_at: Option<Millis>,
    /// Among the key events: pinned, or of a kind that always is.
    pub key: bool,
    /// Pinned by somebody.
    pub pinned: bool,
    /// Whether it still stands.
    pub standing: Standing,
    /// What it said before, oldest first.
    pub earlier: Vec<Earlier>,
    /// Its value is one of several that nobody has settled.
    pub torn: bool,
    /// The decision it tells of, if it does.
    #[ts(optional)]
    pub decision: Option<EntryRef>,
    /// What may be done with it.
    pub can: Can,
}

/// The timeline of an incident, oldest first. What an erasure hid has no lines: its own says how much it was.
#[must_use]
pub fn timeline(incident: Incident<'_>, book: &Book) -> Vec<Line> {
    let teller = Teller { incident, book };
    let record = incident.record();
    let torn: Vec<EntryRef> =
        record.torn().flat_map(|(_, facts)| facts.into_iter().map(|fact| fact.id)).collect();
    let mut batches = batches(record.facts());
    if record.erased().is_some() {
        batches.iter_mut().for_each(|batch| batch.retain(|fact| fact.redacted_by.is_none()));
    }
    batches.iter().filter_map(|batch| teller.line(batch, &torn)).collect()
}

/// What one command wrote: same laptop, same run, same moment, numbers in a row. Two who write at once lie
/// between each other in the order of the stream; each command is still one line, where its first fact is.
fn batches(facts: &[Fact]) -> Vec<Vec<&Fact>> {
    let mut batches: Vec<Vec<&Fact>> = Vec::with_capacity(facts.len());
    let mut open: HashMap<(ReplicaKey, Run), usize> = HashMap::new();
    for fact in facts {
        let series = (fact.replica, fact.run);
        let goes_on = |before: &&Fact| {
            before.recorded_at == fact.recorded_at && before.seq.checked_add(1) == Some(fact.seq)
        };
        match open.get(&series).filter(|i| batches[**i].last().is_some_and(goes_on)) {
            Some(i) => batches[*i].push(fact),
            None => {
                open.insert(series, batches.len());
                batches.push(vec![fact]);
            }
        }
    }
    batches
}

/// Tells facts in words, with names from the book.
#[derive(Clone, Copy)]
pub(crate) struct Teller<'a> {
    pub(crate) incident: Incident<'a>,
    pub(crate) book: &'a Book,
}

impl Teller<'_> {
    /// The name of whoever wrote a fact.
    pub(crate) fn author(self, fact: &Fact) -> (Option<PersonId>, String) {
        let person = self.book.person_of(fact.replica);
        let name = person.and_then(|person| self.book.person_name(person));
        let unknown = match fact.event {
            // Hubs write for nobody, and nobody but a hub gives numbers and cuts.
            Some(Event::Numbered { .. } | Event::SeriesCut { .. }) => "The hub",
            _ => "Somebody not in the book",
        };
        (person, name.map_or_else(|| unknown.to_owned(), |name| visible(name).into_owned()))
    }

    fn line(self, batch: &[&Fact], torn: &[EntryRef]) -> Option<Line> {
        let lead = batch.iter().find(|fact| self.leads(fact, batch.len())).or(batch.first())?;
        if batch.iter().all(|fact| self.is_silent(fact)) {
            return None;
        }
        let record = self.incident.record();
        let told = self.tell(lead);
        let mut details = told.details;
        let others = batch.iter().filter(|fact| fact.id != lead.id && !self.goes_without_saying(fact));
        details.extend(others.flat_map(|fact| {
            let told = self.tell(fact);
            std::iter::once(told.text).chain(told.details)
        }));
        let (person, by) = self.author(lead);
        let standing = if lead.redacted_by.is_some() {
            Standing::Redacted
        } else if record.is_retracted(lead.id) {
            Standing::Retracted
        } else {
            Standing::Stands
        };
        let pinned = matches!(record.value(&Slot::Pin(lead.id)), Some(Event::Pinned { pinned: true, .. }));
        let occurred = self.incident.when(lead);
        let is_note = matches!(lead.event, Some(Event::Noted { .. }));
        let stands = standing == Standing::Stands;
        Some(Line {
            entry: lead.id,
            entries: batch.iter().map(|fact| fact.id).collect(),
            glyph: told.glyph,
            text: told.text,
            details,
            by,
            person,
            recorded_at: lead.recorded_at,
            occurred_at: (occurred.0.abs_diff(lead.recorded_at.0) >= 60_000).then_some(occurred),
            key: stands && (pinned || told.key),
            pinned,
            standing,
            earlier: if standing == Standing::Redacted { Vec::new() } else { self.earlier(lead) },
            torn: batch.iter().any(|fact| torn.contains(&fact.id)),
            decision: match &lead.event {
                Some(Event::DecisionRaised { .. }) => Some(lead.id),
                Some(Event::DecisionRecorded { decision, .. }) => Some(decision.unwrap_or(lead.id)),
                _ => None,
            },
            // Nothing more is written in what was erased.
            can: if record.erased().is_some() {
                Can::default()
            } else {
                Can {
                    correct: stands && is_note,
                    redate: stands && !lead.void,
                    retract: stands && is_note,
                    redact: lead.event.as_ref().is_some_and(Event::has_words),
                    undo: stands && crate::decide::can_undo(record, batch),
                }
            },
        })
    }

    /// What a note said, and when it was said to have happened, before it was corrected.
    fn earlier(self, lead: &Fact) -> Vec<Earlier> {
        let record = self.incident.record();
        let mut earlier = Vec::new();
        let mut said = match &lead.event {
            Some(Event::Noted { text, .. }) => text.clone(),
            _ => String::new(),
        };
        let mut happened = lead.happened();
        for fact in record.facts() {
            match &fact.event {
                Some(Event::NoteCorrected { note, text, .. }) if *note == lead.id => {
                    let text = std::mem::replace(&mut said, text.clone());
                    earlier.push(Earlier {
                        text: visible(&text).into(),
                        by: self.author(fact).1,
                        at: fact.recorded_at,
                    });
                }
                Some(Event::Redated { entry, at: Some(at), .. }) if *entry == lead.id => {
                    let before = std::mem::replace(&mut happened, *at);
                    let text = format!("Happened {}", crate::zone::utc_text(before));
                    earlier.push(Earlier { text, by: self.author(fact).1, at: fact.recorded_at });
                }
                _ => {}
            }
        }
        earlier
    }
}
