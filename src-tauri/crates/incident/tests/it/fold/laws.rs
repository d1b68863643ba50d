//! What the fold promises of additions, clashes, forks, hiding, and of chains that are far too long.

use incident::command::Command;
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::room::Room;
use incident::slot::Slot;
use incident::value::{NoteKind, Stage};

use super::seen;
use crate::check::{World, history, nth, the};
use crate::office::Office;
use crate::pen::{INCIDENT, Laptop, NOW, Pen, fold, person};
use crate::wishes::{assign, declare_on, declared, id, note, retitle};

#[test]
fn an_addition_wins_over_a_removal_that_had_not_seen_it() {
    let add = || Command::AddService { service: id("search") };
    let remove = || Command::RemoveService { service: id("search") };
    let world = World::after(history![
        "ana" => declare_on(&["checkout", "search"]),
        "bo apart" => remove(),
        "bo apart" => add(),
        "chi apart" => remove(),
    ]);
    let services: Vec<String> = world.room().services.into_iter().map(|s| s.name).collect();
    assert_eq!(services, ["Checkout", "Search"], "chi took away what she had seen, not what bo added");

    let world = World::after(history![
        "ana" => declared(),
        "bo apart" => Command::AddTag { tag: "dns".to_owned() },
        "chi apart" => Command::AddTag { tag: "dns".to_owned() },
        "chi apart" => Command::RemoveTag { tag: "dns".to_owned() },
    ]);
    assert_eq!(world.room().tags, ["dns"]);
}

#[test]
fn two_values_set_apart_both_stand_until_somebody_settles() {
    let apart = history!["ana" => declared(), "ana apart" => retitle("Payments fail"), "bo apart" => retitle("Cards fail")];
    let world = World::after(apart);
    let clashes = world.room().clashes;
    assert_eq!(clashes.len(), 1);
    assert_eq!(clashes[0].about, "Title");
    assert_eq!(clashes[0].values.len(), 2);
    assert_eq!(world.room().title, clashes[0].values[1].value, "the last in order is shown");

    for chosen in [1, 2] {
        let mut steps = apart.to_vec();
        steps.push(("chi", Command::Settle { entry: nth("titled", chosen) }.into()));
        let world = World::after(&steps);
        assert_eq!(world.room().clashes, []);
        assert_eq!(world.room().title, ["", "Payments fail", "Cards fail"][usize::from(chosen)]);
    }

    let agreed = history!["ana" => declared(), "ana apart" => retitle("Cards fail"), "bo apart" => retitle("Cards fail")];
    assert_eq!(World::after(agreed).room().clashes, [], "who says the same does not disagree");
}

#[test]
fn a_value_set_with_both_in_sight_ends_the_clash_too() {
    let world = World::after(history![
        "ana" => declared(),
        "ana apart" => retitle("Payments fail"),
        "bo apart" => retitle("Cards fail"),
        "chi" => retitle("Payments by card fail"),
    ]);
    assert_eq!(world.room().clashes, []);
    assert_eq!(world.room().title, "Payments by card fail");
}

#[test]
fn what_speaks_of_a_missing_entry_waits_for_it() {
    let world = World::after(history![
        "ana" => declared(),
        "bo" => note("pool is full"),
        "bo" => Command::CorrectNote { note: the("noted"), text: "the pool is full".to_owned() },
    ]);
    let all: Vec<_> = world.entries().cloned().collect();
    let (noted, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|s| matches!(s.fact().event, Some(Event::Noted { .. })));
    let without = fold(INCIDENT, others);
    assert!(without.facts().last().unwrap().void, "it corrects nothing yet");
    let with = without.with(noted.iter().map(|s| s.fact()).collect());
    assert!(!with.facts().last().unwrap().void);
    assert!(with.value(&Slot::NoteText(noted[0].id())).is_some());
}

#[test]
fn a_fork_that_should_never_have_been_taken_still_folds_alike() {
    let office = Office::open(&mut Pen::default());
    let world = World::after(history!["ana" => declared()]);
    let before: Vec<_> = world.entries().cloned().collect();
    let record = world.record();
    // A cloned disk in the same run: one number, two entries.
    let twin = |title: &str| {
        let event = Event::Titled { title: title.to_owned(), base: vec![] };
        Pen::default().write_event(&Laptop::of("bo"), &record, NOW, event)
    };
    let (one, other) = (twin("left"), twin("right"));
    assert_eq!(one.entry.head.place(), other.entry.head.place());
    let expected = seen(&fold(INCIDENT, before.iter().chain([&one, &other])), &office);
    for order in [[&one, &other, &one], [&other, &one, &other]] {
        assert_eq!(seen(&fold(INCIDENT, before.iter().chain(order)), &office), expected);
        let one_by_one = order.iter().fold(record.clone(), |record, sealed| record.with(vec![sealed.fact()]));
        assert_eq!(seen(&one_by_one, &office), expected);
    }
}

#[test]
fn a_whole_copy_is_kept_over_a_dropped_one_whichever_came_first() {
    let world = World::after(history!["ana" => declared(), "bo" => note("whole")]);
    let all: Vec<_> = world.entries().cloned().collect();
    let noted = all.last().unwrap();
    let whole = serde_json::to_string(&world.record()).unwrap();
    for copies in [[noted.fact(), noted.dropped().fact()], [noted.dropped().fact(), noted.fact()]] {
        let record = copies
            .into_iter()
            .fold(fold(INCIDENT, &all[..all.len() - 1]), |record, fact| record.with(vec![fact]));
        assert_eq!(serde_json::to_string(&record).unwrap(), whole);
    }
}

#[test]
fn access_that_was_taken_back_does_not_return_when_the_stream_is_erased() {
    let steps = history![
        "ana" => declared(),
        "ana" => Command::SetPrivate { private: true },
        "ana" => Command::Grant { person: person("dee") },
        "ana" => Command::Revoke { person: person("dee") },
        "ana" => assign("scribe", "chi"),
        "ana" => Command::Undo { entries: vec![the("role_assigned")] },
        "ana" => Event::StreamErased { why: None },
    ];
    let room = World::after(steps).room();
    assert_eq!(room.granted, [person("ana")]);
    assert!(room.private);
    assert!(room.roles.iter().all(|role| role.holders.is_empty()));
    assert_eq!(room.title, "");
}

#[test]
fn hiding_an_entry_leaves_what_it_had_replaced_replaced() {
    let world = World::after(history![
        "ana" => declared(),
        "bo" => retitle("Jane Doe's card 4111 fails"),
        "ana" => Command::Redact { entry: the("titled") },
    ]);
    assert_eq!(world.room().title, "", "neither the hidden title nor the one before it");
    let json = serde_json::to_string(&world.record()).unwrap();
    assert!(!json.contains("4111"), "nothing of a hidden body is left in the state");
}

#[test]
fn an_erased_stream_hides_what_arrives_later() {
    let world = World::after(
        history!["ana" => declared(), "ana apart" => Event::StreamErased { why: None }, "bo apart" => note("late")],
    );
    let shown: Vec<_> =
        world.record().facts().iter().filter_map(|f| f.event.as_ref().map(Event::kind)).collect();
    assert_eq!(shown, ["declared", "stream_erased"]);
}

const LONG: u64 = 10_000;

/// A fact that no pen wrote, named by its number.
fn numbered(n: u64, event: Event) -> Fact {
    let laptop = Laptop::of("ana");
    Fact {
        id: numbered_id(n),
        replica: laptop.replica(),
        run: laptop.run,
        seq: n,
        stamp: n,
        recorded_at: Millis(NOW.0 + i64::try_from(n).unwrap()),
        occurred_at: None,
        undoes: None,
        event: Some(event),
        redacted_by: None,
        void: false,
        private: false,
    }
}

fn numbered_id(n: u64) -> EntryRef {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    EntryRef(bytes)
}

#[test]
fn a_chain_of_ten_thousand_of_anything_is_neither_a_deep_recursion_nor_a_long_wait() {
    let retracted = |n| Event::Retracted { entry: numbered_id(n - 1), base: vec![] };
    let instead = |n| Event::DecisionRecorded {
        decision: None,
        question: None,
        chosen: format!("way {n}"),
        rejected: vec![],
        why: None,
        objections: None,
        reversible: None,
        revisit_at: None,
        supersedes: Some(numbered_id(n - 1)),
        taken: None,
        base: vec![],
    };
    let pinned =
        |n| Event::Pinned { entry: numbered_id(n - 1), pinned: true, base: vec![numbered_id(n - 1)] };
    let redacted = |n| Event::Redacted { entry: numbered_id(n - 1), replaces: vec![] };
    let chains: [&dyn Fn(u64) -> Event; 4] = [&retracted, &instead, &pinned, &redacted];
    let began = std::time::Instant::now();
    for link in chains {
        let first = numbered(1, Event::Declared { drill: false });
        let mut facts: Vec<Fact> =
            vec![first, numbered(2, Event::Noted { note: NoteKind::Note, text: "x".to_owned() })];
        facts.extend(
            (3..LONG)
                .map(|n| Fact { undoes: (n % 2 == 0).then(|| numbered_id(n - 1)), ..numbered(n, link(n)) }),
        );
        let record = Record::fold(INCIDENT, facts);
        assert!(Room::of(Incident::of(&record), &incident::book::Book::default()).is_some());
    }
    // A debug build on a busy machine takes many seconds; a square of ten thousand took many minutes.
    assert!(began.elapsed().as_secs() < 240, "{:?}", began.elapsed());
}

#[test]
fn decisions_that_replace_each_other_and_were_all_taken_back_are_no_deep_recursion() {
    let decided = |n: u64| Event::DecisionRecorded {
        decision: None,
        question: None,
        chosen: format!("way {n}"),
        rejected: vec![],
        why: None,
        objections: None,
        reversible: None,
        revisit_at: None,
        supersedes: Some(numbered_id(n - 1)),
        taken: None,
        base: vec![],
    };
    let mut facts = vec![numbered(1, Event::Declared { drill: false })];
    facts.extend((2..LONG).map(|n| numbered(n, decided(n))));
    facts.extend(
        (2..LONG).map(|n| numbered(n + LONG, Event::Retracted { entry: numbered_id(n), base: vec![] })),
    );
    let record = Record::fold(INCIDENT, facts);
    let room = Room::of(Incident::of(&record), &incident::book::Book::default()).unwrap();
    assert_eq!(room.decisions, []);
    assert_eq!(room.stage, Stage::Detect);
}
