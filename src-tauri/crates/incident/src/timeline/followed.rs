//! What became of an action item, for whoever follows that one alone: its words need not be said again each time.

use serde::Serialize;
use ts_rs::TS;

use super::Teller;
use crate::book::Book;
use crate::event::Event;
use crate::id::{EntryRef, Millis};
use crate::incident::Incident;
use crate::record::Fact;
use crate::text::{one_line, visible};

/// A change of an action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Followed {
    /// When.
    pub at: Millis,
    /// What changed.
    pub text: String,
    /// Who wrote it down.
    pub by: String,
}

/// What became of an action item, oldest first; what was taken back is left out.
#[must_use]
pub fn followed(incident: Incident<'_>, book: &Book, action: EntryRef) -> Vec<Followed> {
    let teller = Teller { incident, book };
    let record = incident.record();
    let steps = record.facts().iter().filter(|fact| !record.is_retracted(fact.id)).filter_map(|fact| {
        let event = fact.event.as_ref()?;
        let is_of_it = fact.id == action || event.about() == Some(action);
        let text = is_of_it.then(|| teller.step(fact, event)).flatten()?;
        Some(Followed { at: incident.when(fact), text, by: teller.author(fact).1 })
    });
    steps.collect()
}

impl Teller<'_> {
    fn step(self, fact: &Fact, event: &Event) -> Option<String> {
        Some(match event {
            Event::ActionRaised { kind, priority, due, .. } => {
                format!("Raised: {}", self.grade(*kind, *priority, *due, fact))
            }
            Event::ActionWorded { text, .. } => format!("Says now: {}", visible(text)),
            Event::ActionOwned { owner, .. } => {
                format!("Owner: {}", owner.map_or_else(|| "nobody".to_owned(), |owner| self.name(owner)))
            }
            Event::ActionGraded { kind, priority, due, .. } => self.grade(*kind, *priority, *due, fact),
            Event::ActionMoved { state, reason, .. } => match reason {
                Some(reason) => format!("{}: {}", state.name(), one_line(reason)),
                None => state.name().to_owned(),
            },
            Event::ActionTicketed { ticket, .. } => self.ticket(ticket.as_deref()),
            Event::ReminderBegun { .. } => self.tell(fact).text,
            // What tells of a change of it stands beside it, and is no change by itself.
            _ => return None,
        })
    }
}
