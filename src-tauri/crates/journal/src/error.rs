//! What can go wrong with the file, each with the sentence that a person reads.

use std::io;
use std::path::PathBuf;

use incident::id::{ReplicaKey, Run};
use incident::stream::Stream;
use rusqlite::{ErrorCode, ffi};

/// Why the journal could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A new journal was to be made where one is.
    #[error("{} exists already and is left as it is. Open that journal, or choose another place for a new one.", file.display())]
    Exists {
        /// Where.
        file: PathBuf,
    },
    /// There is no journal here.
    #[error("There is no journal at {}. Begin a new one, or put the file back.", file.display())]
    Missing {
        /// Where.
        file: PathBuf,
    },
    /// Another process works on it.
    #[error("{} is open in another Allclear. Switch to that window, or close it first.", file.display())]
    Busy {
        /// Which.
        file: PathBuf,
    },
    /// A database of some other program.
    #[error("{} belongs to another program. Nothing was changed. Move it away, or choose another place.", file.display())]
    Foreign {
        /// Which.
        file: PathBuf,
    },
    /// Written by a later version.
    #[error("{} was written by a newer Allclear (format {found}, this one knows {known}). Nothing was changed. Install the newer version to open it.", file.display())]
    Newer {
        /// Which.
        file: PathBuf,
        /// The format of the file.
        found: u32,
        /// The newest format that this version knows.
        known: u32,
    },
    /// The file is damaged beyond reading and there is no good backup.
    #[error("{} is damaged beyond reading and {} holds no good backup. Nothing was changed. Put a copy of the file in its place, or move it away to begin anew.", file.display(), backups.display())]
    Lost {
        /// Which.
        file: PathBuf,
        /// Where backups were looked for.
        backups: PathBuf,
    },
    /// An entry is not what was written.
    #[error(
        "The record of {stream} is damaged at entry {seq} of series {replica}/{run}: {what}. Restart Allclear: it sets the file aside, restores what it can and says what is missing."
    )]
    Damaged {
        /// In which stream.
        stream: Stream,
        /// Whose series.
        replica: ReplicaKey,
        /// Which run.
        run: Run,
        /// Its number.
        seq: u64,
        /// What is wrong with it.
        what: Flaw,
    },
    /// SQLite says that the file's structure is damaged.
    #[error(
        "The journal's file is damaged. Restart Allclear: it sets the file aside, restores what it can and says what is missing."
    )]
    Corrupt(#[source] rusqlite::Error),
    /// A fact that is too long to be kept.
    #[error("This is {bytes} bytes long and an entry holds at most 65,536. Shorten it, or split it in two.")]
    TooLarge {
        /// How long its body would be.
        bytes: usize,
    },
    /// A fact that this version cannot write, because only a newer one knows it.
    #[error("This kind of entry is known to a newer Allclear only and cannot be written here.")]
    Unwritable,
    /// The stream has no stamp left below 2^53.
    #[error(
        "{stream} can take no more entries: its count is exhausted. Ask an admin to look at who wrote there last."
    )]
    Exhausted {
        /// Which.
        stream: Stream,
    },
    /// No room.
    #[error("The disk is full. This was not saved; everything before it is. Free some space and try again.")]
    DiskFull(#[source] rusqlite::Error),
    /// No permission.
    #[error(
        "The journal cannot be written to. This was not saved. Allow writing to its file and its folder and try again."
    )]
    ReadOnly(#[source] rusqlite::Error),
    /// The disk failed.
    #[error("The disk reported an error. This was not saved. Restart Allclear and look after the disk.")]
    Disk(#[source] rusqlite::Error),
    /// A write has failed in a way after which nothing more may be claimed as saved.
    #[error(
        "Saving stopped after the disk reported an error. What was confirmed before is safe. Restart Allclear to go on."
    )]
    Halted,
    /// A file beside the journal could not be read or written.
    #[error("{} cannot be used: {source}. Check that the folder exists and may be written to.", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The operating system gives no randomness.
    #[error("The operating system gives no random numbers, so nothing can be signed.")]
    Random(#[from] getrandom::Error),
    /// A row or a statement that this version does not expect: a mistake of ours.
    #[error("The journal's file could not be used. Please report this with the log file.")]
    Sqlite(#[source] rusqlite::Error),
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Flaw {
    /// Its bytes do not give its hash.
    #[error("its bytes are not those that were written")]
    Changed,
    /// An entry before it is not there.
    #[error("it is missing")]
    Missing,
    /// Not signed by its author's laptop.
    #[error("its signature is not its author's")]
    Signature,
    /// The end of a series carries no signature.
    #[error("it should be signed and is not")]
    Unsigned,
    /// A bodiless entry without the redaction that would explain it.
    #[error("its text is gone and no redaction says why")]
    Bodiless,
    /// SQLite cannot read it.
    #[error("it cannot be read")]
    Unreadable,
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        // Where there is no room for the index of the write-ahead log, SQLite speaks of an error of the disk.
        let no_room = error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_IOERR_SHMSIZE);
        match error.sqlite_error_code() {
            _ if no_room => Self::DiskFull(error),
            Some(ErrorCode::DiskFull) => Self::DiskFull(error),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(error)
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl JournalError {
    /// Whether reopening the file will find damage to repair.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Corrupt(_))
    }

    /// Whether a statement of ours did not fit the tables. Statements are always the same, so the tables are not what they
    /// were.
    pub(crate) fn is_misfit(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        match error {
            rusqlite::Error::SqliteFailure(failure, _)
            | rusqlite::Error::SqlInputError { error: failure, .. } => failure.code == ErrorCode::Unknown,
            rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => true,
            _ => false,
        }
    }

    pub(crate) fn file(file: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        move |source| Self::File { file, source }
    }
}
