//! Founding and opening a journal.
//!
//! Opening is cheap whatever the size: the header, the format, the newest entry.
//! Chains are verified when a record is folded, and all of them by `verify` in the background. Only when the
//! last session did not close cleanly, and the machine may have gone down with it, does SQLite look through the whole
//! structure first: a process that is killed leaves behind all that it wrote.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use incident::id::WorkspaceId;
use rusqlite::{Connection, OptionalExtension};

use crate::aside;
use crate::lock::{Lock, beside};
use crate::read::{self, hold};
use crate::repair::{self, repair};
use crate::{APPLICATION, FORMAT, Journal, JournalError, Repaired, private, project, schema};

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
        // Also a write-ahead log alone is kept: it may hold the end of a journal that was moved away, and SQLite
        // would take it for that of the new one.
        for part in [file.to_owned(), with_suffix(file, "-wal")] {
            if part.try_exists().map_err(JournalError::file(&part))? {
                return Err(JournalError::Exists { file: part });
            }
        }
        // Made under another name and then renamed, so that a crash leaves either nothing or a whole journal.
        let made = beside(file, "new");
        remove_leftover(&made)?;
        if let Err(error) = create(&made, workspace) {
            remove_leftover(&made)?;
            return Err(error);
        }
        fs::rename(&made, file).map_err(JournalError::file(file))?;
        sync_folder(file)?;
        Self::attach(file, Some(lock))
    }

    /// Opens a journal. A damaged one is set aside and restored first; the answer then says what was done.
    ///
    /// # Errors
    /// [`JournalError::Missing`], [`JournalError::Busy`], [`JournalError::Foreign`], [`JournalError::Newer`],
    /// [`JournalError::Lost`] when there is nothing to restore from, and those of a disk that refuses. None of
    /// them changes anything.
    pub fn open(file: &Path, backups: &Path) -> Result<Opened, JournalError> {
        let lock = Lock::take(file)?;
        repair::finish(file)?;
        if !file.try_exists().map_err(JournalError::file(file))? {
            return Err(JournalError::Missing { file: file.to_owned() });
        }
        let sound = match whose(file)? {
            Header::Ours => Self::sound(file, lock.ran_on()),
            Header::Unreadable => Ok(None),
        };
        let (journal, repaired) = match sound {
            Ok(Some(journal)) => (journal, None),
            Ok(None) => {
                let repaired = repair(file, backups)?;
                tracing::warn!("{repaired}");
                (Self::attach(file, None)?, Some(repaired))
            }
            Err(error) => return Err(error),
        };
        let suspicion = beside(file, SUSPECT);
        match fs::remove_file(&suspicion) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(JournalError::File { file: suspicion, source: error });
            }
            _ => {}
        }
        Ok(Opened { journal: Self { _lock: Some(lock), ..journal }, repaired })
    }

    /// Connects and looks for damage, thoroughly where there is reason to; none when it is damaged.
    fn sound(file: &Path, ran_on: bool) -> Result<Option<Self>, JournalError> {
        // SQLite removes its write-ahead log when the last connection closes.
        let unclean = !ran_on && fs::metadata(with_suffix(file, "-wal")).is_ok_and(|wal| wal.len() > 0);
        let suspect = beside(file, SUSPECT).exists();
        let looked = Self::attach(file, None).and_then(|journal| {
            let sound = journal.read(|conn| {
                let structure = !unclean || quick_check(conn)?;
                Ok(structure && newest_is_whole(conn)?)
            })?;
            let sound = sound && (!suspect || journal.walk_all(true, || true)?.is_some_and(|v| v.is_good()));
            Ok(sound.then_some(journal))
        });
        match looked {
            Err(error) if error.is_damage() || error.is_misfit() => {
                tracing::error!(%error, "the journal's file is damaged");
                Ok(None)
            }
            looked => looked,
        }
    }

    /// The same without a board, for a log that nobody looks at as a hub's: to keep one would be half of what it writes.
    /// Whoever opens the file with a board has it made anew.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn without_views(mut self) -> Result<Self, JournalError> {
        self.derived(project::forsake)?;
        self.views = false;
        Ok(self)
    }

    /// Folds the write-ahead log into the file, as dropping the journal does. A program that ends without dropping
    /// calls this last; else the next start takes its end for a crash and looks through the whole file.
    ///
    /// # Errors
    /// A disk that refuses. Nothing is lost by that.
    pub fn rest(&self) -> Result<(), JournalError> {
        Ok(hold(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Connects to a file that is known to be ours.
    pub(crate) fn attach(file: &Path, lock: Option<Lock>) -> Result<Self, JournalError> {
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
            views: true,
            runs: Mutex::default(),
            halted: AtomicBool::new(false),
            unflushed: AtomicBool::new(false),
            _lock: lock,
        })
    }
}

/// The suffix of the file that says why the journal is to be looked at when it is opened next.
const SUSPECT: &str = "suspect";

impl Journal {
    /// Remembers damage, so that the next opening repairs it.
    pub(crate) fn note_damage<T>(&self, result: &Result<T, JournalError>) {
        if let Err(error) = result
            && (error.is_damage() || error.is_misfit())
        {
            self.suspect(error);
        }
    }

    /// Whether damage was found that the next opening repairs.
    #[must_use]
    pub fn is_suspect(&self) -> bool {
        beside(&self.file, SUSPECT).exists()
    }

    pub(crate) fn suspect(&self, why: &dyn std::fmt::Display) {
        tracing::error!(%why, "the journal's file is damaged");
        let suspicion = beside(&self.file, SUSPECT);
        if let Err(error) = fs::write(&suspicion, format!("{why}\n")) {
            tracing::error!(%error, file = %suspicion.display(), "this could not be noted");
        }
    }
}

/// Whether SQLite finds the structure of the file in order.
fn quick_check(conn: &Connection) -> Result<bool, JournalError> {
    let answer: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(answer == "ok")
}

/// Whether the newest entry is the last of its series, and nothing has read further than there are entries.
fn newest_is_whole(conn: &Connection) -> Result<bool, JournalError> {
    let newest = conn.query_row(
        "SELECT position, series, seq FROM entries ORDER BY position DESC LIMIT 1",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, i64>(2)?)),
    );
    let position = match newest.optional()? {
        Some((position, series, seq)) => {
            let head = read::head_by_id(conn, series)?;
            if !aside::is_aside(seq) && head.is_none_or(|head| head.seq != seq.cast_unsigned()) {
                return Ok(false);
            }
            position
        }
        None => 0,
    };
    let sql = "SELECT coalesce(max(position), 0) FROM projections WHERE name IN ('search', 'backup')";
    Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))? <= position)
}

/// Makes an empty journal and closes it again, everything in its one file.
pub(crate) fn create(file: &Path, workspace: WorkspaceId) -> Result<(), JournalError> {
    private::create(file).map_err(JournalError::file(file))?;
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

/// The name of a file that SQLite keeps beside this one.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes what a crash left of a file of ours that was never in use.
pub(crate) fn remove_leftover(file: &Path) -> Result<(), JournalError> {
    for suffix in ["", "-wal", "-shm", "-journal", ".suspect"] {
        let part = with_suffix(file, suffix);
        match fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(JournalError::File { file: part, source: error });
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
