//! A hub that does not keep its word is noticed, and what it did is named.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use incident::checksum::Checksum;
use incident::entry::Entry;
use incident::id::ReplicaKey;
use incident::stream::{Section, Stream};
use journal::{Deed, Finding};
use sync::{Cursor, Heads, Page, Push, Pushed, Remote, Shows, Sum, Unanswered, Wanted, shows};

use crate::bent::Bent;
use crate::laws::{meet, run};
use crate::meeting::Hub;
use crate::place::{NOW, Place, incident};

fn key() -> ReplicaKey {
    Place::new(9).replica()
}

/// What a laptop has found out of the hub: to which stream, and to how many entries.
fn found(laptop: &Place) -> Vec<(Deed, Option<Stream>, u64)> {
    let findings = laptop.journal.findings(key()).unwrap();
    findings.into_iter().map(|Finding { deed, stream, entries, .. }| (deed, stream, entries)).collect()
}

/// Two laptops that are in step with a hub, of three streams.
fn in_step() -> (Place, Place, Bent) {
    let (ana, ben, hub) = (Place::new(1), Place::new(2), Hub::new(Place::new(9)));
    ana.write(incident(1), 2);
    ana.write(incident(2), 0);
    ben.write(incident(2), 3);
    ben.write(Stream::Book(Section::People), 0);
    for laptop in [&ana, &ben, &ana] {
        run(meet(laptop, &hub)).unwrap();
    }
    assert_eq!((found(&ana), found(&ben)), (vec![], vec![]));
    (ana, ben, Bent::new(hub))
}

/// A hub of the same key and as long a log as far as anybody can tell by cursors, which lacks or has other entries.
fn replaced(hub: Bent, other: Place) -> Bent {
    let cursor = run(Remote::heads(&hub, None, None)).unwrap().cursor;
    let mut bent = Bent::new(Hub::new(other));
    // It says that it knows every cursor, as one that was not put back would.
    bent.pulls = Some(Box::new(move |hub| Page {
        entries: vec![],
        cursor,
        more: false,
        checksum: Some(hub.checksum()),
    }));
    bent.heads = Box::new(move |_, mut heads| {
        heads.cursor = cursor;
        heads
    });
    bent
}

#[test]
fn a_quiet_meeting_is_one_question_and_the_checksums_are_equal() {
    let (ana, _ben, hub) = in_step();
    assert!(run(meet(&ana, &hub)).unwrap().proven);
    assert_eq!(hub.asked.load(SeqCst), 1);
    let known = ana.journal.known_of(key()).unwrap();
    assert_eq!(known.sum, hub.hub.checksum());
    let cursor = run(Remote::heads(&hub.hub, None, None)).unwrap().cursor;
    let heard = |cursor, checksum| shows(&ana.journal, key(), &Sum { cursor, checksum }).unwrap();
    let other = Checksum(known.sum.0 + 1);
    assert_eq!((heard(cursor, known.sum), heard(cursor, other)), (Shows::Equal, Shows::Difference));
    let later = Cursor { position: cursor.position + 1, ..cursor };
    assert_eq!((heard(later, known.sum), heard(later, other)), (Shows::Nothing, Shows::Nothing));
    ana.journal.cannot_explain(key(), Checksum(1)).unwrap();
    assert_eq!(heard(cursor, other), Shows::Nothing, "looked into, and not explained");
}

#[test]
fn a_hub_that_loses_what_it_had_confirmed_and_says_nothing_is_named_and_filled_again() {
    let (ana, ben, hub) = in_step();
    let other = Place::new(9);
    // Of the second incident nothing is left, and of the first no more than its first transaction.
    other.journal.absorb(ana.journal.entries(incident(1)).unwrap()).unwrap();
    other.journal.absorb(ana.journal.entries(Stream::Book(Section::People)).unwrap()).unwrap();
    let hub = replaced(hub, other);
    for laptop in [&ana, &ben] {
        run(meet(laptop, &hub)).unwrap();
    }
    assert_eq!(found(&ana), [(Deed::Dropped, Some(incident(2)), 5)]);
    assert_eq!(ana.holds(), hub.hub.place.holds());
    assert_eq!(found(&ben), [], "it was filled again before");
}

#[test]
fn a_hub_that_alters_what_it_had_confirmed_is_named() {
    let (ana, _ben, hub) = in_step();
    let (other, twin) = (Place::new(9), Place::new(1));
    for stream in [incident(2), Stream::Book(Section::People)] {
        other.journal.absorb(ana.journal.entries(stream).unwrap()).unwrap();
    }
    // The same series of the same laptop, with another history.
    (0..3).for_each(|_| twin.write(incident(1), 0));
    other.journal.absorb(twin.journal.entries(incident(1)).unwrap()).unwrap();
    let hub = replaced(hub, other);
    run(meet(&ana, &hub)).unwrap();
    assert_eq!(found(&ana), [(Deed::Altered, Some(incident(1)), 1)]);
    assert_eq!(ana.journal.kept_back(key()).unwrap().len(), 1);
    // Known by now, it is not looked for again with every meeting.
    assert!(!run(meet(&ana, &hub)).unwrap().compared);
}

#[test]
fn what_a_hub_leaves_out_of_its_pages_is_noticed_fetched_and_named() {
    let (ana, ben, mut hub) = in_step();
    ana.write(incident(1), 1);
    ana.write(incident(3), 1);
    run(meet(&ana, &hub.hub)).unwrap();
    hub.pages = Box::new(|_, mut page| {
        page.entries.retain(|entry| entry.head.stream != incident(3));
        page
    });
    run(meet(&ben, &hub)).unwrap();
    assert_eq!(found(&ben), [(Deed::LeftOut, Some(incident(3)), 2)]);
    assert_eq!(ben.holds(), hub.hub.place.holds());
}

#[test]
fn a_hub_that_reorders_what_it_shows_changes_nothing_and_is_not_accused() {
    let (ana, ben, mut hub) = in_step();
    for stream in [incident(1), incident(3), incident(1)] {
        ana.write(stream, 2);
        ben.write(stream, 1);
        for laptop in [&ana, &ben] {
            run(meet(laptop, &hub.hub)).unwrap();
        }
    }
    hub.pages = Box::new(|_, mut page| {
        page.entries.reverse();
        page
    });
    hub.fetches = Box::new(|_, mut entries| {
        entries.reverse();
        entries
    });
    hub.heads = Box::new(|_, mut heads| {
        heads.heads.reverse();
        heads
    });
    let cleo = Place::new(3);
    // Ben reads on from before all of that, page by page.
    let late = ben.cloned(2);
    late.journal.forget_hub(key(), false).unwrap();
    for laptop in [&cleo, &late, &ana] {
        let met = run(meet(laptop, &hub)).unwrap();
        assert!(met.proven, "{met:?}");
        assert_eq!((laptop.holds(), found(laptop)), (hub.hub.place.holds(), vec![]));
    }
    // And a laptop that reads pages: what comes before its time is kept until that has come.
    let dora = Place::new(4);
    run(meet(&dora, &hub.hub)).unwrap();
    ana.write(incident(1), 20);
    run(meet(&ana, &hub.hub)).unwrap();
    run(meet(&dora, &hub)).unwrap();
    run(meet(&dora, &hub)).unwrap();
    assert_eq!((dora.holds(), found(&dora)), (hub.hub.place.holds(), vec![]));
}

#[test]
fn what_a_hub_lists_and_does_not_show_is_named_until_it_shows_it() {
    let (ana, ben, mut hub) = in_step();
    ana.write(incident(3), 1);
    run(meet(&ana, &hub.hub)).unwrap();
    let without = |mut entries: Vec<Entry>| {
        entries.retain(|entry| entry.head.stream != incident(3));
        entries
    };
    hub.pages = Box::new(move |_, mut page| {
        page.entries = without(page.entries);
        page
    });
    hub.fetches = Box::new(move |_, entries| without(entries));
    run(meet(&ben, &hub)).unwrap();
    assert_eq!(found(&ben), [(Deed::Withheld, Some(incident(3)), 2)]);
    assert!(!run(meet(&ben, &hub)).unwrap().compared, "it would not help");
    hub.fetches = Box::new(|_, entries| entries);
    run(meet(&ben, &hub)).unwrap();
    run(meet(&ben, &hub)).unwrap();
    assert_eq!(found(&ben), []);
    assert_eq!(ben.holds(), hub.hub.place.holds());
}

#[test]
fn a_checksum_that_contradicts_what_the_hub_lists_is_named() {
    let (ana, _ben, mut hub) = in_step();
    hub.pages = Box::new(|_, mut page| {
        page.checksum = Some(Checksum(7));
        page
    });
    run(meet(&ana, &hub)).unwrap();
    assert_eq!(found(&ana), [(Deed::Contradicted, None, 0)]);
    run(meet(&ana, &hub.hub)).unwrap();
    assert_eq!(found(&ana), [], "it was a slip");
}

#[test]
fn a_receipt_of_something_else_than_what_was_given_convicts() {
    let (ana, _ben, mut hub) = in_step();
    ana.write(incident(1), 0);
    let other = Hub::new(Place::new(9));
    let twin = Place::new(1);
    (0..4).for_each(|_| twin.write(incident(1), 0));
    let receipts = run(async {
        let entries = twin.journal.entries(incident(1)).unwrap();
        Remote::push(&other, Push::of(crate::place::WORKSPACE, entries)).await.unwrap().receipts
    });
    hub.pushes = Box::new(move |_, mut pushed| {
        pushed.receipts.clone_from(&receipts);
        pushed
    });
    run(meet(&ana, &hub)).unwrap();
    assert_eq!(found(&ana), [(Deed::Altered, Some(incident(1)), 1)]);
    assert_eq!(ana.journal.kept_back(key()).unwrap().len(), 1, "it is not taken for held");
}

#[test]
fn what_nobody_has_signed_is_named_also_where_nothing_of_it_is_held() {
    let (ana, ben, mut hub) = in_step();
    ana.write(incident(3), 0);
    run(meet(&ana, &hub.hub)).unwrap();
    let damage = |mut entries: Vec<Entry>| {
        entries.iter_mut().for_each(|entry| entry.signature = Some([7; 64]));
        entries
    };
    hub.pages = Box::new(move |_, mut page| {
        page.entries = damage(page.entries);
        page
    });
    hub.fetches = Box::new(move |_, entries| damage(entries));
    run(meet(&ben, &hub)).unwrap();
    assert!(found(&ben).contains(&(Deed::Damaged, Some(incident(3)), 1)), "{:?}", found(&ben));
}

#[test]
fn a_hub_that_was_put_back_is_filled_again_and_nobody_is_accused() {
    let (ana, ben, hub) = in_step();
    let old = hub.hub.place.cloned(1);
    ben.write(incident(1), 3);
    for laptop in [&ben, &ana] {
        run(meet(laptop, &hub.hub)).unwrap();
    }
    let hub = Hub::new(old);
    for laptop in [&ana, &ben] {
        run(meet(laptop, &hub)).unwrap();
    }
    assert_eq!(found(&ana), [(Deed::Restored, None, 4)]);
    assert_eq!(found(&ben), [], "by then it was the log that Ben had read");
    assert_eq!(ana.holds(), hub.place.holds());
    ana.journal.findings_are_seen(key()).unwrap();
    let [finding] = ana.journal.findings(key()).unwrap()[..] else { panic!("one") };
    assert_eq!(finding, Finding { deed: Deed::Restored, stream: None, entries: 4, since: NOW, seen: true });
}

#[test]
fn what_is_hidden_from_a_laptop_by_now_is_no_fault() {
    let (ana, _ben, mut hub) = in_step();
    let shown = ana.holds();
    let hidden = incident(2);
    hub.pages = Box::new(move |hub, mut page| {
        let ends = hub.place.journal.ends(None, usize::MAX).unwrap().into_iter();
        let seen = ends.filter(|end| end.series.stream != hidden);
        page.checksum =
            Some(seen.fold(Checksum::default(), |sum, end| sum.with(&end.series, end.seq, &end.hash)));
        page
    });
    hub.heads = Box::new(move |_, mut heads| {
        heads.heads.retain(|head| head.series.stream != hidden);
        heads
    });
    assert!(run(meet(&ana, &hub)).unwrap().compared);
    assert!(!run(meet(&ana, &hub)).unwrap().compared, "by now the sums are equal");
    assert_eq!((found(&ana), ana.holds()), (vec![], shown));
}

#[test]
fn whoever_is_cut_off_after_forgetting_a_hub_that_was_put_back_accuses_nobody() {
    let (ana, _ben, hub) = in_step();
    let old = Hub::new(hub.hub.place.cloned(1));
    ana.write(incident(1), 3);
    run(meet(&ana, &hub.hub)).unwrap();
    // So far she came before her power was cut.
    ana.journal.forget_hub(key(), true).unwrap();
    run(meet(&ana, &old)).unwrap();
    assert_eq!(found(&ana), [(Deed::Restored, None, 4)]);
    assert!(!ana.journal.known_of(key()).unwrap().restoring);
}

/// A hub that is put back to an earlier state while it is compared.
struct PutBack {
    before: Bent,
    after: Hub,
    compared: AtomicBool,
}

impl Remote for PutBack {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        self.after.push(push).await
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        if self.compared.load(SeqCst) {
            self.after.pull(after, seen).await
        } else {
            self.before.pull(after, seen).await
        }
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        self.compared.store(true, SeqCst);
        self.after.heads(after, limit).await
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.after.fetch(wanted).await
    }
}

#[test]
fn a_hub_that_is_put_back_while_it_is_compared_is_not_accused_of_what_it_lost() {
    let (ana, _ben, mut before) = in_step();
    let after = Hub::new(before.hub.place.cloned(1));
    ana.write(incident(1), 3);
    run(meet(&ana, &before.hub)).unwrap();
    // Its checksum is of another moment.
    before.pages = Box::new(|_, page| Page { checksum: Some(Checksum(7)), ..page });
    let hub = PutBack { before, after, compared: AtomicBool::new(false) };
    run(meet(&ana, &hub)).unwrap();
    assert_eq!(found(&ana), [(Deed::Restored, None, 4)]);
    assert_eq!(ana.holds(), hub.after.place.holds());
}
