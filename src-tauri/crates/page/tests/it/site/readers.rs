//! The feed and the answers as real readers of such read them; they are run where `cargo xtask test` has installed them.

use std::path::Path;
use std::process::Command;

use incident::value::{ComponentState, MaintenanceState, Occasion};
use page::bundle::Page;
use serde_json::Value;

use super::made::{incident, page, put, whole, work};
use crate::hostile::TRIES;

use Occasion::{Identified, Investigating, Monitoring, Resolved};

fn read(folder: &super::made::Folder) -> Value {
    read_with(folder, &[])
}

/// The same with these readers beside those that are always there.
fn read_with(folder: &super::made::Folder, more: &[&str]) -> Value {
    let python = std::env::var_os("ALLCLEAR_READERS").expect("where Python with the readers is");
    let at = tempfile::tempdir().unwrap();
    put(folder, at.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/site/readers.py");
    let ran = Command::new(python).arg(script).arg(at.path()).args(more).output().unwrap();
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

/// What the client says of each, in its own types.
const OF_A_PAGE: [&str; 5] = ["id", "name", "time_zone", "updated_at", "url"];
const OF_A_COMPONENT: [&str; 13] = [
    "created_at",
    "description",
    "group",
    "group_id",
    "id",
    "name",
    "only_show_if_degraded",
    "page_id",
    "position",
    "showcase",
    "start_date",
    "status",
    "updated_at",
];
const OF_AN_INCIDENT: [&str; 11] = [
    "created_at",
    "id",
    "impact",
    "incident_updates",
    "monitoring_at",
    "name",
    "page_id",
    "resolved_at",
    "shortlink",
    "status",
    "updated_at",
];
const OF_AN_UPDATE: [&str; 7] =
    ["body", "created_at", "display_at", "id", "incident_id", "status", "updated_at"];

fn all<'a>(document: &'a Value, list: &str) -> &'a Vec<Value> {
    document[list].as_array().unwrap_or_else(|| panic!("{list} in {document}"))
}

fn texts<'a>(those: &'a [Value], field: &str) -> Vec<&'a str> {
    those.iter().map(|one| one[field].as_str().unwrap_or_else(|| panic!("{field} in {one}"))).collect()
}

fn has_all(one: &Value, fields: &[&str]) {
    let has = one.as_object().unwrap();
    let missing: Vec<_> = fields.iter().filter(|field| !has.contains_key(**field)).collect();
    assert!(missing.is_empty(), "{missing:?} of {one}");
}

#[test]
#[ignore = "needs the readers that cargo xtask test installs"]
fn a_client_of_statuspage_finds_every_document_and_in_each_what_belongs_there() {
    let open = [
        (Investigating, "Some.", &[("cards", ComponentState::MajorOutage)][..]),
        (Monitoring, "We watch it.", &[][..]),
    ];
    let over = [(Investigating, "Some.", &[][..]), (Resolved, "It is over.", &[][..])];
    let works = [MaintenanceState::Scheduled, MaintenanceState::InProgress, MaintenanceState::Completed];
    let maintenances = (20..).zip(works).map(|(n, state)| work(n, state)).collect();
    let page = Page { maintenances, ..page() };
    let folder = whole(page, [incident(1, 30, &open), incident(2, 9_000, &over)]);
    let asked = read_with(&folder, &["client"])["asked"].clone();
    let [summary, status, components, incidents, unresolved, upcoming, maintenances] =
        ["summary", "status", "components", "incidents", "unresolved", "upcoming", "maintenances"]
            .map(|document| &asked[document]);
    for document in [summary, status, components, incidents, unresolved, upcoming, maintenances] {
        has_all(&document["page"], &OF_A_PAGE);
        assert_eq!(document["page"], summary["page"]);
        assert_eq!(
            (&document["page"]["name"], &document["page"]["url"]),
            (&"Example".into(), &"https://status.example.org".into())
        );
    }
    assert_eq!((&status["status"], &status["status"]["indicator"]), (&summary["status"], &"critical".into()));
    assert_eq!(components["components"], summary["components"]);
    let known = all(components, "components");
    known.iter().for_each(|one| has_all(one, &OF_A_COMPONENT));
    assert_eq!(texts(known, "name"), ["CARDS", "WIRES", "SITE", "Payments"]);
    assert_eq!(texts(known, "status"), ["major_outage", "operational", "operational", "major_outage"]);

    assert_eq!(unresolved["incidents"], summary["incidents"]);
    assert_eq!(texts(all(unresolved, "incidents"), "id"), ["01".repeat(16)]);
    let newest = all(incidents, "incidents");
    assert_eq!(texts(newest, "id"), ["01".repeat(16), "02".repeat(16)]);
    assert_eq!(texts(newest, "status"), ["monitoring", "resolved"]);
    assert_eq!((newest[0]["monitoring_at"].is_null(), newest[0]["resolved_at"].is_null()), (false, true));
    assert_eq!(newest[1]["resolved_at"], newest[1]["incident_updates"][0]["display_at"]);
    assert_eq!(
        texts(all(&newest[0], "incident_updates"), "body"),
        ["We watch it.", "Some."],
        "the newest first"
    );

    assert_eq!(texts(all(upcoming, "scheduled_maintenances"), "status"), ["scheduled"]);
    let planned = all(maintenances, "scheduled_maintenances");
    assert_eq!(texts(planned, "status"), ["completed", "in_progress", "scheduled"]);
    assert_eq!(texts(all(summary, "scheduled_maintenances"), "status"), ["in_progress", "scheduled"]);
    planned.iter().for_each(|one| has_all(one, &["scheduled_for", "scheduled_until"]));
    for one in newest.iter().chain(planned) {
        has_all(one, &OF_AN_INCIDENT);
        all(one, "incident_updates").iter().for_each(|said| has_all(said, &OF_AN_UPDATE));
    }
}
