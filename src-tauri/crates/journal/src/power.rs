//! The power goes while entries are written, on a disk that loses what was not flushed: what was acknowledged is there.
//!
//! The disk is a small library in C that is loaded into a second process of this test (`tests/disk/lying.c`). A kill alone
//! shows nothing: the operating system keeps what a killed process has written.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{IncidentId, Millis, Run, WorkspaceId};
use incident::stream::Stream;
use incident::value::NoteKind;

use crate::lock::beside;
use crate::read::hold;
use crate::{Author, Journal, settings};

#[path = "../tests/disk/lying.rs"]
mod lying;

use lying::{CUT, lie};

const STREAM: Stream = Stream::Incident(IncidentId([1; 16]));
/// More than one folding of the write-ahead log into the file.
const NOTES: usize = 300;
/// About as many steps as the disk takes for them.
const STEPS: u64 = 8_000;

fn text(n: usize) -> String {
    format!("note {n} {}", "x".repeat(n % 7 * 300))
}

/// The second process: writes and says what was acknowledged, until its power goes.
#[test]
fn the_writer() {
    let Some(folder) = std::env::var_os("LYING_FOLDER").map(PathBuf::from) else { return };
    let journal = Journal::open(&folder.join("journal.sqlite"), &folder).unwrap().journal;
    // Sooner than otherwise, so that it happens while this is looked at.
    hold(&journal.writer).pragma_update(None, "wal_autocheckpoint", 1_000).unwrap();
    if let Ok(synchronous) = std::env::var("LYING_SYNCHRONOUS") {
        hold(&journal.writer).pragma_update(None, "synchronous", synchronous).unwrap();
    }
    let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
    let mut out = std::io::stdout();
    for n in 0..NOTES {
        // What need not be flushed at once is written by the same connection. It sets that back to what it should be, so
        // this is left out where it should not.
        if n % 5 == 0 && std::env::var_os("LYING_SYNCHRONOUS").is_none() {
            journal.derived(|tx| settings::set(tx, "n", &n.to_string())).unwrap();
        }
        let note = Event::Noted { note: NoteKind::Note, text: text(n) };
        journal.append(&author, Millis(1), STREAM, false, vec![note.into()]).unwrap();
        writeln!(out, "\nacknowledged {n}").unwrap();
        out.flush().unwrap();
    }
    // Without closing the journal, which would flush it.
    std::process::exit(0);
}

/// How many notes were acknowledged before the power went at this step, and how many were there afterwards.
fn cut(step: u64, synchronous: Option<&str>) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.sqlite");
    drop(Journal::found(&file, WorkspaceId([1; 32])).unwrap());
    let mut writer = Command::new(std::env::current_exe().unwrap());
    writer.args(["--exact", "power::the_writer", "--nocapture", "--test-threads", "1"]);
    lie(&mut writer, folder.path(), step);
    if let Some(synchronous) = synchronous {
        writer.env("LYING_SYNCHRONOUS", synchronous);
    }
    let ended = writer.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(ended.status.code(), Some(CUT), "{said}{}", String::from_utf8_lossy(&ended.stderr));
    let acknowledged = said.lines().filter(|line| line.starts_with("acknowledged ")).count();

    // Without power the machine starts anew, and the lock's file is of the time before.
    std::fs::write(beside(&file, "lock"), "before the power went").unwrap();
    let opened = Journal::open(&file, folder.path()).unwrap();
    assert!(opened.repaired.is_none(), "step {step}: {:?}", opened.repaired);
    let verdict = opened.journal.verify().unwrap();
    assert!(verdict.is_good(), "step {step}: {verdict:?}");
    let record = opened.journal.record(STREAM).unwrap();
    for (n, fact) in record.facts().iter().enumerate() {
        let said = Some(Event::Noted { note: NoteKind::Note, text: text(n) });
        assert_eq!(fact.event, said, "step {step}");
    }
    (acknowledged, record.facts().len())
}

/// Steps all over the run, the same each time.
fn steps(count: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(|n| 1 + n * 2_654_435_761 % STEPS)
}

#[test]
fn what_was_acknowledged_outlives_the_power_whenever_it_goes() {
    let count = if std::env::var_os("ALLCLEAR_SOAK").is_some() { 2_000 } else { 16 };
    let mut written = 0;
    for step in steps(count) {
        let (acknowledged, there) = cut(step, None);
        // The one that was being written may be there or not.
        assert!((acknowledged..=acknowledged + 1).contains(&there), "step {step}: {there} of {acknowledged}");
        written += acknowledged;
    }
    assert!(written > 0, "the power went before anything was acknowledged");
}

/// The disk is as bad as it should be: commits that are not flushed, of which SQLite promises less, do get lost.
#[test]
fn without_a_flush_at_each_commit_the_same_disk_loses_what_was_acknowledged() {
    let lost = steps(6).filter(|step| {
        let (acknowledged, there) = cut(*step, Some("NORMAL"));
        there < acknowledged
    });
    assert!(lost.count() > 0, "this disk keeps everything, so it shows nothing");
}
