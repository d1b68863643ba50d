//! One page for whoever was not there and has to know: what happened, to whom, why, when, what was promised and what is to
//! be done. All of it is the record's; what nobody has written down is said to be unknown.

use serde::Serialize;
use ts_rs::TS;

use crate::action::Action;
use crate::book::Book;
use crate::event::Event;
use crate::id::Millis;
use crate::incident::Incident;
use crate::promise::shares;
use crate::text::one_line;
use crate::ticket::Ticket;
use crate::value::{ActionState, ImpactAspect, Point};
use crate::zone::utc_text;

/// What stands where nobody has said anything.
pub const UNKNOWN: &str = "Unknown";

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Overview {
    /// Its parts in order.
    pub parts: Vec<OverviewPart>,
    /// What is to be done, the most urgent first.
    pub actions: Vec<Todo>,
}

/// A part of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct OverviewPart {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub rows: Vec<Known>,
}

/// Something that is known, or known to be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Known {
    /// What it is.
    pub name: String,
    /// What is known of it.
    pub value: Option<String>,
    /// Where that is from, or why it is not known.
    pub note: Option<String>,
}

/// An action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Todo {
    /// What has to be done.
    pub text: String,
    /// By whom.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<Millis>,
    /// Whether that has passed.
    pub late: bool,
    /// Where it is followed besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticket: Option<Ticket>,
    /// How far it is, in a word.
    pub state: &'static str,
    /// Whether it is over.
    pub over: bool,
}

impl Known {
    /// What stands in the place of the value.
    #[must_use]
    pub fn said(&self) -> &str {
        self.value.as_deref().unwrap_or(UNKNOWN)
    }

    fn of(name: &str, value: Option<String>) -> Self {
        Self { name: name.to_owned(), value, note: None }
    }

    fn with(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

impl Incident<'_> {
    /// The page for this incident, as it is known now.
    #[must_use]
    pub fn overview(self, book: &Book, now: Millis) -> Overview {
        let part = |title: &str, rows: Vec<Known>| OverviewPart { title: title.to_owned(), rows };
        Overview {
            parts: vec![
                part("What happened", self.happened_here()),
                part("Impact", self.impact_known()),
                part("Cause", self.cause_known()),
                part("Times", self.times_known()),
                part("Promises kept", promises(self, now)),
            ],
            actions: self.todo(book, now),
        }
    }

    fn happened_here(self) -> Vec<Known> {
        let services = self.services().into_iter().map(|(_, service)| one_line(&service.name));
        let services = services.collect::<Vec<_>>().join(", ");
        let helped = self.mitigations().first().map(|mitigation| one_line(mitigation.what));
        vec![
            Known::of("What", some(&one_line(self.title()))),
            Known::of("Severity", self.severity().map(|severity| one_line(&severity.name))),
            Known::of("Services", some(&services)),
            Known::of("What helped", helped),
        ]
    }

    fn impact_known(self) -> Vec<Known> {
        let row = |aspect: &ImpactAspect| {
            let stated = self.impact(*aspect).and_then(|fact| Some((fact, fact.event.as_ref()?)));
            let Some((fact, Event::ImpactStated { value: Some(value), source, .. })) = stated else {
                return Known::of(aspect.name(), None);
            };
            let note = format!("{}, {}", one_line(source), utc_text(self.when(fact)));
            Known::of(aspect.name(), some(&one_line(value))).with(note)
        };
        ImpactAspect::ALL.iter().map(row).collect()
    }

    fn cause_known(self) -> Vec<Known> {
        let service = self.root_cause_service().map(|service| one_line(&service.name));
        vec![
            Known::of("Type", self.root_cause_type().map(one_line)),
            Known::of("In", service),
            Known::of("Noticed by", self.detection().map(|method| method.name().to_owned())),
        ]
    }

    /// Each from the start of the impact, never from the declaration.
    fn times_known(self) -> Vec<Known> {
        let began = self.point(Point::ImpactStarted).map(utc_text);
        vec![
            Known::of("Impact began", began),
            self.span("Time to detect", Point::ImpactStarted, Point::Detected),
            self.span("Time to acknowledge", Point::AlertFired, Point::Acknowledged),
            self.span("Time to mitigate", Point::ImpactStarted, Point::Mitigated),
            self.span("Time to resolve", Point::ImpactStarted, Point::Resolved),
        ]
    }

    /// How long it took from one moment to another, or why nobody can say.
    fn span(self, name: &str, from: Point, to: Point) -> Known {
        let (begun, over) = (self.point(from), self.point(to));
        let (Some(begun), Some(over)) = (begun, over) else {
            let missing = if begun.is_none() { from } else { to };
            let missing = missing.name().to_lowercase();
            return Known::of(name, None).with(format!("Nobody has recorded: {missing}"));
        };
        if over < begun {
            let (earlier, later) = (to.name(), from.name().to_lowercase());
            return Known::of(name, None).with(format!("{earlier} is before {later}"));
        }
        let minutes = over.0.saturating_sub(begun.0) / 60_000;
        let took = match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
            (0, 0, minutes) => format!("{minutes} min"),
            (0, hours, minutes) => format!("{hours} h {minutes:02} min"),
            (days, hours, _) => format!("{days} d {hours} h"),
        };
        Known::of(name, Some(took)).with(format!("{}, {}", to.name(), utc_text(over)))
    }

    fn todo(self, book: &Book, now: Millis) -> Vec<Todo> {
        let mut actions = self.actions();
        let urgency = |action: &Action<'_>| {
            (!action.is_open(), action.priority, action.due_at(book).unwrap_or(Millis(i64::MAX)))
        };
        actions.sort_by_key(urgency);
        let todo = |action: &Action<'_>| Todo {
            text: one_line(action.text),
            owner: action.owner.and_then(|person| book.person_name(person)).map(one_line),
            due: action.due_at(book),
            late: action.overdue(book, now).is_some(),
            ticket: action.ticket.clone(),
            state: action.state.name(),
            over: matches!(action.state, ActionState::Done | ActionState::Dropped),
        };
        actions.iter().map(todo).collect()
    }
}

fn promises(incident: Incident<'_>, now: Millis) -> Vec<Known> {
    let row = |(who, share): (String, crate::promise::Share)| {
        Known::of(&who, Some(format!("{} of {} in time", share.kept, share.of)))
    };
    shares(incident, now).into_iter().map(row).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
