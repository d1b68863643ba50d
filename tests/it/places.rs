//! The status page at a place of somebody else's: brought there by a laptop, and looked at whether it says what was approved.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use allclear::desk::Desk;
use allclear::views::OnItsWay;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::routing::any;
use incident::id::{IncidentId, Millis};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::entered::keep_secret;
use crate::place::{MINUTE, clock, declaration, declare_as, execute, folder, open_at, start};
use crate::until::until;

/// Storage that anybody may read, as far as a page needs it: it takes what is put, and gives it back.
#[derive(Clone, Default)]
struct Storage {
    files: Arc<Mutex<BTreeMap<String, Bytes>>>,
    closed: Arc<AtomicBool>,
    turned_away: Arc<AtomicBool>,
    /// How often somebody asked what lies there.
    looked: Arc<AtomicUsize>,
}

/// What stands beside the page: what it holds, and what it was written from.
const MANIFEST: &str = "allclear-manifest.json";

pub(crate) struct Serving {
    storage: Storage,
    pub(crate) url: String,
    _runtime: tokio::runtime::Runtime,
}

impl Serving {
    pub(crate) fn start() -> Self {
        let storage = Storage::default();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/{*path}", any(answer)).with_state(storage.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { storage, url, _runtime: runtime }
    }

    pub(crate) fn file(&self, path: &str) -> String {
        let files = self.storage.files.lock().unwrap();
        files
            .get(&format!("status/{path}"))
            .map(|bytes| String::from_utf8_lossy(bytes).into())
            .unwrap_or_default()
    }

    fn put(&self, path: &str, text: String) {
        self.storage.files.lock().unwrap().insert(format!("status/{path}"), text.into());
    }
}

async fn answer(
    State(storage): State<Storage>,
    Path(path): Path<String>,
    method: Method,
    body: Bytes,
) -> (StatusCode, Bytes) {
    if storage.closed.load(SeqCst) {
        storage.turned_away.store(true, SeqCst);
        return (StatusCode::SERVICE_UNAVAILABLE, Bytes::new());
    }
    if method == Method::GET && path.ends_with(MANIFEST) {
        storage.looked.fetch_add(1, SeqCst);
    }
    let mut files = storage.files.lock().unwrap();
    match method {
        Method::PUT => drop(files.insert(path, body)),
        Method::DELETE => drop(files.remove(&path)),
        _ => match files.get(&path) {
            Some(bytes) => return (StatusCode::OK, bytes.clone()),
            None => return (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>".into()),
        },
    }
    (StatusCode::OK, Bytes::new())
}

pub(crate) fn edit(desk: &Desk, edit: Value) {
    desk.edit(serde_json::from_value(edit).unwrap()).unwrap();
}

fn name(desk: &Desk, name: &str, address: &str) {
    edit(desk, json!({ "type": "define_status_page", "name": name, "address": address }));
}

/// The page lies in a bucket, where everybody reads it.
fn set_up(desk: &Desk, url: &str) {
    desk.set_own_network("127.0.0.1".to_owned()).unwrap();
    edit(
        desk,
        json!({ "type": "define_destination", "destination": null, "name": "Page", "audiences": ["public"],
            "transport": { "type": "bucket", "endpoint": url, "region": "auto", "bucket": "status", "key": "AKIA" },
            "drill": false, "laptops": true }),
    );
    keep_secret(desk, "page", Some("secret")).unwrap();
    name(desk, "Example", &format!("{url}/status"));
}

pub(crate) fn approve(desk: &Desk, incident: IncidentId, occasion: &str, text: &str) {
    let update = execute(
        desk,
        incident,
        json!({ "type": "propose_update", "audience": "public", "occasion": occasion, "text": text,
            "next_due": null, "replaces": null }),
    );
    let ways = desk.comms(incident).unwrap().ways_out;
    let way = ways.into_iter().find(|way| way.audience == incident::value::Audience::Public).unwrap();
    let way = &way.ways[0];
    let to: Vec<_> = way.to.iter().map(|to| to.id.clone()).collect();
    let dispatch = json!({ "sender": way.sender, "to": to });
    execute(desk, incident, json!({ "type": "approve_update", "update": update, "dispatch": dispatch }));
}

pub(crate) fn sent(desk: &Desk, incident: IncidentId, count: usize) {
    let all = || desk.comms(incident).unwrap().sending;
    until("the page to be there", || {
        let all = all();
        (all.len() == count && all.iter().all(|one| one.state == OnItsWay::Sent)).then_some(())
    });
}

pub(crate) fn public_incident(desk: &Desk) -> IncidentId {
    let mut wish = declaration("Cards are declined");
    wish["manager"] = json!(start(desk).me);
    declare_as(desk, wish)
}

#[test]
fn a_laptop_brings_each_update_and_each_change_there_and_the_old_page_stays_whole_meanwhile() {
    clock!(now, HAND);
    let (folder, serving) = (folder(), Serving::start());
    let desk = Arc::new(open_at(folder.path(), now));
    allclear::sending::start(&desk).unwrap();
    set_up(&desk, &serving.url);
    until("the first page", || serving.file("index.html").contains("Example status").then_some(()));
    let incident = public_incident(&desk);
    approve(&desk, incident, "investigating", "We look into it.");
    sent(&desk, incident, 1);
    assert!(serving.file("index.html").contains("We look into it."), "the receipt says what is so");
    assert!(serving.file("history.atom").contains("Cards are declined"));

    let before = serving.storage.files.lock().unwrap().clone();
    serving.storage.closed.store(true, SeqCst);
    name(&desk, "Another name", &format!("{}/status", serving.url));
    until("it to be tried", || serving.storage.turned_away.load(SeqCst).then_some(()));
    assert_eq!(*serving.storage.files.lock().unwrap(), before, "the old page is whole");
    serving.storage.closed.store(false, SeqCst);
    until("the change to be there", || {
        HAND.fetch_add(MINUTE, SeqCst);
        serving.file("index.html").contains("Another name status").then_some(())
    });
    // What is taken back from the public is gone there too.
    execute(&desk, incident, json!({ "type": "set_private", "private": true }));
    until("nothing of it to be there", || {
        HAND.fetch_add(MINUTE, SeqCst);
        (!serving.file("index.html").contains("Cards are declined")).then_some(())
    });
}

/// A laptop that has brought one update there.
fn said_once(now: fn() -> Millis) -> (TempDir, Serving, Arc<Desk>, IncidentId) {
    let (folder, serving) = (folder(), Serving::start());
    let desk = Arc::new(open_at(folder.path(), now));
    allclear::sending::start(&desk).unwrap();
    set_up(&desk, &serving.url);
    let incident = public_incident(&desk);
    approve(&desk, incident, "investigating", "We look into it.");
    sent(&desk, incident, 1);
    (folder, serving, desk, incident)
}

/// Somebody of whom nothing has been heard wrote the page since.
fn is_written_elsewhere(serving: &Serving, incident: IncidentId, shown: bool) {
    let mut manifest: Value = serde_json::from_str(&serving.file(MANIFEST)).unwrap();
    let edge = &mut manifest["frontier"][format!("incident/{incident}")];
    edge["shown"] = json!(shown);
    let facts = edge["facts"].as_array_mut().unwrap();
    assert!(!facts.is_empty(), "it rests on the approval");
    facts.push(json!("ab".repeat(16)));
    serving.put(MANIFEST, manifest.to_string());
}

#[test]
fn what_was_taken_back_from_the_public_is_never_brought_back_by_who_has_not_heard_why() {
    clock!(now, HAND);
    let (_folder, serving, desk, incident) = said_once(now);
    is_written_elsewhere(&serving, incident, false);
    approve(&desk, incident, "identified", "The cause is known.");
    let looked = || serving.storage.looked.load(SeqCst);
    for _ in 0..3 {
        let before = looked();
        until("it to look again", || {
            HAND.fetch_add(10 * MINUTE, SeqCst);
            (looked() > before).then_some(())
        });
    }
    assert!(!serving.file("index.html").contains("The cause is known."));
}

#[test]
fn a_page_that_says_more_than_is_known_here_is_written_over_only_after_some_time() {
    clock!(now, HAND);
    let (_folder, serving, desk, incident) = said_once(now);
    is_written_elsewhere(&serving, incident, true);
    approve(&desk, incident, "identified", "The cause is known.");
    let looked = || serving.storage.looked.load(SeqCst);
    let before = looked();
    until("it to look again", || (looked() >= before + 3).then_some(()));
    assert!(!serving.file("index.html").contains("The cause is known."), "an older page is not brought back");
    until("it to be written all the same", || {
        HAND.fetch_add(MINUTE, SeqCst);
        serving.file("index.html").contains("The cause is known.").then_some(())
    });
    sent(&desk, incident, 2);
}

#[test]
fn a_page_that_says_something_else_is_found_told_and_mended() {
    clock!(now, HAND);
    let (_folder, serving, desk, incident) = said_once(now);
    HAND.fetch_add(5 * MINUTE, SeqCst);
    let drifts = || {
        let place = desk.look_at_page().unwrap().places.remove(0);
        assert_eq!(place.failure, None);
        place.drifts
    };
    assert_eq!(drifts(), Vec::<String>::new());
    let old = serving.file("api/v2/summary.json");
    approve(&desk, incident, "identified", "The cause is known.");
    sent(&desk, incident, 2);
    serving.put("api/v2/summary.json", old);
    assert_eq!(drifts(), Vec::<String>::new(), "it may be on its way");
    HAND.fetch_add(5 * MINUTE, SeqCst);
    let found = drifts();
    assert!(
        found.len() == 1 && found[0].contains("is Identified, and the page says Investigating"),
        "{found:?}"
    );
    assert_eq!(drifts(), found);
    let notices = desk.inbox().unwrap().notices;
    let told: Vec<_> = notices.iter().filter(|one| one.text == found[0]).collect();
    assert_eq!(told.len(), 1, "once, not at each look: {notices:?}");
    assert_eq!(told[0].incident, Some(incident));
    // Whoever tampered with it there has not told us: all of it is written anew.
    assert!(desk.mend_page().unwrap().places[0].mendable);
    until("it to be mended", || {
        HAND.fetch_add(MINUTE / 6, SeqCst);
        drifts().is_empty().then_some(())
    });
}
