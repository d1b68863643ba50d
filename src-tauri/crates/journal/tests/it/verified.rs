//! The whole file is looked through by itself, and what was good then is kept.

use std::path::PathBuf;
use std::time::Duration;

use incident::id::Millis;
use journal::Journal;

use crate::aside::{HUB, copied, cut};
use crate::place::{NOW, Place, append, declared, incident, note, spoil};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn hours(hours: i64) -> Millis {
    Millis(NOW.0 + hours * 3_600_000)
}

/// Writes something and makes a backup of it, with the last three kept.
fn back_up(place: &Place, journal: &Journal, hour: i64) -> PathBuf {
    append(journal, incident(1), vec![note("on")]);
    journal.backup_if_due(&place.backups(), hours(hour), HOUR, 3).unwrap().expect("one is due")
}

#[test]
fn the_file_is_looked_through_once_a_day_and_no_more_once_damage_is_known() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![declared(), note("canary in the mine")]);
    let looks = |journal: &Journal, hour| journal.verify_if_due(hours(hour), DAY, || true).unwrap();
    assert_eq!(journal.verify_if_due(hours(0), DAY, || false).unwrap(), None, "it was told to stop");
    assert!(looks(&journal, 0).expect("it is due still").is_good());
    assert_eq!(looks(&journal, 23), None);
    assert!(looks(&journal, 24).is_some());
    assert_eq!(looks(&journal, 47), None);
    assert!(looks(&journal, 23).is_some(), "a clock that was wrong stops nothing");
    drop(journal);
    spoil(&place.file(), "canary in the mine");
    let journal = place.open().journal;
    assert!(!journal.is_suspect());
    assert!(!looks(&journal, 48).expect("due").is_good());
    assert!(journal.is_suspect());
    assert_eq!(looks(&journal, 72), None, "the next opening repairs it");
}

#[test]
fn a_backup_from_before_the_damage_outlives_all_that_have_a_copy_of_it() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(7), vec![declared(), note("canary in the mine")]);
    append(&journal, incident(7), vec![note("and after it")]);
    let [_older, good] = [0, 1].map(|hour| back_up(&place, &journal, hour));
    assert!(journal.verify_if_due(hours(2), DAY, || true).unwrap().expect("due").is_good());
    drop(journal);
    spoil(&place.file(), "canary in the mine");
    let journal = place.open().journal;
    let made: Vec<PathBuf> = (3..12).map(|hour| back_up(&place, &journal, hour)).collect();
    assert!(good.exists());
    let left = std::fs::read_dir(place.backups()).unwrap().count();
    assert_eq!((left, made.iter().filter(|made| made.exists()).count()), (4, 3));

    assert!(!journal.verify_if_due(hours(26), DAY, || true).unwrap().expect("due").is_good());
    drop(journal);
    let opened = place.open();
    let repaired = opened.repaired.expect("this was damaged");
    assert_eq!(repaired.backup.as_ref().map(|backup| &backup.file), Some(&good));
    assert_eq!((repaired.lost(), repaired.complete), (0, true));
    assert_eq!(opened.journal.record(incident(7)).unwrap().facts().len(), 3);
    assert_eq!(opened.journal.record(incident(1)).unwrap().facts().len(), 11);
}

#[test]
fn what_is_set_aside_while_the_file_is_looked_through_is_no_damage() {
    let ((_place, journal), (_copy, twin), series) = copied();
    // More than is looked at in one go.
    append(&twin, incident(2), (0..2_001).map(|n| note(&format!("note {n}"))).collect());
    let mut asked = 0;
    let go_on = || {
        asked += 1;
        if asked == 2 {
            twin.absorb_from(HUB, cut(&journal, &series, 4, Some(3)), None).unwrap();
            twin.absorb_from(HUB, journal.entries(incident(1)).unwrap(), None).unwrap();
        }
        true
    };
    let verdict = twin.verify_if_due(hours(0), DAY, go_on).unwrap().expect("due");
    assert!(verdict.is_good(), "{verdict:?}");
    assert!(!twin.is_suspect() && asked > 2);
    assert_eq!(twin.set_aside(series.replica).unwrap().len(), 3);
}
