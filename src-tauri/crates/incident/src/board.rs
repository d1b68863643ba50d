//! What the board shows of one incident: a few columns that the log keeps ready for all of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{IncidentId, Millis, PersonId};
use crate::incident::{FORGIVEN, Incident};
use crate::record::Record;
use crate::review::Awaited;
use crate::value::{Audience, Kind, Point, Severity, Stage};

/// Raised whenever [`Row::of`] gives other columns, so that stored rows are made anew.
pub const ROW_VERSION: u32 = 8;

/// When an audience hears next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub audience: Audience,
    /// When.
    pub at: Millis,
}

/// That there are action items, and what tells whether they still matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many have to be done.
    pub open: u32,
    /// When one was last raised, begun, done or dropped.
    pub moved: Millis,
}

/// What an incident came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What type of cause it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The name of the service in which it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// How long until somebody hears from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Countdown {
    /// Which audience; none is a customer who was promised something, or waits for an answer.
    pub audience: Option<Audience>,
    /// Until when.
    pub at: Millis,
}

/// One incident on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Row {
    /// Its stream's id.
    pub id: IncidentId,
    /// What people call it: `INC-1234`, or provisional `INC-~a3f1`.
    pub label: String,
    /// What is wrong.
    pub title: String,
    /// Whom it hurts.
    pub kind: Kind,
    /// How bad, if somebody has said.
    pub severity: Option<Severity>,
    /// How far.
    pub stage: Stage,
    /// An exercise.
    pub drill: bool,
    /// Only for those named.
    pub private: bool,
    /// The Incident Manager.
    pub manager: Option<PersonId>,
    /// Names of the affected services.
    pub services: Vec<String>,
    /// Customers affected.
    #[ts(type = "number | null")]
    pub customers: Option<u64>,
    /// Since when users feel it.
    pub impact_started: Option<Millis>,
    /// Until when they felt it.
    pub mitigated: Option<Millis>,
    /// When it was declared, or else first written down.
    pub opened: Millis,
    /// When it was resolved.
    pub resolved: Option<Millis>,
    /// Who waits to hear from us, earliest first.
    pub countdowns: Vec<Countdown>,
    /// Values that two people set at once and nobody has settled.
    pub torn: u32,
    /// The latest moment that anything in it is dated to. Where that is still to come, a fast clock wrote it, and only the
    /// record says when the next update is due.
    #[serde(default)]
    pub dated: Millis,
    /// Its action items, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub actions: Option<Tally>,
    /// What is to be done next about its review, once responders are done.
    #[serde(default)]
    pub review: Option<Awaited>,
    /// What it came from, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub cause: Option<Cause>,
}

impl Row {
    /// When the first who waits hears from us.
    #[must_use]
    pub fn due(&self) -> Option<Millis> {
        self.countdowns.first().map(|first| first.at)
    }

    /// Whether a fast clock wrote in it.
    #[must_use]
    pub fn is_ahead(&self, now: Millis) -> bool {
        self.dated > now.plus_minutes(FORGIVEN)
    }

    /// The row of an incident; none for a stream that is not one, that nobody has
    /// declared yet, or whose declaration was taken back.
    #[must_use]
    pub fn of(record: &Record) -> Option<Self> {
        let id = record.incident_id()?;
        let first = record.facts().first()?;
        let incident = Incident::of(record);
        if !incident.exists() || incident.is_called_off() {
            return None;
        }
        Some(Self {
            id,
            label: incident.label(),
            title: incident.title().to_owned(),
            kind: incident.kind(),
            severity: incident.severity().cloned(),
            stage: incident.stage(),
            drill: incident.is_drill(),
            private: incident.is_private(),
            manager: incident.manager().map(|holding| holding.person),
            services: incident.services().into_iter().map(|(_, service)| service.name.clone()).collect(),
            customers: incident.customers(),
            impact_started: incident.point(Point::ImpactStarted),
            mitigated: incident.point(Point::Mitigated),
            opened: incident.opened(first),
            resolved: incident.point(Point::Resolved),
            countdowns: incident.countdowns(),
            torn: u32::try_from(record.torn().count()).unwrap_or(u32::MAX),
            dated: record
                .facts()
                .iter()
                .map(|fact| fact.recorded_at.max(fact.happened()))
                .max()
                .unwrap_or_default(),
            actions: tally(incident),
            review: incident.review().awaited(),
            cause: cause(incident),
        })
    }
}

fn tally(incident: Incident<'_>) -> Option<Tally> {
    let actions = incident.actions();
    let open = actions.iter().filter(|action| action.is_open()).count();
    let moved = actions.iter().map(|action| action.since).max()?;
    Some(Tally { open: u32::try_from(open).unwrap_or(u32::MAX), moved })
}

fn cause(incident: Incident<'_>) -> Option<Cause> {
    let kind = incident.root_cause_type().map(str::to_owned);
    let service = incident.root_cause_service().map(|service| service.name.clone());
    (kind.is_some() || service.is_some()).then_some(Cause { kind, service })
}
