//! Taking entries: who may have written them, then the log's own rules, then a receipt.

use std::collections::{BTreeMap, BTreeSet};

use incident::document::{self, is_rightful};
use incident::entry::{Entry, EntryHash, Head, Series, first_hash, sign, signed_by};
use incident::event::Event;
use incident::id::{Millis, ReplicaKey};
use incident::record::Record;
use incident::stream::{Section, Stream};
use journal::{SeriesEnd, Unfit, on_all_cores};
use sync::{Pushed, Receipt, Verdict};

use crate::authorize::{Action, Actor, Audience, Denied, Resource, authorize};
use crate::cuts::{Ends, cuts};
use crate::failure::Failure;
use crate::hub::{Hub, Voice};
use crate::numbers::Brought;
use crate::roots::Roots;
use crate::says::{admission, event, may_number, needs_the_record, undoes};
use crate::store::{Change, StoreError};
use crate::verdicts::{judge, unwelcome, waits};
use crate::waiting::{Ruling, Why};

/// How far a stamp may be above what the hub knows of its stream. What is further would push everything that others
/// write meanwhile into the past.
const LEAP: u64 = 1 << 20;

/// An entry and what it says, as far as that is known here.
type Read<'a> = (&'a Entry, Option<Event>);

/// From which number on a series is not taken, and what is said of that.
type Stop = (u64, Verdict);

/// A push that is to be judged.
pub(crate) struct Offer {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Receipts for what is among them.
    pub receipts: Vec<Receipt>,
    /// Hubs that the workspace had before, by the word of the pusher.
    pub earlier: Vec<ReplicaKey>,
}

/// What was said of a push, without the hub's signatures yet.
pub(crate) struct Judged {
    pushed: Pushed,
    /// For what of it the hub signs.
    ends: Vec<SeriesEnd>,
    at: Millis,
}

impl Hub {
    /// Takes what may be taken of a push. When this returns, what it calls taken is on the disk.
    pub(crate) fn take(&self, pusher: &Actor, offer: Offer, now: Millis) -> Result<Judged, Failure> {
        let (voice, pusher) = (self.voice.clone(), pusher.clone());
        let (pushed, ends, asked) = self.change(move |change| {
            let taking = Taking {
                voice: &voice,
                change,
                stops: BTreeMap::new(),
                before: BTreeMap::new(),
                writers: BTreeMap::new(),
                numbers: BTreeSet::new(),
                enrols: authorize(&pusher, Action::Enrol, Resource::Workspace).is_ok(),
                ends: Ends::new(),
                cuts: BTreeSet::new(),
                now,
            };
            taking.take(&pusher, &offer)
        })?;
        if asked {
            self.sending.courier.ring();
        }
        pushed.verdicts.iter().for_each(|verdict| self.metrics.judged(verdict));
        Ok(Judged { pushed, ends, at: now })
    }

    /// The same with receipts. Those who listen have been told by now, and the next push is being taken: only the pusher waits
    /// for these signatures.
    pub(crate) fn receipted(&self, Judged { mut pushed, ends, at }: Judged) -> Pushed {
        pushed.receipts = on_all_cores(&ends, |end| self.voice.receipt(end, at));
        pushed
    }
}

/// A push that is being judged, in the transaction that takes it: nothing can change between the two.
struct Taking<'a> {
    voice: &'a Voice,
    change: &'a mut dyn Change,
    stops: BTreeMap<Series, Stop>,
    /// How far each series was held before.
    before: BTreeMap<Series, SeriesEnd>,
    /// Who writes with each key that was asked for.
    writers: BTreeMap<ReplicaKey, Actor>,
    /// Incidents to which it may bring a number.
    numbers: BTreeSet<Stream>,
    /// Whoever brings it may say for whom a laptop writes.
    enrols: bool,
    /// Series that end where the hub holds them.
    ends: Ends,
    /// Series of which it may bring a cut.
    cuts: BTreeSet<Series>,
    now: Millis,
}

impl Taking<'_> {
    /// What is said of a push, for what of it the hub signs once it is on the disk, and whether it asks the hub to send.
    fn take(mut self, pusher: &Actor, offer: &Offer) -> Result<(Pushed, Vec<SeriesEnd>, bool), StoreError> {
        let mut series: BTreeMap<Series, Vec<&Entry>> = BTreeMap::new();
        for entry in &offer.entries {
            series.entry(entry.head.series()).or_default().push(entry);
        }
        let mut streams: Vec<Stream> = series.keys().map(|series| series.stream).collect();
        streams.dedup();
        for one in series.keys() {
            self.before.extend(self.change.end(one)?.map(|end| (*one, end)));
        }
        if !offer.earlier.is_empty() && authorize(pusher, Action::Vouch, Resource::Workspace).is_ok() {
            self.change.remember_hubs(&offer.earlier)?;
        }
        let earlier = self.change.earlier_hubs()?;
        let roots = Roots { voice: self.voice, earlier: &earlier };
        // One after the other, as they were written: who is let into an incident by one may write in it by the next.
        let (mut passed, mut later, mut asked) = (Vec::new(), Vec::new(), false);
        let mut covered: BTreeMap<Series, u64> = BTreeMap::new();
        for part in in_order(&series) {
            let Some((first, _)) = part.first() else { continue };
            let one = first.head.series();
            if self.stops.get(&one).is_some_and(|(seq, _)| first.head.seq >= *seq) {
                continue;
            }
            let says =
                |what: fn(&Event) -> bool| part.iter().any(|(_, event)| event.as_ref().is_some_and(what));
            if says(needs_the_record) {
                // What has to wait is tried again only with as much that is new: else each part would cost all before it.
                if passed.len() >= later.len() {
                    passed.append(&mut later);
                }
                later.append(&mut self.absorb(std::mem::take(&mut passed), true)?);
            }
            if one.stream.incident().is_some() && says(may_number) {
                self.numbers.insert(one.stream);
            }
            let offered = series.get(&one).map_or(&[][..], Vec::as_slice);
            for event in part.iter().filter_map(|(_, event)| event.as_ref()) {
                if let Event::SeriesCut { replica, run, .. } = event {
                    self.cuts.insert(Series { stream: one.stream, replica: *replica, run: *run });
                } else if let Some(incident) = one.stream.incident().filter(|_| self.voice.is_asked_by(event))
                {
                    self.change.note_unsent(incident, true)?;
                    asked = true;
                }
            }
            let covered =
                covered.entry(one).or_insert_with(|| self.covered(&one, offered, &roots, &offer.receipts));
            let from = self.held(&one).max(*covered);
            let stop = self.objection(&one, (&part, offered), from, &roots)?;
            let end = stop.as_ref().map_or(u64::MAX, |(seq, _)| *seq);
            let entries = part.into_iter().map(|(entry, _)| entry);
            passed.extend(entries.filter(|entry| entry.head.seq < end).cloned());
            // What was taken in meanwhile may have stopped the series before this.
            let earlier = self.stops.get(&one).map_or(u64::MAX, |(seq, _)| *seq);
            self.stops.extend(stop.filter(|(seq, _)| *seq < earlier).map(|stop| (one, stop)));
        }
        later.append(&mut passed);
        self.absorb(later, false)?;
        let verdict = |entry: &Entry| match self.stops.get(&entry.head.series()) {
            Some((seq, verdict)) if entry.head.seq >= *seq => verdict.clone(),
            _ if entry.head.seq <= self.held(&entry.head.series()) => Verdict::Known,
            _ => Verdict::Taken,
        };
        let verdicts = offer.entries.iter().map(verdict).collect();
        let brought = Brought { streams: &streams, numbers: &self.numbers };
        self.voice.number(self.change, &brought, self.now)?;
        self.voice.stand_by(self.change, std::mem::take(&mut self.cuts), self.now)?;
        self.voice.cut(self.change, &self.ends, self.now)?;
        let (mut receipted, mut shown) = (Vec::new(), BTreeMap::new());
        for (one, entries) in &series {
            // Of another branch than it holds the hub says nothing.
            let stop = self.stops.get(one).map_or(u64::MAX, |(seq, _)| *seq);
            if let Some(end) = self.change.end(one)?.filter(|end| stop > end.seq)
                && entries.iter().any(|entry| entry.head.seq <= end.seq)
                && self.may_hear_of(pusher, one, &mut shown)?
            {
                receipted.push(end);
            }
        }
        Ok((Pushed { verdicts, receipts: Vec::new(), cursor: self.change.cursor()? }, receipted, asked))
    }

    fn held(&self, series: &Series) -> u64 {
        self.before.get(series).map_or(0, |end| end.seq)
    }

    /// Takes in what nobody objects to, and notes what the log's own rules say of it. Where more follows it gives back what
    /// may be taken with that: a text that is gone comes before the word that hid it.
    fn absorb(&mut self, entries: Vec<Entry>, more: bool) -> Result<Vec<Entry>, StoreError> {
        let mut later: BTreeMap<Series, u64> = BTreeMap::new();
        let absorbed = self.change.absorb(entries.clone())?;
        self.ends.extend(absorbed.forked.into_iter().map(|(series, seq)| (series, Some(seq))));
        for refused in absorbed.refused {
            if more && refused.why.may_come_later() {
                let from = later.entry(refused.series).or_insert(refused.seq);
                *from = refused.seq.min(*from);
                continue;
            }
            let verdict = judge(refused.why);
            match self.stops.get_mut(&refused.series) {
                // What is cut off from its signature has no fault of its own.
                Some(stop) if refused.why == Unfit::Unsigned => stop.0 = stop.0.min(refused.seq),
                Some(stop) if stop.0 <= refused.seq => {}
                _ => {
                    self.stops.insert(refused.series, (refused.seq, verdict));
                }
            }
        }
        let waits = |head: &Head| later.get(&head.series()).is_some_and(|from| head.seq >= *from);
        Ok(entries.into_iter().filter(|entry| waits(&entry.head)).collect())
    }

    /// Up to which number a receipt of this hub, or of one before it, shows that the series was taken once. Its author
    /// was judged then, and what became of them since does not change what counts.
    fn covered(&self, series: &Series, entries: &[&Entry], roots: &Roots<'_>, receipts: &[Receipt]) -> u64 {
        let workspace = self.voice.workspace;
        let counts = |receipt: &&Receipt| {
            receipt.series == *series && roots.had(receipt.hub) && receipt.is_genuine(workspace)
        };
        let receipts: Vec<&Receipt> = receipts.iter().filter(counts).collect();
        if receipts.is_empty() {
            return 0;
        }
        let covers = |(entry, hash): &(&Entry, EntryHash)| {
            receipts.iter().any(|receipt| (receipt.seq, receipt.hash) == (entry.head.seq, *hash))
        };
        self.chained(series, entries).iter().rfind(|link| covers(link)).map_or(0, |(entry, _)| entry.head.seq)
    }

    /// Those entries of a series that follow each other from where it is held, with their hashes.
    fn chained<'e>(&self, series: &Series, entries: &[&'e Entry]) -> Vec<(&'e Entry, EntryHash)> {
        let end = self.before.get(series);
        let first = || (0, first_hash(self.voice.workspace, series));
        let (mut seq, mut hash) = end.map_or_else(first, |end| (end.seq, end.hash));
        let mut entries: Vec<&Entry> = entries.to_vec();
        entries.sort_by_key(|entry| entry.head.seq);
        let mut chained = Vec::new();
        for entry in entries.into_iter().filter(|entry| entry.head.seq > self.held(series)) {
            if entry.head.seq != seq + 1 {
                break;
            }
            (seq, hash) = (seq + 1, entry.hash(&hash));
            chained.push((entry, hash));
        }
        chained
    }

    /// How far an admin has let a series in, of what waited.
    fn admitted(&mut self, series: &Series) -> Result<u64, StoreError> {
        Ok(match self.change.waiting(series)? {
            Some((waiting, Some(Ruling::Admitted))) => waiting.to,
            _ => 0,
        })
    }

    /// What is said of a series that needs an admin from a number on, who is told of it if its author has signed it.
    fn ask(&mut self, series: &Series, offered: &[&Entry], from: u64, why: Why) -> Result<Stop, StoreError> {
        let known = self.change.waiting(series)?;
        if matches!(known, Some((_, Some(Ruling::Refused)))) {
            self.ends.entry(*series).or_default();
            let why = "An admin has said that it does not count. Copy it from here if it is still needed.";
            return Ok((from, Verdict::Refused { why: why.to_owned() }));
        }
        let signed = |(entry, hash): &(&Entry, EntryHash)| {
            entry.signature.is_some_and(|signature| signed_by(&series.replica, hash, &signature))
        };
        let last =
            self.chained(series, offered).iter().rfind(|link| signed(link)).map(|(entry, _)| entry.head.seq);
        let told = |to: u64| {
            known.as_ref().is_some_and(|(waiting, ruling)| {
                ruling.is_none() && (waiting.from, waiting.why) == (from, why) && waiting.to >= to
            })
        };
        if let Some(to) = last.filter(|to| *to >= from && !told(*to)) {
            self.change.let_wait(series, (from, to), why, self.now)?;
        }
        let why = match why {
            Why::Revoked => "Its author's access was taken back. An admin has to say whether it counts.",
            Why::Leap => {
                "Its place in the order is far beyond everything known here. An admin has to say whether it counts."
            }
        };
        Ok((from, waits(why)))
    }

    /// The first of these entries after a number that its author may not write, and what is said of it.
    fn objection(
        &mut self,
        series: &Series,
        (part, offered): (&[Read<'_>], &[&Entry]),
        after: u64,
        roots: &Roots<'_>,
    ) -> Result<Option<Stop>, StoreError> {
        let mut new = part.iter().filter(|(entry, _)| entry.head.seq > after).peekable();
        let Some((first, _)) = new.peek() else { return Ok(None) };
        let mut author = self.writer(series.replica, roots)?;
        // Up to which number nobody has to be asked.
        let mut free = u64::MAX;
        if authorize(&author, Action::Write, Resource::Workspace) == Err(Denied::Revoked) {
            free = self.admitted(series)?;
            if first.head.seq > free {
                return Ok(Some(self.ask(series, offered, first.head.seq, Why::Revoked)?));
            }
            // What an admin has let in is judged as if it had come before the revocation.
            author = author.before_revocation();
        }
        if let Err(denied) = authorize(&author, Action::Write, Resource::Workspace) {
            return Ok(Some((first.head.seq, unwelcome(denied))));
        }
        let record = self.change.record(series.stream)?;
        let enrols = authorize(&author, Action::Enrol, Resource::Workspace).is_ok();
        let speaks = roots.gives_numbers(series.replica);
        let known = record.next_stamp() - 1;
        for (entry, event) in new {
            let (seq, event) = (entry.head.seq, event.as_ref());
            if seq > free {
                return Ok(Some(self.ask(series, offered, seq, Why::Revoked)?));
            }
            if entry.head.stamp > known.saturating_add(LEAP) && seq > self.admitted(series)? {
                return Ok(Some(self.ask(series, offered, seq, Why::Leap)?));
            }
            if !enrols && self.enrols(entry, event, &record)? {
                if matches!(author, Actor::EarlierHub) {
                    if self.brings_back(event)? {
                        continue;
                    }
                    let why = "An earlier hub has said for whom a laptop writes. It counts once an admin's laptop brings it, unless this hub knows better.";
                    return Ok(Some((seq, waits(why))));
                }
                let why = "Only an admin says for whom a laptop writes. Ask an admin to invite the person.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if !speaks && matches!(event, Some(Event::Numbered { .. })) {
                let why = "Only the hub gives incidents their numbers. Ask an admin to look at this laptop.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if event.is_some_and(|event| !is_rightful(series.stream, event)) {
                let why = "It says that a text is of another incident than the one that the text is of.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if !speaks && event.is_some_and(|event| cuts(event, &record)) {
                let why = "Only the hub says how far a laptop's entries count. Ask an admin to look at this laptop.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if matches!(event, Some(Event::StreamErased { .. }))
                && !self.may(&author, Action::Erase, &record)?
            {
                let why = "Only an admin erases a whole stream, and of a private one only an admin who is named in it.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if event.is_some_and(|event| admission(event, &record))
                && !self.may(&author, Action::Admit, &record)?
            {
                let why =
                    "Only somebody who is named in a private incident says who may see it. Ask one of them.";
                return Ok(Some((seq, waits(why))));
            }
        }
        Ok(None)
    }

    /// Who writes with this key.
    fn writer(&mut self, replica: ReplicaKey, roots: &Roots<'_>) -> Result<Actor, StoreError> {
        if let Some(writer) = self.writers.get(&replica) {
            return Ok(writer.clone());
        }
        let device = self.change.device_of(replica)?;
        let writer = device.map_or_else(|| roots.actor(replica), Actor::Device);
        self.writers.insert(replica, writer.clone());
        Ok(writer)
    }

    /// Whether somebody who might say it themselves brings back what an earlier hub said of a laptop that has not joined
    /// since. Of those that have, this hub itself says for whom they write.
    fn brings_back(&mut self, event: Option<&Event>) -> Result<bool, StoreError> {
        let Some(Event::ReplicaEnrolled { replica, .. }) = event else { return Ok(false) };
        Ok(self.enrols && self.change.device_of(*replica)?.is_none())
    }

    /// Whether an entry says, or takes back, for whom a key writes. Repeating what the hub itself says is no such thing.
    fn enrols(&mut self, entry: &Entry, event: Option<&Event>, record: &Record) -> Result<bool, StoreError> {
        if entry.head.stream != Stream::Book(Section::People) {
            return Ok(false);
        }
        Ok(match event {
            Some(Event::ReplicaEnrolled { replica, person }) => {
                self.change.device_of(*replica)?.is_none_or(|device| device.person != *person)
            }
            Some(event) => undoes(event, record, |event| matches!(event, Event::ReplicaEnrolled { .. })),
            None => false,
        })
    }

    /// Whether somebody may be told how far the hub holds a series: who may see it, and who wrote it.
    /// What was found of a stream is kept in `shown`.
    fn may_hear_of(
        &mut self,
        pusher: &Actor,
        series: &Series,
        shown: &mut BTreeMap<Stream, bool>,
    ) -> Result<bool, StoreError> {
        if pusher.device().is_some_and(|device| device.replica == series.replica) {
            return Ok(true);
        }
        if let Some(sees) = shown.get(&series.stream) {
            return Ok(*sees);
        }
        let record = self.change.record(series.stream)?;
        let sees = self.may(pusher, Action::See, &record)?;
        shown.insert(series.stream, sees);
        Ok(sees)
    }

    fn may(&mut self, actor: &Actor, action: Action, record: &Record) -> Result<bool, StoreError> {
        let audience = self.audience(record)?;
        Ok(authorize(actor, action, Resource::Stream(&audience)).is_ok())
    }

    /// Who may see the stream of a record: a document whoever may see its incident.
    fn audience(&mut self, record: &Record) -> Result<Audience, StoreError> {
        if !matches!(record.stream(), Stream::Document(_)) {
            return Ok(Audience::of(record));
        }
        Ok(match document::incident_of(record) {
            Some(incident) => Audience::of(&*self.change.record(Stream::Incident(incident))?),
            None => Audience::nobody(),
        })
    }
}

impl Voice {
    fn receipt(&self, end: &SeriesEnd, at: Millis) -> Receipt {
        let SeriesEnd { series, seq, hash } = *end;
        let digest = Receipt::digest(self.workspace, &series, seq, &hash, at);
        let signature = sign(&self.author.key, &digest);
        Receipt { hub: self.author.replica(), series, seq, hash, at, signature }
    }
}

/// The entries of a push as their laptops wrote them, each part up to a signed entry: by stamp, and each series in order.
fn in_order<'a>(series: &BTreeMap<Series, Vec<&'a Entry>>) -> Vec<Vec<Read<'a>>> {
    let mut parts: Vec<(u64, Vec<Read<'_>>)> = Vec::new();
    for entries in series.values() {
        let mut entries = entries.clone();
        entries.sort_by_key(|entry| entry.head.seq);
        let mut stamp = 0;
        for part in entries.split_inclusive(|entry| entry.signature.is_some()) {
            // Whatever stamps somebody makes up, what comes first in a series stays first.
            stamp = part.iter().map(|entry| entry.head.stamp).fold(stamp, u64::max);
            parts.push((stamp, part.iter().map(|entry| (*entry, event(entry))).collect()));
        }
    }
    parts.sort_by_key(|(stamp, _)| *stamp);
    parts.into_iter().map(|(_, part)| part).collect()
}
