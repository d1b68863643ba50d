//! A laptop on which what it holds of one stream is damaged: everything else comes all the same.

use incident::event::Event;
use incident::stream::Stream;
use incident::value::NoteKind;
use journal::{HubPlace, JournalError, ReadOn};
use sync::{Page, Remote, Stopped, hear};

use crate::laws::{meet, run};
use crate::meeting::Hub;
use crate::place::{NOW, Place, incident};

const HURT: u8 = 1;

/// A laptop that holds what the hub does, a text of which was changed on its disk.
fn hurt() -> (Place, Hub) {
    let (laptop, hub) = (Place::new(1), Hub::new(Place::new(9)));
    hub.place.write(incident(HURT), 1);
    let text = "Refunds follow by noon".to_owned();
    hub.place.say(incident(HURT), Event::Noted { note: NoteKind::Note, text });
    hub.place.write(incident(2), 1);
    run(meet(&laptop, &hub)).unwrap();
    (laptop.spoiled("Refunds follow"), hub)
}

fn facts(place: &Place, stream: Stream) -> usize {
    place.journal.record(stream).unwrap().facts().len()
}

#[test]
fn what_is_damaged_is_owed_and_named_once_everything_else_was_exchanged() {
    let (laptop, hub) = hurt();
    for stream in [HURT, 2, 3] {
        hub.place.write(incident(stream), 4);
    }
    laptop.write(incident(4), 2);
    for again in 0..2 {
        let stopped = run(meet(&laptop, &hub)).expect_err("it is named");
        let Stopped::Journal(JournalError::Damaged { stream, .. }) = stopped else { panic!("{stopped}") };
        assert_eq!(stream, incident(HURT), "{again}");
        for stream in [2, 3, 4] {
            assert_eq!(facts(&laptop, incident(stream)), facts(&hub.place, incident(stream)), "{stream}");
        }
    }
    let known = laptop.journal.known_of(hub.key()).unwrap();
    assert_eq!(known.read.position, hub.end().position, "it has read on all the same");
    let owed = laptop.journal.owed(hub.key()).unwrap();
    let owed: Vec<_> = owed.into_iter().map(|(series, seq)| (series.stream, seq)).collect();
    assert_eq!(owed, [(incident(HURT), 8)]);
    assert_eq!(laptop.journal.findings(hub.key()).unwrap(), [], "the hub has hidden nothing");
}

#[test]
fn what_is_told_beside_something_damaged_comes_in_and_calls_for_an_exchange() {
    let (laptop, hub) = hurt();
    let known = laptop.journal.known_of(hub.key()).unwrap().read;
    for stream in [HURT, 3] {
        hub.place.write(incident(stream), 0);
    }
    let after = sync::Cursor { position: known.position, mark: sync::Mark(known.mark) };
    let page = run(hub.pull(after, after)).unwrap();
    let heard = hear(&laptop.journal, hub.key(), page, NOW).unwrap();
    assert_eq!((heard.streams, heard.whole), (vec![incident(3)], false));
}

#[test]
fn where_what_a_person_has_to_settle_cannot_be_written_down_the_rest_of_the_page_is_told() {
    let (laptop, hub) = hurt();
    // Another branch of what somebody wrote in the record that cannot be read.
    let ana = Place::new(3);
    ana.write(incident(HURT), 0);
    let place = laptop.journal.known_of(hub.key()).unwrap().read;
    let before = Place::new(1);
    before.journal.absorb(hub.place.journal.entries(incident(HURT)).unwrap()).unwrap();
    before.journal.absorb(ana.journal.entries(incident(HURT)).unwrap()).unwrap();
    let laptop = before.spoiled("Refunds follow");
    let at = |position| HubPlace { position, ..place };
    laptop.journal.absorb_from(hub.key(), vec![], Some(ReadOn { place: at(4), more: false })).unwrap();

    let twin = Place::new(3);
    twin.write(incident(HURT), 1);
    twin.write(incident(3), 0);
    let entries = [HURT, 3].map(|stream| twin.journal.entries(incident(stream)).unwrap()).concat();
    let cursor = sync::Cursor { position: 7, mark: sync::Mark(place.mark) };
    let page = Page { entries, cursor, more: false, checksum: None };
    let heard = hear(&laptop.journal, hub.key(), page, NOW).expect("it is told of what came in");
    assert_eq!((heard.streams, heard.whole), (vec![incident(3)], false));
    assert_eq!(laptop.journal.kept_back(hub.key()).unwrap(), [], "it could not be");
}
