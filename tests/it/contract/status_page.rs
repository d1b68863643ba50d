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
    let look = json!({ "incident": incident, "audience": "public", "occasion": "investigating", "text": "x",
        "next_due": null, "components": [{ "component": "cards", "state": "partial_outage" }] });
    let page = door.ask("preview", look)["forms"]["page"].as_str().expect("a page").to_owned();
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
