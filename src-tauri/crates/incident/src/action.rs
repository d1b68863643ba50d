//! Action items: what the review found has to be done, followed until it is.

use crate::book::Book;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::ticket::Ticket;
use crate::value::{ActionState, ActionType, DueRule, Priority};

/// An action item.
#[derive(Clone, Debug, PartialEq)]
pub struct Action<'a> {
    /// The fact that tells of it.
    pub fact: &'a Fact,
    /// What has to be done.
    pub text: &'a str,
    /// What it is to achieve.
    pub kind: ActionType,
    /// How soon.
    pub priority: Priority,
    /// The date that somebody set.
    pub due: Option<Millis>,
    /// Who does it.
    pub owner: Option<PersonId>,
    /// The note, task or decision that it came from.
    pub from: Option<EntryRef>,
    /// Where it is followed besides.
    pub ticket: Option<Ticket>,
    /// How far it is.
    pub state: ActionState,
    /// Why it was dropped.
    pub reason: Option<&'a str>,
    /// When it came into this state.
    pub since: Millis,
    /// When it was written down.
    pub raised: Millis,
}

impl Action<'_> {
    /// Whether it still has to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, ActionState::Open | ActionState::Doing)
    }

    /// By when it has to be done. Where its priority says so, what has no date is due at once.
    #[must_use]
    pub fn due_at(&self, book: &Book) -> Option<Millis> {
        let at_once = book.action_limit(self.priority).due == DueRule::Now;
        self.due.or(at_once.then_some(self.raised))
    }

    /// Since when it is late; none while it is not, and once it is done or dropped.
    #[must_use]
    pub fn overdue(&self, book: &Book, now: Millis) -> Option<Millis> {
        self.due_at(book).filter(|due| self.is_open() && *due <= now)
    }

    /// Until when it may take by its priority.
    #[must_use]
    pub fn allowed_until(&self, book: &Book) -> Millis {
        self.raised.plus_minutes(i64::from(book.action_limit(self.priority).days) * 24 * 60)
    }

    /// What it lacks before anybody can follow it: who does it, and by when.
    #[must_use]
    pub fn lacks(&self, book: &Book) -> Vec<&'static str> {
        let owner = self.owner.is_none().then_some("an owner");
        let dated = self.due.is_some() || book.action_limit(self.priority).due != DueRule::Required;
        let due = (!dated).then_some("a due date");
        owner.into_iter().chain(due).collect()
    }
}

impl<'a> Incident<'a> {
    /// The action items, in the order in which they were written down.
    #[must_use]
    pub fn actions(self) -> Vec<Action<'a>> {
        self.record().made().filter_map(|(fact, event)| self.action(fact, event)).collect()
    }

    fn action(self, fact: &'a Fact, event: &'a Event) -> Option<Action<'a>> {
        let Event::ActionRaised { text, kind, priority, due, owner, from } = event else { return None };
        let record = self.record();
        let text = match record.value(&Slot::ActionText(fact.id)) {
            Some(Event::ActionWorded { text, .. }) => text,
            _ => text,
        };
        let (kind, priority, due) = match record.value(&Slot::ActionGrade(fact.id)) {
            Some(Event::ActionGraded { kind, priority, due, .. }) => (kind, priority, due),
            _ => (kind, priority, due),
        };
        let owner = match record.value(&Slot::ActionOwner(fact.id)) {
            Some(Event::ActionOwned { owner, .. }) => *owner,
            _ => *owner,
        };
        let ticket = match record.value(&Slot::ActionTicket(fact.id)) {
            Some(Event::ActionTicketed { ticket, .. }) => ticket.as_deref().and_then(Ticket::at),
            _ => None,
        };
        let moved = record.shown(&Slot::ActionState(fact.id));
        let (state, reason) = match moved.and_then(|moved| moved.event.as_ref()) {
            Some(Event::ActionMoved { state, reason, .. }) => (*state, reason.as_deref()),
            _ => (ActionState::Open, None),
        };
        Some(Action {
            fact,
            text,
            kind: *kind,
            priority: *priority,
            due: *due,
            owner,
            from: *from,
            ticket,
            state,
            reason,
            since: self.when(moved.unwrap_or(fact)),
            raised: self.when(fact),
        })
    }

    /// Who sees to it that the actions get done.
    #[must_use]
    pub fn tracker(self) -> Option<PersonId> {
        match self.record().value(&Slot::Tracker) {
            Some(Event::TrackerNamed { person, .. }) => *person,
            _ => None,
        }
    }
}
