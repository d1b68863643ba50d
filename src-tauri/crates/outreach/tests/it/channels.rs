//! How a channel is written down: for ever, apart from fields that are added.

use outreach::{Channel, Own, Secret, Undelivered, Why};
use serde_json::json;

use crate::webhook::KEY;

#[test]
fn each_channel_is_written_as_it_always_was() {
    for written in [
        json!({
            "kind": "email", "server": "mail.example.org", "port": 465, "security": "tls",
            "from": "status@example.org", "to": ["ana@example.net"],
        }),
        json!({
            "kind": "email", "server": "mail.example.org", "port": 587, "security": "starttls", "user": "status",
            "from": "status@example.org", "from_name": "Example", "reply_to": "help@example.org", "to": [],
        }),
        json!({ "kind": "slack", "by": "webhook" }),
        json!({ "kind": "slack", "by": "bot", "room": "C024BE91L" }),
        json!({ "kind": "slack", "by": "bot", "api": "https://slack-gov.com/api/" }),
        json!({ "kind": "teams" }),
        json!({ "kind": "mattermost" }),
        json!({ "kind": "matrix", "homeserver": "https://matrix.example.org/", "room": "#inc:example.org" }),
        json!({ "kind": "webhook", "url": "https://example.org/hook" }),
        json!({ "kind": "statuspage", "page": "kctbh9vrtdwd" }),
        json!({
            "kind": "bucket", "endpoint": "https://s3.eu-central-1.amazonaws.com/", "region": "eu-central-1",
            "bucket": "status", "key": "AKIAIOSFODNN7EXAMPLE",
        }),
        json!({
            "kind": "bucket", "endpoint": "https://s3.example.org:9000/", "region": "auto", "bucket": "status",
            "folder": "of/example", "key": "key",
        }),
    ] {
        let channel: Channel = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&channel).unwrap(), written);
        // Written by somebody newer.
        let mut newer = written;
        newer["colour"] = json!("red");
        assert_eq!(serde_json::from_value::<Channel>(newer).unwrap(), channel);
    }
}

#[test]
fn what_is_no_address_is_no_channel() {
    for written in [
        json!({ "kind": "webhook", "url": "javascript:alert(1)" }),
        json!({ "kind": "webhook", "url": "https://me:secret@example.org/" }),
        json!({ "kind": "matrix", "homeserver": "file:///etc/passwd" }),
        json!({
            "kind": "email", "server": "mail.example.org", "port": 465, "security": "tls",
            "from": "a@example.org\r\nBcc: b@example.org", "to": [],
        }),
        json!({ "kind": "pigeon" }),
    ] {
        assert!(serde_json::from_value::<Channel>(written.clone()).is_err(), "{written}");
    }
}

#[test]
fn the_own_network_is_written_as_people_write_it() {
    let own: Vec<Own> =
        serde_json::from_value(json!(["10.1.0.0/16", "127.0.0.1", "chat.example.org"])).unwrap();
    assert_eq!(serde_json::to_value(own).unwrap(), json!(["10.1.0.0/16", "127.0.0.1", "chat.example.org"]));
}

#[test]
fn a_secret_in_the_wrong_field_is_noticed_before_it_is_needed() {
    let channel = |written: serde_json::Value| serde_json::from_value::<Channel>(written).unwrap();
    let hook = "https://hooks.example.org/services/T0/B0/XXX";
    let bot = json!({ "kind": "slack", "by": "bot", "room": "C024BE91L" });
    let mail = json!({
        "kind": "email", "server": "mail.example.org", "port": 465, "security": "tls", "user": "status",
        "from": "status@example.org", "to": [],
    });
    for (written, good, bad) in [
        (json!({ "kind": "slack", "by": "webhook" }), hook, ["xoxb-1", "hooks.example.org"]),
        (bot, "xoxb-1", [hook, "two words"]),
        (json!({ "kind": "teams" }), hook, ["hunter2", "ftp://example.org"]),
        (json!({ "kind": "mattermost" }), hook, ["hunter2", "https://me:x@example.org"]),
        (json!({ "kind": "matrix", "homeserver": "https://example.org/" }), "syt_1", [hook, "tökén"]),
        (json!({ "kind": "webhook", "url": "https://example.org/" }), KEY, ["hunter2", "whsec_MfKQ9r8G"]),
        (json!({ "kind": "statuspage", "page": "kctbh9vrtdwd" }), "89a2", [hook, "a\nb"]),
        (mail, "correct horse", ["", " "]),
    ] {
        let channel = channel(written);
        assert_eq!(channel.takes(&Secret::new(good)), Ok(()), "{channel:?}");
        for bad in bad {
            let why = channel.takes(&Secret::new(bad)).unwrap_err();
            assert!(matches!(why, Undelivered::Never { why: Why::NoSecret { .. } }), "{channel:?} {why:?}");
        }
    }
}
