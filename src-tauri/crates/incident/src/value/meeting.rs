//! What is written down while people talk about a review.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{EntryRef, PersonId};

/// What a part of a meeting is about. It keeps its words, whatever becomes of the section or the question it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Topic {
    /// What of the agenda: `section/causes`, `remark/…`, `decision/…`.
    pub id: String,
    /// How it was called then.
    pub title: String,
}

/// Something of a meeting about a review. Each is a fact of its own and can be taken back; nothing replaces another, so
/// that two who write it down while apart have both written it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary; their variant's line explains them")]
pub enum Minute {
    /// It began, and is meant to take so many minutes.
    Begun { length: u32 },
    /// It is over.
    Ended { meeting: EntryRef },
    /// Somebody is there.
    Attended { meeting: EntryRef, person: PersonId },
    /// This is talked about from now on.
    Turned { meeting: EntryRef, topic: Topic },
    /// Somebody asked something.
    Asked {
        meeting: EntryRef,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<Topic>,
        text: String,
    },
    /// What was answered.
    Answered { question: EntryRef, answer: String },
}

impl Minute {
    /// The earlier entry that it speaks of.
    #[must_use]
    pub fn about(&self) -> Option<EntryRef> {
        match self {
            Self::Begun { .. } => None,
            Self::Ended { meeting }
            | Self::Attended { meeting, .. }
            | Self::Turned { meeting, .. }
            | Self::Asked { meeting, .. } => Some(*meeting),
            Self::Answered { question, .. } => Some(*question),
        }
    }
}

/// Where a decision was taken, and who sees to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Taken {
    /// In which meeting.
    pub meeting: EntryRef,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub owner: Option<PersonId>,
}
