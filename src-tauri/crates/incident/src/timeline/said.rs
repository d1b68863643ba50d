//! What was said to audiences, customers and executives, in words.

use super::words::{Told, told};
use super::{Glyph, Teller};
use crate::event::Event;
use crate::id::{CustomerId, DestinationId};
use crate::record::Fact;
use crate::slot::Slot;
use crate::text::{one_line, visible};
use crate::value::{ComponentSaid, Shown};

impl Teller<'_> {
    pub(super) fn customer(self, id: &CustomerId) -> String {
        let here = match self.incident.record().value(&Slot::CustomerImpact(id.clone())) {
            Some(Event::CustomerAffected { customer, .. }) => Some(customer.name.clone()),
            _ => self.book.customer(id).map(|entry| entry.customer.name),
        };
        here.map_or_else(|| id.to_string(), |name| one_line(&name))
    }

    fn destination(self, id: &DestinationId) -> String {
        let known = self.book.destination(id);
        known.map_or_else(|| id.to_string(), |entry| one_line(&entry.destination.name))
    }

    /// A fact about what was said; none for any other.
    pub(super) fn tell_said(self, fact: &Fact, event: &Event) -> Option<Told> {
        let words = |text: &str| Some(visible(text).into_owned());
        Some(match event {
            Event::UpdateProposed { audience, occasion, text, next_due, shown, .. } => {
                let what = format!("Proposed for {}: {}", audience.name(), occasion.name());
                told(Glyph::Update, what)
                    .with(words(text))
                    .with(next_due.map(|at| format!("Next by {}.", self.clock(at, fact))))
                    .with(shown.as_ref().and_then(components))
            }
            Event::UpdateApproved { update, .. } => {
                told(Glyph::Update, format!("Approved: {}", self.called(*update)))
            }
            Event::UpdateSentBack { update, reason, .. } => {
                told(Glyph::Update, format!("Sent back: {}", self.called(*update))).with(words(reason))
            }
            Event::SenderNamed { update, destination, .. } => {
                let to = self.destination(destination);
                told(Glyph::Update, format!("To be sent to {to}: {}", self.called(*update)))
            }
            Event::SendingBegun { update, destination } => {
                let to = self.destination(destination);
                told(Glyph::Update, format!("Sending to {to}: {}", self.called(*update)))
            }
            Event::SendingHeld { update, destination, why } => {
                let to = self.destination(destination);
                told(Glyph::Update, format!("Held back from {to}: {}", self.called(*update))).with(words(why))
            }
            Event::SendingFailed { attempt, why, retry_at, unknown, .. } => {
                let so = match (unknown, retry_at) {
                    (true, _) => "May not have arrived",
                    (false, None) if self.arrived_for_others(*attempt) => "Did not reach everybody",
                    (false, _) => "Did not arrive",
                };
                told(Glyph::Update, format!("{so}: {}", self.called(*attempt)))
                    .with(words(why))
                    .with(retry_at.map(|at| format!("Again at {}.", self.clock(at, fact))))
            }
            Event::RoomAsked { destination, .. } => {
                told(Glyph::Update, format!("A room is asked for ({})", self.destination(destination)))
            }
            Event::RoomMade { destination, bridge, .. } => {
                told(Glyph::Update, format!("A room stands ({})", self.destination(destination)))
                    .with(bridge.as_deref().map(|bridge| format!("Its topic leads to {}.", one_line(bridge))))
            }
            Event::RoomNotMade { destination, why, retry_at, .. } => {
                told(Glyph::Update, format!("The room could not be made ({})", self.destination(destination)))
                    .with(words(why))
                    .with(retry_at.map(|at| format!("Again at {}.", self.clock(at, fact))))
            }
            Event::UpdatePosted { audience, text, next_due, channel, delivery, .. } => {
                let to = delivery.as_ref().map(|delivery| self.destination(&delivery.destination));
                let by = to.or_else(|| channel.map(|by| by.name().to_lowercase()));
                let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
                let before = self.incident.posted_before(fact).map(|before| self.author(before).1);
                told(Glyph::Update, format!("Update for {}{by}", audience.name()))
                    .with(before.map(|who| {
                        format!("{who} had posted it there while apart, so it may have been read twice.")
                    }))
                    .with(words(text))
                    .with(next_due.map(|at| format!("Next by {}.", self.clock(at, fact))))
                    .key()
            }
            Event::CustomerAffected { customer, impact, .. } => told(
                Glyph::Customer,
                format!("{}: {}", one_line(&customer.name), impact.name().to_lowercase()),
            )
            .with(self.was(fact)),
            Event::CustomerOwned { customer, .. } => {
                let who = self.value(fact).unwrap_or_default();
                told(Glyph::Customer, format!("{who} speaks with {}", self.customer(customer)))
                    .with(self.was(fact))
            }
            Event::CustomerReported { customer, text, ticket } => {
                told(Glyph::Customer, format!("{} reported", self.customer(customer)))
                    .with(words(text))
                    .with(ticket.as_deref().map(one_line))
            }
            Event::CustomerTold { customer, channel, text } => {
                let by = channel.name().to_lowercase();
                told(Glyph::Customer, format!("{} was told ({by})", self.customer(customer)))
                    .with(words(text))
            }
            Event::CustomerOffered { customer, what } => {
                told(Glyph::Customer, format!("{} was offered", self.customer(customer))).with(words(what))
            }
            Event::CustomerPromised { customer, what, due } => {
                told(Glyph::Customer, format!("Promised to {}", self.customer(customer)))
                    .with(words(what))
                    .with(Some(format!("By {}.", self.clock(*due, fact))))
            }
            Event::PromiseKept { promise, kept, .. } => {
                let verb = if *kept { "Kept" } else { "Not kept after all" };
                told(Glyph::Customer, format!("{verb}: {}", self.called(*promise)))
            }
            Event::PromiseMoved { promise, due, .. } => {
                told(Glyph::Customer, format!("By {} instead", self.clock(*due, fact)))
                    .with(Some(self.called(*promise)))
            }
            Event::ExecutivesAsked { question, needed_by, customer } => {
                told(Glyph::Decision, format!("Asked of executives: {}", visible(question)))
                    .with(customer.as_ref().map(|customer| format!("For {}.", self.customer(customer))))
                    .with(needed_by.map(|at| format!("Needed by {}.", self.clock(at, fact))))
            }
            Event::ExecutivesAnswered { ask, answer, by, .. } => {
                let who = by.map_or_else(|| "Executives".to_owned(), |person| self.name(person));
                told(Glyph::Decision, format!("{who}: {}", visible(answer)))
                    .with(Some(self.called(*ask)))
                    .key()
            }
            _ => return None,
        })
    }
}

/// How components are said to do, in a line.
fn components(shown: &Shown) -> Option<String> {
    let one =
        |said: &ComponentSaid| format!("{}: {}", one_line(&said.name), said.state.name().to_lowercase());
    let said: Vec<String> = shown.components.iter().map(one).collect();
    (!said.is_empty()).then(|| format!("{}.", said.join("; ")))
}
