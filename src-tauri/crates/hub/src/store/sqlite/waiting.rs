//! What waits for an admin, and the hubs whose word was withdrawn.

use incident::entry::Series;
use incident::id::{Millis, ReplicaKey, Run};
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension, Row};

use super::members::{MembersFile, Writing, turn, word};
use crate::store::StoreError;
use crate::waiting::{MOST, Ruling, Waiting, Why};

const WAITING: &str = "SELECT id, stream, replica, run, first, last, why, since, ruling FROM waiting";

impl MembersFile {
    pub(super) fn all_waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{WAITING} WHERE ruling IS NULL ORDER BY id"))?;
        let all = statement.query_map([], waiting)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    pub(super) fn give_ruling(&self, id: i64, ruling: Ruling) -> Result<bool, StoreError> {
        let sql = "UPDATE waiting SET ruling = ?2 WHERE id = ?1 AND ruling IS NULL";
        Ok(self.conn().execute(sql, (id, ruling.to_string()))? > 0)
    }

    pub(super) fn withdraw(&self, hub: ReplicaKey) -> Result<(), StoreError> {
        self.conn().execute("INSERT OR IGNORE INTO withdrawn_hubs (hub) VALUES (?1)", [hub.0])?;
        Ok(())
    }

    pub(super) fn withdrawn(&self) -> Result<Vec<ReplicaKey>, StoreError> {
        withdrawn(&self.conn())
    }

    pub(super) fn waiting_of(
        &self,
        series: &Series,
    ) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
        of(&self.conn(), series)
    }
}

impl Writing<'_> {
    pub(super) fn withdrawn(&self) -> Result<Vec<ReplicaKey>, StoreError> {
        withdrawn(&self.conn)
    }

    pub(super) fn waiting_of(
        &self,
        series: &Series,
    ) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
        of(&self.conn, series)
    }

    pub(super) fn wait(
        &mut self,
        series: &Series,
        (from, to): (u64, u64),
        why: Why,
        now: Millis,
    ) -> Result<(), StoreError> {
        let id = turn(&self.conn)?;
        self.conn.execute(
            "INSERT INTO waiting (id, stream, replica, run, first, last, why, since)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
             WHERE (SELECT count(*) FROM waiting WHERE ruling IS NULL) < ?9
                OR EXISTS (SELECT 1 FROM waiting WHERE stream = ?2 AND replica = ?3 AND run = ?4)
             ON CONFLICT (stream, replica, run) DO UPDATE SET
                 since = iif(ruling IS NULL, since, ?8), first = ?5, last = max(last, ?6), why = ?7, ruling = NULL",
            (
                id,
                series.stream.to_bytes(),
                series.replica.0,
                series.run.0,
                from.cast_signed(),
                to.cast_signed(),
                why.to_string(),
                now.0,
                MOST,
            ),
        )?;
        Ok(())
    }
}

fn withdrawn(conn: &Connection) -> Result<Vec<ReplicaKey>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT hub FROM withdrawn_hubs ORDER BY hub")?;
    let hubs = statement.query_map([], |row| Ok(ReplicaKey(row.get(0)?)))?;
    Ok(hubs.collect::<Result<_, _>>()?)
}

fn of(conn: &Connection, series: &Series) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("{WAITING} WHERE stream = ?1 AND replica = ?2 AND run = ?3"))?;
    let key = (series.stream.to_bytes(), series.replica.0, series.run.0);
    let ruled = |row: &Row<'_>| {
        let ruling = if row.get::<_, Option<String>>(8)?.is_some() { Some(word(row, 8)?) } else { None };
        Ok((waiting(row)?, ruling))
    };
    Ok(statement.query_row(key, ruled).optional()?)
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let stream = Stream::from_bytes(row.get(1)?);
    Ok(Waiting {
        id: row.get(0)?,
        series: Series { stream, replica: ReplicaKey(row.get(2)?), run: Run(row.get(3)?) },
        from: row.get::<_, i64>(4)?.cast_unsigned(),
        to: row.get::<_, i64>(5)?.cast_unsigned(),
        why: word(row, 6)?,
        since: Millis(row.get(7)?),
    })
}
