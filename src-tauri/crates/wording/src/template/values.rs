//! What an incident knows of each variable.

use chrono::{DateTime, Offset};
use chrono_tz::Tz;
use incident::book::Book;
use incident::event::Event;
use incident::id::Millis;
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::{ImpactAspect, LinkKind, Point};
use incident::variable::Variable;

use super::Values;

/// When and where a text is written.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The wall clock.
    pub now: Millis,
    /// The zone that stands beside UTC.
    pub zone: Tz,
    /// When the text says that the next update comes.
    pub next_due: Option<Millis>,
}

/// Everything that is known.
#[must_use]
pub fn values(incident: Incident<'_>, book: &Book, moment: &Moment) -> Values {
    let point = |point| incident.point(point);
    let began = point(Point::ImpactStarted);
    let ended = point(Point::Mitigated).or(point(Point::Resolved));
    let impact = |aspect| match incident.impact(aspect)?.event.as_ref()? {
        Event::ImpactStated { value, .. } => value.as_deref().map(one_line),
        _ => None,
    };
    let link = |kind| {
        incident
            .links(kind)
            .next()
            .map(|(_, label, target)| one_line(if label.is_empty() { target } else { label }))
    };
    let services: Vec<String> =
        incident.services().into_iter().map(|(_, service)| one_line(&service.name)).collect();
    let cause = match (incident.root_cause_type(), incident.root_cause_service()) {
        (Some(kind), Some(service)) => Some(format!("{} ({})", one_line(kind), one_line(&service.name))),
        (Some(kind), None) => Some(one_line(kind)),
        (None, Some(service)) => Some(one_line(&service.name)),
        (None, None) => None,
    };
    // What was taken away again is in place no longer.
    let doing = incident.mitigations().into_iter().rfind(|measure| measure.removed.is_none());
    let clock = |at: Millis| clock_in(at, moment.now, moment.zone);
    let known = [
        (Variable::Services, listed(&services)),
        (Variable::Regions, impact(ImpactAspect::Regions)),
        (Variable::Impact, impact(ImpactAspect::Description)),
        (Variable::Users, impact(ImpactAspect::Users)),
        (Variable::Customers, impact(ImpactAspect::Customers)),
        (Variable::DataLoss, impact(ImpactAspect::DataLoss)),
        (Variable::Workaround, impact(ImpactAspect::Workaround)),
        (Variable::Since, began.map(clock)),
        (Variable::Until, ended.map(clock)),
        (Variable::Duration, began.map(|began| span_of(began, ended.unwrap_or(moment.now)))),
        (Variable::NextUpdate, moment.next_due.map(clock)),
        (Variable::Title, Some(one_line(incident.title()))),
        (Variable::Number, Some(incident.label())),
        (Variable::Severity, incident.severity().map(|severity| one_line(&severity.name))),
        (
            Variable::Manager,
            incident.manager().and_then(|holding| book.person_name(holding.person)).map(one_line),
        ),
        (Variable::Channel, link(LinkKind::Channel)),
        (Variable::Bridge, link(LinkKind::Bridge)),
        (Variable::Doing, doing.map(|measure| one_line(measure.what))),
        (Variable::Cause, cause),
    ];
    let said = |(variable, value): (Variable, Option<String>)| {
        value.filter(|value| !value.is_empty()).map(|value| (variable.word(), value))
    };
    known.into_iter().filter_map(said).collect()
}

/// `14:59 UTC (15:59 CET)`, with the day where it is another one.
pub(crate) fn clock_in(at: Millis, now: Millis, zone: Tz) -> String {
    let Some(utc) = DateTime::from_timestamp_millis(at.0) else { return format!("{} ms", at.0) };
    let today =
        DateTime::from_timestamp_millis(now.0).is_some_and(|now| now.date_naive() == utc.date_naive());
    let day = if today { String::new() } else { utc.format("%-d %B %Y, ").to_string() };
    let local = utc.with_timezone(&zone);
    if local.offset().fix().local_minus_utc() == 0 {
        return format!("{day}{}", utc.format("%H:%M UTC"));
    }
    // Of a zone without letters of its own, %Z is a number that looks like a part of the time.
    let shown = local.format("%Z").to_string();
    let there = if shown.starts_with(char::is_alphabetic) { "%H:%M %Z" } else { "%H:%M UTC%:z" };
    format!("{day}{} ({})", utc.format("%H:%M UTC"), local.format(there))
}

/// `54 min`, `1 h 12 min`; less than nothing is nothing.
#[must_use]
pub fn span_of(from: Millis, to: Millis) -> String {
    let minutes = to.0.saturating_sub(from.0).max(0) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `Checkout, Login and Search`; none where there is nothing.
fn listed(names: &[String]) -> Option<String> {
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}
