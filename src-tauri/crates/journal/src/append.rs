//! Writing what was decided: one transaction for the entries, their heads and what the board shows of them.

use std::collections::HashMap;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use incident::body::Body;
use incident::draft::Draft;
use incident::entry::{
    BODY_FORMAT, BodyBytes, Entry, EntryHash, Head, MAX_BODY, MAX_STAMP, PRIVATE, Series, first_hash, sign,
};
use incident::event::Event;
use incident::id::{EntryRef, Millis, ReplicaKey, Run, Salt};
use incident::record::{Fact, Record};
use incident::stream::Stream;
use rusqlite::Connection;

use crate::cache::Folded;
use crate::project::{self, Shown};
use crate::read::{self, Held, hold};
use crate::{Journal, JournalError, redact};

/// Who writes: the key of this laptop and the run of this process.
///
/// Draw the run after opening the journal: a file that was repaired may lack the end of an older run's series.
pub struct Author {
    /// Signs; its public half is the replica.
    pub key: SigningKey,
    /// Drawn at every start of the process.
    pub run: Run,
}

impl Author {
    /// The laptop's public key.
    #[must_use]
    pub fn replica(&self) -> ReplicaKey {
        ReplicaKey(self.key.verifying_key().to_bytes())
    }
}

/// What is to be written to one stream.
#[derive(Clone, Debug)]
pub struct Work {
    /// Where.
    pub stream: Stream,
    /// Whether its author sees the stream as private.
    pub private: bool,
    /// What, in order.
    pub drafts: Vec<Draft>,
    /// The wall clock that these entries carry, where it is not that of the call.
    pub at: Option<Millis>,
}

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
        let mut dropped = 0;
        let replica = author.replica();
        let salts = salts(works.iter().map(|work| work.drafts.len()).sum())?;
        let mut salts = salts.into_iter();
        let appended = self.write(|tx| {
            let mut touched: Vec<Touched> = Vec::new();
            let mut index: HashMap<Stream, usize> = HashMap::new();
            let mut written = Vec::with_capacity(works.len());
            for work in works {
                let series = Series { stream: work.stream, replica, run: author.run };
                let i = match index.get(&work.stream) {
                    Some(i) => *i,
                    None => {
                        touched.push(Touched::load(self, tx, series)?);
                        index.insert(work.stream, touched.len() - 1);
                        touched.len() - 1
                    }
                };
                let recorded_at = work.at.unwrap_or(at);
                let flags = if work.private { PRIVATE } else { 0 };
                let refs = touched[i].write(work.drafts, recorded_at, flags, &mut salts)?;
                written.push((i, refs));
            }
            let mut folded = Vec::with_capacity(touched.len());
            for one in touched {
                folded.push(one.store(tx, author, &mut dropped)?);
            }
            let appended = written
                .into_iter()
                .map(|(i, refs)| Appended { refs, record: Arc::clone(&folded[i].record) })
                .collect();
            Ok((appended, folded))
        })?;
        self.scrub(dropped);
        Ok(appended)
    }
}

/// A stream that is being written to.
struct Touched {
    series: Series,
    /// The series' row, if it has one.
    id: Option<i64>,
    seq: u64,
    hash: EntryHash,
    stamp: u64,
    record: Record,
    shown: Option<Shown>,
    fresh: Vec<(Entry, EntryHash)>,
}

impl Touched {
    fn load(journal: &Journal, tx: &Connection, series: Series) -> Result<Self, JournalError> {
        let taken = hold(&journal.cache).take(series.stream);
        let (record, shown, head) = match taken {
            Some(folded) => (Arc::unwrap_or_clone(folded.record), folded.shown, folded.head),
            None => (read::fold(tx, journal.workspace, series.stream)?, None, None),
        };
        let head = match head {
            Some(head) if head.series == series => Some(head),
            _ => read::head(tx, &series)?,
        };
        let (id, seq, hash) = match head {
            Some(Held { id, seq, hash, .. }) => (Some(id), seq, hash),
            None => (None, 0, first_hash(journal.workspace, &series)),
        };
        Ok(Self { series, id, seq, hash, stamp: record.next_stamp(), record, shown, fresh: Vec::new() })
    }

    fn write(
        &mut self,
        drafts: Vec<Draft>,
        recorded_at: Millis,
        flags: u16,
        salts: &mut impl Iterator<Item = Salt>,
    ) -> Result<Vec<EntryRef>, JournalError> {
        let mut facts = Vec::with_capacity(drafts.len());
        for (draft, salt) in drafts.into_iter().zip(salts) {
            let entry = self.entry(draft, salt, recorded_at, flags)?;
            self.hash = entry.hash(&self.hash);
            let fact = Fact::read(&entry, &self.hash);
            if matches!(fact.event, Some(Event::Unrecognised { .. })) {
                return Err(JournalError::Unwritable);
            }
            facts.push(fact);
            self.fresh.push((entry, self.hash));
        }
        let refs = facts.iter().map(|fact| fact.id).collect();
        let empty = Record::fold(self.series.stream, []);
        self.record = std::mem::replace(&mut self.record, empty).with(facts);
        Ok(refs)
    }

    fn entry(
        &mut self,
        draft: Draft,
        salt: Salt,
        recorded_at: Millis,
        flags: u16,
    ) -> Result<Entry, JournalError> {
        let Series { stream, replica, run } = self.series;
        if self.stamp >= MAX_STAMP {
            return Err(JournalError::Exhausted { stream });
        }
        let Draft { event, occurred_at, undoes } = draft;
        let body = Body { salt, occurred_at, undoes, event }.to_bytes();
        match body.len() {
            0 => return Err(JournalError::Unwritable),
            bytes if bytes > MAX_BODY => return Err(JournalError::TooLarge { bytes }),
            _ => {}
        }
        self.seq += 1;
        let head = Head {
            v: BODY_FORMAT,
            flags,
            stream,
            replica,
            run,
            seq: self.seq,
            stamp: self.stamp,
            recorded_at,
        };
        self.stamp += 1;
        Ok(Entry { head, body: BodyBytes::Whole(body), signature: None })
    }

    fn store(
        mut self,
        tx: &Connection,
        author: &Author,
        dropped: &mut usize,
    ) -> Result<Folded, JournalError> {
        if let Some((last, hash)) = self.fresh.last_mut() {
            last.signature = Some(sign(&author.key, hash));
            self.id = Some(insert(tx, &self.series, self.id, &self.fresh)?);
            let hidden = self.fresh.iter().any(|(_, hash)| {
                self.record.fact(hash.reference()).is_some_and(|fact| {
                    fact.redacted_by.is_some() || fact.event.as_ref().is_some_and(redact::hides)
                })
            });
            if hidden {
                *dropped += redact::drop_hidden(tx, &self.record)?;
            }
        }
        let shown = project::project(tx, &self.record, self.shown)?;
        let Self { series, seq, hash, .. } = self;
        let head = self.id.map(|id| Held { id, series, seq, hash });
        Ok(Folded { record: Arc::new(self.record), shown, head })
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
