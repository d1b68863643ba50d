//! A hub that answers everything and never shows that it holds the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use allclear::views::SyncState;
use axum::Router;
use axum::http::header;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::hostile::{link, serve};
use super::house::laptop;
use crate::place::{folder, journal, open};
use crate::until::until;

const NOWHERE: &str = "0.0000000000000000";
const FAR: &str = "99.1111111111111111";

/// Takes everything, has nothing, and says that its log goes on.
fn hub(workspace: &str, pulls: &Arc<AtomicUsize>) -> Router {
    let key = "1".repeat(64);
    let about = json!({ "workspace": workspace, "hub": key, "name": "Ardent" });
    let welcome = json!({ "workspace": workspace, "hub": key, "person": "3".repeat(32), "role": "admin" });
    let (pulls, heads) = (Arc::clone(pulls), json!({ "heads": [], "next": null, "cursor": NOWHERE }));
    let taken = async |axum::Json(push): axum::Json<Value>| {
        let verdicts: Vec<Value> =
            push["entries"].as_array().into_iter().flatten().map(|_| json!({ "verdict": "taken" })).collect();
        axum::Json(json!({ "verdicts": verdicts, "receipts": [], "cursor": NOWHERE }))
    };
    let page = async move || {
        pulls.fetch_add(1, Ordering::SeqCst);
        axum::Json(json!({ "entries": [], "cursor": NOWHERE, "more": false }))
    };
    Router::new()
        .route("/v1/hub", get(async || axum::Json(about)))
        .route("/v1/join", post(async || axum::Json(welcome)))
        .route("/v1/entries", post(taken).get(page))
        .route("/v1/heads", get(async || axum::Json(heads)))
        .route(
            "/v1/live",
            get(async || {
                ([(header::CONTENT_TYPE, "text/event-stream")], format!("event: head\ndata: \"{FAR}\"\n\n"))
            }),
        )
}

#[test]
fn a_hub_that_never_shows_its_checksum_is_not_called_in_step() {
    let folder = folder();
    drop(open(folder.path()));
    let file = journal(folder.path());
    let workspace = until("the file is let go", || {
        let opened = journal::Journal::open(&file, &folder.path().join("backups")).ok()?;
        Some(opened.journal.workspace().to_string())
    });
    let desk = laptop(folder.path());
    let pulls = Arc::new(AtomicUsize::new(0));
    desk.take_over(link(serve(hub(&workspace, &pulls))), None).expect("it joins");
    let seen = until("it was asked again and again", || {
        let view = desk.sync().expect("the chip");
        assert_eq!((view.state == SyncState::Synced, view.last), (false, None), "{view:?}");
        (pulls.load(Ordering::SeqCst) > 3 && view.waiting == 0).then_some(view)
    });
    assert_eq!(seen.state, SyncState::Syncing, "{seen:?}");
    assert!(seen.unproven.is_some(), "{seen:?}");
}
