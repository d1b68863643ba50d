//! What a longer history costs: the same things in 10,000 and in 1,000,000 entries, in turn.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use incident::stream::Stream;
use tempfile::TempDir;

use super::fixture::{self, LONG, NOW, Words};
use super::laptop::Laptop;
use super::measure::{Sample, Table};
use super::scratch;
use super::served::{Served, found_with};

/// Incidents of ten entries each.
const SIZES: [u64; 2] = [1_000, 100_000];
const LIMIT: f64 = 0.15;
/// How many changes are synced.
const CHANGES: usize = 100;

pub(crate) async fn measure(table: &mut Table) {
    let mut small = House::of(SIZES[0]).await;
    let mut large = House::of(SIZES[1]).await;
    let mut ask = |what: &str, count: usize, act: &mut dyn FnMut(&mut House) -> Duration| {
        let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
        for _ in 0..count {
            of_small.push(act(&mut small));
            of_large.push(act(&mut large));
        }
        exponent(table, what, &Sample::new(of_small), &Sample::new(of_large));
    };
    ask("start of the hub", 5, &mut |house| {
        let begin = Instant::now();
        let served = Served::hub(&house.other);
        let took = begin.elapsed();
        served.end();
        took
    });
    ask("start of the hub after it was killed", 5, &mut |house| {
        let begin = Instant::now();
        let served = Served::hub(&house.killed);
        let took = begin.elapsed();
        drop(served);
        took
    });
    ask("start of a laptop: open, first board", 15, &mut |house| {
        timed(|| drop(fixture::open(&house.file).board(&fixture::query()).unwrap()))
    });
    ask("open an incident of 500 entries", 50, &mut |house| {
        let journal = fixture::open(&house.file);
        timed(|| drop(journal.record(LONG).unwrap()))
    });
    ask("append a note", 1_000, &mut |house| {
        let (stream, note) = house.next();
        timed(|| drop(house.a.journal.append(&house.a.author, NOW, stream, false, vec![note]).unwrap()))
    });
    for house in [&mut small, &mut large] {
        house.sync_changes().await;
    }
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        of_small.push(small.sync_changes().await);
        of_large.push(large.sync_changes().await);
    }
    exponent(table, "sync 100 changes", &Sample::new(of_small), &Sample::new(of_large));
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    let asked = |house: &House| house.a.line.asked.load(Relaxed);
    let (before, rounds) = ([asked(&small), asked(&large)], 500);
    for _ in 0..rounds {
        of_small.push(small.sync_nothing().await);
        of_large.push(large.sync_nothing().await);
    }
    let requests = [asked(&small) - before[0], asked(&large) - before[1]];
    let what = "a sync with nothing to do";
    let each = format!("{} and {} requests", requests[0] / rounds, requests[1] / rounds);
    table.row(
        &format!("{what}, 10 k and 1 M entries"),
        each,
        "1 request".to_owned(),
        requests == [rounds; 2],
    );
    exponent(table, what, &Sample::new(of_small), &Sample::new(of_large));
}

/// The slope in a plot of both logarithms.
fn exponent(table: &mut Table, what: &str, small: &Sample, large: &Sample) {
    let (few, many) = (small.p50().as_secs_f64(), large.p50().as_secs_f64());
    let slope = (many / few).ln() / (SIZES[1] as f64 / SIZES[0] as f64).ln();
    let is = format!("{:.3} → {:.3} ms, exponent {slope:.2}", few * 1e3, many * 1e3);
    table.row(&format!("{what}, 10 k → 1 M entries"), is, format!("≤ {LIMIT}"), slope <= LIMIT);
}

fn timed(act: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    act();
    begin.elapsed()
}

/// A hub and two laptops that hold the same history.
struct House {
    /// A hub that is only started and ended.
    other: std::path::PathBuf,
    /// One that was killed once it had written something, and is whenever it was started.
    killed: std::path::PathBuf,
    /// A laptop's file that is only opened.
    file: std::path::PathBuf,
    a: Laptop,
    b: Laptop,
    count: u64,
    words: Words,
    _served: Served,
    _folder: TempDir,
}

impl House {
    async fn of(incidents: u64) -> Self {
        let file = fixture::file(incidents);
        let folder = scratch();
        let at = |name: &str| folder.path().join(name);
        found_with(&at("other"), &file);
        found_with(&at("killed"), &file);
        found_with(&at("hub"), &file);
        let served = Served::hub(&at("hub"));
        let copy = |name: &str| {
            std::fs::create_dir_all(at(name)).unwrap();
            fixture::copy_or_found(&at(name), Some(&file))
        };
        let killed = Served::hub(&at("killed"));
        drop((Laptop::with(&killed, copy("c"), [13; 32]).await, killed));
        let a = Laptop::with(&served, copy("a"), [11; 32]).await;
        let b = Laptop::with(&served, copy("b"), [12; 32]).await;
        for laptop in [&a, &b] {
            laptop.is_in_step().await;
            laptop.exchange().await;
        }
        let words = Words::new(5);
        Self {
            other: at("other"),
            killed: at("killed"),
            file,
            a,
            b,
            count: 0,
            words,
            _served: served,
            _folder: folder,
        }
    }

    /// A note in an incident of the size that incidents have.
    fn next(&mut self) -> (Stream, incident::draft::Draft) {
        self.count += 1;
        (fixture::incident(10_000_000 + self.count / 20), self.words.note())
    }

    async fn sync_changes(&mut self) -> Duration {
        for _ in 0..CHANGES {
            let (stream, note) = self.next();
            drop(self.a.journal.append(&self.a.author, NOW, stream, false, vec![note]).unwrap());
        }
        let begin = Instant::now();
        self.a.exchange().await;
        let pulled = self.b.exchange().await.pulled;
        let took = begin.elapsed();
        assert!(pulled >= CHANGES, "{pulled}");
        self.a.exchange().await;
        took
    }

    async fn sync_nothing(&mut self) -> Duration {
        let begin = Instant::now();
        let done = self.a.exchange().await;
        let took = begin.elapsed();
        assert_eq!((done.pulled, done.pushed), (0, 0));
        took
    }
}
