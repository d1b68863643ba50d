//! Measures, and the all-clear of each affected service.

use super::{Asker, NAME, TEXT, base, classification, one, optional, standing, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, ServiceId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;

pub(super) fn apply(
    what: &str,
    temporary: bool,
    service: Option<&ServiceId>,
    remove_when: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    one(Event::MitigationApplied {
        what: text("The mitigation", what, TEXT)?,
        temporary,
        service: service.map(|id| classification::service(id, asker)).transpose()?,
        remove_when: optional("The condition for removal", remove_when, TEXT)?.filter(|_| temporary),
    })
}

pub(super) fn remove(incident: Incident<'_>, mitigation: EntryRef) -> Result<Vec<Draft>, Refusal> {
    standing(incident, mitigation, "mitigation", |event| matches!(event, Event::MitigationApplied { .. }))?;
    let slot = Slot::Mitigation(mitigation);
    if matches!(incident.record().value(&slot), Some(Event::MitigationRemoved { removed: true, .. })) {
        return Err(Refusal::Already("It is removed".to_owned()));
    }
    one(Event::MitigationRemoved { mitigation, removed: true, base: base(incident, &slot) })
}

fn affected(incident: Incident<'_>, service: &ServiceId) -> Result<(), Refusal> {
    if incident.service_entries(service).is_empty() { Err(Refusal::Gone("affected service")) } else { Ok(()) }
}

pub(super) fn give_all_clear(incident: Incident<'_>, service: &ServiceId) -> Result<Vec<Draft>, Refusal> {
    affected(incident, service)?;
    if incident.all_clear(service).is_some() {
        return Err(Refusal::Already("The all-clear is given".to_owned()));
    }
    one(Event::AllClearGiven {
        service: service.clone(),
        base: base(incident, &Slot::AllClear(service.clone())),
    })
}

pub(super) fn withdraw_all_clear(
    incident: Incident<'_>,
    service: &ServiceId,
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    affected(incident, service)?;
    if incident.all_clear(service).is_none() {
        return Err(Refusal::Gone("all-clear"));
    }
    let reason = text("The reason", reason, NAME)?;
    let base = base(incident, &Slot::AllClear(service.clone()));
    one(Event::AllClearWithdrawn { service: service.clone(), reason, base })
}
