//! What a status means for a message.

use std::time::Duration;

use outreach::{Channel, Matrix, Receipt, Secret, Undelivered, Webhook, Why};
use serde_json::json;

use crate::message::message;
use crate::web::{Reply, Web, outreach, reply};
use crate::webhook::KEY;

async fn answered(answer: Reply) -> Result<Receipt, Undelivered> {
    let web = Web::answering([answer]).await;
    let channel = Channel::Webhook(Webhook { url: web.url("/hook").parse().unwrap() });
    let result = outreach().deliver(&channel, &Secret::new(KEY), &message("m1")).await;
    assert_eq!(web.asked().len(), 1, "one attempt is one request");
    result
}

#[tokio::test]
async fn each_status_says_what_becomes_of_the_message() {
    for status in [200, 201, 202, 204, 299] {
        answered(reply(status, "")).await.unwrap();
    }
    for status in [301, 302, 303, 307, 308] {
        let led = reply(status, "").with("location", "http://169.254.169.254/latest/meta-data/");
        let why = answered(led).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { why: Why::Redirected { .. } }), "{status}: {why:?}");
    }
    for status in [400, 401, 403, 404, 405, 410, 413, 415, 422, 451] {
        let why = answered(reply(status, "")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { .. }), "{status}: {why:?}");
    }
    for status in [408, 420, 425, 429, 501, 503, 507] {
        let why = answered(reply(status, "")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Later { after: None, .. }), "{status}: {why:?}");
    }
    // It may have been done, and what broke came after it.
    for status in [500, 502, 504, 520, 599] {
        let why = answered(reply(status, "")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Unknown { why: Why::Broke { .. } }), "{status}: {why:?}");
    }
}

#[tokio::test]
async fn whoever_wants_to_be_left_alone_is_and_nobody_for_longer_than_an_hour() {
    let far = "Fri, 31 Dec 2100 23:59:59 GMT";
    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    for (said, after) in [("7", 7), ("0", 0), ("999999999", 3_600), (far, 3_600), (past, 0)] {
        for status in [429, 503] {
            let why = answered(reply(status, "").with("retry-after", said)).await.unwrap_err();
            let Undelivered::Later { after: asked, .. } = why else { panic!("{why:?}") };
            assert_eq!(asked, Some(Duration::from_secs(after)), "{said}");
        }
    }
    // Matrix says it in the body.
    for (said, after) in [(7_000, 7), (9_000_000_000_000_000_000_u64, 3_600)] {
        let body = json!({ "errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": said });
        let web = Web::answering([reply(429, body)]).await;
        let room = Some("!a:example.org".to_owned());
        let channel = Channel::Matrix(Matrix { homeserver: web.url("/").parse().unwrap(), room });
        let why = outreach().deliver(&channel, &Secret::new("token"), &message("m1")).await.unwrap_err();
        let Undelivered::Later { after: asked, .. } = why else { panic!("{why:?}") };
        assert_eq!(asked, Some(Duration::from_secs(after)), "{said}");
    }
    let why = answered(reply(429, "").with("retry-after", "soon")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Later { after: None, .. }), "{why:?}");
}
