//! Who holds which role, and their checklists.

use super::{Asker, NAME, base, known_person, one, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, PersonId, RoleId, ServiceId};
use crate::incident::{Holding, Incident, ItemState};
use crate::refusal::Refusal;
use crate::role::{Scope, role as known_role, role_name};
use crate::slot::Slot;
use crate::value::{ItemPlace, Point, Stage};

pub(super) fn assign(
    incident: Incident<'_>,
    role: &RoleId,
    service: Option<&ServiceId>,
    person: PersonId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    known_person(asker, person)?;
    let known =
        known_role(role).ok_or_else(|| Refusal::Unknown { what: "role", name: role.as_str().to_owned() })?;
    let service = match known.scope {
        Scope::One | Scope::Several => None,
        Scope::AffectedService | Scope::OwningService => service.cloned(),
    };
    if let Some(id) = &service
        && asker.book.service(id).is_none()
        && !incident.services().iter().any(|(_, known)| known.id == *id)
    {
        return Err(Refusal::Unknown { what: "service", name: id.as_str().to_owned() });
    }
    let slot = Slot::Role(role.clone(), service.clone());
    let holds =
        |holding: &Holding| holding.role == *role && holding.service == service && holding.person == person;
    let is_manager = known.scope == Scope::One;
    if incident.holdings().iter().any(holds) && !(is_manager && incident.record().base(&slot).len() > 1) {
        return Err(Refusal::Already(format!("They are {}", role_name(role))));
    }
    // The one who takes command follows everybody who holds it; others join those who are there.
    let base = if is_manager { base(incident, &slot) } else { Vec::new() };
    let mut events: Vec<Event> = issue(incident, role, incident.stage(), asker).into_iter().collect();
    events.push(Event::RoleAssigned { role: role.clone(), service, person, base });
    if is_manager && incident.point(Point::ManagerAssigned).is_none() {
        let point = Point::ManagerAssigned;
        let base = incident.record().base(&Slot::Point(point));
        events.push(Event::PointRecorded { point, at: Some(asker.now), base });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

/// A role's list for a stage, unless it has been issued or there is none.
pub(super) fn issue(incident: Incident<'_>, role: &RoleId, stage: Stage, asker: &Asker<'_>) -> Option<Event> {
    if incident.checklist(role, stage).is_some() {
        return None;
    }
    let items = asker.book.checklist(role, stage);
    let event = Event::ChecklistIssued { role: role.clone(), stage, items, base: vec![] };
    matches!(&event, Event::ChecklistIssued { items, .. } if !items.is_empty()).then_some(event)
}

fn holding(incident: Incident<'_>, assignment: EntryRef) -> Result<Holding, Refusal> {
    let found = incident.holdings().into_iter().find(|holding| holding.assignment == assignment);
    found.ok_or(Refusal::Gone("assignment"))
}

pub(super) fn accept(
    incident: Incident<'_>,
    assignment: EntryRef,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let holding = holding(incident, assignment)?;
    if holding.person != asker.person {
        let name = asker.book.person_name(holding.person).unwrap_or("the person named");
        return Err(Refusal::NotYours(name.to_owned()));
    }
    if holding.accepted.is_some() {
        return Err(Refusal::Already("You have it".to_owned()));
    }
    let mut events =
        vec![Event::RoleAccepted { assignment, base: base(incident, &Slot::Accepted(assignment)) }];
    if incident.point(Point::Acknowledged).is_none() {
        let slot = Slot::Point(Point::Acknowledged);
        events.push(Event::PointRecorded {
            point: Point::Acknowledged,
            at: Some(asker.now),
            base: base(incident, &slot),
        });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

pub(super) fn release(incident: Incident<'_>, assignment: EntryRef) -> Result<Vec<Draft>, Refusal> {
    let Holding { role, service, .. } = holding(incident, assignment)?;
    one(Event::RoleReleased { role, service, base: vec![assignment] })
}

fn on_list(incident: Incident<'_>, place: &ItemPlace) -> Result<(), Refusal> {
    let list = incident.checklist(&place.role, place.stage).ok_or(Refusal::Gone("checklist"))?;
    if list.iter().any(|item| item.id == place.item) { Ok(()) } else { Err(Refusal::Gone("item")) }
}

fn item_base(incident: Incident<'_>, place: &ItemPlace) -> Vec<EntryRef> {
    base(incident, &Slot::Item(place.clone()))
}

pub(super) fn tick(incident: Incident<'_>, place: &ItemPlace) -> Result<Vec<Draft>, Refusal> {
    on_list(incident, place)?;
    if matches!(incident.item_state(place), ItemState::Ticked(_)) {
        return Err(Refusal::Already("It is ticked".to_owned()));
    }
    one(Event::ItemTicked { place: place.clone(), base: item_base(incident, place) })
}

pub(super) fn untick(incident: Incident<'_>, place: &ItemPlace) -> Result<Vec<Draft>, Refusal> {
    on_list(incident, place)?;
    if incident.item_state(place) == ItemState::Open {
        return Err(Refusal::Already("It is open".to_owned()));
    }
    one(Event::ItemUnticked { place: place.clone(), base: item_base(incident, place) })
}

pub(super) fn skip(incident: Incident<'_>, place: &ItemPlace, reason: &str) -> Result<Vec<Draft>, Refusal> {
    on_list(incident, place)?;
    let reason = text("The reason", reason, NAME)?;
    one(Event::ItemSkipped { place: place.clone(), reason, base: item_base(incident, place) })
}
