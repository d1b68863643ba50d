//! A whole incident in the real window, and a restart.

use serde_json::{Value, json};

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::imports::in_the_dialog;
use crate::person::Person;

/// Every part of the war room that the journey looks into.
const PEOPLE: Option<(&str, &str)> = Some(("complementary", "Roles and checklist"));
const STAGES: Option<(&str, &str)> = Some(("list", "Stages"));
const DIALOG: Option<(&str, &str)> = Some(("dialog", ""));
const TEMPORARY: Option<(&str, &str)> = Some(("region", "Temporary mitigations"));
const ALL_CLEAR: Option<(&str, &str)> = Some(("region", "All-clear"));

#[tokio::test]
async fn an_incident_is_run_from_declaration_to_closing_and_is_still_there_after_a_restart() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);

    ana.writes(None, "Your name", "Ana Lima").await;
    ana.writes(None, "Workspace", "Lighthouse").await;
    ana.presses("Enter").await;
    ana.reads("No active incidents").await;

    // Declared by keyboard alone.
    ana.presses("c").await;
    ana.finds(DIALOG, "textbox", "What is wrong?").await;
    ana.types("Customers are charged twice").await;
    ana.presses("Alt+1").await;
    ana.tabs_to("Services").await;
    ana.types("checkout-api").await;
    ana.presses("Enter").await;
    ana.finds(DIALOG, "button", "Remove checkout-api").await;
    ana.presses("Control+Enter").await;
    ana.reads("declared. You are Incident Manager.").await;
    ana.finds(None, "heading", "Customers are charged twice").await;
    let address = desktop.page.execute("return location.hash", vec![]).await.expect("the address");
    let incident =
        address.as_str().and_then(|hash| hash.strip_prefix("#/incident/")).expect("a war room").to_owned();

    // A role for somebody who is not in the book yet.
    ana.presses("r").await;
    for words in ["scribe", "Mei Tanaka"] {
        ana.is_asked(DIALOG).await;
        ana.types(words).await;
        ana.presses("Enter").await;
    }
    ana.misses(None, "dialog", "").await;
    ana.reads("Mei Tanaka").await;

    ana.presses("n").await;
    ana.types("Every third card is charged twice").await;
    ana.presses("Enter").await;
    ana.reads("Every third card is charged twice").await;
    ana.presses("Escape").await;

    ana.clicks(PEOPLE, "checkbox", "").await;
    ana.clicks(STAGES, "button", "Resolve").await;
    ana.presses("Alt+1").await;
    ana.clicks(TEMPORARY, "button", "Add").await;
    ana.writes(DIALOG, "What was done", "Retries are off").await;
    ana.presses("Control+Enter").await;
    ana.misses(None, "dialog", "").await;
    ana.reads("Retries are off").await;
    ana.clicks(ALL_CLEAR, "button", "Give all-clear for checkout-api").await;
    ana.clicks(TEMPORARY, "button", "Removed").await;
    ana.reads("Nothing temporary in place.").await;
    for stage in ["Review", "Follow up"] {
        ana.clicks(STAGES, "button", stage).await;
        ana.reads(&format!("Stage: {stage}")).await;
        // The way to close it appears beside the stages, which make room for it.
        ana.finds(None, "button", "Close incident").await;
    }
    ana.clicks(None, "button", "Close incident").await;
    // A Major closes with a published review, or with a reason.
    ana.reads("The review is not published").await;
    ana.writes(DIALOG, "Go on anyway, because", "It is written on Monday").await;
    ana.presses("Control+Enter").await;
    ana.reads("Closed. It can be reopened with a reason.").await;

    // What leaves through the dialog of the desktop verifies without the app.
    let export = home.path().join("leaves.json");
    ana.presses("Alt+4").await;
    ana.clicks(None, "button", "JSON").await;
    in_the_dialog(&["key", "ctrl+a"]);
    in_the_dialog(&["type", "--delay", "30", &export.to_string_lossy()]);
    in_the_dialog(&["key", "Return"]);
    ana.reads("Saved as leaves.json").await;
    let verified =
        incident::export::verify(&std::fs::read(&export).expect("the export")).expect("it verifies");
    assert_eq!(verified.stream.incident().map(|id| id.to_string()), Some(incident.clone()));

    let before = invoke(&desktop, "room", json!({ "incident": incident })).await;
    desktop.quit(home.path()).await;

    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.reads("Lighthouse").await;
    let after = invoke(&desktop, "room", json!({ "incident": incident })).await;
    assert_eq!(after["ok"]["room"], before["ok"]["room"], "nothing is lost or changed by a restart");
    holds_everything(&after["ok"]["room"]);
    desktop.page.execute("location.hash = arguments[0]", vec![address]).await.expect("the war room");
    ana.reads("Customers are charged twice").await;
    ana.reads("Closed. It can be reopened with a reason.").await;
    ana.reads("Every third card is charged twice").await;
    desktop.quit(home.path()).await;
}

/// What the journey has left in the record.
fn holds_everything(room: &Value) {
    assert_eq!((&room["stage"], &room["severity"]["id"]), (&json!("closed"), &json!("major")), "{room}");
    let roles = room["roles"].as_array().expect("roles");
    let holders: Vec<&str> = roles
        .iter()
        .flat_map(|role| role["holders"].as_array().expect("holders"))
        .filter_map(|h| h["name"].as_str())
        .collect();
    assert_eq!(holders, ["Ana Lima", "Mei Tanaka"]);
    let lists = room["checklists"].as_array().expect("lists");
    let ticked = lists
        .iter()
        .flat_map(|list| list["items"].as_array().expect("items"))
        .filter(|item| item["progress"] == "ticked");
    assert_eq!(ticked.count(), 1);
    assert!(
        room["services"][0]["all_clear"].is_i64() && room["mitigations"][0]["removed"].is_i64(),
        "{room}"
    );
    let told = room["timeline"].to_string();
    for words in ["Every third card is charged twice", "Retries are off"] {
        assert!(told.contains(words), "{words} is not in the timeline");
    }
}
