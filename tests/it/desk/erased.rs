//! What was erased stays so: nobody writes there any more, and either all of it goes or nothing.

use allclear::desk::Desk;
use allclear::views::Draft;
use ed25519_dalek::SigningKey;
use incident::body::Body;
use incident::entry::{BODY_FORMAT, BodyBytes, Entry, Head, MAX_STAMP, Series, first_hash, sign};
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Millis, ReplicaKey, Run, Salt, WorkspaceId};
use incident::stream::Stream;
use incident::value::{Audience, Erasure, Occasion};
use journal::Journal;
use serde_json::json;

use crate::place::{command, declare, folder, journal, open, room};

const DRAFT: &str = "draft/public/0";

fn erase(desk: &Desk, incident: IncidentId) -> Result<(), String> {
    let label = room(desk, incident).label;
    let wish = command(json!({ "type": "erase", "label": label, "why": "personal_data" }));
    desk.execute(incident, wish).map(|_| ()).map_err(|failure| failure.message)
}

fn draft() -> Draft {
    Draft { occasion: Occasion::Investigating, text: "Jane Doe was charged.".to_owned(), next_in: None }
}

/// The last entry that a stream has room for, by another laptop.
fn last(workspace: WorkspaceId, stream: Stream, event: Event) -> Entry {
    let key = SigningKey::from_bytes(&[7; 32]);
    let replica = ReplicaKey(key.verifying_key().to_bytes());
    let (run, stamp) = (Run([7; 8]), MAX_STAMP - 1);
    let head = Head { v: BODY_FORMAT, flags: 0, stream, replica, run, seq: 1, stamp, recorded_at: Millis(1) };
    let body = Body { salt: Salt([7; 8]), occurred_at: None, undoes: None, event };
    let mut entry = Entry { head, body: BodyBytes::Whole(body.to_bytes()), signature: None };
    let hash = entry.hash(&first_hash(workspace, &Series { stream, replica, run }));
    entry.signature = Some(sign(&key, &hash));
    entry
}

#[test]
fn nobody_writes_a_text_of_what_was_erased() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Jane Doe was charged twice");
    desk.write_draft(incident, Audience::Public, draft()).expect("written");
    let page = desk.text(incident, DRAFT.to_owned(), None).expect("the text");
    assert!(page.begun);
    erase(&desk, incident).expect("erased");

    let refusals = [
        desk.begin_review(incident, "short".to_owned()).map(|_| ()),
        desk.write_draft(incident, Audience::Public, draft()),
        // Whoever had it open when it was erased.
        desk.edit_text(incident, DRAFT.to_owned(), page.updates),
    ];
    for refused in refusals {
        let refused = refused.expect_err("nothing is left of it");
        assert!(refused.message.contains("was erased"), "{refused}");
    }
    assert!(!desk.review(incident).expect("the review").begun);
    let left = desk.draft(incident, Audience::Public, None).expect("what a draft would be");
    assert!(!left.text.begun && !left.draft.text.contains("Jane"), "{left:?}");
}

#[test]
fn an_incident_of_which_a_text_cannot_be_erased_is_not_erased_either() {
    let folder = folder();
    let desk = open(folder.path());
    let [whole, stuck] = ["Jane Doe was charged twice", "Jane Doe waits"].map(|title| declare(&desk, title));
    for incident in [whole, stuck] {
        desk.begin_review(incident, "short".to_owned()).expect("a review");
        desk.write_draft(incident, Audience::Public, draft()).expect("written");
    }
    drop(desk);
    let log =
        Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal").journal;
    // It has no room for what would erase it.
    let full = Stream::Document(DocumentId::of(stuck, DRAFT));
    let begun = Event::DocumentBegun { incident: stuck, name: DRAFT.to_owned() };
    let absorbed = log.absorb(vec![last(log.workspace(), full, begun)]).expect("taken");
    assert!(absorbed.refused.is_empty(), "{absorbed:?}");
    drop(log);

    let desk = open(folder.path());
    for _ in 0..2 {
        let refused = erase(&desk, stuck).expect_err("it would be half a deed");
        assert!(refused.contains("can take no more entries"), "{refused}");
        let left = desk.room(stuck).expect("the room");
        assert_eq!((left.room.title.as_str(), left.may_erase), ("Jane Doe waits", true));
        assert!(desk.review(stuck).expect("the review").begun);
    }
    erase(&desk, whole).expect("erased");
    assert!(!desk.review(whole).expect("the review").begun);
    assert!(!desk.text(whole, DRAFT.to_owned(), None).expect("the text").begun);
}

#[test]
fn what_was_left_of_a_half_erased_incident_is_erased_by_asking_again() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Jane Doe was charged twice");
    desk.write_draft(incident, Audience::Public, draft()).expect("written");
    drop(desk);
    let log =
        || Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal").journal;
    // An earlier version was interrupted between the incident and its texts.
    let half = log();
    let erased = Event::StreamErased { why: Some(Erasure::Law) };
    let absorbed =
        half.absorb(vec![last(half.workspace(), Stream::Incident(incident), erased)]).expect("taken");
    assert!(absorbed.refused.is_empty(), "{absorbed:?}");
    drop(half);

    let desk = open(folder.path());
    let left = desk.room(incident).expect("the room");
    assert!(left.room.erased.is_some() && left.may_erase);
    let wrong = command(json!({ "type": "erase", "label": "INC-999", "why": "law" }));
    assert!(desk.execute(incident, wrong).is_err(), "of another incident");
    erase(&desk, incident).expect("the rest is erased");
    assert!(!desk.room(incident).expect("the room").may_erase);
    let refused = erase(&desk, incident).expect_err("nothing is left");
    assert!(refused.contains("was erased"), "{refused}");
    drop(desk);
    let text = log().record(Stream::Document(DocumentId::of(incident, DRAFT))).expect("its record");
    assert!(text.erased().is_some());
}
