//! The public status page as this laptop writes it: true to the log, and whole or as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use allclear::desk::Desk;
use allclear::views::Draft;
use incident::command::Edit;
use incident::id::IncidentId;
use incident::value::{Audience, ComponentState, Occasion};
use serde_json::json;

use crate::place::{declaration, declare_as, execute, folder, open, settled};
use crate::small_disk::with_small_disk;

/// A component that stands for a service, and an incident of it of which the public was told this.
fn told(desk: &Desk, title: &str, text: &str) -> IncidentId {
    let mut wish = declaration(title);
    wish["manager"] = json!(desk.start().expect("the start").me);
    let incident = declare_as(desk, wish);
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating", "text": text,
        "next_due": null, "replaces": null, "components": [{ "component": "cards", "state": "partial_outage" }] });
    let update = execute(desk, incident, wish);
    execute(desk, incident, json!({ "type": "approve_update", "update": update }));
    incident
}

fn component(desk: &Desk, name: &str) {
    let wish = json!({ "type": "define_component", "component": null, "wish": { "name": name, "description": null,
        "group": null, "position": 0, "shown": true, "services": [] } });
    edit(desk, wish);
}

fn edit(desk: &Desk, wish: serde_json::Value) {
    let wish: Edit = serde_json::from_value(wish).expect("an edit");
    desk.edit(wish).expect("it is written");
}

/// Every file below a folder.
fn files(below: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(below).expect("it lies below").display().to_string();
                found.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn the_page_shows_what_was_approved_and_follows_what_is_said_next() {
    let home = folder();
    let desk = open(home.path());
    component(&desk, "Cards");
    let before = desk.status_page().expect("the page");
    assert_eq!((before.incidents, before.components[0].state), (0, ComponentState::Operational));
    let empty = desk.status_page_bundle().expect("the page");
    let incident = told(&desk, "Cards are declined", "We look into it.");
    let now = desk.status_page().expect("the page");
    assert_eq!((now.incidents, now.components[0].state), (1, ComponentState::PartialOutage));
    assert!(now.front.contains("Cards are declined") && now.front.contains("We look into it."));
    // What is read bit by bit is what a desk that begins anew reads at once.
    let bundle = desk.status_page_bundle().expect("the page");
    drop(desk);
    let desk = open(home.path());
    assert_eq!(desk.status_page_bundle().expect("the page"), bundle);
    execute(&desk, incident, json!({ "type": "set_private", "private": true }));
    let hidden = desk.status_page().expect("the page");
    assert_eq!((hidden.incidents, hidden.components[0].state), (0, ComponentState::Operational));
    assert!(!hidden.front.contains("declined"));
    let hidden = desk.status_page_bundle().expect("the page");
    assert!(hidden != bundle && hidden.files == empty.files, "nothing of it is left");
}

#[test]
fn the_page_says_once_when_more_is_said() {
    let home = folder();
    let desk = open(home.path());
    let mut wish = declaration("Cards are declined");
    wish["manager"] = json!(desk.start().expect("the start").me);
    let incident = declare_as(&desk, wish);
    let draft = Draft { occasion: Occasion::Investigating, text: "We look.".to_owned(), next_in: Some(20) };
    let seen = settled(&desk, incident, Audience::Public, draft);
    assert!(seen.text.contains("Next update by "), "{}", seen.text);
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": seen.text, "next_due": seen.next_due, "replaces": null });
    let update = execute(&desk, incident, wish);
    execute(&desk, incident, json!({ "type": "approve_update", "update": update }));
    let front = desk.status_page().expect("the page").front;
    let files = desk.status_page_bundle().expect("the page").files;
    let own = files.into_iter().find(|file| file.path.to_string() == format!("incidents/{incident}.html"));
    for page in [front, String::from_utf8(own.expect("its page").bytes).expect("words")] {
        assert_eq!(page.matches("Next update by").count(), 1, "{page}");
    }
}

#[test]
fn a_page_is_written_in_place_of_the_one_before_and_beside_nothing_else() {
    let (home, to) = (folder(), folder());
    let desk = open(home.path());
    component(&desk, "Cards");
    let there = desk.write_status_page(to.path()).expect("it is written");
    assert_eq!(there, to.path().join("status-page"));
    fs::write(to.path().join("mine.txt"), "mine").expect("a file");
    let first = files(&there);
    told(&desk, "Cards are declined", "We look into it.");
    desk.write_status_page(to.path()).expect("it is written");
    let second = files(&there);
    assert_ne!(first, second);
    let bundle = desk.status_page_bundle().expect("the page");
    assert_eq!(second, bundle.files.into_iter().map(|file| (file.path.to_string(), file.bytes)).collect());
    let left: Vec<_> =
        fs::read_dir(to.path()).expect("the folder").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    // As a loss of power between the two renamings leaves it.
    fs::rename(&there, to.path().join("status-page.old")).expect("renamed");
    // And what was being written then: what names the files comes first.
    let begun = to.path().join("status-page.new");
    fs::create_dir(&begun).expect("a folder");
    for path in ["SHA256SUMS", "index.html"] {
        fs::write(begun.join(path), &second[path]).expect("a file");
    }
    desk.write_status_page(to.path()).expect("it is written");
    assert_eq!(files(&there), second);
}

#[test]
fn what_somebody_else_put_there_is_left_alone() {
    let (home, to) = (folder(), folder());
    let desk = open(home.path());
    let refused = |name: &str| {
        let before = files(to.path());
        let failure = desk.write_status_page(to.path()).expect_err("it is not the page");
        assert!(failure.message.starts_with(&format!("{name} is there already")), "{}", failure.message);
        assert_eq!(files(to.path()), before, "nothing was changed");
    };
    for name in ["status-page", "status-page.new", "status-page.old"] {
        let theirs = to.path().join(name);
        fs::create_dir_all(theirs.join(".git")).expect("a folder");
        fs::write(theirs.join(".git/HEAD"), "ref: refs/heads/main").expect("a file");
        refused(name);
        fs::remove_dir_all(&theirs).expect("removed");
        fs::write(&theirs, "mine").expect("a file");
        refused(name);
        fs::remove_file(&theirs).expect("removed");
    }
    let there = desk.write_status_page(to.path()).expect("it is written");
    fs::write(there.join(".DS_Store"), "looked at").expect("a file");
    desk.write_status_page(to.path()).expect("looking at it is no harm");
    fs::write(there.join("CNAME"), "status.example.org").expect("a file");
    refused("status-page");
}

const SMALL: &str = "ALLCLEAR_TEST_SMALL_DISK";

#[test]
fn a_disk_that_is_full_in_the_middle_leaves_the_page_that_was_there() {
    if let Some(small) = std::env::var_os(SMALL) {
        return on_a_small_disk(Path::new(&small));
    }
    let disk = folder();
    let Some(program) = with_small_disk("1m", disk.path()) else { return };
    run_again(
        program,
        "a_disk_that_is_full_in_the_middle_leaves_the_page_that_was_there",
        (SMALL, disk.path()),
    );
}

fn on_a_small_disk(disk: &Path) {
    let home = folder();
    let desk = open(home.path());
    component(&desk, "Cards");
    let there = desk.write_status_page(disk).expect("so much fits");
    let before = files(&there);
    grow(&desk);
    refused_and_as_it_was(&desk, &there, &before);
}

const LIMITED: &str = "ALLCLEAR_TEST_LIMITED_FILES";

#[test]
fn a_write_that_fails_in_the_middle_leaves_the_page_that_was_there_and_the_next_one_goes_through() {
    if std::env::var_os(LIMITED).is_some() {
        return with_limited_files();
    }
    // Its signal would end the test in the place of the write. The limit needs no right, so this is always tried.
    let mut program = Command::new("sh");
    program.args(["-c", "trap '' XFSZ && exec \"$@\"", "sh"]);
    run_again(
        program,
        "a_write_that_fails_in_the_middle_leaves_the_page_that_was_there_and_the_next_one_goes_through",
        (LIMITED, Path::new("1")),
    );
}

fn with_limited_files() {
    let (home, to) = (folder(), folder());
    let desk = open(home.path());
    component(&desk, "Cards");
    let there = desk.write_status_page(to.path()).expect("it is written");
    let before = files(&there);
    grow(&desk);
    let limit = |bytes: &str| {
        let limited = Command::new("prlimit")
            .args([&format!("--pid={}", std::process::id()), &format!("--fsize={bytes}:unlimited")])
            .status();
        assert!(limited.expect("prlimit runs").success());
    };
    // Small files still fit, so that some of the new page is there before one of it does not.
    let small = before.values().map(Vec::len).max().expect("files") + 1_000;
    limit(&small.to_string());
    refused_and_as_it_was(&desk, &there, &before);
    limit("unlimited");
    desk.write_status_page(to.path()).expect("it is written");
    assert_ne!(files(&there), before);
}

/// This test once more, by another program that begins it.
fn run_again(mut program: Command, name: &str, set: (&str, &Path)) {
    let this = std::env::current_exe().expect("this program");
    let name = format!("desk::status_page::{name}");
    let ran = program.arg(this).args(["--exact", &name]).env(set.0, set.1).output().expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// So many words that they do not fit any more.
fn grow(desk: &Desk) {
    let long = "Some cards are declined. ".repeat(700);
    for n in 0..12 {
        told(desk, &format!("Cards {n}"), &long);
    }
}

fn refused_and_as_it_was(desk: &Desk, there: &Path, before: &BTreeMap<String, Vec<u8>>) {
    let within = there.parent().expect("a folder");
    let refused = desk.write_status_page(within).expect_err("it does not fit");
    assert!(refused.message.contains("the one that was there is as it was"), "{}", refused.message);
    assert_eq!(files(there), *before);
    assert_eq!(fs::read_dir(within).expect("the folder").count(), 1, "what was begun is gone");
}
