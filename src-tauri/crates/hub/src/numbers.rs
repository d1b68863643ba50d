//! Numbers: what people will call an incident is a fact that the home hub adds once it has the incident.

use incident::event::Event;
use incident::id::{Millis, ReplicaKey};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use journal::{JournalError, Work};

use crate::hub::Hub;

/// The number that the next incident gets. Kept before it is given, so that no number is given twice.
const NEXT: &str = "next_number";

/// Numbers stay below this, so that programs that know only floating point read them as they are. One from here on
/// counts for nothing, or the next would be none.
const BEYOND: u64 = 1 << 53;

impl Hub {
    /// Whether this key gives numbers: the hub's own, or the founder's, with which an earlier hub may have given them.
    pub(crate) fn gives_numbers(&self, replica: ReplicaKey) -> bool {
        replica == self.key() || replica.0 == self.workspace().0
    }

    /// The highest number of a record that counts.
    fn highest(&self, record: &Record) -> Option<u64> {
        let number = |(fact, event): (&Fact, &Event)| match event {
            Event::Numbered { number } if *number < BEYOND && self.gives_numbers(fact.replica) => {
                Some(*number)
            }
            _ => None,
        };
        record.made().filter_map(number).max()
    }

    /// Numbers those of these streams that are incidents without one. A number that an earlier hub gave counts.
    pub(crate) fn number(&self, streams: &[Stream], now: Millis) -> Result<(), JournalError> {
        let mut next = self.journal.setting(NEXT)?.and_then(|text| text.parse().ok()).unwrap_or(1_u64);
        let kept = next;
        let mut works = Vec::new();
        let mut nameless = Vec::new();
        for stream in streams.iter().filter(|stream| stream.incident().is_some()) {
            let record = self.journal.record(*stream)?;
            let incident = Incident::of(&record);
            match self.highest(&record) {
                Some(highest) => next = next.max(highest.saturating_add(1)),
                None if incident.exists() => nameless.push((*stream, incident.is_private())),
                None => {}
            }
        }
        for (stream, private) in nameless {
            works.push(Work {
                stream,
                private,
                drafts: vec![Event::Numbered { number: next }.into()],
                at: None,
            });
            next = next.saturating_add(1);
        }
        if next > kept {
            self.journal.set_setting(NEXT, &next.to_string())?;
        }
        if !works.is_empty() {
            self.journal.append_all(&self.author, now, works)?;
        }
        Ok(())
    }
}
