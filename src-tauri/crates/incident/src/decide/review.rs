//! The process of a review: who sees to it, by when, and from draft to published and back.

use super::{Asker, TEXT, base, known_person, one, optional, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{Edition, Millis, PersonId, SeverityId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Gate, Point, ReviewState, ReviewStep, Stage};

/// Further ahead nobody means it.
const DAYS: i64 = 366;

pub(super) fn own(
    incident: Incident<'_>,
    owner: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.review().named_owner() == owner {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    owner.map(|person| known_person(asker, person)).transpose()?;
    one(Event::ReviewOwned { owner, base: base(incident, &Slot::ReviewOwner) })
}

pub(super) fn facilitate(
    incident: Incident<'_>,
    person: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if incident.review().facilitator() == person {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    person.map(|person| known_person(asker, person)).transpose()?;
    one(Event::FacilitatorNamed { person, base: base(incident, &Slot::Facilitator) })
}

pub(super) fn add_participant(
    incident: Incident<'_>,
    person: PersonId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    known_person(asker, person)?;
    if incident.review().participants().iter().any(|(known, _)| *known == person) {
        return Err(Refusal::Already("They take part".to_owned()));
    }
    one(Event::ParticipantNamed { person })
}

pub(super) fn remove_participant(incident: Incident<'_>, person: PersonId) -> Result<Vec<Draft>, Refusal> {
    let found = incident.review().participants().into_iter().find(|(known, _)| *known == person);
    let (_, entries) = found.ok_or(Refusal::Gone("participant"))?;
    Ok(super::repair::retractions(incident, &entries))
}

pub(super) fn move_step(
    incident: Incident<'_>,
    step: ReviewStep,
    due: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let slot = Slot::ReviewStep(step);
    let now = match incident.record().value(&slot) {
        Some(Event::ReviewStepMoved { due, .. }) => *due,
        _ => None,
    };
    if now == due {
        return Err(Refusal::Already("It is so".to_owned()));
    }
    if let Some(at) = due {
        if at <= asker.now {
            return Err(Refusal::InThePast("The due date"));
        }
        if at > asker.now.plus_minutes(DAYS * 24 * 60) {
            return Err(Refusal::NoSuchDate { years: 1 });
        }
    }
    one(Event::ReviewStepMoved { step, due, base: base(incident, &slot) })
}

pub(super) fn submit(incident: Incident<'_>, edition: Edition) -> Result<Vec<Draft>, Refusal> {
    if incident.is_active() {
        return Err(Refusal::StillActive);
    }
    match incident.review().state() {
        ReviewState::Draft => {
            one(Event::ReviewSubmitted { edition, base: base(incident, &Slot::ReviewState) })
        }
        ReviewState::InReview => Err(Refusal::Already("Others are asked to look at it".to_owned())),
        ReviewState::Published => Err(Refusal::ReopenFirst),
    }
}

pub(super) fn approve(
    incident: Incident<'_>,
    edition: Edition,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let review = incident.review();
    let submission = review.submission().filter(|_| review.state() == ReviewState::InReview);
    let submission = submission.ok_or(Refusal::NotInReview)?.id;
    if !review.may_approve(asker.person, asker.book) {
        return Err(Refusal::OwnWork);
    }
    let given = review.approvals(asker.book);
    if given.iter().any(|one| one.person == Some(asker.person) && one.edition == edition) {
        return Err(Refusal::Already("You agreed to this".to_owned()));
    }
    one(Event::ReviewApproved { submission, edition })
}

/// Once for whoever reads and for what was sent on: while others look at it, the text goes on changing.
pub(super) fn read(
    incident: Incident<'_>,
    edition: Edition,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let review = incident.review();
    let of = review.to_read().ok_or(Refusal::NotInReview)?;
    // What was written since is not what was published.
    if matches!(of.event, Some(Event::ReviewPublished { edition: published, .. }) if published != edition) {
        return Err(Refusal::NotInReview);
    }
    if review.readers(asker.book).iter().any(|reader| reader.person == Some(asker.person)) {
        return Err(Refusal::Already("You have read it".to_owned()));
    }
    one(Event::ReviewRead { of: of.id, edition })
}

pub(super) fn publish(
    incident: Incident<'_>,
    edition: Edition,
    anyway: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let review = incident.review();
    if review.state() != ReviewState::InReview {
        return Err(if review.state() == ReviewState::Draft {
            Refusal::NotInReview
        } else {
            Refusal::ReopenFirst
        });
    }
    let mut events = Vec::new();
    if !review.is_approved(edition, asker.book) {
        let some = !review.approvals(asker.book).is_empty();
        let refusal = if some { Refusal::ChangedSince } else { Refusal::NobodyAgreed };
        let reason = optional("The reason to publish anyway", anyway, TEXT)?.ok_or(refusal)?;
        events.push(Event::GateOverridden { gate: Gate::ReviewApproved, reason });
    }
    events.push(Event::ReviewPublished { edition, base: base(incident, &Slot::ReviewState) });
    // How long it took until the first one could be read does not change with the second.
    if incident.point(Point::ReviewPublished).is_none() {
        let (point, at) = (Point::ReviewPublished, Some(asker.now));
        events.push(Event::PointRecorded { point, at, base: base(incident, &Slot::Point(point)) });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

pub(super) fn reopen(incident: Incident<'_>, reason: &str) -> Result<Vec<Draft>, Refusal> {
    if incident.review().state() == ReviewState::Draft {
        return Err(Refusal::Already("It is a draft".to_owned()));
    }
    let reason = text("The reason", reason, TEXT)?;
    one(Event::ReviewReopened { reason, base: base(incident, &Slot::ReviewState) })
}

/// What the book says a review of this severity has to be, where the record does not say so yet.
pub(super) fn plan(incident: Incident<'_>, severity: &SeverityId, asker: &Asker<'_>) -> Option<Event> {
    let plan = asker.book.review_plan(Some(severity));
    let said = incident.record().value(&Slot::ReviewPlan);
    let said =
        said.is_some_and(|event| matches!(event, Event::ReviewPlanned { plan: now, .. } if *now == plan));
    (!said).then(|| Event::ReviewPlanned { plan, base: base(incident, &Slot::ReviewPlan) })
}

/// An incident whose review has to be closes once it is published.
pub(super) fn pass(
    incident: Incident<'_>,
    stage: Stage,
    anyway: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Option<Event>, Refusal> {
    let missing = stage == Stage::Closed && incident.review().is_missing(asker.book);
    match (missing, anyway) {
        (false, _) => Ok(None),
        (true, None) => Err(Refusal::ReviewMissing),
        (true, Some(reason)) => {
            Ok(Some(Event::GateOverridden { gate: Gate::ReviewPublished, reason: reason.to_owned() }))
        }
    }
}
