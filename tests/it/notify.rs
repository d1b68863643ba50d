//! A real notification daemon shows what nags, once, and its button leads to the incident.

use std::ffi::OsString;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::client::Client;
use crate::headless::Headless;
use crate::place::{declaration, folder};
use crate::session::Session;
use crate::until::until;

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
async fn many_reminders_of_one_incident_are_silenced_together() {
    let (home, session) = (folder(), Session::start("Snooze all 5 min"));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    let quiet = json!({ "type": "define_nag", "nag": "promise_due", "after": 0, "on": false });
    client.ask("edit", json!({ "edit": quiet })).await;
    let me = client.ask("start", json!({})).await["me"].clone();
    let mut wish = declaration("Checkout is silent");
    (wish["severity"], wish["manager"]) = (json!("minor"), me);
    let incident = client.ask("declare", json!({ "command": wish })).await["incident"].clone();
    for name in ["Acme", "Bolt", "Crane", "Dune", "Elm"] {
        let define = json!({ "type": "define_customer", "customer": null, "name": name, "tier": null,
            "respond_within": null, "contact": {}, "owner": null });
        client.ask("edit", json!({ "edit": define })).await;
        let promise = json!({ "type": "promise_customer", "customer": name.to_lowercase(),
            "promise": { "what": "Call back", "due": in_millis(4_000) } });
        client.ask("execute", json!({ "incident": incident, "command": promise })).await;
    }
    app.stop();

    // They fall due while nobody is there, and are told at once.
    let due = in_millis(4_000);
    until("the promises fall due", || (in_millis(0) > due).then_some(()));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    let overdue = async || {
        let room = client.ask("room", json!({ "incident": incident })).await;
        let calls = room["calls"].as_array().expect("a list").clone();
        calls.iter().filter(|call| call["nag"] == "promise_overdue").count()
    };
    let mut events = client.listen().await;
    session.wait_for("5 reminders", "Overdue");
    assert_eq!(overdue().await, 5);
    session.press();
    while overdue().await > 0 {
        events.next("stale", |_| true).await;
    }
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

/// The library that gives a process a clock of its own, and the file by which that clock is set.
fn movable_clock(file: &Path) -> Vec<(&'static str, OsString)> {
    let libraries = std::fs::read_dir("/usr/lib").expect("libraries").filter_map(Result::ok);
    let library = libraries
        .map(|folder| folder.path().join("faketime/libfaketime.so.1"))
        .find(|library| library.exists())
        .expect("libfaketime; cargo xtask test installs it");
    vec![
        ("LD_PRELOAD", library.into()),
        ("FAKETIME_TIMESTAMP_FILE", file.into()),
        ("FAKETIME_NO_CACHE", "1".into()),
        // The clock on the wall jumps, and not the one by which programs wait.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
    ]
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_brings_what_fell_due_and_one_that_jumps_back_repeats_nothing() {
    let (home, session) = (folder(), Session::start("Open incident"));
    let clock = home.path().join("clock");
    let set = |offset: &str| std::fs::write(&clock, offset).expect("the clock is set");
    set("+0");
    let environment = [session.environment(), &movable_clock(&clock)].concat();
    let app = Headless::start_with(home.path(), &environment);
    let client = Client::open(&app.url).await;
    let me = client.ask("start", json!({})).await["me"].clone();
    let mut wish = declaration("Checkout is silent");
    (wish["severity"], wish["manager"]) = (json!("minor"), me);
    let incident = client.ask("declare", json!({ "command": wish })).await["incident"].clone();
    let update = |minutes: u128| {
        json!({ "type": "post_update", "audience": "public", "text": "We know.",
            "next_due": in_millis(minutes * 60_000) })
    };
    client.ask("execute", json!({ "incident": incident, "command": update(600) })).await;
    assert!(session.shown().is_empty(), "{:#?}", session.shown());

    // The laptop slept, or somebody set its clock.
    set("+11h");
    let overdue = ["Public is overdue", "Employees is overdue"];
    for audience in overdue {
        session.wait_for("Checkout is silent", audience);
    }

    // Back in the past nothing is due; what falls due again was told already.
    set("-2h");
    let calls = || async { client.ask("room", json!({ "incident": incident })).await["calls"].clone() };
    assert_eq!(calls().await, json!([]));
    set("+11h");
    assert_ne!(calls().await, json!([]));
    // Something that was not told before is the sign that everything was looked at again.
    let mut other = declaration("Search is silent");
    other["severity"] = json!("minor");
    client.ask("declare", json!({ "command": other })).await;
    set("+12h");
    session.wait_for("Search is silent", "Incident Manager");
    for audience in overdue {
        let line = format!("Checkout is silent | The update for {audience}");
        let times = session.shown().iter().filter(|shown| shown.contains(&line)).count();
        assert_eq!(times, 1, "{line}: {:#?}", session.shown());
    }
}

#[tokio::test]
async fn what_fell_due_overnight_is_told_as_one() {
    let (home, session) = (folder(), Session::start("Open incident"));
    let clock = home.path().join("clock");
    let set = |offset: &str| std::fs::write(&clock, offset).expect("the clock is set");
    set("+0");
    let environment = [session.environment(), &movable_clock(&clock)].concat();
    let app = Headless::start_with(home.path(), &environment);
    let client = Client::open(&app.url).await;
    for n in 1..=3 {
        client.ask("declare", json!({ "command": declaration(&format!("Night {n}")) })).await;
    }
    set("+8h");
    let shown = session.wait_for("reminders", "Night");
    assert!(shown.starts_with("6 reminders"), "no manager and no severity, three times: {shown}");
    assert_eq!(session.shown().len(), 1 + 3, "one notification of four lines: {:#?}", session.shown());
    let inbox = client.ask("inbox", json!({})).await;
    assert_eq!(inbox["unread"], 6, "each stands in the inbox by itself");

    let mut events = client.listen().await;
    session.press();
    events.next("open", |_| true).await;
}

#[tokio::test]
async fn a_test_notification_is_shown_and_a_desktop_without_them_is_told_of() {
    let (home, session) = (folder(), Session::start("Open"));
    let app = Headless::start_with(home.path(), session.environment());
    let client = Client::open(&app.url).await;
    client.ask("test_notification", json!({})).await;
    session.wait_for("Allclear may interrupt you", "reminder");
    app.stop();

    let nowhere = [("DBUS_SESSION_BUS_ADDRESS", OsString::from("unix:path=/nowhere"))];
    let app = Headless::start_with(home.path(), &nowhere);
    let client = Client::open(&app.url).await;
    let failure =
        client.call("test_notification", json!({})).await.expect("an answer").expect_err("a failure");
    assert_eq!(failure["code"], "no_notifications");
    assert!(failure["message"].as_str().is_some_and(|text| text.contains("inbox")), "{failure}");
}
