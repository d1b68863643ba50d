//! Writing what was decided: one transaction for the entries, their heads and what the board shows of them.

use std::collections::HashMap;
use std::sync::Arc;

use incident::draft::Draft;
use incident::entry::{BodyBytes, Entry, EntryHash, Series};
use incident::id::{EntryRef, Millis, Salt};
use incident::record::Record;
use incident::stream::Stream;
use rusqlite::Connection;

use crate::batch::Batch;
use crate::cache::Folded;
use crate::pen::{Author, Pen, Work, Written};
use crate::project::Shown;
use crate::read::{self, Held};
use crate::{Journal, JournalError, numbers, redact};

/// What was written to one stream.
#[derive(Clone, Debug)]
pub struct Appended {
    /// The names of the new entries, in the order of the drafts.
    pub refs: Vec<EntryRef>,
    /// The record with them.
    pub record: Arc<Record>,
}

impl Journal {
    /// Writes to one stream. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`JournalError::TooLarge`], [`JournalError::Unwritable`], [`JournalError::Exhausted`] before anything is
    /// written; [`JournalError::Damaged`] when the stream is; [`JournalError::DiskFull`] and the like, after
    /// which nothing of it was written; [`JournalError::Halted`] after an error of the disk.
    pub fn append(
        &self,
        author: &Author,
        at: Millis,
        stream: Stream,
        private: bool,
        drafts: Vec<Draft>,
    ) -> Result<Appended, JournalError> {
        let mut appended = self.append_all(author, at, vec![Work { stream, private, drafts, at: None }])?;
        // One piece of work gives one answer.
        appended.pop().ok_or(JournalError::Halted)
    }

    /// Writes to several streams in one transaction: all of it or nothing. Answers are in the order of the works.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn append_all(
        &self,
        author: &Author,
        at: Millis,
        works: Vec<Work>,
    ) -> Result<Vec<Appended>, JournalError> {
        self.batch(|batch| batch.append_all(author, at, works))
    }
}

impl Batch<'_> {
    /// Writes to several streams. Answers are in the order of the works.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub(crate) fn append_all(
        &mut self,
        author: &Author,
        at: Millis,
        works: Vec<Work>,
    ) -> Result<Vec<Appended>, JournalError> {
        let replica = author.replica();
        let salts = salts(works.iter().map(|work| work.drafts.len()).sum())?;
        let mut salts = salts.into_iter();
        let mut touched: Vec<Touched> = Vec::new();
        let mut index: HashMap<Stream, usize> = HashMap::new();
        let mut written = Vec::with_capacity(works.len());
        for work in works {
            let series = Series { stream: work.stream, replica, run: author.run };
            let i = match index.get(&work.stream) {
                Some(i) => *i,
                None => {
                    touched.push(Touched::load(self, series)?);
                    index.insert(work.stream, touched.len() - 1);
                    touched.len() - 1
                }
            };
            written.push((i, touched[i].pen.write(work, at, &mut salts)?));
        }
        let mut records = Vec::with_capacity(touched.len());
        for one in touched {
            records.push(one.store(self, author)?);
        }
        let appended = |(i, refs): (usize, _)| Appended { refs, record: Arc::clone(&records[i]) };
        Ok(written.into_iter().map(appended).collect())
    }
}

/// A stream that is being written to.
struct Touched {
    pen: Pen,
    /// The series' row, if it has one.
    id: Option<i64>,
    shown: Option<Shown>,
}

impl Touched {
    fn load(batch: &mut Batch<'_>, series: Series) -> Result<Self, JournalError> {
        let (record, shown, head) = match batch.take(series.stream) {
            Some(folded) => (Arc::unwrap_or_clone(folded.record), folded.shown, folded.head),
            None => (read::fold(batch.tx, batch.workspace(), series.stream)?, None, None),
        };
        let series = batch.goes_on(&record, series)?;
        let head = match head {
            Some(head) if head.series == series => Some(head),
            _ => batch.head(&series)?,
        };
        let end = head.filter(|head| head.seq > 0).map(|head| (head.seq, head.hash));
        let pen = Pen::new(batch.workspace(), series, end, record);
        Ok(Self { pen, id: head.map(|head| head.id), shown })
    }

    fn store(self, batch: &mut Batch<'_>, author: &Author) -> Result<Arc<Record>, JournalError> {
        let Self { pen, mut id, shown } = self;
        let Written { series, end: (seq, hash), entries, record } = pen.sign(author);
        if !entries.is_empty() {
            id = Some(insert(batch.tx, &series, id, &entries)?);
            numbers::keep(batch.tx, &record, &entries)?;
            let hidden = entries.iter().any(|(_, hash)| {
                record.fact(hash.reference()).is_some_and(|fact| {
                    fact.redacted_by.is_some() || fact.event.as_ref().is_some_and(redact::hides)
                })
            });
            if hidden {
                batch.dropped += redact::drop_hidden(batch.tx, &record)?;
            }
        }
        let shown = batch.show(&record, shown)?;
        let head = id.map(|id| Held { id, series, seq, hash });
        batch.moved(&series, head);
        let record = Arc::new(record);
        batch.keep(Folded { record: Arc::clone(&record), shown, head });
        Ok(record)
    }
}

/// Writes entries that follow each other in one series, and returns the row of that.
pub(crate) fn insert(
    tx: &Connection,
    series: &Series,
    id: Option<i64>,
    entries: &[(Entry, EntryHash)],
) -> Result<i64, JournalError> {
    let id = match id {
        Some(id) => id,
        None => {
            let key = (series.stream.to_bytes(), series.replica.0, series.run.0);
            tx.prepare_cached("INSERT INTO series (stream, replica, run) VALUES (?1, ?2, ?3)")?.insert(key)?
        }
    };
    let mut insert = tx.prepare_cached(
        "INSERT INTO entries (series, seq, stamp, v, flags, recorded_at, body_sha256, hash, signature, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (entry, hash) in entries {
        let head = &entry.head;
        let body = match &entry.body {
            BodyBytes::Whole(bytes) => Some(bytes),
            BodyBytes::Dropped(_) => None,
        };
        insert.execute((
            id,
            head.seq.cast_signed(),
            head.stamp.cast_signed(),
            head.v,
            head.flags,
            head.recorded_at.0,
            entry.body.digest(),
            hash.0,
            entry.signature,
            body,
        ))?;
    }
    Ok(id)
}

fn salts(count: usize) -> Result<Vec<Salt>, JournalError> {
    let mut bytes = vec![0; count * 8];
    getrandom::fill(&mut bytes)?;
    let salts = bytes.chunks_exact(8).map(|chunk| {
        let mut salt = [0; 8];
        salt.copy_from_slice(chunk);
        Salt(salt)
    });
    Ok(salts.collect())
}
