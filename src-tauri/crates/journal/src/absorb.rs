//! Taking in entries that other laptops wrote.
//!
//! A series is taken up to its last acceptable signed entry; what cannot be taken is named, and the other
//! series go on. Nothing here asks who may write: that is the hub's question.

use std::ops::RangeInclusive;
use std::sync::Arc;

use incident::entry::{Entry, EntryHash, Series};
use incident::id::ReplicaKey;
use incident::record::Record;
use incident::stream::Stream;

use crate::append::insert;
use crate::batch::Batch;
use crate::cache::Folded;
use crate::read::Held;
use crate::sift::{Absorbed, Holds, Origin, Twin, sift};
use crate::{Journal, JournalError, aside, numbers, read, redact};

impl Journal {
    /// Takes in entries in any order, with or without duplicates, in one transaction.
    ///
    /// # Errors
    /// As [`Journal::append`]. What is wrong with single entries is no error but part of the answer.
    pub fn absorb(&self, entries: Vec<Entry>) -> Result<Absorbed, JournalError> {
        self.absorb_and(entries, None, false, |_, _| Ok(()))
    }

    /// The same from a hub, with something else in the transaction, after the entries. What will be had `again` if it is
    /// lost need not be on the disk at once.
    pub(crate) fn absorb_and(
        &self,
        entries: Vec<Entry>,
        hub: Option<ReplicaKey>,
        again: bool,
        also: impl FnOnce(&mut Batch<'_>, &Absorbed) -> Result<(), JournalError>,
    ) -> Result<Absorbed, JournalError> {
        self.batch_of(again, |batch| {
            let cuts = entries.iter().any(aside::speaks_of_cuts);
            let absorbed = batch.absorb(entries)?;
            also(batch, &absorbed)?;
            if cuts {
                batch.follow_cuts(&absorbed.streams, hub)?;
            }
            Ok(absorbed)
        })
    }
}

impl Batch<'_> {
    /// Takes in entries in any order, with or without duplicates.
    ///
    /// # Errors
    /// As [`Journal::append`]. What is wrong with single entries is no error but part of the answer.
    pub fn absorb(&mut self, entries: Vec<Entry>) -> Result<Absorbed, JournalError> {
        self.absorb_of(Origin::Elsewhere, entries)
    }

    /// The same of entries that come from there.
    ///
    /// # Errors
    /// As [`Batch::absorb`].
    pub fn absorb_of(&mut self, origin: Origin, entries: Vec<Entry>) -> Result<Absorbed, JournalError> {
        let (absorbed, fits) = sift(self.workspace(), entries, origin, self)?;
        for fit in fits {
            for (series, entries) in &fit.entries {
                let known = self.head(series)?.map(|held| held.id);
                let id = insert(self.tx, series, known, entries)?;
                let last = entries.last().map(|(entry, hash)| (entry.head.seq, *hash));
                self.moved(series, last.map(|(seq, hash)| Held { id, series: *series, seq, hash }));
            }
            numbers::keep(self.tx, &fit.record, fit.entries.values().flatten())?;
            self.dropped += redact::drop_hidden(self.tx, &fit.record)?;
            let known = self.known_shown(fit.record.stream());
            let shown = self.show(&fit.record, known)?;
            self.keep(Folded { record: Arc::new(fit.record), shown, head: None });
        }
        Ok(absorbed)
    }
}

impl Holds for Batch<'_> {
    type Error = JournalError;

    fn end(&mut self, series: &Series) -> Result<Option<(u64, EntryHash)>, JournalError> {
        let held = self.head(series)?.filter(|held| held.seq > 0);
        Ok(held.map(|held| (held.seq, held.hash)))
    }

    fn hash(&mut self, series: &Series, seq: u64) -> Result<Option<EntryHash>, JournalError> {
        let Some(held) = self.head(series)? else { return Ok(None) };
        read::hash(self.tx, &held, seq)
    }

    fn twins(&mut self, series: &Series, numbers: RangeInclusive<u64>) -> Result<Vec<Twin>, JournalError> {
        match self.head(series)? {
            Some(held) => read::twins(self.tx, &held, numbers),
            None => Ok(Vec::new()),
        }
    }

    fn record(&mut self, stream: Stream) -> Result<Record, JournalError> {
        match self.take_record(stream) {
            Some(record) => Ok(Arc::unwrap_or_clone(record)),
            None => read::fold(self.tx, self.workspace(), stream),
        }
    }

    fn is_of_one_stream(&self, error: &JournalError) -> bool {
        let is = matches!(error, JournalError::Damaged { .. });
        if is {
            // Whoever opens the file next repairs it.
            self.journal().suspect(error);
        }
        is
    }

    fn put_back(&mut self, record: Record) {
        let shown = self.known_shown(record.stream());
        self.keep(Folded { record: Arc::new(record), shown, head: None });
    }
}
