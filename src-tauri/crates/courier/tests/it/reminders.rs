//! Owners are reminded by mail: each once of each date, whatever becomes of whoever sends.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use courier::House as _;
use incident::event::Event;
use incident::id::{EntryRef, Millis, PersonId, ReplicaKey};
use incident::value::{ActionType, PersonDetail, Priority, Reminders, Stage};

use crate::house::{PERSON, Sender, id, mail, until};
use crate::post::{LATER, Post};

const ANA: &str = "ana@example.net";
const BO: PersonId = PersonId([8; 16]);

/// Whoever sends reminders by this server, as the book has it.
fn start_named(folder: &Path, run: u8, post: &Post, sender: Option<ReplicaKey>) -> Arc<Sender> {
    let by = |own: ReplicaKey| {
        let reminders = Reminders { destination: id("team"), sender: sender.unwrap_or(own) };
        vec![Event::RemindersDefined { reminders: Some(reminders), base: vec![] }]
    };
    let named = |person, name: &str| Event::PersonNamed { person, name: name.to_owned(), base: vec![] };
    let email = Event::PersonDetailSet {
        person: PERSON,
        detail: PersonDetail::Email,
        value: Some(ANA.to_owned()),
        base: vec![],
    };
    let people = vec![named(PERSON, "Ana"), named(BO, "Bo"), email];
    // Who hears by the channel otherwise does not matter.
    Sender::start_with(folder, run, vec![mail("team", post, &["team@example.net"])], by, people)
}

fn start(folder: &Path, run: u8, post: &Post) -> Arc<Sender> {
    start_named(folder, run, post, None)
}

/// An incident that is over, with what is to be done.
fn over(sender: &Sender, n: u8, drill: bool) {
    let titled = Event::Titled { title: "Checkout is down".to_owned(), base: vec![] };
    let review = Event::StageEntered { stage: Stage::Review, reason: None, base: vec![] };
    sender.write(n, vec![Event::Declared { drill }, titled, review]);
}

/// Something that was due two days ago.
fn late(sender: &Sender, n: u8, text: &str, owner: PersonId) -> EntryRef {
    let due = Some(Millis(sender.now().0 - 2 * 86_400_000));
    let (kind, priority, owner, text) = (ActionType::Prevent, Priority::Medium, Some(owner), text.to_owned());
    let action =
        sender.write(n, vec![Event::ActionRaised { text, kind, priority, due, owner, from: None }])[0];
    sender.courier.ring();
    action
}

/// The mails that were taken, by what they speak of.
async fn taken(post: &Post, count: usize) -> Vec<String> {
    until("the mails", || (post.taken().len() >= count).then_some(())).await;
    let told = |mail: &crate::post::Mail| {
        assert_eq!(mail.to, [ANA], "{}", mail.text);
        let words = ["limit the pool", "warn at nine tenths", "tell shops"];
        let said = words.into_iter().find(|words| mail.text.contains(words));
        said.unwrap_or_else(|| panic!("{}", mail.text)).to_owned()
    };
    post.taken().iter().map(told).collect()
}

/// How many attempts of a reminder are begun and how many have ended, and with a reason.
fn attempts(sender: &Sender) -> (usize, usize, usize) {
    sender.record(1, |incident| {
        let facts = || incident.record().facts().iter().filter_map(|fact| fact.event.as_ref());
        let count = |is: &dyn Fn(&&Event) -> bool| facts().filter(is).count();
        (
            count(&|event| matches!(event, Event::ReminderBegun { .. })),
            count(&|event| matches!(event, Event::ReminderEnded { .. })),
            count(&|event| matches!(event, Event::ReminderEnded { why: Some(_), .. })),
        )
    })
}

#[tokio::test]
async fn an_owner_is_mailed_once_of_what_is_late_also_after_a_restart() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = start(folder.path(), 1, &post);
    let running = sender.run();
    over(&sender, 1, false);
    late(&sender, 1, "limit the pool", PERSON);
    assert_eq!(taken(&post, 1).await, ["limit the pool"]);
    let text = post.taken()[0].text.clone();
    for words in ["To: ana@example.net", "Hello Ana", "Checkout is down", "Auto-Submitted: auto-generated"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    until("its end to be written", || (attempts(&sender) == (1, 1, 0)).then_some(())).await;
    sender.a_day_passes();
    // Of somebody without an address nobody is told; what comes next shows that it was looked at.
    late(&sender, 1, "tell shops", BO);
    late(&sender, 1, "warn at nine tenths", PERSON);
    assert_eq!(taken(&post, 2).await, ["limit the pool", "warn at nine tenths"]);
    until("its end to be written", || (attempts(&sender) == (2, 2, 0)).then_some(())).await;
    sender.courier.close();
    running.await.unwrap();
    drop(Arc::into_inner(sender).unwrap());

    let sender = start(folder.path(), 2, &post);
    let _running = sender.run();
    late(&sender, 1, "tell shops", PERSON);
    assert_eq!(taken(&post, 3).await, ["limit the pool", "warn at nine tenths", "tell shops"]);
}

#[tokio::test]
async fn a_reminder_of_which_nobody_knows_whether_it_left_is_not_mailed_again() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = start(folder.path(), 1, &post);
    sender.full.store(true, SeqCst);
    let running = sender.run();
    over(&sender, 1, false);
    late(&sender, 1, "limit the pool", PERSON);
    until("it to be lost", || (sender.lost.load(SeqCst) == 1).then_some(())).await;
    sender.courier.close();
    running.await.unwrap();
    drop(Arc::into_inner(sender).unwrap());
    let sender = start(folder.path(), 2, &post);
    let _running = sender.run();
    sender.a_day_passes();
    late(&sender, 1, "tell shops", PERSON);
    assert_eq!(taken(&post, 2).await, ["limit the pool", "tell shops"]);
}

#[tokio::test]
async fn what_a_server_does_not_take_now_it_is_given_later() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[(ANA, &[LATER])]).await);
    let sender = start(folder.path(), 1, &post);
    let _running = sender.run();
    over(&sender, 1, false);
    late(&sender, 1, "limit the pool", PERSON);
    until("it to fail", || (attempts(&sender) == (1, 1, 1)).then_some(())).await;
    assert_eq!(post.taken().len(), 0);
    sender.a_day_passes();
    assert_eq!(taken(&post, 1).await, ["limit the pool"]);
    until("its end to be written", || (attempts(&sender) == (2, 2, 1)).then_some(())).await;
}

#[tokio::test]
async fn drills_and_senders_that_are_not_named_remind_nobody() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let other = start_named(folder.path(), 1, &post, Some(ReplicaKey([5; 32])));
    let running = other.run();
    over(&other, 1, false);
    over(&other, 2, true);
    late(&other, 1, "limit the pool", PERSON);
    late(&other, 2, "warn at nine tenths", PERSON);
    // It has looked once an update of the same is there.
    let update = other.approved(3, "team");
    until("the update", || (post.taken().len() == 1).then_some(update)).await;
    other.courier.close();
    running.await.unwrap();
    drop(Arc::into_inner(other).unwrap());
    assert_eq!(post.taken()[0].to, ["team@example.net"]);

    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    let sender = start(folder.path(), 1, &post);
    let _running = sender.run();
    over(&sender, 1, true);
    late(&sender, 1, "limit the pool", PERSON);
    over(&sender, 2, false);
    late(&sender, 2, "tell shops", PERSON);
    assert_eq!(taken(&post, 1).await, ["tell shops"]);
}

#[tokio::test]
async fn why_a_reminder_was_not_taken_is_written_down_without_the_address_of_anybody() {
    let (folder, post) = (tempfile::tempdir().unwrap(), Post::open(&[]).await);
    post.answer(&[(ANA, &["550 5.1.1 ana@example.net is not here"])]);
    let sender = start(folder.path(), 1, &post);
    let _running = sender.run();
    over(&sender, 1, false);
    late(&sender, 1, "limit the pool", PERSON);
    let why = || {
        sender.record(1, |incident| {
            incident.record().facts().iter().find_map(|fact| match fact.event.as_ref()? {
                Event::ReminderEnded { why, .. } => why.clone(),
                _ => None,
            })
        })
    };
    let why = until("it to be refused", why).await;
    assert!(!why.contains("ana@") && !why.contains("is not here"), "{why}");
}
