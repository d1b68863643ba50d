//! What can go wrong with the storage.

use std::sync::Arc;

use incident::entry::Series;
use incident::id::{NotAnId, WorkspaceId};
use journal::{Flaw, JournalError};
use tokio_postgres::error::SqlState;

use crate::member::NotARole;
use crate::waiting::NotAWord;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a later version.
    #[error(
        "The list of members was written by a newer hub (format {found}, this one knows {known}). Nothing was changed. Install the newer version."
    )]
    Newer {
        /// The format of the file.
        found: u32,
        /// The newest that this version knows.
        known: u32,
    },
    /// The tables are those of a later version.
    #[error(
        "The database was changed by a newer hub (format {found}, this one knows {known}). Nothing was changed. Install the newer version."
    )]
    NewerDatabase {
        /// The format of the tables.
        found: usize,
        /// The newest that this version knows.
        known: usize,
    },
    /// The workspace is there already.
    #[error(
        "The database holds workspace {workspace} already. Nothing was changed. To serve it from here too, copy its hub.key into this folder."
    )]
    Founded {
        /// Which.
        workspace: WorkspaceId,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random numbers")]
    Random(#[from] getrandom::Error),
    /// The operating system gives no threads.
    #[error("the operating system gives no threads: {0}")]
    Threads(#[source] std::io::Error),
    /// TLS could not be prepared.
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] rustls::Error),
    /// The log.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file of the members could not be used.
    #[error("the list of members cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// No connection to the database.
    #[error("the database cannot be reached: {}", deepest(.0))]
    Unreachable(#[from] deadpool_postgres::PoolError),
    /// The database has refused, or is gone.
    #[error("the database says: {}", deepest(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// The database does not answer.
    #[error("the database does not answer")]
    Silent,
    /// A row that this version does not expect.
    #[error("a row of the database cannot be read: {}", deepest(.0))]
    Row(#[source] tokio_postgres::Error),
    /// A value of a row that is too short or too long.
    #[error("a row of the database cannot be read: it should have {width} bytes")]
    Width {
        /// How long it should be.
        width: usize,
    },
    /// A role that this version does not know.
    #[error("a row of the database cannot be read: {0}")]
    Role(#[from] NotARole),
    /// A word about what waits that this version does not know.
    #[error("a row of the database cannot be read: {0}")]
    Word(#[from] NotAWord),
    /// An id that is none.
    #[error("a row of the database cannot be read: {0}")]
    Id(#[from] NotAnId),
    /// An entry is not what was written.
    #[error(
        "The record of {} is damaged at entry {seq} of series {}/{}: {what}. Restore the database; laptops bring back what is missing then.",
        series.stream, series.replica, series.run
    )]
    Damaged {
        /// Of which series.
        series: Series,
        /// Its number.
        seq: u64,
        /// What is wrong with it.
        what: Flaw,
    },
    /// The transaction failed that this was to be saved in, together with other things.
    #[error(transparent)]
    Together(Arc<Self>),
    /// The log was saved, and what belongs to it among the members was not.
    #[error("the log was saved and the members were not: {0}")]
    Half(#[source] Arc<Self>),
    /// Work that ended early, by a mistake of ours.
    #[error("the work on the store ended early")]
    Crashed,
}

impl StoreError {
    /// What happened, without the company it happened in.
    pub(crate) fn cause(&self) -> &Self {
        match self {
            Self::Together(cause) | Self::Half(cause) => cause.cause(),
            cause => cause,
        }
    }

    /// Whether the database is away, full up or busy elsewhere, so that the same may be done once it is back.
    pub(crate) fn is_outage(&self) -> bool {
        match self.cause() {
            Self::Unreachable(_) | Self::Silent => true,
            // Without a code it is not the database that speaks, but the connection that is gone.
            Self::Postgres(error) => error.code().is_none_or(passes),
            _ => false,
        }
    }

    /// What a disk that fails makes of a change.
    #[cfg(test)]
    pub(crate) fn of_a_broken_disk() -> Self {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
        Self::Journal(JournalError::Disk(rusqlite::Error::SqliteFailure(code, None)))
    }

    /// Whether the disk is full.
    pub(crate) fn is_full(&self) -> bool {
        match self.cause() {
            Self::Journal(error) => matches!(error, JournalError::DiskFull(_)),
            Self::Postgres(error) => error.code() == Some(&SqlState::DISK_FULL),
            _ => false,
        }
    }
}

/// Whether what a database complains of goes away by itself or by its operator: connections, conflicts, resources,
/// operators and the system, by the first two characters of the code; a lock that is not given; a server that only
/// reads, as after a failover.
fn passes(code: &SqlState) -> bool {
    let class = code.code().get(..2).unwrap_or_default();
    matches!(class, "08" | "40" | "53" | "57" | "58")
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
}

/// The sentence at the bottom of an error, since those above it only say that there is one.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
