//! The process of a review: who sees to it, how far it is, by when, and what it lacks.

use incident::id::{Edition, EntryRef, Millis, PersonId};
use incident::value::{ReviewState, ReviewStep};
use serde::Serialize;
use ts_rs::TS;

/// What stands above a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ProcessView {
    pub state: ReviewState,
    /// Since when, by whom and why; nothing as long as it is the first draft.
    pub moved_at: Option<Millis>,
    pub moved_by: Option<String>,
    pub reason: Option<String>,
    /// Whether the severity asks for a review.
    pub required: bool,
    /// Whether responders are done, so that it can be submitted.
    pub over: bool,
    pub owner: Option<PersonId>,
    pub owner_name: Option<String>,
    /// Whether somebody named the owner; else it is the Incident Manager.
    pub owner_named: bool,
    pub facilitator: Option<PersonId>,
    pub facilitator_name: Option<String>,
    pub participants: Vec<ParticipantView>,
    pub steps: Vec<StepView>,
    /// What its texts say now; none as long as nobody has begun it.
    pub edition: Option<Edition>,
    /// Since it was submitted last.
    pub approvals: Vec<ApprovalView>,
    /// Whether somebody who may has agreed to what it says now.
    pub approved: bool,
    /// Whether the word of the person at this laptop would count.
    pub may_approve: bool,
    /// Whether the person at this laptop has not read yet what was sent on last. Whoever comes to its end has.
    pub to_read: bool,
    /// Who has read it, the first one first.
    pub readers: Vec<ReaderView>,
    /// Names of those who take part and have not.
    pub unread: Vec<String>,
    /// The first is version 1.
    pub publications: Vec<PublicationView>,
    /// What it lacks before it may go on: sentences.
    pub missing: Vec<String>,
    /// Whether the hub shows what was published last on a page.
    pub page: bool,
}

/// Somebody takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ParticipantView {
    pub person: PersonId,
    pub name: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct StepView {
    pub step: ReviewStep,
    pub name: &'static str,
    pub due: Option<Millis>,
    /// By when it was by the plan, where somebody moved it.
    pub planned: Option<Millis>,
    pub done: Option<Millis>,
    /// Whether it is late, or was when it was done.
    pub late: bool,
}

/// Somebody agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ApprovalView {
    pub entry: EntryRef,
    pub by: String,
    pub at: Millis,
    /// Whether they read what it says now.
    pub current: bool,
    /// Whether their word counts: nobody approves their own work.
    pub counts: bool,
}

/// Somebody has read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ReaderView {
    pub entry: EntryRef,
    pub by: String,
    pub at: Millis,
    /// Whether they read what it says now.
    pub current: bool,
}

/// It was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct PublicationView {
    pub entry: EntryRef,
    pub by: String,
    pub at: Millis,
    /// Whether it says now what was published then.
    pub current: bool,
}
