//! A sender that is started again while some who asked to hear still wait: nobody waits for them, and what became of them is
//! written down also where the time was over before anybody could.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use incident::outbox::{Outgoing, OutgoingState};
use incident::value::{Destination, Transport};
use outreach::{Outreach, Settings};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::house::{Sender, id, mail, until};
use crate::post::{LATER, Post};
use crate::subscribers::{ANA, BO, everybody, hook, of, reader, receipt};
use crate::web::Web;

/// Starts it anew in another run, with what it kept.
async fn again(
    sender: Arc<Sender>,
    running: JoinHandle<()>,
    to: Destination,
    minutes: i64,
) -> (Arc<Sender>, JoinHandle<()>) {
    sender.courier.close();
    running.await.unwrap();
    let sender = Arc::into_inner(sender).unwrap().again(2, vec![to]);
    sender.minutes_pass(minutes);
    let running = sender.run();
    (sender, running)
}

/// A port at which nothing listens.
async fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

pub(crate) fn at_home() -> Arc<Outreach> {
    let settings = Settings { own: vec!["127.0.0.0/8".parse().unwrap()], ..Settings::default() };
    Arc::new(Outreach::new(&settings).unwrap())
}

#[tokio::test]
async fn while_the_mail_server_is_away_after_a_start_what_is_told_next_goes_round_those_who_wait() {
    let (post, web) = (Post::open(&[(BO, &[LATER; 100])]).await, Web::open(|_, _| Some(json!({}))).await);
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    let hears = hook("hook", &format!("{}hook", web.url), &at_home());
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO), hears]);
    let running = sender.run();
    let first = sender.approved(1, "everybody");
    assert_eq!(receipt(&sender, first).await.reached, Some(2));
    let mut gone = post.clone();
    gone.port = nobody().await;
    let (sender, _running) = again(sender, running, everybody(&gone), 0).await;
    let second = sender.also_approved(1, "everybody", "Payments work again.");
    until("the webhook to hear it", || (web.asked("/hook").len() == 2).then_some(())).await;
    let state = of(&sender, second, |one| format!("{:?}", one.state));
    assert!(!state.starts_with("Sent"), "more wait for it than have it: {state}");
}

#[tokio::test]
async fn while_the_mail_server_is_away_what_was_told_before_keeps_no_webhook_from_what_is_told_next() {
    let (mut post, web) = (Post::open(&[]).await, Web::open(|_, _| Some(json!({}))).await);
    post.port = nobody().await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    let hears = hook("hook", &format!("{}hook", web.url), &at_home());
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO), hears]);
    let _running = sender.run();
    let first = sender.approved(1, "everybody");
    until("the webhook to hear it", || (web.asked("/hook").len() == 1).then_some(())).await;
    let tried = |update| of(&sender, update, |one| matches!(one.state, OutgoingState::Failed(_)));
    until("the mails to fail", || tried(first).then_some(())).await;
    let second = sender.also_approved(1, "everybody", "Payments work again.");
    until("the webhook to hear the next", || (web.asked("/hook").len() == 2).then_some(())).await;
    until("the mails to fail", || tried(second).then_some(())).await;
    assert!(!of(&sender, first, |one| matches!(one.state, OutgoingState::Sent(..))), "few have it");
}

#[tokio::test]
async fn where_most_hear_by_webhooks_a_mail_server_that_is_away_keeps_nothing_from_having_arrived() {
    let (mut post, web) = (Post::open(&[]).await, Web::open(|_, _| Some(json!({}))).await);
    post.port = nobody().await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    let hears = |n: usize| hook(&format!("hook{n}"), &format!("{}hook", web.url), &at_home());
    sender.listeners.lock().unwrap().extend([reader(ANA), hears(1), hears(2)]);
    let _running = sender.run();
    let update = sender.approved(1, "everybody");
    let said = receipt(&sender, update).await;
    assert_eq!((said.reached, said.of), (Some(2), Some(3)));
    let words = sender.said.lock().unwrap()[0].clone();
    assert!(words.starts_with("Taken for 2 of 3") && words.contains("127.0.0.1"), "{words}");
}

#[tokio::test]
async fn whoever_was_not_reached_when_the_time_passed_while_nobody_sent_is_counted_and_not_told_what_is_old()
{
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let running = sender.run();
    let update = sender.approved(1, "everybody");
    receipt(&sender, update).await;
    let asked = post.asked(BO);
    let (sender, running) = again(sender, running, everybody(&post), 5 * 60).await;
    let given_up = |sender: &Sender| {
        of(sender, update, |one| one.attempts.last().unwrap().failed.map(|it| it.why.to_owned()))
    };
    let why = until("them to be given up", || given_up(&sender)).await;
    assert!(why.starts_with("1 of 2 who asked to hear by mail could not be reached"), "{why}");
    assert_eq!(post.asked(BO), asked, "it is old by now");
    until("nothing to be left", || sender.is_idle().then_some(())).await;
    // It is written down once.
    let (sender, _running) = again(sender, running, everybody(&post), 0).await;
    sender.asks(1);
    until("nothing to be left", || sender.is_idle().then_some(())).await;
    let said = of(&sender, update, |one| one.attempts.len());
    assert_eq!((said, sender.said.lock().unwrap().len()), (1, 0));
}

#[tokio::test]
async fn where_a_start_after_the_time_stumbles_first_nobody_is_told_what_is_old_either() {
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let running = sender.run();
    let update = sender.approved(1, "everybody");
    receipt(&sender, update).await;
    let asked = post.asked(BO);
    sender.courier.close();
    running.await.unwrap();
    let sender = Arc::into_inner(sender).unwrap().again(2, vec![everybody(&post)]);
    sender.minutes_pass(5 * 60);
    *sender.breaks.lock().unwrap() = Some(everybody(&post).id);
    let _running = sender.run();
    until("it to stumble", || (sender.broke.load(Ordering::SeqCst) > 0).then_some(())).await;
    *sender.breaks.lock().unwrap() = None;
    sender.minutes_pass(6);
    let failed = |one: &Outgoing<'_>| one.attempts.last().unwrap().failed.is_some();
    until("them to be given up", || of(&sender, update, failed).then_some(())).await;
    assert_eq!(post.asked(BO), asked, "it is old by now");
}

#[tokio::test]
async fn where_all_were_reached_in_the_end_a_start_after_the_time_says_nothing() {
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post)]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let running = sender.run();
    let update = sender.approved(1, "everybody");
    assert_eq!(receipt(&sender, update).await.reached, Some(1));
    sender.minutes_pass(6);
    until("them to be told", || (sender.heard.lock().unwrap().len() == 2).then_some(())).await;
    let (sender, _running) = again(sender, running, everybody(&post), 5 * 60).await;
    until("nothing to be left", || sender.is_idle().then_some(())).await;
    assert!(of(&sender, update, |one| one.attempts.last().unwrap().failed.is_none()));
}

#[tokio::test]
async fn that_nobody_waits_any_more_is_looked_up_once_though_something_else_of_the_incident_is_still_to_leave()
 {
    let post = Post::open(&[(BO, &[LATER])]).await;
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::start(folder.path(), 1, vec![everybody(&post), mail("team", &post, &[ANA])]);
    sender.listeners.lock().unwrap().extend([reader(ANA), reader(BO)]);
    let running = sender.run();
    let update = sender.approved(1, "everybody");
    assert_eq!(receipt(&sender, update).await.reached, Some(1));
    sender.listeners.lock().unwrap().remove("bo");
    sender.courier.close();
    running.await.unwrap();
    let sender = Arc::into_inner(sender).unwrap().again(2, vec![everybody(&post)]);
    sender.minutes_pass(5 * 60);
    *sender.breaks.lock().unwrap() = Some(id("team"));
    let _running = sender.run();
    for times in 1..=3 {
        sender.also_approved(1, "team", "Payments work again.");
        sender.minutes_pass(1);
        sender.courier.ring();
        until("it to be tried", || (sender.broke.load(Ordering::SeqCst) >= times).then_some(())).await;
    }
    assert_eq!(sender.looked.load(Ordering::SeqCst), 2, "by mail and by webhook, once");
}

#[tokio::test]
async fn whoever_is_stopped_while_mails_leave_at_a_pace_stops_soon_and_tells_nobody_twice() {
    let post = Post::open(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let mut paced = everybody(&post);
    if let Transport::Subscribers { per_second, .. } = &mut paced.transport {
        *per_second = Some(2);
    }
    let sender = Sender::start(folder.path(), 1, vec![paced]);
    let all: Vec<String> = (0..40).map(|n| format!("reader{n}@example.net")).collect();
    sender.listeners.lock().unwrap().extend(all.iter().map(|address| reader(address)));
    let running = sender.run();
    sender.approved(1, "everybody");
    until("the first to be told", || (!post.taken().is_empty()).then_some(())).await;
    sender.courier.close();
    running.await.unwrap();
    let taken = post.taken().len();
    assert!(taken < all.len(), "it goes on to the end");
    assert_eq!(sender.heard.lock().unwrap().len(), taken, "all that were taken are noted");
    let sender = Arc::into_inner(sender).unwrap().again(2, vec![everybody(&post)]);
    sender.minutes_pass(6);
    let _running = sender.run();
    until("the rest to be told", || (sender.heard.lock().unwrap().len() == all.len()).then_some(())).await;
    assert!(all.iter().all(|address| post.asked(address) == 1), "each of them once");
}
