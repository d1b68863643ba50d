//! The state of the log: verified, backed up, indexed.

use incident::id::Millis;

use super::Desk;
use crate::failure::Failure;
use crate::views::LogView;

/// An hour between backups.
const EVERY: i64 = 60 * 60 * 1000;
/// Two days of hourly backups.
const KEEP: usize = 48;

impl Desk {
    /// Walks every chain and signature and says what it found.
    pub fn check_log(&self) -> Result<LogView, Failure> {
        let verdict = self.journal.verify()?;
        Ok(LogView {
            whole: verdict.is_whole(),
            entries: verdict.entries,
            verdict: verdict.to_string(),
            backed_up: self.journal.last_backup(&self.place.backups(self.journal.workspace())).map(Millis),
            key: self.place.keys.place(self.journal.workspace()).in_words().to_owned(),
        })
    }

    /// Makes a backup if the last one is an hour old.
    pub fn back_up_if_due(&self) -> Result<(), Failure> {
        let folder = self.place.backups(self.journal.workspace());
        self.journal.backup_if_due(&folder, self.now(), EVERY, KEEP)?;
        Ok(())
    }

    /// Fills the search index with what was committed since. Gives how many entries were taken.
    pub fn index(&self) -> Result<usize, Failure> {
        Ok(self.journal.index_pending()?)
    }

    /// How many incidents are active, and the rank of the worst that is no drill.
    pub fn worst(&self) -> Result<(u32, Option<u8>), Failure> {
        let counts = self.journal.counts(self.now())?;
        Ok((counts.active, counts.worst))
    }
}
