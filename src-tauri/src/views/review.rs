//! The review of one incident: its sections, what it cites, what was found in it, who wrote what.

use incident::figure::FigureSaid;
use incident::id::{EntryRef, Millis, PersonId};
use incident::timeline::Evidence;
use incident::value::{ReviewFill, ReviewTemplate};
use serde::Serialize;
use ts_rs::TS;
use wording::difference::Change;
use wording::lint::{About, Rule};

/// A review, or what it could begin with. Its texts come by `text` like those of every document.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReviewView {
    /// The name of its document.
    pub name: String,
    /// Whether somebody began it.
    pub begun: bool,
    /// What gave it its sections, where that is known.
    pub begun_with: Option<BegunWith>,
    /// What it can begin with.
    pub templates: Vec<ReviewTemplate>,
    /// Its sections in order; those that its outline no longer has and that hold a text come last.
    pub sections: Vec<ReviewSection>,
    /// Every line of the record and what the texts cite besides, by when it happened.
    pub evidence: Vec<Evidence>,
    /// Entries that are cited.
    pub cited: Vec<EntryRef>,
    /// The charts for which the record has values.
    pub charts: Vec<ChartView>,
    /// The figures that are cited, as the record has them now.
    pub figures: Vec<FigureSaid>,
    /// What was found, in the order of the sections.
    pub findings: Vec<LintView>,
    /// Who wrote when, oldest first.
    pub versions: Vec<ReviewVersion>,
    /// What others wrote and nobody has looked at on this laptop; null where nobody has opened it here.
    pub unseen: Option<Vec<EntryRef>>,
}

/// What gave a review its sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BegunWith {
    /// The template.
    pub template: String,
    /// What it was called then.
    pub name: String,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewSection {
    /// The name of its text.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What belongs there.
    pub hint: String,
    /// Whether nothing stands there.
    pub empty: bool,
    /// Whether the outline no longer has it.
    pub left_out: bool,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LintView {
    /// By which rule.
    pub rule: Rule,
    /// What the rule is called.
    pub name: &'static str,
    /// Why there is such a rule, and what to do.
    pub why: &'static str,
    /// In which section; none where it is about the record.
    pub section: Option<String>,
    /// The words, or what of the record.
    pub what: String,
    /// Where they begin in the section's text, in UTF-16 units.
    pub from: u32,
    /// Where they end; the same where there are none.
    pub to: u32,
    /// How it is silenced: the name of the value that holds the reason.
    pub key: String,
    /// Why it was silenced, where somebody did.
    pub silenced: Option<String>,
    /// Where of the record it is mended; none where it is in a section.
    pub about: Option<About>,
}

/// What one person wrote in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewVersion {
    /// The entries.
    pub entries: Vec<EntryRef>,
    /// Who.
    pub by: String,
    /// Their id, where they are known.
    pub person: Option<PersonId>,
    /// Whether this laptop wrote it.
    pub here: bool,
    /// When the last of it was written.
    pub at: Millis,
}

/// How a section differs between two versions.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SectionChange {
    /// The section.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it said, what it says, in order.
    pub changes: Vec<Change>,
}

/// A sentence that others changed as well as whoever looks, while they were apart.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TwiceView {
    /// In which section.
    pub section: String,
    /// Its heading.
    pub title: String,
    /// With the changes of this laptop alone, beside what both had before.
    pub ours: Vec<Change>,
    /// With those of the others alone.
    pub theirs: Vec<Change>,
    /// With both, as it stands now.
    pub merged: Vec<Change>,
    /// Where that begins in the section's text, in UTF-16 units.
    pub from: u32,
}

/// What a review can begin with, as Settings shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewTemplateView {
    /// What it is.
    pub template: ReviewTemplate,
    /// Whether it comes with Allclear: it is copied, not changed.
    pub shipped: bool,
    /// Whether nobody begins with it any more.
    pub retired: bool,
}

/// What the record can say at the beginning of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FillView {
    /// Which.
    pub fill: ReviewFill,
    /// What a person calls it.
    pub name: &'static str,
}

/// A chart of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChartView {
    /// What it is called in a text, with its brackets.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What it shows, in words.
    pub said: String,
    /// The picture: SVG that runs nothing.
    pub svg: String,
}
