//! What goes wrong with one thing holds up no other, and does not go wrong again without end.

use std::sync::atomic::Ordering::SeqCst;

use courier::Hindrance;
use incident::outbox::OutgoingState;

use crate::house::{Sender, id, incident, mail, until};
use crate::post::Post;

async fn arrives(sender: &Sender, n: u8) {
    until("it to arrive", || {
        sender.outgoing(n, |one| matches!(one.state, OutgoingState::Sent(..)).then_some(()))
    })
    .await;
}

#[tokio::test]
async fn what_breaks_off_rests_before_it_is_tried_again() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let to = |name| mail(name, &post, &["ana@example.net"]);
    let sender = Sender::start(folder.path(), 1, vec![to("team"), to("others")]);
    *sender.breaks.lock().unwrap() = Some(id("team"));
    let _running = sender.run();
    sender.approved(1, "team");
    let why = until("it to break off", || sender.outgoing(1, |one| sender.courier.hindrance(one))).await;
    assert!(matches!(why, Hindrance::BrokeOff), "{why}");
    // The sender looks at all of it once more for this one.
    sender.approved(2, "others");
    arrives(&sender, 2).await;
    assert_eq!(sender.broke.load(SeqCst), 1);
    *sender.breaks.lock().unwrap() = None;
    sender.a_day_passes();
    arrives(&sender, 1).await;
}

#[tokio::test]
async fn an_incident_that_cannot_be_read_holds_up_no_other_and_is_not_sent_unasked_once_it_can() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = Sender::start(folder.path(), 1, vec![mail("team", &post, &["ana@example.net"])]);
    *sender.unreadable.lock().unwrap() = Some(incident(1));
    sender.courier.not_read_yet(incident(1));
    let update = sender.approved(1, "team");
    let _running = sender.run();
    sender.approved(2, "team");
    arrives(&sender, 2).await;
    *sender.unreadable.lock().unwrap() = None;
    sender.approved(3, "team");
    arrives(&sender, 3).await;
    assert!(sender.outgoing(1, |one| one.attempts.is_empty()), "nobody knows whether it still holds");
    sender.send(1, update, "team");
    arrives(&sender, 1).await;
    assert_eq!(post.taken().len(), 3);
}
