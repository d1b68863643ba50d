//! The exchange: read on at the hub, offer what it lacks, and repair by comparing when the two have lost each other.

use std::collections::{BTreeMap, BTreeSet};

use incident::entry::{Entry, EntryHash, Series};
use incident::id::{Millis, ReplicaKey};
use incident::stream::Stream;
use journal::{HubPlace, Journal, JournalError, KeptBack, Offered, Receipted, Refused, SeriesEnd, Unfit};

use crate::cursor::{Cursor, Mark};
use crate::receipt::Receipt;
use crate::remote::{Remote, Unanswered};
use crate::wire::{FETCH_LIMIT, PUSH_BYTES, PUSH_ENTRIES, Push, Pushed, SeriesHead, Verdict, Wanted};

/// Half of what a push may hold: a transaction that has begun goes along whole.
const OFFER: usize = PUSH_ENTRIES / 2;
/// How many entries that came too early are kept in memory; more come from a hub that means no good.
const EARLY: usize = 20_000;
/// How many series are compared at a time.
const COMPARE: usize = 1_000;

/// What an exchange did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// How many entries came that were new here.
    pub pulled: usize,
    /// How many went that were new there.
    pub pushed: usize,
    /// The streams that changed here.
    pub streams: BTreeSet<Stream>,
    /// Series of which the hub holds other entries under the same numbers: one of the two is not what its author wrote.
    pub forked: BTreeSet<Series>,
    /// The two had lost each other and were compared.
    pub compared: bool,
}

/// Why an exchange ended before its end. What was done until then stays done.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// No answer.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// The journal refused.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Reads everything the hub has that is new here, then offers it what it lacks. It waits for the disk, so run it on a
/// thread that may; `now` is this laptop's clock, and `changed` hears at once which streams became different.
///
/// # Errors
/// [`Stopped`]; running it again goes on where it stopped.
pub async fn exchange(
    journal: &Journal,
    hub: ReplicaKey,
    remote: &impl Remote,
    now: impl Fn() -> Millis,
    mut changed: impl FnMut(&[Stream]),
) -> Result<Exchanged, Stopped> {
    let done = Exchanged::default();
    let mut talk =
        Talk { journal, hub, remote, now, done, early: Vec::new(), waited: false, changed: &mut changed };
    talk.pull().await?;
    talk.push().await?;
    Ok(talk.done)
}

struct Talk<'a, R, N, C> {
    journal: &'a Journal,
    hub: ReplicaKey,
    remote: &'a R,
    now: N,
    done: Exchanged,
    /// What came before something that it rests on.
    early: Vec<Entry>,
    /// The hub said of something that it waits.
    waited: bool,
    changed: &'a mut C,
}

impl<R: Remote, N: Fn() -> Millis, C: FnMut(&[Stream])> Talk<'_, R, N, C> {
    async fn pull(&mut self) -> Result<(), Stopped> {
        loop {
            let known = self.journal.known_of(self.hub)?;
            let page = match self.remote.pull(cursor(known.read), cursor(known.seen)).await {
                Err(Unanswered::Gone) if !self.done.compared => {
                    self.compare().await?;
                    continue;
                }
                page => page?,
            };
            self.take(page.entries, Some(page.cursor))?;
            if !page.more {
                return self.fetch_owed().await;
            }
        }
    }

    /// Asks again for series of which something came too early: a hidden text before the word that hides it, or the
    /// continuation of what this laptop was not shown when the hub's log was read past it.
    async fn fetch_owed(&mut self) -> Result<(), Stopped> {
        loop {
            let mut wanted = Vec::new();
            for series in self.journal.owed(self.hub)? {
                let after = self.journal.end(&series)?.map_or(0, |end| end.seq);
                // How far the hub has them is not known.
                wanted.push((Wanted { series, after }, u64::MAX));
            }
            let before = self.done.pulled;
            self.fetch(wanted).await?;
            // What still cannot be taken is asked for again next time: it may rest on something the hub lacks too.
            if self.done.pulled == before {
                return Ok(());
            }
        }
    }

    /// Offers until nothing more goes. What waits is offered again each time, and after everything else: what it waits for
    /// may have come by then.
    async fn push(&mut self) -> Result<(), Stopped> {
        self.waited = self.journal.kept_back(self.hub)?.iter().any(|kept| kept.waits);
        loop {
            if self.waited {
                self.journal.offer_again(self.hub, true)?;
            }
            let before = self.done.pushed;
            self.waited = false;
            self.push_all().await?;
            if !self.waited || self.done.pushed == before {
                return Ok(());
            }
        }
    }

    async fn push_all(&mut self) -> Result<(), Stopped> {
        loop {
            let outbox = self.journal.outbox(self.hub, OFFER, PUSH_BYTES)?;
            let (up_to, more) = (outbox.up_to, outbox.more);
            let mut answer = Offered { up_to, ..Offered::default() };
            if !outbox.entries.is_empty() {
                let places: Vec<(Series, u64)> =
                    outbox.entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect();
                let push = Push { workspace: self.journal.workspace(), entries: outbox.entries };
                let pushed = self.remote.push(push).await?;
                self.read_verdicts(&places, pushed, &mut answer)?;
            }
            self.journal.offered(self.hub, answer)?;
            if !more {
                return Ok(());
            }
        }
    }

    fn read_verdicts(
        &mut self,
        places: &[(Series, u64)],
        pushed: Pushed,
        answer: &mut Offered,
    ) -> Result<(), Stopped> {
        let Pushed { verdicts, receipts, cursor } = pushed;
        answer.seen = Some(place(cursor));
        if verdicts.len() != places.len() {
            let said = format!("{} verdicts for {} entries", verdicts.len(), places.len());
            return Err(Unanswered::Unreadable(said).into());
        }
        let since = (self.now)();
        let mut kept: BTreeMap<Series, KeptBack> = BTreeMap::new();
        for ((series, seq), verdict) in places.iter().zip(verdicts) {
            let waits = matches!(verdict, Verdict::Waits { .. });
            match verdict {
                Verdict::Taken => {
                    self.done.pushed += 1;
                    answer.held.push((*series, *seq));
                }
                Verdict::Known => answer.held.push((*series, *seq)),
                Verdict::Waits { why } | Verdict::Refused { why } => {
                    self.waited |= waits;
                    kept.entry(*series).or_insert(KeptBack { series: *series, seq: *seq, why, waits, since });
                }
            }
        }
        answer.kept_back = kept.into_values().collect();
        for receipt in receipts {
            answer.receipts.push(self.genuine(receipt)?);
        }
        Ok(())
    }

    /// A receipt of this hub that somebody else signed convicts whoever sent it: nothing else of it is believed either.
    fn genuine(&self, receipt: Receipt) -> Result<Receipted, Unanswered> {
        if receipt.hub != self.hub || !receipt.is_genuine(self.journal.workspace()) {
            return Err(Unanswered::Unreadable("a receipt that the hub has not signed".to_owned()));
        }
        let Receipt { hub, series, seq, hash, at, signature } = receipt;
        Ok(Receipted { hub, series, seq, hash, at, signature })
    }

    /// Takes entries in; the journal notes the series of which it could not yet. What came too early is tried again with
    /// what comes next: the word that hides a text may stand many pages after it.
    fn take(&mut self, entries: Vec<Entry>, next: Option<Cursor>) -> Result<(), JournalError> {
        let mut offered = std::mem::take(&mut self.early);
        offered.extend(entries);
        let absorbed = self.journal.absorb_from(self.hub, offered.clone(), next.map(place))?;
        let early: BTreeMap<Series, u64> = absorbed
            .refused
            .iter()
            .filter(|refused| refused.why.may_come_later())
            .map(|refused| (refused.series, refused.seq))
            .collect();
        offered.retain(|entry| early.get(&entry.head.series()).is_some_and(|seq| entry.head.seq >= *seq));
        if offered.len() > EARLY {
            tracing::warn!(
                entries = offered.len(),
                "too much came too early; it is asked for again next time"
            );
            offered.clear();
        }
        self.early = offered;
        self.done.pulled += absorbed.taken;
        if !absorbed.streams.is_empty() {
            (self.changed)(&absorbed.streams);
            self.done.streams.extend(&absorbed.streams);
        }
        let mut forked = Vec::new();
        for Refused { series, seq, why } in absorbed.refused {
            match why {
                Unfit::Fork | Unfit::Signature => {
                    self.done.forked.insert(series);
                    forked.push(KeptBack {
                        series,
                        seq,
                        why: why.to_string(),
                        waits: false,
                        since: (self.now)(),
                    });
                }
                why if why.may_come_later() => {}
                why => tracing::warn!(%why, ?series, "an entry of the hub was not taken"),
            }
        }
        // One of the two is not what its author wrote: a person has to look at it.
        self.journal.offered(self.hub, Offered { kept_back: forked, ..Offered::default() })?;
        Ok(())
    }

    /// The one repair: what both hold is compared by the ends of their series. What is missing here is fetched at once;
    /// what the hub lacks is then what the outbox finds.
    async fn compare(&mut self) -> Result<(), Stopped> {
        self.done.compared = true;
        self.journal.forget_hub(self.hub)?;
        let (mut after, mut cursor) = (None, None);
        loop {
            let theirs = self.remote.heads(after).await?;
            // What the hub takes while this goes on comes after where it began.
            let begun = *cursor.get_or_insert(theirs.cursor);
            self.compare_some(after, theirs.next, &theirs.heads).await?;
            match theirs.next {
                Some(next) if after.is_none_or(|after: Stream| next.to_bytes() > after.to_bytes()) => {
                    after = Some(next);
                }
                Some(_) => {
                    return Err(Unanswered::Unreadable("heads that go round in circles".to_owned()).into());
                }
                None => {
                    self.take(Vec::new(), Some(begun))?;
                    return Ok(());
                }
            }
        }
    }

    async fn compare_some(
        &mut self,
        after: Option<Stream>,
        last: Option<Stream>,
        theirs: &[SeriesHead],
    ) -> Result<(), Stopped> {
        let ours = self.ends(after, last)?;
        let mut wanted = Vec::new();
        let mut held = Vec::new();
        for head in theirs {
            let (seq, hash) = ours.get(&head.series).copied().unwrap_or((0, EntryHash([0; 32])));
            if head.seq > seq {
                wanted.push((Wanted { series: head.series, after: seq }, head.seq));
            }
            held.push((head.series, head.seq.min(seq)));
            if head.seq == seq && head.hash != hash {
                self.done.forked.insert(head.series);
            }
        }
        held.retain(|(_, seq)| *seq > 0);
        self.journal.offered(self.hub, Offered { held, ..Offered::default() })?;
        self.fetch(wanted).await
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

    /// Asks for continuations until they have come as far as the hub is known to hold them, or it has no more to show. How
    /// much one answer carries is the hub's business.
    async fn fetch(&mut self, mut wanted: Vec<(Wanted, u64)>) -> Result<(), Stopped> {
        while !wanted.is_empty() {
            let asked = wanted.len().min(FETCH_LIMIT);
            let entries = self.remote.fetch(wanted[..asked].iter().map(|(one, _)| *one).collect()).await?;
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
        Ok(())
    }
}

fn cursor(place: HubPlace) -> Cursor {
    Cursor { position: place.position, mark: Mark(place.mark) }
}

fn place(cursor: Cursor) -> HubPlace {
    HubPlace { position: cursor.position, mark: cursor.mark.0 }
}
