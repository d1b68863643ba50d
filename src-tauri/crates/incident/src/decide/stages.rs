//! The seven stages: forward, back with a reason, and the gates at the end of Resolve.

use super::{Asker, TEXT, actions, base, foreseen, optional, repair, review, roles};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, RoleId};
use crate::incident::Incident;
use crate::promise::{OpenPromise, standing};
use crate::record::Fact;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Gate, Point, Stage};

pub(super) fn enter(
    incident: Incident<'_>,
    stage: Stage,
    reason: Option<&str>,
    anyway: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let now = incident.stage();
    let reason = optional("The reason", reason, TEXT)?;
    let anyway = optional("The reason to go on anyway", anyway, TEXT)?;
    let (first, last) = standing_stages(incident);
    // Of two that people apart entered, the one that is shown can be entered too: then it is the one that counts.
    if stage == now && first == last {
        return Err(Refusal::Already(format!("It is in {}", stage.name())));
    }
    if stage < now && reason.is_none() {
        return Err(Refusal::ReasonToGoBack(stage));
    }
    if stage == Stage::Closed && now < Stage::Review {
        return Err(Refusal::ReviewFirst);
    }
    change(incident, stage, reason, anyway.as_deref(), false, asker)
}

/// Of several values that people apart set this one counts. Of two stages it is entered as any other is: what the other side
/// did meanwhile has to satisfy it too.
pub(super) fn settle(
    incident: Incident<'_>,
    entry: EntryRef,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let drafts = repair::settle(incident.record(), entry)?;
    match &drafts[..] {
        [Draft { event: Event::StageEntered { stage, reason, .. }, .. }] => {
            change(incident, *stage, reason.clone(), None, true, asker)
        }
        _ => Ok(drafts),
    }
}

/// The first and the last of the stages that stand: two where people apart entered different ones.
fn standing_stages(incident: Incident<'_>) -> (Stage, Stage) {
    let stages = incident.record().standing(&Slot::Stage).filter_map(|fact| match fact.event {
        Some(Event::StageEntered { stage, .. }) => Some(stage),
        _ => None,
    });
    let shown = incident.stage();
    stages.fold((shown, shown), |(first, last), stage| (first.min(stage), last.max(stage)))
}

/// Enters a stage, with all that has to be so before, and all that follows. One that is `chosen` was entered already.
fn change(
    incident: Incident<'_>,
    stage: Stage,
    reason: Option<String>,
    anyway: Option<&str>,
    chosen: bool,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    // As long as it is open to somebody, it is open; as long as it is over for somebody, it has to be opened again.
    let (first, last) = standing_stages(incident);
    let ends_resolve = first <= Stage::Resolve && stage > Stage::Resolve;
    let reopens = last > Stage::Resolve && stage <= Stage::Resolve;

    // What was added while it was in review has to be over before it is closed, too.
    let gated = ends_resolve || stage == Stage::Closed;
    let mut events = if gated { pass_gates(incident, anyway)? } else { Vec::new() };
    events.extend(pass_actions(incident, (first, stage), anyway, asker)?);
    events.extend(pass_promises(incident, stage, anyway)?);
    events.extend(review::pass(incident, stage, anyway, asker)?);
    events.push(Event::StageEntered { stage, reason: reason.clone(), base: base(incident, &Slot::Stage) });
    // A moment that somebody set by hand stands; one that came of an end which was none to those who went on does not.
    let went_on = last > Stage::Resolve && incident.is_active() && !chosen;
    if ends_resolve && (went_on || incident.point(Point::Resolved).is_none()) {
        events.push(point(incident, Point::Resolved, Some(asker)));
    }
    if ends_resolve && let Some(severity) = incident.severity() {
        events.extend(review::plan(incident, &severity.id, asker));
    }
    if stage == Stage::Closed {
        let known = chosen && incident.point(Point::Closed).is_some();
        events.extend((!known).then(|| point(incident, Point::Closed, Some(asker))));
    } else if incident.point(Point::Closed).is_some() {
        events.push(point(incident, Point::Closed, None));
    }
    if reopens {
        events.extend(reopen(incident, reason.as_deref().unwrap_or("It is not over")));
    }
    for role in held(incident) {
        events.extend(roles::issue(incident, &role, stage, asker));
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

/// Both gates, unless a reason to pass them is given; then each that is open is recorded as overridden.
fn pass_gates(incident: Incident<'_>, anyway: Option<&str>) -> Result<Vec<Event>, Refusal> {
    let (missing, left) = open_gates(incident);
    let Some(reason) = anyway else {
        return match (missing.is_empty(), left.is_empty()) {
            (false, _) => Err(Refusal::AllClearMissing(missing)),
            (true, false) => Err(Refusal::TemporaryMitigationLeft(left)),
            (true, true) => Ok(Vec::new()),
        };
    };
    let gates = [(Gate::AllClear, missing.is_empty()), (Gate::TemporaryMitigation, left.is_empty())];
    let open = gates.into_iter().filter(|(_, passed)| !passed);
    Ok(open.map(|(gate, _)| Event::GateOverridden { gate, reason: reason.to_owned() }).collect())
}

/// What was found to be done has to be complete before the review ends, and done before the incident closes.
fn pass_actions(
    incident: Incident<'_>,
    (from, to): (Stage, Stage),
    anyway: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Option<Event>, Refusal> {
    let (gate, left) = match to {
        Stage::FollowUp if from <= Stage::Review => {
            (Gate::ActionsComplete, actions::incomplete(incident, asker.book))
        }
        Stage::Closed => (Gate::ActionsDone, actions::open(incident)),
        _ => return Ok(None),
    };
    match (left.is_empty(), anyway) {
        (true, _) => Ok(None),
        (false, Some(reason)) => Ok(Some(Event::GateOverridden { gate, reason: reason.to_owned() })),
        (false, None) if gate == Gate::ActionsDone => Err(Refusal::ActionsOpen(left)),
        (false, None) => Err(Refusal::ActionsIncomplete(left)),
    }
}

/// Once an incident is closed no clock runs in it: whoever still waits then is forgotten.
fn pass_promises(
    incident: Incident<'_>,
    stage: Stage,
    anyway: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    let open = if stage == Stage::Closed { standing(incident) } else { Vec::new() };
    match (open.is_empty(), anyway) {
        (true, _) => Ok(None),
        (false, Some(reason)) => {
            Ok(Some(Event::GateOverridden { gate: Gate::PromisesKept, reason: reason.to_owned() }))
        }
        (false, None) => Err(Refusal::PromisesOpen(open.iter().map(OpenPromise::in_words).collect())),
    }
}

/// The services without their all-clear and the temporary mitigations that are left, as far as nobody has
/// decided since the incident was last open to go on without.
fn open_gates(incident: Incident<'_>) -> (Vec<String>, Vec<String>) {
    let open = incident.stages_held().filter(|(stage, _)| *stage <= Stage::Resolve).last();
    let is_open = standing_stages(incident).0 <= Stage::Resolve;
    let overridden = |gate| {
        let since = |fact: &&Fact| open.is_none_or(|(_, open)| fact.place() > open.place());
        let by = |fact: &Fact| matches!(fact.event, Some(Event::GateOverridden { gate: g, .. }) if g == gate);
        !is_open && incident.record().facts().iter().filter(since).any(by)
    };
    let missing =
        incident.services().into_iter().filter(|(_, service)| incident.all_clear(&service.id).is_none());
    let left = incident.mitigations().into_iter().filter(|m| m.temporary && m.removed.is_none());
    (
        if overridden(Gate::AllClear) { Vec::new() } else { missing.map(|(_, s)| s.name.clone()).collect() },
        if overridden(Gate::TemporaryMitigation) {
            Vec::new()
        } else {
            left.map(|m| m.what.to_owned()).collect()
        },
    )
}

/// Taking a stage back must not pass the gates unseen: what is open then is open now, but for what comes back with it. What
/// was passed with a reason when it ended stays passed.
pub(super) fn may_be_over_again(incident: Incident<'_>, drafts: &[Draft]) -> Result<(), Refusal> {
    let is_stage = |entry: EntryRef| {
        incident
            .record()
            .fact(entry)
            .is_some_and(|fact| matches!(fact.event, Some(Event::StageEntered { .. })))
    };
    let moves = |draft: &Draft| match draft.event {
        Event::StageEntered { .. } => true,
        Event::Retracted { entry, .. } | Event::Reinstated { entry, .. } => is_stage(entry),
        _ => false,
    };
    if !drafts.iter().any(moves) {
        return Ok(());
    }
    let record = foreseen(incident, drafts);
    let after = Incident::of(&record);
    if incident.stage() != Stage::Closed && after.stage() == Stage::Closed {
        promised_since_closed(incident)?;
    }
    if standing_stages(incident).0 <= Stage::Resolve && standing_stages(after).0 > Stage::Resolve {
        pass_gates(after, None)?;
    }
    Ok(())
}

/// What was open when it was closed was kept or passed with a reason; what was promised since was not.
fn promised_since_closed(incident: Incident<'_>) -> Result<(), Refusal> {
    let facts = incident.record().facts();
    let closed = |fact: &Fact| matches!(fact.event, Some(Event::StageEntered { stage: Stage::Closed, .. }));
    let since = &facts[facts.iter().rposition(closed).unwrap_or(0)..];
    let mut open = standing(incident);
    open.retain(|promise| since.iter().any(|fact| fact.id == promise.made));
    match open.is_empty() {
        true => Ok(()),
        false => Err(Refusal::PromisesOpen(open.iter().map(OpenPromise::in_words).collect())),
    }
}

/// What no longer holds once an incident is open again: that it was resolved, and every all-clear.
fn reopen(incident: Incident<'_>, reason: &str) -> Vec<Event> {
    let mut events = Vec::new();
    if incident.point(Point::Resolved).is_some() {
        events.push(point(incident, Point::Resolved, None));
    }
    for (_, service) in incident.services() {
        if incident.all_clear(&service.id).is_some() {
            let base = base(incident, &Slot::AllClear(service.id.clone()));
            let reason = reason.to_owned();
            events.push(Event::AllClearWithdrawn { service: service.id.clone(), reason, base });
        }
    }
    events
}

fn point(incident: Incident<'_>, point: Point, asker: Option<&Asker<'_>>) -> Event {
    Event::PointRecorded {
        point,
        at: asker.map(|asker| asker.now),
        base: base(incident, &Slot::Point(point)),
    }
}

fn held(incident: Incident<'_>) -> Vec<RoleId> {
    let mut roles: Vec<RoleId> = incident.holdings().into_iter().map(|holding| holding.role).collect();
    roles.sort();
    roles.dedup();
    roles
}
