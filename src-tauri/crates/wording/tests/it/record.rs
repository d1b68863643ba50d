//! An incident and a book as `decide` makes them, without a log.

use std::sync::Arc;

use chrono_tz::Tz;
use incident::book::Book;
use incident::command::{Command, Edit};
use incident::decide::{Asker, decide, edit};
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, PersonId, ReplicaKey, Run};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use incident::value::{DetectionMethod, ImpactAspect, Kind, Point};

/// 2026-11-19T14:32:00Z, a Thursday.
pub(crate) const NOW: Millis = Millis(1_795_098_720_000);
pub(crate) const ANA: PersonId = PersonId([7; 16]);

pub(crate) fn at(minutes: i64) -> Millis {
    NOW.plus_minutes(minutes)
}

/// Everything in one place; each command is a minute after the one before it.
pub(crate) struct World {
    pub(crate) book: Book,
    pub(crate) record: Record,
    pub(crate) now: Millis,
    written: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let record = Record::fold(Stream::Incident(IncidentId([1; 16])), []);
        let mut world = Self { book: Book::default(), record, now: NOW, written: 0 };
        world.edit(&Edit::NamePerson { person: ANA, name: "Ana Ruiz".to_owned() });
        for name in ["Checkout", "Login"] {
            world.edit(&Edit::NameService { service: None, name: name.to_owned() });
        }
        world
    }

    /// Declared as this kind and severity, with everything that templates can ask for.
    pub(crate) fn whole(severity: &str, kind: Kind) -> Self {
        let mut world = Self::new();
        world.run(&declare(severity, kind));
        let impact = [
            (ImpactAspect::Regions, "Europe"),
            (ImpactAspect::Users, "about 12 % of users"),
            (ImpactAspect::Customers, "214"),
            (ImpactAspect::Description, "Some payments are charged twice."),
            (ImpactAspect::DataLoss, "none"),
            (ImpactAspect::Workaround, "pay by invoice."),
        ];
        for (aspect, value) in impact {
            world.state(aspect, value);
        }
        world
    }

    pub(crate) fn incident(&self) -> Incident<'_> {
        Incident::of(&self.record)
    }

    pub(crate) fn state(&mut self, aspect: ImpactAspect, value: &str) {
        let (value, source) = (value.to_owned(), "dashboard".to_owned());
        self.run(&Command::StateImpact { aspect, value, number: None, source, as_of: None });
    }

    pub(crate) fn point(&mut self, point: Point, at: Millis) {
        self.run(&Command::RecordPoint { point, at: Some(at) });
    }

    pub(crate) fn run(&mut self, command: &Command) -> EntryRef {
        let asker = Asker { now: self.now, person: ANA, zone: Tz::UTC, book: &self.book };
        let drafts =
            decide(self.incident(), command, &asker).unwrap_or_else(|no| panic!("{command:?}: {no}"));
        let facts = self.facts(drafts);
        let first = facts[0].id;
        self.record = self.record.clone().with(facts);
        self.now = self.now.plus_minutes(1);
        first
    }

    /// A fact that some laptop wrote, whatever `decide` would say.
    pub(crate) fn write(&mut self, event: Event) {
        let facts = self.facts(vec![event.into()]);
        self.record = self.record.clone().with(facts);
    }

    pub(crate) fn edit(&mut self, wish: &Edit) {
        let asker = Asker { now: self.now, person: ANA, zone: Tz::UTC, book: &self.book };
        let (section, drafts) = edit(wish, &asker).unwrap();
        let facts = self.facts(drafts);
        let record = Record::clone(self.book.section(section)).with(facts);
        self.book = self.book.clone().with(section, Arc::new(record));
    }

    fn facts(&mut self, drafts: Vec<Draft>) -> Vec<Fact> {
        let fact = |draft: Draft| {
            self.written += 1;
            let mut id = [0; 16];
            id[8..].copy_from_slice(&self.written.to_be_bytes());
            Fact {
                id: EntryRef(id),
                replica: ReplicaKey([3; 32]),
                run: Run([4; 8]),
                seq: self.written,
                stamp: self.written,
                recorded_at: self.now,
                occurred_at: draft.occurred_at,
                undoes: draft.undoes,
                event: Some(draft.event),
                redacted_by: None,
                void: false,
                private: false,
            }
        };
        drafts.into_iter().map(fact).collect()
    }
}

pub(crate) fn declare(severity: &str, kind: Kind) -> Command {
    Command::Declare {
        title: "Card payments are charged twice".to_owned(),
        kind,
        severity: Some(severity.parse().unwrap()),
        services: vec!["checkout".parse().unwrap(), "login".parse().unwrap()],
        impact_started: Some(at(-54)),
        detection: Some(DetectionMethod::Customer),
        drill: false,
        private: false,
        manager: Some(ANA),
    }
}
