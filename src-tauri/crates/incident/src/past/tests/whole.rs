//! Everything that a list says is in the record afterwards, and twice is once.

use std::collections::HashMap;

use super::*;
use crate::body::Body;
use crate::draft::Draft;
use crate::entry::MAX_BODY;
use crate::event::Event;
use crate::id::{EntryRef, IncidentId, ReplicaKey, Run, Salt};
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::stream::Stream;
use crate::value::Point;

/// Folds drafts as the log would write them.
fn fold(id: IncidentId, drafts: Vec<Draft>) -> Record {
    let facts = (1..).zip(drafts).map(|(seq, draft)| {
        let body = Body { salt: Salt([0; 8]), occurred_at: None, undoes: None, event: draft.event.clone() };
        assert!(body.to_bytes().len() <= MAX_BODY);
        let mut reference = [0; 16];
        reference[..8].copy_from_slice(&u64::to_be_bytes(seq));
        Fact {
            id: EntryRef(reference),
            replica: ReplicaKey([1; 32]),
            run: Run([1; 8]),
            seq,
            stamp: seq,
            recorded_at: NOW,
            occurred_at: draft.occurred_at,
            undoes: None,
            event: Some(draft.event),
            redacted_by: None,
            void: false,
            private: false,
        }
    });
    Record::fold(Stream::Incident(id), facts)
}

fn notes(record: &Record) -> String {
    let texts = record.facts().iter().filter_map(|fact| match &fact.event {
        Some(Event::Noted { text, .. }) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_past_incident_folds_to_what_its_row_says() {
    let table = open(LIST);
    let (taken, _) = import(&table, &guessed(&table));
    let record = fold(taken[0].stream(), taken[0].drafts());
    let incident = Incident::of(&record);
    assert!(incident.exists() && !incident.is_active());
    assert_eq!(incident.title(), "Checkout refuses cards");
    assert_eq!(incident.severity().unwrap().name, "Major");
    assert_eq!(incident.services().len(), 2);
    assert_eq!(incident.stage(), Stage::Closed);
    let at = |point| incident.point(point).map(crate::zone::utc_text);
    assert_eq!(at(Point::ImpactStarted).as_deref(), Some("2024-03-01 09:30 UTC"));
    assert_eq!(at(Point::Mitigated).as_deref(), Some("2024-03-01 10:05 UTC"));
    assert_eq!(at(Point::Resolved), at(Point::Mitigated), "the end is when users no longer felt it");
    assert_eq!(at(Point::Detected), None, "nothing is invented");
    assert_eq!(notes(&record), "Every third card was refused.\n\nA *certificate* had run out.");
    assert_eq!(record.torn().count(), 0);
}

#[test]
fn a_long_text_becomes_several_notes_and_nothing_is_lost() {
    for unit in ["A line of some words.\n", "支払い 👩‍🚒 ", "\u{1}\u{2}", "\"quoted\" "] {
        let body = unit.repeat(50_000 / unit.chars().count());
        let row = serde_json::json!({"title": "Long", "id": "1", "body": body.trim()}).to_string();
        let table = open(row);
        let (taken, _) = import(&table, &guessed(&table));
        let drafts = taken[0].drafts();
        for draft in &drafts {
            if let Event::Noted { text, .. } = &draft.event {
                assert!(text.chars().count() <= crate::decide::NOTE);
            }
        }
        assert_eq!(notes(&fold(taken[0].stream(), drafts)), body.trim());
    }
}

#[test]
fn the_stream_of_an_incident_is_golden() {
    // Changing this would make a second incident of every one that was ever imported.
    let table = open(LIST);
    let (taken, _) = import(&table, &guessed(&table));
    assert_eq!(taken[0].stream().to_string(), GOLDEN);
}
const GOLDEN: &str = "44800a5f458f72a5fd26814531ad03c3";

#[test]
fn a_second_import_makes_no_duplicates() {
    // The real sample where it is, else our own list.
    let sample =
        std::env::var_os("ALLCLEAR_SAMPLES").map(|dir| std::path::Path::new(&dir).join("incidents.jsonl"));
    let (bytes, rows) = match &sample {
        Some(path) => (std::fs::read(path).unwrap(), 287),
        None => (LIST.to_vec(), 4),
    };
    for zone in ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"] {
        let table = open(&bytes);
        let mapping = Mapping { zone: zone.into(), ..guessed(&table) };
        let book = Book::default();
        let mut here: HashMap<IncidentId, Vec<Draft>> = HashMap::new();
        for round in 0..2 {
            let mut intake = Intake::new(&mapping, &book, NOW);
            for row in table.rows() {
                if let Some(past) = intake.take(row, |id| here.contains_key(&id)) {
                    here.insert(past.stream(), past.drafts());
                    intake.written(&past);
                }
            }
            let report = intake.finish(false);
            assert_eq!(report.refused, [], "{zone}");
            assert_eq!(
                (report.taken, report.already_here.len()),
                if round == 0 { (rows, 0) } else { (0, rows) }
            );
            if sample.is_some() && round == 0 {
                assert_eq!(report.assumed_zone, 18);
                assert_eq!(report.remarks.len(), 1, "the one end that borrowed its start's zone");
            }
        }
        assert_eq!(here.len(), rows);
        for (id, drafts) in here {
            let record = fold(id, drafts);
            let incident = Incident::of(&record);
            assert!(incident.severity().is_some() && incident.point(Point::ImpactStarted).is_some());
        }
    }
}
