//! Founding and opening a journal.
//!
//! Opening is cheap whatever the size: the header, the format, the newest entry against its series' head.
//! Chains are verified when a record is folded, and all of them by `verify` in the background. Only when the
//! last session did not close cleanly does SQLite look through the whole structure first.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use incident::id::WorkspaceId;
use rusqlite::Connection;

use crate::lock::{Lock, beside};
use crate::{APPLICATION, FORMAT, Journal, JournalError, Repaired, project, schema};

/// A journal that was opened, and what had to be done for it.
pub struct Opened {
    /// The journal.
    pub journal: Journal,
    /// What was done, if the file was damaged: to be told to the person.
    pub repaired: Option<Repaired>,
}

impl Journal {
    /// Makes a new journal.
    ///
    /// # Errors
    /// [`JournalError::Exists`] when there is a file; [`JournalError::Busy`]; a disk that refuses.
    pub fn found(file: &Path, workspace: WorkspaceId) -> Result<Self, JournalError> {
        let lock = Lock::take(file)?;
        if file.try_exists().map_err(JournalError::file(file))? {
            return Err(JournalError::Exists { file: file.to_owned() });
        }
        // Made under another name and then renamed, so that a crash leaves either nothing or a whole journal.
        let made = beside(file, "new");
        remove_leftover(&made)?;
        create(&made, workspace)?;
        fs::rename(&made, file).map_err(JournalError::file(file))?;
        sync_folder(file)?;
        Self::attach(file, lock)
    }

    /// Opens a journal.
    ///
    /// # Errors
    /// [`JournalError::Missing`], [`JournalError::Busy`], [`JournalError::Foreign`], [`JournalError::Newer`] and
    /// those of a disk that refuses.
    pub fn open(file: &Path, backups: &Path) -> Result<Opened, JournalError> {
        let lock = Lock::take(file)?;
        if !file.try_exists().map_err(JournalError::file(file))? {
            return Err(JournalError::Missing { file: file.to_owned() });
        }
        let _ = backups;
        whose(file)?;
        Ok(Opened { journal: Self::attach(file, lock)?, repaired: None })
    }

    /// Connects to a file that is known to be ours.
    pub(crate) fn attach(file: &Path, lock: Lock) -> Result<Self, JournalError> {
        let mut writer = schema::writer(file)?;
        let found = schema::format(&writer)?;
        if found > FORMAT {
            return Err(JournalError::Newer { file: file.to_owned(), found, known: FORMAT });
        }
        schema::migrate(&mut writer)?;
        let workspace =
            writer.query_row("SELECT value FROM meta WHERE key = 'workspace'", [], |row| row.get(0))?;
        Ok(Self {
            file: file.to_owned(),
            workspace: WorkspaceId(workspace),
            cache: Mutex::default(),
            readers: Mutex::default(),
            writer: Mutex::new(writer),
            halted: AtomicBool::new(false),
            _lock: lock,
        })
    }
}

/// Makes an empty journal and closes it again, everything in its one file.
pub(crate) fn create(file: &Path, workspace: WorkspaceId) -> Result<(), JournalError> {
    let mut conn = schema::writer(file)?;
    conn.pragma_update(None, "application_id", APPLICATION)?;
    schema::migrate(&mut conn)?;
    conn.execute("INSERT INTO meta (key, value) VALUES ('workspace', ?1)", [workspace.0])?;
    project::begin(&conn)?;
    close(conn)
}

/// Closes the last connection to a file, which folds the write-ahead log into it.
pub(crate) fn close(conn: Connection) -> Result<(), JournalError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.close().map_err(|(_, error)| error.into())
}

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// A journal.
    Ours,
    /// No database: a damaged journal, or something else altogether.
    Unreadable,
}

/// Reads the header. The file must not be open in SQLite yet.
pub(crate) fn whose(file: &Path) -> Result<Header, JournalError> {
    let mut header = Vec::with_capacity(100);
    let opened = File::open(file).map_err(JournalError::file(file))?;
    opened.take(100).read_to_end(&mut header).map_err(JournalError::file(file))?;
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Ok(Header::Unreadable);
    }
    let number = |at: usize| header[at..at + 4].iter().fold(0, |n, b| n << 8 | u32::from(*b));
    match (number(68), number(60)) {
        (APPLICATION, format) if format > FORMAT => {
            Err(JournalError::Newer { file: file.to_owned(), found: format, known: FORMAT })
        }
        (APPLICATION, _) => Ok(Header::Ours),
        _ => Err(JournalError::Foreign { file: file.to_owned() }),
    }
}

/// Removes what a crash left of a file of ours that was never in use.
pub(crate) fn remove_leftover(file: &Path) -> Result<(), JournalError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(JournalError::File { file: name.into(), source: error });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes a rename in the folder of this file last.
pub(crate) fn sync_folder(file: &Path) -> Result<(), JournalError> {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(JournalError::file(folder))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
