//! What an executive brief says of the money, the agreements and the risks.

use chrono_tz::Tz;
use incident::command::{Command, Edit, NewPromise};
use incident::id::CustomerId;
use incident::value::{Audience, Contact, CustomerImpact, Kind, Point};
use wording::brief::Brief;
use wording::promise;
use wording::quality::{Channel, Draft, Notice, Verdict, check};

use crate::record::{World, at, declare};

fn line(world: &World, label: &str, minute: i64) -> String {
    let brief = Brief::of(world.incident(), &world.book, at(minute));
    let line = brief.lines.into_iter().find(|line| line.label == label).unwrap();
    line.value.unwrap_or_else(|| "unknown".to_owned())
}

/// A customer of this band, who is to be answered within thirty minutes.
fn customer(world: &mut World, name: &str, arr: Option<&str>, impact: CustomerImpact) -> CustomerId {
    world.edit(&Edit::DefineCustomer {
        customer: None,
        name: name.to_owned(),
        tier: None,
        arr: arr.map(str::to_owned),
        respond_within: Some(30),
        contact: Contact::default(),
        owner: None,
    });
    let customer = CustomerId::from_name(name);
    world.run(&Command::AffectCustomer { customer: customer.clone(), impact });
    customer
}

#[test]
fn what_nobody_recorded_of_customers_is_unknown() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    assert_eq!(line(&world, "ARR affected", 1), "unknown");
    assert_eq!(line(&world, "Agreements", 1), "unknown");
    assert_eq!(line(&world, "Risks", 1), "none recorded");
}

#[test]
fn bands_of_those_who_are_hurt_are_counted_and_never_summed() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    for (name, arr, impact) in [
        ("Acme", Some("over 1 M"), CustomerImpact::Down),
        ("Kestrel", Some("100–500 k"), CustomerImpact::Degraded),
        ("Lumen", Some("100–500 k"), CustomerImpact::Down),
        ("Pallas", None, CustomerImpact::Down),
        ("Halden", Some("over 1 M"), CustomerImpact::AtRisk),
    ] {
        customer(&mut world, name, arr, impact);
    }
    assert_eq!(line(&world, "ARR affected", 9), "2 × 100–500 k, 1 × over 1 M, 1 × unknown");
}

#[test]
fn who_waits_longer_than_was_agreed_or_promised_is_counted() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let acme = customer(&mut world, "Acme", None, CustomerImpact::Down);
    assert_eq!(line(&world, "Agreements", 9), "nothing overdue");
    let (text, ticket) = ("Nobody can pay".to_owned(), None);
    world.run(&Command::LogReport { customer: acme.clone(), text, ticket, at: None });
    let promise = NewPromise { what: "A call".to_owned(), due: at(20) };
    world.run(&Command::PromiseCustomer { customer: acme, promise, at: None });
    assert_eq!(line(&world, "Agreements", 9), "nothing overdue");
    assert_eq!(line(&world, "Agreements", 25), "1 promise to a customer is overdue");
    assert_eq!(
        line(&world, "Agreements", 90),
        "1 customer waits past the agreed time, 1 promise to a customer is overdue"
    );
}

#[test]
fn a_temporary_measure_and_an_unknown_cause_are_risks() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let what = "Retries are off".to_owned();
    world.run(&Command::Mitigate { what, temporary: true, service: None, remove_when: None });
    assert_eq!(line(&world, "Risks", 9), "1 temporary measure is in place");
    world.point(Point::Mitigated, world.now);
    assert_eq!(
        line(&world, "Risks", 9),
        "1 temporary measure is in place, it may come back while the cause is unknown"
    );
    world.run(&Command::SetRootCauseType { root_cause: Some("A full disk".to_owned()) });
    assert_eq!(line(&world, "Risks", 9), "1 temporary measure is in place");
}

#[test]
fn nothing_that_it_says_of_them_is_refused_or_read_as_a_promise() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let acme = customer(&mut world, "Acme", None, CustomerImpact::Down);
    let (text, ticket) = ("Nobody can pay".to_owned(), None);
    world.run(&Command::LogReport { customer: acme.clone(), text, ticket, at: None });
    let promise = NewPromise { what: "A call".to_owned(), due: at(20) };
    world.run(&Command::PromiseCustomer { customer: acme, promise, at: None });
    let what = "Retries are off".to_owned();
    world.run(&Command::Mitigate { what, temporary: true, service: None, remove_when: None });
    world.point(Point::Mitigated, world.now);
    let text = ["ARR affected", "Agreements", "Risks"].map(|label| line(&world, label, 90)).join("\n");
    let promises = promise::read(&text, at(90), Tz::UTC);
    assert_eq!(promises, promise::read("", at(90), Tz::UTC));
    let quality = check(&Draft {
        text: &text,
        audience: Audience::Executives,
        channel: Channel::StatusPage,
        notice: Notice::First,
        identified: false,
        people: &[],
        services: &[],
        promises,
    });
    let found = quality.findings.iter().filter(|found| found.verdict != Verdict::Passed);
    let words: Vec<&str> = found.filter_map(|found| found.range.clone()).map(|range| &text[range]).collect();
    assert_eq!(words, Vec::<&str>::new());
}
