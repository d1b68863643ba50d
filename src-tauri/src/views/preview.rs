//! A draft before it leaves: how it looks, what there is to say of it, and what would leave.

use incident::command::ComponentWish;
use incident::id::Millis;
use incident::value::{Audience, Occasion};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use wording::difference::Change;
use wording::promise::Says;
use wording::quality::{Kind, Verdict};

use super::said::AttachedReview;

/// What somebody is about to say.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
pub struct Unsent {
    /// To whom.
    pub audience: Audience,
    /// What it is for.
    pub occasion: Occasion,
    /// A template with its gaps.
    pub text: String,
    /// When the next update comes, where the text does not say it.
    pub next_due: Option<Millis>,
    /// What it says of the components of the status page.
    #[serde(default)]
    pub components: Vec<ComponentWish>,
}

/// How a text reaches its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// As an update on the status page.
    Page,
    /// As an e-mail.
    Email,
    /// As a message in a chat.
    Chat,
    /// In 280 characters.
    Short,
}

/// A draft as its readers would see it. Whoever types waits for it at each key, so it holds what is looked at and no more.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PreviewView {
    /// The text in the form that was asked for.
    pub form: FormView,
    /// Whether it can be sent as it is.
    pub ready: bool,
    /// What it says of the next update, as the text reads; none where it says nothing.
    pub promised: Option<Says>,
    /// When its audience hears next if it leaves like this: by what it says, else by what its writer chose.
    pub next_due: Option<Millis>,
    /// The review that was written down for the public and may go with it.
    pub review: Option<AttachedReview>,
}

/// A text in one of its forms.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum FormView {
    /// On the status page.
    Page {
        /// A page that stands for itself: for a frame that lets nothing run.
        page: String,
    },
    /// By e-mail.
    Email {
        /// Its subject.
        subject: String,
        /// What a mail program shows.
        page: String,
        /// What one shows that shows no pages.
        plain: Vec<PartView>,
    },
    /// In a chat.
    Chat {
        /// What stands above it, in bold where the chat can.
        subject: String,
        /// The words without markup.
        plain: Vec<PartView>,
    },
    /// Where only 280 characters fit.
    Short {
        /// As much of it as fits.
        short: Vec<PartView>,
        /// How many characters of the plain text are not in it.
        left_out: u32,
    },
}

/// What there is to say of a draft: what it lacks, how it does, and how it differs from the last one.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(rename = "Proof")]
pub struct ProofView {
    /// What it lacks, each once.
    pub gaps: Vec<GapView>,
    /// In how many places.
    pub missing: u32,
    /// Where these are in the draft, in order.
    pub holes: Vec<Span>,
    /// How it does.
    pub findings: Vec<CheckView>,
    /// How it differs from what this audience heard last.
    pub changes: Vec<Change>,
    /// It says nearly the same as the last one: 0 to 1.
    pub similarity: f32,
    /// How many characters it has.
    pub length: u32,
    /// How many fit where it is read; none where that does not matter.
    pub limit: Option<u32>,
}

/// A draft as it would leave, taken from what the log holds.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SettledView {
    /// What it is said for.
    pub occasion: Occasion,
    /// Its words.
    pub text: String,
    /// When its audience hears next.
    pub next_due: Option<Millis>,
    /// Whether there is anything to say.
    pub ready: bool,
}

/// A value that a draft lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct GapView {
    /// The word between the braces.
    pub variable: String,
    /// What a person calls it.
    pub label: String,
    /// The line of a task that asks for it.
    pub line: String,
    /// Whom that line asks: the Incident Manager, if there is one.
    pub whom: Option<String>,
    /// Whom somebody asked already.
    pub asked: Option<AskedView>,
}

/// Somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskedView {
    /// Who; nobody in particular where the task names nobody.
    pub who: Option<String>,
    /// When.
    pub at: Millis,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Part")]
pub struct PartView {
    /// What it says, or what is missing.
    pub text: String,
    /// Whether it is missing.
    pub gap: bool,
}

/// One thing that the quality check looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Finding")]
pub struct CheckView {
    /// What.
    pub kind: Kind,
    /// How the text does.
    pub verdict: Verdict,
    /// Where in the draft, as an editor counts: in units of UTF-16. What stands in a value marks its whole variable.
    pub range: Option<Span>,
    /// One sentence that says what to do; empty when nothing is to be done.
    pub text: String,
}

/// From one place of a draft to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Span {
    /// The first unit.
    pub from: u32,
    /// The first that does not belong to it.
    pub to: u32,
}
