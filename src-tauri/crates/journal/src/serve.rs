//! Reading the log as others ask for it: in the order of the file, by series, and from where they stopped.

use incident::entry::{Entry, EntryHash, Series};
use incident::id::IncidentId;
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension};

use crate::hubs::last_position;
use crate::read::{self, COLUMNS, COUNTS, Held, Stored};
use crate::{Journal, JournalError};

/// How many marks one transaction fills in.
const STEP: i64 = 10_000;

/// An entry where it lies in the file.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its position: the order of commits, without gaps, from 1.
    pub position: u64,
    /// The entry.
    pub entry: Entry,
    /// Its hash.
    pub hash: EntryHash,
}

/// How far a series is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesEnd {
    /// Which one.
    pub series: Series,
    /// The number of its last entry.
    pub seq: u64,
    /// The hash of that.
    pub hash: EntryHash,
}

impl From<Held> for SeriesEnd {
    fn from(Held { series, seq, hash, .. }: Held) -> Self {
        Self { series, seq, hash }
    }
}

impl Journal {
    /// The last position; 0 in an empty journal.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn position(&self) -> Result<u64, JournalError> {
        self.read_little(last_position)
    }

    /// At most so many entries after a position.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn page(&self, after: u64, limit: usize) -> Result<Vec<Placed>, JournalError> {
        self.read(|conn| page(conn, after, limit))
    }

    /// The same after a position with its mark, as [`Journal::mark`] has it; none where the mark there is another.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn page_after_mark(
        &self,
        after: u64,
        mark: [u8; 8],
        limit: usize,
        next: impl Fn([u8; 8], &EntryHash) -> [u8; 8],
    ) -> Result<Option<Vec<Placed>>, JournalError> {
        let known = self.read_little(|conn| {
            let kept = if after == 0 { Some([0; 8]) } else { mark_at(conn, after)? };
            Ok(match kept {
                Some(kept) if kept == mark => Some(Some(page(conn, after, limit)?)),
                Some(_) => Some(None),
                None => None,
            })
        })?;
        if let Some(known) = known {
            return Ok(known);
        }
        // Nobody has asked so far yet.
        let same = self.mark(after, next)? == Some(mark);
        Ok(if same { Some(self.page(after, limit)?) } else { None })
    }

    /// The streams of which an entry lies after a position.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn streams_since(&self, position: u64) -> Result<Vec<Stream>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT DISTINCT s.stream FROM entries e JOIN series s ON s.id = e.series WHERE e.position > ?1",
            )?;
            let streams =
                statement.query_map([position.cast_signed()], |row| Ok(Stream::from_bytes(row.get(0)?)))?;
            Ok(streams.collect::<Result<_, _>>()?)
        })
    }

    /// At most so many incidents, those in which somebody began to write most recently first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn incidents_begun(&self, most: usize) -> Result<Vec<Stream>, JournalError> {
        let sql = "SELECT stream FROM series WHERE substr(stream, 1, 1) = ?1
                   GROUP BY stream ORDER BY max(id) DESC LIMIT ?2";
        let kind = Stream::Incident(IncidentId([0; 16])).to_bytes()[0];
        self.read(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let rows = statement.query_map((&[kind][..], most), |row| Ok(Stream::from_bytes(row.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// At most so many entries of a series after a number.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn tail(&self, series: &Series, after: u64, limit: usize) -> Result<Vec<Entry>, JournalError> {
        self.read(|conn| {
            let Some(held) = read::head(conn, series)? else { return Ok(Vec::new()) };
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM entries e WHERE e.series = ?1 AND e.seq > ?2 AND {COUNTS} ORDER BY e.seq LIMIT ?3"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let tail = statement.query_map((held.id, after.cast_signed(), limit), |row| {
                Ok(Stored::read(row, series)?.entry)
            })?;
            Ok(tail.collect::<Result<_, _>>()?)
        })
    }

    /// How far a series is held, if anything of it is.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn end(&self, series: &Series) -> Result<Option<SeriesEnd>, JournalError> {
        self.read(|conn| Ok(read::head(conn, series)?.filter(|held| held.seq > 0).map(SeriesEnd::from)))
    }

    /// The hash of one entry of a series, if it is held.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn hash_at(&self, series: &Series, seq: u64) -> Result<Option<EntryHash>, JournalError> {
        self.read(|conn| hash_at(conn, series, seq))
    }

    /// The same of several.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn hashes_at(
        &self,
        places: impl IntoIterator<Item = (Series, u64)>,
    ) -> Result<Vec<Option<EntryHash>>, JournalError> {
        let places: Vec<_> = places.into_iter().collect();
        self.read_little(|conn| places.iter().map(|(series, seq)| hash_at(conn, series, *seq)).collect())
    }

    /// The ends of about so many series, whole streams at a time, of the streams after this one in the order of their
    /// bytes.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn ends(&self, after: Option<Stream>, limit: usize) -> Result<Vec<SeriesEnd>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.stream, s.replica, s.run, e.seq, e.hash FROM series s JOIN entries e
                 ON e.series = s.id AND e.seq = (SELECT max(seq) FROM entries WHERE series = s.id AND seq < 9007199254740992)
                 WHERE s.stream > ?1 ORDER BY s.stream, s.replica, s.run",
            )?;
            // A shorter blob comes before all that it begins, so nothing is before the first stream.
            let after = after.map_or_else(Vec::new, |stream| stream.to_bytes().to_vec());
            let mut ends: Vec<SeriesEnd> = Vec::new();
            let mut rows = statement.query([after])?;
            while let Some(row) = rows.next()? {
                let series = read::series(row, 0)?;
                let goes_on = ends.last().is_some_and(|last| last.series.stream == series.stream);
                if ends.len() >= limit && !goes_on {
                    break;
                }
                let seq = row.get::<_, i64>(3)?.cast_unsigned();
                ends.push(SeriesEnd { series, seq, hash: EntryHash(row.get(4)?) });
            }
            Ok(ends)
        })
    }

    /// What stands for everything up to a position; none beyond the end. `next` makes a mark from the one before and the
    /// hash of the entry there. Marks are filled in as far as they are asked for: each follows from the log.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn mark(
        &self,
        position: u64,
        next: impl Fn([u8; 8], &EntryHash) -> [u8; 8],
    ) -> Result<Option<[u8; 8]>, JournalError> {
        if position == 0 {
            return Ok(Some([0; 8]));
        }
        loop {
            let (found, end) = self.read_little(|conn| {
                let found = mark_at(conn, position)?;
                Ok((found, if found.is_none() { last_position(conn)? } else { position }))
            })?;
            if found.is_some() || position > end {
                return Ok(found);
            }
            self.derived(|tx| fill_marks(tx, &next))?;
        }
    }
}

fn hash_at(conn: &Connection, series: &Series, seq: u64) -> Result<Option<EntryHash>, JournalError> {
    match read::head(conn, series)? {
        Some(held) if held.seq == seq && seq > 0 => Ok(Some(held.hash)),
        Some(held) => read::hash(conn, &held, seq),
        None => Ok(None),
    }
}

fn page(conn: &Connection, after: u64, limit: usize) -> Result<Vec<Placed>, JournalError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, s.stream, s.replica, s.run FROM entries e JOIN series s ON s.id = e.series
         WHERE e.position > ?1 AND {COUNTS} ORDER BY e.position LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let placed = statement.query_map((after.cast_signed(), limit), |row| {
        let Stored { position, entry, hash, .. } = Stored::read(row, &read::series(row, 10)?)?;
        Ok(Placed { position: position.cast_unsigned(), entry, hash })
    })?;
    Ok(placed.collect::<Result<_, _>>()?)
}

/// The mark at a position, if it was filled in.
fn mark_at(conn: &Connection, position: u64) -> Result<Option<[u8; 8]>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT mark FROM marks WHERE position = ?1")?;
    Ok(statement.query_row([position.cast_signed()], |row| row.get(0)).optional()?)
}

/// Fills in further marks: gives the last one with its position, and whether there may be more to fill in.
pub(crate) fn fill_marks(
    tx: &Connection,
    next: impl Fn([u8; 8], &EntryHash) -> [u8; 8],
) -> Result<(i64, [u8; 8], bool), JournalError> {
    let last = tx
        .prepare_cached("SELECT position, mark FROM marks ORDER BY position DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 8]>(1)?)))
        .optional()?;
    let (mut position, mut mark) = last.unwrap_or_default();
    let mut read = tx.prepare_cached(
        "SELECT position, hash FROM entries WHERE position > ?1 ORDER BY position LIMIT ?2",
    )?;
    let mut write = tx.prepare_cached("INSERT INTO marks (position, mark) VALUES (?1, ?2)")?;
    let mut rows = read.query([position, STEP])?;
    let mut filled = 0;
    while let Some(row) = rows.next()? {
        position = row.get(0)?;
        mark = next(mark, &EntryHash(row.get(1)?));
        write.execute((position, mark))?;
        filled += 1;
    }
    Ok((position, mark, filled == STEP))
}
