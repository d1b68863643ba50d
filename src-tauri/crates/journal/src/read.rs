//! Reading the log: heads, entries with their chain verified, folded records.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::entry::{BodyBytes, Entry, EntryHash, Head, Series, first_hash, signed_by};
use incident::id::{Millis, ReplicaKey, Run, WorkspaceId};
use incident::record::{Fact, Record};
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::facts::Kept;
use crate::sift::Twin;
use crate::{Flaw, Journal, JournalError, aside, checkpoints, schema};

/// How many connections for reading are kept open.
const POOL: usize = 4;

/// The record of a stream in a file that another process may have open as its journal.
///
/// # Errors
/// As [`Journal::record`].
pub fn record_in(file: &Path, stream: Stream) -> Result<Record, JournalError> {
    let conn = schema::reader(file)?;
    let tx = conn.unchecked_transaction()?;
    let workspace = tx.query_row("SELECT value FROM meta WHERE key = 'workspace'", [], |row| row.get(0))?;
    fold_whole(&tx, WorkspaceId(workspace), stream)
}

impl Journal {
    /// The record of a stream; an empty one for a stream that has no entries.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] when an entry is not what was written; a disk that refuses.
    pub fn record(&self, stream: Stream) -> Result<Arc<Record>, JournalError> {
        let since = {
            let mut cache = hold(&self.cache);
            if let Some(folded) = cache.get(stream) {
                return Ok(folded.record);
            }
            cache.commits()
        };
        let record = Arc::new(self.read(|conn| fold(conn, self.workspace, stream))?);
        hold(&self.cache).keep_read(&record, since);
        Ok(record)
    }

    /// All entries of a stream, ordered by series and number, verified with their signatures: what leaves the
    /// journal is what was signed.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] when an entry is not what was written; a disk that refuses.
    pub fn entries(&self, stream: Stream) -> Result<Vec<Entry>, JournalError> {
        self.read(|conn| {
            let mut entries = Vec::new();
            for held in heads(conn, stream)? {
                let mut forged = None;
                walk(conn, self.workspace, &held, |stored| {
                    let signature = stored.entry.signature;
                    if signature
                        .is_some_and(|signature| !signed_by(&held.series.replica, &stored.hash, &signature))
                    {
                        forged = forged.or(Some(stored.entry.head.seq));
                    }
                    entries.push(stored.entry);
                })?;
                if let Some(seq) = forged {
                    return Err(damaged(&held.series, seq, Flaw::Signature));
                }
            }
            Ok(entries)
        })
    }

    /// Whether the stream has an entry.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn knows(&self, stream: Stream) -> Result<bool, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT 1 FROM series WHERE stream = ?1")?;
            Ok(statement.exists([stream.to_bytes()])?)
        })
    }

    /// Every stream of the same kind as this one (all incidents, all sections of the book), in order of id.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn streams(&self, like: Stream) -> Result<Vec<Stream>, JournalError> {
        let kind = like.to_bytes()[0];
        let (mut first, mut last) = ([0; Stream::WIDTH], [u8::MAX; Stream::WIDTH]);
        (first[0], last[0]) = (kind, kind);
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT DISTINCT stream FROM series WHERE stream BETWEEN ?1 AND ?2 ORDER BY stream",
            )?;
            let streams = statement.query_map([first, last], |row| Ok(Stream::from_bytes(row.get(0)?)))?;
            Ok(streams.collect::<Result<_, _>>()?)
        })
    }

    /// Runs a reading on one snapshot of the file, on a connection of the pool.
    pub(crate) fn read<T>(
        &self,
        reading: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let result = self.read_pooled(reading);
        self.note_damage(&result);
        result
    }

    fn read_pooled<T>(
        &self,
        reading: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let idle = hold(&self.readers).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => schema::reader(&self.file)?,
        };
        // The statements are kept prepared, which rusqlite's own transactions do not do.
        conn.prepare_cached("BEGIN")?.execute([])?;
        let result = reading(&conn);
        let ended = conn.prepare_cached("COMMIT").and_then(|mut statement| statement.execute([]));
        let mut pool = hold(&self.readers);
        // One whose snapshot cannot be let go is not used again.
        if ended.is_ok() && pool.len() < POOL {
            pool.push(conn);
        }
        result
    }
}

/// Locks, also after a panic elsewhere: transactions roll back by themselves and caches hold whole values.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The head of a series as it is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub id: i64,
    pub series: Series,
    pub seq: u64,
    pub hash: EntryHash,
}

/// What counts of `entries` called `e`: other numbers were set aside.
pub(crate) const COUNTS: &str = "e.seq < 9007199254740992";

/// A series without entries is damaged, unless all of it was set aside; its head has the number 0 and is still read.
const HEAD: &str = "SELECT s.id, s.stream, s.replica, s.run, e.seq, e.hash FROM series s LEFT JOIN entries e
    ON e.series = s.id AND e.seq = (SELECT max(seq) FROM entries WHERE series = s.id AND seq < 9007199254740992)";

impl Held {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let series = series(row, 1)?;
        let seq = row.get::<_, Option<i64>>(4)?.unwrap_or(0).cast_unsigned();
        let hash = row.get::<_, Option<[u8; 32]>>(5)?.unwrap_or_default();
        Ok(Self { id: row.get(0)?, series, seq, hash: EntryHash(hash) })
    }
}

/// The series that the three columns from this one on name.
pub(crate) fn series(row: &Row<'_>, first: usize) -> rusqlite::Result<Series> {
    Ok(Series {
        stream: Stream::from_bytes(row.get(first)?),
        replica: ReplicaKey(row.get(first + 1)?),
        run: Run(row.get(first + 2)?),
    })
}

/// The series of this row id.
pub(crate) fn name(conn: &Connection, id: i64) -> Result<Option<Series>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT stream, replica, run FROM series WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| series(row, 0)).optional()?)
}

/// The heads of all series of a stream, by replica and run.
pub(crate) fn heads(conn: &Connection, stream: Stream) -> Result<Vec<Held>, JournalError> {
    let mut statement =
        conn.prepare_cached(&format!("{HEAD} WHERE s.stream = ?1 ORDER BY s.replica, s.run"))?;
    let heads = statement.query_map([stream.to_bytes()], Held::read)?;
    Ok(heads.collect::<Result<_, _>>()?)
}

/// The head of one series, if anything of it is held.
pub(crate) fn head(conn: &Connection, series: &Series) -> Result<Option<Held>, JournalError> {
    let mut statement =
        conn.prepare_cached(&format!("{HEAD} WHERE s.stream = ?1 AND s.replica = ?2 AND s.run = ?3"))?;
    let key = (series.stream.to_bytes(), series.replica.0, series.run.0);
    Ok(statement.query_row(key, Held::read).optional()?)
}

/// The head of the series with this row id.
pub(crate) fn head_by_id(conn: &Connection, id: i64) -> Result<Option<Held>, JournalError> {
    let mut statement = conn.prepare_cached(&format!("{HEAD} WHERE s.id = ?1"))?;
    Ok(statement.query_row([id], Held::read).optional()?)
}

/// Every head in the file.
pub(crate) fn each_head(conn: &Connection, mut each: impl FnMut(Held)) -> Result<(), JournalError> {
    let mut statement = conn.prepare_cached(&format!("{HEAD} ORDER BY s.id"))?;
    for held in statement.query_map([], Held::read)? {
        each(held?);
    }
    Ok(())
}

/// An entry with what the file keeps beside it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub position: i64,
    pub hash: EntryHash,
    pub body_sha256: [u8; 32],
    pub entry: Entry,
}

/// The columns that [`Stored::read`] takes, of `entries` called `e`.
pub(crate) const COLUMNS: &str =
    "e.position, e.seq, e.stamp, e.v, e.flags, e.recorded_at, e.body_sha256, e.hash, e.signature, e.body";

impl Stored {
    pub(crate) fn read(row: &Row<'_>, series: &Series) -> rusqlite::Result<Self> {
        let body_sha256 = row.get(6)?;
        let body = match row.get::<_, Option<Vec<u8>>>(9)? {
            Some(bytes) => BodyBytes::Whole(bytes),
            None => BodyBytes::Dropped(body_sha256),
        };
        let head = Head {
            v: row.get(3)?,
            flags: row.get(4)?,
            stream: series.stream,
            replica: series.replica,
            run: series.run,
            seq: row.get::<_, i64>(1)?.cast_unsigned(),
            stamp: row.get::<_, i64>(2)?.cast_unsigned(),
            recorded_at: Millis(row.get(5)?),
        };
        let entry = Entry { head, body, signature: row.get(8)? };
        Ok(Self { position: row.get(0)?, hash: EntryHash(row.get(7)?), body_sha256, entry })
    }
}

/// One entry of a series by its number.
pub(crate) fn entry(conn: &Connection, held: &Held, seq: u64) -> Result<Option<Stored>, JournalError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM entries e WHERE e.series = ?1 AND e.seq = ?2"))?;
    let stored =
        statement.query_row((held.id, seq.cast_signed()), |row| Stored::read(row, &held.series)).optional();
    Ok(stored?)
}

/// What stands under these numbers of a series, in their order.
pub(crate) fn twins(
    conn: &Connection,
    held: &Held,
    numbers: RangeInclusive<u64>,
) -> Result<Vec<Twin>, JournalError> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, stamp, v, flags, recorded_at, body_sha256 FROM entries
         WHERE series = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
    )?;
    let Series { stream, replica, run } = held.series;
    let numbers = (held.id, numbers.start().cast_signed(), numbers.end().cast_signed());
    let twins = statement.query_map(numbers, |row| {
        let head = Head {
            v: row.get(2)?,
            flags: row.get(3)?,
            stream,
            replica,
            run,
            seq: row.get::<_, i64>(0)?.cast_unsigned(),
            stamp: row.get::<_, i64>(1)?.cast_unsigned(),
            recorded_at: Millis(row.get(4)?),
        };
        Ok(Twin { head, body_sha256: row.get(5)? })
    })?;
    Ok(twins.collect::<Result<_, _>>()?)
}

/// The hash of one entry of a series.
pub(crate) fn hash(conn: &Connection, held: &Held, seq: u64) -> Result<Option<EntryHash>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT hash FROM entries WHERE series = ?1 AND seq = ?2")?;
    let hash = statement.query_row((held.id, seq.cast_signed()), |row| row.get(0)).optional()?;
    Ok(hash.map(EntryHash))
}

/// Reads a series from its beginning, verifying that every entry is there and is what was written.
pub(crate) fn walk(
    conn: &Connection,
    workspace: WorkspaceId,
    held: &Held,
    each: impl FnMut(Stored),
) -> Result<(), JournalError> {
    walk_on(conn, held, (0, first_hash(workspace, &held.series)), each)
}

/// The same, from after an entry of this number and hash on.
fn walk_on(
    conn: &Connection,
    held: &Held,
    after: (u64, EntryHash),
    mut each: impl FnMut(Stored),
) -> Result<(), JournalError> {
    let series = held.series;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM entries e WHERE e.series = ?1 AND e.seq > ?2 AND {COUNTS} ORDER BY e.seq"
    ))?;
    let (mut seq, mut hash) = after;
    let mut rows = statement.query((held.id, seq.cast_signed()))?;
    while let Some(row) = rows.next()? {
        seq += 1;
        let stored = Stored::read(row, &series).map_err(|_| damaged(&series, seq, Flaw::Unreadable))?;
        if stored.entry.head.seq != seq {
            return Err(damaged(&series, seq, Flaw::Missing));
        }
        hash = stored.entry.hash(&hash);
        if hash != stored.hash {
            return Err(damaged(&series, seq, Flaw::Changed));
        }
        each(stored);
    }
    if seq == 0 && !aside::any(conn, held.id)? {
        return Err(damaged(&series, 1, Flaw::Missing));
    }
    Ok(())
}

/// Folds a stream from the file. Of a document whose facts were kept only what came since is read.
pub(crate) fn fold(
    conn: &Connection,
    workspace: WorkspaceId,
    stream: Stream,
) -> Result<Record, JournalError> {
    let heads = heads(conn, stream)?;
    let Kept { ends, mut facts } = match stream {
        Stream::Document(_) => checkpoints::read_before(conn, stream, &heads)?,
        _ => Kept::default(),
    };
    for held in heads {
        let read =
            ends.iter().find(|(series, ..)| *series == held.series).map(|(_, seq, hash)| (*seq, *hash));
        let after = read.unwrap_or_else(|| (0, first_hash(workspace, &held.series)));
        walk_on(conn, &held, after, |stored| facts.push(Fact::read(&stored.entry, &stored.hash)))?;
    }
    Ok(Record::fold(stream, facts))
}

/// The same, reading every entry.
pub(crate) fn fold_whole(
    conn: &Connection,
    workspace: WorkspaceId,
    stream: Stream,
) -> Result<Record, JournalError> {
    let mut facts = Vec::new();
    for held in heads(conn, stream)? {
        walk(conn, workspace, &held, |stored| facts.push(Fact::read(&stored.entry, &stored.hash)))?;
    }
    Ok(Record::fold(stream, facts))
}

pub(crate) fn damaged(series: &Series, seq: u64, what: Flaw) -> JournalError {
    JournalError::Damaged { stream: series.stream, replica: series.replica, run: series.run, seq, what }
}
