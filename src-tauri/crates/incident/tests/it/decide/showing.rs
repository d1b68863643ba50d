//! What the public status page shows: components, their states, and work that is announced.

use incident::command::{Command, ComponentWish, Edit, NewComponent};
use incident::id::ComponentId;
use incident::refusal::Refusal;
use incident::value::{Audience, ComponentState, MaintenanceState, Occasion, Window};
use serde_json::json;

use crate::check::{NOWHERE, Wish, check, history, step};
use crate::pen::at;
use crate::wishes::{assign, declared, id};

const NOTHING: &[(&str, Wish)] = &[];

pub(crate) fn component(name: &str) -> Edit {
    let (name, services) = (name.to_owned(), vec![id("checkout")]);
    let wish = NewComponent { name, description: None, group: None, position: 0, shown: true, services };
    Edit::DefineComponent { component: None, wish }
}

fn page(address: &str) -> Edit {
    Edit::DefineStatusPage { name: "Example".to_owned(), address: Some(address.to_owned()) }
}

fn work(from: i64, until: i64, components: &[&str]) -> Edit {
    Edit::ScheduleMaintenance {
        title: "Bigger database".to_owned(),
        text: "Cards cannot be changed meanwhile.".to_owned(),
        window: Window { from: at(from), until: at(until) },
        components: components.iter().map(|word| id(word)).collect(),
    }
}

fn so_far(state: MaintenanceState) -> Edit {
    Edit::SayMaintenance { maintenance: step(1)[0], state, text: "So far.".to_owned() }
}

fn wish(component: &str, state: ComponentState) -> ComponentWish {
    ComponentWish { component: id::<ComponentId>(component), state }
}

pub(crate) fn said(occasion: Occasion, components: &[(&str, ComponentState)]) -> Command {
    Command::ProposeUpdate {
        audience: Audience::Public,
        occasion,
        text: "Some cards are declined.".to_owned(),
        next_due: None,
        replaces: None,
        components: Some(components.iter().map(|(word, state)| wish(word, *state)).collect()),
        review: None,
    }
}

#[test]
fn the_name_in_which_a_feed_speaks_is_minted_once() {
    let first = page("https://status.example.org/");
    check(
        NOTHING,
        ("ana", first.clone()),
        [json!({"type": "status_page_defined", "page": {"name": "Example",
            "address": "https://status.example.org", "authority": "status.example.org,2026-11-19"}})],
    );
    check(
        history!["ana" => first],
        ("bo", page("https://example.org:8443/up")),
        [json!({"page": {"name": "Example", "address": "https://example.org:8443/up",
                         "authority": "status.example.org,2026-11-19"}})],
    );
    for wrong in ["status.example.org", "https://", "https://me@status.example.org", "javascript:alert(1)"] {
        check(NOTHING, ("ana", page(wrong)), Refusal::NotALink(wrong.trim_end_matches('/').to_owned()));
    }
}

#[test]
fn a_component_is_defined_renamed_retired_and_back() {
    let group = |name: &str| Edit::DefineGroup { group: None, name: name.to_owned(), position: 1 };
    let retire = |retired| Edit::RetireComponent { component: id("cards"), retired };
    check(
        NOTHING,
        ("ana", group(" Payments ")),
        [json!({"group": {"id": "payments", "name": "Payments", "position": 1}})],
    );
    check(NOTHING, ("ana", component("Cards")), [json!({"type": "component_defined"})]);
    let there = history!["ana" => component("Cards")];
    check(there, ("bo", component("Cards")), Refusal::Already("Cards is on the page".to_owned()));
    check(there, ("bo", retire(true)), [json!({"type": "component_retired", "retired": true})]);
    let gone = history!["ana" => component("Cards"), "ana" => retire(true)];
    check(gone, ("bo", component("Cards")), [json!({"type": "component_retired", "retired": false})]);
    check(NOTHING, ("bo", retire(true)), "There is no component called \"cards\"");
    let mut odd = component("Cards");
    if let Edit::DefineComponent { wish, .. } = &mut odd {
        wish.group = Some(id("nowhere"));
    }
    check(NOTHING, ("bo", odd), "There is no group called \"nowhere\"");
    check(there, ("bo", Edit::UndoEdit { entries: step(0) }), [json!({"type": "retracted"})]);
}

#[test]
fn what_is_approved_names_the_components_and_the_title_that_the_page_shows() {
    let given = [
        history!["ana" => component("Cards"), "ana" => declared()],
        history!["ana" => assign("incident-manager", "ana")],
    ]
    .concat();
    check(
        &given,
        ("dee", said(Occasion::Investigating, &[("cards", ComponentState::PartialOutage)])),
        [json!({"type": "update_proposed", "shown": {"title": "Checkout is down", "components":
            [{"component": "cards", "name": "Cards", "state": "partial_outage"}]}})],
    );
    let unknown = said(Occasion::Investigating, &[("wires", ComponentState::MajorOutage)]);
    check(&given, ("dee", unknown), "There is no component called \"wires\"");
    let twice = [("cards", ComponentState::MajorOutage), ("cards", ComponentState::Operational)];
    check(&given, ("dee", said(Occasion::Investigating, &twice)), "Cards is named once");
}

#[test]
fn work_is_announced_moved_begun_and_completed() {
    let given = history!["ana" => component("Cards")];
    check(given, ("ana", work(60, 120, &["cards"])), [json!({"type": "maintenance_scheduled"})]);
    check(given, ("ana", work(60, 120, &["wires"])), "There is no component called \"wires\"");
    check(given, ("ana", work(120, 60, &[])), "The end cannot be before The beginning");
    check(given, ("ana", work(-120, -60, &[])), Refusal::InThePast("The end"));
    check(given, ("ana", work(60, 3 * 366 * 24 * 60, &[])), Refusal::TooFarAhead("The end"));

    let planned = history!["ana" => component("Cards"), "ana" => work(60, 120, &["cards"])];
    let window = |from, until| Window { from: at(from), until: at(until) };
    let later = |from, until| Edit::MoveMaintenance { maintenance: step(1)[0], window: window(from, until) };
    check(planned, ("bo", later(90, 150)), [json!({"type": "maintenance_moved"})]);
    check(planned, ("bo", later(60, 120)), "It is planned for then already");
    check(planned, ("bo", so_far(MaintenanceState::Cancelled)), [json!({"state": "cancelled"})]);
    let nowhere = Edit::MoveMaintenance { maintenance: NOWHERE, window: window(90, 150) };
    check(planned, ("bo", nowhere), Refusal::Gone("maintenance"));

    let begun = [planned, history!["bo" => so_far(MaintenanceState::InProgress)]].concat();
    check(&begun, ("bo", so_far(MaintenanceState::Completed)), [json!({"state": "completed"})]);
    check(&begun, ("bo", so_far(MaintenanceState::Cancelled)), "It has begun");
    let over = [&begun[..], history!["bo" => so_far(MaintenanceState::Completed)]].concat();
    check(&over, ("bo", so_far(MaintenanceState::InProgress)), "It is completed already");
    // Taking a word back says no other again.
    check(&over, ("bo", Edit::UndoEdit { entries: step(3) }), [json!({"type": "retracted"})]);
}
