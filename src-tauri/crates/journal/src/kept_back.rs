//! One thing that a hub did not take: offered once more, or handed out whole.

use incident::entry::{Entry, Series};
use incident::id::ReplicaKey;

use crate::read::{self, COUNTS};
use crate::{Journal, JournalError};

impl Journal {
    /// Has one series that was kept back offered once more, from the first entry that the hub lacks.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn offer_series_again(&self, hub: ReplicaKey, series: &Series) -> Result<(), JournalError> {
        self.derived(|tx| {
            let Some(held) = read::head(tx, series)? else { return Ok(()) };
            let first: Option<i64> = tx
                .prepare_cached(&format!(
                    "SELECT min(e.position) FROM kept_back k JOIN entries e ON e.series = k.series AND e.seq >= k.seq
                     WHERE k.hub = ?1 AND k.series = ?2 AND {COUNTS}"
                ))?
                .query_row((hub.0, held.id), |row| row.get(0))?;
            tx.prepare_cached("DELETE FROM kept_back WHERE hub = ?1 AND series = ?2")?
                .execute((hub.0, held.id))?;
            if let Some(first) = first {
                tx.prepare_cached("UPDATE hubs SET pushed = min(pushed, ?2) WHERE hub = ?1")?
                    .execute((hub.0, first - 1))?;
            }
            Ok(())
        })
    }

    /// The entries of one series, verified from its beginning.
    ///
    /// # Errors
    /// As [`Journal::entries`].
    pub fn series(&self, series: &Series) -> Result<Vec<Entry>, JournalError> {
        let mut entries = self.entries(series.stream)?;
        entries.retain(|entry| entry.head.series() == *series);
        Ok(entries)
    }
}
