//! What waits for an admin, and the hubs whose word was withdrawn.

use incident::entry::Series;
use incident::id::{Millis, ReplicaKey, Run};
use incident::stream::Stream;
use tokio_postgres::Row;

use super::Postgres;
use super::change::PgChange;
use super::rows::{bytes, get, number};
use crate::store::StoreError;
use crate::waiting::{MOST, Ruling, Waiting, Why};

const WAITING: &str = "SELECT id, stream, replica, run, first, last, why, since, ruling FROM waiting
    WHERE workspace = $1";

impl Postgres {
    pub(super) fn all_waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let sql = format!("{WAITING} AND ruling IS NULL ORDER BY id");
        self.query(&sql, &[&self.key()])?.iter().map(waiting).collect()
    }

    pub(super) fn give_ruling(&self, id: i64, ruling: Ruling) -> Result<bool, StoreError> {
        let sql = "UPDATE waiting SET ruling = $3 WHERE workspace = $1 AND id = $2 AND ruling IS NULL
                   RETURNING id";
        Ok(!self.query(sql, &[&self.key(), &id, &ruling.to_string()])?.is_empty())
    }

    pub(super) fn withdraw(&self, hub: ReplicaKey) -> Result<(), StoreError> {
        let sql = "INSERT INTO withdrawn_hubs (workspace, hub) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.in_turn(&[(sql, &[&self.key(), &hub.0])])
    }
}

impl PgChange<'_> {
    pub(super) fn waiting_of(
        &self,
        series: &Series,
    ) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
        let sql = format!("{WAITING} AND stream = $2 AND replica = $3 AND run = $4");
        let Series { stream, replica, run } = series;
        let rows = self.query(&sql, &[&self.store.key(), &stream.to_bytes(), &replica.0, &run.0])?;
        let Some(row) = rows.first() else { return Ok(None) };
        let ruling = get::<Option<&str>>(row, 8)?.map(str::parse).transpose()?;
        Ok(Some((waiting(row)?, ruling)))
    }

    pub(super) fn note_waiting(
        &self,
        series: &Series,
        (from, to): (u64, u64),
        why: Why,
        now: Millis,
    ) -> Result<(), StoreError> {
        let Series { stream, replica, run } = series;
        let key = self.store.key();
        self.execute("UPDATE workspaces SET turn = turn + 1 WHERE workspace = $1", &[&key])?;
        self.execute(
            "INSERT INTO waiting (workspace, id, stream, replica, run, first, last, why, since)
             SELECT $1, w.turn, $2, $3, $4, $5, $6, $7, $8 FROM workspaces w WHERE w.workspace = $1 AND (
                 (SELECT count(*) FROM waiting WHERE workspace = $1 AND ruling IS NULL) < $9
                 OR EXISTS (SELECT FROM waiting
                            WHERE workspace = $1 AND stream = $2 AND replica = $3 AND run = $4))
             ON CONFLICT (workspace, stream, replica, run) DO UPDATE SET
                 since = CASE WHEN waiting.ruling IS NULL THEN waiting.since ELSE excluded.since END,
                 first = excluded.first, last = greatest(waiting.last, excluded.last), why = excluded.why,
                 ruling = NULL",
            &[
                &key,
                &stream.to_bytes(),
                &replica.0,
                &run.0,
                &from.cast_signed(),
                &to.cast_signed(),
                &why.to_string(),
                &now.0,
                &MOST,
            ],
        )
    }
}

fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    let series = Series {
        stream: Stream::from_bytes(bytes(row, 1)?),
        replica: ReplicaKey(bytes(row, 2)?),
        run: Run(bytes(row, 3)?),
    };
    Ok(Waiting {
        id: get(row, 0)?,
        series,
        from: number(row, 4)?,
        to: number(row, 5)?,
        why: get::<&str>(row, 6)?.parse()?,
        since: Millis(get(row, 7)?),
    })
}
