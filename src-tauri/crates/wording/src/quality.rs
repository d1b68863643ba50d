//! The quality check: what is missing in a draft, and what should not stand in it.

pub(crate) mod blame;
mod cause;
mod jargon;
mod names;
mod says;
mod secret;
pub(crate) mod text;

use std::ops::Range;

use incident::value::Audience;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::promise::{self, Promise, Says};
use text::Text;

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
#[derive(Clone, Debug)]
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
    /// What it promises, as [`promise::read`] reads it.
    pub promises: Vec<Promise>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// One or more of each kind, in the order of [`Kind`]; what stands in the text, in its order.
    pub findings: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub kind: Kind,
    /// How the text does.
    pub verdict: Verdict,
    /// Where in the text, in bytes.
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

/// Judges a draft. The work is linear in the length of the text times the number of names of people and services.
#[must_use]
pub fn check(draft: &Draft<'_>) -> Quality {
    let low = draft.text.to_ascii_lowercase();
    let text = Text::new(draft, &low);
    // Among ourselves a name is no secret, and a machine's name says something.
    let outside = draft.audience == Audience::Public || draft.channel == Channel::Social;
    let inside = draft.audience == Audience::Employees && !outside;
    let names = if outside { Verdict::Failed } else { Verdict::Advice };

    let mut all = Findings::default();
    all.one(Kind::Affected, says::affected(&text, draft));
    all.one(Kind::Doing, says::doing(&text, draft));
    all.next_update(draft);
    all.each(
        Kind::Blame,
        Verdict::Failed,
        blame::blame(&text, draft),
        "Say what happened, not whose doing it was.",
    );
    let counterfactuals = blame::counterfactuals(&text);
    let say = "Say what was, not what should or could have been.";
    all.each(Kind::Counterfactual, Verdict::Failed, counterfactuals, say);
    all.each(
        Kind::Repair,
        Verdict::Failed,
        cause::repairs(&text),
        "Promise an update by then, not a repair.",
    );
    let causes = if draft.identified { Vec::new() } else { cause::causes(&text) };
    all.each(Kind::Cause, Verdict::Failed, causes, "Leave the cause out until it is known.");
    all.each(
        Kind::Names,
        names,
        names::people(&text, draft),
        "Name a role or a team in place of the person.",
    );
    let jargon = if inside { Vec::new() } else { jargon::jargon(&text) };
    all.each(Kind::Jargon, Verdict::Advice, jargon, "Say it in words that people outside know.");
    all.each(Kind::Secret, Verdict::Failed, secret::secrets(&text), "Take this out before it is sent.");
    all.one(Kind::Length, says::length(draft));
    Quality { findings: all.0 }
}

/// What is missing, and how much that matters.
struct Missing {
    verdict: Verdict,
    range: Option<Range<usize>>,
    text: String,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    /// What is to be there once: where it stands, or what to do.
    fn one(&mut self, kind: Kind, found: Result<Option<Range<usize>>, Missing>) {
        self.0.push(match found {
            Ok(range) => Finding { kind, verdict: Verdict::Passed, range, text: String::new() },
            Err(Missing { verdict, range, text }) => Finding { kind, verdict, range, text },
        });
    }

    /// What is not to be there at all.
    fn each(&mut self, kind: Kind, verdict: Verdict, found: Vec<Range<usize>>, text: &str) {
        if found.is_empty() {
            self.one(kind, Ok(None));
        }
        self.0.extend(found.into_iter().map(|range| Finding {
            kind,
            verdict,
            range: Some(range),
            text: text.to_owned(),
        }));
    }

    /// The promise that holds, and others that need to be looked at.
    fn next_update(&mut self, draft: &Draft<'_>) {
        let promises = &draft.promises;
        let holds = promise::governing(promises);
        self.one(Kind::NextUpdate, says::next_update(holds, draft.notice));
        for other in promises.iter().filter(|promise| holds != Some(promise)) {
            if let Says::Doubtful(doubt) = &other.says {
                let (range, text) = (Some(other.range.clone()), doubt.text.clone());
                self.one(Kind::NextUpdate, Err(Missing { verdict: Verdict::Advice, range, text }));
            }
        }
    }
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
