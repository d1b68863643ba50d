//! What the war room is made of, a shape for each of its panels.

use serde::Serialize;
use ts_rs::TS;

use crate::id::{EntryRef, FieldId, Millis, PersonId, RoleId, ServiceId};
use crate::role::Scope;
use crate::ticket::Ticket;
use crate::value::{
    ActionState, ActionType, FieldType, FieldValue, ImpactAspect, ItemPlace, LinkKind, Point, Priority,
    Stage, TaskState,
};

/// That the declaration was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CalledOff {
    /// The entry that did it; undoing that declares the incident again.
    pub entry: EntryRef,
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// A channel, bridge, ticket or dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct LinkView {
    pub entry: EntryRef,
    pub link: LinkKind,
    pub label: String,
    pub target: String,
}

/// A stage and how long the incident has been or was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StageView {
    /// Which.
    pub stage: Stage,
    /// Its name.
    pub name: &'static str,
    /// When it was last entered.
    pub entered: Option<Millis>,
    /// Milliseconds spent in it before the present stay, over all its stays.
    #[ts(type = "number")]
    pub spent: i64,
    /// How often it was entered.
    pub times: u32,
}

/// A role and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct RoleView {
    pub role: RoleId,
    pub name: &'static str,
    pub duty: &'static str,
    pub scope: Scope,
    pub required: bool,
    pub holders: Vec<HolderView>,
}

/// Somebody who holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct HolderView {
    pub assignment: EntryRef,
    pub person: PersonId,
    pub name: String,
    pub phone: Option<String>,
    pub zone: Option<String>,
    pub service: Option<ServiceId>,
    pub service_name: Option<String>,
    pub since: Millis,
    pub accepted: Option<Millis>,
    /// Somebody else gave it to them and they have not said that they have it.
    pub waiting: bool,
}

/// A role's list for a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ChecklistView {
    pub role: RoleId,
    pub role_name: String,
    pub stage: Stage,
    pub items: Vec<ItemView>,
}

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each word says it")]
pub enum Progress {
    Open,
    Ticked,
    Skipped,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ItemView {
    pub place: ItemPlace,
    pub text: String,
    pub progress: Progress,
    pub at: Option<Millis>,
    pub by: Option<String>,
    pub reason: Option<String>,
}

/// Values of one thing that nobody has settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Clash {
    /// What it is about.
    pub about: String,
    /// The values; the last is shown everywhere else.
    pub values: Vec<ClashValue>,
}

/// One of several values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ClashValue {
    pub entry: EntryRef,
    pub value: String,
    pub by: String,
    pub at: Millis,
}

/// Impact in one aspect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ImpactView {
    pub entry: EntryRef,
    pub aspect: ImpactAspect,
    pub name: &'static str,
    pub value: String,
    #[ts(type = "number | null")]
    pub number: Option<u64>,
    pub source: String,
    pub by: String,
    /// What the age of the value counts from.
    pub as_of: Millis,
    pub was: Option<String>,
}

/// An affected service and its all-clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ServiceView {
    pub id: ServiceId,
    pub name: String,
    pub owner: Option<String>,
    pub on_call: Vec<String>,
    pub all_clear: Option<Millis>,
    pub all_clear_by: Option<String>,
    pub withdrawn: Option<String>,
}

/// A measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct MitigationView {
    pub entry: EntryRef,
    pub what: String,
    pub temporary: bool,
    pub service: Option<String>,
    pub remove_when: Option<String>,
    pub by: String,
    pub at: Millis,
    pub removed: Option<Millis>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct DecisionView {
    pub id: EntryRef,
    pub question: Option<String>,
    pub options: Vec<String>,
    pub owner: Option<PersonId>,
    pub owner_name: Option<String>,
    pub needed_by: Option<Millis>,
    pub chosen: Option<String>,
    pub rejected: Vec<String>,
    pub why: Option<String>,
    pub objections: Option<String>,
    pub reversible: Option<bool>,
    pub revisit_at: Option<Millis>,
    pub revisited: Option<String>,
    pub superseded_by: Option<EntryRef>,
    pub by: String,
    pub at: Millis,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct TaskView {
    pub id: EntryRef,
    pub text: String,
    pub who: Option<String>,
    pub person: Option<PersonId>,
    pub due: Option<Millis>,
    pub state: TaskState,
    pub by: String,
    pub at: Millis,
    /// The line that would say the same, for changing it.
    pub line: String,
}

/// An action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct ActionView {
    pub id: EntryRef,
    pub text: String,
    pub kind: ActionType,
    pub priority: Priority,
    /// The date that somebody set.
    pub due: Option<Millis>,
    /// By when it has to be done, where it follows from the priority too.
    pub due_at: Option<Millis>,
    /// Until when it may take by its priority.
    pub allowed_until: Millis,
    pub owner: Option<PersonId>,
    pub owner_name: Option<String>,
    /// The entry that it came from.
    pub from: Option<EntryRef>,
    /// Where it is followed in another tracker.
    pub ticket: Option<Ticket>,
    pub state: ActionState,
    pub reason: Option<String>,
    /// What it lacks before anybody can follow it.
    pub lacks: Vec<&'static str>,
    /// When it came into this state.
    pub since: Millis,
    pub by: String,
    pub at: Millis,
}

/// A moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct PointView {
    pub point: Point,
    pub name: &'static str,
    pub at: Option<Millis>,
    pub by: Option<String>,
    pub recorded_at: Option<Millis>,
    pub was: Option<String>,
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct FieldView {
    pub id: FieldId,
    pub name: String,
    pub takes: FieldType,
    pub value: Option<FieldValue>,
}
