//! Templates of reviews: which sections one has, and what the record fills in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ReviewTemplateId, SectionId};

words!(
    /// What the record says at the beginning of a section.
    ReviewFill {
        /// What happened, from when to when.
        Summary = "What happened",
        /// Every aspect of the impact.
        Impact = "The impact",
        /// The key events.
        Timeline = "Key events",
        /// How it was noticed.
        Detection = "How it was noticed",
        /// What type of cause, and where.
        Causes = "The cause",
        /// Notes of trouble while debugging.
        Trouble = "Trouble while debugging",
        /// Who was told what.
        Communication = "What was told",
        /// How promises were kept.
        Promises = "Promises kept",
        /// What was noted to be looked at later, by kind.
        Notes = "Notes by kind",
        /// The action items.
        Actions = "Action items",
    }
);

impl ReviewFill {
    /// Whether a number beside it has to say where it comes from.
    #[must_use]
    pub fn is_factual(self) -> bool {
        matches!(self, Self::Summary | Self::Impact | Self::Detection | Self::Causes | Self::Communication)
    }
}

/// A section as a template has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateSection {
    /// How its text is called in a review, for ever.
    pub id: SectionId,
    /// Its heading.
    pub title: String,
    /// What belongs there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// What the record says there at the beginning; nothing where people have to think first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<ReviewFill>,
}

/// What a review begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewTemplate {
    /// Which one it is, whatever it is called.
    pub id: ReviewTemplateId,
    /// Its name.
    pub name: String,
    /// For what it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Its sections, in order.
    pub sections: Vec<TemplateSection>,
}
