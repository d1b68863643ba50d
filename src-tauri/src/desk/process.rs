//! The process of a review: what stands above it, and that what is sent on is what somebody had on their screen.

use document::Document;
use incident::book::Book;
use incident::command::Command;
use incident::event::Event;
use incident::id::{Edition, IncidentId, PersonId};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::review::{Review, Step};
use incident::text::one_line;
use incident::value::{Readers, ReviewState, ReviewStep};

use super::Desk;
use super::comms::author;
use super::review::NAME;
use super::templates::sections;
use crate::failure::Failure;
use crate::views::{ApprovalView, ParticipantView, ProcessView, PublicationView, ReaderView, StepView};

impl Desk {
    /// Who sees to a review, how far it is, by when, and what it lacks.
    pub fn review_process(&self, incident: IncidentId) -> Result<ProcessView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&record).at(now);
        if !reading.exists() {
            return Err(Refusal::NoIncident.into());
        }
        let review = reading.review();
        let edition = edition(&self.document(incident, NAME)?.1);
        let name =
            |person: PersonId| one_line(book.person_name(person).unwrap_or("Somebody not in the book"));
        let step = |step: Step| StepView {
            step: step.step,
            name: step.step.name(),
            due: step.due,
            planned: step.planned.filter(|planned| Some(*planned) != step.due),
            done: step.done,
            late: step.late(now),
        };
        let approvals = review.approvals(&book).into_iter().map(|approval| ApprovalView {
            entry: approval.fact.id,
            by: author(approval.fact, &book),
            at: reading.when(approval.fact),
            current: Some(approval.edition) == edition,
            counts: approval.person.is_some_and(|person| review.may_approve(person, &book)),
        });
        let readers = review.readers(&book);
        let read = |person: PersonId| readers.iter().any(|reader| reader.person == Some(person));
        let sent_on = review.to_read().filter(|fact| match &fact.event {
            Some(Event::ReviewPublished { edition: published, .. }) => Some(*published) == edition,
            _ => true,
        });
        let publications = review.publications().into_iter().map(|(fact, published)| PublicationView {
            entry: fact.id,
            by: author(fact, &book),
            at: reading.when(fact),
            current: Some(published) == edition,
        });
        let moved = review.moved();
        Ok(ProcessView {
            state: review.state(),
            moved_at: moved.map(|fact| reading.when(fact)),
            moved_by: moved.map(|fact| author(fact, &book)),
            reason: moved.and_then(|fact| match &fact.event {
                Some(Event::ReviewReopened { reason, .. }) => Some(one_line(reason)),
                _ => None,
            }),
            required: review.plan(&book).required,
            over: !reading.is_active(),
            owner: review.owner(),
            owner_name: review.owner().map(name),
            owner_named: review.named_owner().is_some(),
            facilitator: review.facilitator(),
            facilitator_name: review.facilitator().map(name),
            participants: review
                .participants()
                .into_iter()
                .map(|(person, _)| ParticipantView { person, name: name(person) })
                .collect(),
            steps: review.steps(&book).into_iter().map(step).collect(),
            edition,
            approvals: approvals.collect(),
            approved: edition.is_some_and(|edition| review.is_approved(edition, &book)),
            may_approve: review.may_approve(self.person, &book),
            to_read: sent_on.is_some() && !read(self.person) && !self.only_reads(),
            unread: match review.to_read() {
                Some(_) => review
                    .participants()
                    .into_iter()
                    .filter(|(person, _)| !read(*person))
                    .map(|(person, _)| name(person))
                    .collect(),
                None => Vec::new(),
            },
            readers: readers
                .iter()
                .map(|reader| ReaderView {
                    entry: reader.fact.id,
                    by: author(reader.fact, &book),
                    at: reading.when(reader.fact),
                    current: Some(reader.edition) == edition,
                })
                .collect(),
            publications: publications.collect(),
            missing: self.missing(incident, review, edition, &book)?,
            page: self.hub_at().is_some() && reading.release(Readers::Workspace).is_some(),
        })
    }

    /// What a review lacks before it may go on, worst first. Findings keep nobody from going on: they are told.
    fn missing(
        &self,
        incident: IncidentId,
        review: Review<'_>,
        edition: Option<Edition>,
        book: &Book,
    ) -> Result<Vec<String>, Failure> {
        if review.state() == ReviewState::Published {
            return Ok(Vec::new());
        }
        let Some(edition) = edition else { return Ok(vec!["Nobody has begun it.".to_owned()]) };
        let mut missing = Vec::new();
        if review.since().is_none() {
            missing.push("The incident is not over.".to_owned());
        }
        if review.owner().is_none() {
            missing.push("Nobody answers for it.".to_owned());
        }
        if review.state() == ReviewState::InReview {
            if review.approvals(book).is_empty() {
                missing.push("Nobody else has approved it.".to_owned());
            } else if !review.is_approved(edition, book) {
                missing.push("It was changed since it was approved.".to_owned());
            }
        }
        let steps = review.steps(book);
        let met = |step: &Step| step.step == ReviewStep::Meeting && step.due.is_some() && step.done.is_none();
        if steps.iter().any(met) {
            missing.push("Nobody has recorded when it was talked about.".to_owned());
        }
        let open = self.review(incident)?.findings.iter().filter(|found| found.silenced.is_none()).count();
        match open {
            0 => {}
            1 => missing.push("1 finding is neither mended nor silenced.".to_owned()),
            open => missing.push(format!("{open} findings are neither mended nor silenced.")),
        }
        Ok(missing)
    }

    /// What somebody submits, approves or publishes is what they had on their screen.
    pub(super) fn was_seen(&self, incident: IncidentId, command: &Command) -> Result<(), Failure> {
        let (Command::SubmitReview { edition: seen }
        | Command::ApproveReview { edition: seen }
        | Command::ReadReview { edition: seen }
        | Command::PublishReview { edition: seen, .. }) = command
        else {
            return Ok(());
        };
        if edition(&self.document(incident, NAME)?.1) == Some(*seen) {
            return Ok(());
        }
        let what = "The review was changed since you looked. Read what is new, then do it again.";
        Err(Failure::new("refused", what))
    }
}

/// What the texts of a review say; none as long as nobody has begun it. What the outline no longer has is no part of it.
fn edition(document: &Document) -> Option<Edition> {
    if !document.is_begun() {
        return None;
    }
    let named = sections(document).into_iter().filter(|section| !section.left_out);
    let texts: Vec<(String, String)> =
        named.map(|section| (document.text(&section.id), section.title)).collect();
    Some(Edition::of(texts.iter().map(|(text, title)| (title.as_str(), text.as_str()))))
}
