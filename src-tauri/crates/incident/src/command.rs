//! Commands: wishes in the imperative, one flat list each for an incident and for the book.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{
    ComponentId, CustomerId, DestinationId, Edition, EntryRef, FieldId, GroupId, Millis, PersonId,
    ReplicaKey, ReviewTemplateId, RoleId, ServiceId, SeverityId,
};
use crate::value::{
    ActionLimit, ActionState, ActionType, Answer, Audience, Cadence, Channel, Chapter, ComponentState,
    Contact, CustomerImpact, DetectionMethod, Dispatch, Erasure, FieldType, FieldValue, ImpactAspect,
    ItemPlace, Kind, LinkKind, MaintenanceState, Nag, NoteKind, Occasion, Owner, PersonDetail, Point,
    Priority, Question, Reminders, ReviewPlan, ReviewStep, Rooms, Stage, Taken, TaskState, TemplateSection,
    Topic, Transport, Window,
};

/// What the composer's line becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineMode {
    /// A note of this kind; see [`NoteKind`].
    Note,
    /// To fix later.
    FixLater,
    /// Trouble while debugging.
    DebuggingTrouble,
    /// Process friction.
    ProcessFriction,
    /// A decision; a line that ends in a question mark raises one.
    Decision,
    /// A task.
    Task,
}

/// What a customer is to be promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewPromise {
    /// What.
    pub what: String,
    /// By when.
    pub due: Millis,
}

/// How a component is to be shown with an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComponentWish {
    /// Which one.
    pub component: ComponentId,
    /// How it does.
    pub state: ComponentState,
}

/// A component as somebody wants to have it on the status page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewComponent {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// With which others it is shown.
    pub group: Option<GroupId>,
    /// Where it stands; the lowest first.
    pub position: u32,
    /// Whether it is on the page.
    pub shown: bool,
    /// The services that it stands for.
    pub services: Vec<ServiceId>,
}

/// A wish about one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary; their variant's line explains them")]
pub enum Command {
    /// Begin an incident. `manager` absent means that nobody has it yet.
    Declare {
        title: String,
        kind: Kind,
        severity: Option<SeverityId>,
        services: Vec<ServiceId>,
        impact_started: Option<Millis>,
        detection: Option<DetectionMethod>,
        drill: bool,
        private: bool,
        manager: Option<PersonId>,
    },
    /// Say in other words what is wrong.
    Retitle { title: String },
    /// Say whom it hurts.
    SetKind { kind: Kind },
    /// Say how bad it is; answers to the guideline and a reason are kept.
    Classify { severity: SeverityId, answers: Vec<Answer>, reason: Option<String> },
    /// Go to a stage, forward or back. `anyway` passes the gates at the end of Resolve with this reason.
    EnterStage { stage: Stage, reason: Option<String>, anyway: Option<String> },
    /// State the impact in one aspect.
    StateImpact {
        aspect: ImpactAspect,
        value: String,
        number: Option<u64>,
        source: String,
        as_of: Option<Millis>,
    },
    /// A service is affected.
    AddService { service: ServiceId },
    /// It is not.
    RemoveService { service: ServiceId },
    /// Record, correct or take back (`at` absent) a moment.
    RecordPoint { point: Point, at: Option<Millis> },
    /// Say how it came to our notice.
    SetDetection { method: Option<DetectionMethod> },
    /// Say what type of cause it had.
    SetRootCauseType { root_cause: Option<String> },
    /// Say which service the cause was in.
    SetRootCauseService { service: Option<ServiceId> },
    /// Put a tag on.
    AddTag { tag: String },
    /// Take a tag off.
    RemoveTag { tag: String },
    /// Fill or empty a custom field.
    SetField { field: FieldId, value: Option<FieldValue> },
    /// Hide it from those not named, or show it.
    SetPrivate { private: bool },
    /// Let a person see it.
    Grant { person: PersonId },
    /// Let them see it no longer.
    Revoke { person: PersonId },
    /// Give a role to a person.
    Assign { role: RoleId, service: Option<ServiceId>, person: PersonId },
    /// Say: I have it.
    Accept { assignment: EntryRef },
    /// Take a role from a person.
    Release { assignment: EntryRef },
    /// Tick an item.
    Tick { place: ItemPlace },
    /// Take a tick back.
    Untick { place: ItemPlace },
    /// Leave an item out.
    Skip { place: ItemPlace, reason: String },
    /// Write one line into the record: a note, a decision or a task, with `@14:12` for a late entry.
    Write { mode: LineMode, line: String },
    /// Note something.
    AddNote { note: NoteKind, text: String, occurred_at: Option<Millis> },
    /// Say in a note something else.
    CorrectNote { note: EntryRef, text: String },
    /// Say when something happened.
    Redate { entry: EntryRef, at: Millis },
    /// Put an entry among the key events, or take it out.
    Pin { entry: EntryRef, pinned: bool },
    /// Ask for a decision.
    RaiseDecision {
        question: String,
        options: Vec<String>,
        owner: Option<PersonId>,
        needed_by: Option<Millis>,
    },
    /// Name who decides.
    OwnDecision { decision: EntryRef, owner: PersonId },
    /// Add a way to go.
    AddOption { decision: EntryRef, option: String },
    /// Record what was decided, of an open question or at once; `supersedes` ends an older decision.
    Decide {
        decision: Option<EntryRef>,
        question: Option<String>,
        chosen: String,
        rejected: Vec<String>,
        why: Option<String>,
        objections: Option<String>,
        reversible: Option<bool>,
        revisit_at: Option<Millis>,
        supersedes: Option<EntryRef>,
        #[serde(default)]
        #[ts(optional)]
        taken: Option<Taken>,
    },
    /// Look again at a decision.
    Revisit { decision: EntryRef, outcome: String, revisit_at: Option<Millis> },
    /// Say in a task something else; the line is read like a new one.
    ChangeTask { task: EntryRef, line: String },
    /// Say how far a task is.
    MoveTask { task: EntryRef, state: TaskState },
    /// Record a measure.
    Mitigate { what: String, temporary: bool, service: Option<ServiceId>, remove_when: Option<String> },
    /// Record that a temporary measure is gone.
    RemoveMitigation { mitigation: EntryRef },
    /// Say that an affected service is healthy.
    GiveAllClear { service: ServiceId },
    /// Say that it is not after all.
    WithdrawAllClear { service: ServiceId, reason: String },
    /// Add a channel, bridge, ticket or dashboard.
    Link { link: LinkKind, label: String, target: String },
    /// Take a link, a note or anything else that an entry made back out of the record.
    Retract { entry: EntryRef },
    /// Record that an audience was told something, elsewhere and without a proposal here. Here and below `at` is when
    /// that was, where it is written down later.
    PostUpdate {
        audience: Audience,
        text: String,
        next_due: Option<Millis>,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
        /// What it was for: whoever was told that it is over waits for nothing more.
        #[serde(default)]
        #[ts(optional)]
        occasion: Option<Occasion>,
    },
    /// Ask that an audience be told this; `replaces` is a proposal that was sent back or is no longer meant.
    ProposeUpdate {
        audience: Audience,
        occasion: Occasion,
        text: String,
        next_due: Option<Millis>,
        replaces: Option<EntryRef>,
        /// How components do by it, for the status page.
        #[serde(default)]
        #[ts(optional)]
        components: Option<Vec<ComponentWish>>,
        /// The review that the public reads once it is approved, as it was seen.
        #[serde(default)]
        #[ts(optional)]
        review: Option<EntryRef>,
    },
    /// Let a proposed update leave, by hand or by a sender.
    ApproveUpdate {
        update: EntryRef,
        #[serde(default)]
        #[ts(optional)]
        dispatch: Option<Dispatch>,
        /// Other senders, for destinations that the first one does not send to.
        #[serde(default)]
        #[ts(optional, as = "Option<Vec<Dispatch>>")]
        also: Vec<Dispatch>,
    },
    /// Have an approved update sent to a destination by this sender, now or once more.
    SendUpdate { update: EntryRef, destination: DestinationId, sender: ReplicaKey },
    /// Have a room made for the incident at a destination by this sender, or tried once more.
    MakeRoom { destination: DestinationId, sender: ReplicaKey },
    /// Record that an update arrived at a destination, although no receipt came or nobody waited for one.
    WasSent {
        update: EntryRef,
        destination: DestinationId,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Send a proposed update back.
    SendBackUpdate { update: EntryRef, reason: String },
    /// Record that an approved update was posted by a channel.
    MarkPosted {
        update: EntryRef,
        channel: Channel,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Say how it hurts a customer.
    AffectCustomer { customer: CustomerId, impact: CustomerImpact },
    /// Say the same of many at once.
    AffectCustomers { customers: Vec<CustomerId>, impact: CustomerImpact },
    /// Say who of us speaks with a customer.
    OwnCustomer { customer: CustomerId, owner: Option<PersonId> },
    /// Record what a customer told us.
    LogReport {
        customer: CustomerId,
        text: String,
        ticket: Option<String>,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Record what we told a customer, and what they were promised on the same occasion.
    LogTold {
        customer: CustomerId,
        channel: Channel,
        text: String,
        promise: Option<NewPromise>,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Record what a customer was offered.
    OfferCustomer {
        customer: CustomerId,
        what: String,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Promise a customer something.
    PromiseCustomer {
        customer: CustomerId,
        promise: NewPromise,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Record that a promise was kept, or was not after all.
    KeepPromise {
        promise: EntryRef,
        kept: bool,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Record that a promise holds for another time.
    MovePromise {
        promise: EntryRef,
        due: Millis,
        #[serde(default)]
        #[ts(optional)]
        at: Option<Millis>,
    },
    /// Ask the executives.
    AskExecutives { question: String, needed_by: Option<Millis>, customer: Option<CustomerId> },
    /// Record what they answered.
    AnswerAsk { ask: EntryRef, answer: String, by: Option<PersonId> },
    /// Write down what has to be done so that it does not happen again, or hurts less; `from` is the note, task, decision or
    /// measure that says so.
    RaiseAction {
        text: String,
        kind: ActionType,
        priority: Priority,
        due: Option<Millis>,
        owner: Option<PersonId>,
        from: Option<EntryRef>,
    },
    /// Say in an action something else.
    WordAction { action: EntryRef, text: String },
    /// Say who does it.
    OwnAction { action: EntryRef, owner: Option<PersonId> },
    /// Say what it is to achieve, how soon, and by when.
    GradeAction { action: EntryRef, kind: ActionType, priority: Priority, due: Option<Millis> },
    /// Say how far an action is; what is dropped needs a reason.
    MoveAction { action: EntryRef, state: ActionState, reason: Option<String> },
    /// Say where it is followed in another tracker: the address of its ticket.
    TicketAction { action: EntryRef, ticket: Option<String> },
    /// Say who sees to it that the actions get done.
    NameTracker { person: Option<PersonId> },
    /// Say who answers for the review.
    OwnReview { owner: Option<PersonId> },
    /// Say who leads through its meeting.
    NameFacilitator { person: Option<PersonId> },
    /// Somebody takes part in the review.
    AddParticipant { person: PersonId },
    /// They do not.
    RemoveParticipant { person: PersonId },
    /// Say by when a step of the review is to be done; without a time, by the plan again.
    MoveReviewStep { step: ReviewStep, due: Option<Millis> },
    /// Ask others to look at the draft. Here and below `edition` is what whoever wishes it has on their screen.
    SubmitReview { edition: Edition },
    /// Agree to what was submitted.
    ApproveReview { edition: Edition },
    /// Say that one has read to its end what was submitted or published.
    ReadReview { edition: Edition },
    /// Begin to talk about it, for so many minutes.
    BeginMeeting { minutes: u32 },
    /// The meeting is over.
    EndMeeting { meeting: EntryRef },
    /// Somebody is there.
    AttendMeeting { meeting: EntryRef, person: PersonId },
    /// They are not.
    LeaveMeeting { meeting: EntryRef, person: PersonId },
    /// Talk about this from now on.
    TurnTo { meeting: EntryRef, topic: Topic },
    /// Ask something there.
    AskInMeeting { meeting: EntryRef, topic: Option<Topic>, text: String },
    /// Answer what was asked, there or later.
    AnswerQuestion { question: EntryRef, answer: String },
    /// Publish it; `anyway` does so without somebody else's approval, for this reason.
    PublishReview {
        edition: Edition,
        anyway: Option<String>,
        /// What came of meetings about it stays with those who look for it there.
        #[serde(default)]
        #[ts(optional, as = "Option<bool>")]
        without_meetings: bool,
    },
    /// Write it again.
    ReopenReview { reason: String },
    /// Write down what the public is to read of the review. They do once an update that tells of it is approved.
    ReleaseReview { title: String, passages: Vec<Chapter> },
    /// Silence a nag for some minutes.
    Snooze {
        nag: Nag,
        about: Option<EntryRef>,
        #[serde(default)]
        #[ts(optional)]
        audience: Option<Audience>,
        minutes: u32,
    },
    /// Set the value of this entry again, ending a clash.
    Settle { entry: EntryRef },
    /// Hide the text of an entry.
    Redact { entry: EntryRef },
    /// Hide everything of it for ever. `label` is what people call it, typed by whoever is sure.
    Erase { label: String, why: Erasure },
    /// Take back what one command did.
    Undo { entries: Vec<EntryRef> },
}

/// A wish about the book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the glossary; their variant's line explains them")]
pub enum Edit {
    /// Say what a person is called; adds them when new.
    NamePerson { person: PersonId, name: String },
    /// Say how to reach a person.
    SetPersonDetail { person: PersonId, detail: PersonDetail, value: Option<String> },
    /// A person left, or is back.
    RetirePerson { person: PersonId, retired: bool },
    /// Say what a service is called; without `service` adds one.
    NameService { service: Option<ServiceId>, name: String },
    /// Say who answers for a service.
    SetServiceOwner { service: ServiceId, owner: Option<Owner> },
    /// A service is no more, or is back.
    RetireService { service: ServiceId, retired: bool },
    /// Say what the workspace is called.
    NameWorkspace { name: String },
    /// Say what a severity is called and when it applies; without `severity` adds one.
    DefineSeverity { severity: Option<SeverityId>, name: String, rank: u8, criteria: String },
    /// Say how often audiences hear.
    DefineCadence { severity: SeverityId, cadence: Cadence },
    /// Say whether incidents of a severity have a review, and by when its steps are done.
    DefineReviewPlan { severity: SeverityId, plan: ReviewPlan },
    /// Say what is asked of the action items of a priority.
    DefineActionLimit { priority: Priority, limit: ActionLimit },
    /// Say what a review can begin with; without `template` adds one.
    DefineReviewTemplate {
        template: Option<ReviewTemplateId>,
        name: String,
        what: String,
        sections: Vec<TemplateSection>,
    },
    /// Nobody begins with it any more, or again.
    RetireReviewTemplate { template: ReviewTemplateId, retired: bool },
    /// Say in which order they are offered.
    OrderReviewTemplates { templates: Vec<ReviewTemplateId> },
    /// Say which questions suggest a severity.
    DefineGuideline { questions: Vec<Question> },
    /// Say when a nag speaks.
    DefineNag { nag: Nag, after: u32, on: bool },
    /// Say how addresses are made.
    SetLinkTemplate { link: LinkKind, template: Option<String> },
    /// Define a custom field; without `field` adds one.
    DefineField { field: Option<FieldId>, name: String, takes: FieldType, on: bool },
    /// Write a role's list for a stage, one item a line; items keep their ids by their words.
    DefineChecklist { role: RoleId, stage: Stage, items: Vec<crate::value::Item> },
    /// Write what an audience is told on an occasion; without a text, ours again.
    DefineTemplate { audience: Audience, occasion: Occasion, text: Option<String> },
    /// Write down a customer; without `customer` adds one.
    DefineCustomer {
        customer: Option<CustomerId>,
        name: String,
        tier: Option<String>,
        #[serde(default)]
        #[ts(optional)]
        arr: Option<String>,
        respond_within: Option<u32>,
        contact: Contact,
        owner: Option<PersonId>,
    },
    /// A customer left, or is back.
    RetireCustomer { customer: CustomerId, retired: bool },
    /// Say where updates can be sent; without `destination` adds one.
    DefineDestination {
        destination: Option<DestinationId>,
        name: String,
        transport: Transport,
        audiences: Vec<Audience>,
        drill: bool,
        laptops: bool,
        #[serde(default)]
        #[ts(optional)]
        rooms: Option<Rooms>,
    },
    /// Remind owners of what is due by mails of this channel; without one nobody is.
    RemindByMail { reminders: Option<Reminders> },
    /// Nothing is sent there any more, or again.
    RetireDestination { destination: DestinationId, retired: bool },
    /// Say whose status the page shows, and where everybody finds it.
    DefineStatusPage { name: String, address: Option<String> },
    /// Show components together; without `group` adds a group.
    DefineGroup { group: Option<GroupId>, name: String, position: u32 },
    /// A group is no more, or is back.
    RetireGroup { group: GroupId, retired: bool },
    /// Say what the public uses; without `component` adds one.
    DefineComponent { component: Option<ComponentId>, wish: NewComponent },
    /// A component is no more, or is back.
    RetireComponent { component: ComponentId, retired: bool },
    /// Announce work.
    ScheduleMaintenance { title: String, text: String, window: Window, components: Vec<ComponentId> },
    /// Say that announced work takes place at another time.
    MoveMaintenance { maintenance: EntryRef, window: Window },
    /// Say how far announced work is.
    SayMaintenance { maintenance: EntryRef, state: MaintenanceState, text: String },
    /// Take back what one edit did.
    UndoEdit { entries: Vec<EntryRef> },
}
