//! What is approved on a laptop is sent by the hub, by whichever channels that can.

use allclear::desk::Desk;
use allclear::views::{By, DestinationView, OnItsWay, SyncState};
use serde_json::json;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::entered;
use crate::hook::{KEY, Serving};
use crate::place::{declare, timeline};
use crate::sending::{approve, edit, outgoing, send_by, states};
use crate::until::until;

/// A channel to this server; whether laptops may send there too.
fn channel(desk: &Desk, name: &str, url: &str, laptops: bool) {
    edit(
        desk,
        json!({ "type": "define_destination", "destination": null, "name": name,
            "transport": { "type": "webhook", "url": url }, "audiences": ["employees"], "drill": false, "laptops": laptops }),
    );
    becomes(desk, SyncState::Synced);
}

fn shown(desk: &Desk, name: &str) -> DestinationView {
    let all = desk.channels().expect("the channels").destinations;
    all.into_iter().find(|one| one.destination.name == name).expect("the channel")
}

fn entrust(desk: &Desk, name: &str) {
    entered::entrust(desk, &name.to_lowercase(), KEY).expect("the hub takes it");
}

#[test]
fn what_a_laptop_approves_the_hub_sends_and_its_receipt_comes_back() {
    let Team { house: _house, ana, jonas, folders } = team();
    let serving = Serving::answering(&[503]);
    channel(&ana, "Team", &serving.url, false);
    let before = shown(&ana, "Team");
    assert_eq!((before.by, before.hub.as_ref().map(|hub| hub.kept)), (None, Some(false)));
    let incident = declare(&ana, "Payments fail");
    let why = ana.comms(incident).expect("comms").ways_out[0].by_hand[0].why.clone();
    assert!(why.contains("An admin enters it in Settings"), "{why}");

    let wrong = entered::entrust(&ana, "team", "hunter2");
    assert!(wrong.expect_err("no key").message.contains("whsec_"));
    entrust(&ana, "Team");
    let after = shown(&ana, "Team");
    assert_eq!((after.by, after.kept), (Some(By::Hub), false));
    assert!(after.hub.is_some_and(|hub| hub.kept && hub.missing.is_none()));
    let no = entered::entrust(&jonas, "team", KEY);
    assert_eq!(no.expect_err("no admin").code, "refused");
    ana.test_at_hub("team".parse().expect("an id")).expect("it is tried");
    let tried = |desk: &Desk| shown(desk, "Team").hub.and_then(|hub| hub.last);
    assert!(tried(&ana).is_some_and(|last| !last.arrived && last.success.is_none()));
    ana.test_at_hub("team".parse().expect("an id")).expect("it is tried");
    assert!(tried(&ana).is_some_and(|last| last.arrived && last.success == Some(last.at)));

    approve(&ana, incident, "We look into it.");
    for desk in [&ana, &jonas] {
        until("it is there", || desk.room(incident).ok().map(drop));
        until("it arrives", || (states(desk, incident) == [OnItsWay::Sent]).then_some(()));
        let one = outgoing(desk, incident).remove(0);
        assert_eq!((one.by.as_str(), one.mine, one.attempts), ("the hub", false, 1));
        assert!(one.senders.is_empty() && one.words.is_some(), "{one:?}");
        assert!(timeline(desk, incident).iter().any(|line| line == "Update for Employees (Team)"));
    }
    assert_eq!(serving.texts().len(), 3, "two tests, and the update once");
    for folder in &folders {
        for file in
            std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").path())
        {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert!(!bytes.windows(KEY.len()).any(|it| it == KEY.as_bytes()), "{}", file.display());
        }
    }
}

#[test]
fn while_the_hub_is_away_a_laptop_that_may_sends_and_the_rest_waits_for_the_hub() {
    let Team { mut house, ana, jonas: _jonas, folders: _folders } = team();
    allclear::sending::start(&ana).expect("the sender begins");
    let (both, only) = (Serving::answering(&[]), Serving::answering(&[]));
    channel(&ana, "Both", &both.url, true);
    channel(&ana, "Only", &only.url, false);
    for name in ["Both", "Only"] {
        entrust(&ana, name);
    }
    entered::keep_secret(&ana, "both", Some(KEY)).expect("kept");
    ana.set_own_network("127.0.0.1".to_owned()).expect("a network");
    let incident = declare(&ana, "Payments fail");
    becomes(&ana, SyncState::Synced);
    house.stop();
    until("it is noticed", || (shown(&ana, "Both").by == Some(By::Laptop)).then_some(()));
    let ways = ana.comms(incident).expect("comms").ways_out.remove(0).ways;
    let said: Vec<_> = ways.iter().map(|way| (way.by, way.warning.is_some())).collect();
    assert_eq!(said, [(By::Laptop, true), (By::Hub, true)]);

    approve(&ana, incident, "We look into it.");
    until("one arrives", || (both.texts().len() == 1).then_some(()));
    let waits = outgoing(&ana, incident).into_iter().find(|one| one.name == "Only").expect("the other");
    assert_eq!(waits.state, OnItsWay::NotSent);
    assert!(waits.words.is_some_and(|words| words.contains("has not heard of it")));
    house.serve();
    until("all arrives", || (states(&ana, incident) == [OnItsWay::Sent; 2]).then_some(()));
    assert_eq!((both.texts().len(), only.texts().len()), (1, 1), "each once");
}

#[test]
fn what_the_hub_leaves_to_a_person_is_red_on_every_laptop_and_either_of_them_sends_it() {
    let Team { house: _house, ana, jonas, folders: _folders } = team();
    let serving = Serving::answering(&[401, 401]);
    channel(&ana, "Team", &serving.url, true);
    entrust(&ana, "Team");
    allclear::sending::start(&jonas).expect("the sender begins");
    let incident = declare(&ana, "Payments fail");
    let update = approve(&ana, incident, "We look into it.");
    let red = |desk: &Desk| (states(desk, incident) == [OnItsWay::NotSent]).then_some(());
    until("Jonas has it", || jonas.room(incident).ok().map(drop));
    until("Jonas sees it", || red(&jonas));
    let able = |desk: &Desk| outgoing(desk, incident).remove(0).senders;
    until("Jonas hears that the hub can", || {
        let [one] = &able(&jonas)[..] else { return None };
        (one.by == By::Hub && one.again).then_some(())
    });
    send_by(&jonas, incident, update, By::Hub);
    until("it is refused again", || (serving.got().len() == 2).then_some(()));
    until("Jonas sees that", || red(&jonas));
    entered::keep_secret(&jonas, "team", Some(KEY)).expect("kept");
    jonas.set_own_network("127.0.0.1".to_owned()).expect("a network");
    assert_eq!(able(&jonas).len(), 2);
    send_by(&jonas, incident, update, By::Laptop);
    until("it arrives", || (states(&ana, incident) == [OnItsWay::Sent]).then_some(()));
    assert_eq!(serving.got().len(), 3);
    assert!(outgoing(&ana, incident)[0].by.starts_with("the laptop of Jonas"));
}
