//! The first exchange of a new laptop.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use incident::event::Event;
use incident::stream::{Section, Stream};
use incident::value::Stage;
use sync::{Exchanged, Stopped, Unanswered};

use crate::bent::Bent;
use crate::laws::{meet, run};
use crate::meeting::Hub;
use crate::place::{Place, incident};

const PEOPLE: Stream = Stream::Book(Section::People);

/// A hub where incidents 1 to 8 are closed, 9 is open, and the book has been written in.
fn house() -> Hub {
    let place = Place::new(9);
    for n in 1..10 {
        place.say(incident(n), Event::Declared { drill: false });
        place.write(incident(n), 3);
        if n < 9 {
            place.say(incident(n), Event::StageEntered { stage: Stage::Closed, reason: None, base: vec![] });
        }
    }
    place.write(PEOPLE, 1);
    Hub::new(place)
}

#[test]
fn a_new_laptop_has_the_book_and_the_open_incidents_first() {
    let (laptop, mut hub) = (Place::new(2), Bent::new(house()));
    let shown: Arc<Mutex<Vec<Stream>>> = Arc::default();
    let came = Arc::clone(&shown);
    hub.fetches = Box::new(move |_, entries| {
        came.lock().unwrap().extend(entries.iter().map(|entry| entry.head.stream));
        entries
    });
    run(meet(&laptop, &hub)).unwrap();
    let mut shown = shown.lock().unwrap().clone();
    shown.dedup();
    assert_eq!(shown[..3], [PEOPLE, incident(9), incident(1)], "{shown:?}");
    let hub = hub.hub;
    assert_eq!(laptop.holds(), hub.place.holds());
    assert_eq!(laptop.journal.known_of(hub.key()).unwrap().sum, hub.checksum());
    assert_eq!(run(meet(&laptop, &hub)).unwrap(), Exchanged { proven: true, ..Exchanged::default() });
}

#[test]
fn a_new_laptop_that_is_cut_off_goes_on_where_it_was() {
    let mut cuts = 0;
    loop {
        let (laptop, hub) = (Place::new(2), house());
        *hub.breaks_after.lock().unwrap() = Some(cuts);
        let cut_off = match run(meet(&laptop, &hub)) {
            Ok(_) => false,
            Err(Stopped::Unanswered(Unanswered::Unreachable(_))) => true,
            Err(stopped) => panic!("{stopped}"),
        };
        *hub.breaks_after.lock().unwrap() = None;
        let had = laptop.journal.position().unwrap();
        let met = run(meet(&laptop, &hub)).unwrap();
        assert_eq!(laptop.holds(), hub.place.holds(), "cut off after {cuts} answers");
        assert_eq!(met.pulled as u64 + had, laptop.journal.position().unwrap());
        assert_eq!(laptop.journal.findings(hub.key()).unwrap(), []);
        if !cut_off {
            assert!(cuts > 5, "it takes several answers");
            return;
        }
        cuts += 1;
    }
}

#[test]
fn a_laptop_with_a_history_of_its_own_reads_the_hub_in_its_order() {
    let (laptop, mut hub) = (Place::new(2), Bent::new(house()));
    laptop.write(incident(20), 600);
    let heads = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&heads);
    hub.heads = Box::new(move |_, heads| {
        asked.fetch_add(1, Ordering::SeqCst);
        heads
    });
    run(meet(&laptop, &hub)).unwrap();
    assert_eq!(heads.load(Ordering::SeqCst), 0);
    assert_eq!(laptop.holds(), hub.hub.place.holds());
}
