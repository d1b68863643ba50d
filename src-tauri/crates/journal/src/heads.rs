//! How far a hub holds each series, and the sum of that: what its checksum has to be.

use std::collections::BTreeMap;

use incident::checksum::Checksum;
use incident::entry::{EntryHash, Series};
use incident::id::ReplicaKey;
use rusqlite::{Connection, OptionalExtension};

use crate::read::{self, Held};
use crate::{Journal, JournalError};

impl Journal {
    /// How far the hub is known to hold each series that is held here too.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn held_by(&self, hub: ReplicaKey) -> Result<BTreeMap<Series, u64>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.stream, s.replica, s.run, h.seq FROM hub_heads h JOIN series s ON s.id = h.series
                 WHERE h.hub = ?1 AND h.seq > 0",
            )?;
            let held = statement.query_map([hub.0], |row| {
                Ok((read::series(row, 0)?, row.get::<_, i64>(3)?.cast_unsigned()))
            })?;
            Ok(held.collect::<Result<_, _>>()?)
        })
    }

    /// How far the hub has confirmed that it holds a series, by a receipt or by showing it.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn confirmed_by(&self, hub: ReplicaKey, series: &Series) -> Result<u64, JournalError> {
        self.read(|conn| confirmed(conn, hub, series))
    }

    /// The same of several.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn all_confirmed_by(
        &self,
        hub: ReplicaKey,
        series: impl IntoIterator<Item = Series>,
    ) -> Result<BTreeMap<Series, u64>, JournalError> {
        let asked: Vec<_> = series.into_iter().collect();
        self.read_little(|conn| {
            asked.iter().map(|series| Ok((*series, confirmed(conn, hub, series)?))).collect()
        })
    }

    /// How far the hub is known to hold a series now. A receipt does not say that: the hub may have lost what it confirmed
    /// by it, and hold another branch since.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn still_held_by(&self, hub: ReplicaKey, series: &Series) -> Result<u64, JournalError> {
        self.read(|conn| {
            let Some(held) = read::head(conn, series)? else { return Ok(0) };
            let mut statement =
                conn.prepare_cached("SELECT seq FROM hub_heads WHERE series = ?2 AND hub = ?1")?;
            let seq: Option<i64> = statement.query_row((hub.0, held.id), |row| row.get(0)).optional()?;
            Ok(seq.unwrap_or(0).cast_unsigned())
        })
    }

    /// The hub was put back to an earlier state, and what it lacks begins or ends to be brought to it.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn restores(&self, hub: ReplicaKey, begins: bool) -> Result<(), JournalError> {
        self.derived(|tx| {
            tx.prepare_cached(
                "INSERT INTO hubs (hub, restoring) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET restoring = ?2",
            )?
            .execute((hub.0, begins))?;
            Ok(())
        })
    }

    /// Keeps how far off the hub's checksum is, once comparing could not explain it.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn cannot_explain(&self, hub: ReplicaKey, gap: Checksum) -> Result<(), JournalError> {
        self.derived(|tx| {
            tx.prepare_cached("UPDATE hubs SET unexplained = ?2 WHERE hub = ?1")?
                .execute((hub.0, gap.0.to_be_bytes()))?;
            Ok(())
        })
    }
}

fn confirmed(conn: &Connection, hub: ReplicaKey, series: &Series) -> Result<u64, JournalError> {
    let Some(held) = read::head(conn, series)? else { return Ok(0) };
    // A receipt for what is not held here may be for another branch, and confirms nothing of this one.
    let mut statement = conn.prepare_cached(
        "SELECT max(coalesce((SELECT r.seq FROM receipts r JOIN entries e
                              ON e.series = r.series AND e.seq = r.seq AND e.hash = r.hash
                              WHERE r.series = ?2 AND r.hub = ?1), 0),
                    coalesce((SELECT seq FROM hub_heads WHERE series = ?2 AND hub = ?1), 0))",
    )?;
    Ok(statement.query_row((hub.0, held.id), |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// How somebody knows that a hub holds a series.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// It showed or listed the series, so its checksum contains it.
    Showing,
    /// It took the series, or said that it knows it.
    Saying,
    /// It said that it knows the series, and does not list it.
    Hiding,
}

/// What a hub holds, while some of it is noted: the sum of it all is written down once, at the end.
pub(crate) struct Heads<'a> {
    tx: &'a Connection,
    hub: ReplicaKey,
    change: Checksum,
}

/// What is known of how far the hub holds a series.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Kept {
    seq: u64,
    hidden: bool,
    term: Option<Checksum>,
}

impl<'a> Heads<'a> {
    /// Those of a hub that was met.
    pub(crate) fn of(tx: &'a Connection, hub: ReplicaKey) -> Self {
        Self { tx, hub, change: Checksum::default() }
    }

    /// The hub holds a series at least up to here. Of one that is not held here nothing needs to be known.
    pub(crate) fn holds(&mut self, held: &Held, seq: u64, by: By) -> Result<(), JournalError> {
        let before = self.kept(held)?;
        let seq = seq.max(before.map_or(0, |before| before.seq));
        let hidden = match by {
            By::Showing => false,
            By::Saying => before.is_some_and(|before| before.hidden),
            By::Hiding => true,
        };
        let hash = match () {
            () if hidden => None,
            () if seq == held.seq => Some(held.hash),
            () => read::hash(self.tx, held, seq)?,
        };
        let term = hash.map(|hash| Checksum::of(&held.series, seq, &hash));
        self.set(held, before, Kept { seq, hidden, term })
    }

    /// The hub says that it ends a series like this, which is not what this file holds: nothing of it counts as held, and
    /// its checksum contains that.
    pub(crate) fn claims(&mut self, held: &Held, seq: u64, hash: &EntryHash) -> Result<(), JournalError> {
        let term = Some(Checksum::of(&held.series, seq, hash));
        let before = self.kept(held)?;
        self.set(held, before, Kept { seq: 0, hidden: false, term })
    }

    /// The hub holds no more of this series than this file, and has what is here if it `has` the end of it.
    pub(crate) fn ends(&mut self, held: &Held, has: bool) -> Result<(), JournalError> {
        let term = (has && held.seq > 0).then(|| Checksum::of(&held.series, held.seq, &held.hash));
        let before = self.kept(held)?;
        let known = before.map_or(0, |before| before.seq);
        let seq = if has { held.seq } else { held.seq.min(known) };
        self.set(held, before, Kept { seq, hidden: false, term })
    }

    /// Writes the sum down.
    pub(crate) fn keep(self) -> Result<(), JournalError> {
        let Self { tx, hub, change } = self;
        if change == Checksum::default() {
            return Ok(());
        }
        let sum: [u8; 16] =
            tx.prepare_cached("SELECT sum FROM hubs WHERE hub = ?1")?.query_row([hub.0], |row| row.get(0))?;
        tx.prepare_cached("UPDATE hubs SET sum = ?2 WHERE hub = ?1")?
            .execute((hub.0, checksum(sum).plus(change).0.to_be_bytes()))?;
        Ok(())
    }

    fn kept(&self, held: &Held) -> Result<Option<Kept>, JournalError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT seq, hidden, term FROM hub_heads WHERE hub = ?1 AND series = ?2")?;
        let kept = statement.query_row((self.hub.0, held.id), |row| {
            let term: Option<[u8; 16]> = row.get(2)?;
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            Ok(Kept { seq, hidden: row.get(1)?, term: term.map(checksum) })
        });
        Ok(kept.optional()?)
    }

    fn set(&mut self, held: &Held, before: Option<Kept>, now: Kept) -> Result<(), JournalError> {
        if before == Some(now) {
            return Ok(());
        }
        let Kept { seq, hidden, term } = now;
        self.tx
            .prepare_cached(
                "INSERT INTO hub_heads (hub, series, seq, term, hidden) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (hub, series) DO UPDATE SET seq = ?3, term = ?4, hidden = ?5",
            )?
            .execute((
                self.hub.0,
                held.id,
                seq.cast_signed(),
                term.map(|term| term.0.to_be_bytes()),
                hidden,
            ))?;
        let was = before.and_then(|before| before.term).unwrap_or_default();
        self.change = self.change.plus(term.unwrap_or_default().minus(was));
        Ok(())
    }
}

pub(crate) fn checksum(bytes: [u8; 16]) -> Checksum {
    Checksum(u128::from_be_bytes(bytes))
}
