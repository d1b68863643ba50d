use incident::entry::{BodyBytes, Entry, sign};
use incident::event::Event;
use incident::stream::Stream;
use journal::{Absorbed, Journal, JournalError, Unfit};
use proptest::prelude::*;

use crate::place::{NOW, Place, append, author, cases, declared, incident, index, note, seen, title};

/// What one laptop does next.
#[derive(Clone, Debug)]
enum Act {
    Note,
    Title,
    Retract(usize),
    Redact(usize),
    Pull(usize),
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        4 => Just(Act::Note),
        2 => Just(Act::Title),
        1 => any::<usize>().prop_map(Act::Retract),
        1 => any::<usize>().prop_map(Act::Redact),
        2 => (0..3_usize).prop_map(Act::Pull),
    ];
    prop::collection::vec((0..3_usize, act), 1..25)
}

const STREAM: Stream = Stream::Book(incident::stream::Section::People);

fn act(laptops: &[Journal], who: usize, act: &Act, n: usize) {
    let journal = &laptops[who];
    let facts = journal.record(STREAM).unwrap();
    let pick = |i: &usize| facts.facts().get(i % facts.facts().len().max(1)).map(|fact| fact.id);
    let drafts = match act {
        Act::Note => vec![note(&format!("note {n}")), note("and more")],
        Act::Title => vec![title(&format!("title {n}"), facts.base(&incident::slot::Slot::Title))],
        Act::Retract(i) => {
            pick(i).map(|entry| Event::Retracted { entry, base: vec![] }.into()).into_iter().collect()
        }
        Act::Redact(i) => {
            pick(i).map(|entry| Event::Redacted { entry, replaces: vec![] }.into()).into_iter().collect()
        }
        Act::Pull(from) => {
            let absorbed = journal.absorb(laptops[*from].entries(STREAM).unwrap()).unwrap();
            assert_eq!(absorbed.refused, []);
            return;
        }
    };
    if !drafts.is_empty() {
        journal.append(&author(who as u8 + 1, 1), NOW, STREAM, false, drafts).unwrap();
    }
}

/// Offers entries again and again until nothing more is taken.
fn absorb_all(journal: &Journal, chunks: &[Vec<Entry>]) {
    loop {
        let taken: usize = chunks.iter().map(|chunk| journal.absorb(chunk.clone()).unwrap().taken).sum();
        if taken == 0 {
            return;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_split_and_duplication_of_what_laptops_wrote_apart_gives_the_same_record(
        acts in acts(),
        order in any::<u64>(),
        size in 1..9_usize,
    ) {
        let places: Vec<Place> = (0..4).map(|_| Place::new()).collect();
        let laptops: Vec<Journal> = places.iter().map(Place::found).collect();
        for (n, (who, one)) in acts.iter().enumerate() {
            act(&laptops[..3], *who, one, n);
        }
        let mut entries: Vec<Entry> = laptops[..3].iter().flat_map(|j| j.entries(STREAM).unwrap()).collect();
        let mut random = order;
        entries.sort_by_cached_key(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random >> 33
        });
        let chunks: Vec<Vec<Entry>> = entries.chunks(size).map(<[Entry]>::to_vec).collect();
        let whole = vec![entries];
        // The stranger gets what a chunk at a time can give, and in the end everything at once.
        absorb_all(&laptops[3], &chunks);
        for laptop in &laptops {
            absorb_all(laptop, &whole);
        }
        let expect = seen(&laptops[0].record(STREAM).unwrap());
        for (laptop, place) in laptops.into_iter().zip(&places) {
            prop_assert_eq!(&seen(&laptop.record(STREAM).unwrap()), &expect);
            prop_assert!(laptop.verify().unwrap().is_good());
            drop(laptop);
            prop_assert_eq!(&seen(&place.open().journal.record(STREAM).unwrap()), &expect);
        }
    }
}

/// A journal with one incident of two transactions, and its entries.
fn source() -> Vec<Entry> {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), title("Down", vec![])]);
    append(&journal, incident(1), vec![note("a"), note("b")]);
    journal.entries(incident(1)).unwrap()
}

/// An incident of one transaction.
fn other(n: u8) -> Vec<Entry> {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(n), vec![declared(), note("of another")]);
    journal.entries(incident(n)).unwrap()
}

fn absorb(journal: &Journal, entries: &[Entry]) -> Absorbed {
    journal.absorb(entries.to_vec()).unwrap()
}

fn why(absorbed: &Absorbed) -> Option<(u64, Unfit)> {
    assert!(absorbed.refused.len() < 2);
    absorbed.refused.first().map(|refused| (refused.seq, refused.why))
}

#[test]
fn a_series_is_taken_up_to_its_last_acceptable_signed_entry() {
    let good = source();
    // Signatures of very many are looked at together, and nothing comes of that for any of them.
    let crowd: Vec<Entry> = (100..140).flat_map(other).collect();
    let with = |change: fn(&mut Vec<Entry>)| {
        let mut entries = good.clone();
        change(&mut entries);
        entries
    };
    for (name, entries, taken, refused) in [
        ("whole", good.clone(), 4, None),
        ("backwards", with(|e| e.reverse()), 4, None),
        ("twice", with(|e| e.extend(e.clone())), 4, None),
        ("cut", with(|e| e.truncate(3)), 2, Some((3, Unfit::Unsigned))),
        ("gap", with(|e| drop(e.remove(2))), 2, Some((4, Unfit::Gap { expected: 3 }))),
        ("no beginning", with(|e| drop(e.remove(0))), 0, Some((2, Unfit::Gap { expected: 1 }))),
        ("changed", with(|e| e[2].body = BodyBytes::Whole(b"{}".to_vec())), 2, Some((3, Unfit::Signature))),
        ("unsigned", with(|e| e[3].signature = None), 2, Some((3, Unfit::Unsigned))),
        ("another's signature", with(|e| e[3].signature = e[1].signature), 2, Some((3, Unfit::Signature))),
        (
            "bodiless",
            with(|e| e[2].body = BodyBytes::Dropped(e[2].body.digest())),
            2,
            Some((3, Unfit::Bodiless)),
        ),
        (
            "bodiless at the end of its transaction",
            with(|e| e[3].body = BodyBytes::Dropped(e[3].body.digest())),
            2,
            Some((3, Unfit::Bodiless)),
        ),
        (
            "too large",
            with(|e| e[2].body = BodyBytes::Whole(vec![b' '; 70_000])),
            2,
            Some((3, Unfit::TooLarge)),
        ),
        ("no text", with(|e| e[2].body = BodyBytes::Whole(vec![0xff])), 2, Some((3, Unfit::NotText))),
        ("no stamp", with(|e| e[2].head.stamp = 0), 2, Some((3, Unfit::Range))),
    ] {
        let alone = Place::new();
        let absorbed = absorb(&alone.found(), &entries);
        assert_eq!((absorbed.taken, why(&absorbed)), (taken, refused), "{name}");
        let place = Place::new();
        let journal = place.found();
        let absorbed = absorb(&journal, &[crowd.clone(), entries].concat());
        assert_eq!((absorbed.taken - crowd.len(), why(&absorbed)), (taken, refused), "{name} among many");
        assert!(journal.verify().unwrap().is_good(), "{name}");
        assert_eq!(journal.entries(incident(1)).unwrap().len(), taken, "{name}");
        assert_eq!(absorb(&journal, &good).taken, 4 - taken, "{name}: the whole is taken later");
        index(&journal);
        assert_eq!(journal.search("down", 5).unwrap().len(), 1, "{name}");
    }
}

#[test]
fn who_reads_while_a_batch_writes_puts_nothing_old_in_its_way() {
    let good = source();
    let bare = Entry { body: BodyBytes::Dropped(good[2].body.digest()), ..good[2].clone() };
    let place = Place::new();
    let journal = place.found();
    let read = |stream| journal.record(stream).unwrap().facts().len();
    let beside = |stream| std::thread::scope(|scope| scope.spawn(|| read(stream)).join().unwrap());
    journal
        .batch(|batch| {
            batch.part(|batch| batch.absorb(good[..2].to_vec()))??;
            assert_eq!(beside(incident(1)), 0, "nothing is committed yet");
            // Nothing of this fits.
            assert_eq!(batch.absorb(vec![bare.clone()])?.taken, 0);
            assert_eq!(batch.read(incident(1))?.facts().len(), 2);
            batch.part(|_| Err::<(), _>(JournalError::Halted))?.unwrap_err();
            assert_eq!(beside(incident(1)), 0);
            assert_eq!(batch.read(incident(1))?.facts().len(), 2);
            Ok(())
        })
        .unwrap();
    assert_eq!(read(incident(1)), 2);
}

#[test]
fn a_fork_of_a_series_is_refused_and_what_is_held_stays() {
    let good = source();
    let place = Place::new();
    let journal = place.found();
    absorb(&journal, &good);
    let mut forged = good.clone();
    forged[3].head.recorded_at.0 += 1;
    let mut hash = incident::entry::first_hash(journal.workspace(), &forged[0].head.series());
    for entry in &forged {
        hash = entry.hash(&hash);
    }
    forged[3].signature = Some(sign(&author(1, 1).key, &hash));
    let absorbed = absorb(&journal, &forged);
    assert_eq!((absorbed.taken, why(&absorbed)), (0, Some((4, Unfit::Fork))));
    assert_eq!(journal.entries(incident(1)).unwrap(), good);
}

#[test]
fn entries_of_another_workspace_are_not_taken() {
    let place = Place::new();
    let journal = Journal::found(&place.file(), incident::id::WorkspaceId([1; 32])).unwrap();
    let absorbed = absorb(&journal, &source());
    assert_eq!((absorbed.taken, why(&absorbed)), (0, Some((1, Unfit::Signature))));
}
