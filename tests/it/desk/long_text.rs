//! Texts with a long history, and texts that a copied laptop wrote in: what the log holds is what is shown.

use allclear::desk::Desk;
use allclear::views::TextView;
use document::{Document, Words, read, rewritten, write};
use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Millis, Run};
use incident::stream::Stream;
use journal::{Author, Journal};
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, Text, Transact};

use crate::place::{declare, folder, journal, open};

const REVIEW: &str = "review";

/// A page that is open on a text, under the name that it drew.
struct Page(Doc);

impl Page {
    fn named(client: u64) -> Self {
        let options =
            Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(client)) };
        Self(Doc::with_options(options))
    }

    fn types(&self, words: &str) -> String {
        let text = self.0.get_or_insert_text("summary");
        let mut transaction = self.0.transact_mut();
        let end = text.get_string(&transaction).encode_utf16().count();
        text.insert(&mut transaction, end as u32, words);
        write(&transaction.encode_update_v1())
    }
}

fn send(desk: &Desk, incident: IncidentId, updates: Vec<String>) {
    desk.edit_text(incident, REVIEW.to_owned(), updates).expect("written");
}

fn view(desk: &Desk, incident: IncidentId) -> TextView {
    desk.text(incident, REVIEW.to_owned(), None).expect("the text")
}

fn summary(view: &TextView) -> String {
    let mut document = Document::default();
    view.updates.iter().for_each(|update| assert!(document.hold(&read(update).expect("an update"))));
    document.text("summary")
}

#[test]
fn a_text_with_a_long_history_says_the_same_after_each_restart() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    let page = Page::named(7);
    let mut all = String::new();
    for n in 0..6 {
        let words: Vec<String> = (0..200).map(|m| format!("{n}.{m} ")).collect();
        let updates = words.iter().map(|word| page.types(word)).collect();
        all.push_str(&words.concat());
        send(&desk, incident, updates);
    }
    let before = view(&desk, incident);
    assert_eq!(summary(&before), all);
    drop(desk);
    // What is kept beside the log by now is read on, and written on top of.
    for n in 0..3 {
        let desk = open(folder.path());
        assert_eq!(summary(&view(&desk, incident)), all);
        let words = format!("again {n} ");
        send(&desk, incident, vec![page.types(&words)]);
        all.push_str(&words);
        assert_eq!(summary(&view(&desk, incident)), all);
    }
}

#[test]
fn what_a_copy_of_this_laptop_wrote_under_one_name_is_shown_until_somebody_says_what_becomes_of_it() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    let (page, copy) = (Page::named(7), Page::named(7));
    let begun = page.types("It is down.");
    assert_eq!(copy.types("It is down."), begun, "until it was copied it was one page");
    send(&desk, incident, vec![begun]);
    let sum = view(&desk, incident).sum;
    send(&desk, incident, vec![page.types(" Ana looks.")]);
    send(&desk, incident, vec![copy.types(" Jonas\u{202e} looks."), copy.types(" He found it.")]);
    let shown = view(&desk, incident);
    assert_eq!(summary(&shown), "It is down. Ana looks.");
    assert_ne!(shown.sum, sum, "a page that says something else has to begin anew");
    let [aside] = &shown.aside[..] else { panic!("one piece: {:?}", shown.aside) };
    assert_eq!((aside.by.as_str(), aside.words.as_str()), ("Ana", " Jonas⟨U+202E⟩ looks. He found it."));
    assert!(!shown.waits && shown.refused == 0);

    drop(desk);
    let desk = open(folder.path());
    assert_eq!(view(&desk, incident).aside, shown.aside);
    let mut document = Document::default();
    assert!(document.hold(&read(&view(&desk, incident).updates[0]).expect("an update")));
    let text = format!("{} Jonas looks. He found it.", summary(&shown));
    let words =
        Words { name: "summary", text: &text, words: vec![(&aside.key, "in".to_owned())], numbers: vec![] };
    send(
        &desk,
        incident,
        rewritten(&document, u64::MAX, &words).iter().map(|update| write(update)).collect(),
    );
    let settled = view(&desk, incident);
    assert_eq!((summary(&settled), settled.aside), (text, vec![]));
}

#[test]
fn what_of_others_cannot_be_read_is_counted_and_the_rest_stands() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    send(&desk, incident, vec![Page::named(7).types("It is down.")]);
    // Here nothing of the kind is written down.
    let refused = desk.edit_text(incident, REVIEW.to_owned(), vec![write(&[1, 1, 9, 0, 10, 5, 0])]);
    assert!(refused.expect_err("a gap is no text").message.contains("could not be read"));
    drop(desk);
    let author = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let log =
        Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal").journal;
    let stream = Stream::Document(DocumentId::of(incident, REVIEW));
    let begun = Event::DocumentBegun { incident, name: REVIEW.to_owned() };
    let bad = Event::TextEdited { update: write(&[1, 1, 9, 0, 10, 5, 0]) };
    log.append(&author, Millis(1), stream, false, vec![begun.into(), bad.into()]).expect("it came");
    drop(log);
    let shown = view(&open(folder.path()), incident);
    assert_eq!((summary(&shown).as_str(), shown.refused, shown.waits), ("It is down.", 1, false));
}

#[test]
fn what_others_wrote_while_nobody_looked_is_known_until_somebody_has() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    let unseen = |desk: &Desk| desk.review(incident).expect("the review").unseen;
    assert_eq!(unseen(&desk), None, "nobody has opened it");
    desk.look_at_review(incident, Vec::new()).expect("looked at");
    drop(desk);
    let author = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let comes = |page: &Page, words: &[&str]| {
        let backups = folder.path().join("backups");
        let log = Journal::open(&journal(folder.path()), &backups).expect("a journal").journal;
        let begun = Event::DocumentBegun { incident, name: REVIEW.to_owned() };
        let typed = words.iter().map(|words| Event::TextEdited { update: page.types(words) });
        let events = std::iter::once(begun).chain(typed).map(Into::into).collect();
        let stream = Stream::Document(DocumentId::of(incident, REVIEW));
        log.append(&author, Millis(1), stream, false, events).expect("it came");
    };
    let page = Page::named(7);
    comes(&page, &["It was night. ", "Nobody slept. "]);
    let desk = open(folder.path());
    let new = unseen(&desk).expect("it was opened here");
    assert_eq!(new.len(), 2, "and what begins the run is no change of the text");
    desk.look_at_review(incident, vec![new[0]]).expect("looked at");
    assert_eq!(unseen(&desk), Some(vec![new[1]]));
    desk.look_at_review(incident, new).expect("looked at");
    assert_eq!(unseen(&desk), Some(Vec::new()));
    // What is written here is no news, and what was looked at is none after a restart.
    send(&desk, incident, vec![Page::named(9).types("Here. ")]);
    assert_eq!(unseen(&desk), Some(Vec::new()));
    drop(desk);
    comes(&page, &["At last."]);
    assert_eq!(unseen(&open(folder.path())).expect("it was opened here").len(), 1);
}
