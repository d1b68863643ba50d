//! How fast the journal is, each figure beside a raw limit of the same machine in the same run.
//!
//! `cargo bench -p journal` makes the large files on its first run (100,000 incidents, 1,000,000 entries; kept
//! in `target/bench-data`) and prints one table at the end.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

mod fixture;
mod measure;

use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use incident::stream::Stream;
use journal::{BoardQuery, Journal, Phase, Sort};

use fixture::{LONG, NOW, Words};
use measure::{Sample, Table};
use rusqlite::{Connection, OpenFlags};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let large = fixture::file(100_000);
    let small = fixture::file(10_000);
    let mut table = Table::default();
    if std::env::var_os("ONLY").is_none() {
        append(&mut criterion, &mut table, &large);
    }
    board(&mut criterion, &mut table, &large, &small);
    open(&mut criterion, &mut table, &large);
    search(&mut criterion, &mut table, &large);
    start(&mut table, &large, &small);
    criterion.final_summary();
    println!("{table}");
}

/// One note with everything that a commit keeps true, against one row of the same bytes with the same durability.
fn append(criterion: &mut Criterion, table: &mut Table, large: &Path) {
    for (name, file) in [("a new file", None), ("1 M entries", Some(large))] {
        let folder = tempfile::tempdir_in(fixture::folder()).unwrap();
        let journal = fixture::copy_or_found(folder.path(), file);
        let author = fixture::author(200);
        let bare = measure::Bare::new(folder.path());
        let mut words = Words::new(7);
        let mut count = 0;
        // A new incident after every hundred notes: most commits find one of the size that incidents have.
        let mut one = || {
            let stream = fixture::incident(1_000_000 + count / 100);
            let drafts =
                if count % 100 == 0 { fixture::declare("Checkout down") } else { vec![words.note()] };
            count += 1;
            drop(journal.append(&author, NOW, stream, false, drafts).unwrap());
        };
        one();
        let bytes = fixture::stored_bytes(&journal, fixture::incident(1_000_000));
        criterion.bench_function(&format!("append/{name}"), |bencher| bencher.iter(&mut one));
        // Both write-ahead logs have been through once, since growing a file costs more than writing over it.
        measure::repeat(1_200, || bare.commit(bytes));
        let [ours, raw] = measure::alternate(2_000, [&mut one, &mut || bare.commit(bytes)]);
        table.ratio(
            &format!("append one note, {name}: p50"),
            ours.p50(),
            "a bare FULL commit",
            raw.p50(),
            1.5,
        );
    }
}

/// The first 300 rows, on a connection that has read nothing yet.
fn board(criterion: &mut Criterion, table: &mut Table, large: &Path, small: &Path) {
    let queries = [
        ("active by urgency", BoardQuery { phase: Phase::Active, ..fixture::query() }),
        ("all by urgency", BoardQuery { phase: Phase::All, ..fixture::query() }),
        ("all by age", BoardQuery { phase: Phase::All, sort: Sort::Age, ..fixture::query() }),
        ("closed by severity", BoardQuery { phase: Phase::Closed, sort: Sort::Severity, ..fixture::query() }),
        ("closed by title", BoardQuery { phase: Phase::Closed, sort: Sort::Title, ..fixture::query() }),
    ];
    measure::warm_up(large);
    measure::warm_up(small);
    for (name, query) in &queries {
        // The connection that reads is opened within the time, and its cache is empty.
        let cold = |file: &Path| {
            let journal = fixture::open(file);
            let begin = Instant::now();
            assert_eq!(journal.board(query).unwrap().len(), 300);
            begin.elapsed()
        };
        let pairs = (0..100).map(|_| (cold(large), cold(small)));
        let (of_large, of_small): (Vec<_>, Vec<_>) = pairs.unzip();
        let (of_large, of_small) = (Sample::new(of_large), Sample::new(of_small));
        table.limit(&format!("board, 300 of 100,000 rows, {name}, cold: p50"), of_large.p50(), 10.0);
        table.ratio(&format!("board, {name}: p50"), of_large.p50(), "of 10,000", of_small.p50(), 1.2);
    }
    let cold = measure::times(60, || {
        let sql = "SELECT row FROM board JOIN board_rows USING (id) WHERE phase = 0 ORDER BY rank, opened LIMIT 300";
        measure::bare_read(large, sql, &[])
    });
    table.plain("board, the same 300 rows by a bare statement: p50", cold.p50());
    let journal = fixture::open(large);
    criterion.bench_function("board/300 of 100,000, warm", |bencher| {
        bencher.iter(|| journal.board(&queries[0].1))
    });
    let filtered = BoardQuery { phase: Phase::All, filter: Some("zzz".into()), ..fixture::query() };
    table.plain(
        "board, a filter that finds nothing: p50",
        measure::repeat(20, || drop(journal.board(&filtered))).p50(),
    );
    table.plain("counts: p50", measure::repeat(100, || drop(journal.counts(NOW))).p50());
}

/// An incident of 500 entries that is not in memory.
fn open(criterion: &mut Criterion, table: &mut Table, large: &Path) {
    let record = |journal: Journal| journal.record(LONG).unwrap().facts().len();
    criterion.bench_function("open/500 entries", |bencher| {
        bencher.iter_batched(|| fixture::open(large), record, BatchSize::PerIteration);
    });
    let times = (0..200).map(|_| {
        let journal = fixture::open(large);
        let begin = Instant::now();
        assert_eq!(journal.record(LONG).unwrap().facts().len(), 500);
        begin.elapsed()
    });
    let ours = Sample::new(times.collect()).p50();
    table.limit("open an incident of 500 entries, cold: p50", ours, 5.0);
    let raw = measure::times(200, || {
        let sql = "SELECT body FROM entries WHERE series IN (SELECT id FROM series WHERE stream = ?1) ORDER BY series, seq";
        measure::bare_read(large, sql, &[&LONG.to_bytes()])
    });
    table.raw("open an incident of 500 entries", ours, "reading its rows", raw.p50());
}

/// Words of notes that are there, the last one begun.
fn search(criterion: &mut Criterion, table: &mut Table, large: &Path) {
    let journal = fixture::open(large);
    let mut words = Words::new(11);
    let texts = fixture::texts(&journal, 100_000);
    let queries: Vec<String> = texts.iter().take(3_000).map(|text| words.query(text)).collect();
    let mut next = queries.iter().cycle();
    criterion.bench_function("search/1 M entries", |bencher| {
        bencher.iter(|| journal.search(next.next().unwrap(), 50).unwrap());
    });
    // Each query counts with the best of five passes: what other processes of the machine take is not ours.
    let mut best = vec![Duration::MAX; queries.len()];
    let mut hits = 0;
    for _ in 0..5 {
        for (query, best) in queries.iter().zip(&mut best) {
            let begin = Instant::now();
            hits += journal.search(query, 50).unwrap().len();
            *best = begin.elapsed().min(*best);
        }
    }
    assert!(hits > 50_000, "{hits}");
    let sample = Sample::new(best);
    let conn = Connection::open_with_flags(large, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 50";
    let mut index = conn.prepare(sql).unwrap();
    let mut whole = texts.iter().map(|text| text.split(' ').next().unwrap()).cycle();
    let index = measure::repeat(1_000, || {
        let positions = index.query_map([whole.next().unwrap()], |row| row.get::<_, i64>(0)).unwrap();
        assert!(positions.count() > 0);
    });
    table.raw(
        "search, newest first, 1 M entries: p50",
        sample.p50(),
        "one word in the index alone",
        index.p50(),
    );
    table.limit("search, newest first, 1 M entries: p99", sample.p99(), 3.0);
}

/// Opening the file until it can be used.
fn start(table: &mut Table, large: &Path, small: &Path) {
    for (name, file) in [("1 M entries", large), ("100,000 entries", small)] {
        table.plain(
            &format!("open the journal, {name}: p50"),
            measure::repeat(30, || drop(fixture::open(file))).p50(),
        );
    }
    let folder = tempfile::tempdir_in(fixture::folder()).unwrap();
    let crashed = fixture::crash(large, folder.path());
    let begin = Instant::now();
    drop(fixture::open(&crashed));
    table.plain("open the journal after a crash, 1 M entries", begin.elapsed());
    let begin = Instant::now();
    fixture::open(&crashed)
        .backup_if_due(&folder.path().join("backups"), NOW, Duration::ZERO, 1)
        .unwrap()
        .unwrap();
    table.plain("back up 1 M entries", begin.elapsed());
    let journal = fixture::open(large);
    let begin = Instant::now();
    assert!(journal.verify().unwrap().is_good());
    table.plain("verify 1 M entries with all signatures", begin.elapsed());
    let streams = journal.streams(Stream::Incident(incident::id::IncidentId([0; 16]))).unwrap().len();
    assert!(streams >= 100_000);
}
