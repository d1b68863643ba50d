//! Copies of the whole file, made while it is in use.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};
use incident::id::Millis;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};

use crate::open::{remove_leftover, sync_folder};
use crate::{Journal, JournalError, private};

/// When the newest backup in a folder was made, if there is one.
#[must_use]
pub fn newest_backup(folder: &Path) -> Option<Millis> {
    list(folder).ok()?.into_iter().map(|backup| backup.taken_at).max()
}

const NAME: &str = "journal-%Y%m%dT%H%M%SZ.sqlite";

impl Journal {
    /// Makes a backup, unless there is one from within the last `every` or nothing was written since the last
    /// one. Afterwards the newest `keep` backups are left in the folder, and the newest of which it is known that the
    /// file was whole since: of damage that nobody has seen yet all later ones have a copy. Returns the new file, if one
    /// was made.
    ///
    /// # Errors
    /// A disk that refuses; the backups that exist stay.
    pub fn backup_if_due(
        &self,
        folder: &Path,
        now: Millis,
        every: Duration,
        keep: usize,
    ) -> Result<Option<PathBuf>, JournalError> {
        private::folder(folder).map_err(JournalError::file(folder))?;
        let made = list(folder)?;
        // A backup of the future was made with a wrong clock: it does not count, and is the first to go.
        let since = now.0.saturating_sub(i64::try_from(every.as_millis()).unwrap_or(i64::MAX));
        if made.iter().any(|backup| (since + 1..=now.0).contains(&backup.taken_at.0)) {
            return Ok(None);
        }
        let (covered, newest) = self.read(|conn| Ok((covered(conn)?, newest(conn)?)))?;
        if !made.is_empty() && covered == Some(newest) {
            return Ok(None);
        }
        let Some(time) = DateTime::from_timestamp_millis(now.0) else { return Ok(None) };
        let file = folder.join(time.format(NAME).to_string());
        self.backup_to(&file)?;
        self.derived(|tx| {
            tx.execute(
                "INSERT INTO projections (name, version, position) VALUES ('backup', 1, ?1)
                 ON CONFLICT (name) DO UPDATE SET position = ?1",
                [newest],
            )?;
            Ok(())
        })?;
        let mut made = list(folder)?;
        made.sort_by_key(|backup| (backup.taken_at <= now, backup.taken_at));
        let verified = self.verified_at()?;
        let good = made.iter().map(|backup| backup.taken_at).filter(|at| Some(*at) <= verified).max();
        for old in made.into_iter().rev().skip(keep.max(1)).filter(|old| Some(old.taken_at) != good) {
            fs::remove_file(&old.file).map_err(JournalError::file(old.file))?;
        }
        Ok(Some(file))
    }

    /// Writes a copy under another name and gives it its own only when all of it is on the disk.
    pub fn backup_to(&self, file: &Path) -> Result<(), JournalError> {
        let partial = file.with_extension("partial");
        remove_leftover(&partial)?;
        self.read(|from| {
            private::create(&partial).map_err(JournalError::file(&partial))?;
            let mut to = Connection::open(&partial)?;
            // The copy is flushed once, when it is whole.
            to.pragma_update(None, "synchronous", "OFF")?;
            {
                // All in one step: a step sees one snapshot, while several would begin anew after every write.
                let backup = Backup::new(from, &mut to)?;
                while backup.step(-1)? != StepResult::Done {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            // A copy needs no write-ahead log beside it.
            to.pragma_update(None, "journal_mode", "DELETE")?;
            to.close().map_err(|(_, error)| error)?;
            Ok(())
        })?;
        flush(&partial)?;
        fs::rename(&partial, file).map_err(JournalError::file(file))?;
        sync_folder(file)
    }
}

/// Makes the content of a closed file last.
pub(crate) fn flush(file: &Path) -> Result<(), JournalError> {
    File::options().write(true).open(file).and_then(|file| file.sync_all()).map_err(JournalError::file(file))
}

/// A backup in the folder.
pub(crate) struct Made {
    pub taken_at: Millis,
    pub file: PathBuf,
}

/// The backups of a folder, oldest first. Files of other names are left alone.
pub(crate) fn list(folder: &Path) -> Result<Vec<Made>, JournalError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(JournalError::File { file: folder.to_owned(), source }),
    };
    let mut made = Vec::new();
    for entry in entries {
        let entry = entry.map_err(JournalError::file(folder))?;
        let name = entry.file_name();
        if let Ok(time) = NaiveDateTime::parse_from_str(&name.to_string_lossy(), NAME) {
            made.push(Made { taken_at: Millis(time.and_utc().timestamp_millis()), file: entry.path() });
        }
    }
    made.sort_by_key(|backup| backup.taken_at);
    Ok(made)
}

/// The last position that a backup holds.
fn covered(conn: &Connection) -> Result<Option<i64>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT position FROM projections WHERE name = 'backup'")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

pub(crate) fn newest(conn: &Connection) -> Result<i64, JournalError> {
    Ok(conn.query_row("SELECT coalesce(max(position), 0) FROM entries", [], |row| row.get(0))?)
}
