//! Reading what is left in a damaged file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use incident::entry::{BodyBytes, Entry, EntryHash, Series};
use incident::id::{Millis, WorkspaceId};
use incident::stream::Stream;
use rusqlite::Connection;

use crate::read::{self, COLUMNS, Stored};
use crate::{Gap, Journal, JournalError, aside, findings, inbox, receipts, schema};

/// How many entries are handed to the restored journal in one transaction.
const STEP: usize = 5_000;

/// A damaged file, open for reading.
pub(crate) struct Wreck {
    conn: Connection,
}

/// What the damaged file gave, and what it no longer gives.
#[derive(Default)]
pub(crate) struct Found {
    pub salvaged: u64,
    pub missing: Vec<Gap>,
    pub newest_missing: Option<Millis>,
    pub complete: bool,
}

/// A series as the damaged file tells of it.
struct Told {
    series: Series,
    /// The highest number that its index or any of its entries has.
    seq: u64,
    /// The hash of its head, where that can be read.
    hash: Option<EntryHash>,
    /// The highest number that the restored journal holds.
    held: u64,
    /// Entries since the last signed one.
    open: Vec<Entry>,
    /// A text of it is gone. The word that says why may lie anywhere in the file, so the rest of it comes last.
    waits: bool,
}

impl Wreck {
    /// Opens the file as far as SQLite can.
    pub(crate) fn open(file: &Path) -> Option<Self> {
        let conn = schema::reader(file).ok()?;
        schema::format(&conn).ok()?;
        Some(Self { conn })
    }

    pub(crate) fn workspace(&self) -> Option<WorkspaceId> {
        let key = "SELECT value FROM meta WHERE key = 'workspace'";
        self.conn.query_row(key, [], |row| row.get(0)).ok().map(WorkspaceId)
    }

    /// Hands every intact entry that continues what the journal holds to it, and reports the rest.
    pub(crate) fn salvage(self, journal: &Journal) -> Result<Found, JournalError> {
        let mut found = Found::default();
        let (mut told, all_series) = self.series();
        for one in told.values_mut() {
            one.held = journal.read(|conn| read::head(conn, &one.series))?.map_or(0, |head| head.seq);
        }
        let (positions, all_positions) = self.positions();
        // Positions have no gaps: where one is, an entry was, and nothing says of which series.
        let gapless = positions.iter().zip(1..).all(|(position, expected)| *position == expected);
        found.complete = all_series && all_positions && gapless;
        // No series can be longer than the whole log: a number above that is damage and counts nothing.
        let longest = positions.last().map_or(0, |last| last.unsigned_abs());
        told.values_mut().filter(|one| one.seq > longest).for_each(|one| one.seq = 0);
        // When something was recorded can be told even of an entry whose text is damaged.
        let mut recorded: Vec<(Series, u64, Millis)> = Vec::new();
        let mut ready: Vec<Entry> = Vec::new();
        let mut last: BTreeMap<Stream, Vec<Entry>> = BTreeMap::new();
        let mut hand_over = |entries: &mut Vec<Entry>| -> Result<(), JournalError> {
            found.salvaged += journal.absorb(std::mem::take(entries))?.taken as u64;
            Ok(())
        };
        let mut lies_whole = true;
        let mut aside: Vec<(Series, Stored)> = Vec::new();
        for position in positions {
            let Some((id, seq, at)) = self.outline(position) else { continue };
            let Some(one) = told.get_mut(&id) else {
                // An entry of a series whose name is gone: nobody can say which one lacks it.
                lies_whole = false;
                continue;
            };
            if aside::is_aside(seq.cast_signed()) {
                aside.extend(self.stored(position, &one.series).map(|stored| (one.series, stored)));
                continue;
            }
            if seq > longest || seq <= one.held {
                continue;
            }
            one.seq = one.seq.max(seq);
            recorded.push((one.series, seq, at));
            let Some(entry) = self.entry(position, &one.series) else { continue };
            let signed = entry.signature.is_some();
            one.open.push(entry);
            if signed {
                one.waits |= one.open.iter().any(|entry| matches!(entry.body, BodyBytes::Dropped(_)));
                let to = if one.waits { last.entry(one.series.stream).or_default() } else { &mut ready };
                to.append(&mut one.open);
            }
            if ready.len() >= STEP {
                hand_over(&mut ready)?;
            }
        }
        // A word may itself come after a text that is gone: all of a stream goes together.
        for entries in last.into_values() {
            ready.extend(entries);
            if ready.len() >= STEP {
                hand_over(&mut ready)?;
            }
        }
        hand_over(&mut ready)?;
        found.complete &= lies_whole;
        aside.sort_by_key(|(_, stored)| stored.entry.head.seq);
        for (series, stored) in &aside {
            journal.derived(|tx| aside::put(tx, journal.workspace(), series, stored))?;
        }
        let mut heads = HashSet::new();
        journal.read(|conn| read::each_head(conn, |head| _ = heads.insert(head.hash)))?;
        for one in told.values() {
            let held = journal.read(|conn| read::head(conn, &one.series))?.map_or(0, |head| head.seq);
            // A series whose name is what was damaged is not missing when it is held under its own name.
            if one.seq > held && !one.hash.is_some_and(|hash| heads.contains(&hash)) {
                found.missing.push(Gap { series: one.series, from: held + 1, count: one.seq - held });
            }
        }
        found.missing.sort_by_key(|gap| gap.series);
        let is_missing = |series: &Series, seq: u64| {
            found.missing.iter().any(|gap| gap.series == *series && seq >= gap.from)
        };
        found.newest_missing =
            recorded.iter().filter(|(series, seq, _)| is_missing(series, *seq)).map(|(_, _, at)| *at).max();
        self.copy_local(journal)?;
        Ok(found)
    }

    /// The series by row id, and whether all of them could be read.
    fn series(&self) -> (HashMap<i64, Told>, bool) {
        let (ids, mut complete) = self.readable("series", "id");
        let name = |id| Some((id, read::name(&self.conn, id).ok()??));
        let mut names: HashMap<i64, Series> = ids.iter().copied().filter_map(name).collect();
        complete &= names.len() == ids.len();
        if !complete {
            // The index holds them once more. A wrong name does no harm: nothing that was signed goes on from it.
            let whole = self.indexed(|id, series| _ = names.entry(id).or_insert(series)).is_ok();
            complete = whole && ids.iter().all(|id| names.contains_key(id));
        }
        let told: HashMap<i64, Told> = names
            .into_iter()
            .map(|(id, series)| {
                // The index may know of entries that can no longer be read.
                let sql = "SELECT coalesce(max(seq), 0) FROM entries WHERE series = ?1
                           AND seq < 9007199254740992";
                let seq = self
                    .conn
                    .prepare_cached(sql)
                    .and_then(|mut s| s.query_row([id], |row| row.get::<_, i64>(0)));
                let hash = read::head_by_id(&self.conn, id).ok().flatten().map(|head| head.hash);
                let seq = seq.unwrap_or(0).cast_unsigned();
                (id, Told { series, seq, hash, held: 0, open: Vec::new(), waits: false })
            })
            .collect();
        (told, complete)
    }

    /// The names of series as the index has them, as far as it can be read.
    fn indexed(&self, mut found: impl FnMut(i64, Series)) -> rusqlite::Result<()> {
        let sql = "SELECT stream, replica, run, id FROM series INDEXED BY sqlite_autoindex_series_1
                   ORDER BY stream, replica, run";
        let mut statement = self.conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found(row.get(3)?, read::series(row, 0)?);
        }
        Ok(())
    }

    fn positions(&self) -> (Vec<i64>, bool) {
        self.readable("entries", "position")
    }

    /// The row ids of a table that can be reached: from the front up to the damage, then from the back.
    fn readable(&self, table: &'static str, key: &'static str) -> (Vec<i64>, bool) {
        let run = |order: &str, after: Option<i64>| {
            let mut ids: Vec<i64> = Vec::new();
            let sql =
                format!("SELECT {key} FROM {table} NOT INDEXED WHERE {key} > ?1 ORDER BY {key} {order}");
            let complete = self.conn.prepare(&sql).and_then(|mut statement| {
                let mut rows = statement.query([after.unwrap_or(i64::MIN)])?;
                while let Some(row) = rows.next()? {
                    ids.push(row.get(0)?);
                }
                Ok(())
            });
            (ids, complete.is_ok())
        };
        let (mut ids, complete) = run("ASC", None);
        if !complete {
            let (back, _) = run("DESC", ids.last().copied());
            ids.extend(back.into_iter().rev());
        }
        (ids, complete)
    }

    /// Series, number and time of an entry.
    fn outline(&self, position: i64) -> Option<(i64, u64, Millis)> {
        let sql = "SELECT series, seq, recorded_at FROM entries WHERE position = ?1";
        let mut statement = self.conn.prepare_cached(sql).ok()?;
        let outline = |row: &rusqlite::Row<'_>| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned(), Millis(row.get(2)?)))
        };
        statement.query_row([position], outline).ok()
    }

    fn entry(&self, position: i64, series: &Series) -> Option<Entry> {
        self.stored(position, series).map(|stored| stored.entry)
    }

    fn stored(&self, position: i64, series: &Series) -> Option<Stored> {
        let sql = format!("SELECT {COLUMNS} FROM entries e WHERE e.position = ?1");
        let mut statement = self.conn.prepare_cached(&sql).ok()?;
        statement.query_row([position], |row| Stored::read(row, series)).ok()
    }

    /// What is no part of the log, such as settings and the evidence against hubs: what can be read of it goes along.
    fn copy_local(&self, journal: &Journal) -> Result<(), JournalError> {
        let settings: Vec<(String, String)> =
            self.rows("SELECT key, value FROM settings", |row| Ok((row.get(0)?, row.get(1)?)));
        for (key, value) in settings {
            journal.set_setting(&key, &value)?;
        }
        journal.keep_notices(self.rows(inbox::ALL, inbox::posted))?;
        journal.keep_looked_at(&self.rows(aside::LOOKED_AT, aside::looked_at))?;
        journal.keep_receipts(&self.rows(receipts::ALL, receipts::receipted))?;
        journal.keep_findings(&self.rows(findings::ALL, findings::found))
    }

    fn rows<T>(&self, sql: &str, read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let rows = self.conn.prepare(sql).and_then(|mut statement| {
            let rows = statement.query_map([], read)?;
            Ok(rows.map_while(Result::ok).collect())
        });
        rows.unwrap_or_default()
    }
}
