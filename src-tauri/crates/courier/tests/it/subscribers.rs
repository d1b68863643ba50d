//! Those who asked to hear: whoever is put off for a while is not forgotten, and nobody waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use courier::{Heard, Listener, channel_of};
use incident::id::EntryRef;
use incident::outbox::{Outgoing, OutgoingState};
use incident::value::{Destination, MailSecurity, Receipt, Transport};
use outreach::{Outreach, Secret, Settings, Subscriber, Webhook};
use serde_json::json;
use tokio::net::TcpListener;

use crate::house::{Sender, id, mail, until};
use crate::post::{LATER, Post};
use crate::web::{OK, Web};

pub(crate) const ANA: &str = "ana@example.net";
pub(crate) const BO: &str = "bo@example.net";
/// Longer than between two attempts, in minutes.
const PAUSE: i64 = 6;

/// Everybody who asked, by this server.
pub(crate) fn everybody(post: &Post) -> Destination {
    let server = "127.0.0.1".to_owned();
    let (security, from) = (MailSecurity::Plain, "status@example.org".to_owned());
    let transport =
        Transport::Subscribers { server, port: post.port, security, user: None, from, per_second: None };
    Destination { transport, ..mail("everybody", post, &[]) }
}

pub(crate) fn reader(address: &str) -> (String, Listener) {
    let name = address.split('@').next().unwrap().to_owned();
    let unsubscribe = format!("https://status.example.org/leave/{name}").parse().unwrap();
    let one = Subscriber {
        name: name.parse().unwrap(),
        address: address.parse().unwrap(),
        unsubscribe,
        returns: None,
    };
    (name, Listener::Mail(one))
}

/// Somebody whose machine hears.
pub(crate) fn hook(name: &str, url: &str, by: &Arc<Outreach>) -> (String, Listener) {
    let listener = Listener::Hook {
        name: name.parse().unwrap(),
        hook: Webhook { url: url.parse().unwrap() },
        secret: Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        unsubscribe: "https://status.example.org/leave/a".parse().unwrap(),
        outreach: Arc::clone(by),
    };
    (name.to_owned(), listener)
}

pub(crate) fn of<T>(sender: &Sender, update: EntryRef, look: impl FnOnce(&Outgoing<'_>) -> T) -> T {
    sender.all(1, |all| look(all.iter().find(|one| one.update.fact.id == update).unwrap()))
}

pub(crate) async fn receipt(sender: &Sender, update: EntryRef) -> Receipt {
    let arrived = || {
        of(sender, update, |one| match one.state {
            OutgoingState::Sent(_, receipt) => receipt.cloned(),
            _ => None,
        })
    };
    let receipt = until("it to arrive", arrived).await;
    // The note of how it went follows what is written in the record.
    until("the note", || (!sender.said.lock().unwrap().is_empty()).then_some(())).await;
    receipt
}

/// Until somebody was tried once more, after a while.
pub(crate) async fn again(sender: &Sender, minutes: i64) {
    let tried = || sender.said.lock().unwrap().len();
    let before = tried();
    sender.minutes_pass(minutes);
    until("them to be tried", || (tried() > before).then_some(())).await;
}

#[tokio::test]
async fn whoever_is_put_off_is_told_in_order_once_they_are_taken_and_the_next_update_goes_round_them() {
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let _running = sender.run();
    let first = sender.approved(1, "everybody");
    let said = receipt(&sender, first).await;
    assert_eq!((said.reached, said.of), (Some(1), Some(2)), "it has arrived, and not for everybody");
    let second = sender.also_approved(1, "everybody", "Payments work again.");
    let said = receipt(&sender, second).await;
    assert_eq!(said.of, Some(2));
    let got = |who: &str| -> Vec<bool> {
        let to_them = post.taken().into_iter().filter(|mail| mail.to == [who]);
        to_them.map(|mail| mail.text.contains("Payments work again.")).collect()
    };
    // By now their server would take what comes later, and they are to hear this first.
    assert_eq!(got(ANA), [false, true]);
    while got(BO).len() < 2 {
        assert!(post.asked(BO) < 20, "{:?}", sender.said.lock().unwrap());
        again(&sender, PAUSE).await;
    }
    assert_eq!(got(BO), [false, true], "each once, and in order");
    assert_eq!(got(ANA).len(), 2, "the others do not get it again");
    assert_eq!(post.asked(BO), 1 + 2, "it was the first that they had to wait for");
}

#[tokio::test]
async fn whoever_is_not_reached_for_hours_is_given_up_and_that_is_said() {
    let post = Post::open(&[(BO, &[LATER; 100])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    receipt(&sender, update).await;
    let given_up =
        || of(&sender, update, |one| one.attempts.last().unwrap().failed.map(|it| it.why.to_owned()));
    let mut minutes = 0;
    while given_up().is_none() {
        assert!(minutes <= 5 * 60, "{:?}", sender.said.lock().unwrap());
        again(&sender, 30).await;
        minutes += 30;
    }
    assert!(minutes >= 3 * 60, "after {minutes} minutes");
    let why = given_up().unwrap();
    assert!(why.starts_with("1 of 2 who asked to hear by mail could not be reached"), "{why}");
    assert!(of(&sender, update, |one| matches!(one.state, OutgoingState::Sent(..))), "the others have it");
    let heard: Vec<Heard> = sender.heard.lock().unwrap().values().copied().collect();
    assert_eq!(heard, [Heard::Taken, Heard::Not]);
}

#[tokio::test]
async fn whoever_is_still_waited_for_when_the_time_is_over_is_given_up_and_that_is_said() {
    let post = Post::open(&[(BO, &[LATER; 100])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    receipt(&sender, update).await;
    // Nobody could be told in all that time: this machine slept, and once it woke its keychain was locked.
    *sender.breaks.lock().unwrap() = Some(id("everybody"));
    sender.minutes_pass(5 * 60);
    until("it to break off", || (sender.broke.load(SeqCst) > 0).then_some(())).await;
    *sender.breaks.lock().unwrap() = None;
    sender.minutes_pass(PAUSE);
    let given_up =
        || of(&sender, update, |one| one.attempts.last().unwrap().failed.map(|it| it.why.to_owned()));
    let why = until("them to be given up", given_up).await;
    assert!(why.starts_with("1 of 2 who asked to hear by mail could not be reached"), "{why}");
    assert_eq!(post.asked(BO), 1, "it is old by now");
    until("nothing to be left", || sender.is_idle().then_some(())).await;
}

#[tokio::test]
async fn a_mail_server_that_is_gone_when_the_time_is_over_is_not_tried_for_ever() {
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    receipt(&sender, update).await;
    // Nothing listens there any more once this statement is over.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mut gone = post.clone();
    gone.port = port;
    let gone = channel_of(&everybody(&gone).transport).unwrap();
    *sender.instead.lock().unwrap() = Some((gone, String::new()));
    sender.minutes_pass(5 * 60);
    let given_up =
        || of(&sender, update, |one| one.attempts.last().unwrap().failed.map(|it| it.why.to_owned()));
    let why = until("them to be given up", given_up).await;
    assert!(why.starts_with("1 of 2 who asked to hear by mail could not be reached"), "{why}");
    until("nothing to be left", || sender.is_idle().then_some(())).await;
}

#[tokio::test]
async fn how_long_some_strangers_want_to_be_left_alone_delays_nobody_else() {
    let post = Post::open(&[]).await;
    let first = AtomicBool::new(true);
    let web = Web::that_may_refuse(move |line, _| {
        Some(match line {
            "POST /other" if first.swap(false, SeqCst) => ("503 Service Unavailable", json!({})),
            "POST /other" => (OK, json!({})),
            _ => ("429 Too Many Requests\r\nretry-after: 3600", json!({})),
        })
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    let settings = Settings { own: vec!["127.0.0.0/8".parse().unwrap()], ..Settings::default() };
    let outreach = Arc::new(Outreach::new(&settings).unwrap());
    // So many that what they say is known before the other one is asked.
    let strangers = (0..100).map(|n| hook(&format!("a{n:03}"), &web.url, &outreach));
    sender.listeners.lock().unwrap().extend(strangers);
    sender.listeners.lock().unwrap().extend([hook("other", &format!("{}other", web.url), &outreach)]);
    sender.listeners.lock().unwrap().extend((0..150).map(|n| reader(&format!("b{n:03}@example.net"))));
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    assert_eq!(receipt(&sender, update).await.reached, Some(150));
    again(&sender, PAUSE).await;
    assert_eq!(web.asked("/other").len(), 2);
}

#[tokio::test]
async fn webhooks_that_hang_hold_back_no_mail() {
    let post = Post::open(&[]).await;
    // Whoever is asked there says nothing, for ever.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    let never = Duration::from_secs(3_600);
    let patient =
        Settings { own: vec!["127.0.0.0/8".parse().unwrap()], answer: never, ..Settings::default() };
    let patient = Arc::new(Outreach::new(&patient).unwrap());
    let hook = |n: usize| hook(&format!("a{n:03}"), &format!("{url}{n}"), &patient);
    sender.listeners.lock().unwrap().extend((0..150).map(hook));
    sender.listeners.lock().unwrap().extend((0..150).map(|n| reader(&format!("b{n:03}@example.net"))));
    let _running = sender.run();
    sender.approved(1, "everybody");
    until("all mails", || (post.taken().len() == 150).then_some(())).await;
    let _one_hangs = silent.accept().await.unwrap();
    assert!(sender.outgoing(1, |one| matches!(one.state, OutgoingState::Sending)));
}

/// Once it has failed: why, and whether it is tried again by itself.
pub(crate) async fn failed(sender: &Sender, update: EntryRef) -> (String, bool) {
    let failed = || {
        of(sender, update, |one| match &one.state {
            OutgoingState::Failed(failed) => Some((failed.why.to_owned(), failed.retry_at.is_some())),
            OutgoingState::Sent(..) => panic!("it stands as sent: {:?}", one.state),
            _ => None,
        })
    };
    until("it to fail", failed).await
}

#[tokio::test]
async fn what_everybody_was_refused_is_not_sent_and_reaches_them_once_that_is_mended() {
    const BLOCKED: &str = "550 5.7.1 the sender is blocked";
    let all: Vec<String> = (0..30).map(|n| format!("b{n:02}@example.net")).collect();
    for command in ["MAIL", "DATA", "RCPT"] {
        let refuse = |times: usize| -> Vec<&'static str> { vec![BLOCKED; times] };
        let post = Post::open(&[]).await;
        let answer = |times| match command {
            "RCPT" => all.iter().for_each(|to| post.answer(&[(to, &refuse(times))])),
            command => post.answer(&[(command, &refuse(times))]),
        };
        answer(100);
        let folder = tempfile::tempdir().unwrap();
        let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
        sender.listeners.lock().unwrap().extend(all.iter().map(|to| reader(to)));
        let _running = sender.run();
        let update = sender.approved(1, "everybody");
        let (why, again) = failed(&sender, update).await;
        assert!(why.contains("550 5.7.1") && !again, "{command}: {why}");
        answer(0);
        sender.send(1, update, "everybody");
        let said = receipt(&sender, update).await;
        assert_eq!((said.reached, said.of), (Some(30), Some(30)), "{command}");
        assert_eq!(post.taken().len(), 30, "{command}: each once");
    }
}

#[tokio::test]
async fn while_everybody_is_told_at_a_pace_others_of_the_same_server_get_their_turn() {
    let post = Post::open(&[]).await;
    let (mut all, mut team) = (everybody(&post), mail("team", &post, &[ANA]));
    for to in [&mut all, &mut team] {
        if let Transport::Subscribers { per_second, .. } | Transport::Email { per_second, .. } =
            &mut to.transport
        {
            *per_second = Some(5);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![all, team]);
    sender.listeners.lock().unwrap().extend((0..40).map(|n| reader(&format!("b{n:02}@example.net"))));
    let _running = sender.run();
    sender.approved(1, "everybody");
    until("it to be begun", || (!post.taken().is_empty()).then_some(())).await;
    sender.approved(2, "team");
    let place = || post.taken().iter().position(|mail| mail.to == [ANA]);
    let place = until("the team to hear", place).await;
    assert!(place < 30, "after {place} others");
}
