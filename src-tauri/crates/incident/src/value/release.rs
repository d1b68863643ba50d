//! A review as readers are shown it: words that stay as they were when it was published.

use std::ops::Not;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::Edition;

words!(
    /// Who reads a review that was published.
    Readers {
        /// Whoever may see the incident.
        Workspace = "Everybody here",
        /// Anybody.
        Public = "The public",
    }
);

/// One of several entries that hold one review, since an entry has room for 64 KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What all of it says: by that the parts belong together, and are known to be the whole.
    pub whole: Edition,
    /// Which one it is, from 0 on.
    pub nth: u16,
    /// Of how many.
    pub of: u16,
    /// Its first section is the rest of that with which the part before ends.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub goes_on: bool,
}

/// A section of a review as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// What stands there, as Markdown. For readers here its references stay references.
    pub text: String,
}
