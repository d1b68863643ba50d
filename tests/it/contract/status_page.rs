//! The public status page.

use serde_json::json;

use super::{Door, declaration};

pub(super) fn status_page(door: &Door<'_>) {
    let edit = |wish| door.ask("edit", json!({ "edit": wish }));
    edit(json!({ "type": "define_status_page", "name": "Example", "address": "https://status.example.org" }));
    edit(json!({ "type": "define_group", "group": null, "name": "Payments", "position": 1 }));
    edit(
        json!({ "type": "define_component", "component": null, "wish": { "name": "Cards", "description": null,
        "group": "payments", "position": 0, "shown": true, "services": [] } }),
    );
    let window = json!({ "from": 4_000_000_000_000_i64, "until": 3_000_000_000_000_i64 });
    let odd = json!({ "type": "schedule_maintenance", "title": "Work", "text": "x", "window": window, "components": [] });
    assert_eq!(door.refusal("edit", json!({ "edit": odd }))["code"], "refused");
    let done = door.ask("declare", json!({ "command": declaration("On the page") }));
    let incident = done["incident"].as_str().expect("an id");
    let draft = door.ask("draft", json!({ "incident": incident, "audience": "public", "occasion": null }));
    assert_eq!(draft["components"][0]["component"], "cards");
    let unsent = json!({ "audience": "public", "occasion": "investigating", "text": "x", "next_due": null,
        "components": [{ "component": "cards", "state": "partial_outage" }] });
    let look = json!({ "incident": incident, "unsent": unsent, "form": "page" });
    let page = door.ask("preview", look)["form"]["page"].as_str().expect("a page").to_owned();
    assert!(page.contains("Cards: Partial outage"), "{page}");
    let inside =
        door.ask("draft", json!({ "incident": incident, "audience": "employees", "occasion": null }));
    assert_eq!(inside["components"], json!([]));
    let view = door.ask("status_page", json!({}));
    assert_eq!(view["page"]["name"], "Example");
    assert_eq!(
        (&view["components"][0]["state"], &view["groups"][0]["retired"]),
        (&json!("operational"), &json!(false))
    );
    assert!(view["front"].as_str().expect("a page").contains("Example status"));
}

pub(super) fn drift(door: &Door<'_>) {
    lies_at(door, "https://127.0.0.1:9");
    let drift = door.ask("page_drift", json!({}));
    assert_eq!(drift["places"][0]["address"], "https://127.0.0.1:9/");
    assert_eq!((&drift["places"][0]["mendable"], &drift["places"][0]["drifts"]), (&json!(false), &json!([])));
}

pub(super) fn looking(door: &Door<'_>) {
    lies_at(door, "https://127.0.0.1:10");
    let looked = door.ask("look_at_page", json!({}));
    let why = looked["places"][0]["failure"].as_str().expect("why it cannot be read").to_owned();
    assert!(why.contains("not an address of the public internet"), "{why}");
}

pub(super) fn mending(door: &Door<'_>) {
    assert_eq!(door.refusal("mend_page", json!({}))["code"], "refused");
}

fn lies_at(door: &Door<'_>, address: &str) {
    door.ask(
        "edit",
        json!({ "edit": { "type": "define_status_page", "name": "Example", "address": address } }),
    );
}

/// Only a hub knows who hears.
pub(super) fn subscribers(door: &Door<'_>) {
    assert_eq!(door.refusal("subscribers", json!({ "after": "" }))["code"], "no_hub");
    assert_eq!(door.refusal("add_subscribers", json!({ "lines": "ann@example.net" }))["code"], "no_hub");
    assert_eq!(door.refusal("add_subscribers", json!({ "lines": "\n" }))["code"], "refused");
    assert_eq!(door.refusal("remove_subscriber", json!({ "name": "../devices" }))["code"], "refused");
    assert_eq!(door.refusal("remove_subscriber", json!({ "name": "07".repeat(16) }))["code"], "no_hub");
}
