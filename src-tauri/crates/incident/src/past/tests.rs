//! What an import takes, what it refuses, and in which words.

use super::*;
use crate::book::Book;
use crate::id::{Millis, SeverityId};
use crate::value::Stage;

mod bad_input;
mod whole;

const LIST: &[u8] = include_bytes!("fixtures/past.jsonl");
const TABELLE: &[u8] = include_bytes!("fixtures/tabelle.csv");
/// 2026-11-19T14:32:00Z
const NOW: Millis = Millis(1_795_098_720_000);

fn open(bytes: impl AsRef<[u8]>) -> Table {
    Table::open(bytes.as_ref().to_vec()).unwrap()
}

fn guessed(table: &Table) -> Mapping {
    Mapping::guess(&table.columns(), &table.sample(1_000), &Book::default())
}

fn import(table: &Table, mapping: &Mapping) -> (Vec<PastIncident>, Report) {
    let book = Book::default();
    let mut intake = Intake::new(mapping, &book, NOW);
    let mut taken = Vec::new();
    for row in table.rows() {
        if let Some(past) = intake.take(row, |_| false) {
            intake.written(&past);
            taken.push(past);
        }
    }
    (taken, intake.finish(false))
}

/// What the only row of a list says when it is refused, or else its remarks.
fn said(row: &str) -> Vec<String> {
    said_in(row, "UTC")
}

fn said_in(row: &str, zone: &str) -> Vec<String> {
    let table = open(row);
    let mapping = Mapping {
        title: Some("title".into()),
        external_id: Some("id".into()),
        severity: Some("severity".into()),
        affected: Some("affected".into()),
        started: Some("started".into()),
        ended: Some("ended".into()),
        detected: Some("detected".into()),
        resolved: Some("resolved".into()),
        kind: Some("kind".into()),
        body: Some("body".into()),
        tags: Some("tags".into()),
        zone: zone.into(),
        ..Mapping::default()
    };
    preview(&table, &mapping, &Book::default(), NOW).rows.into_iter().flat_map(|row| row.problems).collect()
}

#[test]
fn a_list_is_understood_at_once() {
    let mapping = guessed(&open(LIST));
    let column = |name: &str| Some(name.to_owned());
    assert_eq!(mapping.title, column("title"));
    assert_eq!(mapping.external_id, column("id"));
    assert_eq!(mapping.affected, column("affected"));
    assert_eq!((mapping.started, mapping.ended), (column("started"), column("ended")));
    assert_eq!(
        (mapping.resolved, mapping.body, mapping.source),
        (column("resolved"), column("body"), column("source"))
    );
    let words: Vec<(&str, &str)> = mapping
        .severity_map
        .iter()
        .map(|(word, id)| (word.as_str(), id.as_ref().map_or("none", SeverityId::as_str)))
        .collect();
    assert_eq!(words, [("disrupted", "medium"), ("down", "major"), ("notice", "minor")]);
}

#[test]
fn a_table_of_a_spreadsheet_is_understood_and_its_bad_rows_are_told() {
    let table = open(TABELLE);
    assert_eq!(table.format(), Format::Semicolon);
    let mapping = guessed(&table);
    assert_eq!(mapping.title.as_deref(), Some("Summary"));
    assert_eq!(mapping.started.as_deref(), Some("Opened"));
    let (taken, report) = import(&table, &Mapping { zone: "Europe/Berlin".into(), ..mapping });
    let titles: Vec<&str> = taken.iter().map(|past| past.title.as_str()).collect();
    assert_eq!(titles, ["Rechnungen; doppelt", "Zwei\nZeilen"]);
    assert_eq!(taken[0].services.len(), 2);
    assert_eq!(taken[0].severity.as_ref().unwrap().name, "Major");
    assert_eq!(crate::zone::utc_text(taken[0].started.unwrap()), "2024-01-10 07:15 UTC");
    let refused: Vec<(u64, &str)> = report.refused.iter().map(|row| (row.row, row.why.as_str())).collect();
    assert_eq!(
        refused,
        [
            (
                6,
                "This row has 3 cells where the header has 7. Put quotation marks around cells that contain the separator."
            ),
            (
                7,
                "\"11.01.2024\" in the column Opened is not a date that can be read. Write it like 2026-11-19T14:12:00Z."
            ),
        ]
    );
    assert_eq!(
        report.summary,
        [
            "2 incidents taken.",
            "2 rows not taken.",
            "4 dates had no zone; read as Europe/Berlin.",
            "2 services not in the book yet."
        ]
    );
}

#[test]
fn an_open_incident_goes_to_follow_up_and_the_report_says_so() {
    let table = open(LIST);
    let (taken, report) = import(&table, &guessed(&table));
    let stages: Vec<Stage> = taken.iter().map(|past| past.stage).collect();
    assert_eq!(stages, [Stage::Closed, Stage::Closed, Stage::Closed, Stage::FollowUp]);
    assert_eq!(report.left_open, 1);
    assert_eq!(report.assumed_zone, 2, "the third row's end borrowed the zone of its start");
    assert_eq!(taken[3].row, 5, "the line in the file, blank ones counted");
    let new: Vec<&str> = report.new_services.iter().map(|service| service.name.as_str()).collect();
    assert_eq!(new, ["Checkout", "Login", "Payments API", "Search"]);
    assert_eq!(missing_services(&taken, &Book::default()), report.new_services);
}

#[test]
fn an_array_gives_the_same_as_lines() {
    let lines = open(LIST);
    let objects: Vec<&str> =
        std::str::from_utf8(LIST).unwrap().lines().filter(|line| !line.is_empty()).collect();
    let array = open(format!("\u{feff} [\n{}\n]\n", objects.join(",\n")));
    assert_eq!(array.format(), Format::JsonArray);
    let streams =
        |table: &Table| import(table, &guessed(table)).0.iter().map(PastIncident::stream).collect::<Vec<_>>();
    assert_eq!(streams(&lines), streams(&array));
}

#[test]
fn objects_in_a_row_are_columns_of_their_own() {
    let row = r#"[{"key":"X-1","fields":{"summary":"Down","impact":{"start":"2024-01-01T00:00:00Z"},"components":[{"name":"Web","id":3}]}}]"#;
    let table = open(row);
    let mapping = guessed(&table);
    assert_eq!(mapping.title.as_deref(), Some("fields.summary"));
    assert_eq!(mapping.started.as_deref(), Some("fields.impact.start"));
    let (taken, _) = import(&table, &mapping);
    assert_eq!(taken[0].services[0].name, "Web");
}

#[test]
fn the_source_of_a_file_is_the_same_for_its_second_download() {
    for (name, source) in [
        ("incidents.jsonl", "incidents"),
        ("Incidents (1).csv", "incidents"),
        ("C:\\Users\\ana\\status.2024.csv", "status"),
        (".csv", "import"),
    ] {
        assert_eq!(source_of_file(name), source);
    }
}

#[test]
fn progress_grows_to_the_size_of_the_file() {
    for bytes in [LIST, TABELLE, b"[{\"a\":1},{\"a\":2}]"] {
        let table = open(bytes);
        let mut rows = table.rows();
        let mut before = 0;
        while rows.next().is_some() {
            assert!(rows.read() >= before && rows.read() <= table.size());
            before = rows.read();
        }
        assert_eq!(rows.read(), table.size());
    }
}
