//! Numbers: what people will call an incident is a fact that the home hub adds once it has the incident.

use incident::event::Event;
use incident::id::{Millis, ReplicaKey};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;

use crate::hub::Voice;
use crate::store::{Change, StoreError};

/// Numbers stay below this, so that programs that know only floating point read them as they are. One from here on
/// counts for nothing, or the next would be none.
const BEYOND: u64 = 1 << 53;

impl Voice {
    /// The highest number of a record that counts: one that this hub gave, or an earlier one.
    fn highest(&self, record: &Record, earlier: &[ReplicaKey]) -> Option<u64> {
        let gives = |replica| self.is_root(replica) || earlier.contains(&replica);
        let number = |(fact, event): (&Fact, &Event)| match event {
            Event::Numbered { number } if *number < BEYOND && gives(fact.replica) => Some(*number),
            _ => None,
        };
        record.made().filter_map(number).max()
    }

    /// Numbers those of these streams that are incidents without one. A number that an earlier hub gave counts. The next
    /// one is kept in the same transaction, so that no number is given twice.
    pub(crate) fn number(
        &self,
        change: &mut dyn Change,
        streams: &[Stream],
        earlier: &[ReplicaKey],
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut nameless = Vec::new();
        let mut given = 0;
        for stream in streams.iter().filter(|stream| stream.incident().is_some()) {
            let record = change.record(*stream)?;
            match self.highest(&record, earlier) {
                Some(highest) => given = given.max(highest),
                None => {
                    let incident = Incident::of(&record);
                    if incident.exists() {
                        nameless.push((*stream, incident.is_private()));
                    }
                }
            }
        }
        let kept = change.next_number()?;
        let first = kept.max(given.saturating_add(1));
        let next = first.saturating_add(nameless.len() as u64);
        if next > kept {
            change.set_next_number(next)?;
        }
        let numbered = (first..)
            .zip(nameless)
            .map(|(number, (stream, private))| (stream, private, vec![Event::Numbered { number }.into()]));
        self.say(change, now, numbered)
    }
}
