//! Whether an exported file is as its authors signed it. Nothing but the file takes part.
//!
//! What holds then: the entries of each series are all those that its replica signed up to the last one
//! here, unchanged and in their order. What no file can tell by itself: whose keys these are (the people
//! section of the book says so), and whether a series, or the end of one, was left out.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Found;
use super::json::FORMAT;
use crate::entry::{BodyBytes, Entry, EntryHash, Series, first_hash, signed_by};
use crate::id::{ReplicaKey, Run, WorkspaceId};
use crate::record::{Fact, Record};
use crate::stream::Stream;

/// The largest file that is verified, in bytes.
const MAX_FILE: usize = 256 * 1024 * 1024;

/// A file whose every chain and signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The workspace that its series are bound to.
    pub workspace: WorkspaceId,
    /// The stream.
    pub stream: Stream,
    /// Its entries in the order of the file, ready to be folded.
    pub entries: Vec<Entry>,
    /// Its series.
    pub series: Vec<VerifiedSeries>,
    /// The laptops whose signatures were checked, each once.
    pub authors: Vec<ReplicaKey>,
    /// How many entries have only the hash of their redacted body.
    pub redacted: usize,
    /// What the laptop that made the file had found out of hubs. Nothing shows that but its word.
    pub found: Vec<Found>,
}

impl Verified {
    /// What was found, line by line, for whoever asked for it in a terminal.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}: all {} entries are as their {} authors signed them ({} redacted). Workspace {}.",
            self.stream,
            self.entries.len(),
            self.authors.len(),
            self.redacted,
            self.workspace,
        )];
        let wrote = |series: &VerifiedSeries| {
            format!("  laptop {} wrote {} in run {}", series.replica, series.signed_up_to, series.run)
        };
        lines.extend(self.series.iter().map(wrote));
        if !self.found.is_empty() {
            lines.push("By the word of the laptop that made the file, which nothing here shows:".to_owned());
            lines.extend(self.found.iter().map(|found| format!("  {}", found.sentence())));
        }
        lines
    }
}

/// One series whose every entry is covered by a signature of its replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedSeries {
    /// Whose laptop.
    pub replica: ReplicaKey,
    /// Which start of the process.
    pub run: Run,
    /// The number of its last entry, which is signed.
    pub signed_up_to: u64,
    /// The hash of that entry.
    pub last: EntryHash,
}

/// What is wrong with a file, and where first. `Display` is a sentence.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Beyond what an incident has.
    #[error("The file is larger than 256 MiB, which no export of one incident is.")]
    TooLarge,
    /// No JSON, or not of this shape.
    #[error(
        "This is not an export of Allclear, or it is damaged. Choose a file that Allclear has exported as JSON."
    )]
    NotAnExport(#[source] serde_json::Error),
    /// A later version's.
    #[error("This export was made by a newer version of Allclear. Update Allclear to verify it.")]
    Newer,
    /// Nothing to verify.
    #[error("This export holds no entries.")]
    NoEntries,
    /// An entry that is none.
    #[error("Entry {number} of the file is damaged: {why}.")]
    NotAnEntry {
        /// Its number in the file, from 1.
        number: usize,
        /// Why.
        #[source]
        why: serde_json::Error,
    },
    /// An entry of something else.
    #[error("Entry {number} of the file belongs to another incident.")]
    OtherStream {
        /// Its number in the file, from 1.
        number: usize,
    },
    /// A missing, repeated or misplaced entry.
    #[error("In the series {}, entry {expected} should come next and {found} does.", named(.series))]
    Gap {
        /// The series.
        series: Series,
        /// What should come.
        expected: u64,
        /// What comes.
        found: u64,
    },
    /// A signature that does not fit: this entry, or one before it since the last signature, was changed.
    #[error("In the series {}, the signature of entry {seq} does not fit. It, or an entry after {after}, was changed.", named(.series))]
    Forged {
        /// The series.
        series: Series,
        /// The signed entry.
        seq: u64,
        /// The last entry whose signature fits; 0 when there is none.
        after: u64,
    },
    /// A text that is not there. Its hash stands for it, so the chain holds; whoever passed the file on may have taken it
    /// out.
    #[error("In the series {}, the text of entry {seq} was taken out, and nothing in the file redacts it.", named(.series))]
    TakenOut {
        /// The series.
        series: Series,
        /// The entry.
        seq: u64,
    },
    /// Entries that no signature covers; anybody could have added them.
    #[error("In the series {}, nothing after entry {signed_up_to} is signed.", named(.series))]
    Unsigned {
        /// The series.
        series: Series,
        /// The last entry whose signature fits; 0 when there is none.
        signed_up_to: u64,
    },
}

fn named(series: &Series) -> String {
    let (replica, run) = (series.replica.to_string(), series.run);
    format!("{}…/{run}", replica.get(..8).unwrap_or(&replica))
}

#[derive(Deserialize)]
struct File<'a> {
    allclear: String,
    workspace: WorkspaceId,
    stream: Stream,
    #[serde(borrow, default)]
    findings: Vec<&'a RawValue>,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Claim {
    allclear: String,
}

/// How far a series has been followed.
struct Followed {
    seq: u64,
    hash: EntryHash,
    signed: u64,
}

/// Checks every chain and signature of an exported file.
///
/// # Errors
/// The first thing that is wrong, with its series and number.
pub fn verify(json: &[u8]) -> Result<Verified, VerifyError> {
    if json.len() > MAX_FILE {
        return Err(VerifyError::TooLarge);
    }
    let file: File<'_> = match serde_json::from_slice(json) {
        Ok(file) => file,
        Err(error) => {
            let newer = serde_json::from_slice::<Claim>(json)
                .is_ok_and(|claim| claim.allclear.starts_with("export/") && claim.allclear != FORMAT);
            return Err(if newer { VerifyError::Newer } else { VerifyError::NotAnExport(error) });
        }
    };
    if file.allclear != FORMAT {
        return Err(VerifyError::Newer);
    }
    let mut followed: BTreeMap<Series, Followed> = BTreeMap::new();
    let mut entries = Vec::with_capacity(file.entries.len());
    let mut facts = Vec::with_capacity(file.entries.len());
    for (number, raw) in (1..).zip(file.entries) {
        let entry: Entry =
            serde_json::from_str(raw.get()).map_err(|why| VerifyError::NotAnEntry { number, why })?;
        if entry.head.stream != file.stream {
            return Err(VerifyError::OtherStream { number });
        }
        let series = entry.head.series();
        let known = followed.entry(series).or_insert_with(|| Followed {
            seq: 0,
            hash: first_hash(file.workspace, &series),
            signed: 0,
        });
        if entry.head.seq != known.seq + 1 {
            return Err(VerifyError::Gap { series, expected: known.seq + 1, found: entry.head.seq });
        }
        known.seq = entry.head.seq;
        known.hash = entry.hash(&known.hash);
        if let Some(signature) = &entry.signature {
            if !signed_by(&series.replica, &known.hash, signature) {
                return Err(VerifyError::Forged { series, seq: known.seq, after: known.signed });
            }
            known.signed = known.seq;
        }
        facts.push(Fact::read(&entry, &known.hash));
        entries.push(entry);
    }
    if let Some((series, known)) = followed.iter().find(|(_, known)| known.signed != known.seq) {
        return Err(VerifyError::Unsigned { series: *series, signed_up_to: known.signed });
    }
    if entries.is_empty() {
        return Err(VerifyError::NoEntries);
    }
    let record = Record::fold(file.stream, facts);
    let redacted = gone(&entries, &record)?;
    let mut authors: Vec<ReplicaKey> = followed.keys().map(|series| series.replica).collect();
    authors.dedup();
    Ok(Verified {
        workspace: file.workspace,
        stream: file.stream,
        redacted,
        entries,
        series: followed
            .into_iter()
            .map(|(series, known)| VerifiedSeries {
                replica: series.replica,
                run: series.run,
                signed_up_to: known.signed,
                last: known.hash,
            })
            .collect(),
        authors,
        // What a newer version has found in another way is no reason to doubt the entries.
        found: file.findings.iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect(),
    })
}

/// How many entries have only the hash of their text, each hidden by a redaction that the file holds.
fn gone(entries: &[Entry], record: &Record) -> Result<usize, VerifyError> {
    let hidden: HashSet<(Series, u64)> = record
        .facts()
        .iter()
        .filter(|fact| fact.redacted_by.is_some())
        .map(|fact| (Series { stream: record.stream(), replica: fact.replica, run: fact.run }, fact.seq))
        .collect();
    let dropped = entries.iter().filter(|entry| matches!(entry.body, BodyBytes::Dropped(_)));
    let mut redacted = 0;
    for Entry { head, .. } in dropped {
        let (series, seq) = (head.series(), head.seq);
        if !hidden.contains(&(series, seq)) {
            return Err(VerifyError::TakenOut { series, seq });
        }
        redacted += 1;
    }
    Ok(redacted)
}
