//! Where a series is refused for good, the hub says to everybody where it ends.

use hub::Role;
use incident::cut::Cut;
use incident::entry::{BodyBytes, Entry, Series};
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::record::Record;
use journal::{Refused, Unfit};
use sync::Verdict;

use super::House;
use super::private::secret;
use super::store::{absorb, begin};
use super::waiting::{pushed, says, waiting};
use crate::house::real_now;
use crate::laptop::{Laptop, incident, note};

/// The record of incident 1 as somebody reads it at the hub.
async fn record(by: &Laptop) -> Record {
    let reader = Laptop::in_workspace(by.journal.workspace(), "", "Reader");
    reader.journal.absorb(by.pull_all().await).unwrap();
    Record::clone(&reader.journal.record(incident(1)).unwrap())
}

fn name(entries: &[Entry], of: &Laptop) -> EntryRef {
    let last = entries.last().unwrap().head;
    of.journal.hash_at(&last.series(), last.seq).unwrap().unwrap().reference()
}

#[tokio::test]
async fn a_series_that_was_written_twice_ends_where_the_hub_holds_it() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let first = ana.note(incident(1), "before");
    ana.push(first).await;
    let twin = ana.copied();
    let (one, other) =
        (ana.note(incident(1), "one"), twin.write(incident(1), false, vec![note("a"), note("b")]));
    assert_eq!(pushed(&ben, &one).await, "t");
    // Bytes that she has not signed are no branch of hers.
    let mut forged = other.clone();
    forged[1].body = BodyBytes::Whole(b"{}".to_vec());
    assert_eq!(pushed(&ben, &forged).await, "rr");
    let series = one[0].head.series();
    assert_eq!(record(&ben).await.cut(&series), None);

    let answer = ben.push(other.clone()).await;
    assert!(answer.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Refused { .. })));
    assert_eq!(answer.receipts, [], "of what it does not hold it signs nothing");
    let cut = Cut { seq: 2, last: Some(name(&one, &ana)), forked: Some(2) };
    assert_eq!(record(&ben).await.cut(&series), Some(cut));
    // Said again, it is one cut; and nothing follows it, of whichever branch.
    assert_eq!(pushed(&ben, &other).await, "rr");
    assert_eq!(pushed(&ana, &ana.note(incident(1), "too late")).await, "r");
    let told = |record: Record| record.facts().iter().filter(|fact| cuts(fact.event.as_ref())).count();
    assert_eq!(told(record(&ben).await), 1);
    // Further back, it is another one.
    let mut twin = Laptop::in_workspace(house.workspace, "", "Ana");
    twin.author = ana.author.clone();
    let earliest = twin.note(incident(1), "the first of all");
    assert_eq!(pushed(&ben, &earliest).await, "r");
    assert_eq!(record(&ben).await.cut(&series), Some(Cut { forked: Some(1), ..cut }));
}

#[tokio::test]
async fn what_its_author_may_not_say_hides_no_fork_that_comes_before_it() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let rex = house.member("Rex", Role::Responder).await;
    rex.push(rex.note(incident(1), "before")).await;
    ana.push(secret(&ana, &ben)).await;
    let twin = rex.copied();
    rex.push(rex.note(incident(1), "one")).await;
    let other = twin.note(incident(1), "another");
    let lets_in = twin.write(incident(1), false, vec![Event::AccessGranted { person: rex.person }]);
    assert_eq!(pushed(&twin, &[other, lets_in].concat()).await, "rr");
}

fn cuts(event: Option<&Event>) -> bool {
    matches!(event, Some(Event::SeriesCut { .. }))
}

#[tokio::test]
async fn what_an_admin_has_refused_is_cut_when_it_is_offered_again() {
    let house = House::found().await;
    let (ada, ben) = (house.member("Ada", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let rex = house.member("Rex", Role::Responder).await;
    let before = rex.note(incident(1), "before");
    ben.push(before.clone()).await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let late = rex.note(incident(1), "late");
    assert_eq!(pushed(&ben, &late).await, "w");
    assert_eq!(says(&ada, waiting(&ada).await[0].id, "refuse").await, 204);
    let series = late[0].head.series();
    assert_eq!(record(&ben).await.cut(&series), None, "nobody has offered it since");
    assert_eq!(pushed(&ben, &late).await, "r");
    let cut = Cut { seq: 1, last: Some(name(&before, &rex)), forked: None };
    assert_eq!(record(&ben).await.cut(&series), Some(cut));
}

#[tokio::test]
async fn only_the_hub_cuts_and_nobody_takes_a_cut_back() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Admin).await, house.member("Ben", Role::Responder).await);
    let said = ben.note(incident(1), "said");
    ana.push(said.clone()).await;
    let Series { replica, run, .. } = said[0].head.series();
    let cut = Event::SeriesCut { replica, run, seq: 0, last: None, forked: None, base: vec![] };
    assert_eq!(pushed(&ana, &ana.write(incident(1), false, vec![cut])).await, "r");

    let mut twin = Laptop::in_workspace(house.workspace, "", "Ben");
    twin.author = ben.author.clone();
    assert_eq!(pushed(&ana, &twin.note(incident(1), "the other")).await, "r");
    let fresh = house.member("Cyd", Role::Admin).await;
    fresh.journal.absorb(fresh.pull_all().await).unwrap();
    let record = fresh.journal.record(incident(1)).unwrap();
    let entry = record.facts().iter().find(|fact| cuts(fact.event.as_ref())).unwrap().id;
    fresh.write(incident(1), false, vec![Event::Retracted { entry, base: vec![] }]);
    let mut back = fresh.journal.entries(incident(1)).unwrap();
    back.retain(|entry| entry.head.replica == fresh.replica());
    assert_eq!(pushed(&ana, &back).await, "r");
}

#[test]
fn a_second_branch_is_told_from_made_up_bytes_and_nothing_follows_a_cut() {
    let (_ground, store, ana) = begin();
    let mut twin = Laptop::in_workspace(store.workspace(), "", "Ana");
    twin.author = ana.author.clone();
    let one = ana.write(incident(1), false, vec![note("a"), note("b")]);
    let other = twin.write(incident(1), false, vec![note("x"), note("y"), note("z")]);
    absorb(&*store, one.clone());
    let series = one[0].head.series();
    let absorbed = absorb(&*store, other.clone());
    let fork = Refused { series, seq: 1, why: Unfit::Fork };
    assert_eq!((absorbed.forked, absorbed.refused), (vec![(series, 1)], vec![fork]));
    let absorbed = absorb(&*store, other[..2].to_vec());
    assert_eq!((absorbed.forked, absorbed.refused), (vec![], vec![fork]), "its signature has not come");
    let mut made_up = other.clone();
    made_up[2].head.recorded_at = Millis(7);
    assert_eq!(absorb(&*store, made_up).forked, []);

    let last = ana.journal.hash_at(&series, 2).unwrap().map(|hash| hash.reference());
    let Series { replica, run, .. } = series;
    let cut = Event::SeriesCut { replica, run, seq: 2, last, forked: Some(1), base: vec![] };
    let hub = Laptop::in_workspace(store.workspace(), "", "The hub");
    assert_eq!(absorb(&*store, hub.write(incident(1), false, vec![cut])).taken, 1);
    let more = ana.note(incident(1), "more");
    let refused = Refused { series, seq: 3, why: Unfit::Cut };
    assert_eq!(absorb(&*store, more).refused, [refused]);
    assert_eq!(absorb(&*store, one).known, 2);
}
