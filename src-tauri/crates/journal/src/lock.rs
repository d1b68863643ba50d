//! One process per file: an advisory lock on a file beside the journal.
//!
//! The journal's own file is never opened for this: closing any handle of it would drop SQLite's locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::JournalError;

/// Held as long as the journal is open; the operating system releases it when the process ends in any way.
pub(crate) struct Lock {
    _file: File,
    ran_on: bool,
}

impl Lock {
    /// Takes the lock of this journal.
    pub(crate) fn take(journal: &Path) -> Result<Self, JournalError> {
        let path = beside(journal, "lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(JournalError::file(&path))?;
        match file.try_lock() {
            Ok(()) => {
                // Unknown, the file is looked through: that is only slower.
                let ran_on = note_boot(&file).unwrap_or(false);
                Ok(Self { _file: file, ran_on })
            }
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy { file: journal.to_owned() }),
            Err(TryLockError::Error(source)) => Err(JournalError::File { file: path, source }),
        }
    }

    /// Whether the machine has run on since whoever held this before, so that of what they wrote nothing is torn,
    /// whatever ended them.
    pub(crate) fn ran_on(&self) -> bool {
        self.ran_on
    }
}

/// Notes in the file in which run of the machine it was held last; whether that was this one already.
fn note_boot(mut file: &File) -> io::Result<bool> {
    // Linux draws it anew whenever it starts. Elsewhere nothing is known.
    let Ok(now) = fs::read("/proc/sys/kernel/random/boot_id") else { return Ok(false) };
    let mut before = Vec::new();
    file.read_to_end(&mut before)?;
    let same = !now.is_empty() && before == now;
    if !same {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&now)?;
    }
    Ok(same)
}

/// `NAME.suffix` in the same folder.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{Lock, beside};

    #[test]
    fn the_machine_has_run_on_for_whoever_held_the_file_in_its_present_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = folder.path().join("journal.sqlite");
        let ran_on = || Lock::take(&journal).expect("nobody holds it").ran_on();
        assert!(!ran_on(), "of what came before the first time nothing is known");
        assert!(ran_on() && ran_on());
        std::fs::write(beside(&journal, "lock"), "of a longer name than any run of this machine has")
            .expect("written");
        assert!(!ran_on(), "another run may have ended in the middle of a write");
        assert!(ran_on());
    }
}
