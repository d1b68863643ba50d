//! Past incidents from files: real ones where they are at hand, and our own small file.

use std::fmt::Write;
use std::path::Path;

use allclear::desk::{Desk, Signal};
use incident::past::Report;

use crate::contract::PAST;
use crate::place::{folder, open};

fn import(desk: &Desk, name: &str, bytes: &[u8]) -> Report {
    let draft = desk.take_import(name.to_owned(), bytes.to_vec()).expect("a draft");
    desk.run_import(draft.token, draft.mapping).expect("a report")
}

fn incidents(desk: &Desk) -> u32 {
    let counts = desk.board(Default::default()).expect("the board").counts;
    counts.active + counts.review + counts.closed
}

#[test]
fn a_file_of_past_incidents_comes_in_whole_and_only_once() {
    // The sample of 287 real incidents, where it lies at hand.
    let sample =
        std::env::var_os("ALLCLEAR_SAMPLES").map(|folder| Path::new(&folder).join("incidents.jsonl"));
    let (bytes, taken) = match sample {
        Some(file) => {
            (std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())), 287)
        }
        None => (PAST.to_vec(), 4),
    };
    let folder = folder();
    let desk = open(folder.path());
    let report = import(&desk, "incidents.jsonl", &bytes);
    assert_eq!(report.taken, taken, "{:?}", report.refused);
    assert!(taken < 287 || report.refused.is_empty(), "{:?}", report.refused);
    assert_eq!(incidents(&desk), u32::try_from(taken).expect("a number"));
    let written = desk.check_log().expect("the log");
    assert!(written.whole, "{written:?}");
    drop(desk);

    let desk = open(folder.path());
    let again = import(&desk, "incidents.jsonl", &bytes);
    assert_eq!((again.taken, again.already_here.len()), (0, taken));
    assert_eq!(desk.check_log().expect("the log").entries, written.entries, "nothing was written twice");
}

#[test]
fn every_row_that_is_not_taken_is_reported_with_its_reason() {
    let folder = folder();
    let desk = open(folder.path());
    let draft = desk.take_import("past.jsonl".into(), PAST.to_vec()).expect("a draft");
    let report = desk.run_import(draft.token.clone(), draft.mapping).expect("a report");
    let rows: Vec<u64> = report.refused.iter().map(|row| row.row).collect();
    assert_eq!(rows, [4, 5, 6]);
    assert!(report.refused.iter().all(|row| row.why.ends_with('.')), "{report:?}");
    assert_eq!((report.assumed_zone, report.left_open), (2, 1), "{report:?}");
    let csv = desk.import_report(&draft.token).expect("the report as a file").bytes;
    let csv = String::from_utf8(csv).expect("UTF-8");
    assert!(report.refused.iter().all(|row| csv.contains(&row.row.to_string())), "{csv}");
}

#[test]
fn a_cancelled_import_keeps_what_it_took_and_says_that_it_was_stopped() {
    let mut rows = String::new();
    for n in 0..400 {
        writeln!(
            rows,
            "{{\"id\": \"c-{n}\", \"title\": \"Row {n}\", \"started\": \"2025-03-01T09:30:00Z\"}}"
        )
        .expect("text");
    }
    let folder = folder();
    let desk = open(folder.path());
    let draft = desk.take_import("many.jsonl".into(), rows.clone().into_bytes()).expect("a draft");
    let mut signals = desk.signals();
    let report = std::thread::scope(|scope| {
        let import =
            scope.spawn(|| desk.run_import(draft.token.clone(), draft.mapping.clone()).expect("a report"));
        crate::until::until("the first progress", || {
            matches!(signals.try_recv(), Ok(Signal::Progress(_))).then_some(())
        });
        desk.cancel_import(draft.token.clone()).expect("it stops");
        import.join().expect("it ends")
    });
    assert!(report.stopped, "{report:?}");
    assert!((50..400).contains(&report.taken), "{}", report.taken);
    assert_eq!(incidents(&desk) as usize, report.taken, "what the report says is there");
    let rest = import(&desk, "many.jsonl", rows.as_bytes());
    assert_eq!((rest.taken + report.taken, rest.already_here.len()), (400, report.taken));
}

#[test]
fn what_is_no_list_of_incidents_is_refused_with_a_sentence() {
    let folder = folder();
    let desk = open(folder.path());
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0\xff\xfe\xfd\0\0\0".to_vec();
    for (name, bytes) in [("empty.jsonl", Vec::new()), ("zip.csv", zip), ("nothing.json", b"[]".to_vec())] {
        let outcome = desk
            .take_import(name.to_owned(), bytes)
            .and_then(|draft| desk.run_import(draft.token, draft.mapping));
        match outcome {
            Err(failure) => assert!(failure.message.ends_with('.'), "{name}: {failure}"),
            Ok(report) => assert_eq!(report.taken, 0, "{name}: {report:?}"),
        }
    }
    assert_eq!(incidents(&desk), 0);
}
