//! From a declaration on one laptop to its row on the board of another, on the disk at every step.

use std::time::{Duration, Instant};

use reqwest::Client;
use tokio::sync::{mpsc, watch};

use super::fixture::Words;
use super::floor::Rows;
use super::laptop::{Ear, Laptop};
use super::measure::{Sample, Table};
use super::served::{Served, found};
use super::{pouch, scratch};

const WARM: usize = 200;
const PAIRS: usize = 2_000;

/// One that declares and waits until the other has it.
trait Declares {
    async fn declare(&mut self) -> Duration;
}

pub(crate) async fn measure(table: &mut Table) {
    let folder = scratch();
    let mut ours = Ours::new(folder.path()).await;
    let mut floor = Floor::new(folder.path(), ours.text.clone()).await;
    for _ in 0..WARM {
        ours.declare().await;
        floor.declare().await;
    }
    let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        of_ours.push(ours.declare().await);
        of_floor.push(floor.declare().await);
    }
    let (ours, floor) = (Sample::new(of_ours), Sample::new(of_floor));
    let beside = "commit → POST → commit → SSE → commit";
    table.ratio("declare on one laptop → on the board of another: p50", ours.p50(), beside, floor.p50(), 1.6);
    table.ratio("declare on one laptop → on the board of another: p99", ours.p99(), beside, floor.p99(), 2.0);
    if let Some(pouch) = pouch::declares() {
        pouch::faster(table, "the same: p50", ours.p50(), pouch.p50(), 10.0);
        pouch::faster(table, "the same: p99", ours.p99(), pouch.p99(), 10.0);
    }
}

/// Two laptops at a hub, each with the loop of the app.
struct Ours {
    write: mpsc::UnboundedSender<u64>,
    projected: mpsc::UnboundedReceiver<Instant>,
    count: u64,
    /// What a declaration is as bytes.
    text: String,
    _served: Served,
    _end: watch::Sender<()>,
}

impl Ours {
    async fn new(folder: &std::path::Path) -> Self {
        let data = folder.join("hub");
        found(&data);
        let served = Served::hub(&data);
        let (a, b) = (Laptop::join(&served, folder, 1).await, Laptop::join(&served, folder, 2).await);
        a.exchange().await;
        b.exchange().await;
        let sample = a.declare(0, &mut Words::new(1));
        let text = serde_json::to_string(&a.journal.entries(sample).unwrap()).unwrap();
        a.exchange().await;
        b.exchange().await;
        let (write, mut written) = mpsc::unbounded_channel::<u64>();
        let (told, projected) = mpsc::unbounded_channel();
        let (end, ended) = watch::channel(());
        let mut ear = b.listen().await;
        tokio::spawn(until(ended.clone(), async move {
            while let Some(page) = ear.page().await {
                let streams = b.hear(page);
                if !streams.is_empty() && told.send(Instant::now()).is_err() {
                    return;
                }
            }
        }));
        let mut ear = a.listen().await;
        tokio::spawn(until(ended, async move {
            let mut words = Words::new(2);
            loop {
                tokio::select! {
                    n = written.recv() => {
                        let Some(n) = n else { return };
                        a.declare(n, &mut words);
                        a.offer().await;
                    }
                    page = ear.page() => match page {
                        Some(page) => drop(a.hear(page)),
                        None => return,
                    },
                }
            }
        }));
        Self { write, projected, count: 0, text, _served: served, _end: end }
    }
}

impl Declares for Ours {
    async fn declare(&mut self) -> Duration {
        self.count += 1;
        let begin = Instant::now();
        self.write.send(self.count).unwrap();
        self.projected.recv().await.unwrap() - begin
    }
}

/// The least that does as much.
struct Floor {
    write: mpsc::UnboundedSender<()>,
    kept: mpsc::UnboundedReceiver<Instant>,
    _served: Served,
    _end: watch::Sender<()>,
}

impl Floor {
    async fn new(folder: &std::path::Path, text: String) -> Self {
        let served = Served::floor(folder);
        let (write, mut written) = mpsc::unbounded_channel::<()>();
        let (told, kept) = mpsc::unbounded_channel();
        let (end, ended) = watch::channel(());
        let (a, b) = (Rows::open(&folder.join("a.sqlite")), Rows::open(&folder.join("b.sqlite")));
        let mut ear = Ear::of(reqwest::get(format!("{}/live", served.url)).await.unwrap());
        tokio::spawn(until(ended.clone(), async move {
            while let Some(text) = ear.data("page").await {
                b.keep(std::str::from_utf8(&text).unwrap());
                if told.send(Instant::now()).is_err() {
                    return;
                }
            }
        }));
        let url = format!("{}/text", served.url);
        tokio::spawn(until(ended, async move {
            let http = Client::new();
            while written.recv().await.is_some() {
                a.keep(&text);
                http.post(&url).body(text.clone()).send().await.unwrap();
            }
        }));
        Self { write, kept, _served: served, _end: end }
    }
}

impl Declares for Floor {
    async fn declare(&mut self) -> Duration {
        let begin = Instant::now();
        self.write.send(()).unwrap();
        self.kept.recv().await.unwrap() - begin
    }
}

/// Runs something until the other end is dropped.
async fn until(mut ended: watch::Receiver<()>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = ended.changed() => {}
    }
}
