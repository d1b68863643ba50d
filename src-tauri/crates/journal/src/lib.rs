//! The log on disk: entries, projections, search, backup and repair. With the hub's store, the only SQL there is.
//!
//! A journal is one SQLite file of one workspace, opened by one process. Entries are the truth; the board, the
//! search index and the records in memory are derived from them and can be made again. Every commit that is
//! acknowledged is on the disk.

mod absorb;
mod alike;
mod append;
mod aside;
mod backup;
mod batch;
mod board;
mod cache;
mod checkpoints;
mod earlier;
mod error;
mod facts;
mod findings;
mod heads;
mod hubs;
mod inbox;
mod index;
mod kept_back;
mod lock;
mod numbers;
mod open;
mod outbox;
mod pen;
#[cfg(all(test, target_os = "linux"))]
mod power;
pub mod private;
mod project;
mod read;
mod receipts;
mod redact;
mod repair;
mod salvage;
mod schema;
mod search;
mod serve;
mod settings;
mod sift;
mod signatures;
mod verify;
mod words;
mod write;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use incident::entry::Series;
use incident::id::{Run, WorkspaceId};
use rusqlite::Connection;

pub use alike::Alike;
pub use append::Appended;
pub use aside::{SetAside, speaks_of_cuts};
pub use backup::newest_backup;
pub use batch::Batch;
pub use board::{BoardQuery, Counts, Phase, Sort};
pub use error::{Flaw, JournalError};
pub use findings::{Deed, Finding};
pub use hubs::{HubPlace, KeptBack, Known, Offered, ReadOn, Waiting};
pub use inbox::{Notice, Posted, Put, Which};
pub use numbers::given;
pub use open::Opened;
pub use outbox::Outbox;
pub use pen::{Author, Pen, Work, Written};
pub use read::record_in;
pub use receipts::Receipted;
pub use redact::hides;
pub use repair::{Gap, Repaired, Restored};
pub use schema::{APPLICATION, FORMAT};
pub use search::{Hit, What};
pub use serve::{Placed, SeriesEnd};
pub use sift::{Absorbed, Candidates, Fit, Holds, Origin, Refused, Twin, Unfit, sift};
pub use signatures::{Claim, are_true, on_all_cores};
pub use verify::{Reached, Verdict, Wrong, explains};

/// An open journal. Share it by `Arc`; every method takes `&self`.
///
/// Fields are dropped in this order: readers, then the writer, which checkpoints and removes the write-ahead
/// log, then the lock. A write-ahead log that is there at the next start thus tells of an unclean end.
pub struct Journal {
    file: PathBuf,
    workspace: WorkspaceId,
    cache: Mutex<cache::Cache>,
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
    /// Whether the board is kept.
    views: bool,
    /// In which run a laptop goes on where a series of its run was cut.
    runs: Mutex<HashMap<Series, Run>>,
    /// Set when a write failed such that nothing later may be claimed as saved.
    halted: AtomicBool,
    /// What others wrote came from a hub and is not flushed yet.
    unflushed: AtomicBool,
    _lock: Option<lock::Lock>,
}

impl Journal {
    /// The workspace that this file belongs to; it never changes.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }
}
