//! The first sync of a new laptop, beside the same bytes in one response and one commit.

use std::time::{Duration, Instant};

use incident::entry::Entry;
use journal::Journal;
use reqwest::Client;

use super::fixture;
use super::floor::{Batch, Rows};
use super::laptop::Laptop;
use super::measure::{Sample, Table};
use super::scratch;
use super::served::{Served, found_with};

/// Incidents of ten entries each.
const INCIDENTS: u64 = 10_000;
const ROUNDS: usize = 3;

pub(crate) async fn measure(table: &mut Table) {
    let file = fixture::file(INCIDENTS);
    let (mut of_ours, mut of_raw, mut of_checked) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let folder = scratch();
        let raw = Served::floor(folder.path());
        fill(&raw, &fixture::open(&file)).await;
        let begin = Instant::now();
        let batch = all(&raw).await;
        Rows::open(&folder.path().join("raw.sqlite")).keep_new(&batch.entries);
        of_raw.push(begin.elapsed());
        drop(batch);

        let workspace = fixture::open(&file).workspace();
        let checked = Journal::found(&folder.path().join("checked.sqlite"), workspace).unwrap();
        let begin = Instant::now();
        let batch = all(&raw).await;
        let entries: Vec<Entry> =
            batch.entries.iter().map(|raw| serde_json::from_str(raw.get()).unwrap()).collect();
        drop(batch);
        assert!(checked.absorb(entries).unwrap().refused.is_empty());
        of_checked.push(begin.elapsed());
        drop((raw, checked));

        let data = folder.path().join("hub");
        found_with(&data, &file);
        let served = Served::hub(&data);
        let laptop = Laptop::join(&served, folder.path(), 1).await;
        of_ours.push(first(&laptop).await);
    }
    let (ours, raw, checked) = (Sample::new(of_ours), Sample::new(of_raw), Sample::new(of_checked));
    let what = "first sync of 100,000 entries";
    table.ratio(what, ours.p50(), "the same bytes in one response and one commit", raw.p50(), 2.0);
    table.ratio(what, ours.p50(), "the same, each entry checked and folded", checked.p50(), 2.0);
}

async fn first(laptop: &Laptop) -> Duration {
    let begin = Instant::now();
    let done = laptop.exchange().await;
    let took = begin.elapsed();
    assert!(done.pulled as u64 >= INCIDENTS * 10, "{done:?}");
    took
}

/// Has the floor hold what the journal holds.
async fn fill(floor: &Served, journal: &Journal) {
    let mut last = 0_i64;
    loop {
        let page = journal.page(last.cast_unsigned(), 10_000).unwrap();
        let Some(end) = page.last() else { return };
        last = end.position.cast_signed();
        let entries = page.iter().map(|one| serde_json::value::to_raw_value(&one.entry).unwrap()).collect();
        let posted = Client::new().post(format!("{}/entries", floor.url)).json(&Batch { entries, last });
        assert!(posted.send().await.unwrap().status().is_success());
    }
}

/// Everything in one response.
async fn all(floor: &Served) -> Batch {
    let words = [("after", 0), ("limit", i64::from(i32::MAX))];
    let asked = Client::new().get(format!("{}/entries", floor.url)).query(&words);
    serde_json::from_slice(&asked.send().await.unwrap().bytes().await.unwrap()).unwrap()
}
