//! A room is made for each incident that is declared, once, and its topic follows the bridge.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use allclear::desk::Desk;
use allclear::views::{ChatRoomState, ChatRoomView};
use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use incident::id::IncidentId;
use serde_json::{Value, json};

use crate::entered::keep_secret;
use crate::place::{declaration, declare, declare_as, execute, folder, open, timeline};
use crate::sending::edit;
use crate::until::until;

/// A homeserver of Matrix, as far as rooms are made there. It may be away.
#[derive(Clone, Default)]
pub(crate) struct Homeserver(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    away: bool,
    asked: usize,
    /// By their aliases: of which incident, and what their topic says.
    rooms: BTreeMap<String, (Value, String)>,
}

type Answer = (StatusCode, Json<Value>);

impl Homeserver {
    pub(crate) fn start() -> (Self, String) {
        let server = Self::default();
        let router = axum::Router::new().fallback(answer).with_state(server.clone());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        listener.set_nonblocking(true).unwrap();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await
            })
        });
        (server, url)
    }

    pub(crate) fn is_away(&self, away: bool) {
        self.0.lock().unwrap().away = away;
    }

    /// The topics of its rooms, by their aliases.
    pub(crate) fn topics(&self) -> Vec<(String, String)> {
        let kept = self.0.lock().unwrap();
        kept.rooms.iter().map(|(alias, (_, topic))| (alias.clone(), topic.clone())).collect()
    }
}

async fn answer(
    State(server): State<Homeserver>,
    method: Method,
    uri: Uri,
    body: Option<Json<Value>>,
) -> Answer {
    let mut kept = server.0.lock().unwrap();
    kept.asked += 1;
    if kept.away {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "errcode": "M_UNKNOWN" })));
    }
    let body = body.map(|Json(body)| body).unwrap_or_default();
    let path = uri.path().trim_start_matches("/_matrix/client/v3/").replace("%23", "#").replace("%21", "!");
    let path = path.replace("%3A", ":");
    let steps: Vec<&str> = path.split('/').collect();
    let alias = |room: &str| room.trim_start_matches(['!', '#']).trim_end_matches(":example.org").to_owned();
    let yes = |answer| (StatusCode::OK, Json(answer));
    let room_id = |alias: &str| yes(json!({ "room_id": format!("!{alias}:example.org") }));
    match (method, &steps[..]) {
        (Method::GET, ["account", "whoami"]) => yes(json!({ "user_id": "@bot:example.org" })),
        (Method::POST, ["createRoom"]) => {
            let name = body["room_alias_name"].as_str().unwrap().to_owned();
            if kept.rooms.contains_key(&name) {
                return (StatusCode::BAD_REQUEST, Json(json!({ "errcode": "M_ROOM_IN_USE" })));
            }
            let of = body["initial_state"][0]["content"].clone();
            kept.rooms.insert(name.clone(), (of, body["topic"].as_str().unwrap().to_owned()));
            room_id(&name)
        }
        (Method::GET, ["directory", "room", room]) => room_id(&alias(room)),
        (Method::GET, ["rooms", room, "state", "org.allclear.incident"]) => {
            yes(kept.rooms[&alias(room)].0.clone())
        }
        (Method::PUT, ["rooms", room, "state", "m.room.topic"]) => {
            body["topic"].as_str().unwrap().clone_into(&mut kept.rooms.get_mut(&alias(room)).unwrap().1);
            yes(json!({ "event_id": "$1" }))
        }
        _ => (StatusCode::NOT_FOUND, Json(json!({ "errcode": "M_NOT_FOUND" }))),
    }
}

/// Writes down that rooms are made there.
pub(crate) fn define(desk: &Desk, url: &str, drill: bool, laptops: bool) {
    edit(
        desk,
        json!({ "type": "define_destination", "destination": null, "name": "Chat", "audiences": ["employees"],
            "transport": { "type": "matrix", "homeserver": url, "room": "!lobby:example.org" },
            "drill": drill, "laptops": laptops, "rooms": {} }),
    );
}

/// A desk that makes rooms there.
fn desk_with(folder: &Path, url: &str, drill: bool) -> Arc<Desk> {
    let desk = Arc::new(open(folder));
    define(&desk, url, drill, true);
    keep_secret(&desk, "chat", Some("syt_token")).unwrap();
    desk.set_own_network("127.0.0.1".to_owned()).unwrap();
    desk
}

pub(crate) fn room(desk: &Desk, incident: IncidentId) -> Option<ChatRoomView> {
    desk.outbox().unwrap().rooms.into_iter().find(|room| room.incident == incident)
}

pub(crate) fn stands(desk: &Desk, incident: IncidentId) -> ChatRoomView {
    until("the room to stand", || room(desk, incident).filter(|room| room.state == ChatRoomState::Stands))
}

pub(crate) fn links(desk: &Desk, incident: IncidentId) -> Vec<String> {
    let room = desk.room(incident).unwrap().room;
    room.links.iter().map(|link| link.target.clone()).collect()
}

pub(crate) fn bridge(desk: &Desk, incident: IncidentId, target: &str) {
    execute(desk, incident, json!({ "type": "link", "link": "bridge", "label": "", "target": target }));
}

#[test]
fn a_room_is_made_for_an_incident_and_its_topic_follows_the_bridge() {
    let (folder, (server, url)) = (folder(), Homeserver::start());
    let desk = desk_with(folder.path(), &url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    let made = stands(&desk, incident);
    assert!(made.room.starts_with("inc-payments-fail-"), "{made:?}");
    let link = format!("https://matrix.to/#/#{}:example.org", made.room);
    assert_eq!((made.link.as_ref(), links(&desk, incident)), (Some(&link), vec![link.clone()]));
    assert_eq!(server.topics(), [(made.room.clone(), "Payments fail".to_owned())]);
    let told = timeline(&desk, incident);
    assert!(told.iter().any(|line| line == "A room stands (Chat)"), "{told:?}");

    for at in ["https://meet.example.org/a", "https://meet.example.org/b"] {
        bridge(&desk, incident, at);
        let topic = format!("Payments fail · Bridge: {at}");
        until("the topic to follow", || {
            (server.topics() == [(made.room.clone(), topic.clone())]).then_some(())
        });
        stands(&desk, incident);
    }
    assert_eq!(links(&desk, incident).iter().filter(|one| **one == link).count(), 1);
}

#[test]
fn while_nobody_answers_there_the_room_waits_and_says_why_also_over_a_restart() {
    let (folder, (server, url)) = (folder(), Homeserver::start());
    server.is_away(true);
    let desk = desk_with(folder.path(), &url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    let waits = until("it to be tried", || room(&desk, incident).filter(|room| room.words.is_some()));
    assert!(waits.state == ChatRoomState::Retrying && waits.retry_at.is_some(), "{waits:?}");
    assert!(timeline(&desk, incident).iter().any(|line| line == "The room could not be made (Chat)"));
    drop(desk);

    server.is_away(false);
    let desk = until("the file to be free", || crate::place::try_open(folder.path()).ok().map(Arc::new));
    allclear::sending::start(&desk).unwrap();
    stands(&desk, incident);
    assert_eq!(server.topics().len(), 1);
}

#[test]
fn a_room_that_stood_before_it_was_written_down_is_found_by_whoever_asks_again() {
    let (folder, (server, url)) = (folder(), Homeserver::start());
    let desk = desk_with(folder.path(), &url, false);
    let incident = declare(&desk, "Payments fail");
    // Made by somebody who was gone before they could say so.
    let asked = room(&desk, incident).unwrap();
    let of = json!({ "incident": incident.to_string() });
    server.0.lock().unwrap().rooms.insert(asked.room.clone(), (of, String::new()));
    allclear::sending::start(&desk).unwrap();
    stands(&desk, incident);
    assert_eq!(server.topics(), [(asked.room, "Payments fail".to_owned())]);
}

#[test]
fn another_room_of_that_name_is_left_alone_and_a_person_is_asked() {
    let (folder, (server, url)) = (folder(), Homeserver::start());
    let desk = desk_with(folder.path(), &url, false);
    let incident = declare(&desk, "Payments fail");
    let name = room(&desk, incident).unwrap().room;
    let theirs = || (json!({ "incident": "another" }), "Theirs".to_owned());
    server.0.lock().unwrap().rooms.insert(name.clone(), theirs());
    allclear::sending::start(&desk).unwrap();
    let asks = until("a person to be asked", || {
        room(&desk, incident).filter(|room| room.state == ChatRoomState::NotMade)
    });
    assert!(asks.words.is_some_and(|words| words.contains("enter the link of that room")));
    assert!(server.topics() == [(name.clone(), theirs().1)] && links(&desk, incident).is_empty());
    // Once that is mended, it is made from the outbox.
    server.0.lock().unwrap().rooms.clear();
    let again = json!({ "type": "make_room", "destination": "chat", "sender": asks.sender.unwrap() });
    execute(&desk, incident, again);
    stands(&desk, incident);
}

#[test]
fn a_drill_has_its_rooms_where_drills_go_and_a_private_incident_has_none() {
    let (folder, (server, url)) = (folder(), Homeserver::start());
    let desk = desk_with(folder.path(), &url, true);
    allclear::sending::start(&desk).unwrap();
    let real = declare(&desk, "Payments fail");
    let wish = |what: &str| {
        let mut wish = declaration("Exercise");
        wish["drill"] = json!(true);
        wish[what] = json!(true);
        declare_as(&desk, wish)
    };
    let (private, drill) = (wish("private"), wish("drill"));
    assert!(stands(&desk, drill).room.starts_with("drill-exercise-"));
    assert!(room(&desk, real).is_none() && room(&desk, private).is_none());
    assert_eq!(server.topics().len(), 1);
}
