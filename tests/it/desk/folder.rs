//! What can be wrong with a data folder: each is a sentence, and nothing in the folder changes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::place::{declare, folder, journal, note, open, refused, room, start};

/// Writes four bytes of the header of an SQLite file, where it says which program and format it is of.
fn stamp(file: &Path, at: usize, number: u32) {
    let mut bytes = fs::read(file).expect("the file");
    bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
    fs::write(file, bytes).expect("the file");
}

/// Where the header says whose file it is.
const APPLICATION: usize = 68;
/// Where it says which format.
const FORMAT: usize = 60;

#[test]
fn the_first_start_makes_a_workspace_a_person_and_a_key_that_only_its_owner_can_read() {
    let folder = folder();
    let inner = folder.path().join("not").join("there yet");
    let desk = open(&inner);
    let first = start(&desk);
    assert_eq!((first.name.as_str(), first.zone.as_str(), first.first_run), ("Ana", "UTC", true));
    assert!(first.warnings.is_empty(), "the file was asked for: {first:?}");

    let keys: Vec<_> =
        fs::read_dir(inner.join("keys")).expect("the keys").map(|key| key.expect("a key").path()).collect();
    assert_eq!(keys.len(), 1);
    let about = fs::metadata(&keys[0]).expect("the key");
    assert_eq!((about.permissions().mode() & 0o777, about.len()), (0o600, 32));

    let current = fs::read_to_string(inner.join("current-workspace")).expect("which workspace");
    assert_eq!(current.trim().len(), 64);
    assert!(journal(&inner).to_string_lossy().contains(&current[..16]));
}

#[test]
fn who_was_here_is_here_after_a_restart() {
    let folder = folder();
    let desk = open(folder.path());
    let before =
        desk.introduce("Ana Lima".into(), "Lighthouse".into(), Some("America/Lima".into())).expect("hello");
    drop(desk);
    let after = start(&open(folder.path()));
    assert_eq!((after.me, after.name, after.workspace), (before.me, before.name, before.workspace));
    assert_eq!((after.zone.as_str(), after.first_run), ("America/Lima", false));
}

#[test]
fn a_second_allclear_on_the_same_folder_is_refused_while_the_first_goes_on() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Still being written");
    let failure = refused(folder.path());
    assert!(failure.message.contains("open in another Allclear"), "{failure}");
    note(&desk, incident, "the first goes on");
    drop(desk);
    assert_eq!(room(&open(folder.path()), incident).title, "Still being written");
}

#[test]
fn a_place_that_cannot_be_a_folder_is_refused_with_its_name() {
    let folder = folder();
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder").expect("a file");
    for place in [file.clone(), file.join("below")] {
        let failure = refused(&place);
        assert_eq!(failure.code, "folder");
        assert!(
            failure.message.contains(&*place.to_string_lossy()) && failure.message.contains("--data"),
            "{failure}"
        );
    }
    assert_eq!(fs::read_to_string(&file).expect("the file"), "not a folder");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_refused_and_opens_once_it_can() {
    let folder = folder();
    let incident = declare(&open(folder.path()), "Survives");
    // Root may write anywhere; a file in the place of the lock refuses everybody.
    let lock = journal(folder.path()).with_extension("sqlite.lock");
    fs::remove_file(&lock).expect("the lock's file");
    fs::create_dir(&lock).expect("something in its place");
    let failure = refused(folder.path());
    assert!(failure.message.contains("cannot be used") && failure.message.ends_with('.'), "{failure}");
    fs::remove_dir(&lock).expect("out of the way");
    assert_eq!(room(&open(folder.path()), incident).title, "Survives");
}

#[test]
fn a_file_of_a_newer_allclear_is_refused_untouched() {
    check_untouched(FORMAT, journal::FORMAT + 1, "newer", "newer Allclear");
}

#[test]
fn a_database_of_another_program_is_refused_untouched() {
    check_untouched(APPLICATION, 0, "journal", "another program");
    check_untouched(APPLICATION, 0x0f05_5111, "journal", "another program");
}

fn check_untouched(at: usize, number: u32, code: &str, words: &str) {
    let folder = folder();
    drop(open(folder.path()));
    let file = journal(folder.path());
    stamp(&file, at, number);
    let before = fs::read(&file).expect("the file");
    let failure = refused(folder.path());
    assert_eq!(failure.code, code, "{failure}");
    assert!(failure.message.contains(words) && failure.message.contains("Nothing was changed"), "{failure}");
    assert!(fs::read(&file).expect("the file") == before, "it was touched");
}

#[test]
fn a_workspace_whose_file_is_gone_says_so_and_makes_no_empty_one() {
    let folder = folder();
    drop(open(folder.path()));
    let file = journal(folder.path());
    let away = folder.path().join("kept-elsewhere");
    fs::rename(&file, &away).expect("moved");
    let failure = refused(folder.path());
    assert!(failure.message.contains(&*file.to_string_lossy()), "{failure}");
    assert!(!file.exists());
    fs::rename(&away, &file).expect("moved back");
    drop(open(folder.path()));
}

#[test]
fn without_its_key_the_laptop_signs_with_a_new_one_and_says_so() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Signed by the old key");
    let me = start(&desk).me;
    drop(desk);
    fs::remove_dir_all(folder.path().join("keys")).expect("the keys are lost");
    let desk = open(folder.path());
    let after = start(&desk);
    assert!(after.warnings.iter().any(|warning| warning.contains("was not found")), "{after:?}");
    assert_eq!(after.me, me, "it is still the same person's laptop");
    note(&desk, incident, "signed by the new key");
    assert!(desk.check_log().expect("the log").whole);
    drop(desk);
    assert!(!start(&open(folder.path())).warnings.iter().any(|warning| warning.contains("was not found")));
}

#[test]
fn a_damaged_key_is_refused_with_its_file() {
    let folder = folder();
    drop(open(folder.path()));
    let key = fs::read_dir(folder.path().join("keys"))
        .expect("the keys")
        .next()
        .expect("a key")
        .expect("a key")
        .path();
    fs::write(&key, "short").expect("damaged");
    let failure = refused(folder.path());
    assert!(failure.message.contains(&*key.to_string_lossy()), "{failure}");
    assert_eq!(fs::read_to_string(&key).expect("the key"), "short");
}

#[test]
fn a_damaged_file_is_set_aside_restored_and_told_of() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Backed up");
    note(&desk, incident, "before the backup");
    desk.back_up_if_due().expect("a backup");
    assert!(desk.check_log().expect("the log").backed_up.is_some());
    drop(desk);
    let file = journal(folder.path());
    fs::write(&file, vec![0x5a; 70_000]).expect("overwritten");

    let desk = open(folder.path());
    let warnings = start(&desk).warnings;
    let told = warnings.iter().find(|warning| warning.contains("was damaged")).expect("a warning");
    assert!(told.contains("set aside as") && told.contains("backup of"), "{told}");
    assert!(crate::place::timeline(&desk, incident).iter().any(|line| line.contains("before the backup")));
    assert!(desk.check_log().expect("the log").whole);
    let aside = fs::read_dir(folder.path()).expect("the folder").map(|file| file.expect("a file").path());
    let aside =
        aside.into_iter().find(|file| file.to_string_lossy().contains("damaged")).expect("it is kept");
    assert_eq!(fs::read(aside).expect("the damaged file"), vec![0x5a; 70_000]);
    drop(desk);
    let warnings = start(&open(folder.path())).warnings;
    assert!(!warnings.iter().any(|warning| warning.contains("was damaged")), "told once: {warnings:?}");
}

#[test]
fn a_flipped_bit_is_seen_by_the_check_of_the_log() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "With a canary");
    note(&desk, incident, "canary in the mine");
    drop(desk);
    let file = journal(folder.path());
    let mut bytes = fs::read(&file).expect("the file");
    let at = bytes.windows(18).position(|window| window == b"canary in the mine").expect("the note");
    bytes[at] ^= 1;
    fs::write(&file, bytes).expect("the file");
    let log = open(folder.path()).check_log().expect("the log");
    assert!(!log.whole && log.verdict.contains("not as they were written"), "{log:?}");
}

#[test]
fn a_lost_note_of_the_open_workspace_founds_no_second_one() {
    let folder = folder();
    let incident = declare(&open(folder.path()), "Still here");
    let pointer = folder.path().join("current-workspace");
    for lost in [None, Some(""), Some("half a wor")] {
        match lost {
            None => fs::remove_file(&pointer).expect("it was there"),
            Some(text) => fs::write(&pointer, text).expect("the note is torn"),
        }
        assert_eq!(room(&open(folder.path()), incident).title, "Still here", "{lost:?}");
    }
    fs::remove_file(&pointer).expect("it was there");
    fs::write(folder.path().join("workspace-0123456789abcdef.sqlite"), "").expect("another one");
    assert!(refused(folder.path()).message.contains("2 workspaces"), "nobody guesses between two");
}

#[test]
fn a_link_that_comes_before_the_page_is_followed_once() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Linked from elsewhere");
    desk.bring_to_front(incident);
    assert_eq!(desk.asked_for().expect("an answer"), Some(incident));
    desk.bring_to_front(incident);
    assert_eq!(desk.asked_for().expect("an answer"), None, "the page that listens has the signal");
}
