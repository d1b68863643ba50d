//! A review as readers are shown it: words that stay as they were when it was published.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

words!(
    /// Who reads a review that was published.
    Readers {
        /// Whoever may see the incident.
        Workspace = "Everybody here",
        /// Anybody.
        Public = "The public",
    }
);

/// A section of a review as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// What stands there, as Markdown. For readers here its references stay references.
    pub text: String,
}
