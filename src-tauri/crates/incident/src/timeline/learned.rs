//! What was learned and is to be done, in words.

use super::words::{Told, told};
use super::{Glyph, Teller};
use crate::event::Event;
use crate::id::Millis;
use crate::record::Fact;
use crate::text::{one_line, visible};
use crate::ticket::Ticket;
use crate::value::{ActionType, Priority};

impl Teller<'_> {
    /// A fact about an action item; none for any other.
    pub(super) fn tell_learned(self, fact: &Fact, event: &Event) -> Option<Told> {
        Some(match event {
            Event::ActionRaised { text, kind, priority, due, owner, from } => {
                let whose = owner.map(|person| format!("{}: ", self.name(person))).unwrap_or_default();
                told(Glyph::Action, format!("{whose}{}", visible(text)))
                    .with(Some(self.grade(*kind, *priority, *due, fact)))
                    .with(from.map(|entry| format!("From: {}", self.called(entry))))
            }
            Event::ActionWorded { text, .. } => told(Glyph::Action, format!("Action: {}", visible(text))),
            Event::ActionOwned { action, owner, .. } => {
                let whose = owner.map_or_else(|| "Nobody".to_owned(), |person| self.name(person));
                told(Glyph::Action, format!("{whose} has the action: {}", self.called(*action)))
            }
            Event::ActionGraded { action, kind, priority, due, .. } => {
                let grade = self.grade(*kind, *priority, *due, fact);
                told(Glyph::Action, format!("{grade} {}", self.called(*action)))
            }
            Event::ActionMoved { action, state, reason, .. } => {
                told(Glyph::Action, format!("{}: {}", state.name(), self.called(*action)))
                    .with(reason.as_deref().map(|reason| visible(reason).into_owned()))
            }
            Event::ActionTicketed { action, ticket, .. } => {
                told(Glyph::Action, format!("{}: {}", self.ticket(ticket.as_deref()), self.called(*action)))
            }
            Event::TrackerNamed { person, .. } => {
                let who = person.map_or_else(|| "Nobody".to_owned(), |person| self.name(person));
                told(Glyph::Action, format!("{who} sees to it that the actions get done"))
            }
            Event::ReminderBegun { person, .. } => {
                told(Glyph::Review, format!("{} is reminded by mail", self.name(*person)))
            }
            Event::ReminderEnded { reminder, why, .. } => {
                let whom = match self.incident.record().fact(*reminder).and_then(|fact| fact.event.as_ref()) {
                    Some(Event::ReminderBegun { person, .. }) => self.name(*person),
                    _ => "Somebody".to_owned(),
                };
                let how = if why.is_none() { "was" } else { "could not be" };
                told(Glyph::Review, format!("{whom} {how} reminded by mail"))
                    .with(why.as_deref().map(|why| visible(why).into_owned()))
            }
            Event::ReviewReleased { readers, title, .. } => {
                let headings = self.incident.headings_in(fact.id);
                let parts: Vec<String> = headings.into_iter().map(one_line).collect();
                let what = format!("Review for {}: {}", readers.name().to_lowercase(), one_line(title));
                told(Glyph::Update, what).with(Some(format!("{}.", parts.join(", "))))
            }
            _ => return None,
        })
    }

    pub(super) fn ticket(self, address: Option<&str>) -> String {
        let Some(address) = address else { return "No ticket".to_owned() };
        let name = Ticket::at(address).map_or_else(|| one_line(address), |ticket| ticket.name);
        format!("Ticket {name}")
    }

    pub(super) fn grade(
        self,
        kind: ActionType,
        priority: Priority,
        due: Option<Millis>,
        fact: &Fact,
    ) -> String {
        let by = match due {
            Some(at) => format!(", by {}", self.clock(at, fact)),
            None if priority == Priority::High => ", now".to_owned(),
            None => String::new(),
        };
        format!("{}, {} priority{by}.", kind.name(), priority.name().to_lowercase())
    }
}
