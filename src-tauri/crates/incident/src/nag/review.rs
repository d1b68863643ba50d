//! Steps of a review that are due.

use super::Call;
use crate::book::Book;
use crate::id::Millis;
use crate::incident::Incident;
use crate::value::{Nag, ReviewStep};

/// Speaks of the next step alone: the ones after it wait for it.
pub(super) fn due(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    let Some((step, due)) = incident.review().next(book).and_then(|step| Some((step.step, step.due?))) else {
        return;
    };
    let what = match step {
        ReviewStep::Draft => "The draft of the review",
        ReviewStep::Meeting => "The meeting about the review",
        ReviewStep::Publication => "The publication of the review",
    };
    let late = due.plus_minutes(book.nag(Nag::ReviewOverdue).after.into());
    let soon = due.plus_minutes(-i64::from(book.nag(Nag::ReviewDue).after));
    let call = |nag, since, text| Call { nag, about: None, audience: None, since, text };
    if now >= late {
        calls.push(call(Nag::ReviewOverdue, late, format!("{what} is overdue.")));
    } else if now >= due {
        calls.push(call(Nag::ReviewDue, soon, format!("{what} is due now.")));
    } else if now >= soon {
        let hours = due.0.saturating_sub(now.0).saturating_add(3_599_999) / 3_600_000;
        calls.push(call(Nag::ReviewDue, soon, format!("{what} is due in {hours} h.")));
    }
}
