//! Receipts: a hub's signed words, kept so that they can be shown to whoever denies them.

use incident::entry::{EntryHash, Series};
use incident::id::{Millis, ReplicaKey};
use incident::stream::Stream;
use rusqlite::{Connection, Row};

use crate::read::{self, Held};
use crate::{Journal, JournalError};

/// A hub's signed word, as it is kept. Whether it is genuine is asked by whoever takes it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipted {
    /// The hub.
    pub hub: ReplicaKey,
    /// Of which series.
    pub series: Series,
    /// Up to which number.
    pub seq: u64,
    /// The hash of that entry.
    pub hash: EntryHash,
    /// The hub's clock.
    pub at: Millis,
    /// The hub's signature.
    pub signature: [u8; 64],
}

impl Journal {
    /// The receipts of one series, the furthest of each hub.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn receipted(&self, series: &Series) -> Result<Vec<Receipted>, JournalError> {
        Ok(self.receipts(series.stream)?.into_iter().filter(|receipt| receipt.series == *series).collect())
    }

    /// The receipts of a stream's series, to be relayed and to be held against a hub that denies them.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn receipts(&self, stream: Stream) -> Result<Vec<Receipted>, JournalError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached(&format!("{ALL} WHERE s.stream = ?1 ORDER BY r.series, r.hub"))?;
            let receipts = statement.query_map([stream.to_bytes()], receipted)?;
            Ok(receipts.collect::<Result<_, _>>()?)
        })
    }

    /// Adds receipts of a damaged file, as far as anything of their series is held.
    pub(crate) fn keep_receipts(&self, receipts: &[Receipted]) -> Result<(), JournalError> {
        self.derived(|tx| {
            for receipt in receipts {
                if let Some(held) = read::head(tx, &receipt.series)? {
                    keep(tx, &held, receipt)?;
                }
            }
            Ok(())
        })
    }
}

/// Every receipt, as [`receipted`] reads them.
pub(crate) const ALL: &str = "SELECT s.stream, s.replica, s.run, r.hub, r.seq, r.hash, r.at, r.signature
                              FROM receipts r JOIN series s ON s.id = r.series";

pub(crate) fn receipted(row: &Row<'_>) -> rusqlite::Result<Receipted> {
    Ok(Receipted {
        series: read::series(row, 0)?,
        hub: ReplicaKey(row.get(3)?),
        seq: row.get::<_, i64>(4)?.cast_unsigned(),
        hash: EntryHash(row.get(5)?),
        at: Millis(row.get(6)?),
        signature: row.get(7)?,
    })
}

/// Keeps a receipt, unless one that says more is kept.
pub(crate) fn keep(tx: &Connection, held: &Held, receipt: &Receipted) -> Result<(), JournalError> {
    tx.prepare_cached(
        "INSERT INTO receipts (series, hub, seq, hash, at, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (series, hub) DO UPDATE SET seq = ?3, hash = ?4, at = ?5, signature = ?6 WHERE ?3 > seq",
    )?
    .execute((
        held.id,
        receipt.hub.0,
        receipt.seq.cast_signed(),
        receipt.hash.0,
        receipt.at.0,
        receipt.signature,
    ))?;
    Ok(())
}
