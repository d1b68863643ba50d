//! A whole incident is erased: by an admin, everywhere, with its texts, and with what still comes.

use allclear::desk::Desk;
use allclear::views::{Draft, MemberRole, SyncState};
use document::{Document, read};
use hub::Role;
use incident::id::IncidentId;
use incident::value::{Audience, Occasion, Stage};
use serde_json::json;

use super::house::{becomes, laptop};
use super::meeting::{Team, team};
use crate::place::{command, declare, execute, folder, note, room};
use crate::until::until;

/// Words that must not be left anywhere.
const NAME: &str = "Jane Doe";

fn erase(desk: &Desk, incident: IncidentId, label: &str) -> Result<(), String> {
    let wish = command(json!({ "type": "erase", "label": label, "why": "personal_data" }));
    desk.execute(incident, wish).map(|_| ()).map_err(|failure| failure.message)
}

/// The texts of an incident, for ever.
const TEXTS: [&str; 2] = ["review", "draft/public/0"];

/// Begins both of them with words that must go.
fn write(desk: &Desk, incident: IncidentId) {
    desk.begin_review(incident, "short".to_owned()).expect("a review");
    let draft = Draft {
        occasion: Occasion::Investigating,
        text: format!("{NAME} was charged twice."),
        next_in: None,
    };
    desk.write_draft(incident, Audience::Public, draft).expect("a draft");
}

/// What a text says: a page is sent what was typed, which nobody reads as it comes.
fn says(desk: &Desk, incident: IncidentId, name: &str) -> String {
    let mut document = Document::default();
    for update in desk.text(incident, name.to_owned(), None).expect("the text").updates {
        document.take(&read(&update).expect("base64")).expect("an update");
    }
    document.texts().iter().map(|text| document.text(text)).collect()
}

/// Everything that a laptop shows of an incident.
fn shown(desk: &Desk, incident: IncidentId) -> String {
    let view = desk.room(incident).expect("the room");
    let review = desk.review(incident).expect("the review");
    let texts = TEXTS.map(|name| says(desk, incident, name));
    let found = desk.search(NAME.to_owned()).expect("the search");
    let all = json!({ "room": view, "review": review, "texts": texts, "found": found });
    all.to_string()
}

#[test]
fn an_admin_erases_an_incident_on_every_laptop_and_nobody_else_can() {
    let Team { house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, &format!("{NAME} was charged twice"));
    note(&ana, incident, &format!("{NAME} pays with 4111 1111"));
    write(&ana, incident);
    until("Jonas has all of it", || {
        let there = || TEXTS.iter().all(|name| says(&jonas, incident, name).contains(NAME));
        (jonas.room(incident).is_ok() && there()).then_some(())
    });
    assert!(shown(&jonas, incident).contains(NAME));
    let label = until("it has its number", || {
        let label = room(&jonas, incident).label;
        (!label.contains('~')).then_some(label)
    });

    assert!(!jonas.room(incident).expect("the room").may_erase);
    let refused = erase(&jonas, incident, &label).expect_err("he is no admin");
    assert!(refused.contains("Only an admin"), "{refused}");
    assert!(ana.room(incident).expect("the room").may_erase, "who founded the workspace");
    let refused = erase(&ana, incident, "INC-999").expect_err("another incident");
    assert!(refused.contains(&label), "{refused}");
    assert!(shown(&ana, incident).contains(NAME), "nothing was erased by that");

    // An admin by the hub's word may as well.
    let hers = folder();
    let olga = laptop(hers.path());
    olga.join(house.invitation(Role::Admin), Some("Olga".into())).expect("she joins");
    drop(olga);
    let olga = laptop(hers.path());
    becomes(&olga, SyncState::Synced);
    until("her laptop knows that she is an admin", || {
        olga.room(incident).ok().filter(|view| view.may_erase).map(|_| ())
    });
    erase(&olga, incident, &label).expect("erased");

    for desk in [&olga, &ana, &jonas] {
        until("everything is gone", || {
            let erased = desk.room(incident).ok()?.room.erased.is_some();
            (erased && !shown(desk, incident).contains(NAME)).then_some(())
        });
        let room = room(desk, incident);
        assert_eq!((room.label.as_str(), room.title.as_str()), (label.as_str(), ""));
        assert_eq!((room.stage, room.active), (Stage::Closed, false), "nobody is called to it");
        let last = room.timeline.iter().rev().find(|line| line.text.contains("Everything here was redacted"));
        let details = last.map_or(&[][..], |line| &line.details);
        assert!(
            matches!(details, [why, hidden] if why == "It held personal data" && hidden == "5 entries"),
            "{details:?}"
        );
        assert_eq!(room.timeline.iter().filter(|line| line.text.contains("redacted")).count(), 1);
        assert!(!desk.room(incident).expect("the room").may_erase, "it is erased once");
        assert!(desk.rail().expect("the rail").active.is_empty());
    }
    let refused = erase(&ana, incident, &label).expect_err("there is nothing left");
    assert!(refused.contains("was erased"), "{refused}");
    let write = command(json!({ "type": "add_note", "note": "note", "text": NAME, "occurred_at": null }));
    ana.execute(incident, write).expect_err("it would be erased at once");
}

#[test]
fn a_text_that_was_begun_without_the_hub_is_erased_once_it_comes() {
    let Team { house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, &format!("{NAME} was charged twice"));
    until("Jonas has it", || {
        jonas.room(incident).ok().filter(|view| !view.room.label.contains('~')).map(|_| ())
    });
    becomes(&ana, SyncState::Synced);
    let label = room(&ana, incident).label;
    jonas.leave_hub().expect("left");
    write(&jonas, incident);
    for name in TEXTS {
        assert!(says(&jonas, incident, name).contains(NAME), "{name}");
    }
    erase(&ana, incident, &label).expect("erased");
    jonas.join(house.invitation(Role::Responder), None).expect("he is back");
    for desk in [&jonas, &ana] {
        until("nothing is left of the text", || (!shown(desk, incident).contains(NAME)).then_some(()));
    }
}

#[test]
fn nothing_is_erased_that_the_hub_would_not_take() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, &format!("{NAME} was charged twice"));
    write(&ana, incident);
    until("it has its number and Jonas has it", || {
        jonas.room(incident).ok().filter(|view| !view.room.label.contains('~')).map(|_| ())
    });
    becomes(&ana, SyncState::Synced);
    let label = room(&ana, incident).label;

    house.stop();
    let refused = erase(&ana, incident, &label).expect_err("nobody knows whether she still may");
    assert!(refused.contains("the hub agrees") && refused.contains("try again"), "{refused}");
    assert!(shown(&ana, incident).contains(NAME), "its words are still there");
    house.serve();
    becomes(&ana, SyncState::Synced);

    // Whoever began the workspace is an admin for as long as the hub says so.
    let me = ana.start().expect("her").me;
    let his = jonas.start().expect("him").me;
    ana.appoint(his, MemberRole::Admin).expect("done");
    jonas.appoint(me, MemberRole::Responder).expect("done");
    let refused = erase(&ana, incident, &label).expect_err("she is no admin any more");
    assert!(refused.contains("Only an admin"), "{refused}");
    assert!(shown(&ana, incident).contains(NAME), "its words are still there");
    until("it is not offered", || (!ana.room(incident).ok()?.may_erase).then_some(()));
    erase(&jonas, incident, &label).expect("erased");
    until("it is gone", || (!shown(&ana, incident).contains(NAME)).then_some(()));
}

#[test]
fn what_the_public_was_told_of_an_erased_incident_is_on_the_page_no_more() {
    let folder = folder();
    let desk = crate::place::open(folder.path());
    let incident = declare(&desk, &format!("{NAME} was charged twice"));
    let wish = json!({ "type": "assign", "role": "incident-manager", "service": null,
        "person": desk.start().expect("the start").me });
    desk.execute(incident, command(wish)).expect("she has it");
    let proposal = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": format!("{NAME} was charged twice. We look into it."), "next_due": null, "replaces": null });
    let update = execute(&desk, incident, proposal);
    execute(&desk, incident, json!({ "type": "approve_update", "update": update }));
    execute(&desk, incident, json!({ "type": "mark_posted", "update": update, "channel": "status_page" }));
    let says_so = || {
        let files = desk.status_page_bundle().expect("the page").files;
        files.iter().any(|file| String::from_utf8_lossy(&file.bytes).contains(NAME))
    };
    assert!(says_so());
    erase(&desk, incident, &room(&desk, incident).label).expect("erased");
    assert!(!says_so());
}
