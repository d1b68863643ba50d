//! The exchange: read on at the hub, offer what it lacks, and repair by comparing when the two have lost each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::{poll_fn, ready};
use std::pin::Pin;
use std::task::Poll;

use incident::entry::{BodyBytes, Entry, PRIVATE, Series};
use incident::id::{Millis, ReplicaKey};
use incident::stream::Stream;
use journal::{
    Absorbed, Deed, Finding, HubPlace, Journal, JournalError, KeptBack, Offered, Outbox, ReadOn, Refused,
    Unfit, speaks_of_cuts,
};

use crate::cursor::{Cursor, Mark};
use crate::evidence::{Cause, Evidence};
use crate::remote::{Remote, Unanswered};
use crate::wire::{PUSH_BYTES, PUSH_ENTRIES, Page, Push, Pushed, Verdict};

/// How many pushes are under way at the same time.
const UNDER_WAY: usize = 2;
/// How many entries that came too early are kept in memory; more come from a hub that means no good.
const EARLY: usize = 20_000;

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
    /// The hub's checksum shows that both hold the same.
    pub proven: bool,
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
    let mut talk = Talk::with(journal, hub, remote, now, &mut changed)?;
    talk.begin().await?;
    talk.pull().await?;
    talk.reconcile().await?;
    talk.push().await?;
    talk.look_again().await?;
    talk.name_damage()?;
    talk.conclude()?;
    Ok(talk.done)
}

/// Only offers the hub what it lacks: enough for whoever hears what is new there anyway.
///
/// # Errors
/// As [`exchange`].
pub async fn offer(
    journal: &Journal,
    hub: ReplicaKey,
    remote: &impl Remote,
    now: impl Fn() -> Millis,
) -> Result<Exchanged, Stopped> {
    let mut changed = |_: &[Stream]| {};
    let mut talk = Talk::with(journal, hub, remote, now, &mut changed)?;
    talk.push().await?;
    Ok(talk.done)
}

/// A part of this file that was offered.
struct Answered {
    /// From which position to which.
    done: (u64, u64),
    /// What was in it.
    places: Vec<(Series, u64)>,
    /// What the hub said of that; none where it lacked nothing.
    pushed: Option<Pushed>,
}

/// Has a question on its way before anybody waits for the answer.
async fn begun<'a, T: Send + 'a>(
    asked: impl Future<Output = T> + Send + 'a,
) -> Pin<Box<dyn Future<Output = T> + Send + 'a>> {
    let mut asked = Box::pin(asked);
    match poll_fn(|context| Poll::Ready(asked.as_mut().poll(context))).await {
        Poll::Ready(answer) => Box::pin(ready(answer)),
        Poll::Pending => asked,
    }
}

pub(crate) struct Talk<'a, R, N, C> {
    pub(crate) journal: &'a Journal,
    pub(crate) hub: ReplicaKey,
    pub(crate) remote: &'a R,
    pub(crate) now: N,
    pub(crate) done: Exchanged,
    /// What came before something that it rests on.
    early: Vec<Entry>,
    /// Streams of which nothing was taken, since what is held of them here is damaged.
    damaged: BTreeSet<Stream>,
    /// The hub said of something that it waits.
    waited: bool,
    /// The hub did not take something.
    declined: bool,
    /// Series of which the hub listed another branch when it was compared.
    pub(crate) claimed: BTreeSet<Series>,
    /// What had waited was offered once more.
    offered_again: bool,
    /// Hubs that this workspace had before, by a person's word, where all is offered anew.
    earlier: Vec<ReplicaKey>,
    pub(crate) evidence: Evidence,
    /// Incidents that people are still at.
    pub(crate) open: BTreeSet<Stream>,
    changed: &'a mut C,
}

impl<'a, R: Remote, N: Fn() -> Millis, C: FnMut(&[Stream])> Talk<'a, R, N, C> {
    fn with(
        journal: &'a Journal,
        hub: ReplicaKey,
        remote: &'a R,
        now: N,
        changed: &'a mut C,
    ) -> Result<Self, JournalError> {
        Ok(Self {
            journal,
            hub,
            remote,
            now,
            done: Exchanged::default(),
            early: Vec::new(),
            damaged: BTreeSet::new(),
            waited: false,
            declined: false,
            claimed: BTreeSet::new(),
            offered_again: false,
            earlier: Vec::new(),
            open: BTreeSet::new(),
            evidence: Evidence { restoring: journal.known_of(hub)?.restoring, ..Evidence::default() },
            changed,
        })
    }

    pub(crate) async fn pull(&mut self) -> Result<(), Stopped> {
        let mut looked = false;
        let (remote, mut ahead) = (self.remote, None);
        loop {
            let known = self.journal.known_of(self.hub)?;
            let asked = match ahead.take() {
                Some(asked) => asked,
                None => begun(remote.pull(cursor(known.read), cursor(known.seen))).await,
            };
            let page = match asked.await {
                Err(Unanswered::Gone) if !self.done.compared => {
                    self.compare(Cause::Gone).await?;
                    continue;
                }
                page => page?,
            };
            if page.more && page.cursor.position <= known.read.position {
                return Err(Unanswered::Unreadable("pages that go round in circles".to_owned()).into());
            }
            let opens = page.entries.iter().filter(|entry| speaks_of_access(entry));
            let opened: BTreeSet<Stream> = opens.map(|entry| entry.head.stream).collect();
            // What others wrote in a stream that this laptop has just been let into lies before what it reads on from. It is
            // owed before the page is taken: whoever is cut off here reads the page once more.
            looked |= !opened.is_empty();
            for stream in opened {
                self.compare_stream(stream).await?;
            }
            if page.more {
                // The hub reads the next page while this one is taken in.
                ahead = Some(begun(remote.pull(page.cursor, cursor(known.seen))).await);
            }
            self.evidence.checksum = page.checksum;
            // Where nothing has come, nothing is written down.
            if !page.entries.is_empty() || place(page.cursor) != known.read {
                self.take(page.entries, Some(ReadOn { place: place(page.cursor), more: page.more }))?;
            }
            if !page.more {
                break;
            }
        }
        let read = self.done.pulled;
        self.fetch_owed().await?;
        if looked || self.done.pulled > read {
            // Known by now may be what the hub took after it had told its checksum.
            self.evidence.checksum = None;
        }
        Ok(())
    }

    /// Offers until nothing more goes. What waits is offered again each time, and after everything else: what it waits for
    /// may have come by then.
    async fn push(&mut self) -> Result<(), Stopped> {
        self.waited = self.journal.kept_back(self.hub)?.iter().any(|kept| kept.waits);
        loop {
            if self.waited {
                self.offered_again = true;
                self.journal.offer_again(self.hub, true)?;
            }
            let before = self.done.pushed;
            (self.waited, self.declined) = (false, false);
            self.push_all().await?;
            // An exchange that was cut off may have been told no, and not have come to show the receipts.
            if self.declined || self.evidence.restoring {
                self.push_receipted().await?;
            }
            if !self.waited || self.done.pushed == before {
                return Ok(());
            }
        }
    }

    /// All else was exchanged by now. What is damaged here is owed until it is repaired, and its reader says what is wrong with it.
    fn name_damage(&self) -> Result<(), JournalError> {
        self.damaged.iter().try_for_each(|stream| self.journal.record(*stream).map(drop))
    }

    /// What seemed to go on from another branch, where the hub holds this one, came damaged, and is asked for once more.
    async fn look_again(&mut self) -> Result<(), Stopped> {
        if !self.offered_again {
            return Ok(());
        }
        let kept_back = self.journal.kept_back(self.hub)?;
        let kept = |series: &Series| kept_back.iter().any(|kept| kept.series == *series);
        let owed = self.journal.owed(self.hub)?;
        if owed.iter().all(|(series, _)| kept(series)) { Ok(()) } else { self.fetch_owed().await }
    }

    /// While the hub takes one push in, the next is on its way, and the answer to the one before is read. What follows
    /// something that was not taken may thus be on its way, and waits there too.
    async fn push_all(&mut self) -> Result<(), Stopped> {
        let remote = self.remote;
        let mut outbox = self.journal.outbox(self.hub, None, PUSH_ENTRIES, PUSH_BYTES)?;
        if outbox.more && self.push_awaited().await? {
            outbox = self.journal.outbox(self.hub, None, PUSH_ENTRIES, PUSH_BYTES)?;
        }
        let mut under_way = VecDeque::new();
        loop {
            while outbox.up_to > outbox.from && under_way.len() < UNDER_WAY {
                let Outbox { entries, from, up_to, more } = outbox;
                let places = entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect();
                let asked = match entries.is_empty() {
                    true => None,
                    false => Some(begun(remote.push(self.push_of(entries, from)?)).await),
                };
                under_way.push_back((asked, Answered { done: (from, up_to), places, pushed: None }));
                outbox = match more {
                    true => self.journal.outbox(self.hub, Some(up_to), PUSH_ENTRIES, PUSH_BYTES)?,
                    false => Outbox::default(),
                };
            }
            let Some((asked, answered)) = under_way.pop_front() else { return Ok(()) };
            let pushed = match asked {
                Some(asked) => Some(asked.await?),
                None => None,
            };
            self.note(Answered { pushed, ..answered })?;
        }
    }

    pub(crate) fn push_of(&mut self, entries: Vec<Entry>, from: u64) -> Result<Push, JournalError> {
        if from == 0 {
            self.earlier = self.journal.earlier_hubs(self.hub)?;
        }
        Ok(Push { earlier: self.earlier.clone(), ..Push::of(self.journal.workspace(), entries) })
    }

    fn note(&mut self, answered: Answered) -> Result<(), Stopped> {
        let Answered { done, places, pushed } = answered;
        let mut answer = Offered { done: Some(done), ..Offered::default() };
        if let Some(pushed) = pushed {
            self.read_verdicts(&places, pushed, &mut answer)?;
        }
        Ok(self.journal.offered(self.hub, answer)?)
    }

    pub(crate) fn read_verdicts(
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
        let receipts = self.genuine(receipts)?;
        let own = self.journal.hashes_at(receipts.iter().map(|receipt| (receipt.series, receipt.seq)))?;
        for (receipt, own) in receipts.into_iter().zip(own) {
            if own.is_some_and(|own| own != receipt.hash) {
                // By its own signature it holds something else than what it was given; or somebody else has given it more.
                if places.iter().any(|(series, seq)| *series == receipt.series && *seq >= receipt.seq) {
                    self.evidence.altered.insert(receipt.series);
                }
            } else {
                answer.receipts.push(receipt);
            }
        }
        let taken = places.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Taken);
        self.look_up_confirmed(taken.map(|((series, _), _)| *series).collect())?;
        let since = (self.now)();
        let mut kept: BTreeMap<Series, KeptBack> = BTreeMap::new();
        let mut brought_back: BTreeMap<Stream, u64> = BTreeMap::new();
        // Of each series the furthest.
        let (mut held, mut hidden): (BTreeMap<Series, u64>, BTreeMap<Series, u64>) = Default::default();
        let further = |known: &mut BTreeMap<Series, u64>, series: &Series, seq: u64| {
            let known = known.entry(*series).or_default();
            *known = seq.max(*known);
        };
        for ((series, seq), verdict) in places.iter().zip(verdicts) {
            let verdict = match verdict {
                Verdict::Taken | Verdict::Known if self.evidence.altered.contains(series) => {
                    Verdict::Refused { why: Unfit::Fork.to_string() }
                }
                verdict => verdict,
            };
            let waits = matches!(verdict, Verdict::Waits { .. });
            match verdict {
                Verdict::Taken => {
                    self.done.pushed += 1;
                    if *seq <= self.confirmed(series)? {
                        *brought_back.entry(series.stream).or_default() += 1;
                    }
                    further(&mut held, series, *seq);
                }
                // What it holds beside that is another branch, by which its checksum goes.
                Verdict::Known if self.claimed.contains(series) => {}
                Verdict::Known if self.hides(series) => further(&mut hidden, series, *seq),
                Verdict::Known => further(&mut held, series, *seq),
                Verdict::Waits { why } | Verdict::Refused { why } => {
                    (self.waited, self.declined) = (self.waited || waits, true);
                    kept.entry(*series).or_insert(KeptBack { series: *series, seq: *seq, why, waits, since });
                }
            }
        }
        answer.held.extend(held);
        answer.hidden.extend(hidden);
        answer.kept_back = kept.into_values().collect();
        self.brought_back(&brought_back)?;
        Ok(())
    }

    /// Takes entries in; the journal notes the series of which it could not yet. What came too early is tried again with
    /// what comes next: the word that hides a text may stand many pages after it.
    pub(crate) fn take(&mut self, entries: Vec<Entry>, next: Option<ReadOn>) -> Result<(), JournalError> {
        let mut offered = std::mem::take(&mut self.early);
        offered.extend(entries);
        let absorbed = self.journal.absorb_from(self.hub, offered.clone(), next)?;
        let early: BTreeMap<Series, u64> = absorbed
            .refused
            .iter()
            .filter(|refused| refused.why.may_come_later() && refused.why != Unfit::Damaged)
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
        let damaged = absorbed.refused.iter().filter(|refused| refused.why == Unfit::Damaged);
        self.damaged.extend(damaged.map(|refused| refused.series.stream));
        self.done.pulled += absorbed.taken;
        if !absorbed.streams.is_empty() {
            (self.changed)(&absorbed.streams);
            self.done.streams.extend(&absorbed.streams);
        }
        let forked = settle(self.journal, self.hub, &absorbed, (self.now)())?;
        self.done.forked.extend(forked);
        Ok(())
    }
}

/// What came of a page that a hub told of by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The streams that changed here.
    pub streams: Vec<Stream>,
    /// Nothing is missing: otherwise an exchange has to follow.
    pub whole: bool,
}

/// Takes in a page of the live stream, if it goes on where this laptop stopped reading.
///
/// # Errors
/// The journal's.
pub fn hear(journal: &Journal, hub: ReplicaKey, page: Page, now: Millis) -> Result<Heard, JournalError> {
    if page.cursor.position <= journal.known_of(hub)?.read.position {
        // An exchange has read it meanwhile.
        return Ok(Heard { streams: Vec::new(), whole: true });
    }
    if page.entries.iter().any(|entry| speaks_of_access(entry) || speaks_of_cuts(entry)) {
        // What lies before it may have been hidden from this laptop, or is another branch than the one that is held here: the
        // exchange that follows reads the page, and asks for that.
        return Ok(Heard::default());
    }
    let next = ReadOn { place: place(page.cursor), more: false };
    let absorbed = journal.absorb_from(hub, page.entries, Some(next))?;
    // What was taken in is told of all the same: where the trouble lasts, the exchange that follows ends with it.
    let settled = settle(journal, hub, &absorbed, now)
        .inspect_err(|error| tracing::warn!(%error, "what a person has to settle cannot be written down"))
        .is_ok();
    Ok(Heard { whole: settled && absorbed.refused.is_empty(), streams: absorbed.streams })
}

/// Shows a person what only a person can settle: series of which the hub holds something else than this laptop, or
/// something that its author has not signed. Says which.
fn settle(
    journal: &Journal,
    hub: ReplicaKey,
    absorbed: &Absorbed,
    since: Millis,
) -> Result<Vec<Series>, JournalError> {
    let (mut kept_back, mut findings) = (Vec::new(), Vec::new());
    let mut found = |deed, series: &Series| {
        let stream = Some(series.stream);
        findings.push(Finding { deed, stream, entries: 1, since, seen: false });
    };
    for Refused { series, seq, why } in &absorbed.refused {
        match why {
            Unfit::Fork | Unfit::Signature => {
                if journal.record(series.stream)?.cut(series).is_some() {
                    // Its author wrote it twice, and the hub has said which branch counts.
                } else if *why == Unfit::Fork && *seq <= journal.confirmed_by(hub, series)? {
                    found(Deed::Altered, series);
                } else if journal.end(series)?.is_none() {
                    // What is not held at all cannot be kept back.
                    found(Deed::Damaged, series);
                }
                // The hub is shown the other branch, so that it can say which one counts. What does not go on from entries that
                // it is not known to hold follows another branch too.
                let known = journal.still_held_by(hub, series)?;
                let beyond = journal.end(series)?.is_some_and(|end| end.seq > known);
                let (waits, seq) = (*why == Unfit::Fork || beyond, if beyond { known + 1 } else { *seq });
                let why = if waits { Unfit::Fork } else { *why }.to_string();
                kept_back.push(KeptBack { series: *series, seq, why, waits, since });
            }
            why if why.may_come_later() => {}
            why => tracing::warn!(%why, ?series, "an entry of the hub was not taken"),
        }
    }
    let named = kept_back.iter().map(|kept| kept.series).collect();
    if !kept_back.is_empty() {
        journal.offered(hub, Offered { kept_back, ..Offered::default() })?;
    }
    if !findings.is_empty() {
        journal.note_findings(hub, &findings)?;
    }
    Ok(named)
}

/// Whether an entry may change who sees its stream. Looked for in the bytes: a text that only mentions it costs no more
/// than a comparison.
fn speaks_of_access(entry: &Entry) -> bool {
    let BodyBytes::Whole(body) = &entry.body else { return false };
    let says = |word: &[u8]| body.windows(word.len()).any(|some| some == word);
    let private = entry.head.flags & PRIVATE != 0;
    says(b"\"access_granted\"")
        || says(b"\"privacy_set\"")
        || private && (says(b"\"retracted\"") || says(b"\"reinstated\""))
}

pub(crate) fn cursor(place: HubPlace) -> Cursor {
    Cursor { position: place.position, mark: Mark(place.mark) }
}

pub(crate) fn place(cursor: Cursor) -> HubPlace {
    HubPlace { position: cursor.position, mark: cursor.mark.0 }
}
