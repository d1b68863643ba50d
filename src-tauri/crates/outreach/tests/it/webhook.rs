//! What a signed webhook carries.

use outreach::{Channel, Secret, Undelivered, Webhook, Why};
use serde_json::{Value, json};

use crate::message::{in_a_drill, message};
use crate::web::{Asked, Web, outreach, reply};

pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The one request that comes of a message.
async fn sent(message: &outreach::Message, secret: &str) -> Asked {
    let web = Web::answering([reply(204, "")]).await;
    let channel = Channel::Webhook(Webhook { url: web.url("/hook?team=a").parse().unwrap() });
    outreach().deliver(&channel, &Secret::new(secret), message).await.unwrap();
    web.asked().remove(0)
}

/// For ever: whoever listens was written against it. Fields may be added.
#[tokio::test]
async fn the_payload_is_the_one_that_listeners_know() {
    let asked = sent(&message("0198b1"), KEY).await;
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/hook?team=a"));
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(asked.header("webhook-id"), "0198b1");
    let text = "We see errors at checkout since 14:02.\n\n- Payments fail\n- Carts are safe\n\n\
                See https://status.example.org/i/1.";
    let mut payload = asked.json();
    let html = payload["data"].as_object_mut().unwrap().remove("html").unwrap();
    assert!(html.as_str().unwrap().contains("<strong>errors</strong>"), "{html}");
    assert_eq!(
        payload,
        json!({
            "type": "incident.update",
            "timestamp": "2026-11-22T13:21:00.123Z",
            "data": {
                "id": "0198b1",
                "incident": "07070707070707070707070707070707",
                "title": "Checkout fails",
                "audience": "public",
                "status": "investigating",
                "drill": false,
                "subject": "[Investigating] Checkout fails",
                "text": text,
                "markdown": crate::message::MARKDOWN,
                "next_update_by": "2026-11-22T13:41:00.123Z",
                "link": "https://status.example.org/i/1",
            },
        })
    );
}

#[tokio::test]
async fn while_a_key_takes_the_place_of_another_both_sign() {
    let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let asked = sent(&message("m1"), &format!("{KEY} {other}")).await;
    let signatures: Vec<&str> = asked.header("webhook-signature").split(' ').collect();
    assert_eq!(signatures.len(), 2);
    assert!(signatures.iter().all(|it| it.starts_with("v1,") && it.len() == 47), "{signatures:?}");
    assert_ne!(signatures[0], signatures[1]);
}

#[tokio::test]
async fn a_key_that_is_not_whole_signs_nothing() {
    let web = Web::answering([reply(204, "")]).await;
    let channel = Channel::Webhook(Webhook { url: web.url("/").parse().unwrap() });
    for secret in ["", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", &format!("{KEY} whsec_c2hvcnQ=")] {
        let result = outreach().deliver(&channel, &Secret::new(secret), &message("m1")).await;
        let Err(Undelivered::Never { why: why @ Why::NoSecret { .. } }) = result else {
            panic!("{result:?}")
        };
        assert!(secret.is_empty() || !why.to_string().contains("c2hvcnQ"), "{why}");
    }
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn a_drill_says_so_and_a_long_text_says_where_it_goes_on() {
    let long = in_a_drill("m1", &format!("\u{202e}{}", "word ".repeat(400_000)));
    let data: Value = sent(&long, KEY).await.json()["data"].take();
    let text = data["text"].as_str().unwrap();
    assert!(text.starts_with("DRILL: this is an exercise.\n\n⟨U+202E⟩word word"));
    assert!(text.ends_with("…\n\nThe whole text: https://status.example.org/i/1"));
    assert!(text.len() <= 65_536, "{}", text.len());
    let markdown = data["markdown"].as_str().unwrap();
    assert!(markdown.starts_with("**DRILL: this is an exercise.**\n\n⟨U+202E⟩word word"), "{markdown:.60}");
    assert!(markdown.len() <= 65_536, "{}", markdown.len());
    assert_eq!(
        (&data["drill"], &data["subject"]),
        (&json!(true), &json!("[DRILL] [Investigating] Checkout fails"))
    );
    assert_eq!(data["html"], "", "half of it is none");
}
