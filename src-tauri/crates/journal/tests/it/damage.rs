use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use incident::event::Event;
use incident::id::Millis;
use incident::stream::Stream;
use journal::{Flaw, Journal, JournalError, Notice, Repaired, Work};

use proptest::prelude::*;

use crate::place::{NOW, Place, append, author, cases, declared, incident, index, note, seen, spoil, title};

const HOUR: Duration = Duration::from_secs(3600);

/// Three incidents of some entries each, one transaction per entry, with the recorded time rising.
fn filled(place: &Place) -> Journal {
    let journal = place.found();
    for n in 0..3 {
        append(&journal, incident(n), vec![declared(), title(&format!("incident number {n}"), vec![])]);
        for i in 0..5 {
            let at = Millis(NOW.0 + i64::from(n) * 100 + i);
            journal
                .append(&author(1, 1), at, incident(n), false, vec![note(&format!("note {i} of {n}"))])
                .unwrap();
        }
    }
    journal
}

fn names(place: &Place) -> Vec<String> {
    let folder = place.file().parent().unwrap().to_owned();
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("damaged") && !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

fn repaired(place: &Place) -> (Journal, Repaired) {
    let opened = place.open();
    let repaired = opened.repaired.expect("this was damaged");
    let bytes = fs::read(&repaired.set_aside).unwrap();
    assert!(!bytes.is_empty(), "the damaged file is kept");
    assert!(opened.journal.verify().unwrap().is_good());
    (opened.journal, repaired)
}

#[test]
fn a_whole_log_verifies() {
    let place = Place::new();
    let journal = filled(&place);
    let verdict = journal.verify().unwrap();
    assert_eq!((verdict.entries, verdict.series, verdict.wrong.len()), (21, 3, 0));
    assert_eq!(journal.verify_while(|| false).unwrap(), None);
    drop(journal);
    assert!(place.open().repaired.is_none());
}

#[test]
fn a_flipped_bit_in_a_text_is_found_and_named() {
    let place = Place::new();
    drop(filled(&place));
    spoil(&place.file(), "note 3 of 1");
    let opened = place.open();
    assert!(opened.repaired.is_none(), "opening is cheap and does not look at every entry");
    let verdict = opened.journal.verify().unwrap();
    let [wrong] = verdict.wrong[..] else { panic!("{verdict:?}") };
    assert_eq!((wrong.series.stream, wrong.seq, wrong.what), (incident(1), 6, Flaw::Changed));
    let refused = opened.journal.record(incident(1));
    let Err(JournalError::Damaged { stream, seq, what, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!((stream, seq, what), (incident(1), 6, Flaw::Changed));
    assert!(opened.journal.record(incident(2)).is_ok(), "other streams can be read");
    let text = opened
        .journal
        .append(&author(1, 1), NOW, incident(1), false, vec![note("x")])
        .unwrap_err()
        .to_string();
    assert!(text.contains("Restart Allclear"), "{text}");
}

#[test]
fn without_a_backup_what_is_whole_is_kept_and_the_rest_is_named() {
    let place = Place::new();
    drop(filled(&place));
    spoil(&place.file(), "note 3 of 1");
    assert!(place.open().journal.record(incident(1)).is_err());
    let (journal, repaired) = repaired(&place);
    assert_eq!((repaired.backup.as_ref(), repaired.salvaged, repaired.complete), (None, 19, true));
    let [gap] = repaired.missing[..] else { panic!("{repaired:?}") };
    assert_eq!((gap.series.stream, gap.from, gap.count), (incident(1), 6, 2));
    assert_eq!(repaired.newest_missing, Some(Millis(NOW.0 + 104)));
    assert_eq!(journal.record(incident(1)).unwrap().facts().len(), 5);
    assert_eq!(journal.record(incident(2)).unwrap().facts().len(), 7);
    index(&journal);
    assert_eq!(journal.search("number", 9).unwrap().len(), 3);
    let text = repaired.to_string();
    assert!(text.contains("2 entries of 1 record missing, the newest from 2026-11-22"), "{text}");
    drop(journal);
    assert!(place.open().repaired.is_none(), "once is enough");
    assert_eq!(names(&place).len(), 1);
}

#[test]
fn with_a_backup_only_what_came_after_it_and_is_damaged_is_missing() {
    for (spoiled, salvaged, lost) in [("note 3 of 1", 1, 0), ("later", 0, 1)] {
        let place = Place::new();
        let journal = filled(&place);
        let before = seen(&journal.record(incident(1)).unwrap());
        assert!(journal.backup_if_due(&place.backups(), NOW, HOUR, 48).unwrap().is_some());
        append(&journal, incident(2), vec![note("later")]);
        drop(journal);
        spoil(&place.file(), spoiled);
        assert!(!place.open().journal.verify().unwrap().is_good());
        let (journal, repaired) = repaired(&place);
        let backup = repaired.backup.clone().expect("a backup");
        assert_eq!(backup.taken_at, Millis(NOW.0 / 1000 * 1000));
        assert_eq!(
            (repaired.salvaged, repaired.lost(), repaired.complete),
            (salvaged, lost, true),
            "{spoiled}"
        );
        assert_eq!(seen(&journal.record(incident(1)).unwrap()), before);
        assert_eq!(journal.record(incident(2)).unwrap().facts().len() as u64, 7 + salvaged);
    }
}

#[test]
fn a_file_that_is_no_database_is_set_aside_and_the_newest_good_backup_restored() {
    let place = Place::new();
    let journal = filled(&place);
    for hour in 0..3 {
        append(&journal, incident(0), vec![note(&format!("before backup {hour}"))]);
        let at = Millis(NOW.0 + hour * 3_600_000);
        journal.backup_if_due(&place.backups(), at, HOUR, 48).unwrap().unwrap();
    }
    drop(journal);
    fs::write(place.file(), b"this was a journal").unwrap();
    let mut backups: Vec<PathBuf> =
        fs::read_dir(place.backups()).unwrap().map(|e| e.unwrap().path()).collect();
    backups.sort();
    fs::write(&backups[2], b"no good").unwrap();
    let (journal, repaired) = repaired(&place);
    assert_eq!(repaired.backup.as_ref().map(|b| &b.file), Some(&backups[1]));
    assert!(!repaired.complete && repaired.missing.is_empty());
    assert!(repaired.to_string().contains("What was recorded after that may be missing"), "{repaired}");
    assert_eq!(journal.record(incident(0)).unwrap().facts().len(), 9);
    assert_eq!(fs::read(&repaired.set_aside).unwrap(), b"this was a journal");
    assert!(backups.iter().all(|backup| backup.exists()), "no backup is deleted");
}

#[test]
fn with_nothing_to_restore_from_nothing_is_changed() {
    let place = Place::new();
    drop(filled(&place));
    for rubbish in ["", "x", &"SQLite format 3".repeat(100)] {
        fs::write(place.file(), rubbish).unwrap();
        let refused = Journal::open(&place.file(), &place.backups());
        assert!(matches!(refused, Err(JournalError::Lost { .. })), "{rubbish:.20}");
        assert_eq!(fs::read(place.file()).unwrap(), rubbish.as_bytes());
    }
    assert_eq!(names(&place), Vec::<String>::new());
}

#[test]
fn a_damaged_page_costs_only_what_was_on_it() {
    let place = Place::new();
    let journal = place.found();
    let works = (0..40).map(|n| Work {
        stream: incident(n),
        private: false,
        drafts: (0..20).map(|i| note(&format!("entry {i} of stream {n} {}", "x".repeat(100)))).collect(),
        at: None,
    });
    journal.append_all(&author(1, 1), NOW, works.collect()).unwrap();
    journal
        .post(&Notice {
            key: "k".into(),
            stream: incident(1),
            nag: "n".into(),
            title: "t".into(),
            text: "t".into(),
            at: NOW,
        })
        .unwrap();
    journal.set_setting("theme", "dark").unwrap();
    drop(journal);
    let mut content = fs::read(place.file()).unwrap();
    let at = content.windows(19).position(|window| window == b"entry 10 of stream ").unwrap() / 4096 * 4096;
    content[at..at + 4096].fill(0xa5);
    fs::write(place.file(), content).unwrap();
    // The page is found when somebody reads it, and the next opening repairs the file.
    let journal = place.open().journal;
    let broken: Vec<Stream> = (0..40).map(incident).filter(|s| journal.record(*s).is_err()).collect();
    assert!(!broken.is_empty());
    drop(journal);
    let (journal, repaired) = repaired(&place);
    assert!(!repaired.complete);
    assert!(repaired.missing.iter().all(|gap| broken.contains(&gap.series.stream)), "{repaired:?}");
    assert_eq!(repaired.salvaged + repaired.lost(), 800);
    assert!(repaired.salvaged >= 700, "{}", repaired.salvaged);
    assert_eq!(journal.setting("theme").unwrap().as_deref(), Some("dark"));
    assert_eq!(journal.inbox(5).unwrap().len(), 1);
}

#[test]
fn an_entry_that_was_taken_out_or_forged_is_named() {
    for (tamper, what, at) in [
        ("DROP TRIGGER entries_are_never_deleted; DELETE FROM entries WHERE position = 3", Flaw::Missing, 3),
        (
            "DROP TRIGGER entries_never_change; UPDATE entries SET body = NULL WHERE position = 3",
            Flaw::Bodiless,
            3,
        ),
        (
            "DROP TRIGGER entries_never_change; UPDATE entries SET signature = zeroblob(64) WHERE position = 4",
            Flaw::Signature,
            4,
        ),
        (
            "DROP TRIGGER entries_never_change; UPDATE entries SET signature = NULL WHERE position = 7",
            Flaw::Unsigned,
            7,
        ),
        (
            "DROP TRIGGER entries_never_change; UPDATE entries SET recorded_at = 0 WHERE position = 5",
            Flaw::Changed,
            5,
        ),
        (
            "PRAGMA foreign_keys = OFF; DROP TRIGGER entries_never_change; UPDATE entries SET series = 9 WHERE position = 4",
            Flaw::Missing,
            4,
        ),
    ] {
        let place = Place::new();
        drop(filled(&place));
        let conn = rusqlite::Connection::open(place.file()).unwrap();
        conn.execute_batch(tamper).unwrap();
        drop(conn);
        let verdict = place.open().journal.verify().unwrap();
        let [wrong] = verdict.wrong[..] else { panic!("{tamper}: {verdict:?}") };
        assert_eq!((wrong.series.stream, wrong.seq, wrong.what), (incident(0), at, what), "{tamper}");
        assert!(place.open().repaired.is_some(), "{tamper}");
    }
}

#[test]
fn a_last_entry_that_was_taken_out_leaves_a_gap_that_is_seen() {
    let place = Place::new();
    drop(filled(&place));
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.execute_batch("DROP TRIGGER entries_are_never_deleted; DELETE FROM entries WHERE position = 7")
        .unwrap();
    drop(conn);
    let verdict = place.open().journal.verify().unwrap();
    assert_eq!(verdict.structure.as_deref(), Some("the entry at position 7 is missing"));
    let (journal, repaired) = repaired(&place);
    assert!(!repaired.complete && repaired.salvaged == 20, "{repaired:?}");
    assert_eq!(journal.record(incident(0)).unwrap().facts().len(), 6);
}

#[test]
fn a_number_that_no_log_could_reach_is_damage_and_not_a_loss() {
    for number in [1_i64 << 60, i64::MAX, i64::MIN] {
        let place = Place::new();
        drop(filled(&place));
        let conn = rusqlite::Connection::open(place.file()).unwrap();
        conn.execute_batch(&format!(
            "PRAGMA ignore_check_constraints = ON; DROP TRIGGER entries_never_change;
             UPDATE entries SET seq = {number} WHERE position = 7"
        ))
        .unwrap();
        drop(conn);
        assert!(!place.open().journal.verify().unwrap().is_good());
        let (journal, repaired) = repaired(&place);
        assert!(repaired.lost() <= 1, "{number}: {repaired}");
        assert_eq!(journal.record(incident(0)).unwrap().facts().len(), 6, "{number}");
    }
}

#[test]
fn backups_are_made_when_due_and_the_oldest_go() {
    let place = Place::new();
    let journal = filled(&place);
    let backup = |hours: i64| {
        let at = Millis(NOW.0 + hours * 3_600_000);
        journal.backup_if_due(&place.backups(), at, HOUR, 3).unwrap()
    };
    assert!(backup(0).is_some());
    assert!(backup(0).is_none(), "not due");
    assert!(backup(2).is_none(), "nothing was written since");
    for hours in 3..8 {
        append(&journal, incident(0), vec![note("more")]);
        assert!(backup(hours).is_some());
    }
    fs::write(place.backups().join("mine.txt"), "x").unwrap();
    let mut left: Vec<String> = fs::read_dir(place.backups())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "journal-20261122T182100Z.sqlite",
            "journal-20261122T192100Z.sqlite",
            "journal-20261122T202100Z.sqlite",
            "mine.txt"
        ]
        .map(|name| name.to_owned())
        .to_vec()
    );
    append(&journal, incident(0), vec![note("more")]);
    let made = backup(-5).expect("a clock that went back does not stop backups");
    assert!(made.exists());
    let copy = Place::new();
    fs::copy(place.backups().join(&left[2]), copy.file()).unwrap();
    let opened = copy.open();
    assert!(opened.repaired.is_none() && opened.journal.verify().unwrap().is_good());
    assert_eq!(opened.journal.record(incident(0)).unwrap().facts().len(), 12);
}

#[test]
fn redaction_takes_the_bytes_out_of_the_file() {
    let place = Place::new();
    let journal = place.found();
    let (refs, _) =
        append(&journal, incident(1), vec![declared(), note("the password is xyzzyplugh"), note("ok")]);
    index(&journal);
    let redacted = Event::Redacted { entry: refs[1], replaces: vec![] };
    let (_, record) = append(&journal, incident(1), vec![redacted.into()]);
    index(&journal);
    assert!(record.fact(refs[1]).unwrap().event.is_none());
    assert!(journal.verify().unwrap().is_good());
    drop(journal);
    let content = fs::read(place.file()).unwrap();
    for secret in ["xyzzyplugh", "password", "xyzzy"] {
        assert!(
            !content.windows(secret.len()).any(|w| w == secret.as_bytes()),
            "{secret} is still in the file"
        );
    }
    let opened = place.open();
    assert!(opened.repaired.is_none());
    assert_eq!(seen(&opened.journal.record(incident(1)).unwrap()), seen(&record));
    append(&opened.journal, incident(1), vec![Event::StreamErased { why: None }.into()]);
    let (_, record) = append(&opened.journal, incident(1), vec![note("late")]);
    assert!(record.facts().iter().filter(|f| f.redacted_by.is_some()).count() == 3, "{}", seen(&record));
    assert!(opened.journal.verify().unwrap().is_good());
}

#[test]
fn a_repair_that_a_crash_cut_short_is_finished_or_begun_anew() {
    // After the damaged file was renamed: only its write-ahead log still lies there.
    let (place, whole) = (Place::new(), Place::new());
    let facts = filled(&whole).record(incident(1)).unwrap().facts().len();
    let beside = |suffix: &str| PathBuf::from(format!("{}{suffix}", place.file().display()));
    fs::copy(whole.file(), beside(".restored")).unwrap();
    fs::write(beside("-wal"), "of the damaged file").unwrap();
    assert_eq!(place.open().journal.record(incident(1)).unwrap().facts().len(), facts);
    assert!(!beside(".restored").exists() && !beside("-wal").exists());
    // Before it: the restored one is made again.
    fs::write(beside(".restored"), "not needed").unwrap();
    let opened = place.open();
    assert!(opened.repaired.is_none());
    assert_eq!(opened.journal.record(incident(1)).unwrap().facts().len(), facts);
    assert!(!beside(".restored").exists());
}

/// Whatever byte the disk gets wrong: nothing wrong is ever shown, the file opens again, and every entry is either there as
/// it was written or named as missing.
fn is_survived(at: usize, flip: u8, backed_up: bool) -> Result<(), TestCaseError> {
    let place = Place::new();
    let journal = filled(&place);
    let whole: Vec<_> = (0..3).map(|n| journal.entries(incident(n)).unwrap()).collect();
    if backed_up {
        journal.backup_if_due(&place.backups(), NOW, HOUR, 48).unwrap();
    }
    drop(journal);
    let mut content = fs::read(place.file()).unwrap();
    let at = at % content.len();
    content[at] ^= flip;
    fs::write(place.file(), content).unwrap();

    // First opening: cheap. What is read is either right or refused.
    let mut missing = Vec::new();
    let mut complete;
    match Journal::open(&place.file(), &place.backups()) {
        Ok(opened) => {
            for (n, whole) in whole.iter().enumerate() {
                if let Ok(entries) = opened.journal.entries(incident(n as u8)) {
                    prop_assert!(entries.len() <= whole.len());
                    prop_assert_eq!(&entries[..], &whole[..entries.len()]);
                }
            }
            complete = opened.repaired.as_ref().is_none_or(|repaired| repaired.complete);
            missing.extend(opened.repaired.into_iter().flat_map(|repaired| repaired.missing));
            let _ = opened.journal.verify();
        }
        // The header says that it is another program's, or from the future; or all is lost without a backup.
        Err(JournalError::Foreign { .. } | JournalError::Newer { .. }) => return Ok(()),
        Err(JournalError::Lost { .. }) => {
            prop_assert!(!backed_up);
            return Ok(());
        }
        Err(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
    }
    // Second opening: what the walk found is repaired.
    let opened = place.open();
    prop_assert!(opened.journal.verify().unwrap().is_good());
    complete &= opened.repaired.as_ref().is_none_or(|repaired| repaired.complete);
    missing.extend(opened.repaired.into_iter().flat_map(|repaired| repaired.missing));
    for (n, whole) in whole.iter().enumerate() {
        let entries = opened.journal.entries(incident(n as u8)).unwrap();
        prop_assert_eq!(&entries[..], &whole[..entries.len()]);
        prop_assert!(!backed_up || entries.len() == whole.len());
        let gone: u64 =
            missing.iter().filter(|gap| gap.series.stream == incident(n as u8)).map(|gap| gap.count).sum();
        // More may be named than is missing, when it is the count or the name of a series that is damaged.
        prop_assert!(
            !complete || entries.len() as u64 + gone >= whole.len() as u64,
            "{} {gone}",
            entries.len()
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damaged_byte_is_survived_and_accounted_for(at in any::<u32>(), flip in 1..=255_u8, backed_up in any::<bool>()) {
        is_survived(at as usize, flip, backed_up)?;
    }
}

#[test]
fn a_series_whose_row_cannot_be_read_is_found_by_the_index_of_the_names() {
    let place = Place::new();
    drop(filled(&place));
    let mut content = fs::read(place.file()).unwrap();
    // The length of the last row of the table of series, which lies on the third page.
    let at = 2 * 4096 + usize::from(u16::from_be_bytes([content[8_197], content[8_198]]));
    content[at] ^= 1;
    fs::write(place.file(), content).unwrap();
    let (journal, repaired) = repaired(&place);
    assert_eq!((repaired.salvaged, repaired.lost(), repaired.complete), (21, 0, true));
    assert_eq!(journal.record(incident(2)).unwrap().facts().len(), 7);
    is_survived(at, 1, false).unwrap();
}
