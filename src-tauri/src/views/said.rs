//! What is said to whom: the composer, the ledgers, the customers, the brief.

use incident::customer_list::{Column, PreviewRow};
use incident::id::{CustomerId, EntryRef, Millis, PersonId};
use incident::past::RefusedRow;
use incident::promise::Owed;
use incident::update::UpdateState;
use incident::value::{Audience, Channel, Contact, CustomerImpact, Occasion};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ComponentChoice, OutgoingView, WayOutView};
use wording::brief::Brief;

/// Everything that the screen of updates shows beside the draft.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CommsView {
    /// Those who can hear of this incident.
    pub audiences: Vec<AudienceView>,
    /// Who hears next, earliest first.
    pub owed: Vec<Owed>,
    /// Updates that wait for something, and those that were posted, newest first.
    pub updates: Vec<UpdateView>,
    /// What the public heard last.
    pub status: Option<Occasion>,
    /// Whether this person approves what leaves the house.
    pub approves: bool,
    /// The name of whoever does.
    pub manager: Option<String>,
    /// What is on its way by itself, oldest first.
    pub sending: Vec<OutgoingView>,
    /// Where what is approved now goes by itself, for each audience that has such a way.
    pub ways_out: Vec<WayOutView>,
}

/// One audience.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AudienceView {
    /// Which.
    pub audience: Audience,
    /// Whether what it hears leaves the house.
    pub outside: bool,
    /// When it hears next.
    pub due: Option<Millis>,
    /// Every how many minutes it hears, where it does.
    pub every: Option<u32>,
    /// What it heard, newest first.
    pub told: Vec<ToldView>,
    /// A first announcement that this severity calls for is written and waits to be looked at.
    pub prepared: bool,
    /// The channels by which it is reached.
    pub channels: Vec<Channel>,
}

/// What an audience heard.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ToldView {
    /// The entry that says so.
    pub entry: EntryRef,
    /// When.
    pub at: Millis,
    /// The words as their readers got them, with what nobody sees made visible.
    pub text: String,
    /// Them exactly as they were written, with their markup.
    pub exact: String,
    /// Them without markup, as they are handed out: to be copied, and said to one customer.
    pub plain: String,
    /// What for.
    pub occasion: Option<Occasion>,
    /// By which channels; none where it was told elsewhere and nobody said where.
    pub channels: Vec<Channel>,
    /// Whether people who were apart told it twice by one of them.
    pub twice: bool,
}

/// An update on its way, or posted.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct UpdateView {
    /// Its name.
    pub update: EntryRef,
    /// For whom.
    pub audience: Audience,
    /// What for.
    pub occasion: Occasion,
    /// The words, with their markup.
    pub text: String,
    /// Them exactly as they were written: what is edited.
    pub exact: String,
    /// Them as they leave: what is copied.
    pub by_hand: HandOutView,
    /// When it says that the next one comes.
    pub next_due: Option<Millis>,
    /// Whether that time has passed before it left.
    pub late: bool,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// How far it is.
    pub state: Progress,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Why it was sent back, and by whom.
    pub sent_back: Option<String>,
    /// By which channels it was posted.
    pub posted: Vec<Channel>,
    /// The review that the public reads once it is approved.
    pub review: Option<AttachedReview>,
}

/// A review as it was written down for the public, that goes with an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttachedReview {
    /// The entry that holds it, by which it is named.
    pub review: EntryRef,
    /// What it is called.
    pub title: String,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// What a person takes to a channel: the words that Allclear would send there.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(rename = "HandOut")]
pub struct HandOutView {
    /// What stands above them, where their channel has such a line.
    pub subject: String,
    /// With their markup, for a status page.
    pub markdown: String,
    /// Without it.
    pub plain: String,
    /// At most 280 characters, for social media.
    pub short: String,
}

/// How far an update is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "UpdateState")]
#[expect(missing_docs, reason = "named as in the domain")]
pub enum Progress {
    Waiting,
    SentBack,
    Approved,
    Posted,
    Replaced,
}

impl From<UpdateState> for Progress {
    fn from(state: UpdateState) -> Self {
        match state {
            UpdateState::Waiting => Self::Waiting,
            UpdateState::SentBack => Self::SentBack,
            UpdateState::Approved => Self::Approved,
            UpdateState::Posted => Self::Posted,
            UpdateState::Replaced => Self::Replaced,
        }
    }
}

/// A draft of what an audience is told next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// What it is for.
    pub occasion: Occasion,
    /// A template with its gaps: what the record knows is filled in when it is looked at.
    pub text: String,
    /// In how many minutes after sending the next update comes; none where no time is named.
    pub next_in: Option<u32>,
}

/// A draft to go on with, by whoever wrote in it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DraftView {
    /// It.
    pub draft: Draft,
    /// The name of its text within the incident.
    pub name: String,
    /// The text with all that its writers need; of a draft that nobody has touched, what begins it.
    pub text: TextView,
    /// When somebody last wrote in it; none while it is a template that nobody has touched.
    pub kept_at: Option<Millis>,
    /// What the template says.
    pub template: Draft,
    /// Minutes after which this audience hears by the cadence.
    pub cadence: Option<u32>,
    /// The components of the status page, where this audience is shown it.
    pub components: Vec<ComponentChoice>,
    /// What stands in the drafts before this one and is part of no update, the earliest first.
    pub behind: Vec<BehindView>,
}

/// Words that somebody wrote in a draft after it was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BehindView {
    /// The name of that draft.
    pub name: String,
    /// The words, each stretch on a line of its own.
    pub words: String,
}

/// A text that several people write.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TextView {
    /// All of it, or what the page that asked has not yet, as updates of Yjs in base64.
    pub updates: Vec<String>,
    /// Somebody wrote in it.
    pub begun: bool,
    /// Something was written on top of what has not come yet.
    pub waits: bool,
    /// So many changes cannot be read.
    pub refused: u32,
    /// Words that were written under a name under which others stand, and of which nobody said yet what becomes of them.
    pub aside: Vec<AsideView>,
    /// What stands for the words of all its texts, in 32 bits: a page that says something else is to be opened anew.
    pub sum: u32,
}

/// Words of a laptop that was copied while a page was open on it. They stand in no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AsideView {
    /// The entry that holds them.
    pub entry: EntryRef,
    /// Who wrote them.
    pub by: String,
    /// When.
    pub at: Millis,
    /// The words.
    pub words: String,
    /// The value of the document by which somebody says what becomes of them.
    pub key: String,
}

/// The customers of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CustomersView {
    /// Whoever we kept waiting too long first, then by tier, the shortest time to answer first; among them by when they hear
    /// from us, by impact and name.
    pub accounts: Vec<AccountView>,
    /// What all who were affected were told, oldest first. Each stands here once, and the histories name it.
    pub updates: Vec<ExchangeView>,
    /// What may be said: the last approved update for customers, else for the public.
    pub say: Option<ToldView>,
    /// How many customers the book knows.
    pub in_book: u32,
}

/// One customer in an incident.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct AccountView {
    pub id: CustomerId,
    pub name: String,
    pub tier: Option<String>,
    /// The band of what they pay in a year.
    pub arr: Option<String>,
    pub impact: CustomerImpact,
    pub owner: Option<PersonId>,
    pub owner_name: Option<String>,
    pub contact: Contact,
    /// When the earliest promise to them is due.
    pub due: Option<Millis>,
    /// When their agreement says that they hear from us.
    pub answer_due: Option<Millis>,
    pub last_told: Option<Millis>,
    pub last_channel: Option<Channel>,
    pub offered: Vec<String>,
    /// In which they told us, each once, newest first.
    pub tickets: Vec<String>,
    pub promises: Vec<PromiseView>,
    /// What the executives were asked for them.
    pub asks: Vec<CustomerAskView>,
    /// Newest first.
    pub history: Vec<SaidView>,
}

/// A line of a customer's history.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum SaidView {
    /// An update for all who were affected, by its place among those of the view, counted from 0.
    Update(u32),
    /// What was said with them alone.
    Own(ExchangeView),
}

/// What the executives were asked for a customer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct CustomerAskView {
    pub ask: EntryRef,
    pub question: String,
    pub at: Millis,
    pub needed_by: Option<Millis>,
    pub answer: Option<String>,
    /// Who of them said so, where somebody wrote that down.
    pub answered_by: Option<String>,
}

/// A promise to a customer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct PromiseView {
    pub promise: EntryRef,
    pub what: String,
    pub due: Millis,
    pub kept: Option<Millis>,
}

/// Something said between a customer and us.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ExchangeView {
    /// The entry that tells of it.
    pub entry: EntryRef,
    /// When.
    pub at: Millis,
    /// Which way the words went.
    pub way: Way,
    /// By which channel we told them.
    pub channel: Option<Channel>,
    /// The ticket in which they told us.
    pub ticket: Option<String>,
    /// Which update told them, counted from the first that all who were affected heard.
    pub update: Option<u32>,
    /// The words, with what nobody sees made visible.
    pub text: String,
    /// Them exactly as they were said, to be copied.
    pub exact: String,
    /// Who wrote it down.
    pub by: String,
}

/// Which way words went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each word says what it is")]
pub enum Way {
    Reported,
    Told,
    Offered,
    Promised,
}

/// A customer of the book, to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct CustomerView {
    pub id: CustomerId,
    pub name: String,
    pub tier: Option<String>,
    /// The band of what they pay in a year.
    pub arr: Option<String>,
    pub respond_within: Option<u32>,
    pub contact: Contact,
    pub owner: Option<PersonId>,
    pub retired: bool,
}

/// A list of customers that somebody chose to import.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CustomerListDraft {
    /// The name of the file.
    pub name: String,
    /// What its columns are taken for.
    pub columns: Vec<Column>,
    /// Its first rows as they would be taken.
    pub rows: Vec<PreviewRow>,
    /// Whether one of them has the customers' names, without which nothing can be taken.
    pub ready: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CustomerListReport {
    /// New in the book.
    pub added: u32,
    /// In the book, with something else now.
    pub changed: u32,
    /// In the book just so.
    pub unchanged: u32,
    /// Rows that were not taken.
    pub not_taken: u32,
    /// The first of them, with what to do.
    pub refused: Vec<RefusedRow>,
    /// Whether somebody stopped it before the end of the file.
    pub stopped: bool,
}

/// The executive brief.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BriefView {
    /// It.
    pub brief: Brief,
    /// Its text form.
    pub text: String,
    /// The same as the draft of an update.
    pub draft: String,
    /// What that update is for, as things stand now.
    pub occasion: Occasion,
    /// How many characters the text form has, and how many fit.
    pub length: u32,
    /// The limit of the text form.
    pub limit: u32,
}

/// What an audience is told on an occasion, for Settings.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WordsView {
    /// For whom.
    pub audience: Audience,
    /// When.
    pub occasion: Occasion,
    /// The words.
    pub text: String,
    /// Whether nobody has written others.
    pub ours: bool,
}

/// A variable of templates, for Settings.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct VariableView {
    /// What stands between the braces.
    pub word: String,
    /// What a person calls it.
    pub label: String,
}

/// All templates and their variables.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TemplatesView {
    /// Every audience on every occasion.
    pub words: Vec<WordsView>,
    /// What can stand in them.
    pub variables: Vec<VariableView>,
}
