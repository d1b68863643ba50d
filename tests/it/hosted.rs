//! A page at Statuspage: looked at from outside whether it says what was approved, and set right where somebody changed it
//! there by hand.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex};

use allclear::desk::Desk;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::routing::any;
use incident::id::Millis;
use serde_json::{Value, json};

use crate::entered::keep_secret;
use crate::place::{MINUTE, clock, folder, place};
use crate::places::{approve, edit, public_incident, sent};
use crate::until::until;

const PAGE: &str = "kctbh9vrtdwd";

/// Statuspage, as far as an incident is written there and read by everybody.
#[derive(Clone)]
struct Statuspage {
    incidents: Arc<Mutex<Vec<Value>>>,
    /// What was written, as it came.
    written: Arc<Mutex<Vec<Value>>>,
    now: fn() -> Millis,
}

impl Statuspage {
    /// Somebody says there by hand how the incident stands.
    fn say(&self, status: &str) {
        self.incidents.lock().unwrap()[0]["status"] = json!(status);
    }

    fn write(&self, id: Option<&str>, said: &Value) -> Value {
        self.written.lock().unwrap().push(said.clone());
        let at = chrono::DateTime::from_timestamp_millis((self.now)().0).unwrap().to_rfc3339();
        let mut all = self.incidents.lock().unwrap();
        let place = all.iter().position(|one| Some(one["id"].as_str().unwrap()) == id);
        let place = place.unwrap_or_else(|| {
            all.push(json!({ "id": "p31zjtct2jer", "name": said["name"], "incident_updates": [] }));
            all.len() - 1
        });
        let one = &mut all[place];
        (one["status"], one["metadata"]) = (said["status"].clone(), said["metadata"].clone());
        let update = json!({ "status": said["status"], "body": said["body"], "created_at": at });
        one["incident_updates"].as_array_mut().unwrap().insert(0, update);
        one.clone()
    }
}

async fn answer(
    State(there): State<Statuspage>,
    Path(path): Path<String>,
    method: Method,
    body: Bytes,
) -> (StatusCode, String) {
    let said: Value = serde_json::from_slice(&body).unwrap_or_default();
    let all = || json!(*there.incidents.lock().unwrap());
    let steps: Vec<&str> = path.split('/').collect();
    let answer = match (method.as_str(), &steps[..]) {
        ("GET", [PAGE, "api", "v2", "summary.json"]) => json!({ "incidents": all(), "components": [] }),
        ("GET", ["v1", "pages", PAGE, "incidents"]) => all(),
        ("GET", ["v1", "pages", PAGE, "incidents", _]) => all()[0].clone(),
        ("POST", ["v1", "pages", PAGE, "incidents"]) => there.write(None, &said["incident"]),
        ("PATCH", ["v1", "pages", PAGE, "incidents", id]) => there.write(Some(id), &said["incident"]),
        _ => return (StatusCode::NOT_FOUND, "{}".to_owned()),
    };
    (StatusCode::OK, answer.to_string())
}

#[test]
fn a_hosted_page_that_somebody_changed_by_hand_is_found_told_and_set_right_without_notifying_anybody() {
    clock!(now, HAND);
    let folder = folder();
    let there = Statuspage { incidents: Arc::default(), written: Arc::default(), now };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let mut place = place(folder.path());
    place.statuspage = Some(format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap());
    let router = axum::Router::new().route("/{*path}", any(answer)).with_state(there.clone());
    runtime.spawn(async move { axum::serve(listener, router).await });

    let desk = Arc::new(Desk::open_at(place, true, now).unwrap());
    allclear::sending::start(&desk).unwrap();
    desk.set_own_network("127.0.0.1".to_owned()).unwrap();
    edit(
        &desk,
        json!({ "type": "define_destination", "destination": null, "name": "Page", "audiences": ["public"],
            "transport": { "type": "statuspage", "page": PAGE, "components": [] }, "drill": false,
            "laptops": true }),
    );
    keep_secret(&desk, "page", Some("key")).unwrap();
    let incident = public_incident(&desk);
    approve(&desk, incident, "investigating", "We look into it.");
    sent(&desk, incident, 1);
    HAND.fetch_add(5 * MINUTE, SeqCst);
    let drifts = || {
        let [place] = &desk.look_at_page().unwrap().places[..] else { panic!("one place") };
        assert!(place.failure.is_none() && place.mendable && place.address.ends_with(PAGE), "{place:?}");
        place.drifts.clone()
    };
    assert_eq!(drifts(), Vec::<String>::new(), "it says what was approved");

    there.say("monitoring");
    let found = drifts();
    assert!(
        found.len() == 1 && found[0].contains("is Investigating, and the page says Monitoring"),
        "{found:?}"
    );
    let told = desk.inbox().unwrap().notices.into_iter().filter(|one| one.text == found[0]);
    assert_eq!(told.map(|one| one.incident).collect::<Vec<_>>(), [Some(incident)]);
    let before = there.written.lock().unwrap().len();
    desk.mend_page().unwrap();
    until("it to be set right", || drifts().is_empty().then_some(()));
    let written = there.written.lock().unwrap()[before..].to_vec();
    assert!(
        written.len() == 1 && written[0]["deliver_notifications"] == json!(false),
        "one is said again, and nobody is notified: {written:#?}"
    );
}
