//! What a cut puts outside of the log.

use incident::entry::{Entry, Series};
use incident::event::Event;
use incident::id::ReplicaKey;
use journal::{BoardQuery, Journal, Unfit};

use crate::place::{NOW, Place, append, author, declared, incident, index, note, seen, title};

pub(crate) const HUB: ReplicaKey = ReplicaKey([7; 32]);

/// A laptop whose disk was copied while it ran, and the copy, and what both wrote before; then each wrote something else.
pub(crate) fn copied() -> ((Place, Journal), (Place, Journal), Series) {
    let (place, copy) = (Place::new(), Place::new());
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), title("Down", vec![])]);
    journal.backup_to(&copy.file()).unwrap();
    let twin = copy.open().journal;
    append(&journal, incident(1), vec![note("deploy"), note("it counts")]);
    append(&twin, incident(1), vec![title("Slow", vec![]), note("rollback")]);
    append(&twin, incident(1), vec![note("rollback again")]);
    let series = journal.entries(incident(1)).unwrap()[0].head.series();
    ((place, journal), (copy, twin), series)
}

/// The word of a hub that this much of a series counts, as it is in that journal.
pub(crate) fn cut(of: &Journal, series: &Series, seq: u64, forked: Option<u64>) -> Vec<Entry> {
    let place = Place::new();
    let hub = place.found();
    hub.absorb(of.entries(incident(1)).unwrap()).unwrap();
    let last = of.hash_at(series, seq).unwrap().map(|hash| hash.reference());
    let Series { replica, run, .. } = *series;
    let event = Event::SeriesCut { replica, run, seq, last, forked, base: vec![] };
    hub.append(&author(9, 9), NOW, incident(1), false, vec![event.into()]).unwrap();
    let mut entries = hub.entries(incident(1)).unwrap();
    entries.retain(|entry| entry.head.replica == author(9, 9).replica());
    entries
}

#[test]
fn what_was_folded_before_a_cut_is_not_kept_though_it_has_as_many_entries() {
    let (_original, (_place, journal), series) = copied();
    let record = journal.record(incident(1)).unwrap();
    let all = record.facts().len() as u64;
    journal.absorb_from(HUB, cut(&journal, &series, all - 1, None), None).unwrap();
    assert_eq!(journal.record(incident(1)).unwrap().facts().len() as u64, all);
    assert!(!journal.keep_checkpoint(&record, b"before").unwrap());
}

#[test]
fn the_branch_that_does_not_count_is_in_no_view_and_no_byte_of_it_is_lost() {
    let ((_place, journal), (copy, twin), series) = copied();
    let own = twin.series(&series).unwrap();
    index(&twin);
    assert_eq!(twin.search("rollback", 9).unwrap().len(), 2);
    let whole = journal.entries(incident(1)).unwrap();
    let cut = cut(&journal, &series, 4, Some(3));
    twin.absorb_from(HUB, cut.clone(), None).unwrap();
    assert_eq!(twin.series(&series).unwrap(), whole[..2]);
    assert_eq!(twin.owed(HUB).unwrap(), [(series, 4)], "the other branch has to come");
    assert_eq!(twin.absorb_from(HUB, whole.clone(), None).unwrap().taken, 2);
    journal.absorb(cut).unwrap();

    let both = [&journal, &twin];
    let records = both.map(|one| seen(&one.record(incident(1)).unwrap()));
    assert_eq!(records[0], records[1]);
    let ends = both.map(|one| one.ends(None, 9).unwrap());
    assert_eq!(ends[0], ends[1]);
    let query = BoardQuery { now: NOW, limit: 9, ..BoardQuery::default() };
    assert_eq!(twin.board(&query).unwrap()[0].title, "Down");
    both.into_iter().for_each(index);
    assert_eq!(twin.search("rollback", 9).unwrap(), []);
    assert_eq!(twin.search("deploy", 9).unwrap().len(), 1);
    assert_eq!(twin.owed(HUB).unwrap(), []);
    let outbox = twin.outbox(HUB, None, 99, 1 << 20).unwrap();
    assert!(outbox.entries.iter().all(|entry| entry.head.replica != series.replica), "{outbox:?}");

    let aside = |journal: &Journal| {
        let aside = journal.set_aside(series.replica).unwrap();
        aside.into_iter().map(|one| one.entry).collect::<Vec<_>>()
    };
    assert_eq!((aside(&twin), aside(&journal)), (own[2..].to_vec(), vec![]));
    assert!(twin.verify().unwrap().is_good());
    drop(twin);
    let opened = copy.open();
    assert!(opened.repaired.is_none());
    assert_eq!(aside(&opened.journal), own[2..]);
    assert_eq!(seen(&opened.journal.record(incident(1)).unwrap()), records[0]);
}

#[test]
fn what_was_refused_goes_also_where_nothing_of_the_series_counts() {
    let ((_place, journal), ..) = copied();
    let series = journal.entries(incident(1)).unwrap()[0].head.series();
    journal.absorb_from(HUB, cut(&journal, &series, 0, None), None).unwrap();
    assert_eq!(journal.end(&series).unwrap(), None);
    assert!(journal.entries(incident(1)).unwrap().iter().all(|entry| entry.head.replica != series.replica));
    assert_eq!(journal.board(&BoardQuery { now: NOW, limit: 9, ..BoardQuery::default() }).unwrap(), []);
    assert_eq!(journal.set_aside(series.replica).unwrap().len(), 4);
    assert_eq!(journal.owed(HUB).unwrap(), []);
    assert_eq!(journal.outbox(HUB, None, 99, 1 << 20).unwrap().entries, []);
    assert!(journal.verify().unwrap().is_good());
}

#[test]
fn whoever_was_cut_goes_on_in_a_series_of_its_own_and_writes_again_what_was_set_aside() {
    let ((_place, journal), ..) = copied();
    let series = journal.entries(incident(1)).unwrap()[0].head.series();
    let cut = cut(&journal, &series, 2, None);
    journal.absorb(cut.clone()).unwrap();
    let written = append(&journal, incident(1), vec![note("and on")]).1;
    let fresh = written.facts().last().unwrap();
    assert_eq!((fresh.replica, fresh.seq), (series.replica, 1));
    assert_ne!(fresh.run, series.run);
    append(&journal, incident(1), vec![note("and on")]);
    assert_eq!(journal.record(incident(1)).unwrap().facts().last().unwrap().seq, 2, "it stays with that one");

    let aside = journal.set_aside(series.replica).unwrap();
    let again = journal.write_anew(&author(1, 1), NOW, &aside[0], Some(note("deploy"))).unwrap();
    assert!(again.is_some());
    assert_eq!(journal.write_anew(&author(1, 1), NOW, &aside[1], None).unwrap(), None);
    let looked_at: Vec<_> =
        journal.set_aside(series.replica).unwrap().into_iter().map(|one| one.looked_at).collect();
    assert_eq!(looked_at, [Some(again), Some(None)]);
    // An old copy of what was cut finds no way back.
    let old: Vec<Entry> = aside.into_iter().map(|one| one.entry).collect();
    let refused = journal.absorb(old).unwrap().refused;
    assert_eq!((refused.len(), refused[0].seq, refused[0].why), (1, 3, Unfit::Cut));
}

#[test]
fn a_text_that_only_the_branch_set_aside_had_hidden_comes_again() {
    let ((_place, journal), (_copy, twin), series) = copied();
    let other = Place::new();
    let ben = other.found();
    ben.append(&author(2, 2), NOW, incident(1), false, vec![note("before"), note("a secret")]).unwrap();
    let bens = ben.entries(incident(1)).unwrap();
    twin.absorb_from(HUB, bens.clone(), None).unwrap();
    let secret = twin
        .record(incident(1))
        .unwrap()
        .facts()
        .iter()
        .rfind(|fact| fact.replica != series.replica)
        .unwrap()
        .id;
    append(&twin, incident(1), vec![Event::Redacted { entry: secret, replaces: vec![] }.into()]);
    journal.absorb(bens.clone()).unwrap();
    let cut = cut(&journal, &series, 4, Some(3));
    twin.absorb_from(HUB, cut.clone(), None).unwrap();
    assert_eq!(twin.owed(HUB).unwrap().len(), 2);
    twin.absorb_from(HUB, [bens, journal.series(&series).unwrap()].concat(), None).unwrap();
    journal.absorb(cut).unwrap();
    let told = |journal: &Journal| seen(&journal.record(incident(1)).unwrap());
    assert_eq!(told(&twin), told(&journal));
    assert!(twin.verify().unwrap().is_good());
}
