//! The meetings about a review: what is to be talked about, and what came of it.

use incident::id::{EntryRef, Millis, PersonId};
use incident::value::Topic;
use serde::Serialize;
use ts_rs::TS;

use super::BlockView;

/// What a meeting about the review goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MeetingView {
    /// The one that goes on.
    pub now: Option<MeetingLine>,
    /// Those that were held, the last one first.
    pub held: Vec<MeetingLine>,
    /// What there is to talk about, in order.
    pub agenda: Vec<AgendaItem>,
    /// Who could be there: whoever sees to the review or takes part in it first.
    pub people: Vec<AttendeeView>,
}

/// What an item of the agenda is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AgendaKind {
    /// A section of the review.
    Section,
    /// A comment or a suggestion that nobody has settled.
    Remark,
    /// A decision that nobody has taken.
    Decision,
    /// A question of an earlier meeting that nobody has answered.
    Question,
}

/// Something to talk about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AgendaItem {
    /// What it is called.
    pub topic: Topic,
    /// What it is.
    pub kind: AgendaKind,
    /// What is said about it so far; empty where that is nothing.
    pub blocks: Vec<BlockView>,
    /// For how many milliseconds it was talked about before what is going on now.
    #[ts(type = "number")]
    pub spent: i64,
    /// Since when it is talked about.
    pub since: Option<Millis>,
    /// Milliseconds that it has, if all are to have the same.
    #[ts(type = "number")]
    pub share: i64,
}

/// Somebody who is there or could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct AttendeeView {
    pub person: PersonId,
    pub name: String,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct MeetingLine {
    pub meeting: EntryRef,
    pub begun: Millis,
    pub begun_by: String,
    /// Minutes that it is meant to take.
    pub length: u32,
    pub ended: Option<Millis>,
    pub attendance: Vec<AttendeeView>,
    pub topics: Vec<TopicLine>,
    pub questions: Vec<QuestionLine>,
    pub decisions: Vec<TakenLine>,
    /// Action items that were written down while it went on.
    pub actions: Vec<String>,
}

/// What was talked about, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct TopicLine {
    pub title: String,
    /// In milliseconds; what goes on now is counted up to now.
    #[ts(type = "number")]
    pub spent: i64,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct QuestionLine {
    pub entry: EntryRef,
    pub about: Option<String>,
    pub text: String,
    pub by: String,
    pub answers: Vec<AnsweredLine>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct AnsweredLine {
    pub entry: EntryRef,
    pub text: String,
    pub by: String,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct TakenLine {
    pub entry: EntryRef,
    pub question: Option<String>,
    pub chosen: String,
    pub why: Option<String>,
    pub owner: Option<String>,
}
