//! Writing again what a cut has set aside.

use std::collections::HashMap;

use incident::again::{again, in_short};
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{EntryRef, ReplicaKey, Run};
use incident::record::{Fact, Record};
use incident::value::NoteKind;

use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, fold};

/// The facts of these drafts as one laptop wrote them on top of each other, and their record.
fn written(events: &[Event]) -> Record {
    let (laptop, mut pen) = (Laptop::of("ana"), Pen::default());
    let mut sealed: Vec<Sealed> = Vec::new();
    for event in events {
        let on = fold(INCIDENT, &sealed);
        sealed.push(pen.write_event(&laptop, &on, NOW, event.clone()));
    }
    fold(INCIDENT, &sealed)
}

fn note(text: &str) -> Event {
    Event::Noted { note: NoteKind::Note, text: text.to_owned() }
}

fn title(title: &str, base: Vec<EntryRef>) -> Event {
    Event::Titled { title: title.to_owned(), base }
}

fn last(record: &Record) -> &Fact {
    record.facts().last().unwrap()
}

#[test]
fn it_keeps_when_it_happened_and_replaces_only_what_is_there() {
    let counts = written(&[Event::Declared { drill: false }, title("Down", vec![])]);
    let (seen, gone) = (last(&counts).id, EntryRef([7; 16]));
    let aside = written(&[Event::Declared { drill: false }, title("Slow", vec![seen, gone])]);
    let draft = again(&counts, last(&aside), &HashMap::new()).unwrap();
    assert_eq!(draft, Draft { event: title("Slow", vec![seen]), occurred_at: Some(NOW), undoes: None });
}

#[test]
fn what_speaks_of_something_set_aside_speaks_of_what_was_written_in_its_place() {
    let counts = written(&[Event::Declared { drill: false }, note("written again")]);
    let fresh = last(&counts).id;
    let old = EntryRef([7; 16]);
    let corrected = |note| Event::NoteCorrected { note, text: "corrected".to_owned(), base: vec![] };
    let aside = written(&[note("as it was"), corrected(old)]);
    assert!(again(&counts, last(&aside), &HashMap::new()).is_err(), "there is no such note");
    let names = HashMap::from([(old, fresh)]);
    assert_eq!(again(&counts, last(&aside), &names).unwrap().event, corrected(fresh));
}

#[test]
fn what_the_hub_says_and_what_needs_a_word_anew_is_not_written_again() {
    let counts = written(&[Event::Declared { drill: false }]);
    let (replica, run) = (ReplicaKey([1; 32]), Run([1; 8]));
    for event in [
        Event::Declared { drill: false },
        Event::Numbered { number: 7, base: vec![] },
        Event::SeriesCut { replica, run, seq: 0, last: None, forked: None, base: vec![] },
        Event::UpdateApproved { update: last(&counts).id, dispatch: None, base: vec![] },
        Event::StreamErased { why: None },
    ] {
        let aside = written(&[note("before"), event]);
        assert!(again(&counts, last(&aside), &HashMap::new()).is_err(), "{:?}", last(&aside).event);
    }
    let hidden = Fact { event: None, ..last(&counts).clone() };
    assert!(again(&counts, &hidden, &HashMap::new()).is_err());
    assert_eq!(in_short(&note("two\nlines")), "noted: two lines");
    assert_eq!(in_short(&Event::StreamErased { why: None }), "stream erased");
}
