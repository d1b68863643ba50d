//! A slot is a place in a stream that holds one value: the title, one point in time, one task's state.

use serde::Serialize;

use crate::event::Event;
use crate::id::{
    ComponentId, CustomerId, DestinationId, EntryRef, FieldId, GroupId, PersonId, ReplicaKey,
    ReviewTemplateId, RoleId, Run, ServiceId, SeverityId,
};
use crate::value::{
    Audience, ImpactAspect, ItemPlace, LinkKind, Nag, Occasion, PersonDetail, Point, Priority, Readers,
    ReviewStep, Stage,
};

/// Where an event puts its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each slot is named like the event that fills it, which is documented")]
pub enum Slot {
    Number,
    Cut(ReplicaKey, Run),
    Title,
    Kind,
    Severity,
    Cadence,
    Stage,
    Point(Point),
    Impact(ImpactAspect),
    Detection,
    RootCauseType,
    RootCauseService,
    Field(FieldId),
    Privacy,
    Role(RoleId, Option<ServiceId>),
    Accepted(EntryRef),
    Checklist(RoleId, Stage),
    Item(ItemPlace),
    NoteText(EntryRef),
    OccurredAt(EntryRef),
    Pin(EntryRef),
    Retraction(EntryRef),
    DecisionOwner(EntryRef),
    Decision(EntryRef),
    Revisit(EntryRef),
    Task(EntryRef),
    TaskState(EntryRef),
    Mitigation(EntryRef),
    AllClear(ServiceId),
    Update(Audience),
    Approval(EntryRef),
    SentBack(EntryRef),
    Sender(EntryRef, DestinationId),
    Attempt(EntryRef),
    Room(DestinationId),
    CustomerImpact(CustomerId),
    CustomerOwner(CustomerId),
    Promise(EntryRef),
    PromiseDue(EntryRef),
    Answer(EntryRef),
    Snooze(Nag, Option<EntryRef>, Option<Audience>),
    ActionText(EntryRef),
    ActionOwner(EntryRef),
    ActionGrade(EntryRef),
    ActionState(EntryRef),
    ActionTicket(EntryRef),
    Tracker,
    ReviewPlan,
    ReviewOwner,
    Facilitator,
    ReviewStep(ReviewStep),
    ReviewState,
    Resolution(EntryRef),
    Suggestion(EntryRef),
    Release(Readers),
    PersonName(PersonId),
    PersonDetail(PersonId, PersonDetail),
    PersonRetired(PersonId),
    ServiceName(ServiceId),
    ServiceOwner(ServiceId),
    ServiceRetired(ServiceId),
    WorkspaceName,
    SeverityDefinition(SeverityId),
    CadenceDefinition(SeverityId),
    ReviewPlanDefinition(SeverityId),
    ActionLimitDefinition(Priority),
    ReviewTemplateDefinition(ReviewTemplateId),
    ReviewTemplateRetired(ReviewTemplateId),
    ReviewTemplateOrder,
    Guideline,
    NagDefinition(Nag),
    LinkTemplate(LinkKind),
    FieldDefinition(FieldId),
    ChecklistDefinition(RoleId, Stage),
    Template(Audience, Occasion),
    CustomerDefinition(CustomerId),
    CustomerRetired(CustomerId),
    DestinationDefinition(DestinationId),
    DestinationRetired(DestinationId),
    /// By which channel owners are reminded.
    Reminders,
    StatusPage,
    GroupDefinition(GroupId),
    GroupRetired(GroupId),
    ComponentDefinition(ComponentId),
    ComponentRetired(ComponentId),
    MaintenanceWindow(EntryRef),
    Maintenance(EntryRef),
}

impl Slot {
    /// Whether two values at once are worth a person's attention. Lists, pins and the like merge by themselves.
    #[must_use]
    pub fn asks_when_torn(&self) -> bool {
        !matches!(
            self,
            Self::Number
                | Self::Cut(..)
                | Self::Checklist(..)
                | Self::Accepted(_)
                | Self::Pin(_)
                | Self::Snooze(..)
                | Self::Cadence
                | Self::ReviewPlan
                | Self::ReviewTemplateOrder
                | Self::Update(_)
                | Self::Approval(_)
                | Self::SentBack(_)
                | Self::Sender(..)
                | Self::Attempt(_)
                | Self::Room(_)
        )
    }
}

impl Event {
    /// The slot whose value this event sets, given the reference of its own entry.
    /// Events that make or add something have none: the entry itself is what they made.
    #[must_use]
    pub fn slot(&self, own: EntryRef) -> Option<Slot> {
        Some(match self {
            Self::Numbered { .. } => Slot::Number,
            Self::SeriesCut { replica, run, .. } => Slot::Cut(*replica, *run),
            Self::Titled { .. } => Slot::Title,
            Self::KindSet { .. } => Slot::Kind,
            Self::SeverityClassified { .. } => Slot::Severity,
            Self::CadenceSet { .. } => Slot::Cadence,
            Self::StageEntered { .. } => Slot::Stage,
            Self::PointRecorded { point, .. } => Slot::Point(*point),
            Self::ImpactStated { aspect, .. } => Slot::Impact(*aspect),
            Self::DetectionMethodSet { .. } => Slot::Detection,
            Self::RootCauseTypeSet { .. } => Slot::RootCauseType,
            Self::RootCauseServiceSet { .. } => Slot::RootCauseService,
            Self::FieldSet { field, .. } => Slot::Field(field.id.clone()),
            Self::PrivacySet { .. } => Slot::Privacy,
            Self::RoleAssigned { role, service, .. } | Self::RoleReleased { role, service, .. } => {
                Slot::Role(role.clone(), service.clone())
            }
            Self::RoleAccepted { assignment, .. } => Slot::Accepted(*assignment),
            Self::ChecklistIssued { role, stage, .. } => Slot::Checklist(role.clone(), *stage),
            Self::ItemTicked { place, .. }
            | Self::ItemUnticked { place, .. }
            | Self::ItemSkipped { place, .. } => Slot::Item(place.clone()),
            Self::NoteCorrected { note, .. } => Slot::NoteText(*note),
            Self::Redated { entry, .. } => Slot::OccurredAt(*entry),
            Self::Pinned { entry, .. } => Slot::Pin(*entry),
            Self::Retracted { entry, .. } | Self::Reinstated { entry, .. } => Slot::Retraction(*entry),
            Self::DecisionOwned { decision, .. } => Slot::DecisionOwner(*decision),
            Self::DecisionRecorded { decision, .. } => Slot::Decision(decision.unwrap_or(own)),
            Self::DecisionRevisited { decision, .. } => Slot::Revisit(*decision),
            Self::TaskChanged { task, .. } => Slot::Task(*task),
            Self::TaskMoved { task, .. } => Slot::TaskState(*task),
            Self::MitigationRemoved { mitigation, .. } => Slot::Mitigation(*mitigation),
            Self::AllClearGiven { service, .. } | Self::AllClearWithdrawn { service, .. } => {
                Slot::AllClear(service.clone())
            }
            Self::UpdatePosted { audience, .. } => Slot::Update(*audience),
            Self::NagSnoozed { nag, about, audience, .. } => Slot::Snooze(*nag, *about, *audience),
            Self::ActionWorded { action, .. } => Slot::ActionText(*action),
            Self::ActionOwned { action, .. } => Slot::ActionOwner(*action),
            Self::ActionGraded { action, .. } => Slot::ActionGrade(*action),
            Self::ActionMoved { action, .. } => Slot::ActionState(*action),
            Self::ActionTicketed { action, .. } => Slot::ActionTicket(*action),
            Self::TrackerNamed { .. } => Slot::Tracker,
            Self::ReviewPlanned { .. } => Slot::ReviewPlan,
            Self::ReviewOwned { .. } => Slot::ReviewOwner,
            Self::FacilitatorNamed { .. } => Slot::Facilitator,
            Self::ReviewStepMoved { step, .. } => Slot::ReviewStep(*step),
            Self::ReviewSubmitted { .. } | Self::ReviewPublished { .. } | Self::ReviewReopened { .. } => {
                Slot::ReviewState
            }
            Self::CommentResolved { comment, .. } => Slot::Resolution(*comment),
            Self::SuggestionDecided { suggestion, .. } => Slot::Suggestion(*suggestion),
            Self::ReviewReleased { readers, .. } => Slot::Release(*readers),
            Self::PersonNamed { person, .. } => Slot::PersonName(*person),
            Self::PersonDetailSet { person, detail, .. } => Slot::PersonDetail(*person, *detail),
            Self::PersonRetired { person, .. } => Slot::PersonRetired(*person),
            Self::ServiceNamed { service, .. } => Slot::ServiceName(service.clone()),
            Self::ServiceOwned { service, .. } => Slot::ServiceOwner(service.clone()),
            Self::ServiceRetired { service, .. } => Slot::ServiceRetired(service.clone()),
            Self::WorkspaceNamed { .. } => Slot::WorkspaceName,
            Self::SeverityDefined { severity, .. } => Slot::SeverityDefinition(severity.id.clone()),
            Self::CadenceDefined { severity, .. } => Slot::CadenceDefinition(severity.clone()),
            Self::ReviewPlanDefined { severity, .. } => Slot::ReviewPlanDefinition(severity.clone()),
            Self::ActionLimitDefined { priority, .. } => Slot::ActionLimitDefinition(*priority),
            Self::ReviewTemplateDefined { template, .. } => {
                Slot::ReviewTemplateDefinition(template.id.clone())
            }
            Self::ReviewTemplateRetired { template, .. } => Slot::ReviewTemplateRetired(template.clone()),
            Self::ReviewTemplatesOrdered { .. } => Slot::ReviewTemplateOrder,
            Self::GuidelineDefined { .. } => Slot::Guideline,
            Self::NagDefined { nag, .. } => Slot::NagDefinition(*nag),
            Self::LinkTemplateSet { link, .. } => Slot::LinkTemplate(*link),
            Self::FieldDefined { field, .. } => Slot::FieldDefinition(field.id.clone()),
            Self::ChecklistDefined { role, stage, .. } => Slot::ChecklistDefinition(role.clone(), *stage),
            Self::UpdateApproved { update, .. } => Slot::Approval(*update),
            Self::UpdateSentBack { update, .. } => Slot::SentBack(*update),
            Self::SenderNamed { update, destination, .. } => Slot::Sender(*update, destination.clone()),
            Self::RoomAsked { destination, .. }
            | Self::RoomMade { destination, .. }
            | Self::RoomNotMade { destination, .. } => Slot::Room(destination.clone()),
            Self::SendingFailed { attempt, .. } => Slot::Attempt(*attempt),
            Self::CustomerAffected { customer, .. } => Slot::CustomerImpact(customer.id.clone()),
            Self::CustomerOwned { customer, .. } => Slot::CustomerOwner(customer.clone()),
            Self::PromiseKept { promise, .. } => Slot::Promise(*promise),
            Self::PromiseMoved { promise, .. } => Slot::PromiseDue(*promise),
            Self::ExecutivesAnswered { ask, .. } => Slot::Answer(*ask),
            Self::TemplateDefined { audience, occasion, .. } => Slot::Template(*audience, *occasion),
            Self::CustomerDefined { customer, .. } => Slot::CustomerDefinition(customer.id.clone()),
            Self::CustomerRetired { customer, .. } => Slot::CustomerRetired(customer.clone()),
            Self::DestinationDefined { destination, .. } => {
                Slot::DestinationDefinition(destination.id.clone())
            }
            Self::DestinationRetired { destination, .. } => Slot::DestinationRetired(destination.clone()),
            Self::RemindersDefined { .. } => Slot::Reminders,
            Self::StatusPageDefined { .. } => Slot::StatusPage,
            Self::GroupDefined { group, .. } => Slot::GroupDefinition(group.id.clone()),
            Self::GroupRetired { group, .. } => Slot::GroupRetired(group.clone()),
            Self::ComponentDefined { component, .. } => Slot::ComponentDefinition(component.id.clone()),
            Self::ComponentRetired { component, .. } => Slot::ComponentRetired(component.clone()),
            Self::MaintenanceMoved { maintenance, .. } => Slot::MaintenanceWindow(*maintenance),
            Self::MaintenanceSaid { maintenance, .. } => Slot::Maintenance(*maintenance),
            Self::Declared { .. }
            | Self::Imported { .. }
            | Self::GateOverridden { .. }
            | Self::ServiceAffected { .. }
            | Self::Tagged { .. }
            | Self::AccessGranted { .. }
            | Self::Linked { .. }
            | Self::Noted { .. }
            | Self::DecisionRaised { .. }
            | Self::OptionAdded { .. }
            | Self::TaskAdded { .. }
            | Self::MitigationApplied { .. }
            | Self::UpdateProposed { .. }
            | Self::SendingBegun { .. }
            | Self::SendingHeld { .. }
            | Self::CustomerReported { .. }
            | Self::CustomerTold { .. }
            | Self::CustomerOffered { .. }
            | Self::CustomerPromised { .. }
            | Self::ExecutivesAsked { .. }
            | Self::ActionRaised { .. }
            | Self::ParticipantNamed { .. }
            | Self::ReviewApproved { .. }
            | Self::ReviewRead { .. }
            | Self::ReminderBegun { .. }
            | Self::ReminderEnded { .. }
            | Self::Minuted { .. }
            | Self::Redacted { .. }
            | Self::StreamErased { .. }
            | Self::DocumentBegun { .. }
            | Self::TextEdited { .. }
            | Self::PassageCommented { .. }
            | Self::ChangeSuggested { .. }
            | Self::CommentAnswered { .. }
            | Self::ReplicaEnrolled { .. }
            | Self::MaintenanceScheduled { .. }
            | Self::Unrecognised { .. } => return None,
        })
    }

    /// The earlier entry that this event speaks of. Without it in the record, the event has no effect.
    #[must_use]
    pub fn about(&self) -> Option<EntryRef> {
        match self {
            Self::RoleAccepted { assignment: entry, .. }
            | Self::NoteCorrected { note: entry, .. }
            | Self::Redated { entry, .. }
            | Self::Pinned { entry, .. }
            | Self::Retracted { entry, .. }
            | Self::Reinstated { entry, .. }
            | Self::DecisionOwned { decision: entry, .. }
            | Self::OptionAdded { decision: entry, .. }
            | Self::DecisionRecorded { decision: Some(entry), .. }
            | Self::DecisionRevisited { decision: entry, .. }
            | Self::TaskChanged { task: entry, .. }
            | Self::TaskMoved { task: entry, .. }
            | Self::MitigationRemoved { mitigation: entry, .. }
            | Self::UpdatePosted { update: Some(entry), .. }
            | Self::UpdateApproved { update: entry, .. }
            | Self::UpdateSentBack { update: entry, .. }
            | Self::SenderNamed { update: entry, .. }
            | Self::SendingBegun { update: entry, .. }
            | Self::SendingHeld { update: entry, .. }
            | Self::SendingFailed { attempt: entry, .. }
            | Self::PromiseKept { promise: entry, .. }
            | Self::PromiseMoved { promise: entry, .. }
            | Self::ExecutivesAnswered { ask: entry, .. }
            | Self::NagSnoozed { about: Some(entry), .. }
            | Self::ActionWorded { action: entry, .. }
            | Self::ActionOwned { action: entry, .. }
            | Self::ActionGraded { action: entry, .. }
            | Self::ActionMoved { action: entry, .. }
            | Self::ActionTicketed { action: entry, .. }
            | Self::ReviewApproved { submission: entry, .. }
            | Self::ReviewRead { of: entry, .. }
            | Self::ReminderBegun { about: Some(entry), .. }
            | Self::ReminderEnded { reminder: entry, .. }
            | Self::CommentAnswered { to: entry, .. }
            | Self::CommentResolved { comment: entry, .. }
            | Self::SuggestionDecided { suggestion: entry, .. }
            | Self::MaintenanceMoved { maintenance: entry, .. }
            | Self::MaintenanceSaid { maintenance: entry, .. }
            | Self::Redacted { entry, .. } => Some(*entry),
            Self::Minuted { minute } => minute.about(),
            _ => None,
        }
    }

    /// Whether both say the same thing about their slot, whoever said it and why.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::SeverityClassified { severity: a, .. }, Self::SeverityClassified { severity: b, .. }) => {
                a.as_ref().map(|s| &s.id) == b.as_ref().map(|s| &s.id)
            }
            (Self::StageEntered { stage: a, .. }, Self::StageEntered { stage: b, .. }) => a == b,
            (
                Self::ImpactStated { value: a, number: m, .. },
                Self::ImpactStated { value: b, number: n, .. },
            ) => a == b && m == n,
            (
                Self::CustomerAffected { customer: a, impact: m, .. },
                Self::CustomerAffected { customer: b, impact: n, .. },
            ) => a.id == b.id && m == n,
            (Self::ItemSkipped { .. }, Self::ItemSkipped { .. }) => true,
            (Self::AllClearWithdrawn { .. }, Self::AllClearWithdrawn { .. }) => true,
            (Self::ReviewReleased { part: Some(a), .. }, Self::ReviewReleased { part: Some(b), .. })
                if a.whole == b.whole =>
            {
                true
            }
            // Both ask others to look, and both want it written again; what is there to look at is one text.
            (Self::ReviewSubmitted { .. }, Self::ReviewSubmitted { .. })
            | (Self::ReviewReopened { .. }, Self::ReviewReopened { .. }) => true,
            _ => self.clone().with_base(Vec::new()) == other.clone().with_base(Vec::new()),
        }
    }
}
