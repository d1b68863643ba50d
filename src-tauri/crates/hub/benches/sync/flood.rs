//! One laptop offers as much as it can, far more than it may: how long the pushes of another take meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use sync::{PUSH_ENTRIES, Push};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::fixture::Words;
use super::laptop::Laptop;
use super::measure::{Sample, Table};
use super::scratch;
use super::served::{Served, found};

const PUSHES: u64 = 500;
/// How often somebody declares who is in a great hurry: far below what a laptop may.
const PACE: Duration = Duration::from_millis(10);
/// How many connections the flood comes through.
const WAYS: usize = 12;

pub(crate) async fn measure(table: &mut Table) {
    let folder = scratch();
    let data = folder.path().join("hub");
    found(&data);
    let hub = Served::as_shipped(&data);
    let (a, mal) = (Laptop::join(&hub, folder.path(), 1).await, Laptop::join(&hub, folder.path(), 2).await);
    let mut words = Words::new(7);
    let alone = pushes(&a, 0, &mut words).await;

    let mut entries = Vec::new();
    for n in 0..(PUSH_ENTRIES as u64 / 5) {
        let stream = mal.declare(1_000_000 + n, &mut words);
        entries.extend(mal.journal.entries(stream).unwrap());
    }
    let offer = Arc::new(serde_json::to_vec(&Push::of(mal.journal.workspace(), entries)).unwrap());
    let flood = Flood::begin(&hub.url, &mal.line.token, &offer);
    let begin = Instant::now();
    let beside = pushes(&a, PUSHES, &mut words).await;
    let seconds = begin.elapsed().as_secs_f64();
    let (offered, refused) = flood.end().await;
    let per_second = |entries: usize| entries as f64 / seconds;
    table.raw("a laptop's push beside one that floods the hub: p50", beside.p50(), "alone", alone.p50());
    table.raw("the same: p99", beside.p99(), "alone", alone.p99());
    let is = format!(
        "{:.0} entries a second, of which {:.0} were sent away",
        per_second(offered),
        per_second(refused)
    );
    table.row("what the flood offered", is, "most is sent away".to_owned(), refused * 2 > offered);
}

/// How long each push takes, one after the other at the pace of somebody in a hurry.
async fn pushes(a: &Laptop, from: u64, words: &mut Words) -> Sample {
    let mut took = Vec::new();
    for n in from..from + PUSHES {
        let stream = a.declare(n, words);
        let entries = a.journal.entries(stream).unwrap();
        let begin = Instant::now();
        a.push(entries).await;
        took.push(begin.elapsed());
        sleep(PACE).await;
    }
    Sample::new(took)
}

/// Somebody who does not wait when they are told to.
struct Flood {
    ways: JoinSet<()>,
    goes_on: Arc<AtomicBool>,
    offered: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl Flood {
    fn begin(url: &str, token: &str, offer: &Arc<Vec<u8>>) -> Self {
        let (offered, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let goes_on = Arc::new(AtomicBool::new(true));
        let mut ways = JoinSet::new();
        for _ in 0..WAYS {
            let (http, url, token) = (Client::new(), format!("{url}/v1/entries"), token.to_owned());
            let (offer, goes_on) = (Arc::clone(offer), Arc::clone(&goes_on));
            let (offered, refused) = (Arc::clone(&offered), Arc::clone(&refused));
            ways.spawn(async move {
                while goes_on.load(Relaxed) {
                    let request =
                        http.post(&url).bearer_auth(&token).header("content-type", "application/json");
                    // The hub does not read what it refuses, so the connection may end under the request.
                    let answer = request.body(offer.to_vec()).send().await;
                    offered.fetch_add(PUSH_ENTRIES, Relaxed);
                    if answer.map_or(true, |answer| answer.status() == StatusCode::TOO_MANY_REQUESTS) {
                        refused.fetch_add(PUSH_ENTRIES, Relaxed);
                    }
                }
            });
        }
        Self { ways, goes_on, offered, refused }
    }

    /// How many entries were offered, and how many of them sent away.
    async fn end(self) -> (usize, usize) {
        self.goes_on.store(false, Relaxed);
        self.ways.join_all().await;
        (self.offered.load(Relaxed), self.refused.load(Relaxed))
    }
}
