//! What waits until an admin says whether it counts.

use hub::{Role, Ruling, Waiting, Why};
use incident::entry::{Entry, first_hash, sign};
use incident::event::Event;
use incident::id::Run;
use sync::Verdict;

use super::House;
use crate::house::{code, real_now};
use crate::laptop::{Laptop, incident, note};

pub(super) async fn waiting(admin: &Laptop) -> Vec<Waiting> {
    admin.get("/v1/waiting").send().await.unwrap().json().await.unwrap()
}

pub(super) async fn says(admin: &Laptop, id: i64, word: &str) -> u16 {
    admin.post(&format!("/v1/waiting/{id}/{word}")).send().await.unwrap().status().as_u16()
}

/// One letter for each entry of a push: taken, known, waits or refused.
pub(super) async fn pushed(by: &Laptop, entries: &[Entry]) -> String {
    let verdicts = by.push(entries.to_vec()).await.verdicts;
    let letter = |verdict: &Verdict| match verdict {
        Verdict::Taken => 't',
        Verdict::Known => 'k',
        Verdict::Waits { .. } => 'w',
        Verdict::Refused { .. } => 'r',
    };
    verdicts.iter().map(letter).collect()
}

#[tokio::test]
async fn what_somebody_revoked_wrote_counts_as_far_as_an_admin_lets_it_in() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Observer).await);
    let rex = house.member("Rex", Role::Responder).await;
    ben.push(rex.note(incident(1), "before")).await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let late = rex.write(incident(1), false, vec![note("late"), note("later")]);
    assert_eq!(pushed(&ben, &late).await, "ww");
    assert_eq!(pushed(&ben, &late).await, "ww", "asked again, it is one thing that waits");
    let listed = waiting(&ada).await;
    let Waiting { id, series, from, to, why, .. } = listed[0];
    assert_eq!((listed.len(), series, from, to, why), (1, late[0].head.series(), 2, 3, Why::Revoked));

    assert_eq!(says(&ada, id, "admit").await, 204);
    assert_eq!((waiting(&ada).await, says(&ada, id, "admit").await), (vec![], 404));
    // What he writes after that was not looked at.
    let latest = rex.note(incident(1), "latest");
    assert_eq!(pushed(&ben, &[late.clone(), latest.clone()].concat()).await, "ttw");
    let listed = waiting(&ada).await;
    assert_eq!((listed[0].id, listed[0].from, listed[0].to), (id, 4, 4));
    assert_eq!(says(&ada, id, "refuse").await, 204);
    let more = rex.note(incident(1), "and more");
    assert_eq!(pushed(&ben, &[latest, more].concat()).await, "rr");
    assert_eq!(waiting(&ada).await, []);
    assert_eq!(ben.pull_all().await.iter().filter(|entry| entry.head.replica == rex.replica()).count(), 3);
}

#[tokio::test]
async fn what_an_admin_lets_in_is_judged_like_anything_else() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let obi = house.member("Obi", Role::Observer).await;
    house.store().revoke_member(obi.person, real_now()).unwrap();
    let numbered = ben.write(incident(2), false, vec![Event::Numbered { number: 7, base: vec![] }]);
    house.store().revoke_member(ben.person, real_now()).unwrap();
    for entries in [obi.note(incident(1), "an observer's"), numbered] {
        assert_eq!(pushed(&ada, &entries).await, "w");
        let id = waiting(&ada).await[0].id;
        assert_eq!(says(&ada, id, "admit").await, 204);
        assert_eq!(pushed(&ada, &entries).await, "r");
    }
}

#[tokio::test]
async fn a_stamp_that_leaps_waits_for_an_admin_too() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let mut own = ben.note(incident(1), "beyond");
    own[0].head.stamp = 1 << 21;
    let hash = own[0].hash(&first_hash(house.workspace, &own[0].head.series()));
    own[0].signature = Some(sign(&ben.author.key, &hash));
    assert_eq!(pushed(&ben, &own).await, "w");
    let listed = waiting(&ada).await;
    assert_eq!((listed[0].series, listed[0].why), (own[0].head.series(), Why::Leap));
    assert_eq!(says(&ada, listed[0].id, "admit").await, 204);
    assert_eq!(pushed(&ben, &own).await, "t");
}

#[tokio::test]
async fn nothing_is_noted_of_what_its_author_has_not_signed_or_of_who_came_back() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let mut rex = house.member("Rex", Role::Responder).await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let mut forged = rex.note(incident(1), "true");
    forged[0].head.run = Run([9; 8]);
    assert_eq!(pushed(&ben, &forged).await, "w");
    assert_eq!(waiting(&ada).await, []);
    let late = rex.note(incident(2), "late");
    assert_eq!(pushed(&ben, &late).await, "w");
    assert_eq!(waiting(&ada).await.len(), 1);
    let welcome = house.join(&rex.asks(&house.invite(Role::Responder).code)).await;
    rex.is_in(&welcome.json().await.unwrap());
    assert_eq!(waiting(&ada).await, []);
    assert_eq!(pushed(&rex, &late).await, "t");
}

#[tokio::test]
async fn an_admin_neither_sees_nor_lets_in_what_is_private_to_others() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let rex = house.member("Rex", Role::Responder).await;
    let closed = Event::PrivacySet { private: true, base: vec![] };
    let named = [ben.person, rex.person].map(|person| Event::AccessGranted { person });
    let begun =
        ben.write(incident(1), true, [vec![Event::Declared { drill: false }, closed], named.into()].concat());
    ben.push(begun.clone()).await;
    rex.journal.absorb(begun).unwrap();
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let late = rex.write(incident(1), true, vec![note("late")]);
    let late: Vec<Entry> = late.into_iter().filter(|entry| entry.head.replica == rex.replica()).collect();
    assert_eq!(pushed(&ben, &late).await, "w");
    assert_eq!(waiting(&ada).await, []);
    let kept = house.store().waiting().unwrap();
    assert_eq!(says(&ada, kept[0].id, "admit").await, 404);
    let answer = ada.post("/v1/waiting/x/admit").send().await.unwrap();
    assert_eq!(code(answer).await, (400, "address".to_owned()));
    // The operator, who holds the files anyway, may.
    assert!(house.store().rule(kept[0].id, Ruling::Admitted).unwrap());
    assert_eq!(pushed(&ben, &late).await, "t");
}
