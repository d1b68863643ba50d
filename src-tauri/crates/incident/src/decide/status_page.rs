//! Editing the public status page: what it shows, and work that is announced.

use super::destinations::address;
use super::{Asker, NAME, NOTE, TEXT, optional, text};
use crate::book::Maintenance;
use crate::command::NewComponent;
use crate::event::Event;
use crate::id::{ComponentId, EntryRef, GroupId};
use crate::refusal::Refusal;
use crate::value::{Component, Group, MaintenanceState, StatusPage, Window};
use crate::zone::utc_text;

/// The most components that fit on a page that is read under stress.
const COMPONENTS: usize = 200;
/// The most groups.
const GROUPS: usize = 50;

pub(super) fn define(name: &str, at: Option<&str>, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let name = text("The page's name", name, NAME)?;
    let at = optional("The page's address", at, TEXT)?;
    let at = at.map(|at| address("The page's address", at.trim_end_matches('/'))).transpose()?;
    let minted = || {
        let host = at.as_deref()?.split("://").nth(1)?.split(['/', '?', '#', ':']).next()?.to_owned();
        Some(format!("{host},{}", utc_text(asker.now).get(..10)?))
    };
    let authority = asker.book.status_page().authority.or_else(minted);
    Ok(Event::StatusPageDefined { page: StatusPage { name, address: at, authority }, base: vec![] })
}

pub(super) fn define_group(
    id: Option<&GroupId>,
    name: &str,
    position: u32,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The group's name", name, NAME)?;
    let id = match id {
        Some(id) if asker.book.group(id).is_some() => id.clone(),
        Some(id) => return Err(unknown("group", id)),
        None => GroupId::from_name(&name),
    };
    let (known, count) = (asker.book.group(&id), asker.book.groups().len());
    if known.is_none() && count >= GROUPS {
        return Err(Refusal::TooMany { what: "The list of groups", limit: GROUPS });
    }
    // What is no more and is added again is back.
    match known {
        Some(entry) if entry.retired => retire_group(&id, false, asker),
        _ => Ok(Event::GroupDefined { group: Group { id, name, position }, base: vec![] }),
    }
}

pub(super) fn retire_group(group: &GroupId, retired: bool, asker: &Asker<'_>) -> Result<Event, Refusal> {
    asker.book.group(group).ok_or_else(|| unknown("group", group))?;
    Ok(Event::GroupRetired { group: group.clone(), retired, base: vec![] })
}

pub(super) fn define_component(
    id: Option<&ComponentId>,
    wish: &NewComponent,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The component's name", &wish.name, NAME)?;
    let id = match id {
        Some(id) if asker.book.component(id).is_some() => id.clone(),
        Some(id) => return Err(unknown("component", id)),
        None => {
            let id = ComponentId::from_name(&name);
            match asker.book.component(&id) {
                Some(known) if known.retired => return retire_component(&id, false, asker),
                Some(_) => return Err(Refusal::Already(format!("{name} is on the page"))),
                None => id,
            }
        }
    };
    if asker.book.component(&id).is_none() && asker.book.components().len() >= COMPONENTS {
        return Err(Refusal::TooMany { what: "The page", limit: COMPONENTS });
    }
    if let Some(group) = &wish.group {
        asker.book.group(group).filter(|entry| !entry.retired).ok_or_else(|| unknown("group", group))?;
    }
    for service in &wish.services {
        asker.book.service(service).ok_or_else(|| unknown("service", service))?;
    }
    Ok(Event::ComponentDefined {
        component: Component {
            id,
            name,
            description: optional("The description", wish.description.as_deref(), TEXT)?,
            group: wish.group.clone(),
            position: wish.position,
            shown: wish.shown,
            services: wish.services.clone(),
        },
        base: vec![],
    })
}

pub(super) fn retire_component(
    component: &ComponentId,
    retired: bool,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    asker.book.component(component).ok_or_else(|| unknown("component", component))?;
    Ok(Event::ComponentRetired { component: component.clone(), retired, base: vec![] })
}

pub(super) fn schedule(
    title: &str,
    words: &str,
    window: Window,
    components: &[ComponentId],
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    for component in components {
        on_the_page(component, asker)?;
    }
    Ok(Event::MaintenanceScheduled {
        title: text("The title", title, NAME)?,
        text: text("The announcement", words, NOTE)?,
        window: planned(window, asker)?,
        components: components.to_vec(),
    })
}

pub(super) fn move_to(maintenance: EntryRef, window: Window, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let found = under_way(maintenance, asker)?;
    let window = planned(window, asker)?;
    if found.window == window {
        return Err(Refusal::Already("It is planned for then".to_owned()));
    }
    Ok(Event::MaintenanceMoved { maintenance, window, base: vec![] })
}

pub(super) fn say(
    maintenance: EntryRef,
    state: MaintenanceState,
    words: &str,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let found = under_way(maintenance, asker)?;
    let back = matches!(state, MaintenanceState::Scheduled | MaintenanceState::Cancelled);
    if found.state.is_active() && back {
        return Err(Refusal::Already("It has begun; say that it is completed".to_owned()));
    }
    Ok(Event::MaintenanceSaid { maintenance, state, text: text("The update", words, NOTE)?, base: vec![] })
}

/// A component that the public sees.
pub(super) fn on_the_page(id: &ComponentId, asker: &Asker<'_>) -> Result<Component, Refusal> {
    let known = asker.book.component(id).filter(|entry| !entry.retired);
    known.map(|entry| entry.component).ok_or_else(|| unknown("component", id))
}

fn under_way(maintenance: EntryRef, asker: &Asker<'_>) -> Result<Maintenance, Refusal> {
    let mut all = asker.book.maintenances().into_iter();
    let found = all.find(|one| one.id == maintenance).ok_or(Refusal::Gone("maintenance"))?;
    if found.state.is_over() {
        return Err(Refusal::Already(format!("It is {}", found.state.name().to_lowercase())));
    }
    Ok(found)
}

fn planned(window: Window, asker: &Asker<'_>) -> Result<Window, Refusal> {
    if window.until <= window.from {
        return Err(Refusal::OutOfOrder { earlier: "The beginning", later: "The end" });
    }
    if window.until < asker.now {
        return Err(Refusal::InThePast("The end"));
    }
    // A slip of the year would stand on the page for as long.
    if window.until > asker.now.plus_minutes(2 * 366 * 24 * 60) {
        return Err(Refusal::TooFarAhead("The end"));
    }
    Ok(window)
}

fn unknown(what: &'static str, id: &impl ToString) -> Refusal {
    Refusal::Unknown { what, name: id.to_string() }
}
