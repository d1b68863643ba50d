//! All entries of one stream, such that its chains and signatures can be checked with nothing else.

use std::collections::{BTreeMap, HashSet};

use super::Found;
use crate::entry::{BodyBytes, Entry, Series, first_hash};
use crate::id::{EntryRef, WorkspaceId};
use crate::record::{Fact, Record};
use crate::stream::Stream;

/// What the file says it is.
pub const FORMAT: &str = "export/1";

/// The file of a stream: an object with the workspace, the stream and its entries as they travel on the wire,
/// one a line, ordered by series and number. What was redacted leaves only its hash here, also while its
/// bytes still lie in the log. What was found out of hubs stands before the entries, where there is any.
#[must_use]
pub fn to_json(workspace: WorkspaceId, entries: &[Entry], stream: Stream, found: &[Found]) -> String {
    let mut series: BTreeMap<Series, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.head.stream == stream) {
        series.entry(entry.head.series()).or_default().push(entry);
    }
    let mut named: Vec<(EntryRef, &Entry)> = Vec::with_capacity(entries.len());
    let mut facts = Vec::with_capacity(entries.len());
    for (series, entries) in &mut series {
        entries.sort_by_key(|entry| entry.head.seq);
        let mut hash = first_hash(workspace, series);
        for entry in entries {
            hash = entry.hash(&hash);
            named.push((hash.reference(), entry));
            facts.push(Fact::read(entry, &hash));
        }
    }
    let record = Record::fold(stream, facts);
    let hidden: HashSet<EntryRef> =
        record.facts().iter().filter(|fact| fact.redacted_by.is_some()).map(|fact| fact.id).collect();

    let mut file =
        format!("{{\"allclear\":\"{FORMAT}\",\n\"workspace\":\"{workspace}\",\n\"stream\":\"{stream}\",\n");
    if !found.is_empty() {
        let found: Vec<String> =
            found.iter().map(|one| serde_json::to_string(one).unwrap_or_default()).collect();
        file.push_str(&format!("\"findings\":[\n{}\n],\n", found.join(",\n")));
    }
    file.push_str("\"entries\":[");
    for (number, (id, entry)) in named.into_iter().enumerate() {
        let mut entry = entry.clone();
        if hidden.contains(&id) {
            entry.body = BodyBytes::Dropped(entry.body.digest());
        }
        file.push_str(if number == 0 { "\n" } else { ",\n" });
        // Heads and bodies are numbers and text, which JSON always holds.
        file.push_str(&serde_json::to_string(&entry).unwrap_or_default());
    }
    file.push_str("\n]}\n");
    file
}
