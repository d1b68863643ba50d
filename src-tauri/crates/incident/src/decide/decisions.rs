//! Decisions: asked for, owned, recorded, superseded, looked at again.

use super::{Asker, TEXT, base, known_person, one, optional, standing, text, to_come};
use crate::command::Command;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::quick::read_decision;
use crate::refusal::Refusal;
use crate::slot::Slot;

/// More options than this nobody weighs during an outage.
const OPTIONS: usize = 12;

fn is_decision(event: &Event) -> bool {
    matches!(event, Event::DecisionRaised { .. } | Event::DecisionRecorded { decision: None, .. })
}

fn all(field: &'static str, words: &[String]) -> Result<Vec<String>, Refusal> {
    if words.len() > OPTIONS {
        return Err(Refusal::TooMany { what: "A decision's options", limit: OPTIONS });
    }
    words.iter().filter(|w| !w.trim().is_empty()).map(|w| text(field, w, TEXT)).collect()
}

pub(super) fn write(incident: Incident<'_>, line: &str, asker: &Asker<'_>) -> Result<Vec<Draft>, Refusal> {
    let read = read_decision(line, asker.now, asker.zone);
    if read.is_question {
        return raise(&read.text, &[], None, read.revisit_at, asker);
    }
    let command = Command::Decide {
        decision: None,
        question: None,
        chosen: read.text,
        rejected: vec![],
        why: read.why,
        objections: None,
        reversible: None,
        revisit_at: read.revisit_at,
        supersedes: None,
        taken: None,
    };
    record(incident, &command, asker)
}

pub(super) fn raise(
    question: &str,
    options: &[String],
    owner: Option<PersonId>,
    needed_by: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if let Some(person) = owner {
        known_person(asker, person)?;
    }
    one(Event::DecisionRaised {
        question: text("The question", question, TEXT)?,
        options: all("An option", options)?,
        owner,
        needed_by: to_come("The time by which it is needed", needed_by, asker)?,
    })
}

pub(super) fn own(
    incident: Incident<'_>,
    decision: EntryRef,
    owner: PersonId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, decision, "decision", is_decision)?;
    known_person(asker, owner)?;
    let base = base(incident, &Slot::DecisionOwner(decision));
    one(Event::DecisionOwned { decision, owner: Some(owner), base })
}

pub(super) fn add_option(
    incident: Incident<'_>,
    decision: EntryRef,
    option: &str,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, decision, "decision", is_decision)?;
    one(Event::OptionAdded { decision, option: text("The option", option, TEXT)? })
}

pub(super) fn record(
    incident: Incident<'_>,
    command: &Command,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let Command::Decide {
        decision,
        question,
        chosen,
        rejected,
        why,
        objections,
        reversible,
        revisit_at,
        supersedes,
        taken,
    } = command
    else {
        return Err(Refusal::Gone("decision"));
    };
    for entry in [decision, supersedes].into_iter().flatten() {
        standing(incident, *entry, "decision", is_decision)?;
    }
    if decision.is_some() && decision == supersedes {
        return Err(Refusal::Already(
            "A decision cannot supersede itself; record it as a new one".to_owned(),
        ));
    }
    if let Some(taken) = taken {
        super::meeting::held(incident, taken.meeting)?;
        taken.owner.map(|person| known_person(asker, person)).transpose()?;
    }
    one(Event::DecisionRecorded {
        decision: *decision,
        question: optional("The question", question.as_deref(), TEXT)?,
        chosen: text("The decision", chosen, TEXT)?,
        rejected: all("A rejected option", rejected)?,
        why: optional("The reason", why.as_deref(), TEXT)?,
        objections: optional("The objections", objections.as_deref(), TEXT)?,
        reversible: *reversible,
        revisit_at: to_come("The time to look again", *revisit_at, asker)?,
        supersedes: *supersedes,
        taken: *taken,
        base: decision.map(|id| base(incident, &Slot::Decision(id))).unwrap_or_default(),
    })
}

pub(super) fn revisit(
    incident: Incident<'_>,
    decision: EntryRef,
    outcome: &str,
    revisit_at: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, decision, "decision", is_decision)?;
    one(Event::DecisionRevisited {
        decision,
        outcome: text("The outcome", outcome, TEXT)?,
        revisit_at: to_come("The time to look again", revisit_at, asker)?,
        base: base(incident, &Slot::Revisit(decision)),
    })
}
