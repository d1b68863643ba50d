//! A mail has an outcome for each address, and none of them gets it twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use courier::House as _;
use incident::event::Event;
use incident::outbox::OutgoingState;
use incident::value::{Receipt, Service};

use crate::house::{Sender, mail, until};
use crate::post::{LATER, NOBODY, Post};

const ANA: &str = "ana@example.net";
const BO: &str = "bo@example.net";

/// What the other end said of the only thing that is to be sent, once it is there.
async fn receipt(sender: &Sender) -> Receipt {
    until("it to arrive", || {
        sender.outgoing(1, |one| match one.state {
            OutgoingState::Sent(_, receipt) => receipt.cloned(),
            _ => None,
        })
    })
    .await
}

/// Until an attempt has failed, after so many of them: whether it is made again by itself.
async fn failed(sender: &Sender, attempts: usize) -> bool {
    until("it to fail", || {
        sender.outgoing(1, |one| match &one.state {
            OutgoingState::Failed(failed) if one.attempts.len() == attempts => {
                Some(failed.retry_at.is_some())
            }
            _ => None,
        })
    })
    .await
}

fn of(reached: u32, of: u32) -> (Option<u32>, Option<u32>) {
    (Some(reached), Some(of))
}

#[tokio::test]
async fn whoever_got_a_mail_gets_it_once_also_where_its_arrival_could_not_be_written_down() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA, BO])]);
    sender.full.store(true, SeqCst);
    let running = sender.run();
    let update = sender.approved(1, "team");
    until("it to be lost", || (sender.lost.load(SeqCst) == 1).then_some(())).await;
    sender.courier.close();
    running.await.unwrap();
    drop(Arc::into_inner(sender).unwrap());

    let sender = Sender::start(folder.path(), 2, vec![mail("team", &post, &[ANA, BO])]);
    let _running = sender.run();
    let id = sender.outgoing(1, |one| {
        // Whether its sender has said so yet or not, it may be there.
        let may_be_there = match &one.state {
            OutgoingState::Sending => true,
            OutgoingState::Failed(failed) => failed.unknown,
            _ => false,
        };
        assert!(may_be_there, "{:?}", one.state);
        one.message_id().parse().unwrap()
    });
    sender.send(1, update, "team");
    let receipt = receipt(&sender).await;
    assert_eq!((receipt.reached, receipt.of), of(2, 2));
    assert_eq!(post.taken().len(), 1, "{:?}", post.taken());
    until("the note to go", || (sender.reached(&id).unwrap().taken.is_empty()).then_some(())).await;
}

#[tokio::test]
async fn a_mail_is_there_once_all_addresses_but_those_that_are_none_have_it() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[(BO, &[LATER, NOBODY])]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA, BO])]);
    let _running = sender.run();
    sender.approved(1, "team");
    assert!(failed(&sender, 1).await, "it is tried again");
    sender.a_day_passes();
    let receipt = receipt(&sender).await;
    assert_eq!((receipt.reached, receipt.of), of(1, 2));
    assert_eq!(post.taken().len(), 1, "{:?}", post.taken());
}

#[tokio::test]
async fn a_mail_that_nobody_took_is_not_there_and_may_be_sent_again() {
    let refused: [(&str, &[&str]); 2] = [(ANA, &[NOBODY]), (BO, &[NOBODY])];
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&refused).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA, BO])]);
    let _running = sender.run();
    let update = sender.approved(1, "team");
    assert!(!failed(&sender, 1).await, "a person looks at it");
    sender.send(1, update, "team");
    let receipt = receipt(&sender).await;
    assert_eq!((receipt.reached, receipt.of), of(2, 2));
}

#[tokio::test]
async fn a_server_that_takes_nobody_is_asked_once_however_many_are_to_hear() {
    let (folder, mut post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let shut = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let came = Arc::new(AtomicUsize::new(0));
    post.port = shut.local_addr().unwrap().port();
    let count = came.clone();
    tokio::spawn(async move {
        while shut.accept().await.is_ok() {
            count.fetch_add(1, SeqCst);
        }
    });
    let to: Vec<String> = (0..250).map(|n| format!("ana{n}@example.net")).collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &to)]);
    let _running = sender.run();
    sender.approved(1, "team");
    assert!(failed(&sender, 1).await, "it is tried again");
    assert_eq!(came.load(SeqCst), 1);
}

#[tokio::test]
async fn a_note_that_cannot_be_read_is_not_taken_for_nobody() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[(ANA, &[LATER])]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA, BO])]);
    let _running = sender.run();
    sender.approved(1, "team");
    assert!(failed(&sender, 1).await, "it is tried again");
    let id = sender.outgoing(1, |one| one.message_id().parse().unwrap());
    let kept = sender.note(&id, r#"{"taken":["bo@example.net"],"by":"a newer version"}"#);
    sender.a_day_passes();
    assert!(failed(&sender, 2).await, "it is tried again");
    assert_eq!(post.taken().len(), 1, "nobody hears twice: {:?}", post.taken());
    sender.note(&id, &kept);
    sender.a_day_passes();
    assert_eq!(receipt(&sender).await.reached, Some(2));
    assert_eq!(post.taken().len(), 2);
}

#[tokio::test]
async fn a_mail_says_what_was_approved_whatever_the_incident_is_called_since() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[(ANA, &[LATER])]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA])]);
    let _running = sender.run();
    sender.approved(1, "team");
    failed(&sender, 1).await;
    let service = Service { id: "vault".parse().unwrap(), name: "Vault".to_owned() };
    let titled = Event::Titled { title: "Kestrel leaked a key".to_owned(), base: vec![] };
    sender.write(1, vec![titled, Event::ServiceAffected { service }]);
    sender.a_day_passes();
    receipt(&sender).await;
    let text = &post.taken()[0].text;
    assert!(text.contains("Checkout is down"), "{text}");
    assert!(!text.contains("Kestrel") && !text.contains("Vault"), "{text}");
}

#[tokio::test]
async fn what_this_run_asked_for_is_sent_also_where_the_clock_was_set_back() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &[ANA])]);
    sender.minutes_pass(-60);
    let _running = sender.run();
    sender.approved(1, "team");
    assert_eq!(receipt(&sender).await.reached, Some(1));
}
