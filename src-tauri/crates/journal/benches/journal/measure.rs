//! Samples, raw limits and the table.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, ToSql};

/// Times in ascending order.
pub(crate) struct Sample(Vec<Duration>);

impl Sample {
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn p50(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    pub(crate) fn p99(&self) -> Duration {
        self.0[self.0.len() * 99 / 100]
    }
}

/// Reads a file once, so that it is the journal that is measured and not the disk.
pub(crate) fn warm_up(file: &Path) {
    std::io::copy(&mut std::fs::File::open(file).unwrap(), &mut std::io::sink()).unwrap();
}

/// Times that were taken within.
pub(crate) fn times(count: usize, mut take: impl FnMut() -> Duration) -> Sample {
    Sample::new((0..count).map(|_| take()).collect())
}

pub(crate) fn repeat(count: usize, mut act: impl FnMut()) -> Sample {
    let times = (0..count).map(|_| {
        let begin = Instant::now();
        act();
        begin.elapsed()
    });
    Sample::new(times.collect())
}

/// Measures two things in turn, so that a busy moment of the machine meets both.
pub(crate) fn alternate(pairs: usize, mut acts: [&mut dyn FnMut(); 2]) -> [Sample; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..pairs {
        for (act, times) in acts.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            act();
            times.push(begin.elapsed());
        }
    }
    times.map(Sample::new)
}

/// The least that a durable commit takes: one row in one table.
pub(crate) struct Bare(Connection);

impl Bare {
    pub(crate) fn new(folder: &Path) -> Self {
        let conn = Connection::open(folder.join("bare.sqlite")).unwrap();
        conn.pragma_update(None, "journal_mode", "WAL").unwrap();
        conn.pragma_update(None, "synchronous", "FULL").unwrap();
        conn.execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)").unwrap();
        Self(conn)
    }

    pub(crate) fn commit(&self, bytes: usize) {
        let mut statement =
            self.0.prepare_cached("INSERT INTO bare (bytes) VALUES (randomblob(?1))").unwrap();
        statement.execute([i64::try_from(bytes).unwrap()]).unwrap();
    }
}

/// The same rows read by bare statements on a connection of its own, as new as that of the journal.
pub(crate) fn bare_read(file: &Path, sql: &str, args: &[&dyn ToSql]) -> Duration {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let begin = Instant::now();
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query(args).unwrap();
    while let Some(row) = rows.next().unwrap() {
        std::hint::black_box(row.get_ref(0).unwrap());
    }
    begin.elapsed()
}

/// What was measured, with what it was to be.
#[derive(Default)]
pub(crate) struct Table(Vec<[String; 4]>);

impl Table {
    pub(crate) fn ratio(&mut self, what: &str, took: Duration, beside: &str, limit: Duration, aim: f64) {
        let ratio = took.as_secs_f64() / limit.as_secs_f64();
        let is = format!("{} = {ratio:.2} × {beside} ({})", millis(took), millis(limit));
        self.row(what, is, format!("≤ {aim} ×"), ratio <= aim);
    }

    pub(crate) fn limit(&mut self, what: &str, took: Duration, aim: f64) {
        self.row(what, millis(took), format!("≤ {aim} ms"), took.as_secs_f64() * 1e3 <= aim);
    }

    /// Beside what the same takes without the journal, which is no aim but tells where the time goes.
    pub(crate) fn raw(&mut self, what: &str, took: Duration, beside: &str, limit: Duration) {
        let ratio = took.as_secs_f64() / limit.as_secs_f64();
        let is = format!("{} = {ratio:.2} × {beside} ({})", millis(took), millis(limit));
        self.0.push([what.to_owned(), is, String::new(), String::new()]);
    }

    pub(crate) fn plain(&mut self, what: &str, took: Duration) {
        self.0.push([what.to_owned(), millis(took), String::new(), String::new()]);
    }

    /// Anything else, in words.
    pub(crate) fn row(&mut self, what: &str, is: String, aim: String, kept: bool) {
        self.0.push([what.to_owned(), is, aim, if kept { "kept" } else { "MISSED" }.to_owned()]);
    }
}

pub(crate) fn millis(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| What | Measured | Aim | |\n|---|---|---|---|")?;
        for [what, is, aim, kept] in &self.0 {
            writeln!(f, "| {what} | {is} | {aim} | {kept} |")?;
        }
        Ok(())
    }
}
