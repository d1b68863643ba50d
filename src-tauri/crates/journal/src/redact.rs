//! Dropping the text of redacted entries, the one change that the log permits.

use incident::entry::{BodyBytes, Entry, Series};
use incident::event::Event;
use incident::id::EntryRef;
use incident::record::{Fact, Record};
use rusqlite::Connection;

use crate::read::{self, Stored};
use crate::{Journal, JournalError, checkpoints, index};

/// Whether this event hides others.
#[must_use]
pub fn hides(event: &Event) -> bool {
    matches!(event, Event::Redacted { .. } | Event::StreamErased { .. })
}

impl Journal {
    /// Takes dropped texts out of the write-ahead log too, by folding it into the file at once. If a reader is
    /// in the way, that happens when the log is folded next, at the latest when the journal is closed.
    pub(crate) fn scrub(&self, dropped: usize) {
        if dropped > 0
            && let Err(error) = self.rest()
        {
            tracing::warn!(%error, "dropped texts stay in the write-ahead log for a while");
        }
    }
}

/// Drops the bodies that this record's redactions hide, and what the search index and a checkpoint hold of them. Returns how
/// many it dropped.
pub(crate) fn drop_hidden(tx: &Connection, record: &Record) -> Result<usize, JournalError> {
    let mut dropped = 0;
    for fact in record.facts() {
        let Some(by) = fact.redacted_by else { continue };
        let Some(hidden) = stored(tx, record, fact)? else { continue };
        if matches!(hidden.entry.body, BodyBytes::Dropped(_)) {
            continue;
        }
        let Some(by) = named(tx, record, by)? else { continue };
        index::forget(tx, &hidden)?;
        tx.prepare_cached("INSERT OR IGNORE INTO redactions (entry, by) VALUES (?1, ?2)")?
            .execute((hidden.position, by.position))?;
        tx.prepare_cached("UPDATE entries SET body = NULL WHERE position = ?1")?
            .execute([hidden.position])?;
        dropped += 1;
    }
    if dropped > 0 {
        checkpoints::forget(tx, record.stream())?;
    }
    Ok(dropped)
}

/// Whether an entry lost its text to a redaction that was set aside since.
pub(crate) fn by_what_was_set_aside(
    conn: &Connection,
    series: &Series,
    seq: u64,
) -> Result<bool, JournalError> {
    let Some(held) = read::head(conn, series)? else { return Ok(false) };
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM entries e JOIN redactions r ON r.entry = e.position JOIN entries b ON b.position = r.by
         WHERE e.series = ?1 AND e.seq = ?2 AND b.seq >= 9007199254740992",
    )?;
    Ok(statement.exists((held.id, seq.cast_signed()))?)
}

fn named(tx: &Connection, record: &Record, id: EntryRef) -> Result<Option<Stored>, JournalError> {
    match record.fact(id) {
        Some(fact) => stored(tx, record, fact),
        None => Ok(None),
    }
}

/// The row of a fact.
fn stored(tx: &Connection, record: &Record, fact: &Fact) -> Result<Option<Stored>, JournalError> {
    let series = Series { stream: record.stream(), replica: fact.replica, run: fact.run };
    match read::head(tx, &series)? {
        Some(held) => read::entry(tx, &held, fact.seq),
        None => Ok(None),
    }
}

/// The body of an entry as bytes, if it still has one.
pub(crate) fn bytes(entry: &Entry) -> Option<&[u8]> {
    match &entry.body {
        BodyBytes::Whole(bytes) => Some(bytes),
        BodyBytes::Dropped(_) => None,
    }
}
