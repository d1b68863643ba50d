//! What things are called in the words about them.

use super::Teller;
use crate::event::Event;
use crate::id::EntryRef;
use crate::outbox::OutgoingState;
use crate::slot::Slot;
use crate::text::one_line;
use crate::value::ItemPlace;

impl Teller<'_> {
    pub(super) fn item(self, place: &ItemPlace) -> String {
        let list = self.incident.checklist(&place.role, place.stage).unwrap_or_default();
        list.iter()
            .find(|item| item.id == place.item)
            .map_or_else(|| place.item.to_string(), |i| one_line(&i.text))
    }

    /// Whether the other end took what this attempt was to send: who is not reached by it are some of many.
    pub(super) fn arrived_for_others(self, attempt: EntryRef) -> bool {
        let record = self.incident.record();
        let Some(Event::SendingBegun { update, destination }) =
            record.fact(attempt).and_then(|fact| fact.event.as_ref())
        else {
            return false;
        };
        let outgoing = self.incident.outgoing(*update, destination);
        outgoing.is_some_and(|one| matches!(one.state, OutgoingState::Sent(_, Some(_))))
    }

    /// The line by which something that an entry made is known.
    pub(super) fn called(self, entry: EntryRef) -> String {
        let record = self.incident.record();
        let Some(fact) = record.fact(entry) else { return "something not here".to_owned() };
        match &fact.event {
            None => "a redacted entry".to_owned(),
            Some(Event::TaskAdded { text, .. }) => match record.value(&Slot::Task(entry)) {
                Some(Event::TaskChanged { text, .. }) => one_line(text),
                _ => one_line(text),
            },
            Some(Event::ActionRaised { text, .. }) => match record.value(&Slot::ActionText(entry)) {
                Some(Event::ActionWorded { text, .. }) => one_line(text),
                _ => one_line(text),
            },
            Some(
                Event::DecisionRaised { question: words, .. }
                | Event::DecisionRecorded { decision: None, chosen: words, .. },
            ) => match record.value(&Slot::Decision(entry)) {
                Some(Event::DecisionRecorded { chosen, .. }) => one_line(chosen),
                _ => one_line(words),
            },
            Some(
                Event::CustomerPromised { what: words, .. } | Event::ExecutivesAsked { question: words, .. },
            ) => one_line(words),
            Some(Event::UpdateProposed { audience, occasion, .. }) => {
                format!("{} for {}", occasion.name(), audience.name())
            }
            // One step back is enough; a long chain of references must not become a deep recursion.
            Some(event) if event.about().is_some() => {
                self.value(fact).unwrap_or_else(|| "an earlier change".to_owned())
            }
            Some(_) => self.tell(fact).text,
        }
    }

    /// A decision by its question, for what was said of it before it was taken.
    pub(super) fn asked(self, decision: EntryRef) -> String {
        match self.incident.record().fact(decision).map(|f| &f.event) {
            Some(Some(Event::DecisionRaised { question, .. })) => one_line(question),
            _ => self.called(decision),
        }
    }
}
