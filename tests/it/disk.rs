//! The real binary where the disk is full or may not be written to: what it cannot save it says so, and nothing that
//! it acknowledged is lost.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use incident::id::IncidentId;
use serde_json::{Value, json};

use crate::client::Client;
use crate::headless::{Headless, command_by};
use crate::place::{declaration, declare, folder, journal, open, room, timeline};
use crate::small_disk::with_small_disk;

/// More than a disk of this size or a file within this limit can take.
const MANY: usize = 4_000;
const DISK: &str = "16m";

/// A program that is told to start another in its place, after some words for the shell.
fn shell(words: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{words} && exec \"$@\""), "sh"]);
    shell
}

/// Somebody who writes notes and keeps what was acknowledged apart from what was not.
struct Hand {
    client: Client,
    incident: IncidentId,
    acknowledged: Vec<String>,
    refused: Vec<String>,
}

impl Hand {
    async fn at(app: &Headless) -> Self {
        let client = Client::open(&app.url).await;
        let done = client.ask("declare", json!({ "command": declaration("No room") })).await;
        let incident = serde_json::from_value(done["incident"].clone()).expect("an id");
        Self { client, incident, acknowledged: Vec::new(), refused: Vec::new() }
    }

    /// Writes a note of some kilobytes; gives the failure where it was not saved.
    async fn write(&mut self) -> Option<Value> {
        let n = self.acknowledged.len() + self.refused.len();
        let text = format!("note {n} {}", "x".repeat(5_000));
        let wish = json!({ "type": "add_note", "note": "note", "text": text, "occurred_at": null });
        let args = json!({ "incident": self.incident, "command": wish });
        match self.client.call("execute", args).await.expect("the app answers") {
            Ok(_) => self.acknowledged.push(text),
            Err(failure) => {
                self.refused.push(text);
                return Some(failure);
            }
        }
        None
    }

    async fn write_until_refused(&mut self) -> Value {
        for _ in 0..MANY {
            if let Some(failure) = self.write().await {
                return failure;
            }
        }
        panic!("{MANY} notes found room where there should be none");
    }

    /// What was acknowledged is all there, and what was refused is not.
    fn check(&self, folder: &Path) {
        let desk = open(folder);
        let there = timeline(&desk, self.incident);
        let notes: Vec<&String> = there.iter().filter(|line| line.starts_with("note ")).collect();
        assert_eq!(notes, self.acknowledged.iter().collect::<Vec<_>>());
        let log = desk.check_log().expect("the log");
        assert!(log.whole, "{}", log.verdict);
    }
}

fn check_sentence(failure: &Value, code: &str, words: &str) {
    let sentence = failure["message"].as_str().expect("a sentence");
    assert!(failure["code"] == code && sentence.contains(words) && sentence.ends_with('.'), "{failure}");
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut file = fs::File::create(file).expect("a file");
    let some = vec![0x5a; 4_096];
    while file.write_all(&some).is_ok() {}
}

#[tokio::test]
async fn on_a_full_disk_a_command_is_answered_with_a_sentence_and_goes_through_once_there_is_room() {
    let home = folder();
    // The limit on files below is real too and needs no right.
    let Some(program) = with_small_disk(DISK, home.path()) else { return };
    let app = Headless::start_as(command_by(program, home.path()));
    // The disk is seen by the app alone, so this is the way in.
    let disk = PathBuf::from(format!("/proc/{}/root{}", app.id(), home.path().display()));
    let mut hand = Hand::at(&app).await;
    assert_eq!(hand.write().await, None);

    let filler = disk.join("filler");
    fill(&filler);
    let failure = hand.write_until_refused().await;
    check_sentence(&failure, "disk_full", "The disk is full. This was not saved;");
    check_sentence(&hand.write().await.expect("refused again"), "disk_full", "Free some space");
    let seen = hand.client.ask("room", json!({ "incident": hand.incident })).await;
    assert_eq!(seen["room"]["title"], "No room", "reading goes on");

    fs::remove_file(&filler).expect("room again");
    assert_eq!(hand.write().await, None, "it goes on without a restart");

    // As after a power cut: the files as they lie there, with whatever the write-ahead log holds.
    let after = folder();
    copy(&disk, after.path());
    app.kill();
    hand.check(after.path());
}

fn copy(from: &Path, to: &Path) {
    for file in fs::read_dir(from).expect("a folder").map(|file| file.expect("a file").path()) {
        let beside = to.join(file.file_name().expect("a name"));
        if file.is_dir() {
            fs::create_dir(&beside).expect("a folder");
            copy(&file, &beside);
        } else {
            fs::copy(&file, &beside).expect("a copy");
        }
    }
}

#[tokio::test]
async fn where_a_write_fails_nothing_more_is_acknowledged_and_a_restart_finds_everything() {
    let home = folder();
    // A limit on the size of files fails in the middle of a write; its signal would end the app instead.
    let app = Headless::start_as(command_by(shell("trap '' XFSZ"), home.path()));
    let mut hand = Hand::at(&app).await;
    assert_eq!(hand.write().await, None);
    let limit = |bytes: &str| {
        let limited = Command::new("prlimit")
            .args([&format!("--pid={}", app.id()), &format!("--fsize={bytes}:unlimited")])
            .status();
        assert!(limited.expect("prlimit runs").success());
    };
    let log = journal(home.path()).with_extension("sqlite-wal");
    limit(&(fs::metadata(&log).expect("the write-ahead log").len() + 100_000).to_string());
    // Whether it is the note that meets the limit or the search index, nothing is saved from then on.
    let failure = hand.write_until_refused().await;
    check_sentence(&failure, "journal", "Restart Allclear");

    limit("unlimited");
    let failure = hand.write().await.expect("nobody knows what reached the disk");
    check_sentence(&failure, "journal", "What was confirmed before is safe. Restart Allclear to go on.");
    app.kill();
    hand.check(home.path());
}

/// The app as somebody whom the modes of files hold, which they do not where this runs as root.
fn held_by_modes(folder: &Path) -> Command {
    if fs::metadata("/proc/self").expect("a process").uid() != 0 {
        return crate::headless::command(folder);
    }
    let mut program = Command::new("setpriv");
    program.args(["--bounding-set=-all", "--inh-caps=-all"]);
    command_by(program, folder)
}

fn set_mode(what: &Path, mode: u32) {
    fs::set_permissions(what, fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn a_folder_that_may_not_be_written_to_is_refused_untouched_and_opens_once_it_may() {
    let home = folder();
    let refused = || {
        set_mode(home.path(), 0o500);
        let ended = held_by_modes(home.path()).output().expect("it runs");
        set_mode(home.path(), 0o700);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success() && said.contains("Allclear could not start. The "), "{said}");
        said
    };
    let said = refused();
    assert!(said.contains("cannot be used. Allow writing to it, or start with --data"), "{said}");
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 0);

    let incident = declare(&open(home.path()), "Survives");
    let file = journal(home.path());
    let before = fs::read(&file).expect("the journal");
    let said = refused();
    assert!(said.contains("cannot be written to. This was not saved. Allow writing to"), "{said}");
    assert!(fs::read(&file).expect("the journal") == before, "it was touched");
    assert_eq!(room(&open(home.path()), incident).title, "Survives");
}

#[tokio::test]
async fn a_journal_that_may_only_be_read_is_read_and_a_command_is_answered_with_a_sentence() {
    let home = folder();
    let incident = declare(&open(home.path()), "Only read");
    let file = journal(home.path());
    set_mode(&file, 0o400);
    let app = Headless::start_as(held_by_modes(home.path()));
    let client = Client::open(&app.url).await;
    let seen = client.ask("room", json!({ "incident": incident })).await;
    assert_eq!(seen["room"]["title"], "Only read");
    let mut hand = Hand { client, incident, acknowledged: Vec::new(), refused: Vec::new() };
    let failure = hand.write().await.expect("it is not saved");
    check_sentence(&failure, "read_only", "This was not saved. Allow writing to its file");
    set_mode(&file, 0o600);
    app.kill();
    hand.check(home.path());
}
