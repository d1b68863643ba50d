//! The state of the log: verified, backed up, indexed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use incident::stream::{Section, Stream};
use journal::{Notice, newest_backup};

use super::Desk;
use crate::failure::Failure;
use crate::views::LogView;

const EVERY: Duration = Duration::from_secs(60 * 60);
/// Two days of hourly backups.
const KEEP: usize = 48;
/// How often the whole log is looked through by itself.
const LOOKED_THROUGH: Duration = Duration::from_secs(24 * 60 * 60);
/// The word under which damage stands in the inbox.
const DAMAGED: &str = "damaged";

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

    /// Looks through the whole log once a day, as long as it may go on. Damage that is known is told in the inbox, once a day
    /// until it is repaired.
    pub fn look_through_log(&self, mut go_on: impl FnMut() -> bool) -> Result<(), Failure> {
        let now = self.now();
        let go_on = || !self.leaving.load(Ordering::Relaxed) && go_on();
        let looked = self.journal.verify_if_due(now, LOOKED_THROUGH, go_on);
        if self.journal.is_suspect() {
            let told = self.journal.post(&Notice {
                key: format!("{DAMAGED}/{}", now.0 / 86_400_000),
                stream: Stream::Book(Section::Settings),
                nag: DAMAGED.to_owned(),
                title: "The file of this workspace is damaged".to_owned(),
                text:
                    "Restart Allclear: it sets the file aside, restores what it can and says what is missing."
                        .to_owned(),
                at: now,
            })?;
            if told {
                self.stale(&["inbox", "rail"], None);
            }
        }
        looked?;
        Ok(())
    }

    /// Leaves the file as a clean end does, for a program that ends without dropping the desk.
    pub fn rest(&self) {
        // Whoever reads all of the file would be waited for.
        self.leaving.store(true, Ordering::Relaxed);
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
