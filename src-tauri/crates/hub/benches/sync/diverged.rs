//! Two laptops that were apart, until both hold everything.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Client;

use super::fixture::{self, NOW, Words};
use super::floor::{Batch, Rows};
use super::laptop::Laptop;
use super::measure::{Sample, Table};
use super::served::{Served, found};
use super::{pouch, scratch};

/// Each laptop writes so many incidents with ten entries each, in two sittings.
const INCIDENTS: u64 = 1_000;
const ROUNDS: usize = 3;

pub(crate) async fn measure(table: &mut Table) {
    let (mut of_ours, mut of_raw) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let folder = scratch();
        let data = folder.path().join("hub");
        found(&data);
        let served = Served::hub(&data);
        let (a, b) =
            (Laptop::join(&served, folder.path(), 1).await, Laptop::join(&served, folder.path(), 2).await);
        a.exchange().await;
        b.exchange().await;
        write(&a, 1_000_000);
        write(&b, 2_000_000);
        let raw = Raw::new(folder.path(), [&a, &b]);
        of_raw.push(raw.meet().await);
        of_ours.push(meet(&a, &b).await);
    }
    let (ours, raw) = (Sample::new(of_ours), Sample::new(of_raw));
    let what = "two laptops with 10,000 diverged entries each, until equal";
    table.ratio(what, ours.p50(), "the same bytes raw", raw.p50(), 2.0);
    if let Some(pouch) = pouch::diverged() {
        pouch::faster(table, "the same", ours.p50(), pouch, 45.0);
        // Nothing that keeps as much takes less than that, whatever the aim is.
        table.raw("the same bytes raw, beside PouchDB", raw.p50(), "PouchDB", pouch);
    }
}

fn write(laptop: &Laptop, from: u64) {
    let mut words = Words::new(from);
    for sitting in [0, 1] {
        for n in from..from + INCIDENTS {
            let drafts = if sitting == 0 {
                fixture::first(n, &mut words)
            } else {
                fixture::second(n - from, 100_000, &mut words)
            };
            drop(laptop.journal.append(&laptop.author, NOW, fixture::incident(n), false, drafts).unwrap());
        }
    }
}

/// One pushes, the other reads and pushes, the first reads, and the other reads what numbers the hub gave.
async fn meet(a: &Laptop, b: &Laptop) -> Duration {
    let begin = Instant::now();
    a.exchange().await;
    b.exchange().await;
    a.exchange().await;
    b.exchange().await;
    let took = begin.elapsed();
    let of_a = a.journal.ends(None, usize::MAX).unwrap();
    let mine: usize = of_a.iter().map(|end| end.seq as usize).sum();
    assert!(mine >= 20 * INCIDENTS as usize, "{mine}");
    for laptop in [a, b] {
        let done = laptop.exchange().await;
        assert_eq!((done.pulled, done.pushed), (0, 0), "nothing is left to say");
    }
    let key = |end: &journal::SeriesEnd| (end.series, end.seq, end.hash);
    let of_b = b.journal.ends(None, usize::MAX).unwrap();
    assert!(of_a.iter().map(key).eq(of_b.iter().map(key)), "both hold the same");
    took
}

/// The same entries without anything that makes them safe: parsed, deduplicated, committed.
struct Raw {
    served: Served,
    laptops: [Rows; 2],
}

impl Raw {
    fn new(folder: &Path, laptops: [&Laptop; 2]) -> Self {
        let served = Served::floor(folder);
        let mut n = 0;
        let laptops = laptops.map(|laptop| {
            n += 1;
            let mut rows = Rows::open(&folder.join(format!("raw-{n}.sqlite")));
            let mut after = 0;
            loop {
                let page = laptop.journal.page(after, sync::FETCH_LIMIT).unwrap();
                let Some(last) = page.last() else { return rows };
                after = last.position;
                let raw = |one: &journal::Placed| serde_json::value::to_raw_value(&one.entry).unwrap();
                rows.keep_new(&page.iter().map(raw).collect::<Vec<_>>());
            }
        });
        Self { served, laptops }
    }

    async fn meet(self) -> Duration {
        let [mut a, mut b] = self.laptops;
        let http = Client::new();
        let url = format!("{}/entries", self.served.url);
        let begin = Instant::now();
        push(&http, &url, &a).await;
        pull(&http, &url, &mut b).await;
        push(&http, &url, &b).await;
        pull(&http, &url, &mut a).await;
        let took = begin.elapsed();
        assert_eq!(a.count(), b.count());
        took
    }
}

async fn push(http: &Client, url: &str, rows: &Rows) {
    let mut after = 0;
    loop {
        let batch = rows.after(after, sync::PUSH_ENTRIES);
        if batch.entries.is_empty() {
            return;
        }
        after = batch.last;
        assert!(http.post(url).json(&batch).send().await.unwrap().status().is_success());
    }
}

async fn pull(http: &Client, url: &str, rows: &mut Rows) {
    let mut after = 0;
    loop {
        let answer = http.get(url).query(&[("after", after)]).send().await.unwrap();
        let batch: Batch = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        if batch.entries.is_empty() {
            return;
        }
        after = batch.last;
        rows.keep_new(&batch.entries);
    }
}
