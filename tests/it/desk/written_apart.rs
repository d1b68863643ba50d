//! A review in which three laptops wrote, one of them that of a person whom nobody knows, and two of them also what no laptop can
//! read. The journeys in the browser begin with such a folder:
//! `ALLCLEAR_BLESS=1 cargo test --workspace --test it written_apart` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use document::{Document, Words, rewritten, write};
use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Run};
use incident::stream::{Section, Stream};
use journal::Author;
use serde_json::json;

use super::two_laptops::{copy, in_folder};
use crate::place::{MINUTE, clock, declare, folder, open, open_at};

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ui/journeys/fixtures/written-apart")
}

/// A laptop of somebody else, in one of its runs.
fn laptop(of: u8, run: u8) -> Author {
    Author { key: SigningKey::from_bytes(&[of; 32]), run: Run([run; 8]) }
}

/// Ana begins the review. Jonas and a stranger each write a section of it, the stranger goes on in the words of Jonas, and
/// both of them write once what is of no form.
fn written(ana: &Path) -> IncidentId {
    clock!(now, HAND);
    let pass = || HAND.fetch_add(10 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    let desk = open_at(ana, now);
    desk.introduce("Ana Sá".into(), "Ardent".into(), Some("Europe/Berlin".into())).expect("Ana");
    desk.new_person("Jonas Weber".into()).expect("Jonas");
    let people = desk.book().expect("the book").people;
    let him = people.iter().find(|person| person.name == "Jonas Weber").expect("in the book").id;
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    drop(desk);

    let review = Stream::Document(DocumentId::of(incident, "review"));
    let opened = in_folder(ana);
    let (jonas, stranger) = (laptop(7, 7), laptop(9, 9));
    let enrolled = Event::ReplicaEnrolled { replica: jonas.replica(), person: him };
    opened
        .append(&jonas, now(), Stream::Book(Section::People), false, vec![enrolled.into()])
        .expect("his laptop writes for him");
    let append = |author: &Author, update: String| {
        opened
            .append(author, now(), review, false, vec![Event::TextEdited { update }.into()])
            .expect("written");
    };
    let says = |author: &Author, name: &str, text: &str| {
        pass();
        let document = Document::of(&opened.record(review).expect("what stands there"));
        let words = Words { name, text, words: vec![], numbers: vec![] };
        for update in rewritten(&document, now().0.unsigned_abs() << 11, &words) {
            append(author, write(&update));
        }
    };
    says(&jonas, "causes", "The disk was full.");
    says(&stranger, "impact", "Three shops could not sell.");
    says(&stranger, "causes", "The disk of the log was full.");
    for of in [7, 9] {
        append(&laptop(of, 1), "what a later version may mean".to_owned());
    }
    incident
}

fn check(folder: &Path, incident: IncidentId) {
    let desk = open(folder);
    assert_eq!(desk.text(incident, "review".to_owned(), None).expect("the text").refused, 2);
    let versions = desk.review(incident).expect("a review").versions;
    let wrote: Vec<&str> = versions.iter().map(|version| version.by.as_str()).collect();
    let nobody = "Somebody not in the book";
    assert_eq!(wrote, ["Ana Sá", "Jonas Weber", nobody, nobody, "Jonas Weber", nobody]);
    let alone = |by: &str| {
        let entries = versions.iter().filter(|version| version.by == by).flat_map(|one| one.entries.clone());
        desk.review_alone(incident, entries.collect()).expect("read")
    };
    let sections = |by: &str| {
        let changes = alone(by)?;
        Some(changes.into_iter().map(|change| change.id).collect::<Vec<_>>())
    };
    assert_eq!(sections(nobody), Some(vec!["impact".to_owned(), "causes".to_owned()]));
    assert_eq!(sections("Jonas Weber"), None, "the stranger went on in his words");
}

#[test]
fn a_review_that_three_laptops_wrote_tells_who_changed_what_and_what_cannot_be_read() {
    let ana = folder();
    let incident = written(ana.path());
    check(ana.path(), incident);
    if std::env::var_os("ALLCLEAR_BLESS").is_some_and(|v| v == "1") {
        let _ = fs::remove_dir_all(fixture());
        fs::create_dir_all(fixture()).expect("a folder");
        copy(ana.path(), &fixture());
    }
    let there = folder();
    copy(&fixture(), there.path());
    let board = open(there.path()).board(serde_json::from_value(json!({})).expect("a query"));
    check(there.path(), board.expect("the board").active[0].row.id);
}
