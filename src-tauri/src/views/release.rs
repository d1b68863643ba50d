//! What the public is to read of a review, before anybody does.

use incident::id::Millis;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use wording::redaction::{Choice, Hit};

/// What a person wants the public to read of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
pub struct ReleaseWish {
    /// What it is called there; none where its incident's title does.
    pub title: Option<String>,
    /// The sections that are left out; none where nobody has chosen.
    pub left_out: Option<Vec<String>>,
    /// What is kept, and what stands instead of the rest.
    pub choices: Vec<Choice>,
}

/// What the public would read, and what of it a person has to look at.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReleaseView {
    /// What it is called.
    pub title: String,
    /// Its sections.
    pub sections: Vec<ReleaseSection>,
    /// What has to be looked at; the places count the title as 0, and after it the sections that are taken.
    pub hits: Vec<Hit>,
    /// The page as it would be read.
    pub page: String,
    /// What names these words: they are released as they were seen, or not at all.
    pub seen: String,
    /// Since when the public reads one; none where it does not.
    pub public_since: Option<Millis>,
    /// Whether one is written down that nobody has approved yet.
    pub waits: bool,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReleaseSection {
    /// The name of its text.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Whether the public reads it.
    pub taken: bool,
}
