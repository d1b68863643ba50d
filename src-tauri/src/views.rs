//! What the UI asks for and what it gets, beside the domain's own views. Every type here has its TypeScript twin,
//! made from it.

use incident::board::Row;
use incident::id::{
    EntryRef, FieldId, IncidentId, Millis, PersonId, RoleId, ServiceId, SeverityId, WorkspaceId,
};
use incident::nag::Call;
use incident::past::{Mapping, Preview};
use incident::role::Scope;
use incident::room::Room;
use incident::value::{
    ActionLimit, Cadence, FieldType, Item, Kind, LinkKind, Nag, Owner, Priority, Question, ReviewPlan,
    Severity, Stage,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod hub;
mod learning;
mod meeting;
mod membership;
mod page_drift;
mod presentation;
mod preview;
mod process;
mod related;
mod release;
mod remarks;
mod review;
mod said;
mod sending;
mod status_page;
mod subscribers;

pub use hub::{
    FindingView, Heard, HeldView, Joined, KeptBackView, LeftView, Ruling, SetAsideView, SyncState, SyncView,
    WaitingView, WorkspaceView,
};
pub use learning::{ActionHistory, ActionLine, ActionTally, ActionsView};
pub use meeting::{
    AgendaItem, AgendaKind, AnsweredLine, AttendeeView, MeetingLine, MeetingView, QuestionLine, TakenLine,
    TopicLine,
};
pub use membership::{
    Caret, DeviceView, DevicesView, InvitationView, MemberRole, OpenInvitationView, PresenceView,
    PresentView, QrView,
};
pub use presentation::{BlockView, PresentationPage, PresentationView, SpanView};
pub use preview::{
    AskedView, CheckView, Form, FormView, GapView, PartView, PreviewView, ProofView, SettledView, Span,
    Unsent,
};
pub use process::{ApprovalView, ParticipantView, ProcessView, PublicationView, ReaderView, StepView};
pub use related::RelatedView;
pub use release::{ReleaseSection, ReleaseView, ReleaseWish};
pub use remarks::{RemarkAnswer, RemarkState, RemarkView, SettledBy};
pub use review::{
    BegunWith, ChartView, FillView, LintView, ReviewSection, ReviewTemplateView, ReviewVersion, ReviewView,
    SectionChange, TwiceView,
};
pub use said::{
    AccountView, AsideView, AttachedReview, AudienceView, BehindView, BriefView, CommsView, CustomerAskView,
    CustomerListDraft, CustomerListReport, CustomerView, CustomersView, Draft, DraftView, ExchangeView,
    HandOutView, Progress, PromiseView, SaidView, TemplatesView, TextView, ToldView, UpdateView,
    VariableView, Way, WordsView,
};

pub use page_drift::{PageDriftView, PagePlaceView};
pub use status_page::{ComponentChoice, ComponentView, GroupView, MaintenanceView, PageForm, StatusPageView};
pub use subscribers::{AddedView, HearsBy, SubscriberState, SubscriberView, SubscribersView};

pub use sending::{
    AtHubView, By, ByHand, ChannelsView, ChatRoomState, ChatRoomView, DestinationView, LastTry, OnItsWay,
    OutboxView, OutgoingView, RemindersView, SenderView, SendsView, UnreadView, WayOutTo, WayOutView,
};

/// What the window needs to know before it shows anything.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Start {
    /// The person at this laptop.
    pub me: PersonId,
    /// What they are called.
    pub name: String,
    /// Their IANA zone, in which they write times.
    pub zone: String,
    /// Which workspace it is: what the page keeps of it is of no other.
    pub id: WorkspaceId,
    /// What it is called.
    pub workspace: String,
    /// Nobody has introduced themselves yet.
    pub first_run: bool,
    /// Name and version as a person says them.
    pub version: &'static str,
    /// No window of our own: a browser shows this.
    pub headless: bool,
    /// Nothing locks the key of this laptop, and nobody wished for that: there is no keychain.
    pub key_lies_open: bool,
    /// What this person should know about how their data lies here: sentences.
    pub warnings: Vec<String>,
}

/// What the frame of the window shows on every screen.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RailView {
    /// What the workspace is called.
    pub workspace: String,
    /// Overdue first, then severity, then age.
    pub active: Vec<BoardLine>,
    /// How many are active, also where not all of them are told.
    pub total: u32,
    /// Those that are over where somebody still waits for what they were promised, the first first.
    pub promised: Vec<BoardLine>,
    /// Those of whose review a step of this person's is due soon or late, the latest first.
    pub reviews: Vec<BoardLine>,
    /// How many these are, also where not all of them are told.
    pub reviews_total: u32,
    /// Notices not yet read.
    pub unread: u32,
}

/// One incident on the board, with names.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BoardLine {
    /// The columns.
    #[serde(flatten)]
    pub row: Row,
    /// The Incident Manager's name.
    pub manager_name: Option<String>,
    /// Milliseconds before its deadline at which an update begins to press.
    #[ts(type = "number")]
    pub soon: i64,
    /// The same for a step of its review.
    #[ts(type = "number")]
    pub review_soon: i64,
}

/// What the board should show.
#[derive(Clone, Debug, Default, Deserialize, Serialize, TS)]
#[serde(default)]
pub struct BoardRequest {
    /// Words in title, number, service or Incident Manager.
    pub filter: Option<String>,
    /// Of this severity only.
    pub severity: Option<SeverityId>,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Those this person manages.
    pub mine: bool,
    /// Those of whose review a step is due soon or late.
    pub reviews: bool,
    /// In which order.
    pub sort: BoardSort,
}

/// Orders of the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BoardSort {
    /// Overdue first, then severity, then age.
    #[default]
    Urgency,
    /// Newest first.
    Age,
    /// Worst first.
    Severity,
    /// By title.
    Title,
}

/// The board: at most 100 rows a group.
#[derive(Clone, Debug, Serialize, TS)]
pub struct BoardView {
    /// Responders are at it.
    pub active: Vec<BoardLine>,
    /// Waiting for people, not for a fix.
    pub review: Vec<BoardLine>,
    /// Over.
    pub closed: Vec<BoardLine>,
    /// How many there are of each, filtered or not.
    pub counts: CountsView,
    /// What it can be narrowed to, worst first.
    pub severities: Vec<Severity>,
}

/// How many incidents there are.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct CountsView {
    pub active: u32,
    pub review: u32,
    pub closed: u32,
    pub overdue: u32,
    /// Of those in review: of whose review a step is due soon or late, whoever sees to it.
    pub reviews_due: u32,
    /// Of these: late already.
    pub reviews_late: u32,
}

/// The war room and what nags there.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RoomView {
    /// The incident.
    pub room: Room,
    /// What Allclear reminds of, worst first.
    pub calls: Vec<Call>,
    /// Milliseconds before its deadline at which an update begins to press.
    #[ts(type = "number")]
    pub soon: i64,
    /// Entries that the hub does not have yet.
    pub queued: Vec<EntryRef>,
    /// Whether this person may erase all of it.
    pub may_erase: bool,
}

/// A command was carried out.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Done {
    /// The incident, where it was about one.
    pub incident: Option<IncidentId>,
    /// What people call it.
    pub label: Option<String>,
    /// The entries that were written, for undo.
    pub entries: Vec<EntryRef>,
}

/// The book as Settings shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct BookView {
    pub workspace: String,
    pub people: Vec<PersonView>,
    pub services: Vec<CatalogueView>,
    pub severities: Vec<SeverityView>,
    pub action_limits: Vec<LimitView>,
    pub guideline: Vec<Question>,
    pub nags: Vec<NagView>,
    pub templates: Vec<TemplateView>,
    /// What reviews begin with, in the order in which they are offered.
    pub review_templates: Vec<ReviewTemplateView>,
    /// What the record can say at the beginning of a section.
    pub review_fills: Vec<FillView>,
    pub fields: Vec<FieldSettings>,
    pub roles: Vec<RoleSettings>,
    pub checklists: Vec<ChecklistSettings>,
    /// Every IANA zone, for choosing.
    pub zones: Vec<&'static str>,
}

/// What is asked of the action items of a priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct LimitView {
    pub priority: Priority,
    #[serde(flatten)]
    pub limit: ActionLimit,
}

/// Somebody of the book.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
    pub handle: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub zone: Option<String>,
    pub retired: bool,
    pub me: bool,
}

/// A service of the catalogue.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct CatalogueView {
    pub id: ServiceId,
    pub name: String,
    pub owner: Option<Owner>,
    pub owner_name: Option<String>,
    pub retired: bool,
}

/// A severity with its rules.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct SeverityView {
    pub severity: Severity,
    pub criteria: String,
    pub cadence: Cadence,
    pub review: ReviewPlan,
}

/// A nag's rule.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct NagView {
    pub nag: Nag,
    pub name: &'static str,
    pub after: u32,
    pub on: bool,
}

/// How the addresses of a kind of link are made.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct TemplateView {
    pub link: LinkKind,
    pub name: &'static str,
    pub template: Option<String>,
}

/// A custom field.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct FieldSettings {
    pub id: FieldId,
    pub name: String,
    pub takes: FieldType,
    pub on: bool,
}

/// A role.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct RoleSettings {
    pub id: RoleId,
    pub name: &'static str,
    pub duty: &'static str,
    pub scope: Scope,
}

/// A role's list for a stage.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ChecklistSettings {
    pub role: RoleId,
    pub stage: Stage,
    pub stage_name: &'static str,
    pub items: Vec<Item>,
}

/// Something that search found.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct HitView {
    pub incident: IncidentId,
    pub entry: EntryRef,
    pub label: String,
    pub title: String,
    pub severity: Option<Severity>,
    /// Title, note, decision or review.
    pub what: String,
    /// Whether it is a published review.
    pub review: bool,
    pub snippet: String,
    pub at: Millis,
}

/// The inbox.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct InboxView {
    pub unread: u32,
    pub notices: Vec<NoticeView>,
}

/// One notice.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct NoticeView {
    #[ts(type = "number")]
    pub id: i64,
    pub incident: Option<IncidentId>,
    /// It is about the hub: the list behind the sync chip tells more.
    pub hub: bool,
    /// What it reminds of; none where a newer version wrote it.
    pub nag: Option<Nag>,
    pub title: String,
    pub text: String,
    pub at: Millis,
    pub read: bool,
}

/// A file that was handed over for import, waiting for its columns to be named.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ImportDraft {
    /// Names the file in later calls; it means nothing outside this process.
    pub token: String,
    /// What the file is called.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// What each column means, as far as it could be guessed.
    pub mapping: Mapping,
    /// The first rows as they would be taken.
    pub preview: Preview,
}

/// How far an import is.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ImportProgress {
    pub token: String,
    #[ts(type = "number")]
    pub done: u64,
    #[ts(type = "number")]
    pub of: u64,
}

/// The state of the log on this laptop.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LogView {
    /// One sentence: whole, or what is wrong where.
    pub verdict: String,
    /// Whether every chain and signature is as it was written.
    pub whole: bool,
    /// How many entries were checked.
    #[ts(type = "number")]
    pub entries: u64,
    /// When the last backup was made.
    pub backed_up: Option<Millis>,
}

/// Where the key of this laptop lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeyView {
    /// One sentence.
    pub words: String,
    /// Whether a passphrase opens it.
    pub passphrase: bool,
    /// Whether one could.
    pub can_have: bool,
}

/// How an incident leaves as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// All entries, verifiable.
    Json,
    /// To read.
    Markdown,
    /// The executive brief as one page of paper.
    Brief,
    /// The review, for programs.
    ReviewJson,
    /// The review, to read and to go on writing elsewhere.
    ReviewMarkdown,
    /// The review as a page.
    ReviewHtml,
    /// The review on paper.
    ReviewPdf,
}

/// Which views are out of date, told to every window. Without `stream` they are so for every incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Stale {
    /// Names of commands whose answers changed.
    pub views: Vec<&'static str>,
    /// The incident's stream.
    pub stream: Option<String>,
}
