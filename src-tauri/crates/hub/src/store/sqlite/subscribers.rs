//! Those who asked to hear of the public status page, among the members.

use incident::id::Millis;
use rusqlite::{OptionalExtension, Row, params};

use super::Sqlite;
use crate::store::subscribers::{ASKED_AGAIN, REMEMBERED, UNCONFIRMED};
use crate::store::{Counts, HearsBy, StoreError, Subscriber, SubscriberName, Subscribers};

const COLUMNS: &str =
    "SELECT name, way, address, by_admin, asked_at, confirmed_at, bounced_at FROM subscribers";

impl Subscribers for Sqlite {
    fn ask(
        &self,
        way: HearsBy,
        address: &str,
        name: SubscriberName,
        now: Millis,
    ) -> Result<Option<SubscriberName>, StoreError> {
        let mut conn = self.members.conn();
        let tx = conn.transaction()?;
        // Whoever asks again after nothing reached them shows anew that the address is theirs.
        let asked = tx
            .prepare_cached(
                "INSERT INTO subscribers (name, way, address, by_admin, asked_at) VALUES (?1, ?2, ?3, 0, ?4)
                 ON CONFLICT (way, address) DO UPDATE
                 SET asked_at = excluded.asked_at, confirmed_at = NULL, bounced_at = NULL
                 WHERE (confirmed_at IS NULL OR bounced_at IS NOT NULL) AND asked_at <= ?5
                 RETURNING name",
            )?
            .query_row((name.0, way.word(), address, now.0, now.0.saturating_sub(ASKED_AGAIN)), |row| {
                row.get(0).map(SubscriberName)
            })
            .optional()?;
        tx.commit()?;
        Ok(asked)
    }

    fn forget_unconfirmed(&self, now: Millis) -> Result<(), StoreError> {
        let sql = "DELETE FROM subscribers WHERE confirmed_at IS NULL AND asked_at < ?1";
        self.members.conn().execute(sql, [now.0.saturating_sub(UNCONFIRMED)])?;
        Ok(())
    }

    fn bring(&self, those: &[(HearsBy, String, SubscriberName)], now: Millis) -> Result<u64, StoreError> {
        let mut conn = self.members.conn();
        let tx = conn.transaction()?;
        let mut new = 0;
        for (way, address, name) in those {
            let sql = "INSERT INTO subscribers (name, way, address, by_admin, asked_at, confirmed_at)
                       VALUES (?1, ?2, ?3, 1, ?4, ?4) ON CONFLICT (way, address) DO UPDATE
                       SET confirmed_at = excluded.confirmed_at, by_admin = 1, bounced_at = NULL
                       WHERE confirmed_at IS NULL";
            new += tx.prepare_cached(sql)?.execute((name.0, way.word(), address, now.0))? as u64;
        }
        tx.commit()?;
        Ok(new)
    }

    fn subscriber(&self, name: SubscriberName) -> Result<Option<Subscriber>, StoreError> {
        let conn = self.members.conn();
        let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?;
        Ok(statement.query_row([name.0], subscriber).optional()?)
    }

    fn confirm(&self, name: SubscriberName, now: Millis) -> Result<bool, StoreError> {
        let sql = "UPDATE subscribers SET confirmed_at = coalesce(confirmed_at, ?2),
                   bounced_at = CASE WHEN confirmed_at IS NULL THEN NULL ELSE bounced_at END WHERE name = ?1";
        Ok(self.members.conn().execute(sql, (name.0, now.0))? > 0)
    }

    fn remove(&self, name: SubscriberName) -> Result<bool, StoreError> {
        Ok(self.members.conn().execute("DELETE FROM subscribers WHERE name = ?1", [name.0])? > 0)
    }

    fn bounced(&self, names: &[SubscriberName], now: Millis) -> Result<(), StoreError> {
        let mut conn = self.members.conn();
        let tx = conn.transaction()?;
        for name in names {
            let sql = "UPDATE subscribers SET bounced_at = coalesce(bounced_at, ?2) WHERE name = ?1";
            tx.prepare_cached(sql)?.execute((name.0, now.0))?;
        }
        Ok(tx.commit()?)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let sql = "SELECT
            coalesce(sum(way = 'email' AND confirmed_at IS NOT NULL AND bounced_at IS NULL), 0),
            coalesce(sum(way = 'webhook' AND confirmed_at IS NOT NULL AND bounced_at IS NULL), 0),
            coalesce(sum(confirmed_at IS NULL), 0),
            coalesce(sum(bounced_at IS NOT NULL), 0)
            FROM subscribers";
        let count = |row: &Row<'_>, at| row.get::<_, i64>(at).map(i64::cast_unsigned);
        Ok(self.members.conn().query_row(sql, [], |row| {
            Ok(Counts {
                email: count(row, 0)?,
                webhook: count(row, 1)?,
                waiting: count(row, 2)?,
                bounced: count(row, 3)?,
            })
        })?)
    }

    fn listed(&self, after: &str, limit: usize) -> Result<Vec<Subscriber>, StoreError> {
        let conn = self.members.conn();
        let sql = format!("{COLUMNS} WHERE address > ?1 ORDER BY address LIMIT ?2");
        let mut statement = conn.prepare_cached(&sql)?;
        let all = statement.query_map((after, rows(limit)), subscriber)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn untold(
        &self,
        way: HearsBy,
        message: &str,
        by: Millis,
        after: Option<SubscriberName>,
        limit: usize,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let conn = self.members.conn();
        let sql = format!(
            "{COLUMNS} WHERE confirmed_at <= ?2 AND bounced_at IS NULL AND (?3 IS NULL OR name > ?3)
             AND way = ?5 AND NOT EXISTS (SELECT 1 FROM told WHERE message = ?1 AND subscriber = name)
             ORDER BY name LIMIT ?4"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let (after, limit) = (after.map(|name| name.0), rows(limit));
        let all = statement.query_map(params![message, by.0, after, limit, way.word()], subscriber)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn note_told(
        &self,
        message: &str,
        told: &[(SubscriberName, bool)],
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut conn = self.members.conn();
        let tx = conn.transaction()?;
        for (name, taken) in told {
            let sql = "INSERT OR REPLACE INTO told (message, subscriber, taken, at)
                       SELECT ?1, name, ?3, ?4 FROM subscribers WHERE name = ?2";
            tx.prepare_cached(sql)?.execute((message, name.0, taken, now.0))?;
        }
        Ok(tx.commit()?)
    }

    fn forget_refused(&self, message: &str) -> Result<(), StoreError> {
        self.members.conn().execute("DELETE FROM told WHERE message = ?1 AND NOT taken", [message])?;
        Ok(())
    }

    fn told(&self, way: HearsBy, message: &str, now: Millis) -> Result<(u64, u64), StoreError> {
        let conn = self.members.conn();
        conn.execute("DELETE FROM told WHERE at < ?1", [now.0.saturating_sub(REMEMBERED)])?;
        let sql = "SELECT coalesce(sum(taken), 0), count(*) FROM told JOIN subscribers ON name = subscriber
                   WHERE message = ?1 AND way = ?2";
        Ok(conn.query_row(sql, [message, way.word()], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
        })?)
    }
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn subscriber(row: &Row<'_>) -> rusqlite::Result<Subscriber> {
    Ok(Subscriber {
        name: SubscriberName(row.get(0)?),
        way: HearsBy::of(&row.get::<_, String>(1)?),
        address: row.get(2)?,
        by_admin: row.get(3)?,
        asked_at: Millis(row.get(4)?),
        confirmed_at: row.get::<_, Option<i64>>(5)?.map(Millis),
        bounced_at: row.get::<_, Option<i64>>(6)?.map(Millis),
    })
}
