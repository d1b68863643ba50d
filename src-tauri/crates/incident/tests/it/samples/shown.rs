//! Samples of what the public status page shows.

use incident::event::Event;
use incident::id::EntryRef;
use incident::value::{
    Audience, Component, ComponentSaid, ComponentState, Group, MaintenanceState, Occasion, Shown, StatusPage,
    Window,
};

use super::{AN_ENTRY, ANOTHER, WHEN, id, words};

pub(super) fn samples(base: impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let mut events = of_updates();
    events.extend(of_the_page(&base));
    events.extend(of_maintenance(&base));
    events
}

fn of_updates() -> Vec<Event> {
    let said =
        |state: &ComponentState| ComponentSaid { component: id("cards"), name: words(), state: *state };
    let proposed = |shown| Event::UpdateProposed {
        audience: Audience::Public,
        occasion: Occasion::Identified,
        text: words(),
        next_due: Some(WHEN),
        replaces: Some(ANOTHER),
        shown: Some(shown),
    };
    let all = ComponentState::ALL.iter().map(said).collect();
    vec![
        proposed(Shown { title: words(), components: all, review: None }),
        proposed(Shown { title: String::new(), components: vec![], review: None }),
        proposed(Shown { title: words(), components: vec![], review: Some(AN_ENTRY) }),
    ]
}

fn of_the_page(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let page = |address: Option<&str>, authority: Option<&str>| StatusPage {
        name: words(),
        address: address.map(str::to_owned),
        authority: authority.map(str::to_owned),
    };
    let full = Component {
        id: id("cards"),
        name: words(),
        description: Some(words()),
        group: Some(id("payments")),
        position: 3,
        shown: true,
        services: vec![id("checkout"), id("login")],
    };
    let bare = Component {
        description: None,
        group: None,
        position: 0,
        shown: false,
        services: vec![],
        ..full.clone()
    };
    let whole = page(Some("https://status.example.org"), Some("status.example.org,2026-11-19"));
    vec![
        Event::StatusPageDefined { page: whole, base: base() },
        Event::StatusPageDefined { page: page(None, None), base: vec![] },
        Event::GroupDefined { group: Group { id: id("payments"), name: words(), position: 2 }, base: base() },
        Event::GroupRetired { group: id("payments"), retired: true, base: base() },
        Event::GroupRetired { group: id("payments"), retired: false, base: vec![] },
        Event::ComponentDefined { component: full, base: base() },
        Event::ComponentDefined { component: bare, base: vec![] },
        Event::ComponentRetired { component: id("cards"), retired: true, base: base() },
        Event::ComponentRetired { component: id("cards"), retired: false, base: vec![] },
    ]
}

fn of_maintenance(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let window = Window { from: WHEN, until: WHEN.plus_minutes(90) };
    let mut events = vec![
        Event::MaintenanceScheduled {
            title: words(),
            text: words(),
            window,
            components: vec![id("cards"), id("login")],
        },
        Event::MaintenanceScheduled { title: words(), text: words(), window, components: vec![] },
        Event::MaintenanceMoved { maintenance: AN_ENTRY, window, base: base() },
    ];
    for state in MaintenanceState::ALL {
        events.push(Event::MaintenanceSaid {
            maintenance: AN_ENTRY,
            state: *state,
            text: words(),
            base: base(),
        });
    }
    events
}
