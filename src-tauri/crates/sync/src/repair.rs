//! The one repair: what both hold is compared by the ends of their series, and what is missing here is asked for.

use std::collections::BTreeMap;

use incident::entry::{EntryHash, Series};
use incident::id::Millis;
use incident::stream::Stream;
use journal::{JournalError, KeptBack, Offered, ReadOn, SeriesEnd, Unfit};

use crate::cursor::Cursor;
use crate::evidence::Cause;
use crate::exchange::{Stopped, Talk, place};
use crate::remote::{Remote, Unanswered};
use crate::wire::{FETCH_LIMIT, SeriesHead, Wanted};

/// About as many series as the documents of an incident have.
const OF_INCIDENT: usize = 16;
/// How many series are compared at a time.
const COMPARE: usize = 1_000;
/// A laptop with fewer entries than this is new: it has written down who it is, and perhaps a few incidents.
const FEW: u64 = 500;
/// What is said of a hub whose pages of heads do not end.
const CIRCLES: &str = "heads that go round in circles";
/// How many answers one fetch may take: far more than any log needs, and an end for a hub that makes entries up.
const ANSWERS: usize = 100_000;

impl<R: Remote, N: Fn() -> Millis, C: FnMut(&[Stream])> Talk<'_, R, N, C> {
    /// Compares everything. What is missing here is owed then, and what the hub lacks is what the outbox finds.
    pub(crate) async fn compare(&mut self, cause: Cause) -> Result<(), Stopped> {
        self.done.compared = true;
        self.remember(cause)?;
        self.journal.forget_hub(self.hub, self.evidence.restoring)?;
        self.compare_all().await
    }

    /// Where this laptop is new and has next to nothing: it learns what the hub holds and has it come in the order in which
    /// people need it, the book and the incidents that they are still at first. A laptop that is cut off goes on with what it
    /// knows to be missing, in any order.
    pub(crate) async fn begin(&mut self) -> Result<(), Stopped> {
        let known = self.journal.known_of(self.hub)?;
        // A hub that was ever heard of is shown that, and says whether it has lost something since.
        let met = known.read.position > 0 || known.seen.position > 0;
        if met || self.journal.position()? >= FEW {
            return Ok(());
        }
        self.compare_all().await?;
        self.fetch_owed().await
    }

    async fn compare_all(&mut self) -> Result<(), Stopped> {
        let (mut after, mut cursor) = (None, None);
        loop {
            let theirs = self.remote.heads(after, None).await?;
            self.open.extend(theirs.open);
            // What the hub takes while this goes on comes after where it began.
            let begun = *cursor.get_or_insert(theirs.cursor);
            self.compare_some(&self.ends(after, theirs.next)?, &theirs.heads, theirs.cursor)?;
            match theirs.next {
                Some(next) if after.is_none_or(|after: Stream| next.to_bytes() > after.to_bytes()) => {
                    after = Some(next);
                }
                Some(_) => {
                    return Err(Unanswered::Unreadable(CIRCLES.to_owned()).into());
                }
                None => {
                    self.take(Vec::new(), Some(ReadOn { place: place(begun), more: false }))?;
                    return Ok(());
                }
            }
        }
    }

    /// Compares one stream, whose earlier entries may have been hidden from this laptop until now; with an incident its
    /// documents.
    pub(crate) async fn compare_stream(&mut self, stream: Stream) -> Result<(), Stopped> {
        self.compare_range(stream, stream, 1).await?;
        let Some(incident) = stream.incident() else { return Ok(()) };
        let (first, last) = Stream::documents_of(incident).into_inner();
        self.compare_range(first, last, OF_INCIDENT).await
    }

    /// Compares the streams from one to the other, of about so many series at a time.
    async fn compare_range(&mut self, first: Stream, last: Stream, about: usize) -> Result<(), Stopped> {
        let mut after = first.before();
        loop {
            let theirs = self.remote.heads(after, Some(about)).await?;
            let next = theirs.next.filter(|next| *next < last);
            let heads: Vec<SeriesHead> = theirs
                .heads
                .into_iter()
                .filter(|head| (first..=last).contains(&head.series.stream))
                .collect();
            let ours = self.ends(after, Some(next.unwrap_or(last)))?;
            self.compare_some(&ours, &heads, theirs.cursor)?;
            match next {
                Some(next) if after.is_none_or(|after| next > after) => after = Some(next),
                Some(_) => return Err(Unanswered::Unreadable(CIRCLES.to_owned()).into()),
                None => return Ok(()),
            }
        }
    }

    /// `end` is where the hub's log ends: what is asked for now may lie beyond what was read, and a hub that loses it
    /// has lost something all the same.
    fn compare_some(
        &mut self,
        ours: &BTreeMap<Series, (u64, EntryHash)>,
        theirs: &[SeriesHead],
        end: Cursor,
    ) -> Result<(), JournalError> {
        let (mut owed, mut answer) = (Vec::new(), Offered::default());
        for SeriesHead { series, seq: far, hash } in theirs {
            self.evidence.listed.insert(*series);
            let (seq, own) = ours.get(series).copied().unwrap_or((0, EntryHash([0; 32])));
            if *far > seq {
                owed.push((*series, *far));
                if self.evidence.compared == Some(Cause::Checksum) && !self.evidence.owed.contains(series) {
                    self.evidence.untold.insert(*series, (seq, *far));
                }
            } else if *far == seq && *hash != own
                || *far < seq && self.journal.hash_at(series, *far)?.as_ref() != Some(hash)
            {
                self.done.forked.insert(*series);
                if self.confirmed(series)? >= *far && !self.evidence.restoring {
                    self.evidence.altered.insert(*series);
                }
                // Where the two part is not known: the hub is shown all of it, and says which branch counts.
                let (why, since) = (Unfit::Fork.to_string(), (self.now)());
                answer.kept_back.push(KeptBack { series: *series, seq: 1, why, waits: true, since });
                self.claimed.insert(*series);
                answer.claimed.push((*series, *far, *hash));
                continue;
            }
            // Whether more than is here goes on from what is here is seen when it comes.
            if *far <= seq {
                answer.listed.push((*series, *far));
            }
        }
        answer.seen = Some(place(end));
        self.journal.offered(self.hub, answer)?;
        self.journal.owe(self.hub, &owed)
    }

    /// What is held here of the streams after the one and up to the other.
    fn ends(
        &self,
        after: Option<Stream>,
        last: Option<Stream>,
    ) -> Result<BTreeMap<Series, (u64, EntryHash)>, JournalError> {
        let mut ours = BTreeMap::new();
        let mut after = after;
        loop {
            let ends = self.journal.ends(after, COMPARE)?;
            let Some(end) = ends.last() else { return Ok(ours) };
            after = Some(end.series.stream);
            let past = |stream: Stream| last.is_some_and(|last| stream.to_bytes() > last.to_bytes());
            let done = past(end.series.stream);
            let within = ends.into_iter().filter(|end| !past(end.series.stream));
            ours.extend(within.map(|SeriesEnd { series, seq, hash }| (series, (seq, hash))));
            if done {
                return Ok(ours);
            }
        }
    }

    /// Asks for what is owed until it has come. What still cannot be taken is asked for again next time: it may rest on
    /// something that the hub lacks too.
    pub(crate) async fn fetch_owed(&mut self) -> Result<(), Stopped> {
        loop {
            let mut wanted = Vec::new();
            for (series, far) in self.journal.owed(self.hub)? {
                let after = self.journal.end(&series)?.map_or(0, |end| end.seq);
                // Of another branch more may be held here than is owed of the one that counts.
                if after < far {
                    wanted.push((Wanted { series, after }, far));
                }
            }
            wanted.sort_by_key(|(Wanted { series, .. }, _)| match series.stream {
                Stream::Book(_) => 0,
                stream if self.open.contains(&stream) => 1,
                _ => 2,
            });
            let before = self.done.pulled;
            self.fetch(wanted).await?;
            if self.done.pulled == before {
                return Ok(());
            }
        }
    }

    /// Asks for continuations until they have come as far as the hub is known to hold them, or it has no more to show. How
    /// much one answer carries is the hub's business.
    async fn fetch(&mut self, mut wanted: Vec<(Wanted, u64)>) -> Result<(), Stopped> {
        for _ in 0..ANSWERS {
            if wanted.is_empty() {
                return Ok(());
            }
            // One answer carries about so many entries, and series that it has no room for are asked for in vain.
            let mut room = FETCH_LIMIT as u64;
            let fits = wanted.iter().take(FETCH_LIMIT).take_while(|(one, end)| {
                let before = room;
                room = room.saturating_sub(end - one.after);
                before > 0
            });
            let asked = fits.count();
            let mut entries =
                self.remote.fetch(wanted[..asked].iter().map(|(one, _)| *one).collect()).await?;
            // What the hub has taken since comes with its pages, and with the place that it has in its log.
            let ends: BTreeMap<Series, u64> =
                wanted[..asked].iter().map(|(one, end)| (one.series, *end)).collect();
            entries.retain(|entry| ends.get(&entry.head.series()).is_some_and(|end| entry.head.seq <= *end));
            let mut came: BTreeMap<Series, u64> = BTreeMap::new();
            for entry in &entries {
                let furthest = came.entry(entry.head.series()).or_default();
                *furthest = entry.head.seq.max(*furthest);
            }
            self.take(entries, None)?;
            let mut moved = false;
            for (one, _) in &mut wanted[..asked] {
                if let Some(seq) = came.get(&one.series).filter(|seq| **seq > one.after) {
                    one.after = *seq;
                    moved = true;
                }
            }
            if moved {
                wanted.retain(|(one, end)| one.after < *end);
            } else {
                wanted.drain(..asked);
            }
        }
        Err(Unanswered::Unreadable("entries without end".to_owned()).into())
    }
}
