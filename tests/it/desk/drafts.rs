//! Drafts that people write together: where they lie, and when the next one begins.

use allclear::desk::Desk;
use allclear::views::{Draft, DraftView};
use document::{Document, noted, read, taken_over, write};
use ed25519_dalek::SigningKey;
use incident::entry::PRIVATE;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Millis, Run};
use incident::stream::Stream;
use incident::value::{Audience, Occasion};
use journal::{Author, Journal};
use serde_json::json;

use crate::place::{command, declare, execute, folder, journal, open};

fn draft(desk: &Desk, incident: IncidentId) -> DraftView {
    desk.draft(incident, Audience::Public, None).expect("a draft")
}

#[test]
fn a_draft_that_an_earlier_version_kept_is_taken_over_once() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    drop(desk);
    let kept = json!({
        "draft": { "occasion": "identified", "text": "Kept on this laptop.", "next_in": 15 },
        "at": 1_795_353_660_123_i64, "told": 0
    });
    let file = Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal");
    file.journal.set_setting(&format!("draft/{incident}/public"), &kept.to_string()).expect("kept");
    drop(file);

    let desk = open(folder.path());
    let taken = draft(&desk, incident);
    let expected =
        Draft { occasion: Occasion::Identified, text: "Kept on this laptop.".to_owned(), next_in: Some(15) };
    assert_eq!((&taken.draft, taken.text.begun, taken.kept_at.is_some()), (&expected, true, true));
    let other = Draft { text: "Written since.".to_owned(), ..expected };
    desk.write_draft(incident, Audience::Public, other.clone()).expect("written");
    assert_eq!(draft(&desk, incident).draft, other);
}

#[test]
fn what_is_written_in_the_draft_of_a_private_incident_is_private() {
    let folder = folder();
    let desk = open(folder.path());
    let [open_one, closed] = ["Checkout is slow", "Somebody got in"].map(|title| declare(&desk, title));
    execute(&desk, closed, json!({ "type": "set_private", "private": true }));
    for incident in [open_one, closed] {
        let begun = draft(&desk, incident);
        desk.edit_text(incident, begun.name, begun.text.updates).expect("begun");
    }
    drop(desk);
    let file = Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal");
    for (incident, flags) in [(open_one, 0), (closed, PRIVATE)] {
        let text = Stream::Document(DocumentId::of(incident, "draft/public/0"));
        let entries = file.journal.entries(text).expect("the entries");
        assert!(entries.len() >= 2 && entries.iter().all(|entry| entry.head.flags == flags), "{entries:?}");
    }
}

#[test]
fn what_another_run_cannot_have_written_is_told_and_left_out() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let begun = draft(&desk, incident);
    desk.edit_text(incident, begun.name.clone(), begun.text.updates).expect("begun");
    drop(desk);
    let file = Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal");
    let author = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let other = |update: &str| {
        let event = Event::TextEdited { update: update.to_owned() };
        let text = Stream::Document(DocumentId::of(incident, &begun.name));
        file.journal.append(&author, Millis(1), text, false, vec![event.into()]).expect("written");
    };
    // Letters of a page whose first ones are missing, and something that is no text.
    other("AQEJBYQJBAJoaQA=");
    other("/////w==");
    drop(file);
    let desk = open(folder.path());
    let text = desk.text(incident, begun.name, None).expect("the text");
    assert_eq!((text.begun, text.waits, text.refused), (true, true, 1));
    assert_eq!(draft(&desk, incident).draft, begun.draft);
}

#[test]
fn what_is_written_after_a_proposal_is_another_draft() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let first = draft(&desk, incident);
    desk.edit_text(incident, first.name.clone(), first.text.updates).expect("begun");
    assert!(draft(&desk, incident).text.begun);
    assert!(!desk.draft(incident, Audience::Employees, None).expect("another audience").text.begun);
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": "We look into it.", "next_due": null, "replaces": null });
    execute(&desk, incident, wish);
    let second = draft(&desk, incident);
    assert!(second.name != first.name && !second.text.begun, "{second:?}");
    // Who still has the first one open does not lose what they write there.
    desk.edit_text(incident, first.name.clone(), second.text.updates).expect("written");
    assert!(!draft(&desk, incident).text.begun);
    assert!(desk.text(incident, first.name, None).expect("the first").begun);
}

/// Begins the draft as its page does, and gives its name.
fn begun(desk: &Desk, incident: IncidentId) -> String {
    let DraftView { name, text, .. } = draft(desk, incident);
    desk.edit_text(incident, name.clone(), text.updates).expect("begun");
    name
}

/// Proposes what stands in a draft, as its page does.
fn propose(desk: &Desk, incident: IncidentId, name: &str, client: u64) {
    let mut page = Document::default();
    for update in desk.text(incident, name.to_owned(), None).expect("the text").updates {
        page.take(&read(&update).expect("an update")).expect("it is taken");
    }
    let update = noted(client << 11, &format!("proposed/{client}"), &write(&page.reach()));
    desk.edit_text(incident, name.to_owned(), vec![write(&update)]).expect("noted");
    say(desk, incident);
}

fn say(desk: &Desk, incident: IncidentId) {
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": "We look into it.", "next_due": null, "replaces": null });
    execute(desk, incident, wish);
}

/// Somebody goes on in a draft that is still open on their page.
fn writes_on(desk: &Desk, incident: IncidentId, name: &str, words: &str) {
    let updates = taken_over("a page", name, "text", words).iter().map(|update| write(update)).collect();
    desk.edit_text(incident, name.to_owned(), updates).expect("written");
}

fn behind(desk: &Desk, incident: IncidentId) -> Vec<(String, String)> {
    draft(desk, incident).behind.into_iter().map(|behind| (behind.name, behind.words)).collect()
}

#[test]
fn what_is_written_on_after_a_proposal_is_told_until_somebody_takes_it_up() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let first = begun(&desk, incident);
    propose(&desk, incident, &first, 1);
    assert_eq!(behind(&desk, incident), []);
    writes_on(&desk, incident, &first, "Refunds follow.");
    let second = begun(&desk, incident);
    let left = |words: &str| vec![(first.clone(), words.to_owned())];
    assert_eq!(behind(&desk, incident), left("Refunds follow."));
    let template = draft(&desk, incident).draft.text;
    desk.take_up_draft(incident, first.clone(), Some(second.clone())).expect("taken up");
    assert_eq!(draft(&desk, incident).draft.text, format!("{template}\n\nRefunds follow."));
    assert_eq!(behind(&desk, incident), []);

    // What is written on after that is told by itself, also where the next one was proposed meanwhile.
    writes_on(&desk, incident, &first, "By noon.");
    propose(&desk, incident, &second, 2);
    assert_eq!(behind(&desk, incident), left("By noon."));
    drop(desk);
    let desk = open(folder.path());
    assert_eq!(behind(&desk, incident), left("By noon."));
    desk.take_up_draft(incident, first, None).expect("left out");
    assert_eq!(behind(&desk, incident), []);
    assert!(!draft(&desk, incident).text.begun);
}

#[test]
fn a_draft_that_two_proposed_apart_leaves_the_one_after_it_to_whoever_comes() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let first = begun(&desk, incident);
    propose(&desk, incident, &first, 1);
    let skipped = Draft { occasion: Occasion::Identified, text: "The database.".to_owned(), next_in: None };
    desk.write_draft(incident, Audience::Public, skipped).expect("written");
    propose(&desk, incident, &first, 2);
    assert_eq!(behind(&desk, incident), [("draft/public/1".to_owned(), "The database.".to_owned())]);
}

#[test]
fn of_a_draft_that_nobody_says_was_proposed_nothing_is_told() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let first = begun(&desk, incident);
    say(&desk, incident);
    writes_on(&desk, incident, &first, "Refunds follow.");
    assert_eq!(behind(&desk, incident), []);
    // What cannot be read as a place says nothing either.
    let nonsense = noted(9 << 11, "proposed/9", "no base64");
    let second = begun(&desk, incident);
    desk.edit_text(incident, second, vec![write(&nonsense)]).expect("noted");
    assert_eq!(behind(&desk, incident), []);
}

#[test]
fn a_hidden_update_takes_the_words_of_its_draft_along_and_leaves_the_next_one_where_it_was() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let propose = |text: &str| {
        let draft = Draft { occasion: Occasion::Investigating, text: text.to_owned(), next_in: None };
        desk.write_draft(incident, Audience::Public, draft).expect("written");
        let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
            "text": text, "next_due": null, "replaces": null });
        let done = desk.execute(incident, command(wish)).expect("proposed");
        let update = done.entries[0].to_string();
        execute(
            &desk,
            incident,
            json!({ "type": "send_back_update", "update": update, "reason": "Say less." }),
        );
        update
    };
    let secret = propose("Call +1 555 0100.");
    propose("We look into it.");
    let next = Draft { occasion: Occasion::Identified, text: "We know why.".to_owned(), next_in: Some(20) };
    desk.write_draft(incident, Audience::Public, next.clone()).expect("written");
    let name = draft(&desk, incident).name;
    execute(&desk, incident, json!({ "type": "redact", "entry": secret }));

    let shown = draft(&desk, incident);
    assert_eq!((&shown.name, &shown.draft), (&name, &next));
    let first = desk.text(incident, "draft/public/0".to_owned(), None).expect("the first");
    assert!(!first.begun, "its words are gone: {first:?}");
    assert!(desk.text(incident, "draft/public/1".to_owned(), None).expect("the second").begun);
    drop(desk);
    let file = Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal");
    let text = Stream::Document(DocumentId::of(incident, "draft/public/0"));
    let record = file.journal.record(text).expect("the record");
    let says = |event: &Event| matches!(event, Event::TextEdited { .. });
    assert!(!record.facts().iter().filter_map(|fact| fact.event.as_ref()).any(says));
}
