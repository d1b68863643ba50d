//! Checkpoints: what a long stream was folded to, kept beside the log so that opening it does not fold everything again.
//!
//! They are derived and never believed: whoever reads one compares it with itself and with the record, and makes it anew where
//! it does not fit. What is hidden goes from here in the transaction that hides it.

use incident::record::Record;
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension};

use crate::{Journal, JournalError, read};

impl Journal {
    /// What was kept of a stream last.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn checkpoint(&self, stream: Stream) -> Result<Option<Vec<u8>>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT state FROM checkpoints WHERE stream = ?1")?;
            Ok(statement.query_row([stream.to_bytes()], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps what a record was folded to in place of what was kept before. Says whether it did: where the record is no longer
    /// the newest, something in it may be hidden by now, and nothing is kept.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by that but time.
    pub fn keep_checkpoint(&self, record: &Record, state: &[u8]) -> Result<bool, JournalError> {
        self.derived(|tx| {
            let held: u64 = read::heads(tx, record.stream())?.iter().map(|held| held.seq).sum();
            if held != record.facts().len() as u64 {
                return Ok(false);
            }
            tx.prepare_cached("INSERT OR REPLACE INTO checkpoints (stream, state) VALUES (?1, ?2)")?
                .execute((record.stream().to_bytes(), state))?;
            Ok(true)
        })
    }
}

/// Something in the stream is hidden from now on.
pub(crate) fn forget(tx: &Connection, stream: Stream) -> Result<(), JournalError> {
    tx.prepare_cached("DELETE FROM checkpoints WHERE stream = ?1")?.execute([stream.to_bytes()])?;
    Ok(())
}
