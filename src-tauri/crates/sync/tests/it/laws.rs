//! What holds whoever met whom, and in what order.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use incident::event::Event;
use incident::id::PersonId;
use journal::Deed;
use proptest::prelude::*;
use sync::{Exchanged, PUSH_ENTRIES, Remote, Stopped, Unanswered, exchange, hear, offer};

use crate::bent::Bent;
use crate::meeting::Hub;
use crate::place::{NOW, Place, author, incident, streams};

pub(crate) async fn meet(laptop: &Place, hub: &impl Remote) -> Result<Exchanged, Stopped> {
    exchange(&laptop.journal, author(9, 1).replica(), hub, || NOW, |_| {}).await
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

/// Until nothing moves any more. Two rounds are enough for two laptops: what the second brings, the first fetches.
fn meet_all(laptops: &[Place], hub: &Hub) {
    *hub.breaks_after.lock().unwrap() = None;
    for _ in 0..2 {
        for laptop in laptops {
            let met = run(meet(laptop, hub)).unwrap();
            assert!(met.forked.is_empty(), "{met:?}");
        }
    }
}

fn all_hold_the_same(laptops: &[Place], hub: &Hub) {
    for laptop in laptops {
        assert_eq!(laptop.holds(), hub.place.holds());
        assert_eq!(laptop.journal.waiting(hub.key()).unwrap(), []);
        assert_eq!(laptop.journal.kept_back(hub.key()).unwrap(), []);
        assert_eq!(laptop.journal.known_of(hub.key()).unwrap().sum, hub.checksum());
        let accused = laptop.journal.findings(hub.key()).unwrap();
        assert!(accused.iter().all(|finding| finding.deed == Deed::Restored), "{accused:?}");
        assert!(laptop.journal.verify().unwrap().is_good());
    }
}

#[test]
fn what_one_wrote_the_other_reads_and_both_are_quiet_after() {
    let (laptops, hub) = ([Place::new(1), Place::new(2)], Hub::new(Place::new(9)));
    laptops[0].write(incident(1), 12);
    laptops[1].write(incident(1), 3);
    laptops[1].write(incident(2), 0);
    meet_all(&laptops, &hub);
    all_hold_the_same(&laptops, &hub);
    assert_eq!(run(meet(&laptops[0], &hub)).unwrap(), Exchanged { proven: true, ..Exchanged::default() });

    // The hub has put its name to all of it.
    let receipts = laptops[0].journal.receipts(incident(1)).unwrap();
    assert_eq!(receipts.iter().map(|receipt| receipt.seq).collect::<Vec<_>>(), [13]);
}

#[test]
fn the_present_is_told_of_as_it_comes() {
    let (laptops, hub) = ([Place::new(1), Place::new(2)], Hub::new(Place::new(9)));
    laptops[0].write(incident(1), 20);
    run(meet(&laptops[0], &hub)).unwrap();
    let mut told = Vec::new();
    let changed = |streams: &[_]| told.extend_from_slice(streams);
    let met = run(exchange(&laptops[1].journal, hub.key(), &hub, || NOW, changed)).unwrap();
    assert_eq!(met.pulled, 21);
    // 21 entries in pages of seven; a transaction is taken when its signature has come.
    assert_eq!(told, [incident(1)]);
}

#[test]
fn a_hub_that_was_lost_is_filled_from_the_laptops() {
    let (laptops, hub) = ([Place::new(1), Place::new(2)], Hub::new(Place::new(9)));
    for stream in streams() {
        laptops[0].write(stream, 4);
    }
    meet_all(&laptops, &hub);
    laptops[1].write(incident(1), 1);
    // Under the same key, with nothing.
    let hub = Hub::new(Place::new(9));
    let met = run(meet(&laptops[0], &hub)).unwrap();
    assert!(met.compared && met.pushed == 5 * streams().len(), "{met:?}");
    meet_all(&laptops, &hub);
    all_hold_the_same(&laptops, &hub);
}

#[test]
fn a_hub_restored_from_a_backup_gets_back_what_it_forgot() {
    let (laptops, hub) = ([Place::new(1), Place::new(2)], Hub::new(Place::new(9)));
    laptops[0].write(incident(1), 4);
    meet_all(&laptops, &hub);
    let old = hub.place.cloned(1);
    laptops[1].write(incident(1), 2);
    laptops[0].write(incident(2), 2);
    meet_all(&laptops, &hub);
    let hub = Hub::new(old);
    meet_all(&laptops, &hub);
    all_hold_the_same(&laptops, &hub);
}

#[test]
fn a_cloned_laptop_forks_nothing() {
    let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
    laptop.write(incident(1), 4);
    let laptops = [laptop.cloned(2), laptop];
    laptops[0].write(incident(1), 2);
    laptops[1].write(incident(1), 2);
    meet_all(&laptops, &hub);
    all_hold_the_same(&laptops, &hub);
}

#[test]
fn a_hub_that_changes_what_it_holds_is_named() {
    let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
    laptop.write(incident(1), 1);
    // The same series of the same laptop, with another history: what a disk cloned while it ran would write.
    let twin = Place::new(1);
    twin.write(incident(1), 4);
    run(meet(&twin, &hub)).unwrap();
    let met = run(meet(&laptop, &hub)).unwrap();
    assert_eq!(met.forked.len(), 1, "{met:?}");
    assert_eq!(laptop.journal.record(incident(1)).unwrap().facts().len(), 2, "its own history stands");
    assert_eq!(laptop.journal.kept_back(hub.key()).unwrap().len(), 1, "and waits for a person");
}

#[test]
fn whoever_is_cut_off_when_they_are_let_in_gets_what_came_before_all_the_same() {
    let (ana, hub) = (Place::new(1), Hub::new(Place::new(9)));
    // Series of two authors, which a hub would not show to whoever is not named.
    ana.write(incident(1), 2);
    run(meet(&ana, &hub)).unwrap();
    hub.place.write(incident(1), 0);
    let hidden = hub.end();
    ana.say(incident(1), Event::AccessGranted { person: PersonId([2; 16]) });
    run(meet(&ana, &hub)).unwrap();
    let told = run(hub.pull(hidden, hidden)).unwrap();
    for heard in [false, true] {
        let ben = Place::new(2);
        let past = journal::HubPlace { position: hidden.position, mark: hidden.mark.0 };
        let next = journal::ReadOn { place: past, more: false };
        ben.journal.absorb_from(hub.key(), vec![], Some(next)).unwrap();
        if heard {
            let heard = hear(&ben.journal, hub.key(), told.clone(), NOW).unwrap();
            assert!(!heard.whole, "an exchange has to follow");
        } else {
            *hub.breaks_after.lock().unwrap() = Some(1);
            assert!(run(meet(&ben, &hub)).is_err());
        }
        *hub.breaks_after.lock().unwrap() = None;
        run(meet(&ben, &hub)).unwrap();
        assert_eq!(ben.holds(), hub.place.holds(), "heard: {heard}");
        assert_eq!(run(meet(&ben, &hub)).unwrap(), Exchanged { proven: true, ..Exchanged::default() });
    }
}

#[test]
fn what_was_kept_back_goes_when_it_is_offered_again() {
    let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
    laptop.write(incident(1), 1);
    let series = laptop.journal.ends(None, 1).unwrap()[0].series;
    let kept = journal::KeptBack { series, seq: 1, why: "no".to_owned(), waits: false, since: NOW };
    let up_to = laptop.journal.position().unwrap();
    let refused =
        journal::Offered { done: Some((0, up_to)), kept_back: vec![kept], ..journal::Offered::default() };
    laptop.journal.offered(hub.key(), refused).unwrap();
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pushed, 0);
    laptop.journal.offer_again(hub.key(), false).unwrap();
    assert_eq!(laptop.journal.waiting(hub.key()).unwrap()[0].entries, 2);
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pushed, 2);
    assert_eq!(laptop.journal.kept_back(hub.key()).unwrap(), []);
}

#[test]
fn what_only_waits_is_offered_again_by_itself() {
    let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
    laptop.write(incident(1), 1);
    let series = laptop.journal.ends(None, 1).unwrap()[0].series;
    let kept = journal::KeptBack { series, seq: 1, why: "not yet".to_owned(), waits: true, since: NOW };
    let up_to = laptop.journal.position().unwrap();
    let waits =
        journal::Offered { done: Some((0, up_to)), kept_back: vec![kept], ..journal::Offered::default() };
    laptop.journal.offered(hub.key(), waits).unwrap();
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pushed, 2);
}

#[test]
fn an_incident_that_was_declared_last_comes_before_the_long_work_that_was_done_offline() {
    let (ana, ben, mut hub) = (Place::new(1), Place::new(2), Bent::new(Hub::new(Place::new(9))));
    // Somebody else's work in it, which this laptop relays, goes with it.
    ben.write(incident(2), 1);
    ana.journal.absorb(ben.journal.entries(incident(2)).unwrap()).unwrap();
    for _ in 0..4 {
        ana.write(incident(1), 400);
    }
    ana.say(incident(2), Event::Declared { drill: false });
    ana.write(incident(3), 400);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    hub.pushes = Box::new(move |hub, pushed| {
        let facts = |n| hub.place.journal.record(incident(n)).unwrap().facts().len();
        sees.lock().unwrap().push([facts(1), facts(2), facts(3)]);
        pushed
    });
    run(meet(&ana, &hub)).unwrap();
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.first(), Some(&[0, 3, 0]), "{seen:?}");
    assert_eq!(seen.last(), Some(&[1604, 3, 401]), "{seen:?}");
    assert_eq!((ana.journal.waiting(hub.hub.key()).unwrap(), ana.holds()), (vec![], hub.hub.place.holds()));
    // Where one push takes everything, nothing goes out of order.
    ana.say(incident(4), Event::Declared { drill: false });
    let before = hub.asked.load(Ordering::SeqCst);
    run(offer(&ana.journal, hub.hub.key(), &hub, || NOW)).unwrap();
    assert_eq!(hub.asked.load(Ordering::SeqCst) - before, 1);
}

#[test]
fn a_receipt_that_somebody_else_signed_is_believed_by_nobody() {
    let (laptop, mut hub) = (Place::new(1), Bent::new(Hub::new(Place::new(9))));
    hub.pushes = Box::new(|_, mut pushed| {
        pushed.receipts.iter_mut().for_each(|receipt| receipt.at.0 += 1);
        pushed
    });
    laptop.write(incident(1), 1);
    let stopped = run(meet(&laptop, &hub)).unwrap_err();
    assert!(matches!(stopped, Stopped::Unanswered(Unanswered::Unreadable(_))), "{stopped}");
    assert_eq!(laptop.journal.waiting(hub.hub.key()).unwrap()[0].entries, 2, "nothing counts as held");
}

#[test]
fn however_much_is_written_at_once_no_push_is_larger_than_a_hub_takes() {
    let (laptop, mut hub) = (Place::new(1), Bent::new(Hub::new(Place::new(9))));
    hub.pushes = Box::new(|_, pushed| {
        assert!(pushed.verdicts.len() <= PUSH_ENTRIES, "{} in one push", pushed.verdicts.len());
        pushed
    });
    laptop.write(incident(1), 3 * PUSH_ENTRIES);
    laptop.write(incident(2), 2);
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pushed, 3 * PUSH_ENTRIES + 4);
    assert_eq!(laptop.holds(), hub.hub.place.holds());
}

/// What happens next.
#[derive(Clone, Debug)]
enum Act {
    Write {
        who: usize,
        stream: usize,
        notes: usize,
    },
    Hide {
        who: usize,
        stream: usize,
    },
    Meet {
        who: usize,
        breaks_after: usize,
    },
    /// A backup of the hub as it is now.
    BackUpHub,
    /// It is the hub from now on.
    RestoreHub,
    LoseHub,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let who = 0..3_usize;
    let stream = 0..8_usize;
    let act = prop_oneof![
        6 => (who.clone(), stream.clone(), 0..9_usize).prop_map(|(who, stream, notes)| Act::Write { who, stream, notes }),
        1 => (who.clone(), stream).prop_map(|(who, stream)| Act::Hide { who, stream }),
        6 => (who, 0..9_usize).prop_map(|(who, breaks_after)| Act::Meet { who, breaks_after }),
        1 => Just(Act::BackUpHub),
        1 => Just(Act::RestoreHub),
        1 => Just(Act::LoseHub),
    ];
    prop::collection::vec(act, 1..30)
}

fn cases(few: u32) -> u32 {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => proptest::test_runner::Config::default().cases,
        None => few,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_breaks_and_whatever_is_lost_all_end_with_the_same_log(acts in acts()) {
        let laptops = [Place::new(1), Place::new(2), Place::new(3)];
        let mut hub = Hub::new(Place::new(9));
        let mut backup: Option<Place> = None;
        let mut written = 0;
        for act in acts {
            match act {
                Act::Write { who, stream, notes } => {
                    laptops[who].write(streams()[stream], notes);
                    written += notes + 1;
                }
                Act::Hide { who, stream } => laptops[who].hide_last_note(streams()[stream]),
                Act::Meet { who, breaks_after } => {
                    *hub.breaks_after.lock().unwrap() = Some(breaks_after);
                    match run(meet(&laptops[who], &hub)) {
                        Ok(_) | Err(Stopped::Unanswered(Unanswered::Unreachable(_))) => {}
                        Err(stopped) => panic!("{stopped}"),
                    }
                }
                Act::BackUpHub => backup = Some(hub.place.cloned(1)),
                Act::RestoreHub => {
                    if let Some(old) = backup.take() {
                        hub = Hub::new(old);
                    }
                }
                Act::LoseHub => hub = Hub::new(Place::new(9)),
            }
        }
        meet_all(&laptops, &hub);
        all_hold_the_same(&laptops, &hub);
        let held: usize = streams().into_iter().map(|stream| hub.place.journal.record(stream).unwrap().facts().len()).sum();
        prop_assert!(held >= written, "{held} of {written}");
    }
}
