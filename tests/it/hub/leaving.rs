//! Whoever leaves a hub, or goes to another, does not wait for what it had asked them to wait for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use allclear::views::SyncState;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::{get, post};
use serde_json::json;
use tokio::sync::watch;

use super::hostile::{link, serve};
use super::house::{becomes, laptop};
use crate::place::{folder, start};
use crate::until::until;

/// Longer than any test has patience.
const LONG: &str = "86400";
const NOWHERE: &str = "0.0000000000000000";

/// Which question the hub wants to be asked again in a day.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Busy {
    WhenRead,
    WhenListenedTo,
}

fn hub(workspace: &str, busy: Busy, told: &Arc<AtomicUsize>) -> Router {
    let key = "1".repeat(64);
    let about = json!({ "workspace": workspace, "hub": key, "name": "Ardent" });
    let welcome = json!({ "workspace": workspace, "hub": key, "person": "3".repeat(32), "role": "admin" });
    let told = Arc::clone(told);
    let later = move || {
        told.fetch_add(1, Ordering::SeqCst);
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, LONG)], axum::Json(json!({})))
    };
    let refuse = later.clone();
    let page = async move || match busy {
        Busy::WhenRead => Err(refuse()),
        Busy::WhenListenedTo => Ok(axum::Json(json!({ "entries": [], "cursor": NOWHERE, "more": false }))),
    };
    let taken = async |axum::Json(push): axum::Json<serde_json::Value>| {
        let all = push["entries"].as_array().map_or(0, Vec::len);
        let verdicts = vec![json!({ "verdict": "taken" }); all];
        axum::Json(json!({ "verdicts": verdicts, "receipts": [], "cursor": NOWHERE }))
    };
    let heads = json!({ "heads": [], "next": null, "cursor": NOWHERE });
    Router::new()
        .route("/v1/hub", get(async || axum::Json(about)))
        .route("/v1/join", post(async || axum::Json(welcome)))
        .route("/v1/entries", post(taken).get(page))
        .route("/v1/heads", get(async || axum::Json(heads)))
        .route("/v1/live", get(async move || later()))
}

#[test]
fn whoever_leaves_a_hub_that_they_wait_for_is_alone_at_once_and_heard_when_they_join_again() {
    for busy in [Busy::WhenRead, Busy::WhenListenedTo] {
        let folder = folder();
        let desk = laptop(folder.path());
        let workspace = desk.workspaces().expect("its own")[0].id.expect("a workspace").to_string();
        let told = Arc::new(AtomicUsize::new(0));
        let link = link(serve(hub(&workspace, busy, &told)));
        let told = || told.load(Ordering::SeqCst);
        desk.take_over(link.clone(), None).expect("it joins");
        until("it is asked to wait", || (told() > 0).then_some(()));
        desk.leave_hub().expect("left");
        assert_eq!(becomes(&desk, SyncState::Alone).hub, None, "{busy:?}");
        let before = told();
        desk.join(link, None).expect("it joins again");
        until("it is asked to wait again", || (told() > before).then_some(()));
        desk.leave_hub().expect("left");
        assert_eq!(becomes(&desk, SyncState::Alone).hub, None, "{busy:?}");
    }
}

#[test]
fn whoever_leaves_a_hub_in_the_middle_of_a_question_asks_it_nothing_more() {
    let folder = folder();
    let desk = laptop(folder.path());
    let welcome = json!({ "workspace": start(&desk).id, "hub": "1".repeat(64), "person": "3".repeat(32),
        "role": "admin" });
    let (about, asked) = (welcome.clone(), Arc::new(Mutex::new(Vec::new())));
    let (answer, mut answered) = watch::channel(false);
    let (first, next) = (Arc::clone(&asked), Arc::clone(&asked));
    let heads = async move || {
        first.lock().expect("a list").push("heads");
        answered.wait_for(|answered| *answered).await.expect("the test answers");
        axum::Json(json!({ "heads": [], "next": null, "cursor": NOWHERE }))
    };
    let page = async move || {
        next.lock().expect("a list").push("entries");
        StatusCode::BAD_GATEWAY
    };
    let hub = Router::new()
        .route("/v1/hub", get(async || axum::Json(about)))
        .route("/v1/join", post(async || axum::Json(welcome)))
        .route("/v1/heads", get(heads))
        .route("/v1/entries", get(page));
    let link = link(serve(hub));
    desk.take_over(link.clone(), None).expect("it joins");
    until("it is asked", || (!asked.lock().expect("a list").is_empty()).then_some(()));
    // It answers once the laptop has left; nothing comes of that.
    desk.leave_hub().expect("left");
    assert_eq!(becomes(&desk, SyncState::Alone).hub, None);
    answer.send(true).expect("it is asked still");
    desk.join(link, None).expect("it joins again");
    let asked = until("it is asked again", || {
        let asked = asked.lock().expect("a list").clone();
        (asked.len() > 1).then_some(asked)
    });
    assert_eq!(asked[..2], ["heads", "heads"], "begun anew, and not gone on with");
}
