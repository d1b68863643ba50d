//! The messages. Their JSON is for ever: fields are only added, and golden files hold them.

use incident::checksum::Checksum;
use incident::entry::{Entry, EntryHash, Series};
use incident::id::{ReplicaKey, WorkspaceId};
use incident::stream::Stream;
use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;
use crate::receipt::Receipt;

/// The most entries of one push.
pub const PUSH_ENTRIES: usize = 500;
/// About how many bytes one push or page carries; a single entry may be larger.
pub const PUSH_BYTES: usize = 256 * 1024;
/// The most entries of a page or a fetch.
pub const FETCH_LIMIT: usize = 500;

/// `POST /v1/entries`: entries for the hub, each series in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Push {
    /// Of which workspace, so that a hub that serves another one says so at once.
    pub workspace: WorkspaceId,
    /// At most [`PUSH_ENTRIES`].
    pub entries: Vec<Entry>,
    /// Receipts of the series in it. What one covers to its end is taken, whatever became of its author since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    /// Keys of hubs that this workspace had before. Where an admin names them, their receipts count like the hub's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<ReplicaKey>,
}

impl Push {
    /// A push of entries alone.
    #[must_use]
    pub fn of(workspace: WorkspaceId, entries: Vec<Entry>) -> Self {
        Self { workspace, entries, receipts: Vec::new(), earlier: Vec::new() }
    }
}

/// What became of a push.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// One for each entry, in the order of the push.
    pub verdicts: Vec<Verdict>,
    /// The hub's word for the heads of every series that it holds more or as much of now.
    pub receipts: Vec<Receipt>,
    /// Where the hub's log ended then. Shown again later, it tells whether the hub has lost something since.
    pub cursor: Cursor,
}

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is on the hub's disk.
    Taken,
    /// It was there before.
    Known,
    /// It was not taken, and neither is what follows it in its series, until what the sentence asks for has come.
    Waits {
        /// What it waits for, for a person.
        why: String,
    },
    /// It will not be taken: the author may not write this, or the series is forked.
    Refused {
        /// Why, for a person.
        why: String,
    },
}

/// `GET /v1/entries?after=CURSOR&seen=CURSOR`, and an event of `GET /v1/live`: what this member may see, in the order in which the
/// hub took it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// At most [`FETCH_LIMIT`].
    pub entries: Vec<Entry>,
    /// Where the next page begins.
    pub cursor: Cursor,
    /// Whether there is a next page already.
    pub more: bool,
    /// The checksum of all series that this member is shown, at the cursor of the last page. None if the hub has not
    /// come to know it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
}

/// An event `checksum` of `GET /v1/live`, which follows a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Of the log up to here.
    pub cursor: Cursor,
    /// As [`Page::checksum`].
    pub checksum: Checksum,
}

/// How far somebody holds a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesHead {
    /// Which one.
    #[serde(flatten)]
    pub series: Series,
    /// The number of its last entry.
    pub seq: u64,
    /// The hash of that.
    pub hash: EntryHash,
}

/// `GET /v1/heads?after=STREAM`: what the hub holds of the streams that this member may see, in the order of streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// All series of some streams.
    pub heads: Vec<SeriesHead>,
    /// The last of these streams, if others follow.
    pub next: Option<Stream>,
    /// Where a reader stands who holds all of this; what the hub takes meanwhile comes after it.
    pub cursor: Cursor,
    /// Incidents that people are still at, told with the first streams of all: whoever has nothing yet asks for these before
    /// the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Stream>,
}

/// `POST /v1/fetch`: the continuation of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Of which.
    #[serde(flatten)]
    pub series: Series,
    /// From the entry after this number on.
    pub after: u64,
}
