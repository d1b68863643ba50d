//! Action items that are due.

use super::{Call, shorten};
use crate::action::Action;
use crate::book::Book;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::value::Nag;

/// Speaks once the incident is over: before that there is something else to do.
pub(super) fn due(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    if incident.is_active() {
        return;
    }
    let grace = i64::from(book.nag(Nag::ActionOverdue).after);
    let lead = i64::from(book.nag(Nag::ActionDue).after);
    for action in incident.actions().into_iter().filter(|action| action.is_open()) {
        let Some(due) = action.due_at(book) else { continue };
        let owner = action.owner.and_then(|person| book.person_name(person));
        let whose = owner.map(|name| format!(" ({name})")).unwrap_or_default();
        let about = Some(action.fact.id);
        let call = |nag, since, how: &str| {
            let text = format!("Action {how}{whose}: {}", shorten(action.text));
            Call { nag, about, audience: None, since, text }
        };
        let (soon, late) = (due.plus_minutes(-lead), due.plus_minutes(grace));
        if now >= late {
            calls.push(call(Nag::ActionOverdue, late, "overdue"));
        } else if now >= soon && due > action.raised {
            // What is due at once is late at once, and nobody is told before.
            calls.push(call(Nag::ActionDue, soon, if now >= due { "due now" } else { "due soon" }));
        }
    }
}

/// Whether a reminder of an action is this person's to hear: its owner's and theirs who see to it that actions get done, and
/// everybody's as long as there is neither.
pub(super) fn concerns(incident: Incident<'_>, call: &Call, person: PersonId) -> bool {
    let action = call.about.and_then(|about| named(incident, about));
    let theirs = [action.and_then(|action| action.owner), incident.tracker()];
    theirs.contains(&Some(person)) || theirs == [None, None]
}

/// The action of this name.
pub(super) fn named(incident: Incident<'_>, name: EntryRef) -> Option<Action<'_>> {
    incident.actions().into_iter().find(|action| action.fact.id == name)
}
