//! Action items: raised in the heat of it by one key, complete before the review ends, done or dropped before it closes.

use super::{Asker, TEXT, base, known_person, one, optional, standing, text};
use crate::action::Action;
use crate::book::Book;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::text::one_line;
use crate::ticket::Ticket;
use crate::value::{ActionState, ActionType, Priority};

/// Further ahead nobody means it.
const YEARS: i64 = 3;

/// What an action is to achieve, and how soon.
pub(super) struct Grade {
    pub(super) kind: ActionType,
    pub(super) priority: Priority,
    pub(super) due: Option<Millis>,
}

pub(super) fn raise(
    incident: Incident<'_>,
    words: &str,
    grade: &Grade,
    owner: Option<PersonId>,
    from: Option<EntryRef>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if let Some(source) = from {
        standing(incident, source, "entry", |event| {
            matches!(
                event,
                Event::Noted { .. }
                    | Event::TaskAdded { .. }
                    | Event::DecisionRaised { .. }
                    | Event::DecisionRecorded { .. }
                    | Event::MitigationApplied { .. }
            )
        })?;
        if incident.actions().iter().any(|action| action.from == from) {
            return Err(Refusal::Already("It is an action item".to_owned()));
        }
    }
    owner.map(|person| known_person(asker, person)).transpose()?;
    let Grade { kind, priority, due } = *grade;
    let due = due.map(|at| date(at, asker)).transpose()?;
    one(Event::ActionRaised { text: text("The action", words, TEXT)?, kind, priority, due, owner, from })
}

fn date(at: Millis, asker: &Asker<'_>) -> Result<Millis, Refusal> {
    if at <= asker.now {
        return Err(Refusal::InThePast("The due date"));
    }
    if at > asker.now.plus_minutes(YEARS * 366 * 24 * 60) {
        return Err(Refusal::NoSuchDate { years: YEARS });
    }
    Ok(at)
}

fn find<'a>(incident: Incident<'a>, action: EntryRef) -> Result<Action<'a>, Refusal> {
    incident.actions().into_iter().find(|one| one.fact.id == action).ok_or(Refusal::Gone("action item"))
}

pub(super) fn word(incident: Incident<'_>, action: EntryRef, words: &str) -> Result<Vec<Draft>, Refusal> {
    find(incident, action)?;
    let text = text("The action", words, TEXT)?;
    one(Event::ActionWorded { action, text, base: base(incident, &Slot::ActionText(action)) })
}

pub(super) fn own(
    incident: Incident<'_>,
    action: EntryRef,
    owner: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if find(incident, action)?.owner == owner {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    owner.map(|person| known_person(asker, person)).transpose()?;
    one(Event::ActionOwned { action, owner, base: base(incident, &Slot::ActionOwner(action)) })
}

pub(super) fn grade(
    incident: Incident<'_>,
    action: EntryRef,
    grade: &Grade,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let now = find(incident, action)?;
    let Grade { kind, priority, due } = *grade;
    // A date that has passed may stay: whoever changes the priority has not moved it.
    let due = due.map(|at| if now.due == Some(at) { Ok(at) } else { date(at, asker) }).transpose()?;
    if (now.kind, now.priority, now.due) == (kind, priority, due) {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    let base = base(incident, &Slot::ActionGrade(action));
    one(Event::ActionGraded { action, kind, priority, due, base })
}

pub(super) fn advance(
    incident: Incident<'_>,
    action: EntryRef,
    state: ActionState,
    reason: Option<&str>,
) -> Result<Vec<Draft>, Refusal> {
    if find(incident, action)?.state == state {
        return Err(Refusal::Already(format!("The action is {}", state.name().to_lowercase())));
    }
    let reason = optional("The reason", reason, TEXT)?;
    if state == ActionState::Dropped && reason.is_none() {
        return Err(Refusal::ReasonToDrop);
    }
    one(Event::ActionMoved { action, state, reason, base: base(incident, &Slot::ActionState(action)) })
}

pub(super) fn ticket(
    incident: Incident<'_>,
    action: EntryRef,
    address: Option<&str>,
) -> Result<Vec<Draft>, Refusal> {
    let now = find(incident, action)?;
    let wrong = |address: &str| Refusal::NotATicket(address.chars().take(80).collect());
    let parsed = |address: String| Ticket::at(&address).ok_or_else(|| wrong(&address));
    let ticket = optional("The address", address, 2_000)?.map(parsed).transpose()?;
    if now.ticket == ticket {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    let base = base(incident, &Slot::ActionTicket(action));
    one(Event::ActionTicketed { action, ticket: ticket.map(|ticket| ticket.address), base })
}

pub(super) fn track(
    incident: Incident<'_>,
    person: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.tracker() == person {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    person.map(|person| known_person(asker, person)).transpose()?;
    one(Event::TrackerNamed { person, base: base(incident, &Slot::Tracker) })
}

/// Action items that nobody could follow, each with what it lacks.
pub(super) fn incomplete(incident: Incident<'_>, book: &Book) -> Vec<String> {
    let open = incident.actions().into_iter().filter(Action::is_open);
    let lacking = open.filter(|action| !action.lacks(book).is_empty());
    lacking
        .map(|action| format!("{} lacks {}", one_line(action.text), action.lacks(book).join(" and ")))
        .collect()
}

/// Action items that are neither done nor dropped.
pub(super) fn open(incident: Incident<'_>) -> Vec<String> {
    incident.actions().iter().filter(|action| action.is_open()).map(|action| one_line(action.text)).collect()
}
