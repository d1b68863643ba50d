//! Taking entries: who may have written them, then the log's own rules, then a receipt.

use std::collections::BTreeMap;

use incident::body::Body;
use incident::book::Book;
use incident::entry::{BodyBytes, Entry, Series, sign};
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::record::Record;
use incident::stream::{Section, Stream};
use journal::{JournalError, SeriesEnd, Unfit};
use sync::{Pushed, Receipt, Verdict};

use crate::authorize::{Action, Actor, Denied, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, cursor_at};

/// How far a stamp may be above what the hub knows of its stream. What is further would push everything that others
/// write meanwhile into the past.
const LEAP: u64 = 1 << 20;

/// From which number on a series is not taken, and what is said of that.
type Stop = (u64, Verdict);

impl Hub {
    /// Takes what may be taken of a push. When this returns, what it calls taken is on the disk.
    pub(crate) fn take(&self, pusher: &Actor, entries: Vec<Entry>, now: Millis) -> Result<Pushed, Failure> {
        let mut series: BTreeMap<Series, Vec<&Entry>> = BTreeMap::new();
        for entry in &entries {
            series.entry(entry.head.series()).or_default().push(entry);
        }
        let mut streams: Vec<Stream> = series.keys().map(|series| series.stream).collect();
        streams.dedup();
        let pushed = self.change(&streams, || self.absorb(pusher, &entries, &series, &streams, now))?;
        pushed.verdicts.iter().for_each(|verdict| self.metrics.judged(verdict));
        Ok(pushed)
    }

    fn absorb(
        &self,
        pusher: &Actor,
        entries: &[Entry],
        series: &BTreeMap<Series, Vec<&Entry>>,
        streams: &[Stream],
        now: Millis,
    ) -> Result<Pushed, Failure> {
        let before = self.ends(streams)?;
        let held = |series: &Series| before.get(series).map_or(0, |end| end.seq);
        let mut stops: BTreeMap<Series, Stop> = BTreeMap::new();
        for (one, entries) in series {
            if let Some(stop) = self.objection(one, entries, held(one))? {
                stops.insert(*one, stop);
            }
        }
        let stopped = |entry: &&Entry, stops: &BTreeMap<Series, Stop>| {
            stops.get(&entry.head.series()).is_some_and(|(seq, _)| entry.head.seq >= *seq)
        };
        let offered = entries.iter().filter(|entry| !stopped(entry, &stops)).cloned().collect();
        for refused in self.journal.absorb(offered)?.refused {
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
        // What was taken is on the disk whatever becomes of this; a number that could not be given is given with the next.
        if let Err(error) = self.number(streams, now) {
            tracing::error!(%error, "incidents stay without a number for now");
        }
        let after = self.ends(streams)?;
        let mut receipts = Vec::new();
        for (one, entries) in series {
            if let Some(end) = after.get(one)
                && entries.iter().any(|entry| entry.head.seq <= end.seq)
                && self.may_hear_of(pusher, one)?
            {
                receipts.push(self.receipt(end, now));
            }
        }
        let cursor = cursor_at(&self.journal, self.journal.position()?)?.unwrap_or_default();
        Ok(Pushed { verdicts, receipts, cursor })
    }

    /// The first new entry of a series that its author may not write, and what is said of it.
    fn objection(&self, series: &Series, entries: &[&Entry], held: u64) -> Result<Option<Stop>, Failure> {
        let mut new: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.head.seq > held).collect();
        new.sort_by_key(|entry| entry.head.seq);
        let Some(first) = new.first() else { return Ok(None) };
        let author = self.writer(series.replica)?;
        if let Err(denied) = authorize(&author, Action::Write, Resource::Workspace) {
            return Ok(Some((first.head.seq, unwelcome(denied))));
        }
        let record = self.journal.record(series.stream)?;
        let audience = self.audiences.of(&self.journal, series.stream)?;
        let admits = authorize(&author, Action::Admit, Resource::Stream(&audience)).is_ok();
        let enrols = authorize(&author, Action::Enrol, Resource::Workspace).is_ok();
        let numbers = self.gives_numbers(series.replica);
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
            if !admits && admission(entry, &record) {
                let why =
                    "Only somebody who is named in a private incident says who may see it. Ask one of them.";
                return Ok(Some((seq, waits(why))));
            }
        }
        Ok(None)
    }

    /// Whether an entry says, or takes back, for whom a key writes. Repeating what the hub itself says is no such thing.
    fn enrols(&self, entry: &Entry, record: &Record) -> Result<bool, Failure> {
        if entry.head.stream != Stream::Book(Section::People) {
            return Ok(false);
        }
        Ok(match event(entry) {
            Some(Event::ReplicaEnrolled { replica, person }) => {
                self.store.device_of(replica)?.is_none_or(|device| device.person != person)
            }
            Some(event) => undoes(&event, record, |event| matches!(event, Event::ReplicaEnrolled { .. })),
            None => false,
        })
    }

    /// Whether somebody may be told how far the hub holds a series: who may see it, and who wrote it.
    fn may_hear_of(&self, pusher: &Actor, series: &Series) -> Result<bool, JournalError> {
        let own = pusher.device().is_some_and(|device| device.replica == series.replica);
        let audience = self.audiences.of(&self.journal, series.stream)?;
        Ok(own || authorize(pusher, Action::See, Resource::Stream(&audience)).is_ok())
    }

    fn receipt(&self, end: &SeriesEnd, at: Millis) -> Receipt {
        let SeriesEnd { series, seq, hash } = *end;
        let digest = Receipt::digest(self.workspace(), &series, seq, &hash, at);
        Receipt { hub: self.key(), series, seq, hash, at, signature: sign(&self.author.key, &digest) }
    }

    fn ends(&self, streams: &[Stream]) -> Result<BTreeMap<Series, SeriesEnd>, JournalError> {
        let mut ends = BTreeMap::new();
        for stream in streams {
            let found = self.journal.ends(stream.before(), 1)?.into_iter();
            ends.extend(found.filter(|end| end.series.stream == *stream).map(|end| (end.series, end)));
        }
        Ok(ends)
    }

    /// The book's people as far as the hub knows them.
    pub(crate) fn people(&self) -> Result<Book, JournalError> {
        let stream = Stream::Book(Section::People);
        Ok(Book::default().with(Section::People, self.journal.record(stream)?))
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
