//! 2,000 listeners at one hub: how long until all of them have heard, what that takes of memory, and what listeners do
//! to the others who have stopped reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use reqwest::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::fixture::{self, Words};
use super::laptop::{Laptop, tokens};
use super::measure::{Sample, Table};
use super::scratch;
use super::served::{Served, found_with};

const LISTENERS: usize = 2_000;
const FROZEN: usize = 200;
const ROUNDS: usize = 300;
const MEMORY: u64 = 120_000_000;
/// The first incident that nobody has declared yet.
const NEW: u64 = 1_000_000;
/// What fills the buffers of those who do not read.
const FILLING: usize = 150;

pub(crate) async fn measure(table: &mut Table) {
    let folder = scratch();
    let data = folder.path().join("hub");
    // A hub that has been in use, and a laptop for each of those who listen.
    found_with(&data, &fixture::file(10_000));
    let hub = Served::hub(&data);
    let floor = Served::floor(folder.path());
    let a = Laptop::join(&hub, folder.path(), 1).await;
    a.exchange().await;
    let tokens = tokens(&hub, a.journal.workspace(), LISTENERS).await;
    let cursor = a.end().await;
    let path = format!("/v1/live?after={cursor}");
    let mut ours = Crowd::at(&hub.url, &path, &tokens).await;
    let mut least = Crowd::at(&floor.url, "/live", &vec![String::new(); LISTENERS]).await;
    let mut teller = Teller {
        a,
        words: Words::new(3),
        count: NEW,
        http: Client::new(),
        url: format!("{}/text", floor.url),
    };
    let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS + 10 {
        let (text, took) = teller.tells(&mut ours).await;
        let least = teller.tells_raw(&mut least, text).await;
        if n >= 10 {
            of_ours.push(took);
            of_floor.push(least);
        }
    }
    let (of_ours, of_floor) = (Sample::new(of_ours), Sample::new(of_floor));
    let what = format!("{LISTENERS} listeners until all have heard");
    table.ratio(&format!("{what}: p50"), of_ours.p50(), "a bare SSE broadcast", of_floor.p50(), 1.4);
    table.ratio(&format!("{what}: p99"), of_ours.p99(), "a bare SSE broadcast", of_floor.p99(), 1.4);
    let memory = hub.memory();
    let is = format!("{:.0} MB PSS", memory as f64 / 1e6);
    table.row(&format!("the hub with {LISTENERS} listeners"), is, "≤ 120 MB".to_owned(), memory <= MEMORY);
    drop((least, ours));

    // Others in turn with all awake, and with a tenth that does not read.
    let (freezing, reading) = tokens.split_at(FROZEN);
    let mut others = Crowd::at(&hub.url, &teller.live().await, reading).await;
    let (mut awake, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let reading = Crowd::at(&hub.url, &teller.live().await, freezing).await;
        for _ in 0..ROUNDS / 3 {
            awake.push(teller.tells(&mut others).await.1);
        }
        drop(reading);
        let frozen = Crowd::frozen_at(&hub.url, &teller.live().await, freezing).await;
        for _ in 0..FILLING {
            teller.tells(&mut others).await;
        }
        for _ in 0..ROUNDS / 3 {
            beside.push(teller.tells(&mut others).await.1);
        }
        drop(frozen);
    }
    let (awake, beside) = (Sample::new(awake), Sample::new(beside));
    let what = format!("the others' p99 beside {FROZEN} of {LISTENERS} who do not read");
    table.ratio(&what, beside.p99(), "with all awake", awake.p99(), 1.1);
}

/// Who tells them something.
struct Teller {
    a: Laptop,
    words: Words,
    count: u64,
    http: Client,
    url: String,
}

impl Teller {
    /// Where a listener begins who knows everything.
    async fn live(&self) -> String {
        format!("/v1/live?after={}", self.a.end().await)
    }

    /// Pushes a declaration, and gives it as bytes with the time until everybody had heard of it.
    async fn tells(&mut self, crowd: &mut Crowd) -> (String, Duration) {
        self.count += 1;
        let stream = self.a.declare(self.count, &mut self.words);
        let entries = self.a.journal.entries(stream).unwrap();
        let text = serde_json::to_string(&entries).unwrap();
        let begin = Instant::now();
        self.a.push(entries).await;
        (text, crowd.heard().await - begin)
    }

    async fn tells_raw(&self, crowd: &mut Crowd, text: String) -> Duration {
        let begin = Instant::now();
        self.http.post(&self.url).body(text).send().await.unwrap();
        crowd.heard().await - begin
    }
}

/// Listeners that count pages, and read no further than that.
struct Crowd {
    size: usize,
    told: usize,
    tally: Arc<Tally>,
    _members: JoinSet<()>,
    _awake: watch::Sender<bool>,
}

/// How many pages were heard by all together.
#[derive(Default)]
struct Tally {
    heard: AtomicUsize,
    /// With how many everybody has heard.
    enough: AtomicUsize,
    last: std::sync::Mutex<Option<Instant>>,
    all: Notify,
}

impl Tally {
    fn page(&self) {
        if self.heard.fetch_add(1, SeqCst) + 1 == self.enough.load(SeqCst) {
            *self.last.lock().unwrap() = Some(Instant::now());
            self.all.notify_one();
        }
    }
}

impl Crowd {
    async fn at(url: &str, path: &str, tokens: &[String]) -> Self {
        Self::of(url, path, tokens, true).await
    }

    /// They connect, read the beginning, and then nothing.
    async fn frozen_at(url: &str, path: &str, tokens: &[String]) -> Self {
        Self::of(url, path, tokens, false).await
    }

    async fn of(url: &str, path: &str, tokens: &[String], awake: bool) -> Self {
        let size = tokens.len();
        let tally = Arc::new(Tally::default());
        tally.enough.store(size, SeqCst);
        let (awake, is_awake) = watch::channel(awake);
        let mut members = JoinSet::new();
        for token in tokens {
            let stream = connect(url, path, token).await;
            members.spawn(listen(stream, Arc::clone(&tally), is_awake.clone()));
        }
        Self { size, told: 1, tally, _members: members, _awake: awake }
    }

    /// When the last of them heard what was told last.
    async fn heard(&mut self) -> Instant {
        self.tally.all.notified().await;
        let last = self.tally.last.lock().unwrap().take().unwrap();
        self.told += 1;
        self.tally.enough.store(self.told * self.size, SeqCst);
        last
    }
}

/// Connects and reads the first bytes, so that the server has begun to tell.
async fn connect(url: &str, path: &str, token: &str) -> TcpStream {
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    // Small, so that somebody who does not read is felt soon.
    socket.set_recv_buffer_size(8 << 10).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    stream
}

async fn listen(mut stream: TcpStream, tally: Arc<Tally>, mut awake: watch::Receiver<bool>) {
    const PAGE: &[u8] = b"event: page";
    let mut piece = [0; 4096];
    let mut matched = 0;
    loop {
        if awake.wait_for(|awake| *awake).await.is_err() {
            return;
        }
        let Ok(length) = stream.read(&mut piece).await else { return };
        if length == 0 {
            return;
        }
        for byte in &piece[..length] {
            matched = if *byte == PAGE[matched] { matched + 1 } else { usize::from(*byte == PAGE[0]) };
            if matched == PAGE.len() {
                matched = 0;
                tally.page();
            }
        }
    }
}
