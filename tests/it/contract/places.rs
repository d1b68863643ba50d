//! The workspaces of this laptop.

use serde_json::{Value, json};

use super::Door;

/// The open one, and no other.
fn workspace(door: &Door<'_>) -> Value {
    let all = door.ask("workspaces", json!({}));
    assert_eq!((all.as_array().map(Vec::len), &all[0]["open"]), (Some(1), &json!(true)), "{all}");
    all[0]["id"].clone()
}

pub(super) fn workspaces(door: &Door<'_>) {
    door.incident("Counted");
    assert_eq!(workspace(door).as_str().map(str::len), Some(64));
    let all = door.ask("workspaces", json!({}));
    assert!(all[0]["incidents"].as_u64().is_some_and(|count| count > 0) && all[0]["hub"].is_null(), "{all}");
}

pub(super) fn open_workspace(door: &Door<'_>) {
    door.ask("open_workspace", json!({ "workspace": workspace(door) }));
    let elsewhere = json!({ "workspace": "0".repeat(64) });
    assert_eq!(door.refusal("open_workspace", elsewhere)["code"], "gone");
    assert!((door.call)("open_workspace", json!({ "workspace": "../../etc/passwd" })).is_err());
}

pub(super) fn import_workspace(door: &Door<'_>) {
    let own = json!({ "workspace": workspace(door) });
    assert_eq!(door.refusal("import_workspace", own)["code"], "refused");
    let elsewhere = json!({ "workspace": "0".repeat(64) });
    assert_eq!(door.refusal("import_workspace", elsewhere)["code"], "gone");
}
