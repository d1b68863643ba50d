//! What the laptop that makes a file has found out of those who keep the log for it.

use serde::{Deserialize, Serialize};

use super::escape::inline;
use crate::id::{Millis, ReplicaKey};

/// Something that a hub was found to have done with the stream. No signature covers it: it is the word of whoever made
/// the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The hub's key.
    pub hub: ReplicaKey,
    /// What, in a word: `dropped`, `altered`, `left_out` …
    pub deed: String,
    /// To how many entries.
    pub entries: u64,
    /// When it was found first.
    pub since: Millis,
    /// A sentence that names the hub.
    pub text: String,
}

impl Found {
    /// The sentence on one line and as text alone, whatever a file says.
    #[must_use]
    pub fn sentence(&self) -> String {
        crate::text::visible(&self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The same as an item of a list in Markdown, with the time by the clock of the laptop.
    pub(super) fn item(&self, at: &str) -> String {
        format!("{at} · {}", inline(&self.text))
    }
}
