//! What the rules of taking entries ask of a change that is under way.

use std::ops::RangeInclusive;
use std::sync::Arc;

use incident::entry::{EntryHash, Series};
use incident::record::Record;
use incident::stream::Stream;
use journal::{Holds, Twin};

use super::PgChange;
use crate::store::postgres::rows::{self, ENTRY, bytes};
use crate::store::{Change, StoreError};

impl Holds for PgChange<'_> {
    type Error = StoreError;

    fn end(&mut self, series: &Series) -> Result<Option<(u64, EntryHash)>, StoreError> {
        Ok(self.held(series.stream)?.get(series).map(|held| (held.seq, held.hash)))
    }

    fn twins(&mut self, series: &Series, numbers: RangeInclusive<u64>) -> Result<Vec<Twin>, StoreError> {
        let Some(held) = self.held(series.stream)?.get(series).copied() else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {ENTRY} FROM entries e JOIN series s ON (s.workspace, s.id) = (e.workspace, e.series)
             WHERE e.workspace = $1 AND e.series = $2 AND e.seq BETWEEN $3 AND $4 ORDER BY e.seq"
        );
        let (first, last) = (numbers.start().cast_signed(), numbers.end().cast_signed());
        let rows = self.query(&sql, &[&self.store.key(), &held.id, &first, &last])?;
        rows.iter().map(|row| Ok(Twin::of(&rows::placed(row)?.entry))).collect()
    }

    fn hash(&mut self, series: &Series, seq: u64) -> Result<Option<EntryHash>, StoreError> {
        let Some(held) = self.held(series.stream)?.get(series).copied() else { return Ok(None) };
        let sql = "SELECT hash FROM entries WHERE workspace = $1 AND series = $2 AND seq = $3";
        let rows = self.query(sql, &[&self.store.key(), &held.id, &seq.cast_signed()])?;
        rows.first().map(|row| Ok(EntryHash(bytes(row, 0)?))).transpose()
    }

    fn record(&mut self, stream: Stream) -> Result<Record, StoreError> {
        let record = Change::record(self, stream)?;
        // It is about to change, and is not copied where nobody else holds it.
        self.so_far.records.remove(&stream);
        self.store.records.forget(stream);
        Ok(Arc::unwrap_or_clone(record))
    }

    fn put_back(&mut self, record: Record) {
        self.so_far.records.insert(record.stream(), Arc::new(record));
    }
}
