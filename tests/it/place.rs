//! A data folder of its own, and short ways to do things at its desk.

use std::path::{Path, PathBuf};

use allclear::desk::{Desk, Place};
use allclear::failure::Failure;
use allclear::views::{Draft, SettledView, Start};
use incident::command::Command;
use incident::id::{EntryRef, IncidentId, Millis, ServiceId};
use incident::room::Room;
use incident::value::Audience;
use serde_json::{Value, json};
use tempfile::TempDir;

/// 2026-11-23T09:00:00Z.
pub(crate) const MORNING: i64 = 1_795_424_400_000;
pub(crate) const MINUTE: i64 = 60_000;

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A desk in this folder whose person is Ana in UTC, and whose key never goes to the keychain of who runs this.
pub(crate) fn place(folder: &Path) -> Place {
    let mut place = Place::new(folder.to_owned());
    place.keep_key_in_file();
    place.system_zone = chrono_tz::UTC;
    "Ana".clone_into(&mut place.login);
    place
}

pub(crate) fn open(folder: &Path) -> Desk {
    try_open(folder).expect("the desk opens")
}

pub(crate) fn try_open(folder: &Path) -> Result<Desk, Failure> {
    Desk::open(place(folder), true)
}

/// Opens a desk that must refuse, and gives the sentence.
pub(crate) fn refused(folder: &Path) -> Failure {
    match try_open(folder) {
        Ok(_) => panic!("this desk should not open"),
        Err(failure) => failure,
    }
}

/// The file of the one workspace in this folder.
pub(crate) fn journal(folder: &Path) -> PathBuf {
    let is_journal = |path: &PathBuf| path.extension().is_some_and(|end| end == "sqlite");
    let mut files =
        std::fs::read_dir(folder).expect("a data folder").map(|file| file.expect("a file").path());
    files.find(is_journal).expect("a journal")
}

pub(crate) fn start(desk: &Desk) -> Start {
    desk.start().expect("the start")
}

/// A command from its JSON, as the UI sends it.
pub(crate) fn command(json: Value) -> Command {
    serde_json::from_value(json).expect("a command")
}

/// What the declare dialog sends when somebody fills in only a title.
pub(crate) fn declaration(title: &str) -> Value {
    json!({
        "type": "declare", "title": title, "kind": "external", "severity": null, "services": [],
        "impact_started": null, "detection": null, "drill": false, "private": false, "manager": null
    })
}

pub(crate) fn declare(desk: &Desk, title: &str) -> IncidentId {
    declare_as(desk, declaration(title))
}

pub(crate) fn declare_as(desk: &Desk, declaration: Value) -> IncidentId {
    desk.declare(command(declaration)).expect("it is declared").incident.expect("an incident")
}

/// Carries out a command that must succeed, and gives the first entry that it wrote.
pub(crate) fn execute(desk: &Desk, incident: IncidentId, wish: Value) -> EntryRef {
    let done =
        desk.execute(incident, command(wish.clone())).unwrap_or_else(|failure| panic!("{wish}: {failure}"));
    done.entries[0]
}

/// Writes a draft, and takes it as it would leave.
pub(crate) fn settled(desk: &Desk, incident: IncidentId, audience: Audience, draft: Draft) -> SettledView {
    desk.write_draft(incident, audience, draft.clone()).expect("it is written");
    let name = desk.draft(incident, audience, None).expect("the draft").name;
    desk.settle_draft(incident, audience, name, draft, None).expect("what would leave")
}

pub(crate) fn note(desk: &Desk, incident: IncidentId, text: &str) -> EntryRef {
    execute(desk, incident, json!({ "type": "add_note", "note": "note", "text": text, "occurred_at": null }))
}

pub(crate) fn service(desk: &Desk, name: &str) -> ServiceId {
    desk.edit(
        serde_json::from_value(json!({ "type": "name_service", "service": null, "name": name }))
            .expect("an edit"),
    )
    .expect("a new service");
    let services = desk.book().expect("the book").services;
    services.into_iter().find(|service| service.name == name).expect("the new service").id
}

pub(crate) fn room(desk: &Desk, incident: IncidentId) -> Room {
    desk.room(incident).expect("the room").room
}

/// The timeline's lines, as text.
pub(crate) fn timeline(desk: &Desk, incident: IncidentId) -> Vec<String> {
    room(desk, incident).timeline.into_iter().map(|line| line.text).collect()
}

/// A clock that a test sets; a function, as the desk wants one, and the hand that moves it.
macro_rules! clock {
    ($now:ident, $hand:ident) => {
        static $hand: std::sync::atomic::AtomicI64 =
            std::sync::atomic::AtomicI64::new($crate::place::MORNING);
        fn $now() -> incident::id::Millis {
            incident::id::Millis($hand.load(std::sync::atomic::Ordering::SeqCst))
        }
    };
}
pub(crate) use clock;

pub(crate) fn open_at(folder: &Path, now: fn() -> Millis) -> Desk {
    Desk::open_at(place(folder), true, now).expect("the desk opens")
}
