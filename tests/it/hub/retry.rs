//! Trying again, by a person's hand: it is tried at once, and what is shown meanwhile is what is so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use allclear::desk::Desk;
use allclear::views::{SyncState, SyncView};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use incident::entry::Series;
use incident::id::{ReplicaKey, Run};
use incident::stream::{Section, Stream};
use serde_json::json;

use super::hostile::{link, serve};
use super::house::{becomes, laptop, now};
use crate::place::{folder, start};
use crate::until::until;

/// How a hub answers that was joined and has nothing else to say.
#[derive(Default)]
struct Moods {
    asked: AtomicUsize,
    /// It has trouble of its own, instead of saying no.
    troubled: AtomicBool,
    /// It wants to be left alone for long.
    busy: AtomicBool,
}

fn joined(desk: &Desk) -> Arc<Moods> {
    let moods = Arc::new(Moods::default());
    let (id, key, told) = (start(desk).id.to_string(), "1".repeat(64), Arc::clone(&moods));
    let welcome =
        json!({ "workspace": id, "hub": key, "name": "Ardent", "person": "3".repeat(32), "role": "admin" });
    let answer = async move |uri: axum::http::Uri| -> Response {
        match uri.path() {
            "/v1/hub" | "/v1/join" => return axum::Json(welcome).into_response(),
            "/v1/heads" | "/v1/entries" => told.asked.fetch_add(1, Ordering::SeqCst),
            _ => return StatusCode::BAD_GATEWAY.into_response(),
        };
        if told.busy.load(Ordering::SeqCst) {
            return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "86400")]).into_response();
        }
        if told.troubled.load(Ordering::SeqCst) {
            return StatusCode::BAD_GATEWAY.into_response();
        }
        (StatusCode::FORBIDDEN, axum::Json(json!({ "code": "revoked", "message": "No." }))).into_response()
    };
    desk.take_over(link(serve(Router::new().fallback(answer))), None).expect("it joins");
    moods
}

fn since(desk: &Desk) -> Option<incident::id::Millis> {
    desk.sync().expect("the chip").since
}

#[test]
fn since_when_a_hub_does_not_answer_stays_what_it_was_however_often_somebody_asks() {
    let folder = folder();
    let desk = laptop(folder.path());
    let moods = joined(&desk);
    let refused = becomes(&desk, SyncState::NeedsAttention);
    assert!(refused.since.is_some() && refused.why.is_some(), "{refused:?}");

    // It stops answering: that is so since then, and not since it said no.
    let changed = now();
    moods.troubled.store(true, Ordering::SeqCst);
    desk.sync_again().expect("asked");
    let away = |view: &SyncView| matches!(view.state, SyncState::Offline | SyncState::Unreachable);
    let silent = until("it is noticed", || desk.sync().ok().filter(away)).since.expect("since when");
    assert!(silent >= changed, "{silent:?} {changed:?}");

    // Asked again, it is asked; and it is silent since the same time.
    for again in [|desk: &Desk| desk.sync_again(), |desk: &Desk| desk.offer_again(series())] {
        let before = moods.asked.load(Ordering::SeqCst);
        again(&desk).expect("asked");
        until("it was asked", || (moods.asked.load(Ordering::SeqCst) > before).then_some(()));
        assert_eq!(until("it is still silent", || since(&desk)), silent);
    }
}

fn series() -> Series {
    Series { stream: Stream::Book(Section::People), replica: ReplicaKey([1; 32]), run: Run([1; 8]) }
}

#[test]
fn what_is_offered_again_is_offered_at_once() {
    let folder = folder();
    let desk = laptop(folder.path());
    let moods = joined(&desk);
    becomes(&desk, SyncState::NeedsAttention);
    moods.busy.store(true, Ordering::SeqCst);
    desk.sync_again().expect("asked");
    until("it wants to be left alone", || {
        desk.sync().ok().filter(|view| view.state != SyncState::NeedsAttention && view.since.is_some())
    });
    let before = moods.asked.load(Ordering::SeqCst);
    desk.offer_again(series()).expect("offered");
    until("it was asked", || (moods.asked.load(Ordering::SeqCst) > before).then_some(()));
}
