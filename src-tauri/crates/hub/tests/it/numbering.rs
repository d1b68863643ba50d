//! Numbers that the hub gives.

use hub::Role;
use incident::body::Body;
use incident::entry::{BodyBytes, Entry, PRIVATE};
use incident::event::Event;
use incident::stream::Stream;

use crate::house::House;
use crate::laptop::{Laptop, incident, note};

fn declared() -> Event {
    Event::Declared { drill: false }
}

/// The numbers that a laptop sees of an incident, with the flags of their entries.
async fn numbers(laptop: &Laptop, stream: Stream) -> Vec<(u64, u16)> {
    let number = |entry: &Entry| {
        let BodyBytes::Whole(bytes) = &entry.body else { return None };
        match Body::from_bytes(entry.head.v, bytes).ok()?.event {
            Event::Numbered { number } => Some((number, entry.head.flags)),
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
    let folder = house.stop().await;
    let house = House::serve(folder).await;
    let cleo = house.member("Cleo", Role::Responder).await;
    cleo.push(cleo.write(incident(9), false, vec![declared()])).await;
    assert_eq!(numbers(&cleo, incident(9)).await, [(3, 0)]);
}

#[tokio::test]
async fn a_number_that_an_earlier_hub_gave_counts_and_what_nobody_declared_has_none() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    ana.push(ana.write(incident(1), false, vec![note("nobody has declared this")])).await;
    ana.push(ana.write(incident(2), false, vec![declared(), Event::Numbered { number: 5_200 }])).await;
    ana.push(ana.write(incident(3), false, vec![declared()])).await;
    assert_eq!(numbers(&ana, incident(1)).await, []);
    assert_eq!(numbers(&ana, incident(2)).await, [(5_200, 0)]);
    assert_eq!(numbers(&ana, incident(3)).await, [(5_201, 0)]);
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
