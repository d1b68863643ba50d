//! What every store does: one suite for all of them.

use std::sync::{Arc, Barrier};
use std::thread;

use hub::{
    Arrival, Change, Hashed, Invitation, Joined, NotJoined, Role, Ruling, Store, StoreError, Why, change,
    join, open, walk,
};
use incident::entry::{BodyBytes, Entry, EntryHash, Series};
use incident::event::Event;
use incident::id::{Millis, PersonId, ReplicaKey, WorkspaceId};
use incident::record::Record;
use incident::stream::{Section, Stream};
use incident::value::Stage;
use journal::{Absorbed, Unfit};
use sync::{Cursor, Mark};

use super::House;
use crate::house::{Ground, NOW};
use crate::laptop::{Laptop, incident, note};

/// A store, and a laptop whose entries it takes.
pub(super) fn begin() -> (impl Ground, Box<dyn Store>, Laptop) {
    let ground = House::ground();
    hub::found(&ground.place(), None, NOW).unwrap();
    let store = open(&ground.place()).unwrap();
    let laptop = Laptop::in_workspace(store.workspace(), "", "Ana");
    (ground, store, laptop)
}

pub(super) fn absorb(store: &dyn Store, entries: Vec<Entry>) -> Absorbed {
    change(store, |change| change.absorb(entries)).unwrap()
}

/// An error of a job's own.
fn broken() -> StoreError {
    StoreError::Width { width: 7 }
}

#[test]
fn entries_are_kept_as_they_came_in_the_order_of_commits() {
    let (_ground, store, ana) = begin();
    assert_eq!((store.position().unwrap(), store.cursor_at(0).unwrap()), (0, Some(Cursor::default())));
    assert_eq!(store.ends(None, 10).unwrap(), []);
    let mut all = Vec::new();
    for n in [7, 3, 7] {
        let entries = ana.write(incident(n), false, vec![note("ä\u{0}\"\\"), note("two")]);
        let (offered, cursor) = (entries.clone(), store.position().unwrap() + 2);
        let end = change(&*store, move |change| {
            change.absorb(offered)?;
            change.cursor()
        });
        assert_eq!(end.unwrap().position, cursor);
        all.extend(entries);
    }
    let page = store.page(0, 100).unwrap();
    assert_eq!(page.iter().map(|one| one.entry.clone()).collect::<Vec<_>>(), all);
    assert_eq!(page.iter().map(|one| one.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(store.page(2, 3).unwrap().len(), 3);
    assert_eq!(store.page(6, 3).unwrap().len(), 0);

    let mut mark = Mark::default();
    for one in &page {
        mark = mark.next(&one.hash);
        assert_eq!(store.cursor_at(one.position).unwrap(), Some(Cursor { position: one.position, mark }));
    }
    assert_eq!(store.cursor_at(7).unwrap(), None);

    let (three, seven) = (all[2].head.series(), all[0].head.series());
    let ends = store.ends(None, 1).unwrap();
    assert_eq!((ends.len(), ends[0].series, ends[0].seq), (1, three, 2));
    let ends = store.ends(Some(three.stream), 10).unwrap();
    assert_eq!((ends.len(), ends[0].series, ends[0].seq, ends[0].hash), (1, seven, 4, page[5].hash));
    assert_eq!(store.tail(&seven, 1, 2).unwrap(), [all[1].clone(), all[4].clone()]);
    assert_eq!(store.tail(&seven, 4, 2).unwrap(), []);
    assert_eq!(store.streams_since(4).unwrap(), [seven.stream]);
    for stream in [three.stream, seven.stream] {
        assert_eq!(store.record(stream).unwrap().facts(), ana.journal.record(stream).unwrap().facts());
    }
    let verdict = walk(&*store).unwrap();
    assert!(verdict.is_good() && (verdict.entries, verdict.series) == (6, 2), "{verdict:?}");
}

#[test]
fn all_series_of_a_stream_come_together_however_few_are_asked_for() {
    let (_ground, store, _) = begin();
    for _ in 0..5 {
        let laptop = Laptop::in_workspace(store.workspace(), "", "One of many");
        absorb(&*store, [laptop.note(incident(1), "here"), laptop.note(incident(2), "there")].concat());
    }
    let first = store.ends(None, 2).unwrap();
    assert_eq!(first.iter().filter(|end| end.series.stream == incident(1)).count(), 5);
    assert_eq!(first.len(), 5);
    assert_eq!(store.ends(Some(incident(1)), 2).unwrap().len(), 5);
    assert_eq!(store.ends(Some(incident(2)), 2).unwrap(), []);
}

#[test]
fn what_cannot_be_taken_is_named_and_the_rest_goes_on() {
    let (_ground, store, ana) = begin();
    let one = ana.write(incident(1), false, vec![note("a"), note("b"), note("c")]);
    let two = ana.note(incident(2), "whole");
    let refused = |entries: Vec<Entry>| {
        let absorbed = absorb(&*store, entries);
        let refused = absorbed.refused.iter().map(|refused| (refused.seq, refused.why)).collect::<Vec<_>>();
        (absorbed.taken, absorbed.known, refused)
    };
    let gap = refused([&one[1..], &two[..]].concat());
    assert_eq!(gap, (1, 0, vec![(2, Unfit::Gap { expected: 1 })]));
    assert_eq!(refused(one[..2].to_vec()), (0, 0, vec![(1, Unfit::Unsigned)]));
    let mut changed = one.clone();
    changed[1].body = BodyBytes::Whole(b"{}".to_vec());
    assert_eq!(refused(changed.clone()), (0, 0, vec![(1, Unfit::Signature)]));
    assert_eq!(refused(one.iter().rev().chain(&one).cloned().collect()), (3, 3, vec![]));
    assert_eq!(refused(changed), (0, 2, vec![(2, Unfit::Fork)]));
    assert_eq!(refused(two), (0, 1, vec![]));
    assert_eq!(store.position().unwrap(), 4);
    assert!(walk(&*store).unwrap().is_good());
}

#[test]
fn a_change_knows_what_it_has_done_whoever_reads_meanwhile() {
    let (_ground, store, ana) = begin();
    let store: Arc<dyn Store> = store.into();
    let mut written = ana.write(incident(1), false, vec![Event::Declared { drill: false }]);
    let mut bare = ana.note(incident(1), "gone");
    bare[0].body = BodyBytes::Dropped(bare[0].body.digest());
    let beside = Arc::clone(&store);
    let facts = |record: Arc<Record>| record.facts().len();
    change(&*store, move |change| {
        assert_eq!(change.absorb(std::mem::take(&mut written))?.taken, 1);
        let reader = thread::spawn(move || beside.record(incident(1)).unwrap());
        assert_eq!(facts(reader.join().unwrap()), 0, "nothing is committed yet");
        assert_eq!(change.absorb(bare)?.taken, 0);
        assert_eq!(facts(change.record(incident(1))?), 1);
        Ok(())
    })
    .unwrap();
    assert_eq!(facts(store.record(incident(1)).unwrap()), 1);
}

#[test]
fn the_incidents_that_were_given_a_number_are_found_by_it() {
    let (_ground, store, ana) = begin();
    let numbered = |number| Event::Numbered { number, base: vec![] };
    absorb(&*store, ana.write(incident(7), false, vec![numbered(1), numbered(2)]));
    absorb(
        &*store,
        ana.write(incident(3), false, vec![note("x"), numbered(1), numbered(u64::MAX), numbered(1)]),
    );
    let of = |number| change(&*store, move |change| change.numbered(number)).unwrap();
    assert_eq!(of(1), [incident(3), incident(7)]);
    assert_eq!(of(2), [incident(7)]);
    assert_eq!((of(3), of(u64::MAX)), (vec![], vec![]));
    // One that is under way knows its own; one that fails leaves none behind.
    let mine = ana.write(incident(5), false, vec![numbered(3)]);
    let failed = change(&*store, move |change| {
        change.absorb(mine)?;
        assert_eq!(change.numbered(3)?, [incident(5)]);
        Err::<(), _>(broken())
    });
    assert!(failed.is_err());
    assert_eq!(of(3), []);
}

#[test]
fn a_redaction_drops_a_text_that_is_there_and_one_that_comes_later() {
    let (_ground, store, ana) = begin();
    let (early, late) = (ana.note(incident(1), "secret"), ana.note(incident(1), "another"));
    let record = ana.journal.record(incident(1)).unwrap();
    let hide = |at: usize| Event::Redacted { entry: record.facts()[at].id, replaces: vec![] };
    let ben = Laptop::in_workspace(store.workspace(), "", "Ben");
    ben.journal.absorb([early.clone(), late.clone()].concat()).unwrap();
    ben.write(incident(1), false, vec![hide(0), hide(1)]);
    let mut hiding = ben.journal.entries(incident(1)).unwrap();
    hiding.retain(|entry| entry.head.replica == ben.replica());
    absorb(&*store, early.clone());
    absorb(&*store, hiding);
    absorb(&*store, late.clone());
    for (held, entry) in store.tail(&early[0].head.series(), 0, 9).unwrap().iter().zip([&early[0], &late[0]])
    {
        assert_eq!(held.body, BodyBytes::Dropped(entry.body.digest()));
        assert_eq!((held.head, held.signature), (entry.head, entry.signature));
    }
    // It is known, with its text and without.
    assert_eq!(absorb(&*store, early).known, 1);
    let record = store.record(incident(1)).unwrap();
    assert_eq!(record.facts().iter().filter(|fact| fact.redacted_by.is_some()).count(), 2);
    assert!(walk(&*store).unwrap().is_good());
    // A text that is gone without a redaction is not taken.
    let mut bare = ana.note(incident(2), "x");
    bare[0].body = BodyBytes::Dropped(bare[0].body.digest());
    assert_eq!(absorb(&*store, bare).refused[0].why, Unfit::Bodiless);
}

#[test]
fn many_change_at_once_and_one_that_fails_has_changed_nothing_of_the_others() {
    const HANDS: u8 = 12;
    let (_ground, store, _) = begin();
    let store: Arc<dyn Store> = store.into();
    let together = Arc::new(Barrier::new(HANDS.into()));
    let hand = |n: u8| {
        let (store, together) = (Arc::clone(&store), Arc::clone(&together));
        let laptop = Laptop::in_workspace(store.workspace(), "", "A hand");
        thread::spawn(move || {
            let mut cursors = Vec::new();
            for round in 0..8 {
                together.wait();
                let entries = laptop.note(incident(n), &format!("note {round}"));
                let fails = (n + round).is_multiple_of(3);
                let offered = entries.clone();
                let done = change(&*store, move |change| {
                    let next = change.next_number()?;
                    change.set_next_number(next + 1)?;
                    change.absorb(offered)?;
                    if fails { Err(broken()) } else { Ok((next, change.cursor()?)) }
                });
                match done {
                    Ok(end) => cursors.push(end),
                    Err(error) => {
                        assert!(fails && matches!(error, StoreError::Width { width: 7 }), "{error:?}");
                        // Nothing of it was kept, so it can be said once more.
                        assert_eq!(absorb(&*store, entries).taken, 1);
                    }
                }
            }
            cursors
        })
    };
    let hands: Vec<_> = (0..HANDS).map(hand).collect();
    let mut given: Vec<(u64, Cursor)> = hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect();
    assert_eq!(store.position().unwrap(), u64::from(HANDS) * 8);
    given.sort_by_key(|(number, _)| *number);
    let numbers: Vec<u64> = given.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "each once, in a row");
    for (_, cursor) in given {
        assert_eq!(store.cursor_at(cursor.position).unwrap(), Some(cursor));
    }
    for n in 0..HANDS {
        assert_eq!(store.record(incident(n)).unwrap().facts().len(), 8);
    }
    assert!(walk(&*store).unwrap().is_good());
}

#[test]
fn what_a_change_reads_is_what_it_has_changed_and_nobody_else_sees_it_before_it_is_kept() {
    let (_ground, store, ana) = begin();
    absorb(&*store, ana.note(incident(1), "before"));
    let store: Arc<dyn Store> = store.into();
    let (offered, outside) = (ana.note(incident(1), "within"), Arc::clone(&store));
    let inside = move |change: &mut dyn Change| {
        let facts = |record: Arc<Record>| record.facts().len();
        let before = facts(change.record(incident(1))?);
        let series = offered[0].head.series();
        change.absorb(offered)?;
        let end = change.end(&series)?.map(|end| end.seq);
        let seen = (before, facts(change.record(incident(1))?), end, change.cursor()?.position);
        Ok((seen, outside.position()?, facts(outside.record(incident(1))?)))
    };
    let (seen, position, facts) = change(&*store, inside).unwrap();
    assert_eq!((seen, position, facts), ((1, 2, Some(2), 2), 1, 1));
    assert_eq!(store.record(incident(1)).unwrap().facts().len(), 2);
}

fn invitation(made_at: i64, uses: u32) -> Invitation {
    let (made_at, expires_at) = (Millis(made_at), Millis(made_at + 1_000));
    Invitation { role: Role::Responder, uses, made_at, expires_at, person: None, replica: None, maker: None }
}

/// What a laptop draws that arrives so.
fn drawn(code: &str, at: i64) -> String {
    format!("{code} {at}")
}

fn arrives(store: &dyn Store, replica: u8, code: &'static str, at: i64) -> Result<Joined, NotJoined> {
    let arrival = Arrival {
        replica: ReplicaKey([replica; 32]),
        person: None,
        unproven: false,
        name: format!("Number {replica}"),
        device: "Laptop".to_owned(),
        token: Some(Hashed::of(&drawn(code, at))),
    };
    change(store, move |change| join(change, code, &arrival, Millis(at))).unwrap()
}

#[test]
fn members_join_as_often_as_an_invitation_says_and_are_known_by_token_and_key() {
    let (_ground, store, _) = begin();
    let members = store.members();
    members.invite("abc", &invitation(10, 2)).unwrap();
    assert_eq!(arrives(&*store, 1, "abcd", 20).unwrap_err(), NotJoined::Invitation);
    let first = arrives(&*store, 1, "abc", 20).unwrap();
    let again = arrives(&*store, 1, "abc", 21).unwrap();
    assert_eq!((first.person, &first.name), (again.person, &again.name));
    assert!(members.device_with(&drawn("abc", 20)).unwrap().is_none(), "the answer that was lost");
    let second = arrives(&*store, 2, "abc", 22).unwrap();
    assert_eq!(arrives(&*store, 3, "abc", 23).unwrap_err(), NotJoined::Invitation);

    let device = members.device_with(&drawn("abc", 21)).unwrap().unwrap();
    assert_eq!((device.person, device.role), (first.person, Role::Responder));
    assert_eq!(members.device(device.id).unwrap().as_ref(), Some(&device));
    let found = change(&*store, |change| change.device_of(ReplicaKey([1; 32]))).unwrap();
    assert_eq!(found, Some(device.clone()));
    assert_eq!(members.device_with("").unwrap(), None);
    let devices = members.devices().unwrap();
    assert_eq!(devices.iter().map(|device| device.person).collect::<Vec<_>>(), [first.person, second.person]);
    let names: Vec<_> = members.members().unwrap().into_iter().map(|member| member.name).collect();
    assert_eq!(names, ["Number 1", "Number 2"]);

    members.invite("def", &invitation(25, 9)).unwrap();
    members.revoke_device(device.id, Millis(30)).unwrap();
    members.revoke_device(device.id, Millis(31)).unwrap();
    assert_eq!(members.device(device.id).unwrap().unwrap().revoked_at, Some(Millis(30)));
    assert_eq!(arrives(&*store, 1, "def", 32).unwrap_err(), NotJoined::Invitation, "from before");
    members.invite("ghi", &invitation(31, 9)).unwrap();
    assert_eq!(arrives(&*store, 1, "ghi", 32).unwrap().person, first.person);
    members.revoke_member(second.person, Millis(40)).unwrap();
    assert_eq!(members.device_with(&drawn("abc", 22)).unwrap().unwrap().revoked_at, Some(Millis(40)));
    assert_eq!(arrives(&*store, 4, "ghi", 2_000).unwrap_err(), NotJoined::Invitation, "expired");
}

#[test]
fn an_invitation_counts_after_a_revocation_by_their_order_whatever_the_clock_says() {
    const TEN_YEARS: i64 = 10 * 365 * 24 * 3_600_000;
    let (_ground, store, _) = begin();
    let members = store.members();
    let person = PersonId([5; 16]);
    let for_them = |made_at| Invitation { person: Some(person), ..invitation(made_at, 9) };
    members.invite("first", &for_them(0)).unwrap();
    assert_eq!(arrives(&*store, 1, "first", 1).unwrap().person, person);
    let mut now = 0;
    for (n, (off, before, after)) in
        [(TEN_YEARS, "a", "b"), (-TEN_YEARS, "c", "d"), (0, "e", "f")].into_iter().enumerate()
    {
        members.invite(before, &invitation(now, 9)).unwrap();
        let device = members.devices().unwrap()[0].id;
        // The clock is wrong while it is said, and right again later, or the other way round.
        match n % 2 {
            0 => members.revoke_device(device, Millis(now + off)).unwrap(),
            _ => members.revoke_member(person, Millis(now + off)).unwrap(),
        }
        members.invite(after, &for_them(now)).unwrap();
        assert_eq!(arrives(&*store, 1, before, now + 1).unwrap_err(), NotJoined::Invitation, "{off}");
        assert_eq!(arrives(&*store, 1, after, now + 2).unwrap().person, person, "{off}");
        now -= off;
    }
}

#[test]
fn a_change_that_fails_lets_nobody_in() {
    let (_ground, store, _) = begin();
    store.members().invite("abc", &invitation(10, 1)).unwrap();
    let failed = change(&*store, |change| {
        let arrival = Arrival {
            replica: ReplicaKey([1; 32]),
            person: Some(PersonId([5; 16])),
            unproven: false,
            name: "Ana".to_owned(),
            device: "Laptop".to_owned(),
            token: None,
        };
        join(change, "abc", &arrival, Millis(20))?.unwrap();
        Err::<(), _>(broken())
    });
    assert!(failed.is_err());
    assert_eq!((store.members().members().unwrap().len(), store.members().devices().unwrap().len()), (0, 0));
    let left = change(&*store, |change| change.invitation(&Hashed::of("abc"))).unwrap();
    assert_eq!(left.map(|(invitation, _)| invitation), Some(invitation(10, 1)));
}

#[test]
fn what_was_kept_is_there_when_the_store_is_opened_again() {
    let (ground, store, ana) = begin();
    absorb(&*store, ana.note(incident(1), "kept"));
    change(&*store, |change| change.set_next_number(41)).unwrap();
    store.members().serves_at("https://one").unwrap();
    store.members().serves_at("https://two").unwrap();
    let (workspace, cursor) = (store.workspace(), store.cursor_at(1).unwrap());
    store.rest().unwrap();
    drop(store);
    let store = open(&ground.place()).unwrap();
    assert_eq!((store.workspace(), store.cursor_at(1).unwrap()), (workspace, cursor));
    assert_eq!(change(&*store, |change| change.next_number()).unwrap(), 41);
    assert_eq!(store.members().served_at().unwrap().as_deref(), Some("https://two"));
    assert_eq!(store.record(incident(1)).unwrap().facts().len(), 1);
    let hash = store.ends(None, 1).unwrap()[0].hash;
    let first = incident::entry::first_hash(WorkspaceId(workspace.0), &series(&*store));
    assert_eq!(hash, store.tail(&series(&*store), 0, 1).unwrap()[0].hash(&first));
    assert_ne!(hash, EntryHash([0; 32]));
}

fn series(store: &dyn Store) -> Series {
    store.ends(None, 1).unwrap()[0].series
}

#[test]
fn the_hubs_before_this_one_are_kept_once_each() {
    let (_ground, store, _) = begin();
    let [a, b] = [1, 2].map(|n| ReplicaKey([n; 32]));
    let remember = |hubs: Vec<ReplicaKey>| {
        change(&*store, move |change| {
            change.remember_hubs(&hubs)?;
            change.earlier_hubs()
        })
        .unwrap()
    };
    assert_eq!(remember(vec![]), []);
    assert_eq!(remember(vec![a]), [a]);
    assert_eq!(remember(vec![b, a]), [a, b]);
}

#[test]
fn a_hub_that_was_withdrawn_is_none_that_was_before_whoever_names_it() {
    let (_ground, store, _) = begin();
    let [a, b] = [1, 2].map(|n| ReplicaKey([n; 32]));
    let remember = || {
        change(&*store, move |change| {
            change.remember_hubs(&[a, b])?;
            change.earlier_hubs()
        })
        .unwrap()
    };
    assert_eq!(remember(), [a, b]);
    store.members().withdraw_hub(a).unwrap();
    store.members().withdraw_hub(a).unwrap();
    assert_eq!(remember(), [b]);
}

#[test]
fn what_waits_is_one_thing_for_each_series_until_somebody_rules_on_it() {
    let (_ground, store, ana) = begin();
    let series = ana.note(incident(1), "x")[0].head.series();
    let wait = |numbers, at| {
        change(&*store, move |change| {
            change.let_wait(&series, numbers, Why::Revoked, Millis(at))?;
            change.waiting(&series)
        })
        .unwrap()
        .unwrap()
    };
    let (first, none) = wait((4, 6), 10);
    assert_eq!((first.from, first.to, first.since, none), (4, 6, Millis(10), None));
    let (grown, _) = wait((4, 5), 20);
    assert_eq!(grown, first, "it has been offered further before");
    assert_eq!(store.members().waiting().unwrap(), std::slice::from_ref(&first));
    assert!(!store.members().rule(first.id + 1, Ruling::Admitted).unwrap());
    assert!(store.members().rule(first.id, Ruling::Admitted).unwrap());
    assert!(!store.members().rule(first.id, Ruling::Refused).unwrap(), "it is ruled on once");
    let ruled = change(&*store, move |change| change.waiting(&series)).unwrap();
    assert_eq!(ruled, Some((first.clone(), Some(Ruling::Admitted))));
    let (next, ruling) = wait((7, 9), 30);
    assert_eq!((next.id, next.from, next.to, next.since), (first.id, 7, 9, Millis(30)));
    assert_eq!(ruling, None);
    let gone = change(&*store, move |change| {
        change.let_wait(&series, (9, 9), Why::Leap, Millis(40))?;
        Err::<(), _>(broken())
    });
    assert!(gone.is_err());
    assert_eq!(store.members().waiting().unwrap(), [next]);
}

#[test]
fn incidents_that_people_are_still_at_are_told_apart() {
    let (_ground, store, ana) = begin();
    let declared = || Event::Declared { drill: false };
    let closed = Event::StageEntered { stage: Stage::Closed, reason: None, base: vec![] };
    absorb(&*store, ana.write(incident(1), false, vec![declared(), closed]));
    absorb(&*store, ana.write(incident(2), false, vec![declared()]));
    absorb(&*store, ana.note(incident(3), "nobody has declared this"));
    absorb(&*store, ana.write(incident(4), false, vec![declared()]));
    absorb(&*store, ana.note(Stream::Book(Section::People), "no incident at all"));
    let mut open = store.open_incidents(9).unwrap();
    open.sort();
    assert_eq!(open, [incident(2), incident(4)]);
    assert_eq!(store.open_incidents(1).unwrap().len(), 1);
}
