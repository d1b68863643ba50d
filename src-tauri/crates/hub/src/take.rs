//! Taking entries: who may have written them, then the log's own rules, then a receipt.

use std::collections::BTreeMap;

use incident::body::Body;
use incident::entry::{BodyBytes, Entry, Series, sign};
use incident::event::Event;
use incident::id::{EntryRef, Millis, ReplicaKey};
use incident::record::Record;
use incident::stream::{Section, Stream};
use journal::{SeriesEnd, Unfit};
use sync::{Pushed, Receipt, Verdict};

use crate::authorize::{Action, Actor, Audience, Denied, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, Voice};
use crate::store::{Change, StoreError};

/// How far a stamp may be above what the hub knows of its stream. What is further would push everything that others
/// write meanwhile into the past.
const LEAP: u64 = 1 << 20;

/// From which number on a series is not taken, and what is said of that.
type Stop = (u64, Verdict);

impl Hub {
    /// Takes what may be taken of a push. When this returns, what it calls taken is on the disk.
    pub(crate) fn take(&self, pusher: &Actor, entries: Vec<Entry>, now: Millis) -> Result<Pushed, Failure> {
        let (voice, pusher) = (self.voice.clone(), pusher.clone());
        let pushed =
            self.change(move |change| Taking { voice: &voice, change }.take(&pusher, entries, now))?;
        pushed.verdicts.iter().for_each(|verdict| self.metrics.judged(verdict));
        Ok(pushed)
    }
}

/// A push that is being judged, in the transaction that takes it: nothing can change between the two.
struct Taking<'a> {
    voice: &'a Voice,
    change: &'a mut dyn Change,
}

impl Taking<'_> {
    fn take(&mut self, pusher: &Actor, entries: Vec<Entry>, now: Millis) -> Result<Pushed, StoreError> {
        let mut series: BTreeMap<Series, Vec<&Entry>> = BTreeMap::new();
        for entry in &entries {
            series.entry(entry.head.series()).or_default().push(entry);
        }
        let mut streams: Vec<Stream> = series.keys().map(|series| series.stream).collect();
        streams.dedup();
        let before = self.ends(&streams)?;
        let held = |series: &Series| before.get(series).map_or(0, |end| end.seq);
        let mut stops: BTreeMap<Series, Stop> = BTreeMap::new();
        for (one, entries) in &series {
            if let Some(stop) = self.objection(one, entries, held(one))? {
                stops.insert(*one, stop);
            }
        }
        let stopped = |entry: &&Entry, stops: &BTreeMap<Series, Stop>| {
            stops.get(&entry.head.series()).is_some_and(|(seq, _)| entry.head.seq >= *seq)
        };
        let offered = entries.iter().filter(|entry| !stopped(entry, &stops)).cloned().collect();
        for refused in self.change.absorb(offered)?.refused {
            let verdict = judge(refused.why);
            match stops.get_mut(&refused.series) {
                // What is cut off from its signature has no fault of its own.
                Some(stop) if refused.why == Unfit::Unsigned => stop.0 = stop.0.min(refused.seq),
                Some(stop) if stop.0 <= refused.seq => {}
                _ => {
                    stops.insert(refused.series, (refused.seq, verdict));
                }
            }
        }
        let verdict = |entry: &Entry| match stops.get(&entry.head.series()) {
            Some((seq, verdict)) if entry.head.seq >= *seq => verdict.clone(),
            _ if entry.head.seq <= held(&entry.head.series()) => Verdict::Known,
            _ => Verdict::Taken,
        };
        let verdicts = entries.iter().map(verdict).collect();
        self.voice.number(self.change, &streams, now)?;
        let after = self.ends(&streams)?;
        let mut receipts = Vec::new();
        for (one, entries) in &series {
            if let Some(end) = after.get(one)
                && entries.iter().any(|entry| entry.head.seq <= end.seq)
                && self.may_hear_of(pusher, one)?
            {
                receipts.push(self.voice.receipt(end, now));
            }
        }
        Ok(Pushed { verdicts, receipts, cursor: self.change.cursor()? })
    }

    /// The first new entry of a series that its author may not write, and what is said of it.
    fn objection(
        &mut self,
        series: &Series,
        entries: &[&Entry],
        held: u64,
    ) -> Result<Option<Stop>, StoreError> {
        let mut new: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.head.seq > held).collect();
        new.sort_by_key(|entry| entry.head.seq);
        let Some(first) = new.first() else { return Ok(None) };
        let author = self.writer(series.replica)?;
        if let Err(denied) = authorize(&author, Action::Write, Resource::Workspace) {
            return Ok(Some((first.head.seq, unwelcome(denied))));
        }
        let record = self.change.record(series.stream)?;
        let admits = || authorize(&author, Action::Admit, Resource::Stream(&Audience::of(&record))).is_ok();
        let enrols = authorize(&author, Action::Enrol, Resource::Workspace).is_ok();
        let numbers = self.voice.is_root(series.replica);
        let known = record.next_stamp() - 1;
        for entry in new {
            let seq = entry.head.seq;
            if entry.head.stamp > known.saturating_add(LEAP) {
                let why = "Its place in the order is far beyond everything known here. Ask an admin to look at this laptop.";
                return Ok(Some((seq, waits(why))));
            }
            if !enrols && self.enrols(entry, &record)? {
                let why = "Only an admin says for whom a laptop writes. Ask an admin to invite the person.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if !numbers && matches!(event(entry), Some(Event::Numbered { .. })) {
                let why = "Only the hub gives incidents their numbers. Ask an admin to look at this laptop.";
                return Ok(Some((seq, Verdict::Refused { why: why.to_owned() })));
            }
            if admission(entry, &record) && !admits() {
                let why =
                    "Only somebody who is named in a private incident says who may see it. Ask one of them.";
                return Ok(Some((seq, waits(why))));
            }
        }
        Ok(None)
    }

    /// Who writes with this key.
    fn writer(&mut self, replica: ReplicaKey) -> Result<Actor, StoreError> {
        if let Some(device) = self.change.device_of(replica)? {
            return Ok(Actor::Device(device));
        }
        Ok(if self.voice.is_root(replica) { Actor::Root } else { Actor::Stranger })
    }

    /// Whether an entry says, or takes back, for whom a key writes. Repeating what the hub itself says is no such thing.
    fn enrols(&mut self, entry: &Entry, record: &Record) -> Result<bool, StoreError> {
        if entry.head.stream != Stream::Book(Section::People) {
            return Ok(false);
        }
        Ok(match event(entry) {
            Some(Event::ReplicaEnrolled { replica, person }) => {
                self.change.device_of(replica)?.is_none_or(|device| device.person != person)
            }
            Some(event) => undoes(&event, record, |event| matches!(event, Event::ReplicaEnrolled { .. })),
            None => false,
        })
    }

    /// Whether somebody may be told how far the hub holds a series: who may see it, and who wrote it.
    fn may_hear_of(&mut self, pusher: &Actor, series: &Series) -> Result<bool, StoreError> {
        if pusher.device().is_some_and(|device| device.replica == series.replica) {
            return Ok(true);
        }
        let audience = Audience::of(&*self.change.record(series.stream)?);
        Ok(authorize(pusher, Action::See, Resource::Stream(&audience)).is_ok())
    }

    fn ends(&mut self, streams: &[Stream]) -> Result<BTreeMap<Series, SeriesEnd>, StoreError> {
        let mut ends = BTreeMap::new();
        for stream in streams {
            ends.extend(self.change.ends(*stream)?.into_iter().map(|end| (end.series, end)));
        }
        Ok(ends)
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

/// What is said of the entries of somebody who may not write.
fn unwelcome(denied: Denied) -> Verdict {
    match denied {
        Denied::Role | Denied::Private => Verdict::Refused {
            why: "Its author is an observer, who reads and does not write. Ask an admin for another role."
                .to_owned(),
        },
        Denied::Revoked => {
            waits("Its author's access was taken back. An admin has to say whether it counts.")
        }
        Denied::Unsigned | Denied::Unknown => {
            waits("The hub does not know its author's laptop yet. Let it join by an invitation.")
        }
    }
}

fn waits(why: &str) -> Verdict {
    Verdict::Waits { why: why.to_owned() }
}

/// What is said of an entry that the log does not take.
fn judge(unfit: Unfit) -> Verdict {
    let why = unfit.to_string();
    match unfit {
        Unfit::Gap { .. } | Unfit::Unsigned | Unfit::Bodiless => Verdict::Waits { why },
        Unfit::Fork | Unfit::Signature | Unfit::TooLarge | Unfit::NotText | Unfit::Range => {
            Verdict::Refused { why }
        }
    }
}

/// Whether an entry says, or takes back, who may see a stream.
fn admission(entry: &Entry, record: &Record) -> bool {
    let admits = |event: &Event| matches!(event, Event::PrivacySet { .. } | Event::AccessGranted { .. });
    event(entry).is_some_and(|event| admits(&event) || undoes(&event, record, admits))
}

/// Whether an event takes back, lets stand again or redacts such a fact. A redaction also puts aside the values that it
/// says were replaced, so it counts with all that it names, and with what taking back such a fact has said.
fn undoes(event: &Event, record: &Record, what: impl Fn(&Event) -> bool) -> bool {
    let says = |entry: &EntryRef| record.fact(*entry).and_then(|fact| fact.event.as_ref());
    match event {
        Event::Retracted { entry, .. } | Event::Reinstated { entry, .. } => says(entry).is_some_and(what),
        Event::Redacted { entry, replaces } => {
            std::iter::once(entry).chain(replaces).filter_map(says).any(|named| match named {
                Event::Retracted { entry, .. } | Event::Reinstated { entry, .. } => {
                    says(entry).is_some_and(&what)
                }
                named => what(named),
            })
        }
        _ => false,
    }
}

fn event(entry: &Entry) -> Option<Event> {
    let BodyBytes::Whole(bytes) = &entry.body else { return None };
    Body::from_bytes(entry.head.v, bytes).ok().map(|body| body.event)
}
