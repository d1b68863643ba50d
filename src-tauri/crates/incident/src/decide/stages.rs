//! The seven stages: forward, back with a reason, and the gates at the end of Resolve.

use super::{Asker, TEXT, base, optional, roles};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::RoleId;
use crate::incident::Incident;
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
    if stage == now {
        return Err(Refusal::Already(format!("It is in {}", stage.name())));
    }
    if stage < now && reason.is_none() {
        return Err(Refusal::ReasonToGoBack(stage));
    }
    if stage == Stage::Closed && now < Stage::Review {
        return Err(Refusal::ReviewFirst);
    }
    let ends_resolve = now <= Stage::Resolve && stage > Stage::Resolve;
    let reopens = now > Stage::Resolve && stage <= Stage::Resolve;

    let mut events = if ends_resolve { pass_gates(incident, anyway)? } else { Vec::new() };
    events.push(Event::StageEntered { stage, reason: reason.clone(), base: base(incident, &Slot::Stage) });
    if ends_resolve && incident.point(Point::Resolved).is_none() {
        events.push(point(incident, Point::Resolved, Some(asker)));
    }
    if stage == Stage::Closed {
        events.push(point(incident, Point::Closed, Some(asker)));
    } else if incident.point(Point::Closed).is_some() {
        events.push(point(incident, Point::Closed, None));
    }
    if reopens {
        events.extend(reopen(incident, reason.as_deref().unwrap_or_default()));
    }
    for role in held(incident) {
        events.extend(roles::issue(incident, &role, stage, asker));
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

/// Both gates, unless a reason to pass them is given; then each that is open is recorded as overridden.
fn pass_gates(incident: Incident<'_>, anyway: Option<String>) -> Result<Vec<Event>, Refusal> {
    let missing: Vec<String> = incident
        .services()
        .into_iter()
        .filter(|(_, service)| incident.all_clear(&service.id).is_none())
        .map(|(_, service)| service.name.clone())
        .collect();
    let left: Vec<String> = incident
        .mitigations()
        .into_iter()
        .filter(|mitigation| mitigation.temporary && mitigation.removed.is_none())
        .map(|mitigation| mitigation.what.to_owned())
        .collect();
    let Some(reason) = anyway else {
        return match (missing.is_empty(), left.is_empty()) {
            (false, _) => Err(Refusal::AllClearMissing(missing)),
            (true, false) => Err(Refusal::TemporaryMitigationLeft(left)),
            (true, true) => Ok(Vec::new()),
        };
    };
    let gates = [(Gate::AllClear, missing.is_empty()), (Gate::TemporaryMitigation, left.is_empty())];
    let open = gates.into_iter().filter(|(_, passed)| !passed);
    Ok(open.map(|(gate, _)| Event::GateOverridden { gate, reason: reason.clone() }).collect())
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
