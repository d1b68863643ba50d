//! Checking a log from its first entry to its last, beside checking its signatures alone.

use ed25519_dalek::{Signature, VerifyingKey};
use incident::entry::{Entry, EntryHash, Series, first_hash, signed_by};
use journal::Journal;

use super::measure::{Table, alternate};
use super::{fixture, measure};

const ROUNDS: usize = 5;

pub(crate) fn measure(table: &mut Table) {
    let journal = fixture::open(&fixture::file(10_000));
    let log = series(&journal);
    let signed: Vec<(VerifyingKey, EntryHash, Signature)> = log
        .iter()
        .flat_map(|(series, entries)| {
            let key = VerifyingKey::from_bytes(&series.replica.0).unwrap();
            let signed = chained(&journal, series, entries);
            signed.map(move |(entry, hash)| {
                (key, hash, Signature::from_bytes(entry.signature.as_ref().unwrap()))
            })
        })
        .collect();
    let mut ours = || {
        for (series, entries) in &log {
            for (entry, hash) in chained(&journal, series, entries) {
                assert!(signed_by(&series.replica, &hash, entry.signature.as_ref().unwrap()));
            }
        }
    };
    let mut bare = || {
        for (key, hash, signature) in &signed {
            key.verify_strict(&hash.0, signature).unwrap();
        }
    };
    let [ours, bare] = alternate(ROUNDS, [&mut ours, &mut bare]);
    let entries: usize = log.iter().map(|(_, entries)| entries.len()).sum();
    let what = format!("verify {entries} entries with {} signatures", signed.len());
    table.ratio(&what, ours.p50(), "checking the signatures alone", bare.p50(), 1.2);
    let whole = measure::repeat(1, || assert!(journal.verify().unwrap().is_good()));
    let what = "the same from the file, with SQLite's own check of it";
    table.raw(what, whole.p50(), "checking the signatures alone", bare.p50());
}

/// The whole log by series.
fn series(journal: &Journal) -> Vec<(Series, Vec<Entry>)> {
    let ends = journal.ends(None, usize::MAX).unwrap().into_iter();
    ends.map(|end| (end.series, journal.tail(&end.series, 0, usize::MAX).unwrap())).collect()
}

/// The signed entries of a series, each with the hash that chains it to all before it.
fn chained<'a>(
    journal: &Journal,
    series: &Series,
    entries: &'a [Entry],
) -> impl Iterator<Item = (&'a Entry, EntryHash)> {
    let mut hash = first_hash(journal.workspace(), series);
    entries.iter().filter_map(move |entry| {
        hash = entry.hash(&hash);
        entry.signature.is_some().then_some((entry, hash))
    })
}
