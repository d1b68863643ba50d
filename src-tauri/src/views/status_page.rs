//! The public status page, as Settings and the composer show it.

use incident::id::{ComponentId, EntryRef, ReplicaKey};
use incident::value::{Component, ComponentState, Group, MaintenanceState, StatusPage, Window};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The public status page, and what the book says of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct StatusPageView {
    /// Whose status it shows, and where.
    pub page: StatusPage,
    /// The groups, in order; those that are no more too.
    pub groups: Vec<GroupView>,
    /// The components, in order; those that are no more too.
    pub components: Vec<ComponentView>,
    /// The work that was announced, the latest first.
    pub maintenances: Vec<MaintenanceView>,
    /// How many incidents are on it.
    pub incidents: u32,
    /// The first page as everybody would see it now.
    pub front: String,
    /// Under which key this laptop signs it.
    pub key: ReplicaKey,
}

/// A group of components.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct GroupView {
    /// What it is.
    pub group: Group,
    /// Whether it is no more.
    pub retired: bool,
}

/// A component.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ComponentView {
    /// What it is.
    pub component: Component,
    /// Whether it is no more.
    pub retired: bool,
    /// How the page says that it does.
    pub state: ComponentState,
}

/// Work that was announced.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MaintenanceView {
    /// Its name.
    pub maintenance: EntryRef,
    /// What it is called.
    pub title: String,
    /// When it is planned for.
    pub window: Window,
    /// What is worked on.
    pub components: Vec<String>,
    /// How far it is.
    pub state: MaintenanceState,
    /// What was said of it last.
    pub said: String,
    /// What may be said of it next.
    pub next: Vec<MaintenanceState>,
}

/// A component that an update may speak of.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ComponentChoice {
    /// Which one.
    pub component: ComponentId,
    /// What it is called.
    pub name: String,
    /// How it would be said to do, by the services that it stands for; none where it stands for none that is affected.
    pub suggested: Option<ComponentState>,
}

/// As what the page is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PageForm {
    /// A folder, for a host or a stick.
    Folder,
    /// One file.
    Zip,
}
