//! The process of a review: its steps, how far it is, and what it has to be.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

words!(
    /// What has to be done until everybody can learn from a review.
    ReviewStep {
        /// It is written and others are asked to look at it.
        Draft = "Draft",
        /// Those who were there have talked about it.
        Meeting = "Meeting",
        /// It is published.
        Publication = "Publication",
    }
);

words!(
    /// How far a review is.
    ReviewState {
        /// It is being written.
        Draft = "Draft",
        /// Others look at it.
        InReview = "In review",
        /// It is published.
        Published = "Published",
    }
);

/// What the review of an incident has to be. Days count from when responders were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewPlan {
    /// Whether there has to be one.
    pub required: bool,
    /// Days until the draft is there; none where nobody waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<u32>,
    /// Days until the meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<u32>,
    /// Days until it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<u32>,
}

impl ReviewPlan {
    /// Days until a step is due.
    #[must_use]
    pub fn days(self, step: ReviewStep) -> Option<u32> {
        match step {
            ReviewStep::Draft => self.draft,
            ReviewStep::Meeting => self.meeting,
            ReviewStep::Publication => self.publication,
        }
    }
}
