//! What comes from outside the window: a second start, a link of ours, and the size that it had the last time.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use tokio::time::{Instant, interval};

use crate::boundary::invoke;
use crate::desktop::{Desktop, PATIENCE};
use crate::person::Person;

/// Asks xdotool about the window of the app.
pub(crate) fn window(words: &[&str]) -> String {
    window_named("Allclear", words)
}

/// The same about the window with this in its title, once it is there.
pub(crate) fn window_named(title: &str, words: &[&str]) -> String {
    let find = ["search", "--sync", "--onlyvisible", "--name", title];
    let Output { stdout, .. } = Command::new("timeout")
        .args(["60", "xdotool"])
        .args(find)
        .args(words)
        .output()
        .expect("xdotool runs");
    String::from_utf8_lossy(&stdout).into_owned()
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let (begun, mut pace) = (Instant::now(), interval(std::time::Duration::from_millis(100)));
    while !is() {
        pace.tick().await;
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
    }
}

/// Whether a window of the app is the one that has the keyboard.
pub(crate) fn is_in_front() -> bool {
    let asked =
        Command::new("xdotool").args(["getactivewindow", "getwindowname"]).output().expect("xdotool runs");
    String::from_utf8_lossy(&asked.stdout).contains("Allclear")
}

/// The number of the window that has the keyboard.
pub(crate) fn in_front() -> String {
    let asked = Command::new("xdotool").arg("getactivewindow").output().expect("xdotool runs");
    String::from_utf8_lossy(&asked.stdout).trim().to_owned()
}

/// An incident with this title, and its link.
pub(crate) async fn declare(desktop: &Desktop, title: &str) -> (String, String) {
    let command = json!({ "type": "declare", "title": title, "kind": "external", "severity": null, "services": [],
        "impact_started": null, "detection": null, "drill": false, "private": false, "manager": null });
    let declared = invoke(desktop, "declare", json!({ "command": command })).await;
    let incident = declared["ok"]["incident"].as_str().expect("an incident").to_owned();
    let room = invoke(desktop, "room", json!({ "incident": incident })).await;
    let label = room["ok"]["room"]["label"].as_str().expect("a label");
    (incident, format!("allclear://incident/{label}"))
}

pub(crate) async fn skip(home: &Path) -> Desktop {
    let desktop = Desktop::open(home).await;
    let ana = Person(&desktop.page);
    ana.clicks(None, "button", "Skip to the board").await;
    ana.reads("No active incidents").await;
    desktop
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front_and_hands_it_its_link() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = skip(home.path()).await;
    let (incident, link) = declare(&desktop, "Checkout is down").await;

    window(&["windowminimize", "--sync"]);
    until("the window to be away", || !is_in_front()).await;
    let second = desktop.start_again(home.path(), &[]).await;
    assert!(second.success(), "a second start hands over and ends: {second}");
    until("the window to be in front", is_in_front).await;

    window(&["windowminimize", "--sync"]);
    until("the window to be away", || !is_in_front()).await;
    let second = desktop.start_again(home.path(), &[&link]).await;
    assert!(second.success(), "{second}");
    let ana = Person(&desktop.page);
    ana.finds(None, "heading", "Checkout is down").await;
    let at = desktop.page.execute("return location.hash", vec![]).await.expect("the address");
    assert_eq!(at, json!(format!("#/incident/{incident}")));
    until("the window to be in front", is_in_front).await;
    desktop.close().await;
}

#[tokio::test]
async fn a_start_with_a_link_begins_in_its_incident() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = skip(home.path()).await;
    let (_, link) = declare(&desktop, "Search is slow").await;
    desktop.quit(home.path()).await;

    let desktop = Desktop::open_with(home.path(), &[&link]).await;
    Person(&desktop.page).finds(None, "heading", "Search is slow").await;
    desktop.close().await;
}

#[tokio::test]
async fn the_window_comes_back_in_the_size_that_it_was_left_in() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = skip(home.path()).await;
    window(&["windowsize", "--sync", "1010", "710"]);
    let size = || {
        let told = window(&["getwindowgeometry", "--shell"]);
        let of = |name: &str| {
            let value = told.lines().find_map(|line| line.strip_prefix(name));
            value.and_then(|value| value.parse::<i32>().ok()).unwrap_or_default()
        };
        (of("WIDTH="), of("HEIGHT="))
    };
    until("the window to have its new size", || size() == (1010, 710)).await;
    desktop.quit(home.path()).await;

    let desktop = Desktop::open(home.path()).await;
    Person(&desktop.page).reads("No active incidents").await;
    until("the window to have its size again", || size() == (1010, 710)).await;
    desktop.close().await;
}
