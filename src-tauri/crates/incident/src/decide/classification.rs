//! What the incident is: words, kind, severity, impact, services, moments, causes, tags, fields, privacy.

use super::{Asker, NAME, TEXT, TITLE, base, foreseen, happened, known_person, one, optional, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, FieldId, Millis, PersonId, ServiceId, SeverityId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{
    Answer, DetectionMethod, FieldType, FieldValue, ImpactAspect, Kind, Point, Question, Service, Severity,
};

pub(super) fn retitle(incident: Incident<'_>, title: &str) -> Result<Vec<Draft>, Refusal> {
    let title = text("The title", title, TITLE)?;
    if incident.title() == title {
        return Err(Refusal::Already("It is called that".to_owned()));
    }
    one(Event::Titled { title, base: base(incident, &Slot::Title) })
}

pub(super) fn set_kind(incident: Incident<'_>, kind: Kind) -> Result<Vec<Draft>, Refusal> {
    if incident.kind() == kind {
        return Err(Refusal::Already(format!("It is {}", kind.name())));
    }
    one(Event::KindSet { kind, base: base(incident, &Slot::Kind) })
}

pub(super) fn classify(
    incident: Incident<'_>,
    id: &SeverityId,
    answers: &[Answer],
    reason: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if answers.len() > 40 {
        return Err(Refusal::TooMany { what: "A classification's answers", limit: 40 });
    }
    for answer in answers {
        text("The question", &answer.question, TEXT)?;
        text("The answer", &answer.answer, TEXT)?;
    }
    let reason = optional("The reason", reason, TEXT)?;
    if incident.severity().is_some_and(|now| now.id == *id) && answers.is_empty() && reason.is_none() {
        return Err(Refusal::Already(format!("It is {}", incident.severity().map_or("", |s| &s.name))));
    }
    let suggested = suggest(&asker.book.guideline(), &asker.book.severities_only(), answers);
    let events = severity_events(incident, id, answers, suggested, reason, asker)?;
    Ok(events.into_iter().map(Draft::from).collect())
}

/// The severity, the cadence that comes with it, and the moment if it is the first.
pub(super) fn severity_events(
    incident: Incident<'_>,
    id: &SeverityId,
    answers: &[Answer],
    suggested: Option<SeverityId>,
    reason: Option<String>,
    asker: &Asker<'_>,
) -> Result<Vec<Event>, Refusal> {
    let rule = asker
        .book
        .severity(id)
        .ok_or_else(|| Refusal::Unknown { what: "severity", name: id.as_str().to_owned() })?;
    let mut events = vec![Event::SeverityClassified {
        severity: Some(rule.severity),
        answers: answers.to_vec(),
        suggested,
        reason,
        base: base(incident, &Slot::Severity),
    }];
    if incident.cadence() != rule.cadence {
        events.push(Event::CadenceSet { cadence: rule.cadence, base: base(incident, &Slot::Cadence) });
    }
    // Responders are done: what its review has to be was copied already.
    if !incident.is_active() {
        events.extend(super::review::plan(incident, id, asker));
    }
    if incident.point(Point::Classified).is_none() {
        let base = base(incident, &Slot::Point(Point::Classified));
        events.push(Event::PointRecorded { point: Point::Classified, at: Some(asker.now), base });
    }
    Ok(events)
}

/// The severity that answers to the guideline suggest: the worst that one of them speaks for.
#[must_use]
pub fn suggest(questions: &[Question], severities: &[Severity], answers: &[Answer]) -> Option<SeverityId> {
    let spoken = answers.iter().filter_map(|given| {
        let question = questions.iter().find(|question| question.text == given.question)?;
        question.answers.iter().find(|choice| choice.answer == given.answer)?.severity.as_ref()
    });
    spoken
        .filter_map(|id| severities.iter().find(|severity| severity.id == *id))
        .min_by_key(|severity| severity.rank)
        .map(|severity| severity.id.clone())
}

pub(super) fn state_impact(
    incident: Incident<'_>,
    aspect: ImpactAspect,
    value: &str,
    number: Option<u64>,
    source: &str,
    as_of: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let value = optional("The impact", Some(value), TEXT)?;
    let source = text("The source", source, NAME)?;
    let at = as_of.map(|at| happened("The time of the figure", at, asker)).transpose()?;
    // Numbers stay exact in every reader up to 2^53.
    let number = number.filter(|n| value.is_some() && *n < 1 << 53);
    let event =
        Event::ImpactStated { aspect, value, number, source, base: base(incident, &Slot::Impact(aspect)) };
    Ok(vec![Draft { event, occurred_at: at, undoes: None }])
}

pub(super) fn service(id: &ServiceId, asker: &Asker<'_>) -> Result<Service, Refusal> {
    let entry = asker.book.service(id).filter(|entry| !entry.retired);
    entry
        .map(|entry| entry.service)
        .ok_or_else(|| Refusal::Unknown { what: "service", name: id.as_str().to_owned() })
}

pub(super) fn add_service(
    incident: Incident<'_>,
    id: &ServiceId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let service = service(id, asker)?;
    if !incident.service_entries(id).is_empty() {
        return Err(Refusal::Already(format!("{} is among the affected services", service.name)));
    }
    let mut events = vec![Event::ServiceAffected { service }];
    // An all-clear from before it was hit again says nothing about now.
    if incident.all_clear(id).is_some() {
        let base = base(incident, &Slot::AllClear(id.clone()));
        events.push(Event::AllClearWithdrawn {
            service: id.clone(),
            reason: "Affected again".to_owned(),
            base,
        });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

pub(super) fn remove_service(incident: Incident<'_>, id: &ServiceId) -> Result<Vec<Draft>, Refusal> {
    let entries = incident.service_entries(id);
    if entries.is_empty() {
        return Err(Refusal::Gone("service"));
    }
    Ok(super::repair::retractions(incident, &entries))
}

pub(super) fn record_point(
    incident: Incident<'_>,
    point: Point,
    at: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.point(point) == at {
        return Err(Refusal::Already(format!("{} stands like that", point.name())));
    }
    if let Some(at) = at {
        happened(point.name(), at, asker)?;
        for (earlier, later) in Point::ORDER {
            let moment = |p: Point| if p == point { Some(at) } else { incident.point(p) };
            if (point == *earlier || point == *later)
                && let (Some(first), Some(second)) = (moment(*earlier), moment(*later))
                && second < first
            {
                return Err(Refusal::OutOfOrder { earlier: earlier.name(), later: later.name() });
            }
        }
    }
    one(Event::PointRecorded { point, at, base: base(incident, &Slot::Point(point)) })
}

pub(super) fn set_detection(
    incident: Incident<'_>,
    method: Option<DetectionMethod>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.detection() == method {
        return Err(Refusal::Already("That is recorded".to_owned()));
    }
    one(Event::DetectionMethodSet { method, base: base(incident, &Slot::Detection) })
}

pub(super) fn set_root_cause_type(
    incident: Incident<'_>,
    cause: Option<&str>,
) -> Result<Vec<Draft>, Refusal> {
    let root_cause = optional("The type of cause", cause, NAME)?;
    if incident.root_cause_type() == root_cause.as_deref() {
        return Err(Refusal::Already("That is recorded".to_owned()));
    }
    one(Event::RootCauseTypeSet { root_cause, base: base(incident, &Slot::RootCauseType) })
}

pub(super) fn set_root_cause_service(
    incident: Incident<'_>,
    id: Option<&ServiceId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let found = id.map(|id| service(id, asker)).transpose()?;
    if incident.root_cause_service().map(|s| &s.id) == id {
        return Err(Refusal::Already("That is recorded".to_owned()));
    }
    one(Event::RootCauseServiceSet { service: found, base: base(incident, &Slot::RootCauseService) })
}

pub(super) fn add_tag(incident: Incident<'_>, tag: &str) -> Result<Vec<Draft>, Refusal> {
    let tag = text("The tag", tag.trim().trim_start_matches('#'), 50)?;
    if incident.tags().iter().any(|(known, _)| *known == tag) {
        return Err(Refusal::Already(format!("It is tagged {tag}")));
    }
    one(Event::Tagged { tag })
}

pub(super) fn remove_tag(incident: Incident<'_>, tag: &str) -> Result<Vec<Draft>, Refusal> {
    let tags = incident.tags();
    let (_, entries) = tags.iter().find(|(known, _)| *known == tag).ok_or(Refusal::Gone("tag"))?;
    Ok(super::repair::retractions(incident, entries))
}

pub(super) fn set_field(
    incident: Incident<'_>,
    id: &FieldId,
    value: Option<&FieldValue>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let unknown = || Refusal::Unknown { what: "field", name: id.as_str().to_owned() };
    let entry = asker.book.field(id).filter(|entry| entry.on).ok_or_else(unknown)?;
    if let Some(value) = value {
        let (fits, takes) = match (&entry.takes, value) {
            (FieldType::Text, FieldValue::Text(words)) => {
                (!text("The field", words, TEXT)?.is_empty(), "words")
            }
            (FieldType::Text, _) => (false, "words"),
            (FieldType::Number, value) => {
                (matches!(value, FieldValue::Number(n) if n.is_finite()), "a number")
            }
            (FieldType::Time, value) => (matches!(value, FieldValue::Time(_)), "a time"),
            (FieldType::Flag, value) => (matches!(value, FieldValue::Flag(_)), "yes or no"),
            (FieldType::Choice { options }, value) => {
                (matches!(value, FieldValue::Choice(one) if options.contains(one)), "one of its options")
            }
        };
        if !fits {
            return Err(Refusal::FieldMismatch { field: entry.field.name, takes });
        }
    }
    if incident.field(id).map(|(_, now)| now) == value {
        return Err(Refusal::Already("That is recorded".to_owned()));
    }
    one(Event::FieldSet {
        field: entry.field,
        value: value.cloned(),
        base: base(incident, &Slot::Field(id.clone())),
    })
}

pub(super) fn set_private(
    incident: Incident<'_>,
    private: bool,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.is_private() == private {
        let word = if private { "private" } else { "open to everybody" };
        return Err(Refusal::Already(format!("It is {word}")));
    }
    let mut events = vec![Event::PrivacySet { private, base: base(incident, &Slot::Privacy) }];
    if private && !incident.granted().iter().any(|(_, person)| *person == asker.person) {
        events.push(Event::AccessGranted { person: asker.person });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

pub(super) fn grant(
    incident: Incident<'_>,
    person: PersonId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    known_person(asker, person)?;
    if incident.granted().iter().any(|(_, known)| *known == person) {
        return Err(Refusal::Already("They may see it".to_owned()));
    }
    one(Event::AccessGranted { person })
}

pub(super) fn revoke(incident: Incident<'_>, person: PersonId) -> Result<Vec<Draft>, Refusal> {
    let granted = incident.granted().into_iter().filter(|(_, known)| *known == person);
    let entries: Vec<EntryRef> = granted.map(|(entry, _)| entry).collect();
    if entries.is_empty() {
        return Err(Refusal::Gone("access"));
    }
    let drafts = super::repair::retractions(incident, &entries);
    somebody_sees(incident, &drafts)?;
    Ok(drafts)
}

/// Refuses to take access from the last who has it: a private incident that nobody may see is lost to everybody.
pub(super) fn somebody_sees(incident: Incident<'_>, drafts: &[Draft]) -> Result<(), Refusal> {
    let granted = incident.granted();
    let takes = |draft: &Draft| match draft.event {
        Event::Retracted { entry, .. } => granted.iter().any(|(id, _)| *id == entry),
        _ => false,
    };
    if !drafts.iter().any(takes) {
        return Ok(());
    }
    // What else is taken back with it counts: that it is private, or that it is an incident at all.
    let record = foreseen(incident, drafts);
    let after = Incident::of(&record);
    if after.is_private() && !after.is_called_off() && after.granted().is_empty() {
        return Err(Refusal::NobodyLeft);
    }
    Ok(())
}
