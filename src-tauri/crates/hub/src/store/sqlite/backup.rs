//! Copies of the hub's files, made while it serves, and checking them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use journal::{Journal, Verdict, private};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::store::StoreError;
use crate::{Place, StartError};

/// Copies the log to a file, and the members beside it under `.members`. The key is not in it.
///
/// # Errors
/// [`StartError::Nobody`]; [`StartError::Exists`], since a backup is never written over; a disk that refuses.
pub(crate) fn back_up(place: &Place, to: &Path) -> Result<PathBuf, StartError> {
    let members = beside(to, ".members");
    for (from, to) in [(place.journal(), to), (place.members(), members.as_path())] {
        if !from.try_exists().map_err(StartError::file(&from))? {
            return Err(StartError::Nobody { folder: place.folder().to_owned() });
        }
        if to.try_exists().map_err(StartError::file(to))? {
            return Err(StartError::Exists { file: to.to_owned() });
        }
        copy(&from, to)?;
    }
    Ok(members)
}

/// Walks over all chains and signatures of the log, on a copy of it, so that it may serve meanwhile.
///
/// # Errors
/// [`StartError::Nobody`]; [`StartError::Damaged`] where the copy cannot even be opened as it is.
pub(crate) fn verify(place: &Place) -> Result<Verdict, StartError> {
    let from = place.journal();
    if !from.try_exists().map_err(StartError::file(&from))? {
        return Err(StartError::Nobody { folder: place.folder().to_owned() });
    }
    let folder = beside(&from, ".verify");
    clear(&folder)?;
    private::folder(&folder).map_err(StartError::file(&folder))?;
    let verdict = (|| {
        let file = folder.join("journal.sqlite");
        copy(&from, &file)?;
        let opened = Journal::open(&file, &folder)?;
        match opened.repaired {
            Some(repaired) => Err(StartError::Damaged { what: repaired.to_string() }),
            None => Ok(opened.journal.verify()?),
        }
    })();
    clear(&folder)?;
    verdict
}

fn copy(from: &Path, to: &Path) -> Result<(), StartError> {
    let partial = beside(to, ".partial");
    match fs::remove_file(&partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StartError::file(&partial)(error));
        }
        _ => {}
    }
    private::create(&partial).map_err(StartError::file(&partial))?;
    copy_database(from, &partial)?;
    File::options()
        .write(true)
        .open(&partial)
        .and_then(|file| file.sync_all())
        .map_err(StartError::file(&partial))?;
    fs::rename(&partial, to).map_err(StartError::file(to))?;
    if cfg!(unix)
        && let Some(folder) = to.parent()
    {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(StartError::file(folder))?;
    }
    Ok(())
}

fn copy_database(from: &Path, to: &Path) -> Result<(), StoreError> {
    let from = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    from.busy_timeout(Duration::from_secs(5))?;
    let mut copy = Connection::open(to)?;
    {
        // In one step, which sees one snapshot; a writer in the way is waited for.
        let backup = Backup::new(&from, &mut copy)?;
        while backup.step(-1)? != StepResult::Done {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    // A copy needs no write-ahead log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn clear(folder: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StartError::file(folder)(error)),
        _ => Ok(()),
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
