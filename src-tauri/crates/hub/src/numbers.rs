//! Numbers: what people will call an incident is a fact that the home hub adds once it has the incident.

use incident::event::Event;
use incident::id::Millis;
use incident::incident::Incident;
use incident::stream::Stream;
use journal::{JournalError, Work};

use crate::hub::Hub;

/// The number that the next incident gets. Kept before it is given, so that no number is given twice.
const NEXT: &str = "next_number";

impl Hub {
    /// Numbers those of these streams that are incidents without one. A number that an earlier hub gave counts.
    pub(crate) fn number(&self, streams: &[Stream], now: Millis) -> Result<(), JournalError> {
        let mut next = self.journal.setting(NEXT)?.and_then(|text| text.parse().ok()).unwrap_or(1_u64);
        let kept = next;
        let mut works = Vec::new();
        let mut nameless = Vec::new();
        for stream in streams.iter().filter(|stream| stream.incident().is_some()) {
            let record = self.journal.record(*stream)?;
            let incident = Incident::of(&record);
            match incident.numbers().last() {
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
