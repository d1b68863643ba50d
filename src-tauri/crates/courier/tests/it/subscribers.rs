//! Those who asked to hear: whoever is put off for a while is not forgotten, and nobody waits for them.

use std::sync::Arc;
use std::time::Duration;

use courier::{Heard, Listener};
use incident::id::EntryRef;
use incident::outbox::{Outgoing, OutgoingState};
use incident::value::{Destination, MailSecurity, Receipt, Transport};
use outreach::{Outreach, Secret, Settings, Subscriber, Webhook};
use tokio::net::TcpListener;

use crate::house::{Sender, mail, until};
use crate::post::{LATER, Post};

const ANA: &str = "ana@example.net";
const BO: &str = "bo@example.net";
/// Longer than between two attempts, in minutes.
const PAUSE: i64 = 6;

/// Everybody who asked, by this server.
fn everybody(post: &Post) -> Destination {
    let server = "127.0.0.1".to_owned();
    let (security, from) = (MailSecurity::Plain, "status@example.org".to_owned());
    let transport = Transport::Subscribers { server, port: post.port, security, user: None, from };
    Destination { transport, ..mail("everybody", post, &[]) }
}

fn reader(address: &str) -> (String, Listener) {
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

fn of<T>(sender: &Sender, update: EntryRef, look: impl FnOnce(&Outgoing<'_>) -> T) -> T {
    sender.all(1, |all| look(all.iter().find(|one| one.update.fact.id == update).unwrap()))
}

async fn receipt(sender: &Sender, update: EntryRef) -> Receipt {
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
async fn again(sender: &Sender, minutes: i64) {
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
    assert!(why.starts_with("1 of 2 who asked to hear could not be reached"), "{why}");
    assert!(of(&sender, update, |one| matches!(one.state, OutgoingState::Sent(..))), "the others have it");
    let heard: Vec<Heard> = sender.heard.lock().unwrap().values().copied().collect();
    assert_eq!(heard, [Heard::Taken, Heard::Not]);
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
    let hook = |n: usize| {
        let name = format!("a{n:03}");
        let hook = Webhook { url: format!("{url}{n}").parse().unwrap() };
        let listener = Listener::Hook {
            name: name.parse().unwrap(),
            hook,
            secret: Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            unsubscribe: "https://status.example.org/leave/a".parse().unwrap(),
            outreach: Arc::clone(&patient),
        };
        (name, listener)
    };
    sender.listeners.lock().unwrap().extend((0..150).map(hook));
    sender.listeners.lock().unwrap().extend((0..150).map(|n| reader(&format!("b{n:03}@example.net"))));
    let _running = sender.run();
    sender.approved(1, "everybody");
    until("all mails", || (post.taken().len() == 150).then_some(())).await;
    let _one_hangs = silent.accept().await.unwrap();
    assert!(sender.outgoing(1, |one| matches!(one.state, OutgoingState::Sending)));
}
