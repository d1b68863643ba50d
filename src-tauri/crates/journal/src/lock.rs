//! One process per file: an advisory lock on a file beside the journal.
//!
//! The journal's own file is never opened for this: closing any handle of it would drop SQLite's locks.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::JournalError;

/// Held as long as the journal is open; the operating system releases it when the process ends in any way.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of this journal.
    pub(crate) fn take(journal: &Path) -> Result<Self, JournalError> {
        let path = beside(journal, "lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(JournalError::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy { file: journal.to_owned() }),
            Err(TryLockError::Error(source)) => Err(JournalError::File { file: path, source }),
        }
    }
}

/// `NAME.suffix` in the same folder.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
