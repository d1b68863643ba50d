//! Who belongs to the hub, as a laptop sees and changes it.

use allclear::desk::Desk;
use allclear::views::{DeviceView, MemberRole, OpenInvitationView, SyncState};
use hub::Role;
use serde_json::json;

use super::house::{becomes, laptop};
use super::meeting::{Team, team};
use crate::place::{declare, execute, folder, open, start};
use crate::until::until;

fn names(devices: &[DeviceView]) -> Vec<&str> {
    devices.iter().map(|device| device.person_name.as_str()).collect()
}

#[test]
fn an_admin_sees_everybodys_laptops_and_takes_one_back_and_others_see_their_own() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let hers = ana.devices().expect("the list");
    assert_eq!((hers.admin, names(&hers.devices)), (true, vec!["Ana Sá", "Jonas Weber"]));
    let [own, his] = &hers.devices[..] else { panic!("{hers:?}") };
    assert_eq!((own.here, own.mine, own.role), (true, true, Some(MemberRole::Admin)));
    assert!(!his.here && !his.mine && his.may_revoke && his.last_seen.is_some(), "{his:?}");

    let list = jonas.devices().expect("the list");
    assert_eq!((list.admin, names(&list.devices)), (false, vec!["Jonas Weber"]));
    assert!(list.devices[0].may_revoke, "his own");
    assert_eq!(jonas.revoke_device(own.id).expect_err("hers is not his").code, "refused");

    // Without the hub it says what it knew, and why it knows no more.
    house.stop();
    let old = ana.devices().expect("the list");
    assert_eq!((names(&old.devices), old.admin), (vec!["Ana Sá", "Jonas Weber"], true));
    assert!(old.at.is_some() && old.why.as_ref().is_some_and(|why| why.ends_with('.')), "{old:?}");
    house.serve();
    becomes(&ana, SyncState::Synced);

    ana.revoke_device(his.id).expect("taken back");
    let list = ana.devices().expect("the list");
    assert_eq!((list.devices[1].revoked_at.is_some(), list.devices[1].may_revoke), (true, false));
    becomes(&jonas, SyncState::NeedsAttention);
    let refused = jonas.devices().expect("the list");
    assert!(refused.why.is_some_and(|why| why.contains("Ask an admin")), "the hub's own sentence");
}

#[test]
fn an_admin_invites_somebody_of_the_book_who_joins_as_themselves() {
    let Team { house: _house, ana, jonas, folders: _folders } = team();
    let cleo = ana.new_person("Cleo Duval".into()).map(|_| ()).and_then(|()| {
        let people = ana.book()?.people;
        Ok(people.into_iter().find(|person| person.name == "Cleo Duval").expect("in the book").id)
    });
    let cleo = cleo.expect("Cleo");
    becomes(&ana, SyncState::Synced);
    assert_eq!(jonas.invite(MemberRole::Observer, 1, 24, None).expect_err("he may not").code, "refused");
    let failure = ana.invite(MemberRole::Observer, 0, 24, None).expect_err("for nobody");
    assert!(failure.message.contains("1 to 100"), "{failure}");

    let spare = ana.invite(MemberRole::Observer, 3, 24, None).expect("an invitation");
    let made = ana.invite(MemberRole::Responder, 1, 24, Some(cleo)).expect("an invitation");
    let listed = ana.devices().expect("the list").invitations;
    let told = |one: &OpenInvitationView| (one.role, one.uses, one.made_by.clone(), one.person.clone());
    let by = || Some("Ana Sá".to_owned());
    assert_eq!(
        listed.iter().rev().take(2).map(told).collect::<Vec<_>>(),
        [
            (Some(MemberRole::Responder), 1, by(), Some("Cleo Duval".to_owned())),
            (Some(MemberRole::Observer), 3, by(), None)
        ]
    );
    assert!(jonas.devices().expect("the list").invitations.is_empty());
    let number = listed[listed.len() - 2].id;
    assert_eq!(jonas.withdraw_invitation(number).expect_err("he may not").code, "refused");
    ana.withdraw_invitation(number).expect("withdrawn");
    assert_eq!(ana.devices().expect("the list").invitations.len(), listed.len() - 1);
    let nobody = folder();
    let refused = open(nobody.path()).join(spare.link, Some("N.".into())).expect_err("it is withdrawn");
    assert!(refused.message.ends_with('.'), "{refused}");
    assert_eq!(made.role, Some(MemberRole::Responder));
    assert!(made.link.starts_with("allclear://join?hub=http%3A%2F%2F127.0.0.1"), "{}", made.link);
    let hers = folder();
    open(hers.path()).join(made.link, Some("C.".into())).expect("she joins");
    let desk = laptop(hers.path());
    becomes(&desk, SyncState::Synced);
    assert_eq!((start(&desk).me, start(&desk).name), (cleo, "Cleo Duval".to_owned()));
    until("Ana's list has her laptop", || {
        let list = ana.devices().expect("the list").devices;
        list.iter().any(|device| device.person == cleo).then_some(())
    });
}

#[test]
fn an_admin_says_what_others_may_do() {
    let Team { house: _house, ana, jonas, folders: _folders } = team();
    let list = ana.devices().expect("the list").devices;
    let (her, his) = (list[0].person, list[1].person);
    assert_eq!((list[0].may_appoint, list[1].may_appoint), (false, true));
    assert_eq!(ana.appoint(her, MemberRole::Observer).expect_err("an admin is left").code, "refused");
    assert_eq!(jonas.appoint(his, MemberRole::Admin).expect_err("he may not").code, "refused");
    ana.appoint(his, MemberRole::Observer).expect("done");
    let role = |desk: &Desk| desk.devices().expect("the list").devices.last().and_then(|last| last.role);
    assert_eq!((role(&ana), role(&jonas)), (Some(MemberRole::Observer), Some(MemberRole::Observer)));
    ana.appoint(his, MemberRole::Admin).expect("done");
    assert!(jonas.devices().expect("the list").admin);
}

#[test]
fn whoever_may_write_again_reads_a_review_as_one_of_the_team() {
    let Team { house: _house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout refuses cards");
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "it is over" });
    execute(&ana, incident, over);
    ana.begin_review(incident, "short".to_owned()).expect("begun");
    let edition = ana.review_process(incident).expect("the process").edition;
    execute(&ana, incident, json!({ "type": "submit_review", "edition": edition }));
    let to_read = || jonas.review_process(incident).is_ok_and(|process| process.to_read);
    until("Jonas is to read it", || to_read().then_some(()));
    let his = ana.devices().expect("the list").devices[1].person;
    ana.appoint(his, MemberRole::Observer).expect("done");
    jonas.devices().expect("the list");
    assert!(!to_read(), "an observer's laptop writes nothing by itself");
    ana.appoint(his, MemberRole::Responder).expect("done");
    until("his laptop hears of it by itself", || to_read().then_some(()));
}

#[test]
fn a_laptop_that_was_revoked_comes_back_by_a_new_invitation() {
    let Team { house, ana, jonas, folders: _folders } = team();
    let his = ana.devices().expect("the list").devices[1].id;
    ana.revoke_device(his).expect("taken back");
    becomes(&jonas, SyncState::NeedsAttention);
    jonas.join(house.invitation(Role::Responder), None).expect("he joins again");
    becomes(&jonas, SyncState::Synced);
    assert!(ana.devices().expect("the list").devices[1].may_revoke);
}
