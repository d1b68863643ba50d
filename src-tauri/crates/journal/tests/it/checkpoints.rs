//! What a long stream was folded to, kept beside the log.

use std::fs;

use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::stream::Stream;
use journal::{Flaw, JournalError};

use crate::place::{NOW, Place, append, author, seen};

const DOCUMENT: Stream = Stream::Document(DocumentId([4; 16]));

fn edited(update: &str) -> incident::draft::Draft {
    Event::TextEdited { update: update.to_owned() }.into()
}

#[test]
fn the_last_one_is_kept_over_a_restart() {
    let place = Place::new();
    let journal = place.found();
    let (_, record) = append(&journal, DOCUMENT, vec![edited("AA==")]);
    assert_eq!(journal.checkpoint(DOCUMENT).unwrap(), None);
    assert!(journal.keep_checkpoint(&record, b"before").unwrap());
    assert!(journal.keep_checkpoint(&record, b"what it says").unwrap());
    drop(journal);
    let journal = place.open().journal;
    assert_eq!(journal.checkpoint(DOCUMENT).unwrap().as_deref(), Some(&b"what it says"[..]));
    assert_eq!(journal.checkpoint(Stream::Incident(IncidentId([4; 16]))).unwrap(), None);
    assert!(journal.verify().unwrap().is_good());
}

#[test]
fn what_was_folded_before_the_newest_entry_came_is_not_kept() {
    let place = Place::new();
    let journal = place.found();
    let (_, record) = append(&journal, DOCUMENT, vec![edited("AA==")]);
    append(&journal, DOCUMENT, vec![edited("AA==")]);
    assert!(!journal.keep_checkpoint(&record, b"old").unwrap());
    assert_eq!(journal.checkpoint(DOCUMENT).unwrap(), None);
}

#[test]
fn a_hidden_text_leaves_no_checkpoint_behind_in_the_file() {
    const SECRET: &str = "the password is Kestrel-7";
    let place = Place::new();
    let journal = place.found();
    let (entries, record) = append(&journal, DOCUMENT, vec![edited(SECRET)]);
    let stands_there = || {
        let bytes = fs::read(place.file()).unwrap();
        bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
    };
    assert!(journal.keep_checkpoint(&record, format!("merged: {SECRET}").as_bytes()).unwrap());
    journal.rest().unwrap();
    assert!(stands_there());
    let hide = Event::Redacted { entry: entries[0], replaces: vec![] };
    journal.append(&author(1, 1), NOW, DOCUMENT, false, vec![hide.into()]).unwrap();
    assert_eq!(journal.checkpoint(DOCUMENT).unwrap(), None);
    assert!(!stands_there());
    // Whoever folded it before keeps nothing of it afterwards.
    assert!(!journal.keep_checkpoint(&record, SECRET.as_bytes()).unwrap());
}

/// The facts of a document, with its entries up to this position of the file no longer what was written.
fn read_without(place: &Place, spoiled: i64) -> Result<String, JournalError> {
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.execute_batch("DROP TRIGGER IF EXISTS entries_never_change").unwrap();
    conn.execute("UPDATE entries SET recorded_at = 0 WHERE position <= ?1", [spoiled]).unwrap();
    drop(conn);
    place.open().journal.record(DOCUMENT).map(|record| seen(&record))
}

/// Two laptops that wrote, with a checkpoint before the last of both.
fn kept_and_gone_on(place: &Place) -> String {
    let journal = place.found();
    let begun = Event::DocumentBegun { incident: IncidentId([4; 16]), name: "review".to_owned() };
    append(&journal, DOCUMENT, vec![begun.into(), edited("AA=="), edited("é")]);
    let record = journal.append(&author(2, 7), NOW, DOCUMENT, true, vec![edited("")]).unwrap().record;
    assert!(journal.keep_checkpoint(&record, b"what it says").unwrap());
    append(&journal, DOCUMENT, vec![edited("BB==")]);
    journal.append(&author(3, 1), NOW, DOCUMENT, false, vec![edited("CC==")]).unwrap();
    seen(&journal.record(DOCUMENT).unwrap())
}

#[test]
fn what_lies_before_a_checkpoint_is_not_read_again() {
    let place = Place::new();
    let whole = kept_and_gone_on(&place);
    assert_eq!(read_without(&place, 0).unwrap(), whole, "it reads as the log does");
    assert_eq!(read_without(&place, 4).unwrap(), whole, "and not the four entries that were read before");
    let flaw = read_without(&place, 5).unwrap_err();
    assert!(matches!(flaw, JournalError::Damaged { seq: 4, what: Flaw::Changed, .. }), "{flaw:?}");
}

#[test]
fn facts_that_the_log_no_longer_ends_in_are_read_from_the_log() {
    for spoil in [
        // Another entry lies where it ended.
        "UPDATE entries SET hash = zeroblob(32) WHERE position = 3",
        "UPDATE checkpoints SET facts = CAST(facts || x'00' AS BLOB)",
        "UPDATE checkpoints SET facts = zeroblob(length(facts))",
        "UPDATE checkpoints SET facts = NULL",
        "UPDATE checkpoints SET form = 'another'",
        "DELETE FROM checkpoints",
    ] {
        let place = Place::new();
        kept_and_gone_on(&place);
        let conn = rusqlite::Connection::open(place.file()).unwrap();
        conn.execute_batch(&format!("DROP TRIGGER entries_never_change; {spoil}")).unwrap();
        drop(conn);
        let flaw = read_without(&place, 1).unwrap_err();
        assert!(matches!(flaw, JournalError::Damaged { seq: 1, .. }), "{spoil}: {flaw:?}");
    }
}
