//! A real notification daemon shows what nags, once, and its button leads to the incident.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::client::Client;
use crate::headless::Headless;
use crate::place::{declaration, folder};
use crate::session::Session;

/// Milliseconds from now by the wall clock, which is the one that the app reads.
fn in_millis(millis: u128) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    u64::try_from(now + millis).expect("a time")
}

/// An incident that somebody manages, whose public was promised an update that nobody gives.
async fn promise(client: &Client, title: &str) -> Value {
    let start = client.ask("start", json!({})).await;
    let mut wish = declaration(title);
    (wish["severity"], wish["manager"]) = (json!("minor"), start["me"].clone());
    let incident = client.ask("declare", json!({ "command": wish })).await["incident"].clone();
    let update = json!({ "type": "post_update", "audience": "public", "text": "We know.", "next_due": in_millis(1_500) });
    client.ask("execute", json!({ "incident": incident, "command": update })).await;
    incident
}

#[tokio::test]
async fn an_overdue_update_is_shown_once_and_its_button_opens_the_incident() {
    let (home, session) = (folder(), Session::start("Open incident"));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    // The announcement three minutes ahead would stand beside it.
    client
        .ask(
            "edit",
            json!({ "edit": { "type": "define_nag", "nag": "update_due", "after": 0, "on": false } }),
        )
        .await;
    let mut events = client.listen().await;

    let first = promise(&client, "Checkout is silent").await;
    let shown = session.wait_for("Checkout is silent", "overdue");
    assert!(shown.contains("INC-~"), "{shown}");
    session.press();
    assert_eq!(events.next("open", |_| true).await, json!({ "incident": first }));

    let inbox = client.ask("inbox", json!({})).await;
    assert_eq!(inbox["notices"][0]["incident"], first, "what was shown is in the inbox too");
    app.stop();

    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    promise(&client, "Search is silent").await;
    session.wait_for("Search is silent", "overdue");
    let of_the_first = session.shown().iter().filter(|line| line.contains("Checkout is silent")).count();
    assert_eq!(of_the_first, 1, "a restart repeats nothing: {:#?}", session.shown());
}

#[tokio::test]
async fn a_promise_to_a_customer_is_shown_also_after_a_restart_and_its_button_silences_it() {
    let (home, session) = (folder(), Session::start("Snooze 5 min"));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    let name = json!({ "type": "define_customer", "customer": null, "name": "Kestrel Foods", "tier": null,
        "respond_within": null, "contact": {}, "owner": null });
    client.ask("edit", json!({ "edit": name })).await;
    // Ahead of its time it would speak at once.
    let quiet = json!({ "type": "define_nag", "nag": "promise_due", "after": 0, "on": false });
    client.ask("edit", json!({ "edit": quiet })).await;
    let me = client.ask("start", json!({})).await["me"].clone();
    let mut wish = declaration("Checkout is silent");
    (wish["severity"], wish["manager"]) = (json!("minor"), me);
    let incident = client.ask("declare", json!({ "command": wish })).await["incident"].clone();
    let promise = json!({ "type": "promise_customer", "customer": "kestrel-foods",
        "promise": { "what": "Call back with the list", "due": in_millis(2_500) } });
    client.ask("execute", json!({ "incident": incident, "command": promise })).await;
    app.stop();

    // It falls due while nobody is there, and is told by whoever comes next.
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    let mut events = client.listen().await;
    let shown = session.wait_for("Checkout is silent", "Overdue: Kestrel Foods");
    assert!(shown.contains("Call back with the list"), "{shown}");
    session.press();
    events
        .next("stale", |stale| stale["views"].as_array().is_some_and(|all| all.contains(&json!("customers"))))
        .await;
    let room = client.ask("room", json!({ "incident": incident })).await;
    let nags: Vec<_> =
        room["calls"].as_array().expect("a list").iter().map(|call| call["nag"].clone()).collect();
    assert!(!nags.contains(&json!("promise_overdue")), "it keeps quiet: {nags:?}");
    let said = room["room"]["timeline"].as_array().expect("a list").last().expect("a line")["text"].clone();
    assert!(said.as_str().is_some_and(|text| text.starts_with("Snoozed until")), "{said}");
}

#[tokio::test]
async fn markup_in_a_title_is_no_markup_in_a_notification_and_a_private_title_is_not_in_it() {
    let (home, session) = (folder(), Session::start("Open"));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    client
        .ask("edit", json!({ "edit": { "type": "define_nag", "nag": "no_manager", "after": 0, "on": true } }))
        .await;

    client.ask("declare", json!({ "command": declaration("<b>Bold</b> & brash") })).await;
    let shown = session.wait_for("brash", "Incident Manager");
    assert!(shown.contains("<b>Bold</b> & brash") || shown.contains("&lt;b&gt;Bold"), "{shown}");

    let mut wish = declaration("Merger with Kestrel");
    wish["private"] = json!(true);
    client.ask("declare", json!({ "command": wish })).await;
    let shown = session.wait_for_number(2);
    assert!(!shown.iter().any(|line| line.contains("Kestrel")), "{shown:#?}");
    assert!(shown[1].contains("INC-~"), "it says which one all the same: {shown:#?}");
}
