//! Beginning an incident, and where people join it.

use super::{Asker, NAME, TITLE, classification, happened, one, roles, text};
use crate::command::Command;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{Millis, RoleId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::text::{is_web_address, visible};
use crate::value::{LinkKind, Point, Stage};

pub(super) fn declare(
    incident: Incident<'_>,
    command: &Command,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let Command::Declare {
        title,
        kind,
        severity,
        services,
        impact_started,
        detection,
        drill,
        private,
        manager,
    } = command
    else {
        return Err(Refusal::NoIncident);
    };
    if incident.exists() {
        return Err(Refusal::AlreadyDeclared);
    }
    let title = text("The title", title, TITLE)?;
    let started = impact_started.map(|at| happened("The start of the impact", at, asker)).transpose()?;
    let services =
        services.iter().map(|id| classification::service(id, asker)).collect::<Result<Vec<_>, _>>()?;
    if let Some(person) = manager {
        super::known_person(asker, *person)?;
    }

    let point = |point, at: Millis| Event::PointRecorded { point, at: Some(at), base: vec![] };
    let mut events = vec![
        Event::Declared { drill: *drill },
        Event::Titled { title, base: vec![] },
        Event::KindSet { kind: *kind, base: vec![] },
        point(Point::Declared, asker.now),
        Event::StageEntered { stage: Stage::Create, reason: None, base: vec![] },
    ];
    if *private {
        // The author keeps access to what they hide.
        events.push(Event::PrivacySet { private: true, base: vec![] });
        events.push(Event::AccessGranted { person: asker.person });
    }
    events.extend(started.map(|at| point(Point::ImpactStarted, at)));
    if let Some(method) = detection {
        events.push(Event::DetectionMethodSet { method: Some(*method), base: vec![] });
    }
    for (i, service) in services.iter().enumerate() {
        if !services[..i].contains(service) {
            events.push(Event::ServiceAffected { service: service.clone() });
        }
    }
    if let Some(id) = severity {
        events.extend(classification::severity_events(incident, id, &[], None, None, asker)?);
    }
    if let Some(person) = manager {
        let role = RoleId::incident_manager();
        events.extend(roles::issue(incident, &role, Stage::Create, asker));
        events.push(Event::RoleAssigned { role, service: None, person: *person, base: vec![] });
        events.push(point(Point::ManagerAssigned, asker.now));
    }
    for link in [LinkKind::Channel, LinkKind::Bridge] {
        if let Some(template) = asker.book.link_template(link) {
            let target = fill(template, incident, command);
            events.push(Event::Linked { link, label: target.clone(), target });
        }
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

/// Fills `{id}` (the provisional number's letters), `{number}` (the same until the hub numbers it) and `{slug}`.
fn fill(template: &str, incident: Incident<'_>, command: &Command) -> String {
    let title = if let Command::Declare { title, .. } = command { title } else { "" };
    let id = incident.record().incident_id().map(|id| id.provisional()).unwrap_or_default();
    let short = id.trim_start_matches("INC-~");
    let slug: String = crate::id::ascii_words(title).chars().take(40).collect();
    template.replace("{id}", short).replace("{number}", short).replace("{slug}", slug.trim_matches('-'))
}

pub(super) fn link(
    incident: Incident<'_>,
    link: LinkKind,
    label: &str,
    target: &str,
) -> Result<Vec<Draft>, Refusal> {
    let target = text("The address", target, 2_000)?;
    check_target(link, &target)?;
    let label = if label.trim().is_empty() { target.clone() } else { text("The label", label, NAME)? };
    if incident.links(link).any(|(_, _, known)| known == target) {
        return Err(Refusal::Already("This address is on the incident".to_owned()));
    }
    one(Event::Linked { link, label, target })
}

/// A channel may be a bare name; everything else is something a browser opens.
pub(super) fn check_target(link: LinkKind, target: &str) -> Result<(), Refusal> {
    let wrong = || Refusal::NotALink(target.chars().take(80).collect());
    // Nothing that hides or reorders what a person sees before they open it.
    if target.contains(char::is_whitespace) || visible(target) != target {
        return Err(wrong());
    }
    // Anything with a scheme of its own, such as javascript:, is no name of a channel.
    let is_name = link == LinkKind::Channel && !target.contains(':');
    let is_phone = link == LinkKind::Bridge && target.starts_with("tel:+");
    if is_web_address(target) || is_name || is_phone { Ok(()) } else { Err(wrong()) }
}
