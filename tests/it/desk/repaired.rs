//! Damage that nobody meets is found, mended and told all the same.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use allclear::desk::Desk;
use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{IncidentId, Millis, Run, WorkspaceId};
use incident::stream::Stream;
use incident::value::NoteKind;
use journal::{Author, Journal};

use crate::place::{MORNING, clock, declare, folder, journal, note, open, open_at, start, timeline};
use crate::until::until;

const DAY: i64 = 24 * 60 * 60_000;

clock!(now, CLOCK);

/// Moves a workspace from another folder here, with its key and its backups.
fn move_here(from: &Path, to: &Path) {
    let file = journal(from);
    fs::rename(&file, to.join(file.file_name().expect("a name"))).expect("the file");
    for folder in ["keys", "backups"] {
        fs::create_dir_all(to.join(folder)).expect("a folder");
        for each in fs::read_dir(from.join(folder)).expect("a folder") {
            let each = each.expect("a file");
            fs::rename(each.path(), to.join(folder).join(each.file_name())).expect("moved");
        }
    }
}

fn warned(desk: &Desk) -> bool {
    start(desk).warnings.iter().any(|warning| warning.contains("was damaged"))
}

#[test]
fn what_is_mended_in_another_workspace_is_told_in_the_list_and_when_it_is_opened() {
    let (elsewhere, here) = (folder(), folder());
    let other = open(elsewhere.path());
    other.introduce("Ana".into(), "Solo".into(), None).expect("Ana");
    let kept = declare(&other, "Backed up");
    other.back_up_if_due().expect("a backup");
    let workspace = other.workspace();
    drop(other);
    until("the file is let go", || Journal::open(&journal(elsewhere.path()), elsewhere.path()).ok());
    let file = journal(elsewhere.path());
    fs::write(&file, vec![0x5a; 70_000]).expect("overwritten");
    let desk = open(here.path());
    move_here(elsewhere.path(), here.path());

    for _ in 0..2 {
        let all = desk.workspaces().expect("the list");
        let [_, solo] = &all[..] else { panic!("{all:?}") };
        assert_eq!((solo.id, solo.name.as_str(), solo.incidents), (Some(workspace), "Solo", 1));
        assert!(solo.why.as_ref().is_some_and(|why| why.contains("was damaged")), "{solo:?}");
    }
    assert!(!warned(&desk), "this one is whole");
    drop(desk);
    let look_at = |workspace: WorkspaceId| {
        fs::write(here.path().join("current-workspace"), workspace.to_string()).expect("the note");
        open(here.path())
    };
    let desk = look_at(workspace);
    assert!(warned(&desk), "{:?}", start(&desk).warnings);
    assert_eq!(desk.room(kept).expect("the room").room.title, "Backed up");
    drop(desk);
    assert!(!warned(&open(here.path())), "once is enough");
}

#[test]
fn a_backup_is_found_also_where_the_note_of_the_open_workspace_is_lost() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Backed up");
    note(&desk, incident, "before the backup");
    desk.back_up_if_due().expect("a backup");
    drop(desk);
    fs::remove_file(folder.path().join("current-workspace")).expect("the note");
    fs::write(journal(folder.path()), vec![0x5a; 70_000]).expect("overwritten");
    let desk = open(folder.path());
    assert!(warned(&desk));
    assert!(timeline(&desk, incident).iter().any(|line| line.contains("before the backup")));
    drop(desk);
    assert!(!warned(&open(folder.path())), "once is enough");
}

/// A desk of which an entry that no screen reads is damaged.
fn silently_damaged(folder: &Path) -> Arc<Desk> {
    drop(open(folder));
    let file = journal(folder);
    let opened = until("the file is let go", || Journal::open(&file, &folder.join("backups")).ok());
    let author = Author { key: SigningKey::from_bytes(&[5; 32]), run: Run([5; 8]) };
    let text = "canary in the mine".to_owned();
    let said = Event::Noted { note: NoteKind::Note, text };
    let stream = Stream::Incident(IncidentId([9; 16]));
    opened.journal.append(&author, Millis(MORNING), stream, false, vec![said.into()]).expect("written");
    while opened.journal.index_pending().expect("the index") > 0 {}
    drop(opened);
    let mut bytes = fs::read(&file).expect("the file");
    let at = bytes.windows(18).position(|window| window == b"canary in the mine").expect("the note");
    bytes[at] ^= 1;
    fs::write(&file, bytes).expect("the file");
    Arc::new(open_at(folder, now))
}

fn told(desk: &Desk) -> usize {
    let notices = desk.inbox().expect("the inbox").notices;
    notices.iter().filter(|notice| notice.title.contains("damaged")).count()
}

#[test]
fn damage_is_told_once_a_day_and_mended_by_the_next_start() {
    let folder = folder();
    let desk = silently_damaged(folder.path());
    desk.look_through_log(|| false).expect("it may not go on");
    assert_eq!(told(&desk), 0);
    for _ in 0..2 {
        desk.look_through_log(|| true).expect("it is looked through");
        assert_eq!(told(&desk), 1);
    }
    CLOCK.fetch_add(DAY, Ordering::SeqCst);
    desk.look_through_log(|| true).expect("it is looked through");
    assert_eq!(told(&desk), 2, "it is still there a day later");
    drop(desk);
    let desk = open_at(folder.path(), now);
    assert!(warned(&desk));
    desk.look_through_log(|| true).expect("it is looked through");
    assert_eq!(told(&desk), 2, "both are of before");
}

#[test]
fn the_log_is_looked_through_while_nobody_works() {
    let folder = folder();
    let desk = silently_damaged(folder.path());
    allclear::watch::start_with(&desk, Duration::ZERO).expect("the watch begins");
    until("the damage is told", || (told(&desk) >= 1).then_some(()));
}
