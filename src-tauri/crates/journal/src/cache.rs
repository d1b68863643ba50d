//! Folded records kept ready: those that were read or written last.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use incident::record::Record;
use incident::stream::Stream;

use crate::project::Shown;
use crate::read::Held;

/// How many records are kept.
const ROOM: usize = 64;

/// A folded record, and what the board shows of it as far as that is known to be stored.
#[derive(Clone)]
pub(crate) struct Folded {
    pub record: Arc<Record>,
    pub shown: Option<Shown>,
    /// The head of the series that was written last.
    pub head: Option<Held>,
}

/// Least recently used goes first.
#[derive(Default)]
pub(crate) struct Cache {
    records: HashMap<Stream, (u64, Folded)>,
    clock: u64,
    /// Raised by every commit, so that a reader does not put back what it read before one.
    commits: u64,
    /// What the transaction that is under way may have changed: until it has ended, no reader puts back what was before.
    taken: HashSet<Stream>,
}

impl Cache {
    pub(crate) fn get(&mut self, stream: Stream) -> Option<Folded> {
        self.clock += 1;
        let (used, folded) = self.records.get_mut(&stream)?;
        *used = self.clock;
        Some(folded.clone())
    }

    /// Takes a record out for the transaction that is under way, to be changed without a copy.
    pub(crate) fn take(&mut self, stream: Stream) -> Option<Folded> {
        self.taken.insert(stream);
        self.records.remove(&stream).map(|(_, folded)| folded)
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits
    }

    /// Keeps what a reader folded, unless something was written since it began.
    pub(crate) fn keep_read(&mut self, record: &Arc<Record>, since: u64) {
        if since == self.commits && !self.taken.contains(&record.stream()) {
            self.put(Folded { record: Arc::clone(record), shown: None, head: None });
        }
    }

    /// Keeps what was just committed.
    pub(crate) fn keep_written(&mut self, folded: impl IntoIterator<Item = Folded>) {
        self.commits += 1;
        self.taken.clear();
        for one in folded {
            self.put(one);
        }
    }

    /// Nothing of the transaction that was under way counts.
    pub(crate) fn keep_nothing(&mut self) {
        self.taken.clear();
    }

    fn put(&mut self, folded: Folded) {
        self.clock += 1;
        self.records.insert(folded.record.stream(), (self.clock, folded));
        if self.records.len() > ROOM
            && let Some(oldest) = self.records.iter().min_by_key(|(_, (used, _))| *used).map(|(s, _)| *s)
        {
            self.records.remove(&oldest);
        }
    }
}
