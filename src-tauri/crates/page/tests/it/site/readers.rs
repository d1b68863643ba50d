//! The feed and the answers as real readers of such read them; they are run where `cargo xtask test` has installed them.

use std::path::Path;
use std::process::Command;

use incident::value::{ComponentState, MaintenanceState, Occasion};
use page::bundle::Page;
use serde_json::Value;

use super::made::{incident, page, put, whole, work};
use crate::hostile::TRIES;

use Occasion::{Identified, Investigating, Resolved};

fn read(folder: &super::made::Folder) -> Value {
    let python = std::env::var_os("ALLCLEAR_READERS").expect("where Python with the readers is");
    let at = tempfile::tempdir().unwrap();
    put(folder, at.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/site/readers.py");
    let ran = Command::new(python).arg(script).arg(at.path()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
#[ignore = "needs the readers that cargo xtask test installs"]
fn a_reader_of_feeds_finds_an_entry_for_each_incident_that_keeps_its_id() {
    let told = [
        (Investigating, "We **look** into it.", &[("cards", ComponentState::PartialOutage)][..]),
        (Identified, "We know it.", &[][..]),
        (Resolved, "It is over.", &[][..]),
    ];
    let at = |said| read(&whole(page(), [incident(1, 60, &told[..said]), incident(2, 9_000, &told)]));
    let (first, then) = (at(1), at(3));
    for seen in [&first, &then] {
        assert_eq!((&seen["bozo"], &seen["title"]), (&Value::Bool(false), &Value::from("Example status")));
        assert_eq!(seen["entries"].as_array().map(Vec::len), Some(2));
    }
    let (before, after) = (&first["entries"][0], &then["entries"][0]);
    assert_eq!(before["id"], "tag:status.example.org,2026-11-19:incident/01010101010101010101010101010101");
    assert_eq!((&before["id"], &before["published"]), (&after["id"], &after["published"]));
    assert_ne!(before["updated"], after["updated"]);
    assert!(after["content"].as_str().unwrap().contains("<strong>look</strong>"), "{after}");
    assert_eq!(after["link"], format!("https://status.example.org/incidents/{}.html", "01".repeat(16)));
}

#[test]
#[ignore = "needs the readers that cargo xtask test installs"]
fn whatever_was_tried_in_a_field_the_feed_is_read_whole() {
    for words in TRIES.iter() {
        let mut one = incident(1, 60, &[(Investigating, words.as_str(), &[][..])]);
        one.title = words.clone();
        let mut page = page();
        page.of.name = words.clone();
        let seen = read(&whole(page, [one]));
        assert_eq!(
            (&seen["bozo"], seen["entries"].as_array().map(Vec::len)),
            (&Value::Bool(false), Some(1)),
            "{words}"
        );
    }
}

#[test]
#[ignore = "needs the readers that cargo xtask test installs"]
fn a_poller_of_statuspage_sees_what_is_red_and_what_is_planned() {
    let told = [(Investigating, "Some.", &[("cards", ComponentState::MajorOutage)][..])];
    let well = read(&whole(page(), []))["polled"].clone();
    assert_eq!(
        (&well["success"], &well["status"], &well["raw_status"]),
        (&true.into(), &1.into(), &"none".into())
    );
    let page = Page { maintenances: vec![work(9, MaintenanceState::InProgress)], ..page() };
    let seen = read(&whole(page, [incident(1, 30, &told)]))["polled"].clone();
    assert_eq!(
        (&seen["success"], &seen["status"], &seen["raw_status"]),
        (&true.into(), &0.into(), &"critical".into())
    );
    assert_eq!(seen["incident_metadata"][0]["id"], "01".repeat(16));
    assert_eq!(seen["maintenance_metadata"][0]["name"], "Bigger database");
    let parts = seen["component_metadata"].as_array().unwrap();
    let cards = parts.iter().find(|part| part["name"] == "CARDS").unwrap();
    assert_eq!(cards["status"], "major_outage");
}
