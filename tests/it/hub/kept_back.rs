//! What the hub does not take: nothing of it is lost, and a person can do something about it.

use allclear::desk::{Desk, Signal};
use allclear::views::{By, KeptBackView, OnItsWay, SyncState};
use hub::Role;
use incident::export::verify;
use incident::id::Millis;
use serde_json::json;

use super::house::{becomes, laptop};
use super::meeting::{Team, team};
use crate::entered::entrust;
use crate::hook::{KEY, Serving};
use crate::place::{declare, folder, open};
use crate::sending::{approve, edit, outgoing};
use crate::until::until;

/// The one thing that is kept back, once the screen was told that something is.
fn kept_back(desk: &Desk) -> KeptBackView {
    let mut view = becomes(desk, SyncState::NeedsAttention);
    assert_eq!(view.kept_back.len(), 1, "{view:?}");
    view.kept_back.remove(0)
}

#[test]
fn what_an_observer_wrote_is_exported_whole_and_taken_once_their_role_allows_it() {
    let Team { house, ana, folders: _folders, .. } = team();
    let hers = folder();
    open(hers.path()).join(house.invitation(Role::Observer), Some("Olga".into())).expect("she joins");
    let olga = laptop(hers.path());
    becomes(&olga, SyncState::Synced);
    let mut signals = olga.signals();
    let incident = declare(&olga, "Nobody else knows of this");
    let kept = kept_back(&olga);
    assert_eq!(kept.incident, Some(incident));
    assert!(kept.why.contains("observer"), "{}", kept.why);
    // The screen hears of what she wrote, and then of what became of it.
    while !matches!(signals.try_recv(), Ok(Signal::Stale(stale)) if stale.views == ["sync"]) {}
    until("her screen is told that it is not taken", || match signals.try_recv() {
        Ok(Signal::Stale(stale)) => (stale.views == ["sync"]).then_some(()),
        _ => None,
    });

    let file = olga.kept_back_file(kept.series).expect("a file");
    let text = String::from_utf8_lossy(&file.bytes);
    let verified = verify(&file.bytes).expect("it is whole");
    assert!(verified.entries.len() > 1 && text.contains("Nobody else knows of this"), "{text}");

    // Offered again it is refused again, since nothing has changed.
    olga.offer_again(kept.series).expect("offered");
    assert_eq!(kept_back(&olga).series, kept.series);

    let device = ana.devices().expect("the list").devices.into_iter().find(|one| one.person_name == "Olga");
    ana.revoke_device(device.expect("her laptop").id).expect("revoked");
    house.members().revoke_member(olga.start().expect("her").me, Millis(1)).expect("revoked");
    let link = house.invitation(Role::Responder);
    olga.join(link, None).expect("she comes back");
    becomes(&olga, SyncState::NeedsAttention);
    olga.offer_again(kept.series).expect("offered");
    becomes(&olga, SyncState::Synced);
    until("Ana has it", || ana.room(incident).ok().map(|_| ()));
}

#[test]
fn an_update_that_the_hub_never_hears_of_is_not_called_on_its_way() {
    let Team { mut house, ana, folders: _folders, .. } = team();
    let serving = Serving::answering(&[]);
    edit(
        &ana,
        json!({ "type": "define_destination", "destination": null, "name": "Team",
            "transport": { "type": "webhook", "url": serving.url }, "audiences": ["employees"], "drill": false,
            "laptops": false }),
    );
    becomes(&ana, SyncState::Synced);
    entrust(&ana, "team", KEY).expect("the hub takes it");
    let incident = declare(&ana, "Payments fail");
    becomes(&ana, SyncState::Synced);
    let hers = folder();
    open(hers.path()).join(house.invitation(Role::Observer), Some("Olga".into())).expect("she joins");
    let olga = laptop(hers.path());
    until("she has it, and knows that the hub can send", || {
        let ways = olga.comms(incident).ok()?.ways_out;
        ways.first()?.ways.first().filter(|way| way.by == By::Hub).map(|_| ())
    });

    let update = approve(&olga, incident, "We look into it.");
    let why = kept_back(&olga).why;
    let says_why = || {
        let one = outgoing(&olga, incident).remove(0);
        let words = one.words.unwrap_or_default();
        (one.state == OnItsWay::NotSent && words.contains(&why)).then_some(())
    };
    until("it is red, and says why", says_why);
    assert!(olga.room(incident).expect("the room").queued.contains(&update), "nobody else has it");
    house.stop();
    until("the hub is away", || olga.sync().ok().filter(|view| view.why.is_some()));
    until("it is as red as before", says_why);
    assert!(serving.got().is_empty());
}
