//! Remarks on a text: comments and suggestions, each beside the passage that it is about.

use incident::id::{EntryRef, Millis, PersonId};
use incident::value::Passage;
use serde::Serialize;
use ts_rs::TS;

/// A comment or a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RemarkView {
    /// Its name.
    pub remark: EntryRef,
    /// What it is about.
    pub passage: Passage,
    /// Who.
    pub by: String,
    /// Their id, where they are known.
    pub person: Option<PersonId>,
    /// When.
    pub at: Millis,
    /// What is said of the passage; none where other words are proposed.
    pub text: Option<String>,
    /// The words that are proposed instead; none where it is a comment.
    pub suggested: Option<String>,
    /// What became of it.
    pub state: RemarkState,
    /// Who settled it, in order. Several who decided differently did so apart.
    pub settled: Vec<SettledBy>,
    /// Whether the proposed words are in the text.
    pub in_text: bool,
    /// Whether they were there and were taken out: they do not come in again.
    pub put_back: bool,
    /// What was answered.
    pub answers: Vec<RemarkAnswer>,
}

/// What became of a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RemarkState {
    /// Nobody has dealt with it.
    Open,
    /// The comment is dealt with.
    Resolved,
    /// The suggestion is taken.
    Accepted,
    /// The suggestion is not taken.
    TurnedDown,
    /// People who were apart decided differently.
    Torn,
}

/// Who settled a remark, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SettledBy {
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Whether they took what was suggested; of a comment always.
    pub accepted: bool,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RemarkAnswer {
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
    /// What they said.
    pub text: String,
}
