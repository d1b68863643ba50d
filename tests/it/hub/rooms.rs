//! A room is made for an incident by the hub, where that sends, and only once, whoever is away meanwhile.

use allclear::desk::Desk;
use allclear::views::{By, ChatRoomState, SyncState};
use serde_json::json;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::entered::{entrust, keep_secret};
use crate::place::{declare, execute, timeline};
use crate::rooms::{Homeserver, bridge, define, links, room, stands};
use crate::until::until;

fn sends(desk: &Desk) -> Option<By> {
    let all = desk.channels().expect("the channels").destinations;
    all.into_iter().find(|one| one.destination.name == "Chat").expect("the channel").by
}

/// The hub makes rooms there; whether laptops may too.
fn set_up(ana: &Desk, url: &str, laptops: bool) {
    define(ana, url, false, laptops);
    becomes(ana, SyncState::Synced);
    entrust(ana, "chat", "syt_token").expect("the hub takes it");
    assert_eq!(sends(ana), Some(By::Hub));
}

#[test]
fn the_hub_makes_the_room_of_what_a_laptop_declares_and_its_topic_follows_the_bridge() {
    let Team { house: _house, ana, jonas, folders: _folders } = team();
    let (server, url) = Homeserver::start();
    set_up(&ana, &url, false);
    let incident = declare(&ana, "Payments fail");
    let made = stands(&ana, incident);
    until("Jonas has it", || jonas.room(incident).ok().map(drop));
    stands(&jonas, incident);
    for desk in [&ana, &jonas] {
        assert_eq!(links(desk, incident), [made.link.clone().expect("a link")]);
        assert!(timeline(desk, incident).iter().any(|line| line == "A room stands (Chat)"));
    }
    // Whoever enters it: the hub hears of it, and nobody else has to do with that server.
    bridge(&jonas, incident, "https://meet.example.org/a");
    let topic = "Payments fail · Bridge: https://meet.example.org/a".to_owned();
    until("the topic to follow", || (server.topics() == [(made.room.clone(), topic.clone())]).then_some(()));
    stands(&ana, incident);
}

#[test]
fn what_only_the_hub_can_make_waits_for_it_and_is_made_once_it_has_heard_of_the_incident() {
    let Team { mut house, ana, jonas: _jonas, folders: _folders } = team();
    let (server, url) = Homeserver::start();
    set_up(&ana, &url, false);
    house.stop();
    until("it is noticed", || ana.sync().ok().filter(|view| view.state != SyncState::Synced));
    let incident = declare(&ana, "Payments fail");
    let waits = room(&ana, incident).expect("it is asked for");
    assert_eq!((waits.state, server.topics().len()), (ChatRoomState::Making, 0));
    house.serve();
    let made = stands(&ana, incident);
    assert_eq!(server.topics(), [(made.room, "Payments fail".to_owned())]);
}

#[test]
fn where_the_hub_goes_away_before_it_stands_a_laptop_makes_it_and_the_hub_makes_no_second() {
    let Team { mut house, ana, jonas: _jonas, folders: _folders } = team();
    let (server, url) = Homeserver::start();
    set_up(&ana, &url, true);
    keep_secret(&ana, "chat", Some("syt_token")).expect("kept");
    ana.set_own_network("127.0.0.1".to_owned()).expect("a network");
    allclear::sending::start(&ana).expect("the sender begins");
    server.is_away(true);
    let incident = declare(&ana, "Payments fail");
    let name = until("the hub to try in vain", || {
        room(&ana, incident).filter(|room| room.state == ChatRoomState::Retrying).map(|room| room.room)
    });
    house.stop();
    until("it is noticed", || (sends(&ana) == Some(By::Laptop)).then_some(()));
    server.is_away(false);
    let sender = room(&ana, incident).and_then(|room| room.sender).expect("this laptop can");
    execute(&ana, incident, json!({ "type": "make_room", "destination": "chat", "sender": sender }));
    stands(&ana, incident);
    house.serve();
    becomes(&ana, SyncState::Synced);
    // The hub has looked at all that it was asked for by the time that it makes the next.
    let next = declare(&ana, "Logins fail");
    let second = stands(&ana, next).room;
    let rooms: Vec<String> = server.topics().into_iter().map(|(room, _)| room).collect();
    assert_eq!(rooms, [second, name], "one of each");
    assert_eq!(links(&ana, incident).len(), 1);
}
