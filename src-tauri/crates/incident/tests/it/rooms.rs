//! Rooms for an incident: who may have one made, and what is left to do about it.

use incident::command::{Command, Edit};
use incident::decide::room_made;
use incident::event::Event;
use incident::id::ReplicaKey;
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::rooms::{Made, RoomStep};
use incident::value::{Audience, LinkKind, Rooms, Stage, Transport};

use crate::check::{Wish, World, check, history};
use crate::pen::at;
use crate::wishes::{declared, enter_anyway, id, link, retitle};

const HUB: ReplicaKey = ReplicaKey([9; 32]);
const LAPTOP: ReplicaKey = ReplicaKey([8; 32]);
const MEET: &str = "https://meet.example.org/a";

fn matrix() -> Transport {
    Transport::Matrix { homeserver: "https://example.org".to_owned(), room: "#lobby:example.org".to_owned() }
}

fn place(transport: Transport, drill: bool, invite: Option<&[&str]>) -> Edit {
    let (name, audiences) = ("Team".to_owned(), vec![Audience::Employees]);
    let rooms = invite.map(|all| Rooms { invite: all.iter().map(|one| (*one).to_owned()).collect() });
    Edit::DefineDestination { destination: None, name, transport, audiences, drill, laptops: true, rooms }
}

fn ask(sender: ReplicaKey) -> Command {
    Command::MakeRoom { destination: id("team"), sender }
}

fn made(bridge: Option<&str>) -> Event {
    let link = "https://matrix.to/#/#inc:example.org".to_owned();
    let bridge = bridge.map(str::to_owned);
    Event::RoomMade { destination: id("team"), room: "!a:example.org".to_owned(), link, bridge, base: vec![] }
}

fn not_made(minute: Option<i64>) -> Event {
    let why = "Nobody answers there.".to_owned();
    Event::RoomNotMade { destination: id("team"), why, retry_at: minute.map(at), base: vec![] }
}

fn and(more: &[(&'static str, Wish)]) -> Vec<(&'static str, Wish)> {
    let asked = history![
        "ana" => place(matrix(), false, Some(&[])),
        "ana" => declared(),
        "ana" => ask(HUB),
    ];
    [asked, more].concat()
}

#[test]
fn a_room_is_made_where_rooms_are_made_and_for_what_everybody_may_see() {
    let none = Refusal::NoRoomFor("Team".to_owned());
    let defined = |place: Edit| history!["ana" => place, "ana" => declared()].to_vec();
    check(&defined(place(matrix(), false, Some(&[]))), ("ana", ask(HUB)), ["room_asked"]);
    check(&defined(place(matrix(), false, None)), ("ana", ask(HUB)), none.clone());
    check(&defined(place(matrix(), true, Some(&[]))), ("ana", ask(HUB)), none);
    check(&[], ("ana", place(Transport::Teams {}, false, Some(&[]))), Refusal::NoRooms("Microsoft Teams"));
    let webhook = Transport::Slack { channel: None };
    check(&[], ("ana", place(webhook, false, Some(&[]))), Refusal::NoRooms("Slack"));
    check(&[], ("ana", place(matrix(), false, Some(&["@a b"]))), Refusal::NotPlain("Who is asked in"));
    let hidden = Command::SetPrivate { private: true };
    let private = [&defined(place(matrix(), false, Some(&[])))[..], history!["ana" => hidden]].concat();
    check(&private, ("ana", ask(HUB)), Refusal::PrivateRoom);
    let stands = and(history!["ana" => made(None)]);
    check(&stands, ("ana", ask(HUB)), Refusal::Already("The room of Team stands".to_owned()));
}

#[test]
fn an_app_of_teams_makes_rooms_and_nothing_else() {
    let app = |organizer: Option<&str>| Transport::TeamsApp {
        tenant: "example.org".to_owned(),
        client: "c-1".to_owned(),
        team: "t-1".to_owned(),
        organizer: organizer.map(str::to_owned),
    };
    let teams = |transport: Transport, audiences: &[Audience], rooms| Edit::DefineDestination {
        destination: None,
        name: "Team".to_owned(),
        transport,
        audiences: audiences.to_vec(),
        drill: false,
        laptops: true,
        rooms,
    };
    let alone = || teams(app(None), &[], None);
    check(history!["ana" => alone(), "ana" => declared()], ("ana", ask(HUB)), ["room_asked"]);
    let name = "Microsoft Teams app";
    check(&[], ("ana", teams(app(None), &[Audience::Public], None)), Refusal::RoomsAlone(name));
    let invited = Some(Rooms { invite: vec!["ben".to_owned()] });
    check(&[], ("ana", teams(app(None), &[], invited)), Refusal::NobodyAskedIn(name));
    check(&[], ("ana", teams(app(Some("a/../b")), &[], None)), Refusal::NotPlain("The organizer's id"));
    check(&[], ("ana", teams(matrix(), &[], None)), Refusal::Empty("Who hears by it"));
}

#[test]
fn a_meeting_that_was_made_with_it_is_the_bridge_unless_somebody_entered_another() {
    let told = |more: &[(&'static str, Wish)], meets| {
        let record = World::after(&and(more)).record();
        let link = "https://teams.example.org/l/channel/1";
        let made = Made { room: "19:1", link, bridge: Some(MEET) };
        let drafts = room_made(Incident::of(&record), &id("team"), made, meets).expect("it was asked for");
        let bridges = drafts.into_iter().filter_map(|draft| match draft.event {
            Event::Linked { link: LinkKind::Bridge, target, .. } => Some(target),
            _ => None,
        });
        bridges.collect::<Vec<_>>()
    };
    assert_eq!(told(&[], true), [MEET]);
    assert_eq!(told(&[], false), Vec::<String>::new());
    let other = || Wish::from(link(LinkKind::Bridge, "tel:+4930123456"));
    assert_eq!(told(&[("ben", other())], true), Vec::<String>::new());
}

#[test]
fn whoever_makes_it_later_makes_it_under_the_same_name() {
    let record = World::after(&and(history!["ana" => retitle("Logins fail"), "ben" => ask(LAPTOP)])).record();
    let rooms = Incident::of(&record).rooms();
    let first = World::after(&and(history![])).record();
    assert_eq!((rooms.len(), rooms[0].sender), (1, LAPTOP));
    assert_eq!(rooms[0].name, Incident::of(&first).rooms()[0].name);
}

#[test]
fn a_room_is_tried_until_it_stands_and_changed_when_the_bridge_does() {
    let bridge = |target: &str| Wish::from(link(LinkKind::Bridge, target));
    let over = || Wish::from(enter_anyway(Stage::Review, "It is over."));
    let make = RoomStep::Make;
    for (more, step) in [
        (vec![], make),
        (vec![Wish::from(not_made(Some(20)))], RoomStep::Wait(at(20))),
        (vec![Wish::from(not_made(Some(9)))], make),
        (vec![Wish::from(not_made(None))], RoomStep::Ask),
        (vec![Wish::from(not_made(None)), Wish::from(ask(HUB))], make),
        (vec![Wish::from(not_made(None)), Wish::from(ask(LAPTOP))], RoomStep::Nothing),
        (vec![Wish::from(made(None))], RoomStep::Nothing),
        (vec![Wish::from(made(None)), bridge(MEET)], make),
        (vec![bridge(MEET), Wish::from(made(Some(MEET)))], RoomStep::Nothing),
        (vec![Wish::from(Command::SetPrivate { private: true })], RoomStep::Nothing),
        (vec![over()], RoomStep::Nothing),
    ] {
        let more: Vec<(&str, Wish)> = more.into_iter().map(|wish| ("ana", wish)).collect();
        let record = World::after(&and(&more)).record();
        let rooms = Incident::of(&record).rooms();
        assert_eq!(rooms[0].step(HUB, at(10)), step, "{rooms:?}");
    }
}
