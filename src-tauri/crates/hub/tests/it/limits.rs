//! Who asks too much waits, and nobody else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use hub::{Config, Limits, Role, found};
use reqwest::{Client, Response};
use sync::{PUSH_ENTRIES, Push};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::ear::Ear;
use crate::house::{Ground, House, NOW, PATIENCE, code, config, until};
use crate::laptop::{Laptop, START, http, incident, note};
use crate::openapi::Document;

async fn house(limits: Limits) -> House {
    let ground = House::ground();
    found(&ground.place(), Some("Ops"), NOW).unwrap();
    House::serve_as(ground, &Config { limits, ..config() }, http()).await
}

/// How many entries of one laptop are let through a second.
const RATE: u32 = 1_000;

fn after(answer: &Response) -> Duration {
    Duration::from_secs(answer.headers()["retry-after"].to_str().unwrap().parse().unwrap())
}

/// How long pushing one note takes, in the middle and at worst, of some.
async fn pushing(laptop: &Laptop) -> (Duration, Duration) {
    let mut took = Vec::new();
    for n in 0..40 {
        let entries = laptop.note(incident(1), &format!("note {n}"));
        let begun = Instant::now();
        laptop.push(entries).await;
        took.push(begun.elapsed());
    }
    took.sort();
    (took[took.len() / 2], took[took.len() - 1])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_floods_the_hub_is_told_to_wait_and_another_hardly_notices() {
    let house = house(Limits { entries_per_second: RATE, ..Limits::default() }).await;
    let (ana, mal) = (house.member("Ana", Role::Responder).await, house.member("Mal", Role::Responder).await);
    let alone = pushing(&ana).await;

    let notes = (0..PUSH_ENTRIES).map(|n| note(&format!("{n}"))).collect();
    let push = Push::of(house.workspace, mal.write(incident(2), false, notes));
    let push = Arc::new(serde_json::to_vec(&push).unwrap());
    let (flooding, offered, refused) =
        (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut flood = Vec::new();
    for _ in 0..12 {
        let (url, token, http) =
            (format!("{}/v1/entries", house.url), mal.token.clone().unwrap(), Client::new());
        let (push, flooding, offered, refused) =
            (push.clone(), flooding.clone(), offered.clone(), refused.clone());
        flood.push(tokio::spawn(async move {
            while flooding.load(Relaxed) {
                let request = http.post(&url).bearer_auth(&token).body(push.to_vec());
                // The hub does not read what it refuses, so the connection may end under the request.
                let Ok(answer) = request.send().await else { continue };
                offered.fetch_add(PUSH_ENTRIES, Relaxed);
                if answer.status() == 429 {
                    assert!(after(&answer) >= Duration::from_secs(1));
                    assert_eq!(code(answer).await, (429, "busy".to_owned()));
                    refused.fetch_add(1, Relaxed);
                }
            }
        }));
    }
    // The flood has used up what may come at once.
    let begun = Instant::now();
    until("somebody to be refused", async || (refused.load(Relaxed) > 0).then_some(())).await;
    let beside = pushing(&ana).await;
    // Ten seconds' worth may come at once, and as much again is granted to what is under way and to Ana.
    let let_through = || RATE as usize * (begun.elapsed().as_secs() as usize + 20);
    let twice = async || (offered.load(Relaxed) > 2 * let_through()).then_some(());
    until("twice as much to be offered as is let through", twice).await;
    flooding.store(false, Relaxed);
    for one in flood {
        one.await.unwrap();
    }
    let (offered, refused) = (offered.load(Relaxed), refused.load(Relaxed));
    let seconds = begun.elapsed().as_secs_f64();
    eprintln!(
        "{offered} entries offered in {seconds:.1} s, {refused} requests refused; alone {alone:?}, beside {beside:?}"
    );
    // The flood itself keeps the computer of the test busy, so times are no measurement: what the hub does for it is.
    assert!(beside.1 < Duration::from_secs(2), "alone {alone:?}, beside the flood {beside:?}");
    let text = house.http.get(format!("{}/metrics", house.url)).send().await.unwrap().text().await.unwrap();
    assert!(!text.contains("sent_away_total{why=\"entries\"} 0\n"), "{text}");
    let counts = text.lines().filter(|line| line.starts_with("allclear_hub_entries_total"));
    let judged: usize =
        counts.map(|line| line.split(' ').next_back().unwrap().parse::<usize>().unwrap()).sum();
    assert!(judged <= let_through(), "{judged} of {offered} entries were looked at");
}

#[tokio::test]
async fn who_comes_again_when_they_were_told_to_is_heard() {
    let house = house(Limits { entries_per_second: 10, ..Limits::default() }).await;
    let document = Document::of(&house).await;
    let ana = house.member("Ana", Role::Responder).await;
    let notes = (0..120).map(|n| note(&format!("{n}"))).collect();
    ana.push(ana.write(incident(1), false, notes)).await;
    let later = ana.note(incident(1), "later");
    let refused = ana.offer(later.clone()).await;
    assert_eq!(refused.status(), 429);
    let wait = after(&refused);
    document.hold("post", "/v1/entries", refused).await;
    assert!((1..=2).contains(&wait.as_secs()), "{wait:?}");
    // Reading is another matter.
    ana.pull(START).await;
    // Asking too early costs nothing.
    let begun = Instant::now();
    until("it to be taken", async || (ana.offer(later.clone()).await.status() == 200).then_some(())).await;
    assert!(
        begun.elapsed() < wait + Duration::from_secs(1),
        "{wait:?} were said, it took {:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_laptop_has_so_many_streams_and_requests_and_a_stranger_so_many_a_second() {
    let limits = Limits { streams: 2, requests_per_second: 20, strangers_per_second: 2, ..Limits::default() };
    let house = house(limits).await;
    let document = Document::of(&house).await;
    let (ana, ben) = (house.member("Ana", Role::Observer).await, house.member("Ben", Role::Observer).await);
    let (one, _other) = (Ear::of(&ana, START).await, Ear::of(&ana, START).await);
    let third = ana.get("/v1/live").send().await.unwrap();
    assert_eq!(third.status(), 429);
    document.hold("get", "/v1/live", third).await;
    Ear::of(&ben, START).await;
    drop(one);
    until("the stream that ended to count no more", async || {
        (ana.get("/v1/live").send().await.unwrap().status() == 200).then_some(())
    })
    .await;

    let mut answer = ben.get("/v1/me").send().await.unwrap();
    for _ in 0..1_000 {
        answer = ben.get("/v1/me").send().await.unwrap();
        if answer.status() != 200 {
            break;
        }
    }
    assert_eq!(answer.status(), 429);
    document.hold("get", "/v1/me", answer).await;

    // Whoever shows no token that is good; that they are here at the same address as others is those others' luck.
    let nobody = Laptop::new(&house, "Nobody");
    let mut stranger = Laptop::new(&house, "Sam");
    stranger.token = Some("made-up".to_owned());
    let mut refused = 0;
    for _ in 0..20 {
        for (who, path) in [(&nobody, "/v1/hub"), (&stranger, "/v1/me")] {
            let answer = who.get(path).send().await.unwrap();
            if answer.status() == 429 {
                refused += 1;
                document.hold("get", path, answer).await;
            }
        }
    }
    assert!(refused > 10, "{refused}");
    assert_eq!(ana.get("/v1/me").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn behind_a_proxy_each_address_counts_for_itself_and_nobody_chooses_theirs() {
    let ground = House::ground();
    found(&ground.place(), Some("Ops"), NOW).unwrap();
    let limits = Limits { strangers_per_second: 1, ..Limits::default() };
    let proxies = vec!["127.0.0.1".parse().unwrap(), "10.0.0.1".parse().unwrap()];
    let settings = Config { limits, proxies, ..config() };
    let house = House::serve_as(ground, &settings, Client::new()).await;
    let ask = async |forwarded: &str| {
        let request = house.http.get(format!("{}/v1/hub", house.url)).header("x-forwarded-for", forwarded);
        request.send().await.unwrap().status().as_u16()
    };
    for n in 0..30 {
        ask(&format!("198.51.100.{n}, 203.0.113.7, 10.0.0.1")).await;
    }
    assert_eq!(ask("198.51.100.99, 203.0.113.7").await, 429, "what comes before is only said");
    assert_eq!(ask("203.0.113.8").await, 200);
    for n in 0..30 {
        ask(&format!("2001:db8::{n}")).await;
    }
    assert_eq!(ask("2001:db8::ffff").await, 429, "a network is one");
    assert_eq!(ask("2001:db8:0:1::1").await, 200);
}

/// A request that does not go on, and its answer.
async fn unfinished(url: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

async fn answered(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
    read.expect("it is closed").unwrap();
    answer
}

fn begun_push(laptop: &Laptop, more: &str) -> String {
    let token = laptop.token.as_ref().unwrap();
    format!("POST /v1/entries HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {token}\r\n{more}\r\n\r\n")
}

#[tokio::test]
async fn what_does_not_arrive_is_waited_for_only_so_long_and_so_often() {
    let house = house(Limits { requests_at_once: 3, body_memory_mib: 4, ..Limits::default() }).await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    // Known from now on, so that its requests count as its own.
    ana.pull(START).await;
    let head = unfinished(&house.url, "GET /v1/hub HTTP/1.1\r\nhost: hub\r\n").await;
    let packed =
        unfinished(&house.url, &begun_push(&ana, "content-encoding: zstd\r\ncontent-length: 100")).await;
    let begun = Instant::now();
    // It may grow to as much as there is, so nothing else has room.
    let full = until("the memory to be full", async || {
        let answer = ben.offer(ben.note(incident(1), "one")).await;
        (answer.status() != 200).then_some(answer)
    })
    .await;
    assert!(after(&full) >= Duration::from_secs(1));
    assert_eq!(code(full).await, (503, "full".to_owned()));

    let waiting = [
        unfinished(&house.url, &begun_push(&ana, "content-length: 100")).await,
        unfinished(&house.url, &begun_push(&ana, "content-length: 100")).await,
    ];
    let refused = until("as many at once as there may be", async || {
        let answer = ana.get("/v1/me").send().await.unwrap();
        (answer.status() != 200).then_some(answer)
    })
    .await;
    assert_eq!(code(refused).await, (429, "busy".to_owned()));
    ben.pull(START).await;

    let slow = answered(packed).await;
    assert!(slow.starts_with("HTTP/1.1 408") && slow.contains("\"code\":\"slow\""), "{slow}");
    ben.push(ben.note(incident(1), "now there is room")).await;
    assert_eq!(answered(head).await, "", "a head that does not end is not answered");
    for stream in waiting {
        // There was no room for it either, unless it was read once the first had been let go.
        let refused = answered(stream).await;
        assert!(["HTTP/1.1 503", "HTTP/1.1 408"].iter().any(|line| refused.starts_with(line)), "{refused}");
    }
    let slow = [
        unfinished(&house.url, &begun_push(&ana, "content-length: 100")).await,
        unfinished(&house.url, &begun_push(&ana, "content-length: 100")).await,
    ];
    for stream in slow {
        assert!(answered(stream).await.starts_with("HTTP/1.1 408"));
    }
    assert!(begun.elapsed() < Duration::from_secs(58), "it took {:?}", begun.elapsed());
    ana.push(ana.note(incident(2), "well again")).await;
}

#[tokio::test]
async fn what_is_too_large_is_not_waited_for_for_ever() {
    let house = house(Limits::default()).await;
    let too_large = "POST /v1/join HTTP/1.1\r\nhost: hub\r\ncontent-length: 5000000\r\n\r\n";
    let (mut answer, mut body) = unfinished(&house.url, too_large).await.into_split();
    let trickle = tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_secs(5));
        while body.write_all(b"x").await.is_ok() {
            pace.tick().await;
        }
    });
    let mut told = String::new();
    let read = tokio::time::timeout(Duration::from_secs(75), answer.read_to_string(&mut told)).await;
    read.expect("it is closed").unwrap();
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    trickle.await.unwrap();
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_one_that_ends_makes_room() {
    let house = house(Limits { connections_per_address: 3, ..Limits::default() }).await;
    let address = house.url.strip_prefix("http://").unwrap().to_owned();
    let mut held = Vec::new();
    let mut closed = 0;
    for _ in 0..6 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        match tokio::time::timeout(Duration::from_millis(300), stream.read(&mut [0; 1])).await {
            Err(_still_open) => held.push(stream),
            Ok(_) => closed += 1,
        }
    }
    assert!(held.len() <= 3 && closed >= 3, "{} held, {closed} closed", held.len());
    drop(held);
    until("the connections that ended to count no more", async || {
        Client::new().get(format!("{}/healthz", house.url)).send().await.ok()
    })
    .await;
}
