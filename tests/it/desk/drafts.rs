//! Drafts that people write together: where they lie, and when the next one begins.

use allclear::desk::Desk;
use allclear::views::{Draft, DraftView};
use ed25519_dalek::SigningKey;
use incident::entry::PRIVATE;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Millis, Run};
use incident::stream::Stream;
use incident::value::{Audience, Occasion};
use journal::{Author, Journal};
use serde_json::json;

use crate::place::{declare, execute, folder, journal, open};

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
