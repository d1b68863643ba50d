//! What has to be true of a log from its own bytes.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::client::Acknowledged;
use super::entry::{Hash, Name, beginning, hash, hex, is_signed, name};

/// Each series goes on from its beginning without a gap, is chained and signed; each name and each incident's number is
/// there once; the cursor's mark is that of these entries in this order; and what was acknowledged is among them.
pub(super) fn hold(workspace: &str, (entries, cursor): &(Vec<Value>, String), acknowledged: &[Acknowledged]) {
    let mut hashes: HashMap<Name, Hash> = HashMap::new();
    let mut ends: HashMap<String, (u64, Hash)> = HashMap::new();
    let (mut numbers, mut mark) = (BTreeSet::new(), [0; 8]);
    for entry in entries {
        let (series, seq) = name(entry);
        let word = |field: &str| entry[field].as_str().unwrap();
        let first = || (0, beginning(workspace, word("stream"), word("replica"), word("run")));
        let (last, previous) = *ends.entry(series.clone()).or_insert_with(first);
        assert_eq!(seq, last + 1, "a gap or a repetition in {series}");
        let hash = hash(entry, &previous);
        assert_ne!(is_signed(entry, &hash), Some(false), "{entry}");
        ends.insert(series.clone(), (seq, hash));
        hashes.insert((series, seq), hash);
        let digest = Sha256::digest([&mark[..], &hash].concat());
        mark.copy_from_slice(&digest[..8]);
        let body: Value = serde_json::from_str(word("body")).unwrap();
        if body["event"]["type"] == "numbered" {
            assert!(numbers.insert(body["event"]["number"].as_u64().unwrap()), "a number twice: {body}");
        }
    }
    assert_eq!(
        *cursor,
        format!("{}.{}", entries.len(), hex(&mark)),
        "positions without a gap, and their mark"
    );
    for one in acknowledged {
        assert_eq!(hashes.get(&one.name), Some(&one.hash), "{:?} was acknowledged", one.name);
    }
}
