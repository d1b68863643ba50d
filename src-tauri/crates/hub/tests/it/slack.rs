//! A room of Slack that the hub makes: Slack runs nowhere but at its maker's, so each request is held against what that
//! documents. Source: <https://docs.slack.dev/reference/methods>.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::post;
use hub::{Config, Role};
use incident::event::Event;
use incident::incident::Incident;
use incident::stream::{Section, Stream};
use incident::value::{Audience, Destination, LinkKind, Rooms, Transport};
use serde_json::{Value, json};

use super::House;
use crate::broadcast::{approve, at_home, record, state, team};
use crate::house::{Ground, NOW, until};
use crate::laptop::{Laptop, http, incident};

const TOKEN: &str = "xoxb-17653672481-19874698323";

/// What Slack was asked: by which method, with what.
#[derive(Clone, Default)]
struct Slack(Arc<Mutex<Vec<(String, Value)>>>);

impl Slack {
    async fn open() -> (Self, String) {
        let slack = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api/", listener.local_addr().unwrap());
        let router = Router::new().route("/api/{method}", post(answer)).with_state(slack.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (slack, url)
    }

    fn asked(&self) -> Vec<(String, Value)> {
        self.0.lock().unwrap().clone()
    }

    fn asked_for(&self, method: &str) -> Vec<Value> {
        self.asked().into_iter().filter(|(one, _)| one == method).map(|(_, body)| body).collect()
    }
}

/// As Slack does: everything with a status of 200, and in the way in which it is documented or not at all.
async fn answer(
    State(slack): State<Slack>,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: String,
) -> axum::Json<Value> {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if said("authorization") != format!("Bearer {TOKEN}") {
        return axum::Json(json!({ "ok": false, "error": "invalid_auth" }));
    }
    // What reads knows no JSON, and what writes is asked in nothing else.
    let reads = ["auth.test", "conversations.list"].contains(&method.as_str());
    let kind = if reads { "application/x-www-form-urlencoded" } else { "application/json" };
    if !said("content-type").starts_with(kind) {
        return axum::Json(json!({ "ok": false, "error": "invalid_form_data" }));
    }
    let taken = slack.asked_for("conversations.create");
    let mine = |one: &Value| json!({ "id": "C0EAQDV4Z", "name": one["name"], "creator": "UBOT" });
    if reads {
        let rooms: Vec<Value> = taken.iter().map(mine).collect();
        let all = json!({ "ok": true, "channels": rooms, "response_metadata": { "next_cursor": "" } });
        return axum::Json(if method == "auth.test" {
            json!({ "ok": true, "user_id": "UBOT" })
        } else {
            all
        });
    }
    let asked: Value = serde_json::from_str(&body).unwrap();
    slack.0.lock().unwrap().push((method.clone(), asked.clone()));
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    axum::Json(match method.as_str() {
        // At most 80 small letters, digits, hyphens and underscores.
        "conversations.create" if !text("name").chars().all(small) || text("name").len() > 80 => {
            json!({ "ok": false, "error": "invalid_name_specials" })
        }
        "conversations.create" if taken.contains(&asked) => json!({ "ok": false, "error": "name_taken" }),
        "conversations.create" => json!({ "ok": true, "channel": mine(&asked) }),
        // At most 250 characters.
        "conversations.setTopic" if text("topic").chars().count() > 250 => {
            json!({ "ok": false, "error": "too_long" })
        }
        "conversations.setTopic" | "conversations.invite" if text("channel") == "C0EAQDV4Z" => {
            json!({ "ok": true })
        }
        "chat.postMessage" if text("channel") == "C024BE91L" && !text("text").is_empty() => {
            json!({ "ok": true, "channel": "C024BE91L", "ts": "1503435956.000247" })
        }
        _ => json!({ "ok": false, "error": "channel_not_found" }),
    })
}

/// Declares an incident for which a room is asked of the hub.
async fn declares(laptop: &Laptop, n: u8, name: &str) {
    let (destination, sender, name) = (team(), laptop.hub, name.to_owned());
    let events = vec![
        Event::Declared { drill: false },
        Event::Titled { title: "Payments fail".to_owned(), base: vec![] },
        Event::RoomAsked { destination, sender, name, base: vec![] },
    ];
    laptop.push(laptop.write(incident(n), false, events)).await;
}

async fn room(laptop: &Laptop, n: u8) -> (Option<String>, Option<String>) {
    let record = record(laptop, n).await;
    let rooms = Incident::of(&record).rooms();
    let (made, failed) = (rooms[0].made.map(|made| made.link.to_owned()), rooms[0].failed);
    (made, failed.map(|failed| failed.why.to_owned()))
}

#[tokio::test]
async fn the_hub_makes_a_room_of_slack_whose_topic_follows_the_bridge_and_says_there_what_was_approved() {
    let (slack, url) = Slack::open().await;
    let ground = House::ground();
    hub::found(&ground.place(), Some("Ops"), NOW).unwrap();
    let config = Config { slack: Some(url.parse().unwrap()), ..at_home() };
    let house = House::serve_as(ground, &config, http()).await;
    let ada = house.member("Ada", Role::Admin).await;
    let transport = Transport::Slack { channel: Some("C024BE91L".to_owned()) };
    let destination = Destination {
        id: team(),
        name: "Team".to_owned(),
        transport: transport.clone(),
        audiences: vec![Audience::Employees],
        drill: false,
        laptops: false,
        rooms: Some(Rooms { invite: vec!["U024BE7LH".to_owned()] }),
    };
    let defined = Event::DestinationDefined { destination, base: vec![] };
    ada.push(ada.write(Stream::Book(Section::Communication), false, vec![defined])).await;
    let entrust = async |secret: &str| {
        let body = json!({ "secret": secret, "shown_to": transport.shown_to() });
        ada.put("/v1/channels/team/secret").json(&body).send().await.unwrap().status().as_u16()
    };

    // A token that is none is said, in Slack's own word.
    assert_eq!(entrust("xoxb-1").await, 204);
    declares(&ada, 1, "inc-payments-fail-9f3a").await;
    let why = until("it to be refused", async || room(&ada, 1).await.1).await;
    assert!(why.contains("invalid_auth"), "{why}");
    assert_eq!(slack.asked(), []);

    assert_eq!(entrust(TOKEN).await, 204);
    declares(&ada, 2, "inc-payments-fail-9f3b").await;
    let link = until("the room to stand", async || room(&ada, 2).await.0).await;
    assert_eq!(link, "https://slack.com/app_redirect?channel=C0EAQDV4Z");
    let topic = |topic: &str| json!({ "channel": "C0EAQDV4Z", "topic": topic });
    assert_eq!(
        slack.asked(),
        [
            ("conversations.create".to_owned(), json!({ "name": "inc-payments-fail-9f3b" })),
            ("conversations.setTopic".to_owned(), topic("Payments fail")),
            ("conversations.invite".to_owned(), json!({ "channel": "C0EAQDV4Z", "users": "U024BE7LH" })),
        ]
    );
    let links = Incident::of(&record(&ada, 2).await).links(LinkKind::Channel).count();
    assert_eq!(links, 1, "it is the incident's channel");

    let bridge = "https://meet.example.org/a".to_owned();
    let linked = Event::Linked { link: LinkKind::Bridge, label: bridge.clone(), target: bridge.clone() };
    ada.push(ada.write(incident(2), false, vec![linked])).await;
    let topics = async || slack.asked_for("conversations.setTopic").into_iter().nth(1);
    assert_eq!(until("it to follow", topics).await, topic(&format!("Payments fail · Bridge: {bridge}")));
    let names = slack.asked_for("conversations.create");
    assert!(names.iter().all(|name| *name == names[0]), "there is one room: {names:?}");

    approve(&ada, 3, "We look into it.").await;
    until("it to be said", async || (state(&ada, 3).await.0 == "sent").then_some(())).await;
    let said = slack.asked_for("chat.postMessage");
    assert!(said.len() == 1 && said[0]["text"].as_str().unwrap().contains("We look into it."), "{said:?}");
}
