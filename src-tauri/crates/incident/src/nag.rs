//! Nags: what Allclear reminds people of, as a pure function of an incident, the book and the time.

mod actions;
mod communication;
pub mod quiet;
mod review;

use serde::Serialize;
use ts_rs::TS;

use crate::book::Book;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId, RoleId};
use crate::incident::{FORGIVEN, Incident};
use crate::role::{role, role_name};
use crate::slot::Slot;
use crate::value::{Audience, Nag, Stage};

/// A reminder that speaks now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Call {
    /// Which.
    pub nag: Nag,
    /// About which decision, mitigation or assignment, where there can be several.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<EntryRef>,
    /// Whose update it is about.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// Since when it has reason to speak.
    pub since: Millis,
    /// One sentence.
    pub text: String,
}

/// The span of control: with more people than this reporting to one, somebody is not heard.
const SPAN: usize = 7;

/// Every nag that speaks at `now`, worst first. Drills nag like the real thing. What is closed is silent, but for action
/// items: who closed it with a reason before they were done left them to be followed to the end.
#[must_use]
pub fn calls(incident: Incident<'_>, book: &Book, now: Millis) -> Vec<Call> {
    if !incident.exists() || incident.is_called_off() {
        return Vec::new();
    }
    let incident = incident.at(now);
    let mut calls = Vec::new();
    if incident.stage() == Stage::Closed {
        actions::due(incident, book, now, &mut calls);
        return heard(incident, calls, book, now);
    }
    updates(incident, book, now, &mut calls);
    communication::unannounced(incident, book, now, &mut calls);
    if incident.is_active() {
        people(incident, book, now, &mut calls);
    }
    communication::unsent(incident, book, now, &mut calls);
    communication::owed(incident, book, now, &mut calls);
    leftovers(incident, book, now, &mut calls);
    actions::due(incident, book, now, &mut calls);
    review::due(incident, book, now, &mut calls);
    heard(incident, calls, book, now)
}

/// Whether a reminder is this person's to hear. All are everybody's but those of a review and of action items, which are
/// theirs who see to it.
#[must_use]
pub fn concerns(incident: Incident<'_>, call: &Call, person: PersonId) -> bool {
    match call.nag {
        Nag::ReviewDue | Nag::ReviewOverdue => incident.review().concerns(person),
        Nag::ActionDue | Nag::ActionOverdue => actions::concerns(incident, call, person),
        _ => true,
    }
}

/// Whose it is what a reminder is about, where it is one person's, whatever role they hold.
fn named(incident: Incident<'_>, call: &Call, book: &Book) -> Option<PersonId> {
    let about = call.about?;
    match call.nag {
        Nag::PromiseDue | Nag::PromiseOverdue => communication::owner(incident, about, book),
        Nag::ActionDue | Nag::ActionOverdue => actions::named(incident, about)?.owner,
        Nag::Revisit => incident.decisions().into_iter().find(|decision| decision.id == about)?.owner,
        // Only who asked hears the answer, and only a better text of the same writer is waited for.
        Nag::Answered | Nag::SentBack => book.person_of(incident.record().fact(about)?.replica),
        _ => None,
    }
}

/// What somebody asked of the executives and others have written the answer to. It nags nobody in the room: it is news for
/// who asked, told once.
#[must_use]
pub fn answers(incident: Incident<'_>, book: &Book, asker: PersonId, now: Millis) -> Vec<Call> {
    if !incident.exists() || incident.is_called_off() || incident.stage() == Stage::Closed {
        return Vec::new();
    }
    let incident = incident.at(now);
    heard(incident, communication::answered(incident, book, asker, now), book, now)
}

/// Those of which the book wants to hear, and that nobody has snoozed.
fn heard(incident: Incident<'_>, mut calls: Vec<Call>, book: &Book, now: Millis) -> Vec<Call> {
    calls.retain(|call| book.nag(call.nag).on);
    calls.into_iter().filter_map(|call| after_snooze(incident, call, now)).collect()
}

/// Nothing while the nag is snoozed; afterwards it has reason to speak since the snooze ended.
fn after_snooze(incident: Incident<'_>, call: Call, now: Millis) -> Option<Call> {
    let Some(snoozed) = incident.record().shown(&Slot::Snooze(call.nag, call.about, call.audience)) else {
        return Some(call);
    };
    // It was meant for the update that was missing then.
    let told = call.audience.and_then(|audience| incident.told(audience).pop());
    if told.is_some_and(|told| told.at > incident.when(snoozed)) {
        return Some(call);
    }
    match &snoozed.event {
        Some(Event::NagSnoozed { until, .. }) => {
            // It is quiet for as long as somebody asked, however fast their clock was.
            let ahead = snoozed.recorded_at.0.saturating_sub(incident.when(snoozed).0).max(0);
            let until = match snoozed.recorded_at > now.plus_minutes(FORGIVEN) {
                true => Millis(until.0.saturating_sub(ahead)),
                false => *until,
            };
            (until <= now).then(|| Call { since: call.since.max(until), ..call })
        }
        _ => Some(call),
    }
}

fn updates(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    let lead = i64::from(book.nag(Nag::UpdateDue).after);
    let grace = i64::from(book.nag(Nag::UpdateOverdue).after);
    for due in incident.updates_due() {
        let (audience, whose) = (due.audience.name(), Some(due.audience));
        let soon = due.at.plus_minutes(-lead);
        let late = due.at.plus_minutes(grace);
        if now >= late {
            let text = format!("The update for {audience} is overdue.");
            calls.push(Call { nag: Nag::UpdateOverdue, about: None, audience: whose, since: late, text });
        } else if now >= due.at {
            let text = format!("The update for {audience} is due now.");
            calls.push(Call { nag: Nag::UpdateDue, about: None, audience: whose, since: soon, text });
        } else if now >= soon {
            let minutes = due.at.0.saturating_sub(now.0).saturating_add(59_999) / 60_000;
            let text = format!("The update for {audience} is due in {minutes} min.");
            calls.push(Call { nag: Nag::UpdateDue, about: None, audience: whose, since: soon, text });
        }
    }
}

fn people(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    let after =
        |nag: Nag, from: Millis| Some(from.plus_minutes(book.nag(nag).after.into())).filter(|at| now >= *at);
    let Some(opened) = incident.declared() else { return };
    let holdings = incident.holdings();

    if incident.manager().is_none()
        && let Some(since) = after(Nag::NoManager, without_manager_since(incident, opened))
    {
        let text = "Nobody is Incident Manager. Take command or name somebody.".to_owned();
        calls.push(Call { nag: Nag::NoManager, about: None, audience: None, since, text });
    }
    if incident.severity().is_none()
        && let Some(since) = after(Nag::NoSeverity, opened)
    {
        let text = "It has no severity. Classify it.".to_owned();
        calls.push(Call { nag: Nag::NoSeverity, about: None, audience: None, since, text });
    }
    for holding in &holdings {
        if holding.accepted.is_none()
            && !incident.gave_themselves(holding, book)
            && let Some(since) = after(Nag::NotAcknowledged, holding.since)
        {
            let name = book.person_name(holding.person).unwrap_or("Somebody");
            let text = format!("{name} has not acknowledged as {}.", role_name(&holding.role));
            calls.push(Call {
                nag: Nag::NotAcknowledged,
                about: Some(holding.assignment),
                audience: None,
                since,
                text,
            });
        }
    }
    if let Some(deputy) = holdings.iter().find(|h| h.role.as_str() == "deputy") {
        let every = i64::from(book.nag(Nag::TimeCallOut).after.max(1)) * 60_000;
        // Clocks of other laptops say anything: no sum may leave the range of numbers.
        let spoken = now.0.saturating_sub(deputy.since.0) / every;
        if spoken >= 1 {
            let since = Millis(deputy.since.0.saturating_add(spoken * every));
            let minutes = now.0.saturating_sub(opened.0) / 60_000;
            let text = format!("Call out the time: {minutes} min since declaration.");
            calls.push(Call { nag: Nag::TimeCallOut, about: None, audience: None, since, text });
        }
    }
    // An Incident Manager who also writes the record does not report to themselves.
    let manager = incident.manager().map(|holding| holding.person);
    let mut led: Vec<_> = holdings.iter().filter(|h| h.role != RoleId::incident_manager()).collect();
    led.retain(|holding| Some(holding.person) != manager);
    led.retain(|holding| role(&holding.role).is_some());
    led.sort_by_key(|holding| (holding.person, holding.since));
    led.dedup_by_key(|holding| holding.person);
    if led.len() > SPAN
        && let Some(last) = led.iter().map(|holding| holding.since).max()
        && let Some(since) = after(Nag::SpanOfControl, last)
    {
        let text =
            format!("{} people report to the Incident Manager. Name a deputy or form groups.", led.len());
        calls.push(Call { nag: Nag::SpanOfControl, about: None, audience: None, since, text });
    }
}

/// Since when nobody is in charge: since it was opened, or since somebody was let go.
fn without_manager_since(incident: Incident<'_>, opened: Millis) -> Millis {
    let manager = RoleId::incident_manager();
    let mut assignments = Vec::new();
    let mut since = opened;
    for fact in incident.record().facts() {
        match &fact.event {
            Some(Event::RoleAssigned { role, .. }) if *role == manager => assignments.push(fact.id),
            Some(Event::RoleReleased { role, .. }) if *role == manager => {
                since = since.max(incident.when(fact))
            }
            Some(Event::Retracted { entry, .. }) if assignments.contains(entry) => {
                since = since.max(incident.when(fact))
            }
            _ => {}
        }
    }
    since
}

fn leftovers(incident: Incident<'_>, book: &Book, now: Millis, calls: &mut Vec<Call>) {
    if incident.is_active() {
        for decision in incident.decisions() {
            let grace = i64::from(book.nag(Nag::Revisit).after);
            let since = decision.revisit_at.map(|at| at.plus_minutes(grace)).filter(|at| now >= *at);
            if let Some(since) = since.filter(|_| decision.superseded_by.is_none()) {
                let text = format!("Look again at the decision: {}", shorten(decision.headline()));
                calls.push(Call { nag: Nag::Revisit, about: Some(decision.id), audience: None, since, text });
            }
        }
    }
    for mitigation in incident.mitigations() {
        if mitigation.temporary && mitigation.removed.is_none() {
            let since =
                incident.when(mitigation.fact).plus_minutes(book.nag(Nag::TemporaryMitigation).after.into());
            if now >= since {
                let text = format!("Still in place: {}", shorten(mitigation.what));
                let about = Some(mitigation.fact.id);
                calls.push(Call { nag: Nag::TemporaryMitigation, about, audience: None, since, text });
            }
        }
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    text.chars().take(79).chain(['…']).collect()
}
