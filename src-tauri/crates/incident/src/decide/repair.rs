//! Taking back: undo as inverse facts, retraction, settling a clash, redaction.

use super::{one, standing};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::EntryRef;
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;

/// Takes back everything that one command did, last first. Refused whole if any of it has moved on.
pub(crate) fn undo(record: &Record, entries: &[EntryRef]) -> Result<Vec<Draft>, Refusal> {
    let facts = entries
        .iter()
        .map(|id| record.fact(*id).ok_or(Refusal::Gone("entry")))
        .collect::<Result<Vec<&Fact>, _>>()?;
    // Taking back a declaration takes the incident off the board; what was written in it stays.
    if let Some(declared) = facts.iter().find(|f| matches!(f.event, Some(Event::Declared { .. }))) {
        return Ok(vec![inverse(record, declared)?]);
    }
    let mut drafts = Vec::new();
    let mut refusal = Refusal::NoInverse("It is part of the record.");
    for fact in facts.into_iter().rev() {
        match inverse(record, fact) {
            Ok(draft) => drafts.push(draft),
            // What cannot be undone is left standing when something else of the same command can be.
            Err(no @ Refusal::NoInverse(_)) => refusal = no,
            Err(moved_on) => return Err(moved_on),
        }
    }
    if drafts.is_empty() { Err(refusal) } else { Ok(drafts) }
}

fn inverse(record: &Record, fact: &Fact) -> Result<Draft, Refusal> {
    let event = fact.event.as_ref().ok_or(Refusal::NoInverse("Its text was redacted."))?;
    let back = |event| Ok(Draft { event, occurred_at: None, undoes: Some(fact.id) });
    let taken_back = record.is_retracted(fact.id);
    match event {
        Event::RoleAccepted { .. } => {
            return Err(Refusal::NoInverse("Release the role instead, so that everybody sees it is free."));
        }
        Event::ChecklistIssued { .. } | Event::GateOverridden { .. } | Event::Imported { .. } => {
            return Err(Refusal::NoInverse("It is part of the record."));
        }
        Event::Redacted { .. } | Event::StreamErased {} | Event::ReplicaEnrolled { .. } | Event::Unrecognised { .. } => {
            return Err(Refusal::NoInverse("What it did cannot come back."));
        }
        Event::Retracted { entry, .. } if taken_back_by(record, *entry, fact.id) => {
            return back(Event::Reinstated { entry: *entry, base: vec![fact.id] });
        }
        Event::Reinstated { entry, .. } if taken_back_by(record, *entry, fact.id) => {
            return back(Event::Retracted { entry: *entry, base: vec![fact.id] });
        }
        Event::Retracted { .. } | Event::Reinstated { .. } => return Err(Refusal::MovedOn),
        _ if taken_back => return Err(Refusal::Already("It is taken back".to_owned())),
        _ => {}
    }
    let retraction =
        || Event::Retracted { entry: fact.id, base: record.base(&Slot::Retraction(fact.id)) };
    let Some(slot) = event.slot(fact.id) else { return back(retraction()) };
    if !record.standing(&slot).any(|standing| standing.id == fact.id) {
        return Err(Refusal::MovedOn);
    }
    // Without a value before it, or beside another that still stands, it simply goes.
    let before = event.base().iter().filter_map(|id| record.fact(*id)).max_by_key(|f| f.place());
    match before.and_then(|f| f.event.clone()) {
        Some(earlier) if record.standing(&slot).count() == 1 => back(earlier.with_base(vec![fact.id])),
        _ => back(retraction()),
    }
}

fn taken_back_by(record: &Record, entry: EntryRef, by: EntryRef) -> bool {
    record.shown(&Slot::Retraction(entry)).is_some_and(|fact| fact.id == by)
}

/// Facts that take these entries out of a set, naming each, so that an addition not seen stays.
pub(super) fn retractions(incident: Incident<'_>, entries: &[EntryRef]) -> Vec<Draft> {
    let record = incident.record();
    let retract = |entry: &EntryRef| Event::Retracted { entry: *entry, base: record.base(&Slot::Retraction(*entry)) };
    entries.iter().map(|entry| retract(entry).into()).collect()
}

pub(super) fn retract(incident: Incident<'_>, entry: EntryRef) -> Result<Vec<Draft>, Refusal> {
    standing(incident, entry, "entry", |event| {
        matches!(
            event,
            Event::Noted { .. }
                | Event::Linked { .. }
                | Event::TaskAdded { .. }
                | Event::DecisionRaised { .. }
                | Event::DecisionRecorded { .. }
                | Event::OptionAdded { .. }
                | Event::MitigationApplied { .. }
                | Event::AccessGranted { .. }
                | Event::Tagged { .. }
                | Event::UpdatePosted { .. }
        )
    })?;
    Ok(retractions(incident, &[entry]))
}

/// Says the same again, this time having seen every other value of the slot.
pub(crate) fn settle(record: &Record, entry: EntryRef) -> Result<Vec<Draft>, Refusal> {
    let fact = record.fact(entry).ok_or(Refusal::Gone("value"))?;
    let event = fact.event.as_ref().ok_or(Refusal::Gone("value"))?;
    let slot = event.slot(entry).ok_or(Refusal::NotTorn)?;
    if !record.torn().any(|(torn, facts)| *torn == slot && facts.iter().any(|f| f.id == entry)) {
        return Err(Refusal::NotTorn);
    }
    one(event.clone().with_base(record.base(&slot)))
}

pub(super) fn redact(record: &Record, entry: EntryRef) -> Result<Vec<Draft>, Refusal> {
    let fact = record.fact(entry).ok_or(Refusal::Gone("entry"))?;
    match &fact.event {
        None => Err(Refusal::Already("Its text is hidden".to_owned())),
        Some(event) if !event.may_be_redacted() => Err(Refusal::NotRedactable),
        Some(event) => one(Event::Redacted { entry, replaces: event.base().to_vec() }),
    }
}
