//! Which past incidents are told beside one, in which order and for which reasons.

use incident::board::{Cause, Row};
use incident::command::Command;
use incident::event::Event;
use incident::id::{IncidentId, Millis, ServiceId};
use incident::incident::Incident;
use incident::related::{Likeness, related, significant};
use incident::value::{Kind, Service, Stage};

use crate::check::{World, history};
use crate::wishes::declare;

/// A past incident: its name, its title, its services, and its cause with where that was.
type Past = (u8, &'static str, &'static [&'static str], Option<&'static str>, Option<&'static str>);

fn row((n, title, services, kind, at): Past) -> Row {
    let cause = Cause { kind: kind.map(str::to_owned), service: at.map(str::to_owned) };
    Row {
        id: IncidentId([n; 16]),
        label: format!("INC-{n}"),
        title: title.to_owned(),
        kind: Kind::External,
        severity: None,
        stage: Stage::Closed,
        drill: false,
        private: false,
        manager: None,
        services: services.iter().map(|&name| name.to_owned()).collect(),
        customers: None,
        impact_started: None,
        mitigated: None,
        opened: Millis(i64::from(n)),
        resolved: None,
        countdowns: vec![],
        torn: 0,
        dated: Millis(0),
        actions: None,
        review: None,
        cause: (kind.is_some() || at.is_some()).then_some(cause),
    }
}

/// What is told of these past incidents beside one of Checkout, caused by a change, in which the card pool ran dry.
fn told(past: &[Past], common: &[&str]) -> Vec<(u8, String)> {
    let service = Service { id: ServiceId::from_name("Checkout"), name: "Checkout".to_owned() };
    let world = World::after(history![
        "ana" => declare("Card pool exhausted after the release"),
        "ana" => Event::ServiceAffected { service },
        "ana" => Command::SetRootCauseType { root_cause: Some("Change".to_owned()) },
    ]);
    let record = world.record();
    let own = Likeness::of(Incident::of(&record));
    let common: Vec<String> = common.iter().map(|&word| word.to_owned()).collect();
    let alike = related(&own.without(&common), past.iter().copied().map(row).collect(), 3);
    alike.into_iter().map(|(row, shared)| (row.id.0[0], shared.why())).collect()
}

#[test]
fn what_is_shared_ranks_and_is_said() {
    let why = |n: u8, why: &str| (n, why.to_owned());
    for (name, past, expect) in [
        ("nothing shared", vec![(1, "Mail is late", &["Mail"][..], Some("Disk"), None)], vec![]),
        ("one word is chance", vec![(1, "Swimming pool closed", &[], None, None)], vec![]),
        (
            "two words",
            vec![(1, "Pool EXHAUSTED", &[], None, None)],
            vec![why(1, "Same words: pool, exhausted")],
        ),
        (
            "the same type of cause",
            vec![(1, "Mail", &[], Some("change"), None)],
            vec![why(1, "Same cause: change")],
        ),
        (
            "the same service",
            vec![(1, "Slow", &["checkout"], None, None)],
            vec![why(1, "Same service: checkout")],
        ),
        (
            "the cause was in a service that is affected now",
            vec![(1, "Slow", &["Mail"], None, Some("Checkout"))],
            vec![why(1, "Same service: Checkout")],
        ),
        (
            "a word that only names the service is told once",
            vec![(1, "Checkout pool", &["Checkout"], None, None)],
            vec![why(1, "Same service: Checkout; same word: pool")],
        ),
        (
            "more that is shared comes first, then what is newer",
            vec![
                (1, "Card pool exhausted", &["Checkout"], Some("Change"), None),
                (2, "Card pool exhausted", &["Mail"], None, None),
                (3, "Slow", &["Checkout"], None, None),
                (4, "Slow", &["Checkout"], None, None),
                (5, "Mail", &["Mail"], Some("Change"), None),
            ],
            vec![
                why(1, "Same service: Checkout; same cause: Change; same words: card, pool, exhausted"),
                why(4, "Same service: Checkout"),
                why(3, "Same service: Checkout"),
            ],
        ),
    ] {
        assert_eq!(told(&past, &[]), expect, "{name}");
    }
}

#[test]
fn words_that_many_have_do_not_count() {
    let past = [(1, "Pool exhausted", &[][..], None, None), (2, "Card pool", &[], None, None)];
    assert_eq!(told(&past, &["pool"]), []);
    assert_eq!(told(&past, &["card"]).len(), 1);
}

#[test]
fn words_that_say_nothing_are_left_out_and_there_are_not_many() {
    assert_eq!(significant("When the POOL, the pool is dry: Käse fällt"), ["pool", "käse", "fällt"]);
    let long: String = (10_000..10_100).map(|n| format!("w{n} ")).collect();
    assert_eq!(significant(&long).len(), 12);
}
