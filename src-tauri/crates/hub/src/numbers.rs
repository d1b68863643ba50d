//! Numbers: what people will call an incident is a fact that the home hub adds once it has the incident.
//!
//! A hub that was lost, or put back to a backup, does not know which numbers it has given since, and gives some of them
//! again. What laptops then bring back was given first: it keeps its number, and the incident that got the same one
//! meanwhile is given another.

use std::collections::BTreeSet;

use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::slot::Slot;
use incident::stream::Stream;

use crate::hub::Voice;
use crate::store::{Change, StoreError};

/// Numbers stay below this, so that programs that know only floating point read them as they are. One from here on
/// counts for nothing, or the next would be none.
pub(crate) const BEYOND: u64 = 1 << 53;

/// What a push has done to incidents.
pub(crate) struct Brought<'a> {
    /// The streams of which it had something.
    pub streams: &'a [Stream],
    /// Those to which it may have brought a number.
    pub numbers: &'a BTreeSet<Stream>,
}

impl Voice {
    /// Numbers those incidents that have none, once no two of those that have one share it. The next number is kept in the
    /// same transaction, so that none is given twice.
    pub(crate) fn number(
        &self,
        change: &mut dyn Change,
        brought: &Brought<'_>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut given = 0;
        for stream in brought.numbers {
            let record = change.record(*stream)?;
            // Also one that was replaced or taken back is given to nobody else.
            let numbers = record.facts().iter().filter_map(counts);
            given = numbers.fold(given, u64::max);
        }
        let kept = change.next_number()?;
        if given >= kept {
            change.set_next_number(given + 1)?;
        }
        for stream in brought.numbers {
            self.keep(change, *stream, now)?;
        }
        let mut sayings = Vec::new();
        for stream in brought.streams.iter().filter(|stream| stream.incident().is_some()) {
            let record = change.record(*stream)?;
            let incident = Incident::of(&record);
            if standing(&record).next().is_none() && incident.exists() {
                let numbered = Event::Numbered { number: next(change)?, base: Vec::new() };
                sayings.push((*stream, incident.is_private(), vec![numbered.into()]));
            }
        }
        self.say(change, now, sayings).map(drop)
    }

    /// Leaves an incident the numbers that came with it: other incidents that have one of them get another.
    fn keep(&self, change: &mut dyn Change, stream: Stream, now: Millis) -> Result<(), StoreError> {
        let record = change.record(stream)?;
        let numbers: BTreeSet<u64> = standing(&record).map(|(number, _)| number).collect();
        for number in numbers {
            for other in change.numbered(number)?.into_iter().filter(|other| *other != stream) {
                let record = change.record(other)?;
                let (lost, left): (Vec<_>, Vec<_>) =
                    standing(&record).partition(|(theirs, _)| *theirs == number);
                if lost.is_empty() {
                    continue;
                }
                let base: Vec<EntryRef> = lost.into_iter().map(|(_, fact)| fact).collect();
                // Where it has one beside, that is said again, for something has to replace what it loses.
                let number = match left.into_iter().map(|(number, _)| number).min() {
                    Some(number) => number,
                    None => next(change)?,
                };
                let private = Incident::of(&record).is_private();
                self.say(change, now, [(other, private, vec![Event::Numbered { number, base }.into()])])?;
            }
        }
        Ok(())
    }
}

/// The numbers of a record that stand and count, with the facts that gave them.
fn standing(record: &Record) -> impl Iterator<Item = (u64, EntryRef)> {
    record.standing(&Slot::Number).filter_map(|fact| Some((counts(fact)?, fact.id)))
}

/// The number that a fact gives, if it counts. Who may give one was asked when it was taken.
fn counts(fact: &Fact) -> Option<u64> {
    match fact.event {
        Some(Event::Numbered { number, .. }) if number < BEYOND => Some(number),
        _ => None,
    }
}

/// Takes the next number.
fn next(change: &mut dyn Change) -> Result<u64, StoreError> {
    let number = change.next_number()?;
    change.set_next_number(number.saturating_add(1))?;
    Ok(number)
}
