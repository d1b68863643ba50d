//! What people do: facts as the app would write them, and what is remembered of each for the end.

use std::collections::{BTreeMap, BTreeSet};

use incident::entry::Series;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, PersonId, Run};
use incident::incident::Incident;
use incident::record::Record;
use incident::slot::Slot;
use incident::stream::{Section, Stream};
use incident::value::NoteKind;
use journal::Journal;

use crate::dice::Dice;
use crate::laptop::Running;

/// Something that a laptop told its person was saved.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub laptop: usize,
    /// How many words had been written in this world by then.
    pub word: usize,
    pub stream: Stream,
    /// The incident whose access the stream has; the stream itself where it has one of its own.
    pub subject: Stream,
    pub series: Series,
    pub seq: u64,
    pub event: Event,
    /// Whom its author saw named with it, where they saw the stream as private.
    pub only: Option<BTreeSet<PersonId>>,
    /// The facts about access that its author held.
    pub access: BTreeSet<EntryRef>,
    /// It was on a laptop that lost it before the hub had it.
    pub forgiven: bool,
}

/// What somebody did, for the trace.
pub(crate) type Said = String;

/// Everything that was saved, by name.
pub(crate) type Ledger = BTreeMap<EntryRef, Saved>;

/// The facts of a record that speak of access.
pub(crate) fn access(record: &Record) -> BTreeSet<EntryRef> {
    let speaks = |event: &Event| {
        matches!(
            event,
            Event::PrivacySet { .. }
                | Event::AccessGranted { .. }
                | Event::Retracted { .. }
                | Event::Reinstated { .. }
        )
    };
    let facts = record.facts().iter().filter(|fact| fact.event.as_ref().is_some_and(speaks));
    facts.map(|fact| fact.id).collect()
}

pub(crate) fn granted(incident: Incident<'_>) -> BTreeSet<PersonId> {
    incident.granted().into_iter().map(|(_, person)| person).collect()
}

/// Something that is about to be saved.
pub(crate) struct Writing {
    pub stream: Stream,
    pub subject: Stream,
    pub private: bool,
    pub events: Vec<Event>,
}

/// Whether the app lets a person write in an incident.
pub(crate) fn may_write(incident: Incident<'_>, person: PersonId) -> bool {
    !incident.is_private() || granted(incident).contains(&person)
}

/// A person at a laptop.
pub(crate) struct Hand<'a> {
    pub laptop: usize,
    pub person: PersonId,
    /// Everybody there is.
    pub people: &'a [PersonId],
    pub up: &'a mut Running,
    pub now: Millis,
    pub dice: &'a mut Dice,
    /// Makes every text another one.
    pub count: &'a mut usize,
}

impl Hand<'_> {
    /// Does something, and says what.
    pub(crate) fn act(&mut self, ledger: &mut Ledger) -> Option<Said> {
        let incidents = self.up.journal.streams(Stream::Incident(IncidentId([0; 16]))).unwrap();
        let declares = incidents.is_empty() || incidents.len() < 6 && self.dice.percent(15);
        let (stream, events, private) = if declares {
            let stream = Stream::Incident(IncidentId(self.dice.bytes()));
            let private = self.dice.percent(30);
            (stream, self.declaration(private), private)
        } else if self.dice.percent(8) {
            let stream = Stream::Book(Section::Settings);
            let base = self.up.journal.record(stream).unwrap().base(&Slot::WorkspaceName);
            (stream, vec![Event::WorkspaceNamed { name: self.word(), base }], false)
        } else {
            let stream = *self.dice.pick(&incidents)?;
            if self.dice.percent(20) {
                return self.types(stream.incident()?, ledger);
            }
            let record = self.up.journal.record(stream).unwrap();
            let incident = Incident::of(&record);
            if !may_write(incident, self.person) {
                return None;
            }
            let events = self.events(&record)?;
            let closes = matches!(events[0], Event::PrivacySet { private: true, .. });
            (stream, events, incident.is_private() || closes)
        };
        let said: Vec<String> = events.iter().map(spoken).collect();
        self.goes_on(stream);
        self.save(Writing { stream, subject: stream, private, events }, ledger);
        Some(format!(
            "{} in {}: {}",
            if private { "private" } else { "open" },
            short(stream),
            said.join(", ")
        ))
    }

    fn word(&mut self) -> String {
        *self.count += 1;
        format!("word {}", self.count)
    }

    fn note(&mut self) -> Event {
        Event::Noted { note: NoteKind::Note, text: self.word() }
    }

    fn declaration(&mut self, private: bool) -> Vec<Event> {
        let mut events = vec![Event::Declared { drill: false }];
        if private {
            events.extend(self.closed(vec![]));
        }
        events.push(Event::Titled { title: self.word(), base: vec![] });
        events
    }

    /// Only this person and some others from now on.
    fn closed(&mut self, base: Vec<EntryRef>) -> Vec<Event> {
        let mut events = vec![Event::PrivacySet { private: true, base }];
        events.push(Event::AccessGranted { person: self.person });
        for person in self.people {
            if *person != self.person && self.dice.percent(30) {
                events.push(Event::AccessGranted { person: *person });
            }
        }
        events
    }

    fn events(&mut self, record: &Record) -> Option<Vec<Event>> {
        let incident = Incident::of(record);
        Some(match self.dice.below(100) {
            0..40 => (0..=self.dice.below(3)).map(|_| self.note()).collect(),
            40..65 => vec![Event::Titled { title: self.word(), base: record.base(&Slot::Title) }],
            65..77 => {
                let hidden = |fact: &&incident::record::Fact| {
                    matches!(fact.event, Some(Event::Noted { .. } | Event::Titled { .. }))
                };
                let told: Vec<_> = record.facts().iter().filter(hidden).collect();
                let fact = *self.dice.pick(&told)?;
                let replaces = fact.event.as_ref()?.base().to_vec();
                vec![Event::Redacted { entry: fact.id, replaces }]
            }
            77..85 if incident.is_private() => {
                vec![Event::AccessGranted { person: *self.dice.pick(self.people)? }]
            }
            85..93 if incident.is_private() => {
                let grants = incident.granted();
                let (entry, _) = *self.dice.pick(&grants)?;
                vec![Event::Retracted { entry, base: record.base(&Slot::Retraction(entry)) }]
            }
            93..96 if incident.is_private() => {
                vec![Event::PrivacySet { private: false, base: record.base(&Slot::Privacy) }]
            }
            96..100 if !incident.is_private() => self.closed(record.base(&Slot::Privacy)),
            _ => vec![self.note()],
        })
    }

    /// Goes on in a new run where the series was cut, as the journal would by itself, with one that is the same when all of
    /// this happens once more.
    pub(crate) fn goes_on(&mut self, stream: Stream) {
        let series = Series { stream, replica: self.up.author.replica(), run: self.up.author.run };
        if self.up.journal.record(stream).unwrap().cut(&series).is_some() {
            self.up.author.run = Run(self.dice.bytes());
        }
    }

    /// Writes, and once that is acknowledged remembers it.
    pub(crate) fn save(&mut self, writing: Writing, ledger: &mut Ledger) {
        let Writing { stream, subject, private, events } = writing;
        let drafts = events.iter().cloned().map(Into::into).collect();
        let journal: &Journal = &self.up.journal;
        let mut seen = access(&journal.record(subject).unwrap());
        let appended = journal.append(&self.up.author, self.now, stream, private, drafts).unwrap();
        let record = &appended.record;
        let subjects = journal.record(subject).unwrap();
        let incident = Incident::of(&subjects);
        let only = incident.is_private().then(|| granted(incident));
        for (id, event) in appended.refs.into_iter().zip(events) {
            let fact = record.fact(id).unwrap();
            seen.insert(id);
            let series = Series { stream, replica: fact.replica, run: fact.run };
            let saved = Saved {
                laptop: self.laptop,
                word: *self.count,
                stream,
                subject,
                series,
                seq: fact.seq,
                event,
                only: only.clone(),
                access: seen.clone(),
                forgiven: false,
            };
            ledger.insert(id, saved);
        }
    }
}

/// A stream as the trace calls it.
pub(crate) fn short(stream: Stream) -> String {
    let text = stream.to_string();
    text.chars().take(13).collect()
}

pub(crate) fn spoken(event: &Event) -> String {
    match event {
        Event::Noted { text, .. } => format!("notes {text:?}"),
        Event::Titled { title, base } => format!("titles it {title:?} over {}", base.len()),
        Event::Redacted { .. } => "redacts".to_owned(),
        Event::AccessGranted { person } => format!("lets {} in", person.0[0]),
        Event::Retracted { .. } => "takes access back".to_owned(),
        Event::PrivacySet { private: true, .. } => "closes it".to_owned(),
        Event::PrivacySet { private: false, .. } => "opens it".to_owned(),
        other => other.kind(),
    }
}
