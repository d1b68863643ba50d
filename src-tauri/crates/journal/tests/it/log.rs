use incident::entry::{PRIVATE, first_hash, signed_by};
use incident::event::Event;
use incident::stream::{Section, Stream};
use journal::{JournalError, Work};

use crate::place::{NOW, Place, WORKSPACE, append, author, declared, incident, note, seen, title};

#[test]
fn what_is_appended_is_read_back_also_after_a_restart() {
    let place = Place::new();
    let journal = place.found();
    let (refs, record) =
        append(&journal, incident(1), vec![declared(), title("Checkout down", vec![]), note("hm")]);
    assert_eq!(record.facts().iter().map(|f| f.id).collect::<Vec<_>>(), refs);
    append(&journal, incident(1), vec![note("again")]);
    let before = seen(&journal.record(incident(1)).unwrap());
    drop(journal);
    let journal = place.open().journal;
    assert_eq!(journal.workspace(), WORKSPACE);
    assert_eq!(seen(&journal.record(incident(1)).unwrap()), before);
    assert!(before.contains("Checkout down") && before.contains("again"));
}

#[test]
fn entries_are_chained_and_the_last_of_each_transaction_is_signed() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), note("a"), note("b")]);
    append(&journal, incident(1), vec![note("c")]);
    let entries = journal.entries(incident(1)).unwrap();
    let mut hash = first_hash(WORKSPACE, &entries[0].head.series());
    for (entry, signed) in entries.iter().zip([false, false, true, true]) {
        hash = entry.hash(&hash);
        assert_eq!(entry.signature.is_some(), signed);
        assert!(entry.signature.is_none_or(|s| signed_by(&entry.head.replica, &hash, &s)));
    }
    assert_eq!(
        entries.iter().map(|e| (e.head.seq, e.head.stamp)).collect::<Vec<_>>(),
        [(1, 1), (2, 2), (3, 3), (4, 4)]
    );
    assert_eq!(entries[0].head.recorded_at, NOW);
}

#[test]
fn another_run_or_laptop_continues_the_stamp_and_begins_its_own_series() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), note("a")]);
    for (who, run) in [(1, 2), (2, 1)] {
        journal.append(&author(who, run), NOW, incident(1), true, vec![note("b")]).unwrap();
    }
    let mut heads: Vec<_> = journal.entries(incident(1)).unwrap().iter().map(|e| e.head).collect();
    heads.sort_by_key(|h| h.stamp);
    assert_eq!(
        heads.iter().map(|h| (h.seq, h.stamp, h.flags)).collect::<Vec<_>>(),
        [(1, 1, 0), (2, 2, 0), (1, 3, PRIVATE), (1, 4, PRIVATE)]
    );
}

#[test]
fn many_streams_are_one_transaction_all_or_nothing() {
    let place = Place::new();
    let journal = place.found();
    let work =
        |n: u8, text: &str| Work { stream: incident(n), private: false, drafts: vec![note(text)], at: None };
    let appended =
        journal.append_all(&author(1, 1), NOW, vec![work(1, "a"), work(2, "b"), work(1, "c")]).unwrap();
    assert_eq!(appended.len(), 3);
    assert_eq!(appended[2].record.facts().len(), 2);
    assert_eq!(journal.entries(incident(1)).unwrap().iter().filter(|e| e.signature.is_some()).count(), 1);
    let long = "x".repeat(70_000);
    let refused = journal.append_all(&author(1, 1), NOW, vec![work(1, "d"), work(3, &long)]);
    assert!(matches!(refused, Err(JournalError::TooLarge { bytes }) if bytes > 70_000), "{refused:?}");
    assert_eq!(journal.record(incident(1)).unwrap().facts().len(), 2);
    assert!(!journal.knows(incident(3)).unwrap());
    append(&journal, incident(1), vec![note("e")]);
    assert_eq!(journal.record(incident(1)).unwrap().facts().len(), 3);
}

#[test]
fn an_event_that_only_a_newer_version_knows_is_not_written() {
    let place = Place::new();
    let journal = place.found();
    let newer = Event::Unrecognised { kind: "moon_landed".into() };
    let refused = journal.append(&author(1, 1), NOW, incident(1), false, vec![newer.into()]);
    assert!(matches!(refused, Err(JournalError::Unwritable)), "{refused:?}");
}

#[test]
fn streams_are_listed_by_kind() {
    let place = Place::new();
    let journal = place.found();
    let people = Stream::Book(Section::People);
    for stream in [incident(2), people, incident(1)] {
        append(&journal, stream, vec![note("a")]);
        journal.append(&author(2, 2), NOW, stream, false, vec![note("b")]).unwrap();
    }
    assert_eq!(journal.streams(incident(0)).unwrap(), [incident(1), incident(2)]);
    assert_eq!(journal.streams(people).unwrap(), [people]);
    assert!(journal.knows(people).unwrap());
    assert!(journal.record(incident(9)).unwrap().facts().is_empty());
}

#[test]
fn many_threads_write_and_read_at_once_and_nothing_is_lost_or_locked() {
    const fn shared<T: Send + Sync>() {}
    const { shared::<journal::Journal>() };
    let place = Place::new();
    let journal = place.found();
    std::thread::scope(|scope| {
        for who in 1..=4 {
            let journal = &journal;
            scope.spawn(move || {
                for i in 0..25 {
                    let stream = incident(i % 3);
                    let written =
                        journal.append(&author(who, 1), NOW, stream, false, vec![note("x")]).unwrap();
                    // What was written is there for whoever reads next.
                    let read = journal.record(stream).unwrap();
                    assert!(read.fact(written.refs[0]).is_some());
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for i in 0..200 {
                    let record = journal.record(incident(i % 3)).unwrap();
                    assert!(record.facts().windows(2).all(|pair| pair[0].place() < pair[1].place()));
                    journal.counts(NOW).unwrap();
                    journal.index_pending().unwrap();
                }
            });
        }
    });
    let kept: usize = (0..3).map(|n| journal.record(incident(n)).unwrap().facts().len()).sum();
    assert_eq!(kept, 100);
    assert!(journal.verify().unwrap().is_good());
}
