//! The quality check: what is missing in a draft, and what should not stand in it.

use std::ops::Range;

use chrono_tz::Tz;
use incident::id::Millis;
use incident::value::Audience;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a text is read, which says how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// An update on the status page.
    StatusPage,
    /// An e-mail.
    Email,
    /// A message in a chat.
    Chat,
    /// A text message or a post on a social network.
    Social,
    /// The executive brief.
    Brief,
}

/// What kind of notice a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The first that this audience hears.
    First,
    /// Something is new.
    Progress,
    /// Nothing is new, and people should know that.
    NoChange,
    /// It is over.
    Resolved,
}

/// A text and what has to be known to judge it.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The words.
    pub text: &'a str,
    /// Who hears it.
    pub audience: Audience,
    /// Where.
    pub channel: Channel,
    /// What kind of notice it is.
    pub notice: Notice,
    /// Whether the incident's cause is known, so that it may be named.
    pub identified: bool,
    /// Names of the people of the book, as `Ana Maria Costa`.
    pub people: &'a [&'a str],
    /// Names of the services of the book.
    pub services: &'a [&'a str],
    /// The moment at which it would be sent.
    pub now: Millis,
    /// The zone of the workspace.
    pub zone: Tz,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Quality {
    /// One or more of each kind, in the order of [`Kind`]; what stands in the text, in its order.
    pub findings: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// What was looked at.
    pub kind: Kind,
    /// How the text does.
    pub verdict: Verdict,
    /// Where in the text, in bytes.
    #[ts(optional, as = "Option<Range<usize>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<usize>>,
    /// One sentence that says what to do; empty when nothing is to be done.
    pub text: String,
}

/// How a text does in one respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Passed,
    /// Could be better.
    Advice,
    /// Should not leave the house like this.
    Failed,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "QualityKind")]
pub enum Kind {
    /// It says what is affected.
    Affected,
    /// It says what we are doing.
    Doing,
    /// It says when the next update comes.
    NextUpdate,
    /// Nobody is blamed.
    Blame,
    /// Nothing is said of what should or could have been.
    Counterfactual,
    /// No time of repair is promised.
    Repair,
    /// No cause is named before it is known.
    Cause,
    /// Nobody is named.
    Names,
    /// No machines, addresses and tickets that outsiders cannot know.
    Jargon,
    /// Nothing that opens a door, and nobody's address.
    Secret,
    /// It fits where it is read.
    Length,
}

impl Quality {
    /// Whether nothing failed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.findings.iter().all(|finding| finding.verdict != Verdict::Failed)
    }
}

impl Channel {
    /// How many characters fit, or are read to the end: none where length does not matter.
    #[must_use]
    pub fn limit(self) -> Option<usize> {
        match self {
            Self::StatusPage => Some(600),
            Self::Social => Some(280),
            Self::Brief => Some(1_200),
            Self::Chat => Some(1_000),
            Self::Email => None,
        }
    }
}

/// Judges a draft.
#[must_use]
pub fn check(draft: &Draft<'_>) -> Quality {
    let _ = draft;
    Quality { findings: Vec::new() }
}
