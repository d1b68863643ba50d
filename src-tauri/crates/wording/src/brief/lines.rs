//! The facts of a brief, each from one place in the record.

use incident::customer::Account;
use incident::event::Event;
use incident::id::Millis;
use incident::incident::Incident;
use incident::record::Fact;
use incident::slot::Slot;
use incident::text::one_line;
use incident::update::UpdateState;
use incident::value::{ImpactAspect, Occasion, Point, TaskState};
use incident::zone::clock_text;

use super::{Line, STALE_AFTER, exposure};
use crate::template::span_of;

pub(super) fn is_stale(as_of: Option<Millis>, now: Millis) -> bool {
    as_of.is_some_and(|at| now.0.saturating_sub(at.0) > STALE_AFTER)
}

/// Where it was read and how old it is, of what is known and stale: `the dashboard, 25 min old`.
pub(super) fn note(source: Option<String>, age: Option<String>) -> Option<String> {
    let parts: Vec<String> = source.into_iter().chain(age).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `25 min old`, of what is stale.
pub(super) fn age(as_of: Option<Millis>, stale: bool, now: Millis) -> Option<String> {
    as_of.filter(|_| stale).map(|at| format!("{} old", span_of(at, now)))
}

pub(super) fn lines(incident: Incident<'_>, now: Millis) -> Vec<Line> {
    let mut lines = vec![affected(incident)];
    lines.push(Line { label: "Impact".to_owned(), ..impact_line(incident, ImpactAspect::Description, now) });
    lines.extend([since(incident, now), impact_line(incident, ImpactAspect::Users, now)]);
    let accounts = incident.accounts();
    lines.push(customers(incident, &accounts, now));
    lines.extend(
        [ImpactAspect::Regions, ImpactAspect::Revenue].map(|aspect| impact_line(incident, aspect, now)),
    );
    lines.extend([exposure::arr(&accounts), exposure::agreements(&accounts, now)]);
    lines.extend(
        [ImpactAspect::DataLoss, ImpactAspect::Workaround].map(|aspect| impact_line(incident, aspect, now)),
    );
    lines.extend([cause(incident, now), exposure::risks(incident), end(incident, now)]);
    lines
}

/// Measures that stand, latest first, then what somebody is at.
pub(super) fn doing(incident: Incident<'_>, now: Millis) -> Vec<String> {
    let measures = incident
        .mitigations()
        .into_iter()
        .rev()
        .filter(|m| m.removed.is_none())
        .map(|m| format!("{}, since {}", one_line(m.what), clock_text(m.fact.happened(), now)));
    let tasks = incident.tasks().into_iter().filter(|task| task.state == TaskState::Doing);
    measures.chain(tasks.map(|task| one_line(task.text))).collect()
}

fn affected(incident: Incident<'_>) -> Line {
    let services: Vec<String> =
        incident.services().into_iter().map(|(_, service)| one_line(&service.name)).collect();
    counted("Affected", (!services.is_empty()).then(|| services.join(", ")))
}

/// What is told from several facts has no source and no age of its own.
pub(super) fn counted(label: &str, value: Option<String>) -> Line {
    Line { label: label.to_owned(), value, source: None, as_of: None, stale: false, torn: false }
}

fn since(incident: Incident<'_>, now: Millis) -> Line {
    let slot = Slot::Point(Point::ImpactStarted);
    let ended = incident.point(Point::Mitigated).unwrap_or(now);
    let value = incident
        .point(Point::ImpactStarted)
        .map(|at| format!("{}, {}", clock_text(at, now), span_of(at, ended)));
    let torn = torn(incident, &slot);
    Line { label: "Since".to_owned(), value, source: None, as_of: None, stale: false, torn }
}

fn impact_line(incident: Incident<'_>, aspect: ImpactAspect, now: Millis) -> Line {
    let fact = incident.impact(aspect);
    let (value, source) = match fact.and_then(|fact| fact.event.as_ref()) {
        Some(Event::ImpactStated { value: Some(value), source, .. }) => {
            (Some(one_line(value)), Some(one_line(source)).filter(|source| !source.is_empty()))
        }
        _ => (None, None),
    };
    Line { source, ..aged(aspect.name(), value, fact, torn(incident, &Slot::Impact(aspect)), now) }
}

/// The figure that was stated; where nobody did, how many the ledger knows to be hurt.
fn customers(incident: Incident<'_>, accounts: &[Account<'_>], now: Millis) -> Line {
    let stated = impact_line(incident, ImpactAspect::Customers, now);
    if stated.value.is_some() {
        return stated;
    }
    let hurt = exposure::hurt(accounts).count();
    Line { value: (hurt > 0).then(|| format!("{hurt} known to be affected")), ..stated }
}

/// A cause is shown once an approved update could have said it: whoever approved one that tells of the cause had it before
/// them. What nobody has approved yet is being confirmed.
fn cause(incident: Incident<'_>, now: Millis) -> Line {
    let Some((fact, value)) = incident.record().shown(&Slot::RootCauseType).zip(incident.root_cause_type())
    else {
        return aged("Cause", None, None, torn(incident, &Slot::RootCauseType), now);
    };
    let tells = |occasion| {
        matches!(occasion, Occasion::Identified | Occasion::Resolved | Occasion::PostMortemPublished)
    };
    let told = incident.updates().iter().any(|update| {
        tells(update.occasion)
            && matches!(update.state, UpdateState::Approved | UpdateState::Posted)
            && update.approval.is_some_and(|approval| approval.place() > fact.place())
    });
    let value = if told { one_line(value) } else { "being confirmed".to_owned() };
    aged("Cause", Some(value), told.then_some(fact), torn(incident, &Slot::RootCauseType), now)
}

fn end(incident: Incident<'_>, now: Millis) -> Line {
    let open = incident.is_active() && incident.point(Point::Resolved).is_none();
    let value = match incident.point(Point::Mitigated) {
        Some(at) => Some(clock_text(at, now)),
        None => open.then(|| "no ETA yet".to_owned()),
    };
    let torn = torn(incident, &Slot::Point(Point::Mitigated));
    Line { label: "End of impact".to_owned(), value, source: None, as_of: None, stale: false, torn }
}

fn aged(label: &str, value: Option<String>, fact: Option<&Fact>, torn: bool, now: Millis) -> Line {
    let as_of = fact.filter(|_| value.is_some()).map(Fact::happened);
    Line { label: label.to_owned(), value, source: None, as_of, stale: is_stale(as_of, now), torn }
}

fn torn(incident: Incident<'_>, slot: &Slot) -> bool {
    incident.record().torn().any(|(torn, _)| torn == slot)
}
