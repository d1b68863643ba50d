//! What is kept for sending.

use std::collections::{BTreeMap, BTreeSet};

use incident::id::{DestinationId, IncidentId, Run};

use super::Postgres;
use super::change::PgChange;
use super::rows::{bytes, get};
use crate::store::{Drawer, Sealed, StoreError};

/// Whoever has not said for so long that it is still there, in seconds, has lost its turn.
const TURN: f64 = 45.0;

impl Drawer for Postgres {
    fn unsent(&self) -> Result<BTreeSet<IncidentId>, StoreError> {
        let rows = self.query("SELECT incident FROM unsent WHERE workspace = $1", &[&self.key()])?;
        rows.iter().map(|row| Ok(IncidentId(bytes(row, 0)?))).collect()
    }

    fn sealed(&self) -> Result<Vec<Sealed>, StoreError> {
        let sql =
            "SELECT destination, shown_to, sealed FROM secrets WHERE workspace = $1 ORDER BY destination";
        let rows = self.query(sql, &[&self.key()])?;
        let one = |row| {
            let destination = get::<&str>(row, 0)?.parse()?;
            Ok(Sealed { destination, shown_to: get(row, 1)?, bytes: get(row, 2)? })
        };
        rows.iter().map(one).collect()
    }

    fn keep_sealed(&self, sealed: &Sealed) -> Result<(), StoreError> {
        let sql = "INSERT INTO secrets (workspace, destination, shown_to, sealed) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (workspace, destination) DO UPDATE
                   SET shown_to = excluded.shown_to, sealed = excluded.sealed";
        let words = [sealed.destination.as_str(), sealed.shown_to.as_str()];
        self.in_turn(&[(sql, &[&self.key(), &words[0], &words[1], &sealed.bytes])])
    }

    fn forget_sealed(&self, destination: &DestinationId) -> Result<(), StoreError> {
        let sql = "DELETE FROM secrets WHERE workspace = $1 AND destination = $2";
        self.in_turn(&[(sql, &[&self.key(), &destination.as_str()])])
    }

    fn reached(&self, message: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT said FROM reached WHERE workspace = $1 AND message = $2";
        self.query(sql, &[&self.key(), &message])?.first().map(|row| get(row, 0)).transpose()
    }

    fn keep_reached(&self, message: &str, reached: Option<&str>) -> Result<(), StoreError> {
        match reached {
            Some(said) => {
                let sql = "INSERT INTO reached (workspace, message, said) VALUES ($1, $2, $3)
                           ON CONFLICT (workspace, message) DO UPDATE SET said = excluded.said";
                self.in_turn(&[(sql, &[&self.key(), &message, &said])])
            }
            None => {
                let sql = "DELETE FROM reached WHERE workspace = $1 AND message = $2";
                self.in_turn(&[(sql, &[&self.key(), &message])])
            }
        }
    }

    fn pages(&self) -> Result<BTreeMap<DestinationId, String>, StoreError> {
        let rows = self.query("SELECT destination, name FROM pages WHERE workspace = $1", &[&self.key()])?;
        rows.iter().map(|row| Ok((get::<&str>(row, 0)?.parse()?, get(row, 1)?))).collect()
    }

    fn keep_page(&self, destination: &DestinationId, name: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO pages (workspace, destination, name) VALUES ($1, $2, $3)
                   ON CONFLICT (workspace, destination) DO UPDATE SET name = excluded.name";
        self.in_turn(&[(sql, &[&self.key(), &destination.as_str(), &name])])
    }

    fn tries(&self) -> Result<BTreeMap<DestinationId, String>, StoreError> {
        let rows = self.query("SELECT destination, said FROM tries WHERE workspace = $1", &[&self.key()])?;
        rows.iter().map(|row| Ok((get::<&str>(row, 0)?.parse()?, get(row, 1)?))).collect()
    }

    fn keep_try(&self, destination: &DestinationId, said: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO tries (workspace, destination, said) VALUES ($1, $2, $3)
                   ON CONFLICT (workspace, destination) DO UPDATE SET said = excluded.said";
        self.in_turn(&[(sql, &[&self.key(), &destination.as_str(), &said])])
    }

    fn take_turn(&self, run: Run) -> Result<bool, StoreError> {
        // By the database's clock: those of hubs differ.
        let sql = "INSERT INTO senders (workspace, run, until)
                   VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
                   ON CONFLICT (workspace) DO UPDATE SET run = excluded.run, until = excluded.until
                   WHERE senders.run = excluded.run OR senders.until < clock_timestamp()
                   RETURNING run";
        Ok(!self.query(sql, &[&self.key(), &run.0, &TURN])?.is_empty())
    }

    fn end_turn(&self, run: Run) -> Result<(), StoreError> {
        let sql = "DELETE FROM senders WHERE workspace = $1 AND run = $2 RETURNING run";
        self.query(sql, &[&self.key(), &run.0]).map(drop)
    }
}

impl PgChange<'_> {
    pub(super) fn keep_unsent(&self, incident: IncidentId, unsent: bool) -> Result<(), StoreError> {
        let sql = if unsent {
            "INSERT INTO unsent (workspace, incident) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM unsent WHERE workspace = $1 AND incident = $2"
        };
        self.execute(sql, &[&self.store.key(), &incident.0])
    }

    pub(super) fn turn_is_of(&self, run: Run) -> Result<bool, StoreError> {
        let sql =
            "SELECT FROM senders WHERE workspace = $1 AND run = $2 AND until >= clock_timestamp() FOR UPDATE";
        Ok(!self.query(sql, &[&self.store.key(), &run.0])?.is_empty())
    }
}
