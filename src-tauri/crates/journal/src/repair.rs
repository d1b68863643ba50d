//! Repairing a damaged file: set it aside, restore what can be restored, say exactly what is missing.
//!
//! The newest good backup is the base; without one, an empty journal of the same workspace. On top of it goes
//! every entry of the damaged file that still continues its series with intact bytes and signature. The damaged
//! file is only read and then renamed, never deleted.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use incident::entry::Series;
use incident::id::{Millis, WorkspaceId};

use crate::backup::{self, flush};
use crate::lock::beside;
use crate::open::{Header, create, remove_leftover, sync_folder, whose, with_suffix};
use crate::salvage::Wreck;
use crate::{Journal, JournalError};

/// What was done for a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Where the damaged file lies now.
    pub set_aside: PathBuf,
    /// The backup that was restored; none when there was no good one and the file was read as far as it goes.
    pub backup: Option<Restored>,
    /// How many entries were taken from the damaged file on top of that.
    pub salvaged: u64,
    /// Entries that the damaged file is known to have held and that are not in the restored one.
    pub missing: Vec<Gap>,
    /// When the newest of the missing entries was recorded, where that can still be read.
    pub newest_missing: Option<Millis>,
    /// Whether the damaged file could be read to its end. If not, more may be missing than is listed.
    pub complete: bool,
}

/// A backup that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Which.
    pub file: PathBuf,
    /// When it was made.
    pub taken_at: Millis,
}

/// Entries of one series that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Of which series.
    pub series: Series,
    /// The first that is missing; all later ones are too.
    pub from: u64,
    /// How many.
    pub count: u64,
}

impl Repaired {
    /// How many entries are known to be missing.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.missing.iter().fold(0, |lost, gap| lost.saturating_add(gap.count))
    }
}

impl fmt::Display for Repaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The journal's file was damaged and has been set aside as {}. ", self.set_aside.display())?;
        match &self.backup {
            Some(backup) => write!(f, "The backup of {} was restored", Utc(backup.taken_at))?,
            None => write!(f, "There was no good backup; what could be read was kept")?,
        }
        if self.salvaged > 0 {
            write!(f, ", with {} newer from the damaged file", counted(self.salvaged, "entry", "entries"))?;
        }
        f.write_str(". ")?;
        match (self.lost(), self.complete) {
            (0, true) => f.write_str("Nothing is missing."),
            (0, false) if self.backup.is_some() => {
                f.write_str("What was recorded after that may be missing.")
            }
            (0, false) => f.write_str("More may be missing than can be told."),
            (lost, complete) => {
                let streams: std::collections::BTreeSet<_> =
                    self.missing.iter().map(|gap| gap.series.stream).collect();
                let streams = counted(streams.len() as u64, "record", "records");
                write!(f, "{} of {streams} missing", counted(lost, "entry", "entries"))?;
                if let Some(newest) = self.newest_missing {
                    write!(f, ", the newest from {}", Utc(newest))?;
                }
                f.write_str(if complete { "." } else { "; there may be more." })
            }
        }
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

struct Utc(Millis);

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_millis(self.0.0) {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%d %H:%M UTC")),
            None => write!(f, "an unknown time"),
        }
    }
}

/// Restores a damaged journal under its own name. Its lock is held and nothing has it open.
pub(crate) fn repair(file: &Path, backups: &Path) -> Result<Repaired, JournalError> {
    let wreck = Wreck::open(file);
    let workspace = wreck.as_ref().and_then(Wreck::workspace);
    let restored = beside(file, "restoring");
    let base = base(&restored, backups, workspace)?;
    let backup = match base {
        Base::Backup(backup) => Some(backup),
        Base::None => match workspace {
            Some(workspace) => {
                create(&restored, workspace)?;
                None
            }
            None => return Err(JournalError::Lost { file: file.to_owned(), backups: backups.to_owned() }),
        },
    };
    let journal = Journal::attach(&restored, None)?;
    let found = match wreck {
        Some(wreck) => wreck.salvage(&journal)?,
        None => crate::salvage::Found::default(),
    };
    // Readers first, then the writer, so that everything is in the one file.
    drop(journal);
    flush(&restored)?;
    // From here on a crash leaves a whole journal under one of two names; opening finishes what is left to do.
    let whole = beside(file, WHOLE);
    rename(&restored, &whole)?;
    let set_aside = set_aside(file)?;
    rename(&whole, file)?;
    sync_folder(file)?;
    Ok(Repaired {
        set_aside,
        backup,
        salvaged: found.salvaged,
        missing: found.missing,
        newest_missing: found.newest_missing,
        complete: found.complete,
    })
}

/// The suffix of a restored journal that waits to take its place.
const WHOLE: &str = "restored";

enum Base {
    Backup(Restored),
    None,
}

/// Copies the newest good backup to `restored`.
fn base(restored: &Path, backups: &Path, workspace: Option<WorkspaceId>) -> Result<Base, JournalError> {
    for made in backup::list(backups)?.into_iter().rev() {
        remove_leftover(restored)?;
        // A backup that cannot be read, or is of another program, format or workspace, is passed over.
        if !matches!(whose(&made.file), Ok(Header::Ours)) || fs::copy(&made.file, restored).is_err() {
            continue;
        }
        let good = Journal::attach(restored, None).and_then(|journal| {
            let verdict = journal.walk_all(false, || true)?;
            Ok(verdict.is_some_and(|verdict| verdict.is_good())
                && workspace.is_none_or(|workspace| workspace == journal.workspace()))
        });
        match good {
            Ok(true) => return Ok(Base::Backup(Restored { file: made.file, taken_at: made.taken_at })),
            Err(error @ (JournalError::DiskFull(_) | JournalError::Disk(_))) => return Err(error),
            Ok(false) => tracing::warn!(backup = %made.file.display(), "this backup is not good"),
            Err(error) => tracing::warn!(backup = %made.file.display(), %error, "this backup is not good"),
        }
    }
    remove_leftover(restored)?;
    Ok(Base::None)
}

/// Renames the damaged file and what belongs to it to a name that is free.
fn set_aside(file: &Path) -> Result<PathBuf, JournalError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let time = i64::try_from(now).ok().and_then(|now| DateTime::from_timestamp(now, 0)).unwrap_or_default();
    let stamp = time.format("%Y%m%dT%H%M%SZ");
    let mut aside = beside(file, &format!("damaged-{stamp}"));
    let mut number = 2;
    while aside.try_exists().map_err(JournalError::file(&aside))? {
        aside = beside(file, &format!("damaged-{stamp}-{number}"));
        number += 1;
    }
    for suffix in ["", "-wal", "-shm"] {
        let part = with_suffix(file, suffix);
        if part.try_exists().map_err(JournalError::file(&part))? {
            rename(&part, &with_suffix(&aside, suffix))?;
        }
    }
    Ok(aside)
}

/// Finishes a repair that a crash cut short, so that the file is either the damaged one with all that belongs to
/// it, to be repaired anew, or the restored one.
pub(crate) fn finish(file: &Path) -> Result<(), JournalError> {
    let whole = beside(file, WHOLE);
    if !whole.try_exists().map_err(JournalError::file(&whole))? {
        return Ok(());
    }
    if file.try_exists().map_err(JournalError::file(file))? {
        return remove_leftover(&whole);
    }
    // The damaged file is set aside; its write-ahead log must not be taken for that of the restored one.
    set_aside(file)?;
    rename(&whole, file)?;
    tracing::warn!("a repair that was cut short is finished");
    sync_folder(file)
}

fn rename(from: &Path, to: &Path) -> Result<(), JournalError> {
    fs::rename(from, to).map_err(JournalError::file(to))
}
