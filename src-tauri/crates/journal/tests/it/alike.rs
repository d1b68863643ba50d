//! Which incidents of the past are looked at closely: those in which most of what is looked for stands.

use incident::draft::Draft;
use incident::event::Event;
use incident::id::{IncidentId, Millis, ServiceId};
use incident::related::Term;
use incident::stream::Stream;
use incident::value::{Point, Service, Stage};
use journal::{Alike, Journal};

use crate::place::{Place, append, title};

fn past(journal: &Journal, n: u16, name: &str, more: Vec<Event>) {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    let at = Some(Millis(i64::from(n)));
    let mut drafts: Vec<Draft> = vec![Event::Declared { drill: false }.into(), title(name, vec![])];
    let declared = Event::PointRecorded { point: Point::Declared, at, base: vec![] };
    let stage = Event::StageEntered { stage: Stage::Closed, reason: None, base: vec![] };
    drafts.extend([declared, stage].into_iter().chain(more).map(Into::into));
    append(journal, Stream::Incident(IncidentId(id)), drafts);
}

fn affected(name: &str) -> Event {
    Event::ServiceAffected { service: Service { id: ServiceId::from_name(name), name: name.to_owned() } }
}

fn caused(kind: &str) -> Event {
    Event::RootCauseTypeSet { root_cause: Some(kind.to_owned()), base: vec![] }
}

fn term(text: &str, counts: u32) -> Term {
    Term { text: text.to_owned(), counts, word: counts == 1 }
}

fn found(alike: &Alike) -> Vec<&str> {
    alike.rows.iter().map(|row| row.title.as_str()).collect()
}

#[test]
fn what_counts_most_comes_first_then_what_is_newer() {
    let place = Place::new();
    let journal = place.found();
    past(&journal, 1, "Mail", vec![affected("Checkout"), caused("Änderung")]);
    past(&journal, 2, "Slow", vec![affected("Checkout")]);
    past(&journal, 3, "Slower", vec![affected("Checkout")]);
    past(&journal, 4, "Pool", vec![]);
    past(&journal, 5, "Nothing", vec![affected("Mail")]);
    past(
        &journal,
        6,
        "Checkout",
        vec![Event::StageEntered { stage: Stage::Resolve, reason: None, base: vec![] }],
    );
    past(&journal, 7, "Checkout drilled", vec![Event::Declared { drill: true }]);
    let terms = [term("checkout", 3), term("änderung", 2), term("pool", 1)];
    let own = IncidentId([9; 16]);
    let alike = |journal: &Journal, limit| journal.alike(&terms, false, own, limit).unwrap();
    assert_eq!(found(&alike(&journal, 10)), ["Mail", "Slower", "Slow", "Pool"]);
    assert_eq!(found(&alike(&journal, 2)), ["Mail", "Slower"]);
    assert_eq!(found(&journal.alike(&terms, true, own, 10).unwrap()), ["Checkout drilled"]);
    let slower = journal.alike(&terms, false, own, 10).unwrap().rows[1].id;
    assert_eq!(found(&journal.alike(&terms, false, slower, 10).unwrap()), ["Mail", "Slow", "Pool"]);
    assert!(journal.alike(&[], false, own, 10).unwrap().rows.is_empty());
}

#[test]
fn a_word_that_many_have_finds_nothing_and_a_service_that_many_have_does() {
    let place = Place::new();
    let journal = place.found();
    for n in 0..40 {
        past(&journal, n, &format!("Errors {n}"), vec![affected("Checkout")]);
    }
    past(&journal, 50, "Zertifikat", vec![]);
    let own = IncidentId([9; 16]);
    let words = journal.alike(&[term("errors", 1), term("zertifikat", 1)], false, own, 100).unwrap();
    assert_eq!((found(&words), &words.common[..]), (vec!["Zertifikat"], &["errors".to_owned()][..]));
    let service = journal.alike(&[term("checkout", 3)], false, own, 100).unwrap();
    assert_eq!((service.rows.len(), service.common), (40, vec![]));
}
