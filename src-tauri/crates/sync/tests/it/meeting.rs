//! A hub that answers in the same process, from a real journal: the protocol without HTTP, members and privacy.

use std::sync::Mutex;

use incident::checksum::Checksum;
use incident::entry::{Entry, sign};
use incident::id::ReplicaKey;
use incident::stream::Stream;
use journal::{BoardQuery, Phase, SeriesEnd};
use sync::{
    Cursor, FETCH_LIMIT, Heads, Mark, Page, Push, Pushed, Receipt, Remote, SeriesHead, Unanswered, Verdict,
    Wanted,
};

use crate::place::{NOW, Place, WORKSPACE};

/// How the answers are cut, so that ten entries already take several.
pub(crate) const PAGE: usize = 7;

/// The hub, and whether it can be reached.
pub(crate) struct Hub {
    pub(crate) place: Place,
    pub(crate) breaks_after: Mutex<Option<usize>>,
}

impl Hub {
    pub(crate) fn new(place: Place) -> Self {
        Self { place, breaks_after: Mutex::new(None) }
    }

    pub(crate) fn key(&self) -> ReplicaKey {
        self.place.replica()
    }

    pub(crate) fn end(&self) -> Cursor {
        self.cursor(self.place.journal.position().unwrap()).unwrap()
    }

    fn cursor(&self, position: u64) -> Option<Cursor> {
        let next = |mark, hash: &_| Mark(mark).next(hash).0;
        let mark = self.place.journal.mark(position, next).unwrap()?;
        Some(Cursor { position, mark: Mark(mark) })
    }

    /// A connection that breaks does so after the hub has done what was asked.
    fn answer<T>(&self, answer: T) -> Result<T, Unanswered> {
        let mut left = self.breaks_after.lock().unwrap();
        match left.as_mut() {
            Some(0) => Err(Unanswered::Unreachable("the connection broke".to_owned())),
            Some(left) => {
                *left -= 1;
                Ok(answer)
            }
            None => Ok(answer),
        }
    }

    pub(crate) fn checksum(&self) -> Checksum {
        let ends = self.place.journal.ends(None, usize::MAX).unwrap();
        ends.iter().fold(Checksum::default(), |sum, end| sum.with(&end.series, end.seq, &end.hash))
    }

    fn open(&self) -> Vec<Stream> {
        let query = BoardQuery { phase: Phase::Active, limit: 100, now: NOW, ..BoardQuery::default() };
        let rows = self.place.journal.board(&query).unwrap();
        rows.into_iter().map(|row| Stream::Incident(row.id)).collect()
    }

    fn receipt(&self, end: &SeriesEnd) -> Receipt {
        let digest = Receipt::digest(WORKSPACE, &end.series, end.seq, &end.hash, NOW);
        let signature = sign(self.place.key(), &digest);
        Receipt { hub: self.key(), series: end.series, seq: end.seq, hash: end.hash, at: NOW, signature }
    }
}

impl Remote for Hub {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        assert_eq!(push.workspace, WORKSPACE);
        let journal = &self.place.journal;
        let held = |entry: &Entry| journal.hash_at(&entry.head.series(), entry.head.seq).unwrap().is_some();
        let known: Vec<bool> = push.entries.iter().map(held).collect();
        let absorbed = journal.absorb(push.entries.clone()).unwrap();
        let verdict = |(entry, known): (&Entry, bool)| {
            let refused = absorbed
                .refused
                .iter()
                .find(|refused| refused.series == entry.head.series() && refused.seq <= entry.head.seq);
            let taken = if known { Verdict::Known } else { Verdict::Taken };
            refused.map_or(taken, |refused| {
                let why = refused.why.to_string();
                if refused.why.may_come_later() { Verdict::Waits { why } } else { Verdict::Refused { why } }
            })
        };
        let ends = journal.ends(None, usize::MAX).unwrap();
        let touched =
            ends.iter().filter(|end| push.entries.iter().any(|entry| entry.head.series() == end.series));
        let verdicts = push.entries.iter().zip(known).map(verdict).collect();
        let cursor = self.cursor(journal.position().unwrap()).ok_or(Unanswered::Gone)?;
        self.answer(Pushed { verdicts, receipts: touched.map(|end| self.receipt(end)).collect(), cursor })
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        if [after, seen].iter().any(|known| self.cursor(known.position) != Some(*known)) {
            return self.answer(()).and(Err(Unanswered::Gone));
        }
        let placed = self.place.journal.page(after.position, PAGE).unwrap();
        let position = placed.last().map_or(after.position, |placed| placed.position);
        let cursor = self.cursor(position).ok_or(Unanswered::Gone)?;
        let more = position < self.place.journal.position().unwrap();
        let entries = placed.into_iter().map(|placed| placed.entry).collect();
        let checksum = (!more).then(|| self.checksum());
        self.answer(Page { entries, cursor, more, checksum })
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        let journal = &self.place.journal;
        let ends = journal.ends(after, limit.unwrap_or(PAGE)).unwrap();
        let last = ends.last().map(|end| end.series.stream);
        let more = !journal.ends(last, 1).unwrap().is_empty();
        let heads = ends
            .into_iter()
            .map(|SeriesEnd { series, seq, hash }| SeriesHead { series, seq, hash })
            .collect();
        let cursor = self.cursor(journal.position().unwrap()).ok_or(Unanswered::Gone)?;
        let open = if after.is_none() { self.open() } else { Vec::new() };
        self.answer(Heads { heads, next: last.filter(|_| more), cursor, open })
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        let mut entries = Vec::new();
        for Wanted { series, after } in wanted {
            let tail = self.place.journal.tail(&series, after, FETCH_LIMIT).unwrap();
            let signed = tail.iter().position(|entry| entry.signature.is_some());
            entries.extend(tail.into_iter().take(signed.map_or(0, |last| last + 1)));
            // Far less than it might: how much an answer carries is nobody's to rely on.
            if entries.len() >= PAGE {
                break;
            }
        }
        self.answer(entries)
    }
}
