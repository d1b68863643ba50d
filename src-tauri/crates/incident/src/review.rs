//! The process of a review: who answers for it, how far it is, and by when its steps are due.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::book::Book;
use crate::defaults;
use crate::event::Event;
use crate::id::{Edition, EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::value::{Point, ReviewPlan, ReviewState, ReviewStep, Stage};

/// A reading of an incident's record as the process of its review.
#[derive(Clone, Copy, Debug)]
pub struct Review<'a> {
    incident: Incident<'a>,
}

/// A step and by when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub step: ReviewStep,
    /// By when, as somebody said or else by the plan.
    pub due: Option<Millis>,
    /// By when it was by the plan.
    pub planned: Option<Millis>,
    /// When it was done.
    pub done: Option<Millis>,
}

/// What is to be done next about a review, and who is asked to see to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Awaited {
    /// Which step.
    pub step: ReviewStep,
    /// By when.
    pub at: Millis,
    /// Whose it is; everybody's where nobody is named.
    pub people: Vec<PersonId>,
}

impl Awaited {
    /// Whether this person is asked to see to it.
    #[must_use]
    pub fn concerns(&self, person: PersonId) -> bool {
        self.people.is_empty() || self.people.contains(&person)
    }
}

impl Step {
    /// Since when it is late, or until it was done was.
    #[must_use]
    pub fn late(&self, now: Millis) -> bool {
        self.due.is_some_and(|due| due < self.done.unwrap_or(now))
    }
}

/// Somebody has read what was sent on last, to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reader<'a> {
    /// The fact that says so first.
    pub fact: &'a Fact,
    /// Who; none where the laptop's owner is not in the book.
    pub person: Option<PersonId>,
    /// Which edition.
    pub edition: Edition,
}

/// Somebody agreed to what they read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approval<'a> {
    /// The fact that says so.
    pub fact: &'a Fact,
    /// Who; none where the laptop's owner is not in the book.
    pub person: Option<PersonId>,
    /// To which edition.
    pub edition: Edition,
}

impl Edition {
    /// The edition of these texts, each with its name: the same texts in the same order are the same edition.
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sha = Sha256::new();
        sha.update(b"allclear/edition/1");
        for (name, text) in texts {
            // With the lengths, no text can pass for the end of one and the beginning of the next.
            for part in [name, text] {
                sha.update((part.len() as u64).to_be_bytes());
                sha.update(part);
            }
        }
        let mut edition = [0; 16];
        edition.copy_from_slice(&sha.finalize()[..16]);
        Self(edition)
    }
}

impl<'a> Incident<'a> {
    /// The process of its review.
    #[must_use]
    pub fn review(self) -> Review<'a> {
        Review { incident: self }
    }
}

impl<'a> Review<'a> {
    /// What it has to be: as it was copied when responders were done, until then as the book says. A drill has to have none.
    #[must_use]
    pub fn plan(self, book: &Book) -> ReviewPlan {
        let by_book = || book.review_plan(self.incident.severity().map(|severity| &severity.id));
        self.asked_of(self.planned().unwrap_or_else(by_book))
    }

    /// The plan that was copied when responders were done.
    fn planned(self) -> Option<ReviewPlan> {
        match self.incident.record().value(&Slot::ReviewPlan) {
            Some(Event::ReviewPlanned { plan, .. }) => Some(*plan),
            _ => None,
        }
    }

    fn asked_of(self, plan: ReviewPlan) -> ReviewPlan {
        ReviewPlan { required: plan.required && !self.incident.is_drill(), ..plan }
    }

    /// Who was named to answer for it.
    #[must_use]
    pub fn named_owner(self) -> Option<PersonId> {
        match self.incident.record().value(&Slot::ReviewOwner) {
            Some(Event::ReviewOwned { owner, .. }) => *owner,
            _ => None,
        }
    }

    /// Who answers for it: whoever was named, until then the Incident Manager.
    #[must_use]
    pub fn owner(self) -> Option<PersonId> {
        self.named_owner().or_else(|| self.incident.manager().map(|holding| holding.person))
    }

    /// Who leads through its meeting.
    #[must_use]
    pub fn facilitator(self) -> Option<PersonId> {
        match self.incident.record().value(&Slot::Facilitator) {
            Some(Event::FacilitatorNamed { person, .. }) => *person,
            _ => None,
        }
    }

    /// Who takes part, each with every entry that says so.
    #[must_use]
    pub fn participants(self) -> Vec<(PersonId, Vec<EntryRef>)> {
        let mut people: Vec<(PersonId, Vec<EntryRef>)> = Vec::new();
        for (fact, event) in self.incident.record().made() {
            if let Event::ParticipantNamed { person } = event {
                match people.iter_mut().find(|(known, _)| known == person) {
                    Some((_, entries)) => entries.push(fact.id),
                    None => people.push((*person, vec![fact.id])),
                }
            }
        }
        people
    }

    /// Whether this person is asked to see to it: its owner and its facilitator, and everybody as long as there is neither.
    #[must_use]
    pub fn concerns(self, person: PersonId) -> bool {
        let named = [self.owner(), self.facilitator()];
        named.contains(&Some(person)) || named == [None, None]
    }

    /// How far it is.
    #[must_use]
    pub fn state(self) -> ReviewState {
        match self.incident.record().value(&Slot::ReviewState) {
            Some(Event::ReviewSubmitted { .. }) => ReviewState::InReview,
            Some(Event::ReviewPublished { .. }) => ReviewState::Published,
            _ => ReviewState::Draft,
        }
    }

    /// The fact by which it came into this state; none as long as it is the first draft.
    #[must_use]
    pub fn moved(self) -> Option<&'a Fact> {
        self.incident.record().shown(&Slot::ReviewState)
    }

    /// The fact that asked others to look at it last, also once it is published; none while it is written.
    #[must_use]
    pub fn submission(self) -> Option<&'a Fact> {
        let record = self.incident.record();
        if self.state() == ReviewState::Draft {
            return None;
        }
        record
            .made()
            .rev()
            .map(|(fact, _)| fact)
            .find(|fact| matches!(fact.event, Some(Event::ReviewSubmitted { .. })))
    }

    /// Who agreed since it was submitted last.
    #[must_use]
    pub fn approvals(self, book: &Book) -> Vec<Approval<'a>> {
        let Some(submission) = self.submission() else { return Vec::new() };
        let given = |(fact, event): (&'a Fact, &'a Event)| match event {
            Event::ReviewApproved { submission: of, edition } if *of == submission.id => {
                Some(Approval { fact, person: book.person_of(fact.replica), edition: *edition })
            }
            _ => None,
        };
        self.incident.record().made().filter_map(given).collect()
    }

    /// The fact that sent it on last, to be looked at or to everybody; none while it is written.
    #[must_use]
    pub fn to_read(self) -> Option<&'a Fact> {
        self.moved().filter(|_| self.state() != ReviewState::Draft)
    }

    /// Who has read what was sent on last, each once, in the order in which they had.
    #[must_use]
    pub fn readers(self, book: &Book) -> Vec<Reader<'a>> {
        let Some(sent_on) = self.to_read() else { return Vec::new() };
        let mut readers: Vec<Reader<'a>> = Vec::new();
        for (fact, event) in self.incident.record().made() {
            let Event::ReviewRead { of, edition } = event else { continue };
            let person = book.person_of(fact.replica);
            let known = |reader: &Reader<'_>| {
                person.map_or(reader.fact.replica == fact.replica, |who| reader.person == Some(who))
            };
            if *of == sent_on.id && !readers.iter().any(known) {
                readers.push(Reader { fact, person, edition: *edition });
            }
        }
        readers.sort_by_key(|reader| self.incident.when(reader.fact));
        readers
    }

    /// Whether this person's word is enough to publish it. Nobody approves their own work: neither who answers for the
    /// review nor who submitted it, whether or not others wrote in it too.
    #[must_use]
    pub fn may_approve(self, person: PersonId, book: &Book) -> bool {
        let submitter = self.submission().and_then(|fact| book.person_of(fact.replica));
        ![self.owner(), submitter].contains(&Some(person))
    }

    /// Whether somebody who may has agreed to this edition.
    #[must_use]
    pub fn is_approved(self, edition: Edition, book: &Book) -> bool {
        self.approvals(book).iter().any(|approval| {
            approval.edition == edition
                && approval.person.is_some_and(|person| self.may_approve(person, book))
        })
    }

    /// Whether it has to be, and is not published.
    #[must_use]
    pub fn is_missing(self, book: &Book) -> bool {
        self.plan(book).required && self.state() != ReviewState::Published
    }

    /// Every time it was published, in order: the first is version 1.
    #[must_use]
    pub fn publications(self) -> Vec<(&'a Fact, Edition)> {
        let published = |(fact, event): (&'a Fact, &'a Event)| match event {
            Event::ReviewPublished { edition, .. } => Some((fact, *edition)),
            _ => None,
        };
        self.incident.record().made().filter_map(published).collect()
    }

    /// Since when responders are done; none while they are at it.
    #[must_use]
    pub fn since(self) -> Option<Millis> {
        self.incident.left_resolve()
    }

    /// Its steps. Nobody waits for one whose plan has no day, until somebody gives it one.
    #[must_use]
    pub fn steps(self, book: &Book) -> Vec<Step> {
        self.steps_by(self.plan(book))
    }

    fn steps_by(self, plan: ReviewPlan) -> Vec<Step> {
        let since = self.since();
        let record = self.incident.record();
        let step = |step: &ReviewStep| {
            let days = plan.days(*step).map(|days| i64::from(days) * 24 * 60);
            let planned = since.zip(days).map(|(since, minutes)| since.plus_minutes(minutes));
            let moved = match record.value(&Slot::ReviewStep(*step)) {
                Some(Event::ReviewStepMoved { due, .. }) => *due,
                _ => None,
            };
            Step { step: *step, due: moved.or(planned), planned, done: self.done(*step) }
        };
        ReviewStep::ALL.iter().map(step).collect()
    }

    /// The step that is to be done next, where anybody waits for it: the review has to be, or somebody has taken it up.
    #[must_use]
    pub fn next(self, book: &Book) -> Option<Step> {
        self.next_by(self.plan(book))
    }

    /// The same by the record alone, as the board has it of all incidents; one that was over before there were plans goes by
    /// those that come with Allclear.
    #[must_use]
    pub fn awaited(self) -> Option<Awaited> {
        let severity = self.incident.severity().map(|severity| &severity.id);
        let plan = self.asked_of(self.planned().unwrap_or_else(|| defaults::review_plan(severity)));
        // What is closed is silent.
        let going = self.incident.stage() != Stage::Closed;
        let next = self.next_by(plan).filter(|_| going)?;
        let mut people: Vec<PersonId> = [self.owner(), self.facilitator()].into_iter().flatten().collect();
        people.dedup();
        Some(Awaited { step: next.step, at: next.due?, people })
    }

    fn next_by(self, plan: ReviewPlan) -> Option<Step> {
        let wanted = plan.required || self.named_owner().is_some();
        let mut steps = self.steps_by(plan);
        // Whoever published it without a meeting has decided that there is none.
        if self.state() == ReviewState::Published || !wanted || self.since().is_none() {
            steps.clear();
        }
        steps.into_iter().find(|step| step.done.is_none() && step.due.is_some())
    }

    fn done(self, step: ReviewStep) -> Option<Millis> {
        let state = self.state();
        match step {
            ReviewStep::Draft if state == ReviewState::Draft => None,
            ReviewStep::Draft => self.submission().or(self.moved()).map(|fact| self.incident.when(fact)),
            ReviewStep::Meeting => self.incident.point(Point::ReviewHeld),
            ReviewStep::Publication if state != ReviewState::Published => None,
            ReviewStep::Publication => self.moved().map(|fact| self.incident.when(fact)),
        }
    }
}
