//! The checksum that each member hears is that of what they are shown.

use hub::{Role, back_up};
use incident::checksum::Checksum;
use incident::event::Event;
use sync::{Page, Sum};

use crate::ear::Ear;
use crate::house::House;
use crate::laptop::{Laptop, START, incident, note};

/// Of what is listed to a laptop.
pub(crate) async fn listed(laptop: &Laptop) -> Checksum {
    let heads = laptop.heads().await.heads;
    heads.iter().fold(Checksum::default(), |sum, head| sum.with(&head.series, head.seq, &head.hash))
}

/// What its last page says. A hub that has just begun may not know it yet.
pub(crate) async fn heard(laptop: &Laptop) -> Checksum {
    let mut again = tokio::time::interval(std::time::Duration::from_millis(100));
    for _ in 0..600 {
        again.tick().await;
        let cursor = laptop.heads().await.cursor;
        let Page { checksum, more, .. } = laptop.pull(&cursor.to_string()).await;
        assert!(!more);
        if let Some(checksum) = checksum {
            return checksum;
        }
    }
    panic!("no checksum is told");
}

#[tokio::test]
async fn everybody_hears_the_checksum_of_what_they_are_shown() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let admin = house.member("Ada", Role::Admin).await;
    let everybody = async || {
        for laptop in [&ana, &ben, &admin] {
            assert_eq!(heard(laptop).await, listed(laptop).await, "{}", laptop.name);
        }
    };
    ana.push(ana.note(incident(1), "for everybody")).await;
    everybody().await;
    assert_eq!(heard(&ben).await, heard(&admin).await);
    ana.push(ana.write(
        incident(2),
        true,
        vec![
            Event::Declared { drill: false },
            Event::PrivacySet { private: true, base: vec![] },
            Event::AccessGranted { person: ana.person },
        ],
    ))
    .await;
    // Written as private where nothing says so yet, and by somebody who is not named.
    ben.push(ben.write(incident(3), true, vec![note("it will be said")])).await;
    ben.push(ben.write(incident(2), true, vec![note("his own")])).await;
    everybody().await;
    let before = heard(&ben).await;
    assert_ne!(before, heard(&admin).await);
    ana.push(ana.write(incident(2), true, vec![Event::AccessGranted { person: ben.person }])).await;
    everybody().await;
    assert_ne!(heard(&ben).await, before);
    let open = ana.write(incident(2), true, vec![Event::PrivacySet { private: false, base: vec![] }]);
    ana.push(open).await;
    everybody().await;
}

#[tokio::test]
async fn more_than_anybody_waits_for_is_read_by_itself() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    // As an import or an adopted log comes: much, and nobody asks meanwhile.
    for n in 0..6 {
        let many = (0..400).map(|m| note(&format!("note {n} {m}"))).collect();
        ana.push(ana.write(incident(n), false, many)).await;
    }
    assert_eq!(heard(&ana).await, listed(&ana).await);
}

#[tokio::test]
async fn what_was_kept_over_a_rest_counts_only_for_the_log_that_it_was_of() {
    let house = House::found().await;
    let mut ana = house.member("Ana", Role::Responder).await;
    let mut ben = house.member("Ben", Role::Responder).await;
    ana.push(ana.note(incident(1), "for everybody")).await;
    let declared = Event::Declared { drill: false };
    let closed = vec![declared, Event::PrivacySet { private: true, base: vec![] }];
    ana.push(ana.write(incident(2), true, closed)).await;
    let backups = tempfile::tempdir().unwrap();
    let copy = backups.path().join("copy.sqlite");
    back_up(&house.place, &copy).unwrap();
    ana.push(ana.note(incident(3), "lost in the end")).await;
    let before = [heard(&ana).await, heard(&ben).await];
    let (sums, journal) = (house.place.sums(), house.place.journal());
    assert!(!sums.exists());
    let folder = house.stop().await;
    let kept = std::fs::read(&sums).unwrap();

    let house = House::serve(folder).await;
    (ana.url, ben.url) = (house.url.clone(), house.url.clone());
    assert_eq!([heard(&ana).await, heard(&ben).await], before);
    ana.push(ana.note(incident(1), "one more")).await;
    ben.push(ben.note(incident(3), "another")).await;
    for laptop in [&ana, &ben] {
        assert_eq!(heard(laptop).await, listed(laptop).await);
    }
    let folder = house.stop().await;
    assert_ne!(std::fs::read(&sums).unwrap(), kept);

    std::fs::copy(&copy, &journal).unwrap();
    let house = House::serve(folder).await;
    (ana.url, ben.url) = (house.url.clone(), house.url.clone());
    for laptop in [&ana, &ben] {
        assert_eq!(heard(laptop).await, listed(laptop).await);
    }
}

#[tokio::test]
async fn a_page_that_is_not_the_last_tells_no_checksum() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    ana.push(ana.note(incident(1), "one")).await;
    ana.push(ana.note(incident(1), "two")).await;
    let path = format!("/v1/entries?after={START}&limit=1");
    let page: Page = ana.get(&path).send().await.unwrap().json().await.unwrap();
    assert!(page.more && page.checksum.is_none());
}

#[tokio::test]
async fn who_listens_hears_it_after_a_sign_of_life() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let sum = heard(&ana).await;
    let at = ana.heads().await.cursor;
    let mut ear = Ear::of(&ana, &at.to_string()).await;
    assert_eq!(ear.next().await.unwrap().0, "head");
    let (name, _, data) = ear.next().await.unwrap();
    assert_eq!(
        (name.as_str(), serde_json::from_str(&data).unwrap()),
        ("checksum", Sum { cursor: at, checksum: sum })
    );
}
