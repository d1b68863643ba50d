//! What is noticed and put right where a hub hides, damages, repeats or contradicts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use incident::checksum::Checksum;
use incident::entry::Entry;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, PersonId};
use incident::stream::Stream;
use sync::{Stopped, Unanswered, hear};

use crate::bent::Bent;
use crate::laws::{meet, run};
use crate::meeting::Hub;
use crate::place::{NOW, Place, incident};

/// A stream that is hidden until somebody is let into it.
const HIDDEN: u8 = 1;

/// A text of that incident, which is hidden with it.
fn hidden_text() -> Stream {
    Stream::Document(DocumentId::of(IncidentId([HIDDEN; 16]), "draft/public/0"))
}

/// A hub that shows nothing of the hidden streams until this says so.
fn hiding(hub: Hub) -> (Bent, Arc<AtomicBool>) {
    let shown = Arc::new(AtomicBool::new(false));
    let mut bent = Bent::new(hub);
    let may = Arc::clone(&shown);
    let hide = move |stream: Stream| {
        [incident(HIDDEN), hidden_text()].contains(&stream) && !may.load(Ordering::SeqCst)
    };
    let hide = Arc::new(hide);
    let hides = Arc::clone(&hide);
    bent.pages = Box::new(move |_, mut page| {
        page.entries.retain(|entry| !hides(entry.head.stream));
        if hides(incident(HIDDEN)) {
            page.checksum = Some(Checksum::default());
        }
        page
    });
    bent.heads = Box::new(move |_, mut heads| {
        heads.heads.retain(|head| !hide(head.series.stream));
        heads
    });
    (bent, shown)
}

/// Two wrote in a stream before a third was let into it by the first.
fn let_in() -> (Bent, Place, Entry) {
    let (hub, shown) = hiding(Hub::new(Place::new(9)));
    let (ana, ben, cleo) = (Place::new(1), Place::new(2), Place::new(3));
    ana.write(incident(HIDDEN), 3);
    ben.write(incident(HIDDEN), 3);
    ben.write(hidden_text(), 3);
    for laptop in [&ana, &ben] {
        run(meet(laptop, &hub.hub)).unwrap();
    }
    assert_eq!(run(meet(&cleo, &hub)).unwrap().pulled, 0);
    shown.store(true, Ordering::SeqCst);
    ana.say(incident(HIDDEN), Event::AccessGranted { person: PersonId([3; 16]) });
    run(meet(&ana, &hub.hub)).unwrap();
    let granted = ana.journal.entries(incident(HIDDEN)).unwrap().pop().unwrap();
    (hub, cleo, granted)
}

#[test]
fn whoever_is_let_into_a_stream_gets_what_all_wrote_in_it_before() {
    let (hub, cleo, _) = let_in();
    hub.limits.lock().unwrap().clear();
    assert!(!run(meet(&cleo, &hub)).unwrap().compared, "what came with the grant is known to be all");
    assert_eq!(cleo.holds(), hub.hub.place.holds());
    assert_eq!(*hub.limits.lock().unwrap(), [Some(1), Some(16)], "of the incident and its documents");
}

#[test]
fn to_be_let_in_while_listening_calls_for_an_exchange() {
    let (hub, cleo, granted) = let_in();
    // So that the grant itself comes without a gap, and only what it says calls for more.
    let before = hub.hub.place.journal.tail(&granted.head.series(), 0, 4).unwrap();
    cleo.journal.absorb(before).unwrap();
    let end = run(sync::Remote::heads(&hub, None, None)).unwrap().cursor;
    let page = sync::Page { entries: vec![granted], cursor: end, more: false, checksum: None };
    let read = cleo.journal.known_of(hub.hub.key()).unwrap().read;
    let heard = hear(&cleo.journal, hub.hub.key(), page, NOW).unwrap();
    assert_eq!((heard.streams.len(), heard.whole), (0, false));
    // The exchange reads the page once more, and compares before it takes it.
    assert_eq!(cleo.journal.known_of(hub.hub.key()).unwrap().read, read);
}

#[test]
fn what_is_to_be_tried_again_is_not_forgotten_over_a_push_that_was_under_way() {
    let laptop = Arc::new(Place::new(1));
    let hub = Hub::new(Place::new(9));
    let key = hub.key();
    laptop.write(incident(1), 1);
    let series = laptop.journal.ends(None, 1).unwrap()[0].series;
    let kept = journal::KeptBack { series, seq: 1, why: "no".to_owned(), waits: false, since: NOW };
    let done = Some((0, laptop.journal.position().unwrap()));
    let answer = journal::Offered { done, kept_back: vec![kept], ..journal::Offered::default() };
    laptop.journal.offered(key, answer).unwrap();
    laptop.write(incident(2), 1);
    let mut bent = Bent::new(hub);
    let person = Arc::clone(&laptop);
    // The button is pressed while the answer is on its way.
    bent.pushes = Box::new(move |_, pushed| {
        person.journal.offer_again(key, false).unwrap();
        pushed
    });
    run(meet(&laptop, &bent)).unwrap();
    run(meet(&laptop, &bent.hub)).unwrap();
    assert_eq!(laptop.holds(), bent.hub.place.holds());
}

/// A hub that holds four transactions of a laptop, in one series, and another laptop that it knows.
fn four() -> (Bent, Place) {
    let hub = Hub::new(Place::new(9));
    let (author, laptop) = (Place::new(1), Place::new(2));
    laptop.write(incident(2), 0);
    (0..2).for_each(|_| drop(run(meet(&laptop, &hub)).unwrap()));
    for _ in 0..4 {
        author.write(incident(1), 0);
    }
    run(meet(&author, &hub)).unwrap();
    (Bent::new(hub), laptop)
}

#[test]
fn what_is_missing_is_asked_for_until_it_has_come() {
    let (mut hub, laptop) = four();
    hub.pages = Box::new(|_, mut page| {
        page.entries.retain(|entry| entry.head.seq != 2);
        // Nothing else reminds of it.
        page.checksum = None;
        page
    });
    let shown = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&shown);
    hub.fetches = Box::new(
        move |_, entries| {
            if asked.fetch_add(1, Ordering::SeqCst) < 2 { Vec::new() } else { entries }
        },
    );
    // Nothing of it comes twice over, and nothing new is written that would remind anybody.
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pulled, 1);
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pulled, 0);
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pulled, 3);
    assert_eq!(laptop.journal.owed(hub.hub.key()).unwrap(), []);
    assert_eq!(laptop.holds(), hub.hub.place.holds());
}

#[test]
fn what_came_with_a_damaged_signature_is_shown_and_asked_for_until_it_comes_whole() {
    let (mut hub, laptop) = four();
    let damage = |_: &Hub, mut entries: Vec<Entry>| {
        entries
            .iter_mut()
            .filter(|entry| entry.head.seq == 3)
            .for_each(|entry| entry.signature = Some([7; 64]));
        entries
    };
    hub.pages = Box::new(move |hub, mut page| {
        page.entries = damage(hub, page.entries);
        page
    });
    hub.fetches = Box::new(damage);
    run(meet(&laptop, &hub)).unwrap();
    assert_eq!(laptop.journal.record(incident(1)).unwrap().facts().len(), 2);
    assert_eq!(laptop.journal.kept_back(hub.hub.key()).unwrap()[0].seq, 3);
    hub.fetches = Box::new(|_, entries| entries);
    assert_eq!(run(meet(&laptop, &hub)).unwrap().pulled, 2);
    assert_eq!(laptop.journal.kept_back(hub.hub.key()).unwrap(), [], "it is no trouble any more");
    assert_eq!(laptop.journal.owed(hub.hub.key()).unwrap(), []);
}

#[test]
fn a_fork_is_found_by_comparing_however_far_each_has_come() {
    for (ours, theirs) in [(2, 2), (4, 2)] {
        let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
        (0..ours).for_each(|_| laptop.write(incident(1), 0));
        run(meet(&laptop, &hub)).unwrap();
        // In its place stands one that holds another history of the same laptop.
        let twin = Place::new(1);
        (0..theirs).for_each(|_| twin.write(incident(1), 0));
        let hub = Hub::new(Place::new(9));
        run(meet(&twin, &hub)).unwrap();
        let met = run(meet(&laptop, &hub)).unwrap();
        assert!(met.compared && met.forked.len() == 1, "{ours} and {theirs}: {met:?}");
        let kept = laptop.journal.kept_back(hub.key()).unwrap();
        // The hub was shown the other branch, and has said no.
        assert_eq!((kept.len(), kept[0].seq, kept[0].waits), (1, 1, false), "{kept:?}");
    }
}

#[test]
fn pages_and_heads_that_go_round_in_circles_are_no_answer() {
    let unreadable = |stopped: Stopped| {
        assert!(matches!(stopped, Stopped::Unanswered(Unanswered::Unreadable(_))), "{stopped}");
    };
    let (mut hub, laptop) = four();
    hub.pages = Box::new(|_, mut page| {
        page.more = true;
        page.cursor = sync::Cursor::default();
        page
    });
    unreadable(run(meet(&laptop, &hub)).unwrap_err());

    let (hub, laptop) = four();
    run(meet(&laptop, &hub)).unwrap();
    // One that has lost everything is compared with, and its heads never end.
    let mut hub = Bent::new(Hub::new(Place::new(9)));
    hub.heads = Box::new(|_, mut heads| {
        heads.next = Some(incident(1));
        heads
    });
    unreadable(run(meet(&laptop, &hub)).unwrap_err());
}

#[test]
fn fetches_that_go_round_in_circles_end() {
    let (mut hub, laptop) = four();
    hub.pages = Box::new(|_, mut page| {
        page.entries.retain(|entry| entry.head.seq > 2);
        page
    });
    let (asked, counted) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&counted);
    let first = hub.hub.place.journal.entries(incident(1)).unwrap()[..1].to_vec();
    hub.fetches = Box::new(move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
        assert!(asked.fetch_add(1, Ordering::SeqCst) < 20, "it goes on asking");
        first.clone()
    });
    run(meet(&laptop, &hub)).unwrap();
    assert!(counted.load(Ordering::SeqCst) > 0);
    assert_eq!(laptop.journal.owed(hub.hub.key()).unwrap().len(), 1, "what it did not show is still owed");
}
