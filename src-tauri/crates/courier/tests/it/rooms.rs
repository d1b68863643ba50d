//! A room is made once, whoever stops in between, also where only an app can make it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use incident::event::Event;
use incident::incident::Incident;
use incident::value::{Audience, Destination, LinkKind, Rooms, Transport};
use outreach::{Channel, Slack, SlackBot};
use serde_json::{Value, json};

use crate::house::{Sender, id, until};
use crate::web::Web;

fn place() -> Destination {
    Destination {
        id: id("chat"),
        name: "Chat".to_owned(),
        transport: Transport::Slack { channel: Some("C1".to_owned()) },
        audiences: vec![Audience::Employees],
        drill: false,
        laptops: true,
        rooms: Some(Rooms { invite: vec!["U1".to_owned()] }),
    }
}

/// Slack, which makes the first room and then dies before it says so.
async fn slack() -> Web {
    let (rooms, dies) = (Mutex::new(Vec::<Value>::new()), AtomicBool::new(true));
    Web::open(move |line, body| {
        let mut rooms = rooms.lock().unwrap();
        let method = line.rsplit('/').next().unwrap_or_default();
        Some(match method {
            "conversations.create" if rooms.iter().any(|room| room["name"] == body["name"]) => {
                json!({ "ok": false, "error": "name_taken" })
            }
            "conversations.create" => {
                let room = json!({ "id": format!("C{}", 10 + rooms.len()), "name": body["name"], "creator": "UBOT" });
                rooms.push(room.clone());
                if dies.swap(false, SeqCst) {
                    return None;
                }
                json!({ "ok": true, "channel": room })
            }
            "conversations.list" => json!({ "ok": true, "channels": *rooms, "response_metadata": {} }),
            "auth.test" => json!({ "ok": true, "user_id": "UBOT", "url": "https://example.slack-gov.com/" }),
            _ => json!({ "ok": true }),
        })
    })
    .await
}

fn there(sender: &Sender, web: &Web) {
    let api = Some(format!("{}api/", web.url).parse().unwrap());
    let bot = Channel::Slack(Slack::Bot(SlackBot { room: Some("C1".to_owned()), api }));
    *sender.instead.lock().unwrap() = Some((bot, "xoxb-1".to_owned()));
}

#[tokio::test]
async fn a_room_of_slack_whose_maker_never_heard_of_it_is_found_by_the_next_and_no_second_is_made() {
    let (folder, web) = (tempfile::tempdir().unwrap(), slack().await);
    let first = Sender::start(folder.path(), 1, vec![place()]);
    there(&first, &web);
    first.declare(1);
    let name = "inc-payments-fail-9f3a".to_owned();
    let asked = Event::RoomAsked { destination: id("chat"), sender: first.courier_key(), name, base: vec![] };
    first.write(1, vec![asked]);
    first.asks(1);
    let running = first.run();
    until("it to be tried", || {
        first.record(1, |incident: Incident<'_>| incident.rooms()[0].failed.map(drop))
    })
    .await;
    // It goes away, and comes back in another run.
    first.courier.close();
    running.await.unwrap();
    drop(first);
    let second = Sender::start(folder.path(), 2, vec![place()]);
    there(&second, &web);
    second.a_day_passes();
    second.asks(1);
    let _running = second.run();
    let link = until("the room to stand", || {
        second.record(1, |incident: Incident<'_>| incident.rooms()[0].made.map(|made| made.link.to_owned()))
    })
    .await;
    assert_eq!(link, "https://example.slack-gov.com/archives/C10");
    let told = |kind| second.record(1, |incident: Incident<'_>| incident.links(kind).count());
    assert_eq!((told(LinkKind::Channel), web.asked("conversations.create").len()), (1, 2));
    assert_eq!(web.asked("conversations.invite"), [json!({ "channel": "C10", "users": "U1" })]);
}
