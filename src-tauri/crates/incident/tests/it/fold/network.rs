//! Three laptops that write at once and see each other's work in part, late, or never.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use incident::command::Command;
use incident::decide::{Asker, decide};
use incident::entry::{Place, Series};
use incident::event::Event;
use incident::id::EntryRef;
use incident::incident::Incident;
use incident::record::Record;
use incident::slot::Slot;
use incident::value::{ImpactAspect, ItemPlace, Kind, NoteKind, Point, Stage, TaskState};
use proptest::prelude::*;

use crate::check::NOWHERE;
use crate::office::Office;
use crate::pen::{INCIDENT, Laptop, Pen, Sealed, at, fold, person};
use crate::wishes::{self, id};

const NAMES: [&str; 3] = ["ana", "bo", "chi"];

/// Something that happens in the network; numbers choose what it is about.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A laptop writes.
    Write { laptop: usize, what: u8, pick: u32 },
    /// One laptop gets from another: of the series named in `mask` this share (of 200).
    Meet { from: usize, to: usize, mask: u8, share: u8 },
}

pub(super) fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        5 => (0..3_usize, any::<u8>(), any::<u32>())
            .prop_map(|(laptop, what, pick)| Op::Write { laptop, what, pick }),
        2 => (0..3_usize, 0..3_usize, any::<u8>(), any::<u8>())
            .prop_map(|(from, to, mask, share)| Op::Meet { from, to, mask, share }),
    ]
}

/// What each laptop holds.
pub(super) struct Network<'a> {
    pen: Pen,
    office: &'a Office,
    held: [BTreeMap<(Place, EntryRef), Sealed>; 3],
    all: Vec<Sealed>,
    minute: i64,
}

impl<'a> Network<'a> {
    /// Runs the operations; gives everything that anybody wrote.
    pub(super) fn run(pen: Pen, office: &'a Office, ops: &[Op]) -> Vec<Sealed> {
        let mut network = Self { pen, office, held: Default::default(), all: Vec::new(), minute: 0 };
        network.wish(0, &wishes::declare_on(&["checkout"]));
        for op in ops {
            network.minute += 1;
            match *op {
                Op::Write { laptop, what, pick } => network.write(laptop, what, pick),
                Op::Meet { from, to, mask, share } => network.meet(from, to, mask, share),
            }
        }
        network.all
    }

    fn record(&self, laptop: usize) -> Record {
        fold(INCIDENT, self.held[laptop].values())
    }

    fn keep(&mut self, laptop: usize, sealed: Vec<Sealed>) {
        for one in sealed {
            self.held[laptop].insert((one.entry.head.place(), one.id()), one.clone());
            self.all.push(one);
        }
    }

    fn meet(&mut self, from: usize, to: usize, mask: u8, share: u8) {
        let mut series: BTreeMap<Series, Vec<Sealed>> = BTreeMap::new();
        for sealed in self.held[from].values() {
            series.entry(sealed.entry.head.series()).or_default().push(sealed.clone());
        }
        for (i, (_, mut entries)) in series.into_iter().enumerate() {
            // A series is always held from its beginning; others' parts may be missing whole.
            entries.truncate(entries.len() * usize::from(share) / 200);
            if mask >> i & 1 == 1 {
                self.held[to].extend(entries.into_iter().map(|s| ((s.entry.head.place(), s.id()), s)));
            }
        }
    }

    /// What a person would do; where that is refused, nothing.
    fn wish(&mut self, laptop: usize, command: &Command) {
        let author = Laptop::of(NAMES[laptop]);
        let record = self.record(laptop);
        let now = at(self.minute);
        let asker = Asker { now, person: author.person, zone: Tz::UTC, book: &self.office.book };
        if let Ok(drafts) = decide(Incident::of(&record), command, &asker) {
            let sealed = self.pen.write(&author, &record, now, drafts);
            self.keep(laptop, sealed);
        }
    }

    /// What no rule would allow, and what a newer version may mean.
    fn force(&mut self, laptop: usize, event: Event) {
        let author = Laptop::of(NAMES[laptop]);
        let sealed = self.pen.write_event(&author, &self.record(laptop), at(self.minute), event);
        self.keep(laptop, vec![sealed]);
    }

    fn force_bytes(&mut self, laptop: usize, body: &[u8]) {
        let author = Laptop::of(NAMES[laptop]);
        let record = self.record(laptop);
        let sealed = self.pen.write_bytes(&author, &record, at(self.minute), vec![body.to_vec()]);
        self.keep(laptop, sealed);
    }

    fn write(&mut self, laptop: usize, what: u8, pick: u32) {
        let n = pick as usize;
        // Of everything there is, whether this laptop has seen it or not; now and then of what nobody has.
        let any = match self.all.get(n % (self.all.len() + 1)) {
            Some(sealed) => sealed.id(),
            None => NOWHERE,
        };
        let mine = self.held[laptop].values().nth(n % self.held[laptop].len().max(1)).map_or(any, Sealed::id);
        let name = NAMES[n % 3];
        let record = self.record(laptop);
        let command = match what % 40 {
            0 => wishes::declare_on(&["search"]),
            1..=3 => wishes::retitle(["one", "two", "three", "four"][n % 4]),
            4 => Command::SetKind { kind: Kind::ALL[n % 2] },
            5 => wishes::classify(["major", "medium", "minor"][n % 3]),
            6 | 7 => wishes::enter_anyway(Stage::ALL[n % 8], "on we go"),
            8 => Command::EnterStage {
                stage: Stage::ALL[n % 8],
                reason: Some("again".to_owned()),
                anyway: Some("so".to_owned()),
            },
            9 => wishes::impact(ImpactAspect::ALL[n % 7], ["some", "many"][n % 2], Some(n as u64)),
            10 => Command::AddService { service: id(["checkout", "search", "login"][n % 3]) },
            11 => Command::RemoveService { service: id(["checkout", "search", "login"][n % 3]) },
            12 => {
                wishes::point(Point::ALL[n % 15], (!n.is_multiple_of(4)).then(|| at(i64::from(pick % 7) - 9)))
            }
            13 => wishes::assign(["incident-manager", "scribe"][n % 2], name),
            14 => Command::Accept { assignment: mine },
            15 => Command::Release { assignment: mine },
            16 => Command::Tick { place: place(n) },
            17 => Command::Skip { place: place(n), reason: "no".to_owned() },
            18 => Command::Untick { place: place(n) },
            19 => Command::AddNote {
                note: NoteKind::ALL[n % 4],
                text: format!("note {pick}"),
                occurred_at: None,
            },
            20 => Command::CorrectNote { note: mine, text: format!("rather {pick}") },
            21 => Command::Redate { entry: mine, at: at(-i64::from(pick % 90)) },
            22 => Command::Pin { entry: mine, pinned: n.is_multiple_of(2) },
            23 => {
                Command::Write { mode: incident::command::LineMode::Task, line: format!("@{name} do {pick}") }
            }
            24 => Command::MoveTask { task: mine, state: TaskState::ALL[n % 4] },
            25 => wishes::decided(["Roll back", "Fail over?"][n % 2]),
            26 => wishes::mitigate("half of it", n.is_multiple_of(2)),
            27 => Command::RemoveMitigation { mitigation: mine },
            28 => wishes::all_clear("checkout"),
            29 => Command::SetPrivate { private: n.is_multiple_of(2) },
            30 => Command::Retract { entry: mine },
            31 => Command::Redact { entry: mine },
            32 => Command::Settle { entry: mine },
            33 | 34 => wishes::undo(vec![mine]),
            what => return self.write_anything(laptop, what, pick, any, &record),
        };
        self.wish(laptop, &command);
    }

    fn write_anything(&mut self, laptop: usize, what: u8, pick: u32, any: EntryRef, record: &Record) {
        let base = if pick.is_multiple_of(2) { record.base(&Slot::Retraction(any)) } else { vec![any] };
        match (what, pick % 5) {
            (35, 0) => self.force(laptop, Event::Reinstated { entry: any, base }),
            (35, _) => self.force(laptop, Event::Retracted { entry: any, base }),
            (36, 0..3) => self.force(laptop, Event::Redacted { entry: any, replaces: base }),
            (36, _) => self.force(laptop, Event::NoteCorrected { note: any, text: "?".to_owned(), base }),
            // Rare, for little remains to be compared afterwards.
            (37, 0) if pick.is_multiple_of(4) => self.force(laptop, Event::StreamErased { why: None }),
            (37, _) => self.force_bytes(
                laptop,
                br#"{"salt":"00000000000000aa","event":{"type":"moon_landed","crew":3}}"#,
            ),
            (38, 0) => self.force_bytes(laptop, b"\xff\x00 not JSON"),
            (38, _) => {
                let decision = Some(any);
                let event = Event::DecisionRecorded {
                    decision,
                    question: None,
                    chosen: "this".to_owned(),
                    rejected: vec![],
                    why: None,
                    objections: None,
                    reversible: None,
                    revisit_at: None,
                    supersedes: decision,
                    taken: None,
                    base,
                };
                self.force(laptop, event);
            }
            _ => {
                let (role, service) = (id("incident-manager"), None);
                self.force(laptop, Event::RoleAssigned { role, service, person: person("dee"), base });
            }
        }
    }
}

fn place(n: usize) -> ItemPlace {
    let items = ["take-command", "title", "impact-start", "engage"];
    wishes::item("incident-manager", Stage::Create, items[n % items.len()])
}
