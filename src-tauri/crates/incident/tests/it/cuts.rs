//! Where a series ends for everybody.

use incident::book::Book;
use incident::cut::Cut;
use incident::entry::Series;
use incident::event::Event;
use incident::id::{EntryRef, Millis, ReplicaKey, Run};
use incident::incident::Incident;
use incident::timeline::timeline;

use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, fold};

const ANA: Series = Series { stream: INCIDENT, replica: ReplicaKey([1; 32]), run: Run([1; 8]) };

fn cut(seq: u64, forked: Option<u64>, base: Vec<EntryRef>) -> Event {
    let Series { replica, run, .. } = ANA;
    Event::SeriesCut { replica, run, seq, last: Some(EntryRef([9; 16])), forked, base }
}

#[test]
fn whoever_holds_another_branch_keeps_what_came_before_the_fork() {
    let (last, other) = (EntryRef([9; 16]), EntryRef([8; 16]));
    let forked = Cut { seq: 5, last: Some(last), forked: Some(4) };
    let refused = Cut { forked: None, ..forked };
    for (cut, held, own, keeps) in [
        (forked, 7, Some(last), 5),
        (forked, 7, Some(other), 3),
        (forked, 4, None, 3),
        (forked, 2, None, 2),
        (refused, 9, Some(last), 5),
        (refused, 3, None, 3),
        (Cut { seq: 0, last: None, forked: None }, 9, None, 0),
        (Cut { seq: 2, last: Some(last), forked: Some(0) }, 2, Some(other), 0),
    ] {
        assert_eq!(cut.keeps(held, own), keeps, "{cut:?} of {held}, {own:?}");
    }
}

#[test]
fn the_last_cut_holds_and_the_timeline_tells_of_each() {
    let (laptop, mut pen) = (Laptop::of("hub"), Pen::default());
    let mut sealed: Vec<Sealed> = Vec::new();
    let mut say = |event| {
        let on = fold(INCIDENT, &sealed);
        let at = Millis(NOW.0 + i64::try_from(sealed.len()).unwrap());
        sealed.push(pen.write_event(&laptop, &on, at, event));
        fold(INCIDENT, &sealed)
    };
    say(Event::Declared { drill: false });
    let record = say(cut(5, Some(4), vec![]));
    assert_eq!(record.cut(&ANA).unwrap().seq, 5);
    let record = say(cut(3, None, vec![]));
    assert_eq!(record.cut(&ANA), Some(Cut { seq: 3, last: Some(EntryRef([9; 16])), forked: None }));
    assert_eq!(record.cut(&Series { run: Run([2; 8]), ..ANA }), None);
    assert_eq!(record.torn().count(), 0, "nobody is asked which one is right");
    let lines = timeline(Incident::of(&record), &Book::default());
    let told: Vec<_> = lines.iter().filter(|line| line.by == "The hub").collect();
    assert_eq!(told[0].text, "Set aside a part of what somebody wrote: their laptop ran twice");
    assert_eq!(told[1].text, "Set aside a part of what somebody wrote: an admin refused it");
    assert!(told.iter().all(|line| !line.can.undo && !line.can.redact));
}
