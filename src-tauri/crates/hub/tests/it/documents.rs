//! Texts that several people write: each has the access of its incident.

use std::time::Duration;

use hub::Role;
use incident::checksum::Checksum;
use incident::entry::Entry;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::stream::Stream;
use sync::{Verdict, Wanted};

use super::House;
use super::private::secret;
use crate::ear::Ear;
use crate::laptop::{Laptop, START, incident};

const NAME: &str = "draft/public/0";

fn document(n: u8) -> Stream {
    Stream::Document(DocumentId::of(IncidentId([n; 16]), NAME))
}

fn begun(n: u8) -> Event {
    Event::DocumentBegun { incident: IncidentId([n; 16]), name: NAME.to_owned() }
}

fn edited() -> Event {
    Event::TextEdited { update: "AQEBAAQBBHRleHQCSGkA".to_owned() }
}

/// What a laptop can find out of a document, by every way there is that asks.
async fn found_out(laptop: &Laptop, entries: &[Entry]) -> [usize; 3] {
    let series = entries[0].head.series();
    let of = |entries: &[Entry]| entries.iter().filter(|entry| entry.head.stream == series.stream).count();
    let heads = laptop.heads().await.heads;
    [
        of(&laptop.pull_all().await),
        heads.iter().filter(|head| head.series.stream == series.stream).count(),
        of(&laptop.fetch(&[Wanted { series, after: 0 }]).await),
    ]
}

/// Everybody hears the checksum of what is listed to them, once the hub knows it.
async fn is_in_step(laptops: &[&Laptop]) {
    for laptop in laptops {
        let mut again = tokio::time::interval(Duration::from_millis(100));
        let checksum = loop {
            again.tick().await;
            let cursor = laptop.heads().await.cursor;
            if let Some(checksum) = laptop.pull(&cursor.to_string()).await.checksum {
                break checksum;
            }
        };
        let heads = laptop.heads().await.heads;
        let listed =
            heads.iter().fold(Checksum::default(), |sum, head| sum.with(&head.series, head.seq, &head.hash));
        assert_eq!(checksum, listed, "{}", laptop.name);
    }
}

#[tokio::test]
async fn the_draft_of_a_private_incident_is_invisible_to_those_not_named() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let admin = house.member("Ada", Role::Admin).await;
    let all = [&ana, &ben, &admin];
    let (mut his, mut hers) = (Ear::of(&ben, START).await, Ear::of(&admin, START).await);
    his.page().await;
    hers.page().await;
    ana.push(secret(&ana, &ben)).await;
    his.page().await;

    let draft = ana.write(document(1), true, vec![begun(1), edited()]);
    let pushed = ana.push(draft.clone()).await;
    assert_eq!(pushed.verdicts, [Verdict::Taken, Verdict::Taken]);
    assert_eq!(his.page().await.entries, draft);
    assert_eq!(found_out(&ana, &draft).await, [2, 1, 2]);
    assert_eq!(found_out(&ben, &draft).await, [2, 1, 2]);
    assert_eq!(found_out(&admin, &draft).await, [0, 0, 0]);
    is_in_step(&all).await;
    // Whoever was handed the entries may pass them on, and hears nothing of how far the hub is.
    assert_eq!(admin.push(draft.clone()).await.receipts, []);

    // The next thing the admin hears is the next thing that is hers to hear.
    let open = ana.write(document(2), false, vec![begun(2), edited()]);
    ana.push(open.clone()).await;
    assert_eq!(hers.page().await.entries, open);
    is_in_step(&all).await;

    // Who is let into the incident is let into its draft, and nothing is written there for that.
    ana.push(ana.write(incident(1), true, vec![Event::AccessGranted { person: admin.person }])).await;
    assert_eq!(found_out(&admin, &draft).await, [2, 1, 2]);
    is_in_step(&all).await;
}

#[tokio::test]
async fn a_draft_is_shut_and_opened_with_its_incident() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let draft = ana.write(document(1), false, vec![begun(1), edited()]);
    ana.push(draft.clone()).await;
    assert_eq!(found_out(&ben, &draft).await, [2, 1, 2], "also before anything is known of the incident");
    is_in_step(&[&ana, &ben]).await;
    ana.push(ana.write(
        incident(1),
        true,
        vec![
            Event::Declared { drill: false },
            Event::AccessGranted { person: ana.person },
            Event::PrivacySet { private: true, base: vec![] },
        ],
    ))
    .await;
    assert_eq!(found_out(&ben, &draft).await, [0, 0, 0]);
    is_in_step(&[&ana, &ben]).await;
    let base = vec![ana.journal.record(incident(1)).unwrap().facts()[2].id];
    ana.push(ana.write(document(1), true, vec![edited()])).await;
    is_in_step(&[&ana, &ben]).await;
    ana.push(ana.write(incident(1), false, vec![Event::PrivacySet { private: false, base }])).await;
    assert_eq!(found_out(&ben, &draft).await, [3, 1, 3]);
    is_in_step(&[&ana, &ben]).await;
}

#[tokio::test]
async fn what_its_author_saw_as_private_is_private_before_the_incident_is_known() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let draft = ana.write(document(1), true, vec![begun(1), edited()]);
    ana.push(draft.clone()).await;
    assert_eq!(found_out(&ana, &draft).await, [2, 1, 2]);
    assert_eq!(found_out(&ben, &draft).await, [0, 0, 0]);
    is_in_step(&[&ana, &ben]).await;
}

#[tokio::test]
async fn a_text_that_is_of_no_incident_is_shown_to_whoever_wrote_it() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let loose = ana.write(document(1), false, vec![edited()]);
    assert_eq!(ana.push(loose.clone()).await.verdicts, [Verdict::Taken]);
    assert_eq!(found_out(&ana, &loose).await, [1, 1, 1]);
    assert_eq!(found_out(&ben, &loose).await, [0, 0, 0]);
    is_in_step(&[&ana, &ben]).await;
    // Once somebody says of which it is, it is open like that.
    ana.push(ana.write(document(1), false, vec![begun(1)])).await;
    assert_eq!(found_out(&ben, &loose).await, [2, 1, 2]);
    is_in_step(&[&ana, &ben]).await;
}

#[tokio::test]
async fn nobody_takes_a_text_to_another_incident() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let eve = house.member("Eve", Role::Admin).await;
    ana.push(secret(&ana, &ben)).await;
    let draft = ana.write(document(1), true, vec![begun(1), edited()]);
    ana.push(draft.clone()).await;
    let open = Event::Declared { drill: false };
    eve.push(eve.write(incident(2), false, vec![open])).await;
    for claim in [
        begun(2),
        Event::DocumentBegun { incident: IncidentId([2; 16]), name: String::new() },
        Event::DocumentBegun { incident: IncidentId([1; 16]), name: "review".to_owned() },
    ] {
        let pushed = eve.push(eve.write(document(1), false, vec![claim])).await;
        let [.., Verdict::Refused { why }] = &pushed.verdicts[..] else { panic!("{pushed:?}") };
        assert!(why.contains("another incident"), "{why}");
    }
    assert_eq!(found_out(&eve, &draft).await, [0, 0, 0]);
    // Nor do they hide it from those who are named, or wipe it out.
    let pushed = eve.push(eve.write(document(1), false, vec![Event::StreamErased { why: None }])).await;
    assert!(matches!(pushed.verdicts[..], [.., Verdict::Refused { .. }]), "{pushed:?}");
    assert_eq!(found_out(&ben, &draft).await, [2, 1, 2]);
    is_in_step(&[&ana, &ben, &eve]).await;
}
