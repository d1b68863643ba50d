//! The live stream.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use futures_util::StreamExt;
use hub::{Hub, Invited, Role, found, router};
use sync::{Cursor, Page, Push};
use tower::ServiceExt;

use super::House;
use crate::ear::Ear;
use crate::house::{Ground, NOW, code, real_now};
use crate::laptop::{Laptop, START, incident};
use crate::openapi::Document;

#[tokio::test]
async fn a_listener_hears_what_it_missed_and_then_what_is_taken_within_a_second() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    ana.push(ana.note(incident(1), "before")).await;
    let mut ear = Ear::of(&ben, START).await;
    let page = ear.page().await;
    assert_eq!(page.entries, ben.pull_all().await);

    let mut cursor = page.cursor;
    for n in 0..5 {
        let entries = ana.note(incident(1), &format!("note {n}"));
        let begun = Instant::now();
        let pushed = ana.push(entries.clone()).await;
        let page = ear.page().await;
        assert!(begun.elapsed() < Duration::from_secs(1), "it took {:?}", begun.elapsed());
        assert_eq!((&page.entries, page.cursor), (&entries, pushed.cursor));
        cursor = page.cursor;
    }
    // Who comes back says where it stopped, and misses nothing.
    let missed = ana.note(incident(1), "meanwhile");
    drop(ear);
    ana.push(missed.clone()).await;
    assert_eq!(Ear::of(&ben, &cursor.to_string()).await.page().await.entries, missed);
}

#[tokio::test]
async fn a_stream_begins_with_where_it_stands_when_there_is_nothing_to_tell() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Observer).await;
    let at = ana.pull(START).await.cursor;
    let (event, id, _) = Ear::of(&ana, &at.to_string()).await.next().await.unwrap();
    assert_eq!((event.as_str(), id.parse::<Cursor>()), ("head", Ok(at)));
}

#[tokio::test]
async fn a_reader_that_comes_back_by_itself_goes_on_where_it_stopped_whatever_its_address_says() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let heard = ana.push(ana.note(incident(1), "heard already")).await.cursor;
    let missed = ana.note(incident(1), "missed");
    ana.push(missed.clone()).await;
    let asks = |last: String| ben.get(&format!("/v1/live?after={START}")).header("Last-Event-ID", last);
    let mut ear = Ear::that(asks(heard.to_string())).await;
    assert_eq!(ear.page().await.entries, missed);
    let lost = Cursor { position: heard.position, ..Cursor::default() };
    assert_eq!(code(asks(lost.to_string()).send().await.unwrap()).await, (410, "gone".to_owned()));
    assert_eq!(code(asks("12".to_owned()).send().await.unwrap()).await.0, 400);
}

#[tokio::test]
async fn whatever_is_asked_of_the_stream_it_answers_as_the_document_says() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let ana = house.member("Ana", Role::Observer).await;
    let long = "9".repeat(4_000);
    let odd = [
        "",
        "1",
        "1.",
        ".",
        "-1.0000000000000000",
        "0.000000000000000G",
        "%00",
        "%FF",
        "%F0%9F%92%A9",
        &long,
    ];
    let (beyond, largest) =
        ("18446744073709551616.0000000000000000", "18446744073709551615.ffffffffffffffff");
    let mut asks = vec![(ana.get("/v1/live?after=1&after=2"), 400), (ana.get("/v1/live?mood=grim"), 200)];
    for word in ["after", "seen"] {
        let ask = |value: &str| ana.get(&format!("/v1/live?{word}={value}"));
        asks.extend(odd.into_iter().chain([beyond]).map(|value| (ask(value), 400)));
        asks.extend([(ask(largest), 410), (ask(START), 200)]);
    }
    let header = |value: &[u8]| ana.get("/v1/live").header("Last-Event-ID", value);
    asks.extend([(header(b""), 400), (header(b"1"), 400), (header(long.as_bytes()), 400)]);
    asks.extend([(header(largest.as_bytes()), 410), (header(START.as_bytes()), 200)]);
    // What is no text is as good as nothing said.
    asks.push((header(b"\xff\xfe"), 200));
    for (ask, status) in asks {
        let ask = ask.build().unwrap();
        let asked = format!("{} {:?}", ask.url(), ask.headers().get("last-event-id"));
        let answer = ana.http.execute(ask).await.unwrap();
        assert_eq!(answer.status(), status, "{asked}");
        document.hold("get", "/v1/live", answer).await;
    }
}

/// More than a listener may lag behind.
const TOO_MANY: usize = 140;

#[tokio::test]
async fn who_does_not_read_for_long_is_cut_off_and_misses_nothing_when_they_come_back() {
    let ground = House::ground();
    let place = ground.place();
    found(&place, None, NOW).unwrap();
    let hub = Arc::new(Hub::open(&place).unwrap());
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let router = router(Arc::clone(&hub), stopped);
    let about = asked(&router, Request::get("/v1/hub").body(Body::empty()).unwrap()).await;
    let mut ana = Laptop::at(&serde_json::from_slice(&about).unwrap(), "", "Ana");
    let code =
        Invited::new(&*hub::members(&place).unwrap(), Role::Responder, 1, 1, None, real_now()).unwrap().code;
    let sent = |path: &str, body: Vec<u8>| {
        Request::post(path).header("content-type", "application/json").body(Body::from(body)).unwrap()
    };
    let welcome = asked(&router, sent("/v1/join", serde_json::to_vec(&ana.asks(&code)).unwrap())).await;
    ana.is_in(&serde_json::from_slice(&welcome).unwrap());
    let shown = format!("Bearer {}", ana.token.as_deref().unwrap());
    let with_token = |mut request: Request<Body>| {
        request.headers_mut().insert("authorization", shown.parse().unwrap());
        request
    };
    // Nobody reads the answer but this test, so nothing of it is made meanwhile.
    let listens = with_token(Request::get("/v1/live").body(Body::empty()).unwrap());
    let mut stream = router.clone().oneshot(listens).await.unwrap().into_body().into_data_stream();
    let first = stream.next().await.unwrap().unwrap();
    let first = std::str::from_utf8(&first).unwrap();
    let cursor = first.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned();

    let mut all = Vec::new();
    for n in 0..TOO_MANY {
        let entries = ana.note(incident(1), &format!("note {n}"));
        let push = serde_json::to_vec(&Push::of(ana.journal.workspace(), entries.clone())).unwrap();
        asked(&router, with_token(sent("/v1/entries", push))).await;
        all.extend(entries);
    }
    while let Some(Ok(rest)) = stream.next().await {
        let rest = String::from_utf8(rest.to_vec()).unwrap();
        assert!(!rest.contains("event: page"), "nothing is told over a gap: {rest}");
    }
    let path = format!("/v1/entries?after={cursor}");
    let missed = asked(&router, with_token(Request::get(path).body(Body::empty()).unwrap())).await;
    assert_eq!(serde_json::from_slice::<Page>(&missed).unwrap().entries, all);
}

/// What a router answers to a request that it does.
async fn asked(router: &Router, request: Request<Body>) -> Vec<u8> {
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[tokio::test]
async fn an_open_stream_ends_within_five_seconds_of_a_revocation() {
    let house = House::found().await;
    let (ana, rex) = (house.member("Ana", Role::Responder).await, house.member("Rex", Role::Responder).await);
    let (mut hers, mut his) = (Ear::of(&ana, START).await, Ear::of(&rex, START).await);
    hers.page().await;
    his.page().await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    let begun = Instant::now();
    while his.next().await.is_some() {}
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    let entries = ana.note(incident(1), "for those who are left");
    ana.push(entries.clone()).await;
    assert_eq!(hers.page().await.entries, entries);
}

#[tokio::test]
async fn a_hub_that_stops_ends_its_streams() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Observer).await;
    let mut ear = Ear::of(&ana, START).await;
    ear.page().await;
    let _folder = house.stop().await;
    while ear.next().await.is_some() {}
}
