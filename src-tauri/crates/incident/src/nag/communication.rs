//! Words that wait to leave, and promises to customers and questions to executives that wait for an answer.

use super::{Call, shorten};
use crate::book::Book;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::text::one_line;
use crate::update::{Update, UpdateState};
use crate::value::{Audience, Nag};

/// First notices that a severity calls for and that nobody has looked at. Once the clock of an audience speaks, that is
/// enough.
pub(super) fn unannounced(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    let Some(classified) = incident.record().shown(&Slot::Severity) else { return };
    let from = incident.declared().into_iter().fold(incident.when(classified), Millis::max);
    let since = from.plus_minutes(book.nag(Nag::Announcement).after.into());
    let ticking: Vec<Option<Audience>> = calls.iter().map(|call| call.audience).collect();
    for audience in Audience::ALL.iter().copied().filter(|audience| incident.announces(*audience)) {
        if now >= since && !ticking.contains(&Some(audience)) {
            let text = format!("The first notice for {} is written and waits for you.", audience.name());
            calls.push(Call { nag: Nag::Announcement, about: None, audience: Some(audience), since, text });
        }
    }
}

/// Updates that nobody has approved or posted, and those that somebody should write anew.
pub(super) fn unsent(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    // What became internal or private meanwhile can leave no more, and waits for nobody.
    let updates = incident.updates();
    let approved = |of: Audience| {
        updates.iter().filter(move |update| update.state == UpdateState::Approved && update.audience == of)
    };
    for update in updates.iter().filter(|update| incident.has_audience(update.audience)) {
        let audience = update.audience.name();
        let (nag, from, text) = match update.state {
            UpdateState::Waiting if update.audience.is_outside() => (
                Nag::ApprovalWaiting,
                incident.when(update.fact),
                format!("The update for {audience} waits for approval."),
            ),
            // Two that were approved apart: one of them is meant, and only the people who wrote them know which.
            UpdateState::Approved if approved(update.audience).next_back() != Some(update) => continue,
            UpdateState::Approved => (
                Nag::NotPosted,
                incident.when(update.approval.unwrap_or(update.fact)),
                match approved(update.audience).count() {
                    _ if update.is_late(now) => {
                        format!(
                            "The update for {audience} promises a time that has passed. Send it back, for a new one."
                        )
                    }
                    1 => format!("The update for {audience} is approved and not posted."),
                    several => format!(
                        "{several} updates for {audience} are approved and not posted. Post one, and send the others back."
                    ),
                },
            ),
            UpdateState::SentBack if is_last(&updates, update) && !told_since(incident, update) => {
                let (by, reason) = update.sent_back.unwrap_or((update.fact, ""));
                let writer = book.person_of(update.fact.replica).and_then(|person| book.person_name(person));
                let writer = writer.map_or_else(String::new, |name| format!(" of {}", one_line(name)));
                let text = format!(
                    "The update{writer} for {audience} was sent back: {}",
                    shorten(&one_line(reason))
                );
                (Nag::SentBack, incident.when(by), text)
            }
            _ => continue,
        };
        let since = from.plus_minutes(book.nag(nag).after.into());
        if now >= since {
            calls.push(call(nag, update.fact.id, since, text));
        }
    }
}

/// Whether nobody proposed another one for the same audience afterwards.
fn is_last(updates: &[Update<'_>], update: &Update<'_>) -> bool {
    updates.iter().rfind(|other| other.audience == update.audience) == Some(update)
}

fn told_since(incident: Incident<'_>, update: &Update<'_>) -> bool {
    incident.told(update.audience).last().is_some_and(|told| told.at > incident.when(update.fact))
}

/// What customers were promised, by word or by agreement, and what the executives were asked.
pub(super) fn owed(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    let lead = i64::from(book.nag(Nag::PromiseDue).after);
    let grace = i64::from(book.nag(Nag::PromiseOverdue).after);
    let mut due = |about: EntryRef, at: Millis, what: String| {
        let late = at.plus_minutes(grace);
        if now >= late {
            calls.push(call(Nag::PromiseOverdue, about, late, format!("Overdue: {what}")));
        } else if now >= at.plus_minutes(-lead) {
            let minutes = at.0.saturating_sub(now.0).max(0).saturating_add(59_999) / 60_000;
            let text =
                if minutes > 0 { format!("In {minutes} min: {what}") } else { format!("Due now: {what}") };
            calls.push(call(Nag::PromiseDue, about, at.plus_minutes(-lead), text));
        }
    };
    for account in incident.accounts() {
        let name = account.customer.map_or_else(|| account.id.to_string(), |c| one_line(&c.name));
        for promise in account.promises.iter().filter(|promise| promise.kept.is_none()) {
            due(promise.fact.id, promise.due, format!("{name}, {}", shorten(promise.what)));
        }
        if let Some((at, report)) = account.answer_due() {
            due(report.id, at, format!("{name} waits for an answer to what they reported"));
        }
    }
    for ask in incident.asks().into_iter().filter(|ask| ask.answer.is_none()) {
        let late = ask.needed_by.map(|at| at.plus_minutes(book.nag(Nag::AnswerOverdue).after.into()));
        if let Some(since) = late.filter(|at| now >= *at) {
            let text = format!("No answer yet: {}", shorten(ask.question));
            calls.push(call(Nag::AnswerOverdue, ask.fact.id, since, text));
        }
    }
}

/// Who speaks with the customer who was promised this, or reported it.
pub(super) fn owner(incident: Incident<'_>, about: EntryRef, book: &Book) -> Option<PersonId> {
    let accounts = incident.accounts();
    let account = accounts.iter().find(|account| {
        account.promises.iter().any(|promise| promise.fact.id == about)
            || account.exchanges.iter().any(|exchange| exchange.fact.id == about)
    })?;
    account.owner.or_else(|| book.customer(account.id)?.owner)
}

/// What the executives answered to what one person asked, where somebody else wrote it down.
pub(super) fn answered(incident: Incident<'_>, book: &Book, asker: PersonId, now: Millis) -> Vec<Call> {
    let author = |fact: &Fact| book.person_of(fact.replica);
    let told = incident.asks().into_iter().filter_map(|ask| {
        let (answer, text, _) = ask.answer?;
        let since = incident.when(answer).plus_minutes(book.nag(Nag::Answered).after.into());
        let news = author(ask.fact) == Some(asker) && author(answer) != Some(asker) && now >= since;
        let text = format!("{} The executives answered: {}", shorten(ask.question), shorten(&one_line(text)));
        news.then(|| call(Nag::Answered, ask.fact.id, since, text))
    });
    told.collect()
}

fn call(nag: Nag, about: EntryRef, since: Millis, text: String) -> Call {
    Call { nag, about: Some(about), audience: None, since, text }
}
