//! Folded records kept ready: those that were read or written last.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use incident::record::Record;
use incident::stream::Stream;

use crate::project::Shown;
use crate::read::Held;

/// So many records are kept however long they are: those of the incidents that people are at.
const FEW: usize = 64;
/// How many are kept at most, and of how many facts together. Two laptops that meet again come to each incident several
/// times, once for each sitting in which something was written.
const MOST: usize = 2_000;
const FACTS: usize = 20_000;

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
    /// How many facts they have together.
    facts: usize,
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
        let (_, folded) = self.records.remove(&stream)?;
        self.facts -= folded.record.facts().len();
        Some(folded)
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
        self.facts += folded.record.facts().len();
        if let Some((_, before)) = self.records.insert(folded.record.stream(), (self.clock, folded)) {
            self.facts -= before.record.facts().len();
        }
        if self.records.len() > MOST || self.records.len() > FEW && self.facts > FACTS {
            self.make_room();
        }
    }

    /// Half of them go, so that it is not done for each that comes.
    fn make_room(&mut self) {
        let mut used: Vec<u64> = self.records.values().map(|(used, _)| *used).collect();
        used.sort_unstable();
        // Of more than a few there is a half, and what came last is never in it.
        let Some(last) = used.get((used.len() / 2).min(used.len().saturating_sub(FEW))) else { return };
        let last = *last;
        self.records.retain(|_, (used, _)| *used >= last);
        self.facts = self.records.values().map(|(_, folded)| folded.record.facts().len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, Run, WorkspaceId};
    use incident::stream::Stream;
    use incident::value::NoteKind;

    use super::{Cache, FACTS, FEW};
    use crate::read::hold;
    use crate::{Author, Journal, Work};

    fn counted(cache: &Cache) -> usize {
        cache.records.values().map(|(_, folded)| folded.record.facts().len()).sum()
    }

    #[test]
    fn many_short_records_are_kept_and_of_long_ones_those_that_were_used_last() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([1; 32])).unwrap();
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let incident = |n: u8| Stream::Incident(IncidentId([n; 16]));
        let notes = |n: u8, count: usize| {
            let note = Event::Noted { note: NoteKind::Note, text: "x".into() };
            let drafts = vec![note.into(); count];
            journal
                .append_all(
                    &author,
                    Millis(1),
                    vec![Work { stream: incident(n), private: false, drafts, at: None }],
                )
                .unwrap();
        };
        (0..200).for_each(|n| notes(n, 1));
        assert_eq!(hold(&journal.cache).records.len(), 200);
        let long = FACTS / FEW + 1;
        (0..FEW as u8).for_each(|n| notes(n, long));
        let cache = hold(&journal.cache);
        assert!((FEW..200).contains(&cache.records.len()), "{}", cache.records.len());
        assert!((FEW - 10..FEW as u8 as usize).all(|n| cache.records.contains_key(&incident(n as u8))));
        assert_eq!(cache.facts, counted(&cache));
    }
}
