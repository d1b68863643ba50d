//! Redaction: words go, and what they did stays. Hiding a text moves no incident, un-tells no audience, answers no
//! question and approves nothing.

use crate::draft::Draft;
use crate::event::Event;
use crate::id::EntryRef;
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::Erasure;

pub(super) fn redact(record: &Record, entry: EntryRef) -> Result<Vec<Draft>, Refusal> {
    let fact = record.fact(entry).ok_or(Refusal::Gone("entry"))?;
    let event = match &fact.event {
        None => return Err(Refusal::Already("Its text is hidden".to_owned())),
        Some(event) if !event.may_be_redacted() => return Err(Refusal::NotRedactable),
        Some(event) => event,
    };
    if let Some(first) = still_counts(record, fact, event) {
        return Err(Refusal::FirstEnd(first));
    }
    let mut drafts = Vec::new();
    // In the order in which it was written, so that it reads as before.
    for fact in record.facts().iter().filter(|other| other.id == fact.id || same_words(fact, event, other)) {
        let Some(event) = &fact.event else { continue };
        drafts.push(Event::Redacted { entry: fact.id, replaces: event.base().to_vec() }.into());
        drafts.extend(without_words(record, fact, event));
    }
    Ok(drafts)
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
fn without_words(record: &Record, fact: &Fact, event: &Event) -> Option<Draft> {
    if record.is_retracted(fact.id) {
        return None;
    }
    let slot = event.slot(fact.id);
    let (base, none) = (slot.as_ref().map(|slot| record.base(slot)).unwrap_or_default(), String::new());
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
        _ if !slot.is_some_and(|slot| record.standing(&slot).any(|standing| standing.id == fact.id)) => {
            return None;
        }
        Event::StageEntered { stage, .. } => Event::StageEntered { stage, reason: None, base },
        Event::SeverityClassified { severity, .. } => {
            Event::SeverityClassified { severity, answers: vec![], suggested: None, reason: None, base }
        }
        Event::SendingFailed { attempt, retry_at, unknown, .. } => {
            Event::SendingFailed { attempt, why: none, retry_at, unknown, base }
        }
        Event::UpdateSentBack { update, .. } => Event::UpdateSentBack { update, reason: none, base },
        Event::ExecutivesAnswered { ask, by, .. } => {
            Event::ExecutivesAnswered { ask, answer: none, by, base }
        }
        Event::CustomerAffected { mut customer, impact, .. } => {
            customer.name = "Hidden".to_owned();
            customer.tier = None;
            Event::CustomerAffected { customer, impact, base }
        }
        _ => return None,
    };
    Some(Draft { event, occurred_at: Some(fact.happened()), undoes: None })
}
