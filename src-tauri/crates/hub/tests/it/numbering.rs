//! Numbers that the hub gives.

use ed25519_dalek::SigningKey;
use hub::{Role, adopt, adoption_code, in_words};
use incident::body::Body;
use incident::entry::{BodyBytes, Entry, PRIVATE};
use incident::event::Event;
use incident::incident::Incident;
use incident::stream::Stream;
use sync::Verdict;

use super::House;
use crate::house::{Ground, real_now};
use crate::laptop::{Laptop, incident, note};

fn declared() -> Event {
    Event::Declared { drill: false }
}

/// The numbers that a laptop sees of an incident, with the flags of their entries.
async fn numbers(laptop: &Laptop, stream: Stream) -> Vec<(u64, u16)> {
    let number = |entry: &Entry| {
        let BodyBytes::Whole(bytes) = &entry.body else { return None };
        match Body::from_bytes(entry.head.v, bytes).ok()?.event {
            Event::Numbered { number, .. } => Some((number, entry.head.flags)),
            _ => None,
        }
    };
    let of = |entry: &&Entry| entry.head.stream == stream;
    laptop.pull_all().await.iter().filter(of).filter_map(number).collect()
}

#[tokio::test]
async fn incidents_are_numbered_in_the_order_in_which_they_come_once_and_for_ever() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    ana.push(ana.write(incident(7), false, vec![declared()])).await;
    ana.push(ana.write(incident(3), false, vec![declared(), note("x")])).await;
    ana.push(ana.write(incident(7), false, vec![note("more of it")])).await;
    assert_eq!(numbers(&ben, incident(7)).await, [(1, 0)]);
    assert_eq!(numbers(&ben, incident(3)).await, [(2, 0)]);

    // Taken back, its number is not given to another; nor after a restart.
    let ground = house.stop().await;
    let house = House::serve(ground).await;
    let cleo = house.member("Cleo", Role::Responder).await;
    cleo.push(cleo.write(incident(9), false, vec![declared()])).await;
    assert_eq!(numbers(&cleo, incident(9)).await, [(3, 0)]);
}

#[tokio::test]
async fn a_number_that_an_earlier_hub_gave_with_the_founders_key_counts_and_what_nobody_declared_has_none() {
    let (house, founder) = taken_over().await;
    founder.push(founder.write(incident(1), false, vec![note("nobody has declared this")])).await;
    let numbered = |number| vec![declared(), Event::Numbered { number, base: vec![] }];
    founder.push(founder.write(incident(2), false, numbered(5_200))).await;
    let ana = house.member("Ana", Role::Responder).await;
    ana.push(ana.write(incident(3), false, vec![declared()])).await;
    assert_eq!(numbers(&ana, incident(1)).await, []);
    assert_eq!(numbers(&ana, incident(2)).await, [(5_200, 0)]);
    assert_eq!(numbers(&ana, incident(3)).await, [(5_201, 0)]);

    // One that leaves no number for those who come after does not count.
    founder.push(founder.write(incident(4), false, numbered(u64::MAX))).await;
    assert_eq!(numbers(&ana, incident(4)).await, [(u64::MAX, 0), (5_202, 0)]);
    founder.push(founder.write(incident(5), false, numbered(1 << 53))).await;
    assert_eq!(numbers(&ana, incident(5)).await, [(1 << 53, 0), (5_203, 0)]);
}

/// The number that a laptop shows of an incident, and its aliases.
async fn known_as(laptop: &Laptop, stream: Stream) -> Vec<u64> {
    let twin = Laptop::in_workspace(laptop.journal.workspace(), "", "A reader");
    twin.journal.absorb(laptop.pull_all().await).unwrap();
    let record = twin.journal.record(stream).unwrap();
    Incident::of(&record).numbers()
}

#[tokio::test]
async fn of_two_incidents_with_one_number_the_one_that_laptops_bring_back_keeps_it() {
    let (house, founder) = taken_over().await;
    let ana = house.member("Ana", Role::Responder).await;
    let closed = Event::PrivacySet { private: true, base: vec![] };
    let named = Event::AccessGranted { person: ana.person };
    ana.push(ana.write(incident(1), true, vec![declared(), named, closed])).await;
    ana.push(ana.write(incident(2), false, vec![declared()])).await;
    assert_eq!((known_as(&ana, incident(1)).await, known_as(&ana, incident(2)).await), (vec![1], vec![2]));

    // Given before the hub went back, also with the one that came after it.
    let numbered = |number, base| Event::Numbered { number, base };
    let kept = founder.write(incident(3), false, vec![declared(), numbered(1, vec![])]);
    let sorted = founder.write(incident(4), false, vec![declared(), numbered(1, vec![])]);
    let lost = founder.journal.record(incident(4)).unwrap().facts()[1].id;
    let sorted = [sorted, founder.write(incident(4), false, vec![numbered(9, vec![lost])])].concat();
    founder.push([kept.clone(), sorted].concat()).await;
    assert_eq!(known_as(&ana, incident(3)).await, [1]);
    assert_eq!(known_as(&ana, incident(4)).await, [9, 1]);
    assert_eq!(known_as(&ana, incident(1)).await, [10, 1]);
    assert_eq!(numbers(&ana, incident(1)).await, [(1, PRIVATE), (10, PRIVATE)], "and as private as before");
    assert_eq!(known_as(&ana, incident(2)).await, [2]);
    // Twice is once.
    founder.push(kept).await;
    assert_eq!(known_as(&ana, incident(1)).await, [10, 1]);
}

#[tokio::test]
async fn of_two_that_come_together_one_keeps_the_number() {
    let (house, founder) = taken_over().await;
    let ana = house.member("Ana", Role::Responder).await;
    let numbered = || vec![declared(), Event::Numbered { number: 5, base: vec![] }];
    let both = [founder.write(incident(8), false, numbered()), founder.write(incident(2), false, numbered())];
    founder.push(both.concat()).await;
    assert_eq!(known_as(&ana, incident(2)).await, [5]);
    assert_eq!(known_as(&ana, incident(8)).await, [6, 5]);
}

#[tokio::test]
async fn an_incident_whose_number_comes_after_it_got_another_shows_one() {
    let (house, founder) = taken_over().await;
    let ana = house.member("Ana", Role::Responder).await;
    let numbered = |number| vec![Event::Numbered { number, base: vec![] }];
    for n in [1, 2] {
        founder.push(founder.write(incident(n), false, vec![declared()])).await;
    }
    founder.push(founder.write(incident(2), false, numbered(7))).await;
    assert_eq!(known_as(&ana, incident(2)).await, [2, 7]);
    // Once the number turns out to be another's, the one that it has is said again.
    founder.push(founder.write(incident(3), false, [vec![declared()], numbered(2)].concat())).await;
    assert_eq!(known_as(&ana, incident(3)).await, [2]);
    assert_eq!(known_as(&ana, incident(2)).await, [7, 2]);
    ana.push(ana.write(incident(4), false, vec![declared()])).await;
    assert_eq!(known_as(&ana, incident(4)).await, [8]);
}

#[tokio::test]
async fn nobody_but_the_hub_gives_numbers() {
    let house = House::found().await;
    for (n, role) in [(1, Role::Responder), (2, Role::Admin)] {
        let laptop = house.member("Eve", role).await;
        let events =
            vec![declared(), Event::Numbered { number: u64::MAX, base: vec![] }, note("and what follows")];
        // Each is signed, so that what comes before the number is whole without it.
        let entries: Vec<Entry> =
            events.into_iter().flat_map(|event| laptop.write(incident(n), false, vec![event])).collect();
        let pushed = laptop.push(entries).await;
        assert_eq!(pushed.verdicts[0], Verdict::Taken);
        for verdict in &pushed.verdicts[1..] {
            assert!(matches!(verdict, Verdict::Refused { why } if why.contains("number")), "{verdict:?}");
        }
        assert_eq!(numbers(&laptop, incident(n)).await, [(u64::from(n), 0)]);
    }
}

/// A hub that took over the workspace of a laptop, and that laptop.
async fn taken_over() -> (House, Laptop) {
    // No other laptop of this process is given it: those have the same byte all over.
    let mut key = [201; 32];
    key[0] = 0;
    let key = SigningKey::from_bytes(&key);
    let (ground, secret) = (House::ground(), [6; 16]);
    adopt(&ground.place(), &adoption_code(&key, &secret), real_now()).unwrap();
    let house = House::serve(ground).await;
    let mut founder = Laptop::new(&house, "Ana");
    founder.author.key = key;
    let answer = house.join(&founder.asks(&in_words(&secret))).await;
    founder.is_in(&answer.json().await.unwrap());
    (house, founder)
}

#[tokio::test]
async fn the_number_of_a_private_incident_is_as_private_as_the_rest() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let private = Event::PrivacySet { private: true, base: vec![] };
    let named = Event::AccessGranted { person: ana.person };
    ana.push(ana.write(incident(4), true, vec![declared(), named, private])).await;
    assert_eq!(numbers(&ana, incident(4)).await, [(1, PRIVATE)]);
    assert_eq!(numbers(&ben, incident(4)).await, []);
}
