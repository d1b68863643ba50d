//! Two laptops meet through a hub, lose it, and meet again.

use std::sync::Arc;

use allclear::desk::Desk;
use allclear::views::{RoomView, SyncState};
use hub::Role;
use incident::command::Command;
use incident::id::IncidentId;
use serde_json::json;
use tempfile::TempDir;

use super::house::{House, becomes, laptop};
use crate::place::{declare, execute, folder, note, room, start, timeline};
use crate::until::until;

/// Ana, whose laptop began the workspace, and Jonas, who joined it.
pub(super) struct Team {
    pub house: House,
    pub ana: Arc<Desk>,
    pub jonas: Arc<Desk>,
    /// They go with it.
    pub folders: [TempDir; 2],
}

pub(super) fn team() -> Team {
    let folders = [folder(), folder()];
    let ana = laptop(folders[0].path());
    ana.introduce("Ana Sá".into(), "Ardent".into(), None).expect("Ana");
    let house = House::adopting(&ana.adoption_code().expect("a code"));
    let joined = ana.join(house.url(), None).expect("Ana's laptop joins");
    assert!(!joined.restart);
    becomes(&ana, SyncState::Synced);

    let his = laptop(folders[1].path());
    let joined =
        his.join(house.invitation(Role::Responder), Some("Jonas Weber".into())).expect("Jonas joins");
    assert_eq!((joined.restart, joined.workspace.as_str()), (true, "Ardent"));
    assert_eq!(his.sync().expect("the chip").next.as_deref(), Some("Ardent"));
    drop(his);
    let jonas = laptop(folders[1].path());
    becomes(&jonas, SyncState::Synced);
    Team { house, ana, jonas, folders }
}

/// What a room says of itself, apart from what is each laptop's own.
fn said(desk: &Desk, incident: IncidentId) -> serde_json::Value {
    let RoomView { room, .. } = desk.room(incident).expect("the room");
    serde_json::to_value(room).expect("JSON")
}

#[test]
fn a_laptop_that_joins_has_the_record_and_its_person_is_in_the_book_of_all() {
    let Team { ana, jonas, house, folders: _folders } = team();
    assert_eq!((start(&jonas).name, start(&jonas).workspace), ("Jonas Weber".into(), "Ardent".into()));
    assert!(!start(&jonas).first_run, "who joins has said who they are");
    until("Ana's book names Jonas", || {
        let people = ana.book().expect("the book").people;
        people.iter().any(|person| person.name == "Jonas Weber").then_some(())
    });
    let mut stale = jonas.signals();
    let incident = declare(&ana, "Checkout is slow");
    until("it stands on Jonas's board", || {
        jonas.rail().expect("the rail").active.iter().any(|line| line.row.id == incident).then_some(())
    });
    assert!(stale.try_recv().is_ok(), "his screens were told");
    note(&jonas, incident, "Looking at it");
    until("his note is on hers", || {
        timeline(&ana, incident).contains(&"Looking at it".to_owned()).then_some(())
    });
    until("nothing is marked as queued", || {
        jonas.room(incident).expect("the room").queued.is_empty().then_some(())
    });
    assert_eq!(house.members().devices().expect("devices").len(), 2);
}

#[test]
fn laptops_that_wrote_apart_end_with_the_same_record_and_settle_their_clash() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("Jonas has it", || jonas.room(incident).ok().map(|_| ()));
    becomes(&ana, SyncState::Synced);

    house.stop();
    becomes(&ana, SyncState::Unreachable);
    becomes(&jonas, SyncState::Unreachable);
    ana.execute(incident, Command::Retitle { title: "Card payments fail".into() }).expect("her title");
    note(&ana, incident, "Seen in Madrid");
    jonas.execute(incident, Command::Retitle { title: "Charged twice".into() }).expect("his title");
    let view = becomes(&ana, SyncState::Offline);
    assert_eq!((view.waiting, view.list.len(), view.list[0].incident), (2, 1, Some(incident)));
    assert!(view.since.is_some() && view.last.is_some() && view.why.is_some(), "{view:?}");
    assert_eq!(ana.room(incident).expect("the room").queued.len(), 2);

    house.serve();
    becomes(&ana, SyncState::Synced);
    becomes(&jonas, SyncState::Synced);
    until("both say the same", || (said(&ana, incident) == said(&jonas, incident)).then_some(()));
    for desk in [&ana, &jonas] {
        let clashes = room(desk, incident).clashes;
        let mut values: Vec<&str> = clashes[0].values.iter().map(|one| one.value.as_str()).collect();
        values.sort_unstable();
        assert_eq!((clashes.len(), values), (1, vec!["Card payments fail", "Charged twice"]));
    }
    let kept = room(&jonas, incident).clashes[0].values[0].entry;
    execute(&jonas, incident, json!({ "type": "settle", "entry": kept }));
    until("the clash is gone at Ana's", || room(&ana, incident).clashes.is_empty().then_some(()));
    until("both say the same again", || (said(&ana, incident) == said(&jonas, incident)).then_some(()));
}

#[test]
fn a_laptop_whose_access_is_taken_back_says_so_and_keeps_what_it_has() {
    let Team { house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("Jonas has it", || jonas.room(incident).ok().map(|_| ()));
    house.members().revoke_member(start(&jonas).me, incident::id::Millis(1)).expect("revoked");
    let view = becomes(&jonas, SyncState::NeedsAttention);
    assert!(view.why.as_deref().is_some_and(|why| why.contains("taken back")), "{view:?}");
    note(&jonas, incident, "Still written down");
    assert_eq!(jonas.sync().expect("the chip").waiting, 1);
    assert!(timeline(&jonas, incident).contains(&"Still written down".to_owned()));
    assert!(!timeline(&ana, incident).contains(&"Still written down".to_owned()));
}

#[test]
fn leaving_the_hub_keeps_everything_and_joining_again_goes_on() {
    let Team { house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("Jonas has it", || jonas.room(incident).ok().map(|_| ()));
    jonas.leave_hub().expect("left");
    assert_eq!(becomes(&jonas, SyncState::Alone).hub, None);
    note(&jonas, incident, "Written alone");
    assert_eq!(jonas.sync().expect("the chip").waiting, 0);
    let joined = jonas.join(house.invitation(Role::Responder), None).expect("he joins again");
    assert!(!joined.restart);
    becomes(&jonas, SyncState::Synced);
    until("Ana has what he wrote alone", || {
        timeline(&ana, incident).contains(&"Written alone".to_owned()).then_some(())
    });
}

#[test]
fn only_a_whole_invitation_of_a_hub_that_answers_is_taken() {
    let Team { house, ana, folders: _folders, .. } = team();
    let refused = |link: String| ana.join(link, None).expect_err("no invitation");
    let used = house.invitation(Role::Observer).replace("code=", "code=x");
    let failure = refused(used);
    assert_eq!(failure.code, "refused");
    assert!(failure.message.contains("Ask an admin"), "the hub's own sentence: {failure}");
    assert_eq!(refused(house.url()).code, "link", "its code was used");
    let link = house.invitation(Role::Observer);
    ana.invited(&link).expect("it is shown");
    assert!(ana.invited("allclear://join?hub=http://hub.example.org&code=a").is_err());
    assert_eq!(ana.sync().expect("the chip").invited, Some(link), "and nobody has joined by that alone");
    becomes(&ana, SyncState::Synced);
}
