//! Checking a log from its first entry to its last, beside checking its signatures alone: by the code with which hubs and
//! laptops walk over a log, and by the bare library. Both on one core, with the same keys, hashes and signatures, which
//! both find ready in memory; the bare one has its keys unpacked beforehand, and knows each hash without computing it.
//! Signatures are checked one by one on either side, since a batch does not refuse all that must be refused
//! (`incident::entry::signed_by`).

use ed25519_dalek::{Signature, VerifyingKey};
use incident::entry::{Entry, EntryHash, Series, first_hash};
use journal::{Journal, Reached};

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
            entries.iter().filter_map(move |(entry, hash)| {
                let signature = entry.signature.as_ref()?;
                Some((key, *hash, Signature::from_bytes(signature)))
            })
        })
        .collect();
    let mut ours = || {
        for (series, entries) in &log {
            let mut reached = Reached::nothing(journal.workspace(), *series);
            for (entry, hash) in entries {
                assert_eq!(reached.take(entry, *hash, true), None);
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

/// The whole log by series, each entry with the hash that chains it to all before it.
fn series(journal: &Journal) -> Vec<(Series, Vec<(Entry, EntryHash)>)> {
    let ends = journal.ends(None, usize::MAX).unwrap().into_iter();
    ends.map(|end| {
        let mut hash = first_hash(journal.workspace(), &end.series);
        let entries = journal.tail(&end.series, 0, usize::MAX).unwrap().into_iter();
        let chained = entries.map(|entry| {
            hash = entry.hash(&hash);
            (entry, hash)
        });
        (end.series, chained.collect())
    })
    .collect()
}
