//! Whoever answers at a hub's address and is none, or says two different things.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{any, get, post};
use serde_json::json;

use crate::place::{folder, open};

/// Serves these answers on a thread of its own, for as long as the process lives.
pub(super) fn serve(app: Router) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("an address")).expect("the test waits");
            axum::serve(listener, app).await.expect("it serves");
        });
    });
    told.recv().expect("it listens")
}

pub(super) fn link(address: SocketAddr) -> String {
    format!("allclear://join?hub=http%3A%2F%2F{address}&code=abc")
}

#[test]
fn what_is_no_hub_is_not_joined_and_nothing_changes() {
    let folder = folder();
    let desk = open(folder.path());
    let elsewhere: Arc<Mutex<Vec<HeaderMap>>> = Arc::default();
    let heard = Arc::clone(&elsewhere);
    let thief = serve(Router::new().fallback(any(move |headers: HeaderMap| async move {
        heard.lock().expect("a list").push(headers);
        Html("<p>Welcome")
    })));
    let away = format!("http://{thief}/v1/hub");
    let others: [(&str, Router); 4] = [
        ("a web site", Router::new().fallback(any(async || Html("<p>Welcome")))),
        ("trouble", Router::new().fallback(any(async || StatusCode::BAD_GATEWAY))),
        (
            "elsewhere",
            Router::new().fallback(any(async move || {
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, away)]).into_response()
            })),
        ),
        ("far too much", Router::new().fallback(any(async || vec![b' '; 40 << 20]))),
    ];
    for (who, app) in others {
        let failure = desk.join(link(serve(app)), None).expect_err(who);
        assert_eq!(failure.code, "hub", "{who}: {failure}");
        assert!(failure.message.starts_with("No hub answers at http://127.0.0.1:"), "{who}: {failure}");
    }
    assert!(elsewhere.lock().expect("a list").is_empty(), "nobody is sent on to another address");
    assert_eq!(desk.sync().expect("the chip").hub, None);
}

#[test]
fn a_hub_that_calls_itself_by_two_names_is_not_joined() {
    let folder = folder();
    let desk = open(folder.path());
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let about = json!({ "workspace": one, "hub": one, "name": "Ardent", "version": "1" });
    let welcome =
        json!({ "token": "t", "workspace": one, "hub": two, "person": "3".repeat(32), "role": "admin" });
    let app = Router::new()
        .route("/v1/hub", get(async || axum::Json(about)))
        .route("/v1/join", post(async || axum::Json(welcome)));
    let failure = desk.join(link(serve(app)), None).expect_err("two names");
    assert!(failure.message.contains("two different things"), "{failure}");
    assert_eq!(desk.sync().expect("the chip").next, None);
    let files = std::fs::read_dir(folder.path()).expect("the folder").flatten();
    let journals = files.filter(|file| file.path().extension().is_some_and(|end| end == "sqlite"));
    assert_eq!(journals.count(), 1, "no file for a workspace that was not joined");
}
