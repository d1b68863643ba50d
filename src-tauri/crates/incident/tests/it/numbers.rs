//! What people call an incident.

use incident::book::Book;
use incident::event::Event;
use incident::id::Millis;
use incident::incident::Incident;
use incident::record::Record;
use incident::timeline::timeline;

use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, fold};

/// Writes each event on top of what came before, and folds all of it.
fn folded(events: &[Event]) -> Record {
    let (laptop, mut pen) = (Laptop::of("hub"), Pen::default());
    let mut sealed: Vec<Sealed> = Vec::new();
    for (later, event) in (0..).zip(events) {
        let on = fold(INCIDENT, &sealed);
        sealed.push(pen.write_event(&laptop, &on, Millis(NOW.0 + later), event.clone()));
    }
    fold(INCIDENT, &sealed)
}

fn numbered(number: u64) -> Event {
    Event::Numbered { number, base: vec![] }
}

#[test]
fn until_the_hub_numbers_it_an_incident_goes_by_the_end_of_its_id() {
    let record = folded(&[Event::Declared { drill: false }]);
    assert!(Incident::of(&record).label().starts_with("INC-~"));
}

#[test]
fn of_several_numbers_the_lowest_that_stands_is_shown_and_the_others_are_aliases() {
    let declared = Event::Declared { drill: false };
    let record = folded(&[declared.clone(), numbered(5_201), numbered(5_200), numbered(5_201)]);
    assert_eq!(Incident::of(&record).label(), "INC-5200");
    assert_eq!(Incident::of(&record).numbers(), [5_200, 5_201]);

    let lower = record.facts()[2].id;
    let taken_back = Event::Retracted { entry: lower, base: vec![] };
    let record = folded(&[declared, numbered(5_201), numbered(5_200), taken_back]);
    assert_eq!(Incident::of(&record).label(), "INC-5201");
}

#[test]
fn a_number_that_another_one_replaced_is_an_alias_although_it_is_lower() {
    let events = vec![Event::Declared { drill: false }, numbered(7), numbered(9)];
    let lost = folded(&events).facts()[1].id;
    let replaced = Event::Numbered { number: 12, base: vec![lost] };
    let record = folded(&[events, vec![replaced]].concat());
    assert_eq!(Incident::of(&record).label(), "INC-9");
    assert_eq!(Incident::of(&record).numbers(), [9, 7, 12]);
    assert_eq!(record.torn().count(), 0, "nobody is asked which one is right");

    let events = vec![Event::Declared { drill: false }, numbered(7)];
    let replaced = Event::Numbered { number: 12, base: vec![folded(&events).facts()[1].id] };
    let record = folded(&[events, vec![replaced]].concat());
    assert_eq!(Incident::of(&record).label(), "INC-12");
    assert_eq!(Incident::of(&record).numbers(), [12, 7]);
    let lines = timeline(Incident::of(&record), &Book::default());
    let told = lines.iter().find(|line| line.text == "Numbered INC-12").unwrap();
    assert_eq!(told.details, ["Was INC-7."]);
    assert!(!told.can.undo, "numbers are given by the hub alone");
}

#[test]
fn the_timeline_says_that_the_hub_gave_the_number() {
    let record = folded(&[Event::Declared { drill: false }, numbered(7)]);
    let lines = timeline(Incident::of(&record), &Book::default());
    let told = lines.iter().find(|line| line.text == "Numbered INC-7").unwrap();
    assert_eq!(told.by, "The hub");
}
