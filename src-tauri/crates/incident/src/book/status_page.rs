//! What the book says of the public status page.

use super::Book;
use crate::event::Event;
use crate::id::{ComponentId, EntryRef, GroupId, Millis, ServiceId};
use crate::record::Fact;
use crate::slot::Slot;
use crate::value::{Component, ComponentState, Group, MaintenanceState, StatusPage, Window};

/// A component of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentEntry {
    /// What it is.
    pub component: Component,
    /// Since when we say how it does.
    pub since: Millis,
    /// Whether it is no more.
    pub retired: bool,
}

/// A group of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupEntry {
    /// What it is.
    pub group: Group,
    /// Whether it is no more.
    pub retired: bool,
}

/// Work that was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// The entry that announced it.
    pub id: EntryRef,
    /// What it is called.
    pub title: String,
    /// When it is planned for now.
    pub window: Window,
    /// What is worked on.
    pub components: Vec<ComponentId>,
    /// How far it is.
    pub state: MaintenanceState,
    /// What was said of it, oldest first; the first is the announcement.
    pub updates: Vec<MaintenanceUpdate>,
}

/// Something that was said of announced work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceUpdate {
    /// The entry that says it.
    pub id: EntryRef,
    /// How far the work was.
    pub state: MaintenanceState,
    /// What was said.
    pub text: String,
    /// When.
    pub at: Millis,
}

impl Maintenance {
    /// When it reached a state, first.
    #[must_use]
    pub fn reached(&self, state: MaintenanceState) -> Option<Millis> {
        self.updates.iter().find(|update| update.state == state).map(|update| update.at)
    }
}

impl Book {
    /// The page itself; where nobody has defined it, the workspace's name stands for it.
    #[must_use]
    pub fn status_page(&self) -> StatusPage {
        match self.status_page.value(&Slot::StatusPage) {
            Some(Event::StatusPageDefined { page, .. }) => page.clone(),
            _ => StatusPage {
                name: self.workspace_name().unwrap_or("Allclear").to_owned(),
                address: None,
                authority: None,
            },
        }
    }

    /// The groups in the order of the page; those that are no more too.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupEntry> {
        let mut groups: Vec<GroupEntry> = self
            .status_page
            .slots()
            .filter_map(|slot| match slot {
                Slot::GroupDefinition(id) => self.group(id),
                _ => None,
            })
            .collect();
        groups.sort_by_cached_key(|e| (e.group.position, e.group.name.to_lowercase(), e.group.id.clone()));
        groups
    }

    /// One group.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> Option<GroupEntry> {
        let Some(Event::GroupDefined { group, .. }) =
            self.status_page.value(&Slot::GroupDefinition(id.clone()))
        else {
            return None;
        };
        let retired = self.status_page.value(&Slot::GroupRetired(id.clone()));
        Some(GroupEntry {
            group: group.clone(),
            retired: matches!(retired, Some(Event::GroupRetired { retired: true, .. })),
        })
    }

    /// The components in the order of the page; those that are no more too.
    #[must_use]
    pub fn components(&self) -> Vec<ComponentEntry> {
        let mut components: Vec<ComponentEntry> = self
            .status_page
            .slots()
            .filter_map(|slot| match slot {
                Slot::ComponentDefinition(id) => self.component(id),
                _ => None,
            })
            .collect();
        components.sort_by_cached_key(|e| {
            (e.component.position, e.component.name.to_lowercase(), e.component.id.clone())
        });
        components
    }

    /// One component.
    #[must_use]
    pub fn component(&self, id: &ComponentId) -> Option<ComponentEntry> {
        let Some(Event::ComponentDefined { component, .. }) =
            self.status_page.value(&Slot::ComponentDefinition(id.clone()))
        else {
            return None;
        };
        let retired = self.status_page.value(&Slot::ComponentRetired(id.clone()));
        let defined = |fact: &&Fact| matches!(&fact.event, Some(Event::ComponentDefined { component, .. }) if component.id == *id);
        let since = self.status_page.facts().iter().filter(defined).map(|fact| fact.recorded_at).min();
        Some(ComponentEntry {
            component: component.clone(),
            since: since.unwrap_or_default(),
            retired: matches!(retired, Some(Event::ComponentRetired { retired: true, .. })),
        })
    }

    /// How the components that stand for these services could be said to do, while nobody has looked.
    #[must_use]
    pub fn components_of(
        &self,
        services: &[&ServiceId],
        state: ComponentState,
    ) -> Vec<(Component, ComponentState)> {
        let stands =
            |entry: &ComponentEntry| entry.component.services.iter().any(|id| services.contains(&id));
        let entries = self.components().into_iter().filter(|entry| !entry.retired && stands(entry));
        entries.map(|entry| (entry.component, state)).collect()
    }

    /// Everything that was announced and not taken back, in the order of when it is planned for.
    #[must_use]
    pub fn maintenances(&self) -> Vec<Maintenance> {
        let mut all: Vec<Maintenance> = Vec::new();
        for (fact, event) in self.status_page.made() {
            match event {
                Event::MaintenanceScheduled { title, text, window, components } => all.push(Maintenance {
                    id: fact.id,
                    title: title.clone(),
                    window: *window,
                    components: components.clone(),
                    state: MaintenanceState::Scheduled,
                    updates: vec![said(fact, MaintenanceState::Scheduled, text)],
                }),
                Event::MaintenanceSaid { maintenance, state, text, .. } => {
                    if let Some(found) = all.iter_mut().find(|one| one.id == *maintenance) {
                        found.updates.push(said(fact, *state, text));
                    }
                }
                _ => {}
            }
        }
        for found in &mut all {
            if let Some(Event::MaintenanceMoved { window, .. }) =
                self.status_page.value(&Slot::MaintenanceWindow(found.id))
            {
                found.window = *window;
            }
            // What was said last and not taken back.
            found.state = found.updates.last().map_or(found.state, |last| last.state);
        }
        all.sort_by_key(|one| (one.window, one.id));
        all
    }
}

fn said(fact: &Fact, state: MaintenanceState, text: &str) -> MaintenanceUpdate {
    MaintenanceUpdate { id: fact.id, state, text: text.to_owned(), at: fact.recorded_at }
}
