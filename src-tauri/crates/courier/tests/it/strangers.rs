//! Webhooks of strangers: whatever they make of an update, they decide nothing over what the team sees of it.

use courier::House;
use incident::outbox::OutgoingState;
use serde_json::json;

use crate::house::{Sender, until};
use crate::post::{LATER, Post};
use crate::started_again::at_home;
use crate::subscribers::{ANA, BO, again, everybody, failed, hook, of, reader, receipt};
use crate::web::{OK, Web};

/// A machine at which one path takes everything, and all others refuse it with these words.
async fn refusing(words: &'static str) -> Web {
    Web::that_may_refuse(move |line, _| Some((if line == "POST /well" { OK } else { words }, json!({}))))
        .await
}

/// So many of them ask to hear there.
fn ask(sender: &Sender, web: &Web, paths: &[&str]) {
    let outreach = at_home();
    let hooks =
        paths.iter().map(|path| hook(&format!("hook-{path}"), &format!("{}{path}", web.url), &outreach));
    sender.listeners.lock().unwrap().extend(hooks);
}

#[tokio::test]
async fn where_only_webhooks_hear_and_all_refuse_the_update_has_arrived_and_in_the_end_they_are_counted() {
    let (post, web) = (Post::open(&[]).await, refusing("500 Internal Server Error").await);
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    ask(&sender, &web, &["a", "b", "c"]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    let said = receipt(&sender, update).await;
    assert_eq!((said.reached, said.of), (Some(0), Some(3)));
    let given_up =
        || of(&sender, update, |one| one.attempts.last().unwrap().failed.map(|it| it.why.to_owned()));
    let mut minutes = 0;
    while given_up().is_none() {
        assert!(minutes <= 5 * 60, "{:?}", sender.said.lock().unwrap());
        again(&sender, 30).await;
        minutes += 30;
    }
    assert_eq!(given_up().unwrap(), "3 of 3 webhooks could not be reached, and are tried no more.");
    assert!(minutes >= 3 * 60 && web.asked("/a").len() > 3, "they were tried for {minutes} minutes");
    assert!(
        of(&sender, update, |one| matches!(one.state, OutgoingState::Sent(..)) && one.attempts.len() == 1)
    );
    until("nothing to be left", || sender.is_idle().then_some(())).await;
}

#[tokio::test]
async fn webhooks_that_want_nothing_of_it_are_counted_at_once_and_nobody_has_to_look() {
    let (post, web) = (Post::open(&[]).await, refusing("404 Not Found").await);
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    ask(&sender, &web, &["a", "b"]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    let said = receipt(&sender, update).await;
    assert_eq!((said.reached, said.of), (Some(0), Some(2)));
}

#[tokio::test]
async fn more_webhooks_that_refuse_than_mails_that_were_taken_keep_nothing_from_having_arrived() {
    let (post, web) = (Post::open(&[]).await, refusing("503 Service Unavailable").await);
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    ask(&sender, &web, &["a", "b", "c", "d", "e"]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    let said = receipt(&sender, update).await;
    assert_eq!((said.reached, said.of), (Some(2), Some(7)));
    // The next one goes to the mails, and round the webhooks that wait for this one.
    let next = sender.also_approved(1, "everybody", "Payments work again.");
    let said = receipt(&sender, next).await;
    assert_eq!((said.reached, said.of), (Some(2), Some(7)));
    assert_eq!(post.taken().len(), 4, "each mail once");
}

#[tokio::test]
async fn a_webhook_that_takes_it_hides_no_mail_server_that_refuses_all() {
    const BLOCKED: &str = "550 5.7.1 the sender is blocked";
    let post = Post::open(&[(ANA, &[BLOCKED]), (BO, &[BLOCKED])]).await;
    let web = refusing("404 Not Found").await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    ask(&sender, &web, &["well"]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    let (why, again) = failed(&sender, update).await;
    assert!(why.contains("550 5.7.1") && !again, "{why}");
}

#[tokio::test]
async fn who_hears_it_is_said_by_the_clock_of_whoever_sends_and_not_of_whoever_approved_it() {
    for goes_wrong in [-60, 60] {
        let post = Post::open(&[(BO, &[LATER])]).await;
        let folder = tempfile::tempdir().unwrap();
        let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
        let asks = |address: &str| {
            let (name, one) = reader(address);
            sender.joined.lock().unwrap().insert(name.clone(), sender.now());
            sender.listeners.lock().unwrap().insert(name, one);
        };
        asks(ANA);
        asks(BO);
        sender.goes_wrong.store(goes_wrong, std::sync::atomic::Ordering::SeqCst);
        sender.minutes_pass(1);
        let _running = sender.run();
        let update = sender.approved(1, "everybody");
        let said = receipt(&sender, update).await;
        assert_eq!((said.reached, said.of), (Some(1), Some(2)), "with a clock that is off by {goes_wrong}");
        sender.minutes_pass(1);
        asks("cy@example.net");
        again(&sender, 6).await;
        until("who waits to hear it", || (sender.heard.lock().unwrap().len() == 2).then_some(())).await;
        let to: Vec<String> = post.taken().into_iter().flat_map(|mail| mail.to).collect();
        assert_eq!(
            to,
            [ANA, BO],
            "whoever asked later does not hear it, with a clock that is off by {goes_wrong}"
        );
    }
}
