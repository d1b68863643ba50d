//! What can go wrong with the storage.

use std::sync::Arc;

use journal::JournalError;

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
    /// The operating system gives no randomness.
    #[error("the operating system gives no random numbers")]
    Random(#[from] getrandom::Error),
    /// The log.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file of the members could not be used.
    #[error("the list of members cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The transaction failed that this was to be saved in, together with other things.
    #[error(transparent)]
    Together(Arc<Self>),
    /// Work that ended early, by a mistake of ours.
    #[error("the work on the store ended early")]
    Crashed,
}

impl StoreError {
    /// What happened, without the company it happened in.
    pub(crate) fn cause(&self) -> &Self {
        match self {
            Self::Together(cause) => cause.cause(),
            cause => cause,
        }
    }
}
