//! A hub that the workspace had before: what it witnessed counts, and it decides nothing any more.

use ed25519_dalek::SigningKey;
use hub::Role;
use incident::entry::{Entry, first_hash};
use incident::event::Event;
use incident::id::{PersonId, ReplicaKey, Run};
use incident::stream::{Section, Stream};
use journal::Author;
use sync::{Push, Verdict};

use crate::house::House;
use crate::laptop::{Laptop, incident};

/// What the earlier hub wrote, knowing this; each time in a series of its own.
fn written(house: &House, known: &[Entry], stream: Stream, private: bool, event: Event) -> Vec<Entry> {
    let mut old = Laptop::in_workspace(house.workspace, &house.url, "Earlier hub");
    let run = Run(old.author.key.to_bytes()[..8].try_into().unwrap());
    old.author = Author { key: SigningKey::from_bytes(&[201; 32]), run };
    old.journal.absorb(known.to_vec()).unwrap();
    old.write(stream, private, vec![event])
}

fn key() -> ReplicaKey {
    Author { key: SigningKey::from_bytes(&[201; 32]), run: Run([0; 8]) }.replica()
}

/// What is said of the last of these entries, where the pusher names the hub as an earlier one.
async fn said(by: &Laptop, entries: Vec<Entry>) -> char {
    let push = Push { earlier: vec![key()], ..Push::of(by.journal.workspace(), entries) };
    let pushed: sync::Pushed = by.post("/v1/entries").json(&push).send().await.unwrap().json().await.unwrap();
    match pushed.verdicts.last().unwrap() {
        Verdict::Taken => 't',
        Verdict::Known => 'k',
        Verdict::Waits { .. } => 'w',
        Verdict::Refused { .. } => 'r',
    }
}

#[tokio::test]
async fn an_earlier_hub_lets_nobody_into_a_private_incident() {
    let house = House::found().await;
    let (ada, ana) = (house.member("Ada", Role::Admin).await, house.member("Ana", Role::Responder).await);
    let closed = Event::PrivacySet { private: true, base: vec![] };
    let own = Event::AccessGranted { person: ana.person };
    let secret = ana.write(incident(1), true, vec![Event::Declared { drill: false }, closed, own]);
    ana.push(secret.clone()).await;
    let declared = secret[0].hash(&first_hash(house.workspace, &secret[0].head.series()));
    let privacy = secret[1].hash(&declared).reference();
    for event in [
        Event::AccessGranted { person: ada.person },
        Event::PrivacySet { private: false, base: vec![privacy] },
        Event::Retracted { entry: privacy, base: vec![] },
    ] {
        let entries = written(&house, &secret, incident(1), true, event.clone());
        assert_eq!(said(&ada, entries).await, 'w', "{event:?}");
    }
    let erased = written(&house, &secret, incident(1), true, Event::StreamErased { why: None });
    assert_eq!(said(&ada, erased).await, 'r');
    assert_eq!(ada.pull_all().await.iter().filter(|entry| entry.head.stream == incident(1)).count(), 0);
    let numbered = Event::Numbered { number: 7, base: vec![] };
    assert_eq!(said(&ada, written(&house, &secret, incident(1), true, numbered)).await, 't');
}

#[tokio::test]
async fn an_earlier_hub_says_for_whom_laptops_write_only_where_this_one_knows_nothing_else() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let people = Stream::Book(Section::People);
    let enrolled =
        |replica, person| written(&house, &[], people, false, Event::ReplicaEnrolled { replica, person });
    // Whoever asks for it: here Ben writes for himself.
    assert_eq!(said(&ada, enrolled(ben.replica(), ada.person)).await, 'w');
    assert_eq!(said(&ada, enrolled(ben.replica(), ben.person)).await, 't');
    let gone = enrolled(ReplicaKey([9; 32]), PersonId([9; 16]));
    assert_eq!(said(&ben, gone.clone()).await, 'w', "he may not say it himself");
    assert_eq!(said(&ada, gone.clone()).await, 't');
    assert_eq!(said(&ben, gone).await, 'k');
}
