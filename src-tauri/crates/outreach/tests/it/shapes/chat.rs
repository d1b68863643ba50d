//! Teams and Mattermost, and Slack's webhook: an address that is the secret, and one request.

use outreach::{Channel, Message, Secret, Slack, Undelivered, Why};
use serde_json::{Value, json};

use crate::message::message;
use crate::web::{Web, outreach, reply};

/// The one request that comes of a message.
async fn sent(channel: &Channel, message: &Message) -> Value {
    let web = Web::answering([reply(200, "ok")]).await;
    outreach().deliver(channel, &Secret::new(&web.url("/hooks/T0/B0/XXX")), message).await.unwrap();
    let [asked] = &web.asked()[..] else { panic!("one message is one request") };
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/hooks/T0/B0/XXX"));
    assert_eq!(asked.header("content-type"), "application/json");
    asked.json()
}

/// Words in which each of them would find something to obey.
fn hostile() -> Message {
    let mut message = message("m1");
    message.words.plain = "<!channel> @all @here ![x](http://a/b.png) <http://a|b> *x* \u{202e}".to_owned();
    message.words.subject = "<!here> @channel".to_owned();
    message
}

#[tokio::test]
async fn slack_gets_words_that_call_nobody() {
    let sent = sent(&Channel::Slack(Slack::Webhook), &hostile()).await;
    assert_eq!(
        sent,
        json!({
            "text": "*&lt;!here&gt; @channel*\n\n&lt;!channel&gt; @all @here ![x](http://a/b.png) \
                     &lt;http://a|b&gt; *x* ⟨U+202E⟩\n\n<https://status.example.org/i/1>",
            "unfurl_links": false,
            "unfurl_media": false,
        })
    );
}

#[tokio::test]
async fn mattermost_gets_words_that_call_nobody_and_show_no_picture() {
    let sent = sent(&Channel::Mattermost, &hostile()).await;
    let text = sent["text"].as_str().unwrap();
    assert_eq!(
        text,
        "**\\<\\!here\\> @\u{200b}channel**\n\n\\<\\!channel\\> @\u{200b}all @\u{200b}here \\!\\[x\\](<http://a/b.png>) \
         \\<<http://a>\\|b\\> \\*x\\* ⟨U+202E⟩\n\n<https://status.example.org/i/1>"
    );
}

#[tokio::test]
async fn teams_gets_a_card_in_which_words_are_words() {
    let sent = sent(&Channel::Teams, &message("m1")).await;
    assert_eq!(sent["type"], "message");
    let [attachment] = &sent["attachments"].as_array().unwrap()[..] else { panic!("{sent}") };
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &attachment["content"];
    assert_eq!((&card["type"], &card["version"]), (&json!("AdaptiveCard"), &json!("1.4")));
    let lines: Vec<&str> = card["body"]
        .as_array()
        .unwrap()
        .iter()
        .map(|block| {
            assert_eq!(block["type"], "RichTextBlock", "the one that looks for no markup");
            block["inlines"][0]["text"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        lines,
        [
            "[Investigating] Checkout fails",
            "We see errors at checkout since 14:02.",
            "- Payments fail",
            "- Carts are safe",
            "See https://status.example.org/i/1."
        ]
    );
    assert_eq!(card["actions"][0]["url"], "https://status.example.org/i/1");
}

#[tokio::test]
async fn two_megabytes_are_cut_to_what_each_takes() {
    for text in ["word\n\n", "👩‍🚒", "<&>*_", "\"\\\""] {
        let mut message = message("m1");
        message.words.plain = text.repeat(2_000_000 / text.len());
        message.words.subject = text.repeat(10_000);
        let slack = sent(&Channel::Slack(Slack::Webhook), &message).await;
        let mattermost = sent(&Channel::Mattermost, &message).await;
        let teams = sent(&Channel::Teams, &message).await;
        for (name, sent, size, most) in [
            ("slack", &slack, slack["text"].as_str().unwrap().chars().count(), 40_000),
            ("mattermost", &mattermost, mattermost["text"].as_str().unwrap().chars().count(), 16_383),
            ("teams", &teams, teams.to_string().len(), 28 * 1_024),
        ] {
            assert!(size <= most, "{name} {text:?}: {size}");
            let sent = sent.to_string().replace(['<', '>'], "");
            assert!(sent.contains("The whole text: https://status.example.org/i/1"), "{name} {text:?}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_not_shown_to_anybody() {
    for channel in [Channel::Teams, Channel::Mattermost, Channel::Slack(Slack::Webhook)] {
        for secret in ["", "hunter2", "ftp://example.org/hunter2", "https://me:hunter2@example.org/"] {
            let why = outreach().deliver(&channel, &Secret::new(secret), &message("m1")).await.unwrap_err();
            assert!(matches!(why, Undelivered::Never { why: Why::NoSecret { .. } }), "{why:?}");
            assert!(!format!("{why} {why:?}").contains("hunter2"), "{why:?}");
        }
        let web = Web::answering([reply(404, "no_team hunter2")]).await;
        let secret = Secret::new(&web.url("/hooks/hunter2"));
        let why = outreach().deliver(&channel, &secret, &message("m1")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { why: Why::Gone { .. } }), "{why:?}");
        assert!(!format!("{why} {why:?}").contains("hunter2"), "{why:?}");
    }
}
