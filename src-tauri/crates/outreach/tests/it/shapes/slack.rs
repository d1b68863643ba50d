//! Slack's methods for apps.

use incident::id::IncidentId;
use outreach::{Channel, Message, Opened, Receipt, Room, Secret, Slack, SlackBot, Undelivered, Why};
use serde_json::json;

use crate::message::message;
use crate::web::{Reply, Web, outreach, reply};

fn bot(web: &Web, room: Option<&str>) -> Channel {
    let api = Some(web.url("/api/").parse().unwrap());
    Channel::Slack(Slack::Bot(SlackBot { room: room.map(str::to_owned), api }))
}

async fn posted(web: &Web, message: &Message) -> Result<Receipt, Undelivered> {
    outreach().deliver(&bot(web, Some("C024BE91L")), &Secret::new("xoxb-1"), message).await
}

#[tokio::test]
async fn a_message_goes_into_a_thread_and_tells_its_time_stamp() {
    let said = json!({ "ok": true, "channel": "C024BE91L", "ts": "1503435956.000247", "message": {} });
    let web = Web::answering([reply(200, said)]).await;
    let receipt = posted(&web, &message("m1")).await.unwrap();
    assert_eq!(receipt.id.as_deref(), Some("1503435956.000247"));
    let next = Message { thread: receipt.thread, ..message("m2") };
    posted(&web, &next).await.unwrap();
    let asked = web.asked();
    for asked in &asked {
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/api/chat.postMessage"));
        assert_eq!(asked.header("authorization"), "Bearer xoxb-1");
        assert_eq!(asked.json()["channel"], "C024BE91L");
    }
    assert!(asked[0].json().get("thread_ts").is_none());
    assert_eq!(asked[1].json()["thread_ts"], "1503435956.000247");
}

#[tokio::test]
async fn what_it_was_to_be_hung_below_may_be_gone() {
    let gone = json!({ "ok": false, "error": "thread_not_found" });
    let said = json!({ "ok": true, "channel": "C024BE91L", "ts": "1503435957.000247", "message": {} });
    let web = Web::answering([reply(200, gone), reply(200, said)]).await;
    let next = Message { thread: Some("1503435956.000247".to_owned()), ..message("m2") };
    let receipt = posted(&web, &next).await.unwrap();
    assert_eq!(receipt.thread.as_deref(), Some("1503435957.000247"));
    assert!(web.asked()[1].json().get("thread_ts").is_none());
}

/// All of it comes with a status of 200.
#[tokio::test]
async fn what_slack_refuses_is_said_in_its_own_word() {
    async fn refused(answer: Reply) -> Undelivered {
        posted(&Web::answering([answer]).await, &message("m1")).await.unwrap_err()
    }
    for (error, shown) in [
        ("invalid_auth", "Unauthorised"),
        ("token_expired", "Unauthorised"),
        ("not_in_channel", "Forbidden"),
        ("channel_not_found", "Gone"),
        ("is_archived", "Gone"),
        ("msg_too_long", "Refused"),
        ("something_new", "Refused"),
    ] {
        let why = refused(reply(200, json!({ "ok": false, "error": error }))).await;
        assert!(format!("{why:?}").starts_with(&format!("Never {{ why: {shown}")), "{why:?}");
        assert!(why.to_string().contains(error), "{why}");
    }
    let slow = reply(200, json!({ "ok": false, "error": "ratelimited" })).with("retry-after", 30);
    let Undelivered::Later { after, why: Why::Busy { .. } } = refused(slow).await else { panic!() };
    assert_eq!(after.map(|it| it.as_secs()), Some(30));
    for error in ["internal_error", "fatal_error"] {
        let why = refused(reply(200, json!({ "ok": false, "error": error }))).await;
        assert!(matches!(why, Undelivered::Unknown { why: Why::Broke { .. } }), "{why:?}");
    }
    // Whatever else it says is shown to nobody.
    let why = refused(reply(200, json!({ "ok": false, "error": "<b>Log in</b> here" }))).await;
    assert!(!why.to_string().contains("Log in"), "{why}");
    for strange in ["", "<html>", "{}", r#"{"ok":true}"#] {
        let why = refused(reply(200, strange)).await;
        assert!(matches!(why, Undelivered::Unknown { why: Why::Unreadable { .. } }), "{strange}: {why:?}");
    }
}

async fn opened(web: &Web) -> Result<Opened, Undelivered> {
    let room = Room {
        incident: IncidentId([1; 16]),
        name: "INC-1234".to_owned(),
        title: "Checkout fails".to_owned(),
        bridge: Some("https://meet.example.org/inc-1234".to_owned()),
        link: None,
        invite: vec!["U1".to_owned(), "U2".to_owned(), "U3".to_owned()],
    };
    outreach().open_room(&bot(web, None), &Secret::new("xoxb-1"), &room).await
}

#[tokio::test]
async fn a_room_is_made_with_its_topic_and_its_people() {
    let ok = || reply(200, json!({ "ok": true }));
    let made = json!({ "ok": true, "channel": { "id": "C9", "name": "inc-1234", "creator": "UBOT" } });
    let no = |error: &str| reply(200, json!({ "ok": false, "error": error }));
    let me = json!({ "ok": true, "user_id": "UBOT", "url": "https://example.slack-gov.com/" });
    let replies =
        [reply(200, made), ok(), ok(), no("already_in_channel"), no("user_not_found"), reply(200, me)];
    let web = Web::answering(replies).await;
    let opened = opened(&web).await.unwrap();
    assert_eq!((&opened.channel, opened.stood), (&bot(&web, Some("C9")), false));
    assert_eq!(opened.left_out, ["U3"]);
    assert_eq!(
        opened.link, "https://example.slack-gov.com/archives/C9",
        "it leads to the house that it is in"
    );
    let asked: Vec<_> = web.asked().iter().take(5).map(|it| (it.path.clone(), it.json())).collect();
    let topic = "Checkout fails · Bridge: https://meet.example.org/inc-1234";
    assert_eq!(
        asked[..3],
        [
            ("/api/conversations.create".to_owned(), json!({ "name": "inc-1234" })),
            ("/api/conversations.setTopic".to_owned(), json!({ "channel": "C9", "topic": topic })),
            ("/api/conversations.invite".to_owned(), json!({ "channel": "C9", "users": "U1" })),
        ]
    );
}

#[tokio::test]
async fn a_room_that_this_app_made_before_is_found_and_one_of_somebody_else_is_left_alone() {
    for (creator, ours) in [("UBOT", true), ("UANA", false)] {
        let listed = |name: &str, next: &str| {
            let found = json!([{ "id": "C9", "name": name, "creator": creator }]);
            reply(200, json!({ "ok": true, "channels": found, "response_metadata": { "next_cursor": next } }))
        };
        let web = Web::answering([
            reply(200, json!({ "ok": false, "error": "name_taken" })),
            reply(200, json!({ "ok": true, "user_id": "UBOT" })),
            listed("general", "page2"),
            listed("inc-1234", ""),
            reply(200, json!({ "ok": true })),
        ])
        .await;
        match opened(&web).await {
            Ok(opened) => assert!(ours && opened.stood && opened.id == "C9"),
            Err(why) => {
                assert!(!ours && matches!(why, Undelivered::Never { why: Why::Channel(_) }), "{why:?}")
            }
        }
        // The methods that read take a form and no JSON, and give fewer than a thousand at once.
        let [_, me, first, second, ..] = &web.asked()[..] else { panic!("{:?}", web.asked()) };
        assert!(me.form().is_empty());
        assert!(!first.form().contains_key("cursor") && second.form()["cursor"] == "page2");
        assert!(first.form()["limit"].parse::<u32>().unwrap() < 1_000);
        // One that was put away has the name still.
        assert!(!first.form().contains_key("exclude_archived"));
    }
}

#[tokio::test]
async fn whoever_makes_no_rooms_says_so() {
    let web = Web::answering([]).await;
    let room = Room {
        incident: IncidentId([1; 16]),
        name: "inc-1".to_owned(),
        title: String::new(),
        bridge: None,
        link: None,
        invite: Vec::new(),
    };
    for channel in [Channel::Teams, Channel::Mattermost, Channel::Slack(Slack::Webhook)] {
        let result = outreach().open_room(&channel, &Secret::new(&web.url("/")), &room).await;
        assert!(matches!(result, Err(Undelivered::Never { why: Why::Channel(_) })), "{result:?}");
    }
    for name in ["", "two words", "a/b", "ä", &"x".repeat(61)] {
        let room = Room { name: name.to_owned(), ..room.clone() };
        let result = outreach().open_room(&bot(&web, None), &Secret::new("xoxb-1"), &room).await;
        assert!(matches!(result, Err(Undelivered::Never { why: Why::Channel(_) })), "{name}: {result:?}");
    }
    assert!(web.asked().is_empty());
}
