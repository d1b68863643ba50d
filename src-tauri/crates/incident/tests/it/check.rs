//! `check(history, wish, expect)`: one harness for every rule. A history is a list of who wished what; each wish
//! is decided, sealed into entries and folded, just as a laptop does it. Then one more is decided and compared.

use std::sync::OnceLock;

use chrono_tz::Tz;
use incident::command::{Command, Edit};
use incident::decide::{Asker, decide};
use incident::draft::Draft;
use incident::entry::MAX_BODY;
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::nag::{Call, calls};
use incident::record::Record;
use incident::refusal::Refusal;
use incident::room::Room;
use incident::slot::Slot;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::office::Office;
use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, at, fold};

/// One step of a history.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    /// A wish about the incident.
    Do(Command),
    /// A wish about the book.
    Edit(Edit),
    /// A fact that some laptop wrote, whatever `decide` would say.
    Fact(Event),
    /// Minutes pass.
    Wait(i64),
}

impl From<Command> for Wish {
    fn from(command: Command) -> Self {
        Self::Do(command)
    }
}

impl From<Edit> for Wish {
    fn from(edit: Edit) -> Self {
        Self::Edit(edit)
    }
}

impl From<Event> for Wish {
    fn from(event: Event) -> Self {
        Self::Fact(event)
    }
}

/// Writes a history: `history!["ana" => declared(), "bo apart" => retitled("…")]`. Those who act *apart* have
/// seen nothing of each other since the others last acted together.
macro_rules! history {
    ($($who:literal => $wish:expr),* $(,)?) => {
        &[$(($who, $crate::check::Wish::from($wish))),*][..]
    };
}
pub(crate) use history;

/// The last entry of this type, wherever a wish or an expectation names one.
pub(crate) fn the(kind: &str) -> EntryRef {
    nth(kind, u8::MAX)
}

/// The entry of this type with this number, from 0.
pub(crate) fn nth(kind: &str, n: u8) -> EntryRef {
    stand_in(0xee, n, kind)
}

/// Everything that a step of the history wrote, counted from 0; only for undo.
pub(crate) fn step(n: u8) -> Vec<EntryRef> {
    vec![stand_in(0xbb, n, "step")]
}

/// A reference to an entry that nobody has.
pub(crate) const NOWHERE: EntryRef = EntryRef([0x99; 16]);

fn stand_in(tag: u8, n: u8, word: &str) -> EntryRef {
    let mut bytes = [tag; 16];
    bytes[1] = n;
    bytes[2..].copy_from_slice(&Sha256::digest(word)[..14]);
    EntryRef(bytes)
}

/// What should come of a wish.
pub(crate) enum Expect {
    /// These facts. A text stands for an event of that type, an object for one that has at least these values;
    /// `occurred_at` and `undoes` of the entry lie beside them.
    Facts(Vec<Value>),
    /// A refusal whose sentence contains this.
    Refused(String),
}

impl From<Refusal> for Expect {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<&str> for Expect {
    fn from(sentence: &str) -> Self {
        Self::Refused(sentence.to_owned())
    }
}

impl<const N: usize> From<[&str; N]> for Expect {
    fn from(kinds: [&str; N]) -> Self {
        Self::Facts(kinds.into_iter().map(Value::from).collect())
    }
}

impl<const N: usize> From<[Value; N]> for Expect {
    fn from(facts: [Value; N]) -> Self {
        Self::Facts(facts.into())
    }
}

/// Plays the history, decides the wish, compares; gives the world after it for a closer look.
#[track_caller]
pub(crate) fn check(
    history: &[(&str, Wish)],
    (who, wish): (&str, impl Into<Wish>),
    expect: impl Into<Expect>,
) -> World {
    let mut world = World::after(history);
    // Names stand for what there was before the wish.
    let expect = match expect.into() {
        Expect::Facts(facts) => Expect::Facts(facts.iter().map(|fact| world.named(fact)).collect()),
        refused @ Expect::Refused(_) => refused,
    };
    let came = world.play(who, &wish.into());
    match (came, expect) {
        (Ok(sealed), Expect::Facts(facts)) => {
            let came: Vec<Value> = sealed.iter().map(json_of).collect();
            let same =
                came.len() == facts.len() && came.iter().zip(&facts).all(|(came, fact)| has(came, fact));
            assert!(same, "expected {facts:#?}\ncame {came:#?}");
        }
        (Err(refusal), Expect::Refused(sentence)) => {
            assert!(refusal.to_string().contains(&sentence), "expected: {sentence}\ncame: {refusal}");
        }
        (Ok(sealed), Expect::Refused(sentence)) => {
            panic!("expected: {sentence}\ncame {:#?}", sealed.iter().map(json_of).collect::<Vec<_>>())
        }
        (Err(refusal), Expect::Facts(facts)) => panic!("expected {facts:#?}\ncame: {refusal}"),
    }
    world
}

fn json_of(sealed: &Sealed) -> Value {
    let fact = sealed.fact();
    let mut json = serde_json::to_value(&fact.event).unwrap();
    json["occurred_at"] = serde_json::to_value(fact.occurred_at).unwrap();
    json["undoes"] = serde_json::to_value(fact.undoes).unwrap();
    json
}

/// An incident, its book, and everybody's laptops.
pub(crate) struct World {
    pen: Pen,
    office: Office,
    entries: Vec<(String, Sealed)>,
    steps: Vec<Vec<EntryRef>>,
    apart: Option<usize>,
    now: Millis,
}

impl World {
    pub(crate) fn after(history: &[(&str, Wish)]) -> Self {
        // The office is the same every time; its entries are signed once.
        static OPENED: OnceLock<(Pen, Office)> = OnceLock::new();
        let opened = OPENED.get_or_init(|| {
            let mut pen = Pen::default();
            let office = Office::open(&mut pen);
            (pen, office)
        });
        let (pen, office) = opened.clone();
        let mut world = Self { pen, office, entries: Vec::new(), steps: Vec::new(), apart: None, now: NOW };
        for (who, wish) in history {
            let sealed =
                world.play(who, wish).unwrap_or_else(|no| panic!("{who}: {wish:?} was refused: {no}"));
            world.steps.push(sealed.iter().map(Sealed::id).collect());
        }
        world
    }

    /// What everybody has once they have met.
    pub(crate) fn record(&self) -> Record {
        fold(INCIDENT, self.entries.iter().map(|(_, sealed)| sealed))
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Sealed> {
        self.entries.iter().map(|(_, sealed)| sealed)
    }

    pub(crate) fn book(&self) -> &incident::book::Book {
        &self.office.book
    }

    pub(crate) fn room(&self) -> Room {
        Room::of(Incident::of(&self.record()), self.book()).unwrap()
    }

    /// The nags that speak this many minutes after the first step.
    pub(crate) fn calls(&self, minute: i64) -> Vec<Call> {
        calls(Incident::of(&self.record()), self.book(), at(minute))
    }

    fn play(&mut self, who: &str, wish: &Wish) -> Result<Vec<Sealed>, Refusal> {
        if let Wish::Wait(minutes) = wish {
            self.now = self.now.plus_minutes(*minutes);
            return Ok(Vec::new());
        }
        let (name, is_apart) = who.strip_suffix(" apart").map_or((who, false), |name| (name, true));
        self.apart = is_apart.then(|| self.apart.unwrap_or(self.entries.len()));
        let laptop = Laptop::of(name);
        let seen = self
            .entries
            .iter()
            .enumerate()
            .filter(|(i, (author, _))| self.apart.is_none_or(|start| *i < start) || author == name);
        let record = fold(INCIDENT, seen.map(|(_, (_, sealed))| sealed));
        let sealed = match wish {
            Wish::Edit(edit) => {
                let edit = self.named(edit);
                self.office.edit(&mut self.pen, &laptop, self.now, &edit)?
            }
            Wish::Fact(event) => {
                let event = self.named(event);
                vec![self.pen.write_event(&laptop, &record, self.now, event)]
            }
            Wish::Do(command) => {
                let command = self.named(command);
                let zone = self.book().person(laptop.person).and_then(|p| p.zone?.parse().ok());
                let zone = zone.unwrap_or(Tz::UTC);
                let asker = Asker { now: self.now, person: laptop.person, zone, book: self.book() };
                let drafts = decide(Incident::of(&record), &command, &asker)?;
                bases_are_whole(&record, &drafts);
                self.pen.write(&laptop, &record, self.now, drafts)
            }
            Wish::Wait(_) => Vec::new(),
        };
        if !matches!(wish, Wish::Edit(_)) {
            self.entries.extend(sealed.iter().map(|sealed| (name.to_owned(), sealed.clone())));
            self.holds_together(&record, &sealed);
        }
        self.now = self.now.plus_minutes(1);
        Ok(sealed)
    }

    /// What must be true after every command, whatever it was.
    fn holds_together(&self, before: &Record, new: &[Sealed]) {
        let whole = self.record();
        if self.apart.is_none() {
            let on_top = before.clone().with(new.iter().map(Sealed::fact).collect());
            assert_eq!(serde_json::to_string(&on_top).unwrap(), serde_json::to_string(&whole).unwrap());
        }
        assert!(new.iter().all(|sealed| match &sealed.entry.body {
            incident::entry::BodyBytes::Whole(bytes) => bytes.len() <= MAX_BODY,
            incident::entry::BodyBytes::Dropped(_) => false,
        }));
        let _ = Room::of(Incident::of(&whole), self.book());
    }

    /// The same value with stand-ins replaced by the references that they stand for.
    fn named<T: serde::Serialize + serde::de::DeserializeOwned + Clone>(&self, value: &T) -> T {
        let json = serde_json::to_string(value).unwrap();
        // A 10 MB title names nothing.
        if json.len() > 200_000 {
            return value.clone();
        }
        serde_json::from_str(&self.names(json)).unwrap()
    }

    fn names(&self, mut json: String) -> String {
        let kinds: Vec<(String, EntryRef)> = self
            .entries
            .iter()
            .map(|(_, sealed)| (sealed.fact().event.map(|e| e.kind()).unwrap_or_default(), sealed.id()))
            .collect();
        for (i, (kind, id)) in kinds.iter().enumerate() {
            let n = kinds[..i].iter().filter(|(other, _)| other == kind).count();
            json = json.replace(&nth(kind, u8::try_from(n).unwrap()).to_string(), &id.to_string());
            if kinds[i + 1..].iter().all(|(other, _)| other != kind) {
                json = json.replace(&the(kind).to_string(), &id.to_string());
            }
        }
        for (n, entries) in self.steps.iter().enumerate() {
            let stand_in = format!("\"{}\"", step(u8::try_from(n).unwrap())[0]);
            let list: Vec<String> = entries.iter().map(|id| format!("\"{id}\"")).collect();
            json = json.replace(&stand_in, &list.join(","));
        }
        json
    }
}

fn has(came: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(fields) => {
            fields.iter().all(|(name, value)| came.get(name).unwrap_or(&Value::Null) == value)
        }
        kind => came["type"] == *kind,
    }
}

/// Every new value lists the ones it replaces, all of them; a role that several hold is a set and does not.
fn bases_are_whole(record: &Record, drafts: &[Draft]) {
    for draft in drafts {
        let Some(slot) = draft.event.slot(NOWHERE) else { continue };
        if matches!(slot, Slot::Role(..)) || draft.undoes.is_some() {
            continue;
        }
        let mut base = record.base(&slot);
        let mut listed = draft.event.base().to_vec();
        base.sort();
        listed.sort();
        assert_eq!(base, listed, "{:?}", draft.event);
    }
}
