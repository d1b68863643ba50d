//! Several things that are on the disk together, by one flush.

use std::collections::HashMap;
use std::sync::Arc;

use incident::entry::{EntryHash, Series};
use incident::id::WorkspaceId;
use incident::record::Record;
use incident::stream::Stream;
use rusqlite::Connection;

use crate::cache::Folded;
use crate::project::{self, Shown};
use crate::read::{self, Held, hold};
use crate::serve::{self, SeriesEnd};
use crate::{Journal, JournalError, settings};

/// A transaction that is under way. What it has done is seen by itself alone until it is on the disk.
pub struct Batch<'a> {
    journal: &'a Journal,
    pub(crate) tx: &'a Connection,
    folded: HashMap<Stream, Folded>,
    /// What the board shows of records that were taken out, as far as it is known.
    shown: HashMap<Stream, Shown>,
    /// The heads of series that were asked for, as they are by now.
    heads: HashMap<Series, Option<Held>>,
    pub(crate) dropped: usize,
}

impl Journal {
    /// Does several things in one transaction: all of it is on the disk when this returns, or nothing is.
    ///
    /// # Errors
    /// Those of the work; as [`Journal::append`].
    pub fn batch<T>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.batch_of(false, work)
    }

    /// The same; what will be had `again` if it is lost need not be on the disk when this returns.
    pub(crate) fn batch_of<T>(
        &self,
        again: bool,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let mut dropped = 0;
        let whole = |tx: &Connection| {
            let (folded, shown, heads) = (HashMap::new(), HashMap::new(), HashMap::new());
            let mut batch = Batch { journal: self, tx, folded, shown, heads, dropped: 0 };
            let done = work(&mut batch)?;
            dropped = batch.dropped;
            Ok((done, batch.folded.into_values().collect()))
        };
        let done = if again { self.write_again(whole) } else { self.write(whole) }?;
        self.scrub(dropped);
        Ok(done)
    }
}

impl<'a> Batch<'a> {
    /// Does a part of the batch that counts whole or not at all: when it fails, the rest goes on without it.
    ///
    /// # Errors
    /// The part's own, inside; outside those after which the whole batch is over.
    pub fn part<T, E>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<Result<T, E>, JournalError> {
        self.tx.prepare_cached("SAVEPOINT part")?.execute([])?;
        let done = work(self);
        // On a full or broken disk SQLite takes all of it back by itself, and no part is left to end.
        if self.is_over() {
            return Ok(done);
        }
        if done.is_err() {
            self.tx.prepare_cached("ROLLBACK TO part")?.execute([])?;
            // Records that the part has changed are read anew.
            self.folded.clear();
            self.shown.clear();
            self.heads.clear();
        }
        self.tx.prepare_cached("RELEASE part")?.execute([])?;
        Ok(done)
    }

    /// Whether all of it was taken back, as SQLite does on a full or broken disk.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.tx.is_autocommit()
    }

    /// The record of a stream; an empty one for a stream that has no entries.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn read(&mut self, stream: Stream) -> Result<Arc<Record>, JournalError> {
        let folded = match self.take(stream) {
            Some(folded) => folded,
            None => {
                let record = Arc::new(read::fold(self.tx, self.workspace(), stream)?);
                Folded { record, shown: None, head: None }
            }
        };
        let record = Arc::clone(&folded.record);
        self.keep(folded);
        Ok(record)
    }

    /// How far a series is held, if anything of it is.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn end(&mut self, series: &Series) -> Result<Option<SeriesEnd>, JournalError> {
        Ok(self.head(series)?.filter(|held| held.seq > 0).map(SeriesEnd::from))
    }

    /// The last position, and what stands for everything up to it, as [`Journal::mark`] says.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn end_mark(
        &self,
        next: impl Fn([u8; 8], &EntryHash) -> [u8; 8],
    ) -> Result<(u64, [u8; 8]), JournalError> {
        loop {
            let (last, mark, more) = serve::fill_marks(self.tx, &next)?;
            if !more {
                return Ok((last.cast_unsigned(), mark));
            }
        }
    }

    /// The value of a setting, if one was set.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        settings::get(self.tx, key)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        settings::set(self.tx, key, value)
    }

    /// The head of a series, if anything of it is held.
    pub(crate) fn head(&mut self, series: &Series) -> Result<Option<Held>, JournalError> {
        if let Some(held) = self.heads.get(series) {
            return Ok(*held);
        }
        let held = read::head(self.tx, series)?;
        self.heads.insert(*series, held);
        Ok(held)
    }

    /// The head of a series is another one now, or is to be read anew.
    pub(crate) fn moved(&mut self, series: &Series, head: Option<Held>) {
        match head {
            Some(_) => self.heads.insert(*series, head),
            None => self.heads.remove(series),
        };
    }

    pub(crate) fn journal(&self) -> &Journal {
        self.journal
    }

    pub(crate) fn workspace(&self) -> WorkspaceId {
        self.journal.workspace
    }

    /// Keeps what the board shows of a record, given what it is known to show.
    pub(crate) fn show(&self, record: &Record, shown: Option<Shown>) -> Result<Option<Shown>, JournalError> {
        if self.journal.views { project::project(self.tx, record, shown) } else { Ok(None) }
    }

    /// Takes a folded record out, to be changed without a copy.
    pub(crate) fn take(&mut self, stream: Stream) -> Option<Folded> {
        self.folded.remove(&stream).or_else(|| hold(&self.journal.cache).take(stream))
    }

    /// The same record alone. What the board shows of it is known to [`Batch::known_shown`] meanwhile.
    pub(crate) fn take_record(&mut self, stream: Stream) -> Option<Arc<Record>> {
        self.shown.remove(&stream);
        let Folded { record, shown, .. } = self.take(stream)?;
        self.shown.extend(shown.map(|shown| (stream, shown)));
        Some(record)
    }

    /// What the board shows of a record that was taken out, if that is known.
    pub(crate) fn known_shown(&mut self, stream: Stream) -> Option<Shown> {
        self.shown.remove(&stream)
    }

    /// Keeps what was folded, for later in the batch and for readers once it is on the disk.
    pub(crate) fn keep(&mut self, folded: Folded) {
        self.folded.insert(folded.record.stream(), folded);
    }
}
