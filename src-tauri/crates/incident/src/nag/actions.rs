//! Action items that are late.

use super::{Call, shorten};
use crate::book::Book;
use crate::id::Millis;
use crate::incident::Incident;
use crate::value::Nag;

/// Speaks once the incident is over: before that there is something else to do.
pub(super) fn late(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    if incident.is_active() {
        return;
    }
    let grace = i64::from(book.nag(Nag::ActionOverdue).after);
    for action in incident.actions() {
        let since = action.overdue(now).map(|due| due.plus_minutes(grace)).filter(|since| *since <= now);
        if let Some(since) = since {
            let owner = action.owner.and_then(|person| book.person_name(person));
            let whose = owner.map(|name| format!(" ({name})")).unwrap_or_default();
            let text = format!("Action overdue{whose}: {}", shorten(action.text));
            let about = Some(action.fact.id);
            calls.push(Call { nag: Nag::ActionOverdue, about, audience: None, since, text });
        }
    }
}
