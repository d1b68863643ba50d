//! An incident is found by whatever it was ever called.

use std::path::Path;

use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, Run};
use incident::stream::Stream;
use journal::{Author, Journal};

use crate::place::{MORNING, declare, folder, journal, open};
use crate::until::until;

/// What the home hub writes into the file of a laptop that is closed.
fn numbered(folder: &Path, incident: IncidentId, number: u64, base: Vec<EntryRef>) -> EntryRef {
    let file = journal(folder);
    let opened = until("the file is let go", || Journal::open(&file, &folder.join("backups")).ok());
    let hub = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let event = Event::Numbered { number, base };
    let stream = Stream::Incident(incident);
    opened.journal.append(&hub, Millis(MORNING), stream, false, vec![event.into()]).expect("numbered").refs[0]
}

#[test]
fn a_name_from_before_the_number_and_a_number_that_was_replaced_still_lead_there() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let mut another = std::iter::repeat_with(|| declare(&desk, "Search is down"));
    let other =
        another.find(|other| other.provisional() != incident.provisional()).expect("one of another name");
    let said_offline = incident.provisional();
    assert_eq!(desk.find(said_offline.clone()).expect("an answer"), Some(incident));
    drop(desk);

    let first = numbered(folder.path(), incident, 7, vec![]);
    numbered(folder.path(), incident, 9, vec![first]);
    let desk = open(folder.path());
    for name in ["INC-9", "inc-9", "#9", "INC-7", &said_offline, &said_offline["INC-".len()..]] {
        assert_eq!(desk.find(name.to_owned()).expect("an answer"), Some(incident), "{name}");
    }
    for name in ["INC-8", "INC-~beef00", "9", "Checkout", ""] {
        assert_eq!(desk.find(name.to_owned()).expect("an answer"), None, "{name}");
    }
    desk.follow("allclear://incident/INC-7");
    assert_eq!(desk.asked_for().expect("an answer"), Some(incident));
    drop(desk);

    // Whoever is called so now is meant, and not who was.
    numbered(folder.path(), other, 7, vec![]);
    let desk = open(folder.path());
    assert_eq!(desk.find("INC-7".to_owned()).expect("an answer"), Some(other));
    assert_eq!(desk.find("INC-9".to_owned()).expect("an answer"), Some(incident));
}
