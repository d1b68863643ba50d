//! Events: facts in the past tense, one flat list. Their shapes are for ever: variants and optional fields
//! are only added, and golden files prove it.
//!
//! An event sets one value. Its `base` lists every value of the same slot that its author held and that
//! nobody had superseded; two values of which neither supersedes the other are a concurrent change.
//! Things with a life of their own (note, decision, task, mitigation, link) are named by the entry that made
//! them. Facts about roles, access and enrolment hold no free text and cannot be redacted.

use serde::{Deserialize, Serialize};

use crate::id::{
    ComponentId, CustomerId, DestinationId, Edition, EntryRef, GroupId, IncidentId, Millis, PersonId,
    ReplicaKey, ReviewTemplateId, RoleId, Run, ServiceId, SeverityId,
};
use crate::value::{
    ActionLimit, ActionState, ActionType, Answer, Audience, Cadence, Channel, Chapter, Component, Contact,
    Customer, CustomerImpact, Delivery, Destination, DetectionMethod, Dispatch, Erasure, Field, FieldType,
    FieldValue, Gate, Group, ImpactAspect, Item, ItemPlace, Kind, LinkKind, MaintenanceState, Minute, Nag,
    NoteKind, Occasion, Owner, Part, Passage, PersonDetail, Point, Priority, Question, Readers, Reminders,
    ReviewPlan, ReviewStep, ReviewTemplate, Service, Severity, Shown, Stage, StatusPage, Taken, TaskState,
    Who, Window,
};

mod awaited;
mod redact;
#[macro_use]
mod shape;

pub use awaited::AWAITED;
pub use shape::Base;

events! {
    // The incident itself.
    /// The incident exists. Whether it is a drill is decided here once.
    Declared { drill: bool },
    /// It was taken over from another system's record.
    Imported { source: String, external_id: String },
    /// The home hub gave it a number. Of several the lowest that nothing has replaced is shown; the others stay aliases.
    /// A number replaces one that turned out to be another incident's.
    Numbered { number: u64 } base,
    /// The home hub takes no more of a series of this stream: it counts up to `seq`, whose entry is `last`. Where its
    /// author wrote it twice, `forked` is the first number of which there are two.
    SeriesCut {
        replica: ReplicaKey,
        run: Run,
        seq: u64,
        last maybe: Option<EntryRef>,
        forked maybe: Option<u64>,
    } base,
    /// What is wrong, in one line.
    Titled { title: String } base,
    /// Whom it hurts.
    KindSet { kind: Kind } base,
    /// How bad it is, with the guideline's answers and the reason for differing from its suggestion.
    SeverityClassified {
        severity: Option<Severity>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<Answer>,
        suggested maybe: Option<SeverityId>,
        reason maybe: Option<String>,
    } base,
    /// How often each audience hears of it, copied from the book at classification.
    CadenceSet { cadence: Cadence } base,
    /// A stage was entered, for the first time or again.
    StageEntered {
        stage: Stage,
        reason maybe: Option<String>,
    } base,
    /// A gate at the end of Resolve was passed by somebody's decision.
    GateOverridden { gate: Gate, reason: String },
    /// A moment was recorded, corrected, or taken back (`at` absent).
    PointRecorded { point: Point, at: Option<Millis> } base,
    /// Impact in one aspect, with where it is known from; the entry's `occurred_at` is its age.
    ImpactStated {
        aspect: ImpactAspect,
        value: Option<String>,
        number maybe: Option<u64>,
        source: String,
    } base,
    /// A service is affected. Leaving the set is [`Event::Retracted`].
    ServiceAffected { service: Service },
    /// How it came to our notice.
    DetectionMethodSet { method: Option<DetectionMethod> } base,
    /// What type of cause it had.
    RootCauseTypeSet { root_cause: Option<String> } base,
    /// Which service the cause was in.
    RootCauseServiceSet { service: Option<Service> } base,
    /// A tag was put on.
    Tagged { tag: String },
    /// A custom field was filled or emptied.
    FieldSet { field: Field, value: Option<FieldValue> } base,
    /// Only those named may see it, or everybody again.
    PrivacySet { private: bool } base,
    /// A person may see it although it is private.
    AccessGranted { person: PersonId },
    /// A channel, bridge, ticket or dashboard.
    Linked { link: LinkKind, label: String, target: String },

    // Roles and checklists.
    /// A person holds a role, for one service where the role is per service.
    RoleAssigned {
        role: RoleId,
        service maybe: Option<ServiceId>,
        person: PersonId,
    } base,
    /// The person said: I have it.
    RoleAccepted { assignment: EntryRef } base,
    /// The person no longer holds it.
    RoleReleased {
        role: RoleId,
        service maybe: Option<ServiceId>,
    } base,
    /// A role's list for a stage, copied from the book.
    ChecklistIssued { role: RoleId, stage: Stage, items: Vec<Item> } base,
    /// An item was done.
    ItemTicked { place: ItemPlace } base,
    /// An item was not done after all.
    ItemUnticked { place: ItemPlace } base,
    /// An item will not be done.
    ItemSkipped { place: ItemPlace, reason: String } base,

    // The record.
    /// Something was noted.
    Noted { note: NoteKind, text: String },
    /// A note says something else now.
    NoteCorrected { note: EntryRef, text: String } base,
    /// What an entry tells of happened at another time.
    Redated { entry: EntryRef, at: Option<Millis> } base,
    /// An entry is among the key events, or no longer.
    Pinned { entry: EntryRef, pinned: bool } base,
    /// What this entry made or added is taken back.
    Retracted { entry: EntryRef } base,
    /// It is not taken back after all.
    Reinstated { entry: EntryRef } base,
    /// A question needs a decision.
    DecisionRaised {
        question: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<String>,
        owner maybe: Option<PersonId>,
        needed_by maybe: Option<Millis>,
    },
    /// Who decides.
    DecisionOwned { decision: EntryRef, owner: Option<PersonId> } base,
    /// One more way to go.
    OptionAdded { decision: EntryRef, option: String },
    /// It was decided. Without `decision` this entry is the decision; with `supersedes` an older one no longer holds.
    DecisionRecorded {
        decision maybe: Option<EntryRef>,
        question maybe: Option<String>,
        chosen: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rejected: Vec<String>,
        why maybe: Option<String>,
        objections maybe: Option<String>,
        reversible maybe: Option<bool>,
        revisit_at maybe: Option<Millis>,
        supersedes maybe: Option<EntryRef>,
        taken maybe: Option<Taken>,
    } base,
    /// The revisit time was kept: what came of the decision, and when to look again.
    DecisionRevisited {
        decision: EntryRef,
        outcome: String,
        revisit_at maybe: Option<Millis>,
    } base,
    /// Somebody should do something.
    TaskAdded {
        text: String,
        who maybe: Option<Who>,
        due maybe: Option<Millis>,
    },
    /// A task says something else now.
    TaskChanged {
        task: EntryRef,
        text: String,
        who maybe: Option<Who>,
        due maybe: Option<Millis>,
    } base,
    /// How far a task is.
    TaskMoved { task: EntryRef, state: TaskState } base,
    /// Something was done to end the impact.
    MitigationApplied {
        what: String,
        temporary: bool,
        service maybe: Option<Service>,
        remove_when maybe: Option<String>,
    },
    /// A temporary measure is gone, or back (`removed` false).
    MitigationRemoved { mitigation: EntryRef, removed: bool } base,
    /// The on-call of an affected service says it is healthy.
    AllClearGiven { service: ServiceId } base,
    /// It is not healthy after all.
    AllClearWithdrawn { service: ServiceId, reason: String } base,
    /// An audience was told something, and when it hears next. `update` is the one that was approved.
    UpdatePosted {
        audience: Audience,
        text: String,
        next_due maybe: Option<Millis>,
        occasion maybe: Option<Occasion>,
        update maybe: Option<EntryRef>,
        channel maybe: Option<Channel>,
        delivery maybe: Option<Delivery>,
    } base,
    /// Somebody wants an audience to be told this. `replaces` is the one that was sent back.
    UpdateProposed {
        audience: Audience,
        occasion: Occasion,
        text: String,
        next_due maybe: Option<Millis>,
        replaces maybe: Option<EntryRef>,
        shown maybe: Option<Shown>,
    },
    /// It may leave the house; where somebody named a sender, by itself.
    UpdateApproved {
        update: EntryRef,
        dispatch maybe: Option<Dispatch>,
    } base,
    /// It may not, for this reason.
    UpdateSentBack { update: EntryRef, reason: String } base,
    /// A person wants an approved update to be sent to a destination by this sender, now or once more.
    SenderNamed { update: EntryRef, destination: DestinationId, sender: ReplicaKey } base,
    /// The sender is about to try: written before it does, so that no attempt is forgotten.
    SendingBegun { update: EntryRef, destination: DestinationId },
    /// The attempt did not end well. It is made again at `retry_at`; without one a person has to look. `unknown` where
    /// it may have arrived all the same.
    SendingFailed {
        attempt: EntryRef,
        why: String,
        retry_at maybe: Option<Millis>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unknown: bool,
    } base,
    /// The sender does not send it by itself: a person has to look first, for this reason.
    SendingHeld { update: EntryRef, destination: DestinationId, why: String },

    // Rooms where its people meet.
    /// This sender is to make a room of this name there. Whoever makes it later makes it under the same name.
    RoomAsked { destination: DestinationId, sender: ReplicaKey, name: String } base,
    /// The room stands: what the other side calls it, and what opens it for a person. Its topic leads to this bridge.
    RoomMade {
        destination: DestinationId,
        room: String,
        link: String,
        bridge maybe: Option<String>,
    } base,
    /// It could not be made, or its topic not be changed. It is tried again at `retry_at`; without one a person has to look.
    RoomNotMade {
        destination: DestinationId,
        why: String,
        retry_at maybe: Option<Millis>,
    } base,

    // Customers and executives.
    /// How it hurts a customer.
    CustomerAffected { customer: Customer, impact: CustomerImpact } base,
    /// Who of us speaks with a customer.
    CustomerOwned { customer: CustomerId, owner: Option<PersonId> } base,
    /// A customer told us something.
    CustomerReported {
        customer: CustomerId,
        text: String,
        ticket maybe: Option<String>,
    },
    /// We told a customer something.
    CustomerTold { customer: CustomerId, channel: Channel, text: String },
    /// A customer was offered a way to suffer less.
    CustomerOffered { customer: CustomerId, what: String },
    /// A customer was promised something by a time.
    CustomerPromised { customer: CustomerId, what: String, due: Millis },
    /// A promise was kept, or not after all (`kept` false).
    PromiseKept { promise: EntryRef, kept: bool } base,
    /// A promise holds for another time, as the customer was told.
    PromiseMoved { promise: EntryRef, due: Millis } base,
    /// The executives are asked for a decision or for help.
    ExecutivesAsked {
        question: String,
        needed_by maybe: Option<Millis>,
        customer maybe: Option<CustomerId>,
    },
    /// What they said. `by` is who of them.
    ExecutivesAnswered {
        ask: EntryRef,
        answer: String,
        by maybe: Option<PersonId>,
    } base,
    /// A nag keeps quiet until then.
    NagSnoozed {
        nag: Nag,
        about maybe: Option<EntryRef>,
        audience maybe: Option<Audience>,
        until: Millis,
    } base,
    /// An entry's text is hidden. `replaces` copies what the hidden entry had replaced, which keeps its effect.
    Redacted {
        entry: EntryRef,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replaces: Vec<EntryRef>,
    },
    /// The whole stream is hidden, what arrives later too. Why is one of a few words, since free text would stay.
    StreamErased { #[serde(deserialize_with = "Erasure::known")] why maybe: Option<Erasure> },

    // Learning.
    /// Something is to be done so that it does not happen again, or hurts less. `from` is what it came from.
    ActionRaised {
        text: String,
        kind: ActionType,
        priority: Priority,
        due maybe: Option<Millis>,
        owner maybe: Option<PersonId>,
        from maybe: Option<EntryRef>,
    },
    /// An action says something else now.
    ActionWorded { action: EntryRef, text: String } base,
    /// Who does it.
    ActionOwned { action: EntryRef, owner: Option<PersonId> } base,
    /// What it is to achieve, how soon, and by when.
    ActionGraded {
        action: EntryRef,
        kind: ActionType,
        priority: Priority,
        due maybe: Option<Millis>,
    } base,
    /// How far an action is. What is dropped has a reason.
    ActionMoved {
        action: EntryRef,
        state: ActionState,
        reason maybe: Option<String>,
    } base,
    /// Where an action is followed in another tracker; without an address, nowhere.
    ActionTicketed { action: EntryRef, ticket maybe: Option<String> } base,
    /// Who sees to it that the actions get done.
    TrackerNamed { person: Option<PersonId> } base,

    // The review and its process.
    /// What the review of such an incident has to be, and by when, copied from the book when responders were done.
    ReviewPlanned { plan: ReviewPlan } base,
    /// Who answers for the review: that it is written, talked about and published.
    ReviewOwned { owner: Option<PersonId> } base,
    /// Who leads through its meeting.
    FacilitatorNamed { person: Option<PersonId> } base,
    /// Somebody takes part in the review. Leaving it is [`Event::Retracted`].
    ParticipantNamed { person: PersonId },
    /// A step of the review is due at another time; without one, by the plan again.
    ReviewStepMoved {
        step: ReviewStep,
        due maybe: Option<Millis>,
    } base,
    /// The draft is there: others are asked to look at it. `edition` is what its author saw.
    ReviewSubmitted { edition: Edition } base,
    /// Somebody has read this edition and agrees that it is published.
    ReviewApproved { submission: EntryRef, edition: Edition },
    /// Somebody has read to its end what was submitted or published by that entry, as it said then.
    ReviewRead { of: EntryRef, edition: Edition },
    /// This edition is the review.
    ReviewPublished { edition: Edition } base,
    /// It is written again, for this reason.
    ReviewReopened { reason: String } base,

    /// Somebody is about to be reminded by mail of what is due then: an action item, or a step of the review.
    ReminderBegun { person: PersonId, nag: Nag, about maybe: Option<EntryRef>, due: Millis },
    /// The mail was taken; or not, why, and when it is tried again.
    ReminderEnded { reminder: EntryRef, why maybe: Option<String>, retry_at maybe: Option<Millis> },

    /// Something of a meeting about it: it began, somebody was there, something was talked about, asked, answered.
    Minuted { minute: Minute },

    // Documents: text that several people write.
    /// The document is of this incident and has this name there; its id follows from both. Every writer says so first.
    DocumentBegun { incident: IncidentId, name: String },
    /// Somebody wrote in it: an update of Yjs, version 1, in base64.
    TextEdited { update: String },
    /// Somebody says something about a passage of a text.
    PassageCommented { passage: Passage, text: String },
    /// Somebody proposes other words for a passage. `update` brings them into the text once somebody accepts them.
    ChangeSuggested { passage: Passage, update: String },
    /// Somebody answers below a comment or a suggestion.
    CommentAnswered { to: EntryRef, text: String },
    /// What was commented on is dealt with, or open again.
    CommentResolved { comment: EntryRef, resolved: bool } base,
    /// A suggestion was accepted or turned down.
    SuggestionDecided { suggestion: EntryRef, accepted: bool } base,
    /// What these readers are shown of the review, whatever becomes of its document.
    ReviewReleased {
        readers: Readers,
        title: String,
        passages: Vec<Chapter>,
        part maybe: Option<Part>,
    } base,

    // The book: what the organisation knows before an incident.
    /// This laptop writes for this person.
    ReplicaEnrolled { replica: ReplicaKey, person: PersonId },
    /// What a person is called. The first one adds them.
    PersonNamed { person: PersonId, name: String } base,
    /// How to reach a person.
    PersonDetailSet { person: PersonId, detail: PersonDetail, value: Option<String> } base,
    /// A person left, or came back.
    PersonRetired { person: PersonId, retired: bool } base,
    /// What a service is called. The first one adds it.
    ServiceNamed { service: ServiceId, name: String } base,
    /// Who answers for a service.
    ServiceOwned { service: ServiceId, owner: Option<Owner> } base,
    /// A service is no more, or is back.
    ServiceRetired { service: ServiceId, retired: bool } base,
    /// What the workspace is called.
    WorkspaceNamed { name: String } base,
    /// A severity with its criteria in one sentence; its own cadence is separate.
    SeverityDefined { severity: Severity, criteria: String } base,
    /// How often audiences hear of incidents of a severity.
    CadenceDefined { severity: SeverityId, cadence: Cadence } base,
    /// Whether incidents of a severity have a review, and by when its steps are done.
    ReviewPlanDefined { severity: SeverityId, plan: ReviewPlan } base,
    /// What is asked of the action items of a priority.
    ActionLimitDefined { priority: Priority, limit: ActionLimit } base,
    /// What a review can begin with.
    ReviewTemplateDefined { template: ReviewTemplate } base,
    /// Nobody begins with it any more, or again.
    ReviewTemplateRetired { template: ReviewTemplateId, retired: bool } base,
    /// In which order they are offered; what is not named comes last.
    ReviewTemplatesOrdered { templates: Vec<ReviewTemplateId> } base,
    /// The questions that suggest a severity.
    GuidelineDefined { questions: Vec<Question> } base,
    /// A nag's delay in minutes, and whether it speaks at all.
    NagDefined { nag: Nag, after: u32, on: bool } base,
    /// How a channel's or bridge's address is made: `{number}`, `{slug}` and `{id}` are filled in.
    LinkTemplateSet { link: LinkKind, template: Option<String> } base,
    /// A custom field.
    FieldDefined { field: Field, takes: FieldType, on: bool } base,
    /// A role's list for a stage.
    ChecklistDefined { role: RoleId, stage: Stage, items: Vec<Item> } base,
    /// What an audience is told on an occasion; without a text, ours.
    TemplateDefined { audience: Audience, occasion: Occasion, text: Option<String> } base,
    /// A customer, how to reach them, and who of us knows them.
    CustomerDefined {
        customer: Customer,
        #[serde(default, skip_serializing_if = "Contact::is_empty")]
        contact: Contact,
        owner maybe: Option<PersonId>,
    } base,
    /// A customer left, or came back.
    CustomerRetired { customer: CustomerId, retired: bool } base,
    /// Where updates can be sent.
    DestinationDefined { destination: Destination } base,
    /// By which channel owners are reminded by mail, and who sends.
    RemindersDefined { reminders: Option<Reminders> } base,
    /// Nothing is sent there any more, or again.
    DestinationRetired { destination: DestinationId, retired: bool } base,

    // The public status page, a part of the book.
    /// Whose status it shows, and where.
    StatusPageDefined { page: StatusPage } base,
    /// Components that are shown together.
    GroupDefined { group: Group } base,
    /// A group is no more, or is back.
    GroupRetired { group: GroupId, retired: bool } base,
    /// A part of what the public uses.
    ComponentDefined { component: Component } base,
    /// A component is no more, or is back.
    ComponentRetired { component: ComponentId, retired: bool } base,
    /// Work is announced.
    MaintenanceScheduled { title: String, text: String, window: Window, components: Vec<ComponentId> },
    /// Announced work takes place at another time.
    MaintenanceMoved { maintenance: EntryRef, window: Window } base,
    /// Announced work is so far, and what is said of it.
    MaintenanceSaid { maintenance: EntryRef, state: MaintenanceState, text: String } base,
}
