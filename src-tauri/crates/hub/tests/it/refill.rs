//! A hub that was lost or replaced: what was taken once is taken again, by the receipts that show it.

use ed25519_dalek::SigningKey;
use hub::Role;
use incident::entry::Entry;
use incident::event::Event;
use incident::id::ReplicaKey;
use incident::incident::Incident;
use sync::{Push, Pushed, Receipt, Verdict};

use crate::house::{House, real_now};
use crate::laptop::{Laptop, incident, note};

fn waits(pushed: &Pushed) -> bool {
    !pushed.verdicts.is_empty()
        && pushed.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Waits { why } if !why.is_empty()))
}

fn taken(pushed: &Pushed) -> bool {
    !pushed.verdicts.is_empty() && pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken)
}

async fn relay(by: &Laptop, entries: &[Entry], receipts: &[Receipt], earlier: &[ReplicaKey]) -> Pushed {
    let push = Push {
        receipts: receipts.to_vec(),
        earlier: earlier.to_vec(),
        ..Push::of(by.journal.workspace(), entries.to_vec())
    };
    let answer = by.post("/v1/entries").json(&push).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// A hub of a workspace, the same again without its log, and a laptop that both know.
async fn lost() -> (House, Laptop, Laptop, Vec<Entry>, Vec<Receipt>) {
    let house = House::found().await;
    let rex = house.member("Rex", Role::Responder).await;
    let mut entries = rex.write(incident(1), false, vec![note("one"), note("two")]);
    let receipts = rex.push(entries.clone()).await.receipts;
    entries.extend(rex.note(incident(1), "never taken"));
    let house = house.without_its_log().await;
    let ada = house.member("Ada", Role::Admin).await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    (house, ada, rex, entries, receipts)
}

#[tokio::test]
async fn what_a_receipt_covers_is_taken_whatever_became_of_its_author() {
    let (house, ada, rex, entries, receipts) = lost().await;
    let ben = house.member("Ben", Role::Observer).await;
    assert!(waits(&ben.push(entries.clone()).await));
    // The signature has to be the hub's, and the receipt of these very entries.
    let mut forged = receipts.clone();
    forged[0].seq += 1;
    assert!(waits(&relay(&ben, &entries, &forged, &[]).await));
    let mut twin = Laptop::in_workspace(house.workspace, &house.url, "Twin");
    twin.author = rex.author;
    let other = twin.write(incident(1), false, vec![note("one"), note("another two")]);
    assert!(waits(&relay(&ben, &other, &receipts, &[]).await));
    // Anybody may bring it back, and no more than it covers.
    let pushed = relay(&ben, &entries, &receipts, &[]).await;
    assert_eq!(pushed.verdicts[..2], [Verdict::Taken, Verdict::Taken]);
    assert!(matches!(pushed.verdicts[2], Verdict::Waits { .. }), "{pushed:?}");
    assert_eq!(ada.fetch(&[sync::Wanted { series: entries[0].head.series(), after: 0 }]).await, entries[..2]);
}

#[tokio::test]
async fn receipts_of_an_earlier_hub_count_once_an_admin_says_that_it_was_one() {
    let founder = SigningKey::from_bytes(&[77; 32]);
    let old = House::adopted(&founder).await;
    let una = old.member("Una", Role::Responder).await;
    let entries = una.write(incident(1), false, vec![Event::Declared { drill: false }, note("one")]);
    let receipts = una.push(entries.clone()).await.receipts;
    let of_the_hub: Vec<Entry> =
        una.pull_all().await.into_iter().filter(|entry| entry.head.replica == receipts[0].hub).collect();
    assert!(of_the_hub.iter().any(|entry| entry.head.stream == incident(1)), "it has a number");

    let new = House::adopted(&founder).await;
    let (ada, ben) = (new.member("Ada", Role::Admin).await, new.member("Ben", Role::Responder).await);
    let earlier = [receipts[0].hub];
    // Whoever is no admin vouches for nothing.
    assert!(waits(&relay(&ben, &entries, &receipts, &earlier).await));
    let pushed = relay(&ada, &[entries.clone(), of_the_hub].concat(), &receipts, &earlier).await;
    assert!(taken(&pushed), "{pushed:?}");
    // From now on it is known, whoever relays: also what others have of it.
    let numbers = ben.pull_all().await.into_iter().filter(|entry| entry.head.stream == incident(1)).count();
    assert_eq!(numbers, 3, "the number that it had is its number");
    let more = una.note(incident(1), "never taken");
    assert!(waits(&relay(&ben, &more, &receipts, &earlier).await));
}

#[tokio::test]
async fn a_hub_that_was_lost_gives_a_number_again_and_takes_it_back_once_it_hears_of_it() {
    let house = House::found().await;
    let mut ada = house.member("Ada", Role::Admin).await;
    ada.push(ada.write(incident(1), false, vec![Event::Declared { drill: false }])).await;
    let first = ada.pull_all().await;
    let house = house.without_its_log().await;
    ada.url.clone_from(&house.url);
    ada.push(ada.write(incident(2), false, vec![Event::Declared { drill: false }])).await;
    relay(&ada, &first, &[], &[]).await;
    ada.journal.absorb(ada.pull_all().await).unwrap();
    let label = |n| Incident::of(&ada.journal.record(incident(n)).unwrap()).label();
    assert_eq!((label(1), label(2)), ("INC-1".to_owned(), "INC-2".to_owned()));
}

#[tokio::test]
async fn entries_of_one_push_that_build_on_each_other_are_judged_in_their_order() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let eve = house.member("Eve", Role::Responder).await;
    let hers = ana.write(
        incident(1),
        true,
        vec![
            Event::Declared { drill: false },
            Event::PrivacySet { private: true, base: vec![] },
            Event::AccessGranted { person: ana.person },
        ],
    );
    ana.push(hers.clone()).await;
    let granted = ana.write(incident(1), true, vec![Event::AccessGranted { person: ben.person }]);
    let known = [hers.clone(), granted.clone()].concat();
    ben.journal.absorb(known.clone()).unwrap();
    let by_ben = |event| {
        let all = ben.write(incident(1), true, vec![event]);
        all.into_iter().filter(|entry| entry.head.replica == ben.replica()).collect::<Vec<_>>()
    };
    let his = by_ben(Event::AccessGranted { person: eve.person });
    // She passes on what he wrote by what she wrote.
    let pushed = ana.push([his, granted].concat()).await;
    assert!(taken(&pushed), "{pushed:?}");

    // What makes an incident private in a push holds for what comes after it there.
    let secret = ana.write(
        incident(2),
        true,
        vec![
            Event::Declared { drill: false },
            Event::PrivacySet { private: true, base: vec![] },
            Event::AccessGranted { person: ana.person },
        ],
    );
    eve.journal.absorb(secret.clone()).unwrap();
    let opened = eve.write(incident(2), true, vec![Event::PrivacySet { private: false, base: vec![] }]);
    let opened: Vec<Entry> = opened.into_iter().filter(|entry| entry.head.replica == eve.replica()).collect();
    let pushed = eve.push([opened, secret].concat()).await;
    assert!(matches!(pushed.verdicts[0], Verdict::Waits { .. }), "{pushed:?}");
    assert_eq!(pushed.verdicts[1], Verdict::Taken);
}
