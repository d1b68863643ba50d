//! Taking back: undo as inverse facts, retraction, settling a clash.

use super::standing;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, RoleId};
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Delivery, Stage};

/// Takes back everything that one command did, last first. Refused whole if any of it has moved on.
pub(crate) fn undo(record: &Record, entries: &[EntryRef]) -> Result<Vec<Draft>, Refusal> {
    let facts = entries
        .iter()
        .map(|id| record.fact(*id).ok_or(Refusal::Gone("entry")))
        .collect::<Result<Vec<&Fact>, _>>()?;
    // Taking back a declaration takes the incident off the board; what was written in it stays. An acknowledgement
    // cannot be taken back, nor half of it: the moment that was recorded with it.
    let whole = |f: &&&Fact| matches!(f.event, Some(Event::Declared { .. } | Event::RoleAccepted { .. }));
    if let Some(whole) = facts.iter().find(whole) {
        return Ok(vec![inverse(record, whole)?]);
    }
    if facts.iter().any(|fact| ended_a_clash(record, fact)) {
        return Err(Refusal::NoInverse("It says which of two stages counts; enter the one that you mean."));
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

/// Whether a stage took the place of two, of which one had ended Resolve: the moment of that end stands or falls with it, and
/// there is no one stage to go back to.
fn ended_a_clash(record: &Record, fact: &Fact) -> bool {
    let Some(Event::StageEntered { base, .. }) = &fact.event else { return false };
    let over = base.iter().filter_map(|id| match record.fact(*id)?.event {
        Some(Event::StageEntered { stage, .. }) => Some(stage > Stage::Resolve),
        _ => None,
    });
    let (over, open): (Vec<bool>, Vec<bool>) = over.partition(|over| *over);
    !over.is_empty() && !open.is_empty()
}

fn inverse(record: &Record, fact: &Fact) -> Result<Draft, Refusal> {
    let event = fact.event.as_ref().ok_or(Refusal::NoInverse("Its text was redacted."))?;
    let back = |event| Ok(Draft { event, occurred_at: None, undoes: Some(fact.id) });
    let taken_back = record.is_retracted(fact.id);
    match event {
        Event::RoleAccepted { .. } => {
            return Err(Refusal::NoInverse("Release the role instead, so that everybody sees it is free."));
        }
        // Somebody may have read it and sent it already: what follows is a next update.
        Event::UpdateApproved { .. } => {
            return Err(Refusal::NoInverse("It may have left already; write the next update."));
        }
        Event::UpdateProposed { .. } if let Some(no) = bound(record, fact.id) => {
            return Err(Refusal::NoInverse(no));
        }
        Event::UpdateSentBack { update, .. } if record.shown(&Slot::Approval(*update)).is_some() => {
            return Err(Refusal::NoInverse("It had been approved before; propose it anew."));
        }
        Event::ReviewPublished { .. } => {
            return Err(Refusal::NoInverse("Others may have read it already; reopen it, with the reason."));
        }
        Event::SenderNamed { .. } => {
            return Err(Refusal::NoInverse("It may have left already; write the next update."));
        }
        Event::RoomAsked { .. } => {
            return Err(Refusal::NoInverse("It may stand already; close it where it was made."));
        }
        Event::UpdatePosted { delivery: Some(Delivery { receipt: Some(_), .. }), .. } => {
            return Err(Refusal::NoInverse("The other end has it; write the next update."));
        }
        Event::SendingBegun { .. }
        | Event::SendingFailed { .. }
        | Event::RoomMade { .. }
        | Event::RoomNotMade { .. }
        | Event::ChecklistIssued { .. }
        | Event::GateOverridden { .. }
        | Event::Imported { .. }
        | Event::Numbered { .. }
        | Event::SeriesCut { .. } => {
            return Err(Refusal::NoInverse("It is part of the record."));
        }
        Event::Redacted { .. }
        | Event::StreamErased { .. }
        | Event::ReplicaEnrolled { .. }
        | Event::Unrecognised { .. } => {
            return Err(Refusal::NoInverse("What it did cannot come back."));
        }
        Event::Retracted { entry, .. }
            if taken_back_by(record, *entry, fact.id) && !replaced_since(record, *entry, fact) =>
        {
            return back(Event::Reinstated { entry: *entry, base: record.base(&Slot::Retraction(*entry)) });
        }
        Event::Reinstated { entry, .. } if taken_back_by(record, *entry, fact.id) => {
            return back(Event::Retracted { entry: *entry, base: record.base(&Slot::Retraction(*entry)) });
        }
        Event::Retracted { .. } | Event::Reinstated { .. } => return Err(Refusal::MovedOn),
        _ if taken_back => return Err(Refusal::Already("It is taken back".to_owned())),
        _ => {}
    }
    let retraction = || Event::Retracted { entry: fact.id, base: record.base(&Slot::Retraction(fact.id)) };
    let Some(slot) = event.slot(fact.id) else { return back(retraction()) };
    if !record.standing(&slot).any(|standing| standing.id == fact.id) {
        return Err(Refusal::MovedOn);
    }
    let before = event.base().iter().filter_map(|id| record.fact(*id)).max_by_key(|f| f.place());
    let Some(earlier) = before.and_then(|f| restated(record, f, vec![fact.id])) else {
        return back(retraction());
    };
    match (event, &earlier.event) {
        // An update was sent or it was not, a word was said or not: taking it back does not say the one before it again.
        (Event::UpdatePosted { .. } | Event::MaintenanceSaid { .. }, _) => back(retraction()),
        // Others may hold the same role; whoever was released holds it again, unless they already do.
        (Event::RoleReleased { .. }, Event::RoleAssigned { person, .. }) => {
            let holds =
                |f: &Fact| matches!(&f.event, Some(Event::RoleAssigned { person: p, .. }) if p == person);
            if record.standing(&slot).any(holds) {
                return Err(Refusal::MovedOn);
            }
            Ok(Draft { undoes: Some(fact.id), ..earlier })
        }
        // Beside another value that still stands, it simply goes.
        _ if record.standing(&slot).count() > 1 => back(retraction()),
        _ => Ok(Draft { undoes: Some(fact.id), ..earlier }),
    }
}

/// Why a proposal is not its author's to take back any more.
fn bound(record: &Record, update: EntryRef) -> Option<&'static str> {
    let posted = |(_, event): (&Fact, &Event)| matches!(event, Event::UpdatePosted { update: Some(of), .. } if *of == update);
    if record.made().any(posted) {
        return Some("It was posted; write the next update.");
    }
    record.shown(&Slot::Approval(update)).map(|_| "It was approved; send it back, with the reason.")
}

/// The same value once more, replacing these.
fn restated(record: &Record, fact: &Fact, base: Vec<EntryRef>) -> Option<Draft> {
    let mut event = fact.event.clone()?.with_base(base);
    let mut occurred_at = None;
    match &mut event {
        // The entry that made a decision is its name; said again elsewhere, the name has to be given.
        Event::DecisionRecorded { decision, .. } => *decision = decision.or(Some(fact.id)),
        // A figure does not become younger by being said again.
        Event::ImpactStated { .. } => occurred_at = Some(Incident::of(record).when(fact)),
        _ => {}
    }
    Some(Draft { event, occurred_at, undoes: None })
}

/// Whether the place of a value that was taken back has been given another since.
fn replaced_since(record: &Record, entry: EntryRef, retraction: &Fact) -> bool {
    let Some(event) = record.fact(entry).and_then(|fact| fact.event.as_ref()) else { return false };
    let Some(slot) = event.slot(entry) else { return false };
    let mut since = record.standing(&slot).filter(|standing| standing.place() > retraction.place());
    match (&slot, event) {
        // A role that several may hold is only taken again by the same person.
        (Slot::Role(role, _), Event::RoleAssigned { person, .. }) if *role != RoleId::incident_manager() => {
            since.any(|f| matches!(&f.event, Some(Event::RoleAssigned { person: p, .. }) if p == person))
        }
        _ => since.next().is_some(),
    }
}

fn taken_back_by(record: &Record, entry: EntryRef, by: EntryRef) -> bool {
    record.shown(&Slot::Retraction(entry)).is_some_and(|fact| fact.id == by)
}

/// Facts that take these entries out of a set, naming each, so that an addition not seen stays.
pub(super) fn retractions(incident: Incident<'_>, entries: &[EntryRef]) -> Vec<Draft> {
    let record = incident.record();
    let retract =
        |entry: &EntryRef| Event::Retracted { entry: *entry, base: record.base(&Slot::Retraction(*entry)) };
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
                | Event::Tagged { .. }
                | Event::UpdatePosted { .. }
                | Event::UpdateProposed { .. }
                | Event::CustomerReported { .. }
                | Event::CustomerTold { .. }
                | Event::CustomerOffered { .. }
                | Event::CustomerPromised { .. }
                | Event::ExecutivesAsked { .. }
                | Event::ActionRaised { .. }
        )
    })?;
    if let Some(no) = bound(incident.record(), entry) {
        return Err(Refusal::NoInverse(no));
    }
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
    Ok(restated(record, fact, record.base(&slot)).into_iter().collect())
}
