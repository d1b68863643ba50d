//! Entries are for ever. Each line of `tests/golden/entries.jsonl` is an entry as some version wrote it, with what
//! every later version must find in it: the bytes of its head, its hash, its reference.
//!
//! **An old line is never changed and never removed.** Laptops hold such entries, chained and signed; a version that
//! reads one otherwise has lost somebody's record. If a test here fails, it is the code that is wrong. A new event
//! or field gets a new sample in `samples.rs`, and `ALLCLEAR_BLESS=1 cargo test -p incident golden` adds its line
//! at the end; lines that are there stay as they are even then. Only the two readings made from entries
//! (`room.json`, `timeline.txt`) are written anew by it, for they may be told better one day.

use std::fs;
use std::path::PathBuf;

use incident::body::Body;
use incident::draft::Draft;
use incident::entry::{BodyBytes, Entry, EntryHash, Series, first_hash, signed_by};
use incident::event::Event;
use incident::id::{DocumentId, EntryRef, IncidentId, Millis};
use incident::record::{Fact, Record};
use incident::stream::{Section, Stream};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, WORKSPACE, fold};
use crate::samples::{KINDS, kind_of, samples};
use crate::script::script;

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Golden {
    name: String,
    head: String,
    hash: String,
    reference: String,
    entry: Box<RawValue>,
}

impl Golden {
    fn of(name: &str, sealed: &Sealed) -> Self {
        Self {
            name: name.to_owned(),
            head: hex(&sealed.entry.head.to_bytes()),
            hash: hex(&sealed.hash.0),
            reference: sealed.id().to_string(),
            entry: serde_json::value::to_raw_value(&sealed.entry).unwrap(),
        }
    }

    fn read(&self) -> Entry {
        serde_json::from_str(self.entry.get()).unwrap()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn blessing() -> bool {
    std::env::var_os("ALLCLEAR_BLESS").is_some_and(|v| v == "1")
}

fn lines() -> Vec<Golden> {
    let text = fs::read_to_string(file("entries.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All lines; with `ALLCLEAR_BLESS=1` those of new samples too, which are then in the file.
fn golden() -> Vec<Golden> {
    static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = WRITING.lock();
    let mut golden = lines();
    let wanted: Vec<(String, Draft, Stream)> = drafts();
    if blessing() && golden.len() < wanted.len() {
        // New lines follow the old ones in the same chains.
        let mut pen = Pen::default();
        let laptop = Laptop::of("golden");
        let mut written: Vec<Sealed> = Vec::new();
        for line in &golden {
            let entry = line.read();
            let hash = entry.hash(&pen.end(&entry.head.series()).1);
            pen.resume(&Sealed { entry: entry.clone(), hash });
            written.push(Sealed { entry, hash });
        }
        for (name, draft, stream) in wanted {
            if !golden.iter().any(|line| line.name == name) {
                let record = fold(stream, written.iter().filter(|s| s.entry.head.stream == stream));
                let sealed = pen.write(&laptop, &record, NOW, vec![draft]).remove(0);
                golden.push(Golden::of(&name, &sealed));
                written.push(sealed);
            }
        }
        let text: String = golden.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
        fs::write(file("entries.jsonl"), text).unwrap();
    }
    golden
}

/// What the lines were written from: every sample, and the body's own optional fields.
fn drafts() -> Vec<(String, Draft, Stream)> {
    let stream_of = |event: &Event| match kind_of(event) {
        "replica_enrolled" | "person_named" | "person_detail_set" | "person_retired" => {
            Stream::Book(Section::People)
        }
        "service_named" | "service_owned" | "service_retired" => Stream::Book(Section::Services),
        "document_begun" | "text_edited" => {
            Stream::Document(DocumentId::of(IncidentId([3; 16]), "draft/public/0"))
        }
        "checklist_defined" => Stream::Book(Section::Checklists),
        "template_defined" | "destination_defined" | "destination_retired" => {
            Stream::Book(Section::Communication)
        }
        "customer_defined" | "customer_retired" => Stream::Book(Section::Customers),
        "status_page_defined"
        | "group_defined"
        | "group_retired"
        | "component_defined"
        | "component_retired"
        | "maintenance_scheduled"
        | "maintenance_moved"
        | "maintenance_said" => Stream::Book(Section::StatusPage),
        kind if kind.ends_with("_defined") || kind == "workspace_named" || kind == "link_template_set" => {
            Stream::Book(Section::Settings)
        }
        _ => INCIDENT,
    };
    let mut drafts: Vec<(String, Draft, Stream)> = samples()
        .into_iter()
        .map(|(name, event)| {
            let stream = stream_of(&event);
            (name, Draft::from(event), stream)
        })
        .collect();
    let note = || Event::Noted { note: incident::value::NoteKind::Note, text: "late".to_owned() };
    let undoes = Some(EntryRef([7; 16]));
    for (name, occurred_at, undoes) in [
        ("body with occurred_at", Some(Millis(-1)), None),
        ("body with undoes", None, undoes),
        ("body with both", Some(Millis(1 << 52)), undoes),
    ] {
        drafts.push((name.to_owned(), Draft { event: note(), occurred_at, undoes }, INCIDENT));
    }
    drafts
}

#[test]
fn every_event_has_a_golden_line() {
    let events: Vec<Event> =
        golden().iter().map(|line| Fact::read(&line.read(), &EntryHash([0; 32])).event.unwrap()).collect();
    for kind in KINDS {
        assert!(
            events.iter().any(|event| kind_of(event) == *kind),
            "{kind} has no golden line: add a sample, then ALLCLEAR_BLESS=1 cargo test -p incident golden"
        );
    }
    for (name, event) in samples() {
        assert_eq!(event.kind(), kind_of(&event));
        assert!(events.contains(&event), "{name} has no golden line");
    }
}

#[test]
fn every_golden_entry_reads_as_it_was_written() {
    let wanted = drafts();
    let mut ends: std::collections::HashMap<Series, EntryHash> = std::collections::HashMap::new();
    let golden = golden();
    assert!(golden.len() >= 180, "lines were lost: {}", golden.len());
    for line in &golden {
        let name = &line.name;
        let entry = line.read();
        let series = entry.head.series();
        let previous = ends.get(&series).copied().unwrap_or_else(|| first_hash(WORKSPACE, &series));
        let hash = entry.hash(&previous);
        assert_eq!(
            serde_json::to_string(&entry).unwrap(),
            line.entry.get(),
            "{name}: the entry is passed on as it came"
        );
        assert_eq!(hex(&entry.head.to_bytes()), line.head, "{name}: head");
        assert_eq!(hex(&hash.0), line.hash, "{name}: hash");
        assert_eq!(hash.reference().to_string(), line.reference, "{name}: reference");
        assert!(signed_by(&entry.head.replica, &hash, &entry.signature.unwrap()), "{name}: signature");
        let BodyBytes::Whole(bytes) = &entry.body else { panic!("{name}: no body") };
        let body = Body::from_bytes(entry.head.v, bytes).unwrap();
        let (_, draft, stream) =
            wanted.iter().find(|(other, ..)| other == name).expect("a sample was removed");
        assert_eq!(entry.head.stream, *stream, "{name}: stream");
        assert_eq!(
            (&body.event, body.occurred_at, body.undoes),
            (&draft.event, draft.occurred_at, draft.undoes),
            "{name}"
        );
        assert_eq!(body.to_bytes(), *bytes, "{name}: this version writes the same bytes");
        ends.insert(series, hash);
    }
}

#[test]
fn a_golden_entry_keeps_its_hash_when_its_body_is_dropped() {
    for line in golden() {
        let entry = line.read();
        let dropped = Entry { body: BodyBytes::Dropped(entry.body.digest()), ..entry.clone() };
        let read: Entry = serde_json::from_str(&serde_json::to_string(&dropped).unwrap()).unwrap();
        assert_eq!(read, dropped);
        assert_eq!(read.hash(&EntryHash([1; 32])), entry.hash(&EntryHash([1; 32])), "{}", line.name);
    }
}

/// Compares with a file, or writes it when asked to.
fn compare(name: &str, text: &str) {
    if blessing() {
        fs::write(file(name), text).unwrap();
    }
    let golden = fs::read_to_string(file(name)).unwrap_or_default();
    if let Some((n, (came, expected))) =
        text.lines().zip(golden.lines()).enumerate().find(|(_, (came, expected))| came != expected)
    {
        panic!("{name}, line {}:\n  came     {came}\n  expected {expected}", n + 1);
    }
    assert_eq!(text.lines().count(), golden.lines().count(), "{name} has another length");
}

#[test]
fn a_whole_incident_folds_to_the_golden_room() {
    let world = script();
    compare("room.json", &(serde_json::to_string_pretty(&world.room()).unwrap() + "\n"));
}

#[test]
fn a_whole_incident_is_told_as_the_golden_timeline() {
    let mut text = String::new();
    for line in script().room().timeline {
        let clock = incident::zone::utc_text(line.recorded_at);
        let late = line.occurred_at.map(|at| format!(" (happened {})", incident::zone::utc_text(at)));
        let marks = [(line.key, "key"), (line.pinned, "pinned"), (line.torn, "two people changed this")];
        let marks: String =
            marks.iter().filter(|(on, _)| *on).map(|(_, mark)| format!(" [{mark}]")).collect();
        text += &format!(
            "{clock}{}  {}: {}{marks} {:?}\n",
            late.unwrap_or_default(),
            line.by,
            line.text,
            line.standing
        );
        for detail in line.details {
            text += &format!("    {detail}\n");
        }
        for earlier in line.earlier {
            text += &format!(
                "    before {} by {}: {}\n",
                incident::zone::utc_text(earlier.at),
                earlier.by,
                earlier.text
            );
        }
    }
    compare("timeline.txt", &text);
}

#[test]
fn the_golden_record_folds_alike_whatever_order_its_entries_came_in() {
    let entries: Vec<Sealed> = script().entries().cloned().collect();
    let one = fold(INCIDENT, &entries);
    let backwards = entries
        .iter()
        .rev()
        .fold(Record::fold(INCIDENT, []), |record, sealed| record.with(vec![sealed.fact()]));
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&backwards).unwrap());
}
