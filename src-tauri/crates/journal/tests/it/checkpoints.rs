//! What a long stream was folded to, kept beside the log.

use std::fs;

use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::stream::Stream;

use crate::place::{NOW, Place, append, author};

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
