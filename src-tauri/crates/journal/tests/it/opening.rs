use std::fs;
use std::path::{Path, PathBuf};

use incident::event::Event;
use incident::id::WorkspaceId;
use journal::{BoardQuery, FORMAT, Journal, JournalError, Phase};

use crate::place::{NOW, Place, WORKSPACE, append, declared, incident, index, note, title};

fn refused(place: &Place) -> JournalError {
    match Journal::open(&place.file(), &place.backups()) {
        Err(error) => error,
        Ok(_) => panic!("this should not open"),
    }
}

fn tamper(place: &Place, sql: &str) {
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.execute_batch(sql).unwrap();
}

#[test]
fn a_second_opener_is_refused_until_the_first_has_gone() {
    let place = Place::new();
    let journal = place.found();
    let error = refused(&place);
    assert!(matches!(error, JournalError::Busy { .. }), "{error:?}");
    assert!(error.to_string().contains("open in another Allclear"), "{error}");
    assert!(matches!(Journal::found(&place.file(), WORKSPACE), Err(JournalError::Busy { .. })));
    drop(journal);
    drop(place.open());
}

#[test]
fn founding_never_replaces_a_file_and_opening_never_makes_one() {
    let place = Place::new();
    assert!(matches!(refused(&place), JournalError::Missing { .. }));
    drop(place.found());
    assert!(matches!(Journal::found(&place.file(), WorkspaceId([1; 32])), Err(JournalError::Exists { .. })));
    assert_eq!(place.open().journal.workspace(), WORKSPACE);
    let moved = Place::new();
    let log = format!("{}-wal", moved.file().display());
    fs::write(&log, "the end of a journal that was moved away").unwrap();
    assert!(matches!(Journal::found(&moved.file(), WORKSPACE), Err(JournalError::Exists { .. })));
    assert!(Path::new(&log).exists() && !moved.file().exists());
}

#[test]
fn a_newer_file_is_refused_and_left_as_it_is() {
    let place = Place::new();
    drop(place.found());
    tamper(&place, "PRAGMA user_version = 99");
    let before = fs::read(place.file()).unwrap();
    let error = refused(&place);
    assert!(matches!(error, JournalError::Newer { found: 99, known: FORMAT, .. }), "{error:?}");
    assert!(error.to_string().contains("Install the newer version"), "{error}");
    assert_eq!(fs::read(place.file()).unwrap(), before);
}

#[test]
fn a_newer_file_is_refused_also_when_only_its_write_ahead_log_says_so() {
    let place = Place::new();
    drop(place.found());
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99").unwrap();
    // As a crash leaves it: the files are copied while the connection lives.
    let crashed = Place::new();
    for suffix in ["", "-wal"] {
        let part = |place: &Place| format!("{}{suffix}", place.file().display());
        fs::copy(part(&place), part(&crashed)).unwrap();
    }
    let error = refused(&crashed);
    assert!(matches!(error, JournalError::Newer { found: 99, .. }), "{error:?}");
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    let place = Place::new();
    tamper(&place, "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')");
    let before = fs::read(place.file()).unwrap();
    let error = refused(&place);
    assert!(matches!(error, JournalError::Foreign { .. }), "{error:?}");
    assert!(error.to_string().contains("belongs to another program"), "{error}");
    assert_eq!(fs::read(place.file()).unwrap(), before);
}

#[test]
fn a_folder_that_is_none_is_named() {
    let place = Place::new();
    fs::write(place.file(), "a file").unwrap();
    let inside = place.file().join("journal.sqlite");
    for error in [
        Journal::found(&inside, WORKSPACE).err().unwrap(),
        Journal::open(&inside, &place.backups()).err().unwrap(),
    ] {
        assert!(matches!(error, JournalError::File { .. }), "{error:?}");
        assert!(error.to_string().contains("may be written to"), "{error}");
    }
}

#[test]
fn what_a_crash_left_in_the_write_ahead_log_is_there_after_it() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), note("acknowledged")]);
    let crashed = Place::new();
    for suffix in ["", "-wal"] {
        let part = |place: &Place| format!("{}{suffix}", place.file().display());
        fs::copy(part(&place), part(&crashed)).unwrap();
    }
    let opened = crashed.open();
    assert!(opened.repaired.is_none());
    assert_eq!(opened.journal.record(incident(1)).unwrap().facts().len(), 2);
}

/// A page in the middle that a write of the disk's own time has torn, and a write-ahead log that was not folded in.
fn torn() -> Place {
    let place = Place::new();
    let journal = place.found();
    for n in 0..40 {
        append(&journal, incident(n), vec![declared(), note(&format!("of {n} {}", "x".repeat(1_000)))]);
    }
    journal.rest().unwrap();
    journal.set_setting("theme", "dark").unwrap();
    let crashed = Place::new();
    for suffix in ["", "-wal", ".lock"] {
        let part = |place: &Place| format!("{}{suffix}", place.file().display());
        fs::copy(part(&place), part(&crashed)).unwrap();
    }
    let mut content = fs::read(crashed.file()).unwrap();
    let at = content.windows(6).position(|window| window == b"of 20 ").unwrap() / 4096 * 4096;
    content[at..at + 4096].fill(0xa5);
    fs::write(crashed.file(), content).unwrap();
    crashed
}

#[test]
fn where_the_machine_went_down_too_the_whole_structure_is_looked_through() {
    let crashed = torn();
    fs::write(format!("{}.lock", crashed.file().display()), "another run of the machine").unwrap();
    assert!(crashed.open().repaired.is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_was_killed_alone_has_torn_nothing_and_starts_at_once() {
    assert!(torn().open().repaired.is_none(), "it is found when somebody reads it");
}

#[test]
fn the_log_refuses_to_be_changed_whoever_asks() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), note("kept")]);
    drop(journal);
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON").unwrap();
    for sql in [
        "DELETE FROM entries",
        "UPDATE entries SET body = x'00' WHERE position = 2",
        "UPDATE entries SET body = NULL WHERE position = 2",
        "UPDATE entries SET position = 9 WHERE position = 2",
        "UPDATE entries SET signature = NULL",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries",
        "DELETE FROM series",
        "UPDATE series SET run = x'0000000000000000'",
        "INSERT OR REPLACE INTO series SELECT * FROM series",
        "INSERT INTO redactions VALUES (99, 2)",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
    conn.execute_batch("INSERT INTO redactions VALUES (2, 2)").unwrap();
    for sql in [
        "DELETE FROM redactions",
        "UPDATE redactions SET by = 1",
        "UPDATE entries SET body = NULL, stamp = 9 WHERE position = 2",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
}

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures");

/// A journal as some format of the past wrote it.
fn fixture(format: u32) -> PathBuf {
    Path::new(FIXTURES).join(format!("journal-v{format}.sqlite"))
}

#[test]
fn a_journal_of_any_format_opens_for_ever() {
    (1..=FORMAT).for_each(opens);
}

fn opens(format: u32) {
    let place = Place::new();
    fs::copy(fixture(format), place.file()).unwrap();
    let opened = place.open();
    assert!(opened.repaired.is_none());
    let journal = opened.journal;
    let verdict = journal.verify().unwrap();
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((journal.workspace(), verdict.entries, verdict.series), (WORKSPACE, 9, 4));
    let record = journal.record(incident(1)).unwrap();
    let texts: Vec<_> = record
        .facts()
        .iter()
        .filter_map(|fact| match fact.event.as_ref()? {
            Event::Titled { title, .. } => Some(title.as_str()),
            Event::Noted { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["Checkout is down", "It began after the deploy", "Checkout is slow"]);
    assert_eq!(record.facts().iter().filter(|fact| fact.redacted_by.is_some()).count(), 1);
    index(&journal);
    assert_eq!(journal.search("deploy", 5).unwrap().len(), 1);
    assert_eq!(journal.setting("theme").unwrap().as_deref(), Some("dark"));
    while journal.rebuild_board().unwrap() {}
    let board = journal
        .board(&BoardQuery { now: NOW, phase: Phase::All, limit: 9, ..BoardQuery::default() })
        .unwrap();
    let titles: Vec<_> = board.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Checkout is slow", "Login"]);
    append(&journal, incident(1), vec![note("still growing")]);
    assert!(journal.verify().unwrap().is_good());
}

/// Every table, index and trigger with the statement that made it.
fn schema(place: &Place) -> Vec<String> {
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn an_old_journal_becomes_what_a_new_one_is() {
    let new = Place::new();
    drop(new.found());
    for format in 1..=FORMAT {
        let old = Place::new();
        fs::copy(fixture(format), old.file()).unwrap();
        drop(old.open());
        assert_eq!(schema(&old), schema(&new), "format {format}");
    }
}

/// Made once for each format and never again.
#[test]
#[ignore = "writes the fixture of the present format"]
fn write_the_fixture_of_this_format() {
    let file = fixture(FORMAT);
    assert!(!file.exists(), "a fixture is never written anew");
    let place = Place::new();
    let journal = place.found();
    let (first, _) = append(
        &journal,
        incident(1),
        vec![
            declared(),
            title("Checkout is down", vec![]),
            note("It began after the deploy"),
            note("The password is secret"),
        ],
    );
    journal
        .append(
            &crate::place::author(2, 1),
            NOW,
            incident(1),
            true,
            vec![
                title("Checkout is slow", vec![first[1]]),
                Event::Redacted { entry: first[3], replaces: vec![] }.into(),
            ],
        )
        .unwrap();
    append(&journal, incident(2), vec![declared(), title("Login", vec![])]);
    let people = incident::stream::Stream::Book(incident::stream::Section::People);
    let person = incident::id::PersonId([5; 16]);
    append(&journal, people, vec![Event::PersonNamed { person, name: "Ana".into(), base: vec![] }.into()]);
    index(&journal);
    journal.set_setting("theme", "dark").unwrap();
    drop(journal);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::copy(place.file(), file).unwrap();
}
