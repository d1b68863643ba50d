//! What a hub still has to be offered: the part of the log that it lacks.

use incident::entry::Entry;
use incident::id::ReplicaKey;
use rusqlite::{Connection, OptionalExtension};

use crate::hubs::last_position;
use crate::read::{self, COLUMNS, COUNTS, Stored};
use crate::{Journal, JournalError, redact};

/// How many positions are looked through in one go for what a hub lacks.
const STEP: i64 = 2_000;

/// The next entries that a hub has to be offered.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// In the order of this file, so that each series is in order and ends with a signed entry.
    pub entries: Vec<Entry>,
    /// After which position of this file was looked.
    pub from: u64,
    /// The position of this file up to which nothing else is missing at the hub.
    pub up_to: u64,
    /// Whether the file goes on after that.
    pub more: bool,
}

impl Journal {
    /// What the hub has to be offered next, or `after` a position of this file: about so many bytes, and at most so many
    /// entries, unless one transaction has more. The last one is signed.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn outbox(
        &self,
        hub: ReplicaKey,
        after: Option<u64>,
        limit: usize,
        bytes: usize,
    ) -> Result<Outbox, JournalError> {
        self.read(|conn| {
            let from =
                after.map_or_else(|| pushed(conn, hub), |after| Ok(after.cast_signed()))?.cast_unsigned();
            let mut outbox = Outbox { from, up_to: from, ..Outbox::default() };
            let (mut size, mut whole) = (0, 0);
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS}, e.series, s.stream, s.replica, s.run,
                        e.seq <= coalesce(h.seq, 0) OR k.seq IS NOT NULL
                 FROM entries e JOIN series s ON s.id = e.series
                 LEFT JOIN hub_heads h ON h.hub = ?1 AND h.series = e.series
                 LEFT JOIN kept_back k ON k.hub = ?1 AND k.series = e.series
                 WHERE e.position > ?2 AND {COUNTS} ORDER BY e.position LIMIT ?3"
            ))?;
            let mut rows = statement.query((hub.0, from.cast_signed(), STEP))?;
            let mut rest = from;
            while let Some(row) = rows.next()? {
                let full = outbox.entries.len() >= limit;
                if full && whole > 0 || whole == outbox.entries.len() && size >= bytes {
                    outbox.entries.truncate(whole);
                    outbox.more = true;
                    return Ok(outbox);
                }
                let stored = Stored::read(row, &read::series(row, 11)?)?;
                rest = stored.position.cast_unsigned();
                if !row.get::<_, bool>(14)? {
                    size += redact::bytes(&stored.entry).map_or(0, <[u8]>::len) + 400;
                    outbox.entries.push(stored.entry);
                }
                if outbox.entries.last().is_none_or(|last| last.signature.is_some()) {
                    (whole, outbox.up_to) = (outbox.entries.len(), rest);
                }
            }
            if whole == 0 {
                outbox.up_to = rest;
            } else {
                outbox.entries.truncate(whole);
            }
            outbox.more = outbox.up_to < last_position(conn)?;
            Ok(outbox)
        })
    }
}

pub(crate) fn pushed(conn: &Connection, hub: ReplicaKey) -> Result<i64, JournalError> {
    let mut statement = conn.prepare_cached("SELECT pushed FROM hubs WHERE hub = ?1")?;
    Ok(statement.query_row([hub.0], |row| row.get(0)).optional()?.unwrap_or(0))
}
