//! An update for everybody who asked to hear, by a real mail server.

use std::collections::BTreeMap;
use std::sync::Mutex;

use outreach::{Channel, Email, Message, Outreach, Secret, Security, Subscriber, Undelivered, Webhook, Why};
use serde_json::{Value, json};

use super::Peer;
use crate::message::message;
use crate::web::outreach;

fn server() -> (Peer, Channel) {
    let says = json!({ "tls": "none", "certificate": "", "key": "", "password": null });
    let peer = Peer::start("mail.py", &[&says.to_string()]);
    let channel = Channel::Email(Email {
        server: "127.0.0.1".to_owned(),
        port: peer.port(),
        security: Security::Plain,
        user: None,
        from: "status@example.org".parse().unwrap(),
        from_name: None,
        reply_to: None,
        returns: None,
        to: Vec::new(),
        per_second: None,
    });
    (peer, channel)
}

fn subscriber(name: &str) -> Subscriber {
    Subscriber {
        name: format!("of-{}", name.replace('ö', "oe")).parse().unwrap(),
        address: format!("{name}@example.net").parse().unwrap(),
        unsubscribe: format!("https://status.example.org/u/{name}").parse().unwrap(),
        returns: None,
    }
}

type Each = BTreeMap<String, Result<(), Undelivered>>;

async fn send(
    outreach: &Outreach,
    channel: &Channel,
    message: &Message,
    to: &[Subscriber],
) -> (Each, Result<(), Undelivered>) {
    let each = Mutex::new(Each::new());
    let told = |one: &Subscriber, went| {
        let before = each.lock().unwrap().insert(one.address.to_string(), went);
        assert!(before.is_none(), "{one:?} is told of twice");
    };
    let all = outreach.deliver_each(channel, &Secret::default(), message, to, told).await;
    (each.into_inner().unwrap(), all)
}

fn head(told: &Value, name: &str) -> Option<String> {
    let mail = told["mail"].as_str().unwrap().replace("\r\n ", " ");
    let line = mail.lines().take_while(|line| !line.is_empty()).find(|line| line.starts_with(name))?;
    Some(line[name.len() + 2..].to_owned())
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn everybody_gets_a_mail_of_their_own_and_a_dead_address_holds_nobody_up() {
    let (peer, channel) = server();
    let outreach = outreach();
    // Every tenth is nobody's, and some are busy.
    let named = |nth: usize| match nth % 10 {
        3 => Subscriber { address: "refused@example.net".parse().unwrap(), ..subscriber(&format!("r{nth}")) },
        _ => subscriber(&format!("s{nth}")),
    };
    let mut to: Vec<Subscriber> = (0..10).map(named).collect();
    to.push(subscriber("later"));
    to.push(subscriber("störung"));
    let (each, all) = send(&outreach, &channel, &message("m1"), &to).await;
    assert_eq!((all, each.len()), (Ok(()), 12));
    let refused = &each["refused@example.net"];
    assert!(matches!(refused, Err(Undelivered::Never { why: Why::Refused { .. } })), "{refused:?}");
    let later = &each["later@example.net"];
    assert!(matches!(later, Err(Undelivered::Later { why: Why::Trouble { .. }, .. })), "{later:?}");
    assert_eq!(each.values().filter(|went| went.is_ok()).count(), 10);

    let told: Vec<Value> = (0..10).map(|_| peer.next()).collect();
    let mut lines: Vec<u64> = told.iter().map(|it| it["peer"].as_u64().unwrap()).collect();
    lines.sort_unstable();
    lines.dedup();
    assert!(lines.len() <= 4, "{lines:?}");
    for it in &told {
        let [to] = &it["to"].as_array().unwrap()[..] else { panic!("{it}") };
        let name = to.as_str().unwrap().split('@').next().unwrap();
        if name == "störung" {
            continue;
        }
        assert_eq!(head(it, "To").as_deref(), to.as_str());
        assert_eq!(head(it, "Message-ID"), Some(format!("<m1.of-{name}@example.org>")));
        let out = format!("<https://status.example.org/u/{name}>");
        assert_eq!(head(it, "List-Unsubscribe"), Some(out));
        assert_eq!(head(it, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        assert!(it["mail"].as_str().unwrap().contains("To hear no more"), "{it}");
    }
    assert!(peer.rest().is_empty());
    // The same once more is the same mail; the next one is hung below it.
    let next = Message { thread: Some("<m1@example.org>".to_owned()), ..message("m2") };
    for (message, id, above) in [
        (message("m1"), "<m1.of-s1@example.org>", None),
        (next, "<m2.of-s1@example.org>", Some("<m1.of-s1@example.org>")),
    ] {
        send(&outreach, &channel, &message, &[subscriber("s1")]).await.1.unwrap();
        let told = peer.next();
        assert_eq!(head(&told, "Message-ID").as_deref(), Some(id));
        assert_eq!(head(&told, "In-Reply-To").as_deref(), above);
    }
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn of_ten_thousand_each_hears_once_and_each_that_bounces_is_named() {
    let (peer, channel) = server();
    let bounces = |nth: usize| nth % 50 == 7;
    let address =
        |nth: usize| format!("{}+{nth}@example.net", if bounces(nth) { "refused" } else { "hears" });
    let to: Vec<Subscriber> = (0..10_000)
        .map(|nth| Subscriber { address: address(nth).parse().unwrap(), ..subscriber(&format!("s{nth}")) })
        .collect();
    let (each, all) = send(&outreach(), &channel, &message("m1"), &to).await;
    assert_eq!((all, each.len()), (Ok(()), 10_000));
    for (address, went) in &each {
        let bounced = matches!(went, Err(Undelivered::Never { why: Why::Refused { .. } }));
        assert_eq!((went.is_ok(), bounced), (address.starts_with("hears"), address.starts_with("refused")));
    }
    let mut told: Vec<String> =
        (0..9_800).map(|_| peer.next()["to"][0].as_str().unwrap().to_owned()).collect();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 9_800, "nobody hears it twice");
    assert!(peer.rest().is_empty());
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_server_that_fails_stops_it_and_each_that_may_have_been_told_is_named() {
    let (peer, channel) = server();
    let outreach = outreach();
    let mut to: Vec<Subscriber> = (0..4).map(|nth| subscriber(&format!("s{nth}"))).collect();
    to.push(subscriber("silent"));
    to.extend((4..200).map(|nth| subscriber(&format!("s{nth}"))));
    let (each, all) = send(&outreach, &channel, &message("m1"), &to).await;
    assert!(matches!(all, Err(Undelivered::Unknown { why: Why::Silent { .. } })), "{all:?}");
    let silent = &each["silent@example.net"];
    assert!(matches!(silent, Err(Undelivered::Unknown { .. })), "{silent:?}");
    // Those who were not begun are not told of, and those who were are.
    assert!(each.len() < 200, "{}", each.len());
    let mut told = Vec::new();
    for _ in 0..each.len() {
        told.push(peer.next()["to"][0].as_str().unwrap().to_owned());
    }
    told.sort();
    assert_eq!(told, each.keys().cloned().collect::<Vec<_>>());
    assert!(peer.rest().is_empty());

    drop(peer);
    let (each, all) = send(&outreach, &channel, &message("m1"), &to).await;
    assert!(matches!(all, Err(Undelivered::Later { why: Why::Unreachable { .. }, .. })), "{all:?}");
    assert_eq!(each, Each::new());
    let hook = Channel::Webhook(Webhook { url: "https://example.org".parse().unwrap() });
    let (each, all) = send(&outreach, &hook, &message("m1"), &to).await;
    assert!(matches!(all, Err(Undelivered::Never { why: Why::Channel(_) })), "{all:?}");
    assert_eq!(each, Each::new());
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_server_that_refuses_the_text_for_everybody_is_not_asked_ten_thousand_times() {
    let (peer, channel) = server();
    let full = |nth: usize| Subscriber {
        address: format!("full+{nth}@example.net").parse().unwrap(),
        ..subscriber(&format!("s{nth}"))
    };
    let to: Vec<Subscriber> = (0..10_000).map(full).collect();
    let (each, all) = send(&outreach(), &channel, &message("m1"), &to).await;
    assert!(matches!(all, Err(Undelivered::Never { why: Why::Refused { .. } })), "{all:?}");
    assert_eq!(each, Each::new(), "nobody is settled, so that they hear once that is mended");
    let asked = peer.rest().len();
    assert!((20..40).contains(&asked), "{asked}");

    // One whose own mail is refused stops none of the others.
    let mut to: Vec<Subscriber> = (0..100).map(|nth| subscriber(&format!("s{nth}"))).collect();
    to[40] = full(40);
    let (each, all) = send(&outreach(), &channel, &message("m2"), &to).await;
    assert_eq!((all, each.len()), (Ok(()), 100));
    let refused: Vec<&String> = each.iter().filter(|(_, went)| went.is_err()).map(|(to, _)| to).collect();
    assert_eq!(refused, ["full+40@example.net"]);
}
