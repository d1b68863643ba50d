//! Every fault that a server of HTTP can have, met by every channel that speaks HTTP.

use std::sync::Arc;
use std::time::Duration;

use outreach::{
    Bucket, Channel, File, Matrix, Outreach, Receipt, Secret, Settings, Slack, SlackBot, Statuspage,
    Undelivered, WebAddress, Webhook, Why,
};
use page::bundle::Frontier;
use tokio::task::JoinSet;

use super::Peer;
use crate::message::message;
use crate::web::here;
use crate::webhook::KEY;

type Went = Result<Receipt, Undelivered>;

/// What a channel does first.
#[derive(Clone, Copy, PartialEq)]
enum First {
    /// It says the message.
    Says,
    /// It asks, which changes nothing.
    Asks,
}

/// What each channel makes of a server below an address.
async fn by_each(outreach: &Arc<Outreach>, below: &str) -> Vec<(&'static str, First, Went)> {
    let at = |name: &str| format!("{below}/{name}");
    let address = |name: &str| -> WebAddress { at(name).parse().unwrap() };
    let room = Some("!a:example.org".to_owned());
    let bot = SlackBot { room: Some("C1".to_owned()), api: Some(address("bot")) };
    let page = Statuspage { page: "p".to_owned(), api: Some(address("page")) };
    let mut all = JoinSet::new();
    for (name, first, channel, secret) in [
        ("webhook", First::Says, Channel::Webhook(Webhook { url: address("hook") }), KEY.to_owned()),
        ("slack", First::Says, Channel::Slack(Slack::Webhook), at("slack")),
        ("teams", First::Says, Channel::Teams, at("teams")),
        ("mattermost", First::Says, Channel::Mattermost, at("mattermost")),
        ("bot", First::Says, Channel::Slack(Slack::Bot(bot)), "token".to_owned()),
        (
            "matrix",
            First::Says,
            Channel::Matrix(Matrix { homeserver: address("matrix"), room }),
            "token".to_owned(),
        ),
        // It counts by the key alone, and each fault is one of its own.
        ("statuspage", First::Asks, Channel::Statuspage(page), incident::id::hex(below.as_bytes())),
    ] {
        let (outreach, secret) = (outreach.clone(), Secret::new(&secret));
        all.spawn(async move { (name, first, outreach.deliver(&channel, &secret, &message("m1")).await) });
    }
    let bucket = Channel::Bucket(Bucket {
        endpoint: address("bucket"),
        region: "auto".to_owned(),
        bucket: "status".to_owned(),
        folder: None,
        key: "key".to_owned(),
    });
    let file =
        File { path: "index.html".to_owned(), media_type: "text/html".to_owned(), bytes: b"<p>".to_vec() };
    let outreach = outreach.clone();
    all.spawn(async move {
        (
            "bucket",
            First::Asks,
            outreach.publish(&bucket, &Secret::new("secret"), &[file], &Frontier::default()).await,
        )
    });
    all.join_all().await
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn each_channel_says_what_a_fault_of_its_server_means() {
    let peer = Peer::start("faults.py", &[]);
    let told = peer.next();
    let outreach = Arc::new(Outreach::new(&Settings { answer: Duration::from_secs(1), ..here() }).unwrap());
    for fault in ["hang", "reset", "garbage", "busy", "expired", "inside"] {
        let below = format!("http://127.0.0.1:{}/{fault}", told["port"]);
        for (name, first, went) in by_each(&outreach, &below).await {
            let fits = match (fault, first) {
                ("busy", _) => matches!(
                    &went,
                    Err(Undelivered::Later { after: Some(after), why: Why::Busy { .. } }) if after.as_secs() == 7
                ),
                ("expired", _) => matches!(&went, Err(Undelivered::Never { why: Why::Unauthorised { .. } })),
                ("inside", _) => matches!(&went, Err(Undelivered::Never { why: Why::Redirected { .. } })),
                // What was said may have arrived; what was only asked is asked again.
                (_, First::Asks) => matches!(&went, Err(Undelivered::Later { .. })),
                _ => matches!(&went, Err(Undelivered::Unknown { .. })),
            };
            assert!(fits, "{fault} {name}: {went:?}");
        }
    }
    for (name, _, went) in by_each(&outreach, &format!("https://127.0.0.1:{}/busy", told["tls"])).await {
        let untrusted = matches!(&went, Err(Undelivered::Never { why: Why::Untrusted { .. } }));
        assert!(untrusted, "{name}: {went:?}");
    }
    // One that takes a message and then fails.
    let url = format!("http://127.0.0.1:{}/then-failure/hook", told["port"]);
    let channel = Channel::Webhook(Webhook { url: url.parse().unwrap() });
    let say = async |id| outreach.deliver(&channel, &Secret::new(KEY), &message(id)).await;
    assert!(say("m1").await.is_ok());
    let went = say("m2").await;
    assert!(matches!(&went, Err(Undelivered::Unknown { why: Why::Broke { .. } })), "{went:?}");
}
