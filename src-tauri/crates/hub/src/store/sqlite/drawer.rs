//! What is kept for sending: which incidents have something unsent in the log's own file, since the two are written together;
//! secrets, and for whom a mail was taken, among the members.

use std::collections::{BTreeMap, BTreeSet};

use incident::id::{DestinationId, IncidentId};
use rusqlite::OptionalExtension;

use super::Sqlite;
use super::members::word;
use crate::store::{Drawer, Sealed, StoreError};

/// The setting that lists the incidents.
pub(super) const UNSENT: &str = "unsent";

/// What that setting says.
pub(super) fn listed(kept: Option<String>) -> BTreeSet<IncidentId> {
    kept.unwrap_or_default().split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

impl Drawer for Sqlite {
    fn unsent(&self) -> Result<BTreeSet<IncidentId>, StoreError> {
        Ok(listed(self.journal.setting(UNSENT)?))
    }

    fn sealed(&self) -> Result<Vec<Sealed>, StoreError> {
        let conn = self.members.conn();
        let mut statement =
            conn.prepare_cached("SELECT destination, shown_to, sealed FROM secrets ORDER BY destination")?;
        let all = statement.query_map([], |row| {
            Ok(Sealed { destination: word(row, 0)?, shown_to: row.get(1)?, bytes: row.get(2)? })
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn keep_sealed(&self, sealed: &Sealed) -> Result<(), StoreError> {
        self.members.conn().execute(
            "INSERT OR REPLACE INTO secrets (destination, shown_to, sealed) VALUES (?1, ?2, ?3)",
            (sealed.destination.as_str(), &sealed.shown_to, &sealed.bytes),
        )?;
        Ok(())
    }

    fn forget_sealed(&self, destination: &DestinationId) -> Result<(), StoreError> {
        let conn = self.members.conn();
        conn.execute("DELETE FROM secrets WHERE destination = ?1", [destination.as_str()])?;
        Ok(())
    }

    fn reached(&self, message: &str) -> Result<Option<String>, StoreError> {
        let conn = self.members.conn();
        let mut statement = conn.prepare_cached("SELECT said FROM reached WHERE message = ?1")?;
        Ok(statement.query_row([message], |row| row.get(0)).optional()?)
    }

    fn keep_reached(&self, message: &str, reached: Option<&str>) -> Result<(), StoreError> {
        let conn = self.members.conn();
        match reached {
            Some(said) => conn
                .execute("INSERT OR REPLACE INTO reached (message, said) VALUES (?1, ?2)", (message, said))?,
            None => conn.execute("DELETE FROM reached WHERE message = ?1", [message])?,
        };
        Ok(())
    }

    fn pages(&self) -> Result<BTreeMap<DestinationId, String>, StoreError> {
        let conn = self.members.conn();
        let mut statement = conn.prepare_cached("SELECT destination, name FROM pages")?;
        let all = statement.query_map([], |row| Ok((word(row, 0)?, row.get(1)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn keep_page(&self, destination: &DestinationId, name: &str) -> Result<(), StoreError> {
        self.members.conn().execute(
            "INSERT OR REPLACE INTO pages (destination, name) VALUES (?1, ?2)",
            (destination.as_str(), name),
        )?;
        Ok(())
    }

    fn tries(&self) -> Result<BTreeMap<DestinationId, String>, StoreError> {
        let conn = self.members.conn();
        let mut statement = conn.prepare_cached("SELECT destination, said FROM tries")?;
        let all = statement.query_map([], |row| Ok((word(row, 0)?, row.get(1)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn keep_try(&self, destination: &DestinationId, said: &str) -> Result<(), StoreError> {
        self.members.conn().execute(
            "INSERT OR REPLACE INTO tries (destination, said) VALUES (?1, ?2)",
            (destination.as_str(), said),
        )?;
        Ok(())
    }
}
