//! Redaction: words go, and what they did stays. Hiding a text moves no incident, un-tells no audience, answers no
//! question and approves nothing.

use super::foreseen;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{DestinationId, EntryRef, Millis};
use crate::incident::Incident;
use crate::promise::{Share, shares_by_figure};
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Erasure, Stage};

pub(super) fn redact(incident: Incident<'_>, entry: EntryRef) -> Result<Vec<Draft>, Refusal> {
    let record = incident.record();
    let fact = record.fact(entry).ok_or(Refusal::Gone("entry"))?;
    let event = match &fact.event {
        None => return Err(Refusal::Already("Its text is hidden".to_owned())),
        Some(event) if !event.has_words() => return Err(Refusal::NotRedactable),
        Some(event) => event,
    };
    if let Some(first) = still_counts(record, fact, event) {
        return Err(Refusal::FirstEnd(first));
    }
    // What is said again happened when people read that it did; where the correction of a time showed that a promise was
    // broken, or would hide that it was, as it was said first.
    let readings = [incident, incident.as_first_said()];
    let ways = readings.map(|said| without(said, fact, event));
    ways.into_iter().find(|drafts| !mends(incident, drafts)).ok_or(Refusal::FirstEnd(
        "What is left of it would make a broken promise a kept one. An admin can have the whole incident erased.",
    ))
}

/// The facts that hide it and whatever else says its words, and say again what each did.
fn without(incident: Incident<'_>, fact: &Fact, event: &Event) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let facts = incident.record().facts().iter();
    // In the order in which it was written, so that it reads as before.
    for fact in facts.filter(|other| other.id == fact.id || same_words(fact, event, other)) {
        let Some(event) = &fact.event else { continue };
        drafts.push(Event::Redacted { entry: fact.id, replaces: event.base().to_vec() }.into());
        drafts.extend(without_words(incident, fact, event));
    }
    drafts
}

/// Whether a promise that was broken would not be any more.
fn mends(incident: Incident<'_>, drafts: &[Draft]) -> bool {
    let now = incident.now().unwrap_or(Millis(0));
    let record = foreseen(incident, drafts);
    let after = shares_by_figure(Incident::of(&record), now);
    let broken = |share: Share| share.of - share.kept;
    shares_by_figure(incident, now).into_iter().any(|(figure, _, before)| {
        let after = after.iter().find(|(same, ..)| *same == figure).map(|(.., share)| broken(*share));
        after.unwrap_or(0) < broken(before)
    })
}

/// Hides everything, what arrives later too. Nothing may be on its way then: the outbox knows nothing of an update whose
/// words are gone.
pub(super) fn erase(incident: Incident<'_>, label: &str, why: Erasure) -> Result<Vec<Draft>, Refusal> {
    if !label.trim().eq_ignore_ascii_case(&incident.label()) {
        return Err(Refusal::AnotherLabel(incident.label()));
    }
    if incident.outbox().iter().any(|one| one.is_open()) {
        return Err(Refusal::FirstEnd(
            "An update is on its way still: settle first what became of it, in the outbox.",
        ));
    }
    super::one(Event::StreamErased { why: Some(why) })
}

/// What has to come first where others name this fact by its entry, so that it cannot be said again without words.
fn still_counts(record: &Record, fact: &Fact, event: &Event) -> Option<&'static str> {
    if let Event::Titled { title, .. } = event {
        // An update has a copy of the title, and shows it for as long as it stands.
        let shows = |(_, event): (&Fact, &Event)| matches!(event, Event::UpdateProposed { shown: Some(shown), .. } if shown.title == *title);
        return record
            .made()
            .any(shows)
            .then_some("An update for the public says it too: hide that update first.");
    }
    if record.is_retracted(fact.id) {
        return None;
    }
    let torn = record.torn().any(|(_, facts)| facts.iter().any(|other| other.id == fact.id));
    if torn {
        return Some("Others set another value at the same time: say first which of them counts.");
    }
    match event {
        Event::UpdateProposed { .. } => {
            let posted = record.made().any(|(_, event)| is_posting(event, fact.id));
            let sent_back = record.shown(&Slot::SentBack(fact.id)).is_some();
            // The outbox knows nothing of an update whose words are gone.
            let outbox = Incident::of(record).outbox();
            let leaves = outbox.iter().any(|one| one.update.fact.id == fact.id && one.is_open());
            match (posted || sent_back, leaves) {
                (false, _) => Some("It may still leave: send it back first."),
                (true, true) => {
                    Some("It is on its way still: settle first what became of it, in the outbox.")
                }
                (true, false) => None,
            }
        }
        Event::CustomerPromised { .. } => {
            Some("The promise counts for as long as it stands: take it back first, and say it anew.")
        }
        Event::ActionRaised { .. }
            if Incident::of(record).actions().iter().any(|one| one.fact.id == fact.id && one.is_open()) =>
        {
            Some("It is still to be done: take it back first, and say it anew.")
        }
        Event::ExecutivesAsked { .. } if record.shown(&Slot::Answer(fact.id)).is_none() => {
            Some("It waits for an answer: record that, or take the question back first.")
        }
        _ => None,
    }
}

fn is_posting(event: &Event, of: EntryRef) -> bool {
    matches!(event, Event::UpdatePosted { update: Some(update), .. } if *update == of)
}

/// Whether another fact says the same words, and would go on saying them.
fn same_words(fact: &Fact, event: &Event, other: &Fact) -> bool {
    let Some(said) = &other.event else { return false };
    match event {
        Event::UpdateProposed { text, .. } => is_posting(said, fact.id) || repeats(said, text),
        Event::UpdatePosted { update: Some(update), text, .. } => {
            other.id == *update || is_posting(said, *update) || repeats(said, text)
        }
        Event::UpdatePosted { text, .. } => repeats(said, text),
        // One review in several entries.
        Event::ReviewReleased { readers, part: Some(part), .. } => {
            matches!(said, Event::ReviewReleased { readers: to, part: Some(other), .. }
                if to == readers && other.whole == part.whole)
        }
        // What the entry was corrected to has no line of its own to be hidden by.
        _ => matches!(
            said,
            Event::NoteCorrected { note: of, .. }
            | Event::TaskChanged { task: of, .. }
            | Event::ActionWorded { action: of, .. } if *of == fact.id
        ),
    }
}

/// Whether a customer was told these words: a call begins with what was approved, and goes on as it goes.
fn repeats(said: &Event, words: &str) -> bool {
    let Event::CustomerTold { text, .. } = said else { return false };
    // A few words begin many calls by themselves.
    text.starts_with(words) && (words.chars().count() >= 20 || text == words)
}

/// What the hidden words did, said again without them.
fn without_words(incident: Incident<'_>, fact: &Fact, event: &Event) -> Option<Draft> {
    let record = incident.record();
    let again = |event, undoes| Some(Draft { event, occurred_at: Some(incident.when(fact)), undoes });
    let none = String::new();
    if record.is_retracted(fact.id) {
        // It was broken before it was taken back, and counts. In its place stands one that nobody waits for.
        return match (event, record.shown(&Slot::Retraction(fact.id))) {
            (Event::CustomerPromised { customer, due, .. }, Some(end)) if incident.was_broken(fact, end) => {
                let (customer, due) = (customer.clone(), *due);
                again(Event::CustomerPromised { customer, what: none, due }, Some(fact.id))
            }
            _ => None,
        };
    }
    let slot = event.slot(fact.id);
    let base = slot.as_ref().map(|slot| record.base(slot)).unwrap_or_default();
    let event = match event.clone() {
        // Each of these is one of many: it counts whether or not another came after it.
        Event::UpdatePosted { audience, next_due, occasion, update, channel, delivery, .. } => {
            Event::UpdatePosted { audience, text: none, next_due, occasion, update, channel, delivery, base }
        }
        Event::CustomerReported { customer, .. } => {
            Event::CustomerReported { customer, text: none, ticket: None }
        }
        Event::CustomerTold { customer, channel, .. } => {
            Event::CustomerTold { customer, channel, text: none }
        }
        Event::CustomerOffered { customer, .. } => Event::CustomerOffered { customer, what: none },
        Event::ReminderEnded { reminder, why, retry_at } => {
            Event::ReminderEnded { reminder, why: why.map(|_| none), retry_at }
        }
        // As long as it is in place, somebody has to remove it.
        Event::MitigationApplied { temporary: true, service, .. } if is_in_place(incident, fact) => {
            let what = "Hidden".to_owned();
            Event::MitigationApplied { what, temporary: true, service, remove_when: None }
        }
        // Said again, it would pass what was opened again since.
        Event::GateOverridden { gate, .. } if !opened_since(incident, fact) => {
            Event::GateOverridden { gate, reason: none }
        }
        Event::SendingHeld { update, destination, .. } if holds(incident, fact, update, &destination) => {
            Event::SendingHeld { update, destination, why: none }
        }
        _ if !slot.is_some_and(|slot| record.standing(&slot).any(|standing| standing.id == fact.id)) => {
            return None;
        }
        Event::StageEntered { stage, .. } => Event::StageEntered { stage, reason: None, base },
        Event::SeverityClassified { severity, .. } => {
            Event::SeverityClassified { severity, answers: vec![], suggested: None, reason: None, base }
        }
        Event::ItemSkipped { place, .. } => Event::ItemSkipped { place, reason: none, base },
        Event::DecisionRevisited { decision, revisit_at, .. } => {
            Event::DecisionRevisited { decision, outcome: none, revisit_at, base }
        }
        Event::ActionMoved { action, state, .. } => Event::ActionMoved { action, state, reason: None, base },
        Event::SendingFailed { attempt, retry_at, unknown, .. } => {
            Event::SendingFailed { attempt, why: none, retry_at, unknown, base }
        }
        Event::RoomNotMade { destination, retry_at, .. } => {
            Event::RoomNotMade { destination, why: none, retry_at, base }
        }
        Event::UpdateSentBack { update, .. } => Event::UpdateSentBack { update, reason: none, base },
        Event::ExecutivesAnswered { ask, by, .. } => {
            Event::ExecutivesAnswered { ask, answer: none, by, base }
        }
        Event::CustomerAffected { mut customer, impact, .. } => {
            customer.name = "Hidden".to_owned();
            customer.tier = None;
            customer.arr = None;
            Event::CustomerAffected { customer, impact, base }
        }
        _ => return None,
    };
    again(event, fact.undoes)
}

fn is_in_place(incident: Incident<'_>, fact: &Fact) -> bool {
    incident.mitigations().iter().any(|one| one.fact.id == fact.id && one.removed.is_none())
}

fn opened_since(incident: Incident<'_>, fact: &Fact) -> bool {
    incident.stages_held().any(|(stage, other)| stage <= Stage::Resolve && other.place() > fact.place())
}

/// Whether it is still why nothing leaves: nobody asked for it since, and nobody tried.
fn holds(incident: Incident<'_>, fact: &Fact, update: EntryRef, destination: &DestinationId) -> bool {
    incident.outgoing(update, destination).is_some_and(|one| {
        let tried = one.attempts.last().map(|attempt| attempt.begun.place());
        one.is_open() && Some(one.asked.place()).max(tried) < Some(fact.place())
    })
}
