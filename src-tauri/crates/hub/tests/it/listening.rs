//! The live stream.

use std::time::{Duration, Instant};

use hub::Role;
use sync::Cursor;

use super::House;
use crate::ear::Ear;
use crate::house::real_now;
use crate::laptop::{START, incident};

#[tokio::test]
async fn a_listener_hears_what_it_missed_and_then_what_is_taken_within_a_second() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    ana.push(ana.note(incident(1), "before")).await;
    let mut ear = Ear::of(&ben, START).await;
    let page = ear.page().await;
    assert_eq!(page.entries, ben.pull_all().await);

    let mut cursor = page.cursor;
    for n in 0..5 {
        let entries = ana.note(incident(1), &format!("note {n}"));
        let begun = Instant::now();
        let pushed = ana.push(entries.clone()).await;
        let page = ear.page().await;
        assert!(begun.elapsed() < Duration::from_secs(1), "it took {:?}", begun.elapsed());
        assert_eq!((&page.entries, page.cursor), (&entries, pushed.cursor));
        cursor = page.cursor;
    }
    // Who comes back says where it stopped, and misses nothing.
    let missed = ana.note(incident(1), "meanwhile");
    drop(ear);
    ana.push(missed.clone()).await;
    assert_eq!(Ear::of(&ben, &cursor.to_string()).await.page().await.entries, missed);
}

#[tokio::test]
async fn a_stream_begins_with_where_it_stands_when_there_is_nothing_to_tell() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Observer).await;
    let at = ana.pull(START).await.cursor;
    let (event, id, _) = Ear::of(&ana, &at.to_string()).await.next().await.unwrap();
    assert_eq!((event.as_str(), id.parse::<Cursor>()), ("head", Ok(at)));
}

#[tokio::test]
async fn an_open_stream_ends_within_five_seconds_of_a_revocation() {
    let house = House::found().await;
    let (ana, rex) = (house.member("Ana", Role::Responder).await, house.member("Rex", Role::Responder).await);
    let (mut hers, mut his) = (Ear::of(&ana, START).await, Ear::of(&rex, START).await);
    hers.page().await;
    his.page().await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let begun = Instant::now();
    while his.next().await.is_some() {}
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    let entries = ana.note(incident(1), "for those who are left");
    ana.push(entries.clone()).await;
    assert_eq!(hers.page().await.entries, entries);
}

#[tokio::test]
async fn a_hub_that_stops_ends_its_streams() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Observer).await;
    let mut ear = Ear::of(&ana, START).await;
    ear.page().await;
    let _folder = house.stop().await;
    while ear.next().await.is_some() {}
}
