//! The state of the log: verified, backed up, indexed.

use std::time::Duration;

use journal::newest_backup;

use super::Desk;
use crate::failure::Failure;
use crate::views::LogView;

const EVERY: Duration = Duration::from_secs(60 * 60);
/// Two days of hourly backups.
const KEEP: usize = 48;

/// How many parts of an older board are made anew in one go.
const PARTS: usize = 20;

impl Desk {
    /// Walks every chain and signature and says what it found.
    pub fn check_log(&self) -> Result<LogView, Failure> {
        let verdict = self.journal.verify()?;
        let words = match (verdict.wrong.first(), &verdict.structure) {
            (None, None) => format!("All {} entries are as they were written.", verdict.entries),
            (None, Some(_)) => format!(
                "All {} entries are as they were written, but the file around them is damaged. Restart Allclear to repair it.",
                verdict.entries,
            ),
            (Some(wrong), _) => format!(
                "{} of {} entries are not as they were written; the first is number {} of {}: {}. Restart Allclear to repair what can be repaired.",
                verdict.wrong.len(),
                verdict.entries,
                wrong.seq,
                wrong.series.stream,
                wrong.what,
            ),
        };
        let workspace = self.journal.workspace();
        Ok(LogView {
            verdict: words,
            whole: verdict.is_good(),
            entries: verdict.entries,
            backed_up: newest_backup(&self.place.backups(workspace)),
        })
    }

    /// Makes a backup if the last one is an hour old.
    pub fn back_up_if_due(&self) -> Result<(), Failure> {
        let folder = self.place.backups(self.journal.workspace());
        self.journal.backup_if_due(&folder, self.now(), EVERY, KEEP)?;
        Ok(())
    }

    /// Leaves the file as a clean end does, for a program that ends without dropping the desk.
    pub fn rest(&self) {
        if let Err(error) = self.journal.rest() {
            tracing::warn!(%error, "the next start looks through the whole file");
        }
    }

    /// Fills the search index with what was committed since, and makes the next parts of a board anew that another version
    /// has left. Gives how many entries were taken.
    pub fn index(&self) -> Result<usize, Failure> {
        // A few at a time: somebody may be writing.
        for _ in 0..PARTS {
            if !self.journal.rebuild_board()? {
                break;
            }
            self.stale(&["actions"], None);
        }
        Ok(self.journal.index_pending()?)
    }

    /// How many incidents are active, and the rank of the worst that is no drill.
    pub fn worst(&self) -> Result<(u32, Option<u8>), Failure> {
        let counts = self.journal.counts(self.now())?;
        Ok((counts.active, counts.worst))
    }
}
