//! Those who asked to hear of the public status page.

use incident::id::Millis;
use tokio_postgres::Row;

use super::Postgres;
use super::rows::{bytes, get, number};
use crate::store::subscribers::{ASKED_AGAIN, REMEMBERED, UNCONFIRMED};
use crate::store::{Counts, HearsBy, StoreError, Subscriber, SubscriberName, Subscribers};

const COLUMNS: &str =
    "SELECT name, way, address, by_admin, asked_at, confirmed_at, bounced_at FROM subscribers";

impl Subscribers for Postgres {
    fn ask(
        &self,
        way: HearsBy,
        address: &str,
        name: SubscriberName,
        now: Millis,
    ) -> Result<Option<SubscriberName>, StoreError> {
        // Whoever asks again after nothing reached them shows anew that the address is theirs.
        let sql = "INSERT INTO subscribers (workspace, name, way, address, by_admin, asked_at)
                   VALUES ($1, $2, $3, $4, false, $5)
                   ON CONFLICT (workspace, way, address) DO UPDATE
                   SET asked_at = excluded.asked_at, confirmed_at = NULL, bounced_at = NULL
                   WHERE (subscribers.confirmed_at IS NULL OR subscribers.bounced_at IS NOT NULL)
                   AND subscribers.asked_at <= $6
                   RETURNING name";
        let before = now.0.saturating_sub(ASKED_AGAIN);
        let rows = self.query(sql, &[&self.key(), &&name.0[..], &way.word(), &address, &now.0, &before])?;
        rows.first().map(|row| bytes(row, 0).map(SubscriberName)).transpose()
    }

    fn forget_unconfirmed(&self, now: Millis) -> Result<(), StoreError> {
        let old = now.0.saturating_sub(UNCONFIRMED);
        let sql = "DELETE FROM subscribers WHERE workspace = $1 AND confirmed_at IS NULL AND asked_at < $2";
        self.query(sql, &[&self.key(), &old]).map(drop)
    }

    fn bring(&self, those: &[(HearsBy, String, SubscriberName)], now: Millis) -> Result<u64, StoreError> {
        let names: Vec<&[u8]> = those.iter().map(|(_, _, name)| &name.0[..]).collect();
        let ways: Vec<&str> = those.iter().map(|(way, ..)| way.word()).collect();
        let addresses: Vec<&str> = those.iter().map(|(_, address, _)| address.as_str()).collect();
        let sql = "INSERT INTO subscribers (workspace, name, way, address, by_admin, asked_at, confirmed_at)
                   SELECT $1, name, way, address, true, $5, $5
                   FROM (SELECT DISTINCT ON (way, address) name, way, address
                         FROM unnest($2::bytea[], $3::text[], $4::text[]) AS line (name, way, address)) AS brought
                   ON CONFLICT (workspace, way, address) DO UPDATE
                   SET confirmed_at = excluded.confirmed_at, by_admin = true, bounced_at = NULL
                   WHERE subscribers.confirmed_at IS NULL RETURNING name";
        Ok(self.query(sql, &[&self.key(), &names, &ways, &addresses, &now.0])?.len() as u64)
    }

    fn subscriber(&self, name: SubscriberName) -> Result<Option<Subscriber>, StoreError> {
        let sql = format!("{COLUMNS} WHERE workspace = $1 AND name = $2");
        self.query(&sql, &[&self.key(), &&name.0[..]])?.first().map(subscriber).transpose()
    }

    fn confirm(&self, name: SubscriberName, now: Millis) -> Result<bool, StoreError> {
        let sql = "UPDATE subscribers SET confirmed_at = coalesce(confirmed_at, $3),
                   bounced_at = CASE WHEN confirmed_at IS NULL THEN NULL ELSE bounced_at END
                   WHERE workspace = $1 AND name = $2 RETURNING name";
        Ok(!self.query(sql, &[&self.key(), &&name.0[..], &now.0])?.is_empty())
    }

    fn remove(&self, name: SubscriberName) -> Result<bool, StoreError> {
        let sql = "DELETE FROM subscribers WHERE workspace = $1 AND name = $2 RETURNING name";
        Ok(!self.query(sql, &[&self.key(), &&name.0[..]])?.is_empty())
    }

    fn bounced(&self, names: &[SubscriberName], now: Millis) -> Result<(), StoreError> {
        let names: Vec<&[u8]> = names.iter().map(|name| &name.0[..]).collect();
        let sql = "UPDATE subscribers SET bounced_at = coalesce(bounced_at, $3)
                   WHERE workspace = $1 AND name = ANY($2::bytea[])";
        self.query(sql, &[&self.key(), &names, &now.0]).map(drop)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let sql = "SELECT
            count(*) FILTER (WHERE way = 'email' AND confirmed_at IS NOT NULL AND bounced_at IS NULL),
            count(*) FILTER (WHERE way = 'webhook' AND confirmed_at IS NOT NULL AND bounced_at IS NULL),
            count(*) FILTER (WHERE confirmed_at IS NULL),
            count(*) FILTER (WHERE bounced_at IS NOT NULL)
            FROM subscribers WHERE workspace = $1";
        let rows = self.query(sql, &[&self.key()])?;
        let Some(row) = rows.first() else { return Ok(Counts::default()) };
        Ok(Counts {
            email: number(row, 0)?,
            webhook: number(row, 1)?,
            waiting: number(row, 2)?,
            bounced: number(row, 3)?,
        })
    }

    fn listed(&self, after: &str, limit: usize) -> Result<Vec<Subscriber>, StoreError> {
        // By bytes, as the other store has it, whatever the database's language is.
        let sql = format!(
            "{COLUMNS} WHERE workspace = $1 AND address COLLATE \"C\" > $2 ORDER BY address COLLATE \"C\" LIMIT $3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.query(&sql, &[&self.key(), &after, &limit])?.iter().map(subscriber).collect()
    }

    fn untold(
        &self,
        way: HearsBy,
        message: &str,
        by: Millis,
        after: Option<SubscriberName>,
        limit: usize,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let sql = format!(
            "{COLUMNS} s WHERE workspace = $1 AND confirmed_at <= $3 AND bounced_at IS NULL
             AND ($4::bytea IS NULL OR name > $4) AND way = $6
             AND NOT EXISTS (SELECT FROM told t WHERE t.workspace = $1 AND t.message = $2 AND t.subscriber = s.name)
             ORDER BY name LIMIT $5"
        );
        let after = after.map(|name| name.0.to_vec());
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.query(&sql, &[&self.key(), &message, &by.0, &after, &limit, &way.word()])?;
        rows.iter().map(subscriber).collect()
    }

    fn note_told(
        &self,
        message: &str,
        told: &[(SubscriberName, bool)],
        now: Millis,
    ) -> Result<(), StoreError> {
        let names: Vec<&[u8]> = told.iter().map(|(name, _)| &name.0[..]).collect();
        let taken: Vec<bool> = told.iter().map(|(_, taken)| *taken).collect();
        let sql = "INSERT INTO told (workspace, message, subscriber, taken, at)
                   SELECT $1, $2, s.name, t.taken, $5
                   FROM unnest($3::bytea[], $4::bool[]) AS t (name, taken)
                   JOIN subscribers s ON s.workspace = $1 AND s.name = t.name
                   ON CONFLICT (workspace, message, subscriber) DO UPDATE SET taken = excluded.taken, at = excluded.at";
        self.query(sql, &[&self.key(), &message, &names, &taken, &now.0]).map(drop)
    }

    fn forget_refused(&self, message: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM told WHERE workspace = $1 AND message = $2 AND NOT taken";
        self.query(sql, &[&self.key(), &message]).map(drop)
    }

    fn told(&self, way: HearsBy, message: &str, now: Millis) -> Result<(u64, u64), StoreError> {
        let old = now.0.saturating_sub(REMEMBERED);
        self.query("DELETE FROM told WHERE workspace = $1 AND at < $2", &[&self.key(), &old])?;
        let sql = "SELECT count(*) FILTER (WHERE taken), count(*)
                   FROM told t JOIN subscribers s ON s.workspace = t.workspace AND s.name = t.subscriber
                   WHERE t.workspace = $1 AND t.message = $2 AND s.way = $3";
        let rows = self.query(sql, &[&self.key(), &message, &way.word()])?;
        rows.first().map_or(Ok((0, 0)), |row| Ok((number(row, 0)?, number(row, 1)?)))
    }
}

fn subscriber(row: &Row) -> Result<Subscriber, StoreError> {
    Ok(Subscriber {
        name: SubscriberName(bytes(row, 0)?),
        way: HearsBy::of(get(row, 1)?),
        address: get(row, 2)?,
        by_admin: get(row, 3)?,
        asked_at: Millis(get(row, 4)?),
        confirmed_at: get::<Option<i64>>(row, 5)?.map(Millis),
        bounced_at: get::<Option<i64>>(row, 6)?.map(Millis),
    })
}
