//! A real homeserver: rooms that are made once, and messages that arrive once however often they are sent.

use std::net::TcpListener;

use incident::id::IncidentId;
use outreach::{Channel, Matrix, Message, Outreach, Room, Secret, Undelivered, Why};
use serde_json::Value;
use tempfile::TempDir;

use super::Peer;
use crate::message::{message, saying};
use crate::web::outreach;

struct Homeserver {
    url: String,
    bot: Secret,
    ana: String,
    _peer: Peer,
    _folder: TempDir,
}

impl Homeserver {
    /// One that takes so many messages in a row.
    fn start(burst: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let peer = Peer::start("homeserver.py", &[folder.path().to_str().unwrap(), &free, burst]);
        let tokens = peer.next();
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let url = format!("http://127.0.0.1:{free}");
        Self { url, bot: Secret::new(&token("bot")), ana: token("ana"), _peer: peer, _folder: folder }
    }

    fn channel(&self, room: Option<&str>) -> Channel {
        let homeserver = self.url.parse().unwrap();
        Channel::Matrix(Matrix { homeserver, room: room.map(str::to_owned) })
    }

    /// Asks as ana.
    async fn ask(&self, method: &str, path: &str) -> Value {
        self.send(method, path).await.error_for_status().unwrap().json().await.unwrap()
    }

    async fn may_ask(&self, method: &str, path: &str) -> u16 {
        self.send(method, path).await.status().as_u16()
    }

    async fn send(&self, method: &str, path: &str) -> reqwest::Response {
        let url = format!("{}/_matrix/client/v3/{path}", self.url);
        let request = reqwest::Client::new().request(method.parse().unwrap(), url);
        request.bearer_auth(&self.ana).header("content-length", 0).send().await.unwrap()
    }
}

fn room(incident: u8) -> Room {
    Room {
        incident: IncidentId([incident; 16]),
        name: "INC-1234".to_owned(),
        title: "Checkout fails".to_owned(),
        bridge: Some("https://meet.example.org/inc-1234".to_owned()),
        link: None,
        invite: vec!["@ana:example.org".to_owned(), "@nobody".to_owned()],
    }
}

async fn say(
    outreach: &Outreach,
    channel: &Channel,
    secret: &Secret,
    id: &str,
) -> Result<Option<String>, Undelivered> {
    outreach.deliver(channel, secret, &message(id)).await.map(|receipt| receipt.id)
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_room_is_made_once_and_a_message_arrives_once() {
    let server = Homeserver::start("1000");
    let outreach = outreach();
    let opened = outreach.open_room(&server.channel(None), &server.bot, &room(1)).await.unwrap();
    assert_eq!(opened.link, "https://matrix.to/#/#inc-1234:example.org");
    assert_eq!((opened.stood, &opened.left_out[..]), (false, &["@nobody".to_owned()][..]));
    let again = outreach.open_room(&server.channel(None), &server.bot, &room(1)).await.unwrap();
    assert_eq!((&again.id, again.stood), (&opened.id, true));
    let other = outreach.open_room(&server.channel(None), &server.bot, &room(2)).await;
    assert!(matches!(other, Err(Undelivered::Never { why: Why::Channel(_) })), "{other:?}");

    let first = say(&outreach, &opened.channel, &server.bot, "m1").await.unwrap();
    assert_eq!(say(&outreach, &opened.channel, &server.bot, "m1").await.unwrap(), first);
    // Another process, after a crash, that knows the alias only.
    let alias = server.channel(Some("#inc-1234:example.org"));
    assert_eq!(say(&crate::web::outreach(), &alias, &server.bot, "m1").await.unwrap(), first);
    let second = say(&outreach, &alias, &server.bot, "m2").await.unwrap();
    assert_ne!(second, first);
    // One about the same goes into the thread of the first, and so does the next.
    let below = Message { thread: first.clone(), ..message("m3") };
    let third = outreach.deliver(&opened.channel, &server.bot, &below).await.unwrap();
    assert_eq!(third.thread, first);
    assert_eq!(opened.channel.thread(&message("m1").id, first.as_deref()), third.thread);

    server.ask("POST", &format!("join/{}", opened.id)).await;
    let topic = server.ask("GET", &format!("rooms/{}/state/m.room.topic", opened.id)).await;
    assert_eq!(topic["topic"], "Checkout fails · Bridge: https://meet.example.org/inc-1234");
    let read = server.ask("GET", &format!("rooms/{}/messages?dir=b&limit=50", opened.id)).await;
    let events = read["chunk"].as_array().unwrap();
    let said: Vec<&Value> = events.iter().filter(|it| it["type"] == "m.room.message").collect();
    let ids: Vec<Option<String>> =
        said.iter().rev().map(|it| Some(it["event_id"].as_str()?.to_owned())).collect();
    let relation = &said[0]["content"]["m.relates_to"];
    assert_eq!(
        (relation["rel_type"].as_str(), relation["event_id"].as_str()),
        (Some("m.thread"), first.as_deref())
    );
    assert_eq!(ids, [first, second, third.id]);
    let content = &said[0]["content"];
    assert!(
        content["body"].as_str().unwrap().contains("We see errors at checkout since 14:02."),
        "{content}"
    );
    assert!(content["formatted_body"].as_str().unwrap().contains("<strong>errors</strong>"), "{content}");
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn whoever_is_where_incidents_are_told_of_comes_into_their_rooms() {
    let server = Homeserver::start("1000");
    let outreach = outreach();
    let lobby = outreach.open_room(&server.channel(None), &server.bot, &room(1)).await.unwrap();
    let told = Room { name: "inc-5678".to_owned(), invite: Vec::new(), ..room(2) };
    let opened = outreach.open_room(&server.channel(Some(&lobby.id)), &server.bot, &told).await.unwrap();
    let refused = server.may_ask("POST", &format!("join/{}", opened.id)).await;
    assert_eq!(refused, 403, "it is not for everybody");
    server.ask("POST", &format!("join/{}", lobby.id)).await;
    server.ask("POST", &format!("join/{}", opened.id)).await;
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn what_a_homeserver_refuses_is_said() {
    let server = Homeserver::start("6");
    let outreach = outreach();
    let opened = outreach.open_room(&server.channel(None), &server.bot, &room(1)).await.unwrap();

    let why = say(&outreach, &opened.channel, &Secret::new("syt_expired"), "m1").await.unwrap_err();
    assert!(
        matches!(&why, Undelivered::Never { why: Why::Unauthorised { said, .. } } if said == "M_UNKNOWN_TOKEN"),
        "{why:?}"
    );
    let why = say(&outreach, &opened.channel, &Secret::new(&server.ana), "m1").await.unwrap_err();
    assert!(
        matches!(&why, Undelivered::Never { why: Why::Forbidden { said, .. } } if said == "M_FORBIDDEN"),
        "{why:?}"
    );
    for (room, gone) in [(Some("#nowhere:example.org"), true), (Some("checkout"), false), (None, false)] {
        let why = say(&outreach, &server.channel(room), &server.bot, "m1").await.unwrap_err();
        let Undelivered::Never { why } = why else { panic!("{why:?}") };
        assert_eq!(matches!(why, Why::Gone { .. }), gone, "{room:?}: {why:?}");
    }

    // It wants to be spoken to more slowly, and says how much.
    let mut busy = None;
    for nth in 0..20 {
        if let Err(why) = say(&outreach, &opened.channel, &server.bot, &format!("n{nth}")).await {
            busy = Some(why);
            break;
        }
    }
    let Some(Undelivered::Later { after: Some(after), why: Why::Busy { .. } }) = busy else {
        panic!("{busy:?}")
    };
    assert!(after.as_secs() > 60, "{after:?}");
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_text_of_any_length_and_any_letters_fits_into_an_event() {
    let server = Homeserver::start("1000");
    let outreach = outreach();
    let opened = outreach.open_room(&server.channel(None), &server.bot, &room(1)).await.unwrap();
    let texts = ["word\n\n".repeat(20_000), "👩‍🚒".repeat(9_000), "\\\\".repeat(19_000), "\"\n".repeat(9_000)];
    for (nth, text) in texts.iter().enumerate() {
        let said = saying(&format!("m{nth}"), text);
        outreach.deliver(&opened.channel, &server.bot, &said).await.unwrap();
    }
    server.ask("POST", &format!("join/{}", opened.id)).await;
    let read = server.ask("GET", &format!("rooms/{}/messages?dir=b&limit=50", opened.id)).await;
    let said = read["chunk"].as_array().unwrap().iter().filter(|it| it["type"] == "m.room.message");
    let bodies: Vec<&str> = said.map(|it| it["content"]["body"].as_str().unwrap()).collect();
    assert_eq!(bodies.len(), texts.len());
    assert!(bodies.iter().all(|body| body.contains("https://status.example.org/i/1")), "where all of it is");
}
