//! Private incidents: there for those named, and for nobody else.

use hub::Role;
use incident::entry::Entry;
use incident::event::Event;
use incident::id::IncidentId;
use incident::stream::Stream;
use journal::Work;
use sync::{FETCH_LIMIT, Heads, PUSH_ENTRIES, Verdict, Wanted};

use super::House;
use crate::ear::Ear;
use crate::house::NOW;
use crate::laptop::{Laptop, START, incident, note};

/// A private incident of Ana's that Ben may see.
pub(crate) fn secret(ana: &Laptop, ben: &Laptop) -> Vec<Entry> {
    ana.write(
        incident(1),
        true,
        vec![
            Event::Declared { drill: false },
            Event::PrivacySet { private: true, base: vec![] },
            Event::AccessGranted { person: ana.person },
            Event::AccessGranted { person: ben.person },
            note("the secret"),
        ],
    )
}

/// What a laptop can find out of the incident, by every way there is.
async fn found_out(laptop: &Laptop, series: incident::entry::Series) -> [usize; 3] {
    let of = |entries: &[Entry]| entries.iter().filter(|entry| entry.head.stream == incident(1)).count();
    let heads = laptop.heads().await.heads;
    [
        of(&laptop.pull_all().await),
        heads.iter().filter(|head| head.series.stream == incident(1)).count(),
        of(&laptop.fetch(&[Wanted { series, after: 0 }]).await),
    ]
}

#[tokio::test]
async fn a_private_incident_is_invisible_to_those_not_named_also_to_admins() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let admin = house.member("Ada", Role::Admin).await;
    let (mut his, mut hers) = (Ear::of(&ben, START).await, Ear::of(&admin, START).await);
    his.page().await;
    hers.page().await;

    let entries = secret(&ana, &ben);
    let series = entries[0].head.series();
    assert!(ana.push(entries.clone()).await.verdicts.iter().all(|verdict| *verdict == Verdict::Taken));
    // What she wrote, and the number that the hub gave it.
    let heard = his.page().await.entries;
    assert_eq!((&heard[..5], heard.len()), (&entries[..], 6));
    assert_eq!(found_out(&ana, series).await, [6, 2, 5]);
    assert_eq!(found_out(&ben, series).await, [6, 2, 5]);
    assert_eq!(found_out(&admin, series).await, [0, 0, 0]);
    // Whoever was handed the entries may pass them on, and hears nothing of how far the hub is.
    assert_eq!(admin.push(entries.clone()).await.receipts, []);

    // The next thing the admin hears is the next thing that is hers to hear.
    let open = ana.note(incident(2), "for everybody");
    ana.push(open.clone()).await;
    assert_eq!(hers.page().await.entries, open);

    let granted = ana.write(incident(1), true, vec![Event::AccessGranted { person: admin.person }]);
    ana.push(granted).await;
    assert_eq!(found_out(&admin, series).await, [7, 2, 6]);
}

#[tokio::test]
async fn pages_of_heads_do_not_tell_of_private_incidents_nor_how_many_there_are() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let numbered = |n: usize| {
        let mut id = [9; 16];
        id[..2].copy_from_slice(&u16::try_from(n).unwrap().to_be_bytes());
        Stream::Incident(IncidentId(id))
    };
    let write = async |numbers: Vec<usize>, private: bool| {
        for some in numbers.chunks(PUSH_ENTRIES) {
            let work = some.iter().map(|n| Work {
                stream: numbered(*n),
                private,
                drafts: vec![note("x").into()],
                at: None,
            });
            ana.journal.append_all(&ana.author, NOW, work.collect()).unwrap();
            let entries = some.iter().flat_map(|n| ana.journal.entries(numbered(*n)).unwrap());
            ana.push(entries.collect()).await;
        }
    };
    // Private ones lie everywhere between the open ones, and behind them are more than a page of them.
    let open = FETCH_LIMIT + 20;
    write((0..open).map(|n| 2 * n).collect(), false).await;
    write((0..open).map(|n| 2 * n + 1).chain(2_000..2_000 + FETCH_LIMIT + 1).collect(), true).await;

    let (mut seen, mut path, mut pages) = (Vec::new(), "/v1/heads".to_owned(), 0);
    loop {
        let page: Heads = ben.get(&path).send().await.unwrap().json().await.unwrap();
        pages += 1;
        seen.extend(page.heads.iter().map(|head| head.series.stream));
        let Some(next) = page.next else { break };
        assert_eq!(seen.last(), Some(&next), "only what he sees is named");
        path = format!("/v1/heads?after={next}");
    }
    let incidents: Vec<Stream> = seen.into_iter().filter(|stream| stream.incident().is_some()).collect();
    assert_eq!(incidents, (0..open).map(|n| numbered(2 * n)).collect::<Vec<_>>());
    assert_eq!(pages, 2, "as many as the visible ones fill");

    // Whoever compares one stream gets one, whatever is hidden before it.
    let path = format!("/v1/heads?after={}&limit=1", numbered(0));
    let one: Heads = ben.get(&path).send().await.unwrap().json().await.unwrap();
    let streams: Vec<Stream> = one.heads.iter().map(|head| head.series.stream).collect();
    assert_eq!((streams, one.next), (vec![numbered(2)], Some(numbered(2))));
}

#[tokio::test]
async fn nobody_lets_themselves_in() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let eve = house.member("Eve", Role::Admin).await;
    let entries = secret(&ana, &ben);
    let series = entries[0].head.series();
    ana.push(entries).await;
    for event in
        [Event::AccessGranted { person: eve.person }, Event::PrivacySet { private: false, base: vec![] }]
    {
        let pushed = eve.push(eve.write(incident(1), false, vec![event])).await;
        assert!(matches!(pushed.verdicts[..], [Verdict::Waits { .. }]), "{pushed:?}");
    }
    assert_eq!(found_out(&eve, series).await, [0, 0, 0]);
}

#[tokio::test]
async fn nobody_lets_themselves_in_by_redacting_what_keeps_them_out() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let eve = house.member("Eve", Role::Responder).await;
    let entries = secret(&ana, &ben);
    let series = entries[0].head.series();
    ana.push(entries).await;
    let record = ana.journal.record(incident(1)).unwrap();
    let named = |n: usize| record.facts()[n].id;
    let granted = ana.write(incident(1), true, vec![Event::AccessGranted { person: eve.person }]);
    let granted_to_eve = ana.journal.record(incident(1)).unwrap().facts().last().unwrap().id;
    let back = ana.write(incident(1), true, vec![Event::Retracted { entry: granted_to_eve, base: vec![] }]);
    let taken_back = ana.journal.record(incident(1)).unwrap().facts().last().unwrap().id;
    ana.push([granted, back].concat()).await;

    let own = eve.note(incident(1), "something to redact");
    eve.push(own).await;
    let own = eve.journal.record(incident(1)).unwrap().facts()[0].id;
    for (entry, replaces) in [
        (own, vec![named(1)]),
        (own, vec![named(4), named(2)]),
        (named(1), vec![]),
        // Without this she would be named again.
        (own, vec![taken_back]),
    ] {
        let event = Event::Redacted { entry, replaces };
        let pushed = eve.push(eve.write(incident(1), false, vec![event])).await;
        let [Verdict::Waits { why }] = &pushed.verdicts[..] else { panic!("{pushed:?}") };
        assert!(why.contains("named in a private incident"), "{why}");
    }
    assert_eq!(found_out(&eve, series).await[2], 0);

    // Whoever is named may.
    let theirs = Event::Redacted { entry: named(4), replaces: vec![named(1)] };
    assert_eq!(ana.push(ana.write(incident(1), true, vec![theirs])).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn what_its_author_saw_as_private_is_private_before_anything_says_so() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let early = ana.write(incident(1), true, vec![note("the facts that make it private come later")]);
    let series = early[0].head.series();
    ana.push(early).await;
    assert_eq!(found_out(&ana, series).await, [1, 1, 1], "what she wrote she has");
    assert_eq!(found_out(&ben, series).await, [0, 0, 0]);
}

#[tokio::test]
async fn an_incident_that_is_opened_is_open_with_all_that_was_written_while_it_was_private() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let late = house.member("Lea", Role::Observer).await;
    let entries = secret(&ana, &ben);
    let series = entries[0].head.series();
    ana.push(entries).await;
    let base = vec![ana.journal.record(incident(1)).unwrap().facts()[1].id];
    let opened = ana.write(incident(1), false, vec![Event::PrivacySet { private: false, base }]);
    assert_eq!(found_out(&late, series).await, [0, 0, 0]);
    ana.push(opened).await;
    assert_eq!(found_out(&late, series).await, [7, 2, 6]);
    // Also what a laptop adds that has not heard of it yet.
    let cleo = house.member("Cleo", Role::Responder).await;
    cleo.push(cleo.write(incident(1), true, vec![note("not in the picture yet")])).await;
    assert_eq!(found_out(&late, series).await, [8, 3, 6]);
}

#[tokio::test]
async fn a_fact_that_a_stream_is_open_does_not_show_what_its_author_saw_as_private() {
    let house = House::found().await;
    let (ana, eve) = (house.member("Ana", Role::Responder).await, house.member("Eve", Role::Responder).await);
    let open = Event::PrivacySet { private: false, base: vec![] };
    eve.push(eve.write(incident(1), false, vec![open])).await;
    let early = ana.write(incident(1), true, vec![note("the facts that make it private come later")]);
    let series = early[0].head.series();
    ana.push(early).await;
    assert_eq!(found_out(&eve, series).await, [1, 1, 0], "her own");
}

#[tokio::test]
async fn what_follows_a_hidden_entry_is_hidden_with_it_until_its_author_opens_it() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    // The fact that made it private was cut off: it does not come any more.
    let hidden = ana.write(incident(1), true, vec![note("as if it were private")]);
    let series = hidden[0].head.series();
    let after = ana.note(incident(1), "for everybody");
    ana.push([hidden, after].concat()).await;
    assert_eq!(found_out(&ana, series).await, [2, 1, 2], "what she wrote she has");
    assert_eq!(found_out(&ben, series).await, [0, 0, 0]);

    let other = ben.write(incident(1), false, vec![Event::PrivacySet { private: false, base: vec![] }]);
    ben.push(other).await;
    assert_eq!(found_out(&ben, series).await, [1, 1, 0], "that is not for others to say");
    let opened = ana.write(incident(1), true, vec![Event::PrivacySet { private: false, base: vec![] }]);
    let mut his = Ear::of(&ben, START).await;
    his.page().await;
    ana.push(opened.clone()).await;
    assert_eq!(his.page().await.entries, opened);
    assert_eq!(found_out(&ben, series).await, [4, 2, 3]);
    ana.push(ana.write(incident(1), true, vec![note("private once more, in her eyes")])).await;
    assert_eq!(found_out(&ben, series).await, [4, 1, 3]);
}
