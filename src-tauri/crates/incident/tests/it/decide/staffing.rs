//! Who holds which role, and their checklists.

use incident::command::Command;
use incident::event::Event;
use incident::refusal::Refusal;
use incident::value::Stage;
use serde_json::json;

use crate::check::{NOWHERE, World, check, history, nth, the};
use crate::pen::{at, person};
use crate::wishes::{assign, assign_for, classify, declare_on, declared, enter, id, item};

fn accept() -> Command {
    Command::Accept { assignment: the("role_assigned") }
}

fn release() -> Command {
    Command::Release { assignment: the("role_assigned") }
}

#[test]
fn the_first_manager_brings_a_list_and_the_moment() {
    check(
        history!["ana" => declared()],
        ("ana", assign("incident-manager", "bo")),
        [
            json!({"type": "checklist_issued", "role": "incident-manager", "stage": "create"}),
            json!({"type": "role_assigned", "role": "incident-manager", "person": person("bo"), "service": null}),
            json!({"type": "point_recorded", "point": "manager_assigned", "at": at(1)}),
        ],
    );
}

#[test]
fn command_passes_from_one_to_the_next() {
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    let world = check(
        given,
        ("bo", assign("incident-manager", "bo")),
        [json!({"type": "role_assigned", "person": person("bo"), "base": [the("role_assigned")]})],
    );
    let holders = world.room().roles[0].holders.iter().map(|h| h.name.clone()).collect::<Vec<_>>();
    assert_eq!(holders, ["Bo Lindqvist"]);
    check(given, ("bo", assign("incident-manager", "ana")), "They are Incident Manager already.");
}

#[test]
fn two_who_take_command_apart_are_both_shown_until_one_is_confirmed() {
    let given = history![
        "ana" => declared(),
        "ana apart" => assign("incident-manager", "ana"),
        "bo apart" => assign("incident-manager", "bo"),
    ];
    let room = World::after(given).room();
    assert_eq!(room.roles[0].holders.len(), 2, "no two managers unnoticed");
    assert!(room.clashes.iter().any(|clash| clash.about == "Incident Manager"));
    let settle = |n| Command::Settle { entry: nth("role_assigned", n) };
    for (n, name) in [(0, "ana"), (1, "bo")] {
        let world =
            check(given, ("chi", settle(n)), [json!({"type": "role_assigned", "person": person(name)})]);
        assert!(!world.room().clashes.iter().any(|clash| clash.about == "Incident Manager"));
        assert_eq!(world.room().roles[0].holders.len(), 1);
    }
    // Naming one of them again is no repetition here: it ends the clash.
    let world = check(given, ("chi", assign("incident-manager", "bo")), ["role_assigned"]);
    assert_eq!(world.room().roles[0].holders.len(), 1);
}

#[test]
fn several_may_hold_another_role() {
    let given = history!["ana" => declared(), "ana" => assign("scribe", "bo")];
    let world = check(
        given,
        ("ana", assign("scribe", "chi")),
        [json!({"type": "role_assigned", "person": person("chi"), "base": null})],
    );
    assert_eq!(world.room().roles.iter().find(|r| r.name == "Scribe").unwrap().holders.len(), 2);
    assert_eq!(world.room().clashes, []);
    check(given, ("ana", assign("scribe", "bo")), "They are Scribe already.");
}

#[test]
fn an_on_call_is_held_for_a_service() {
    let given = history!["ana" => declare_on(&["checkout"])];
    check(
        given,
        ("ana", assign_for("affected-on-call", "checkout", "chi")),
        [json!("checklist_issued"), json!({"type": "role_assigned", "service": "checkout"})],
    );
    check(
        given,
        ("ana", assign_for("owning-on-call", "search", "chi")),
        [json!("checklist_issued"), json!({"type": "role_assigned", "service": "search"})],
    );
    check(given, ("ana", assign_for("owning-on-call", "billing", "chi")), "There is no service called");
    check(
        given,
        ("ana", assign_for("executive", "checkout", "dee")),
        [json!({"type": "role_assigned", "service": null})],
    );
}

#[test]
fn only_known_people_get_known_roles() {
    let given = history!["ana" => declared()];
    check(given, ("ana", assign("captain", "bo")), "There is no role called \"captain\".");
    check(given, ("ana", assign("scribe", "zoe")), "There is no person called");
}

#[test]
fn only_the_person_named_acknowledges_and_only_once() {
    let given = history!["ana" => declared(), "ana" => assign("scribe", "bo")];
    check(given, ("chi", accept()), "Only Bo Lindqvist can do this.");
    check(
        given,
        ("bo", accept()),
        [
            json!({"type": "role_accepted", "assignment": the("role_assigned")}),
            json!({"type": "point_recorded", "point": "acknowledged"}),
        ],
    );
    let accepted = [given, history!["bo" => accept()]].concat();
    check(&accepted, ("bo", accept()), "You have it already.");
    let second = [&accepted[..], history!["ana" => assign("deputy", "chi")]].concat();
    check(&second, ("chi", accept()), ["role_accepted"]);
    check(given, ("bo", Command::Accept { assignment: NOWHERE }), Refusal::Gone("assignment"));
}

#[test]
fn a_released_role_is_free() {
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "bo")];
    let world = check(
        given,
        ("bo", release()),
        [json!({"type": "role_released", "role": "incident-manager", "base": [the("role_assigned")]})],
    );
    assert_eq!(world.room().roles[0].holders, []);
    let free = [given, history!["bo" => release()]].concat();
    check(&free, ("bo", release()), Refusal::Gone("assignment"));
    check(&free, ("bo", accept()), Refusal::Gone("assignment"));
    check(&free, ("ana", assign("incident-manager", "bo")), ["role_assigned"]);
}

#[test]
fn releasing_one_of_two_leaves_the_other() {
    let given =
        history!["ana" => declared(), "ana" => assign("scribe", "bo"), "ana" => assign("scribe", "chi")];
    let world =
        check(given, ("ana", Command::Release { assignment: nth("role_assigned", 0) }), ["role_released"]);
    let scribes = world.room().roles.into_iter().find(|r| r.name == "Scribe").unwrap().holders;
    assert_eq!(scribes.iter().map(|h| h.name.as_str()).collect::<Vec<_>>(), ["Chi Okafor"]);
}

#[test]
fn an_item_is_ticked_unticked_and_skipped_with_a_word() {
    let title = || item("incident-manager", Stage::Create, "title");
    let tick = || Command::Tick { place: title() };
    let untick = || Command::Untick { place: title() };
    let skip = |reason: &str| Command::Skip { place: title(), reason: reason.to_owned() };
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    check(
        given,
        ("ana", tick()),
        [
            json!({"type": "item_ticked", "place": {"role": "incident-manager", "stage": "create", "item": "title"}}),
        ],
    );
    check(given, ("ana", untick()), "It is open already.");
    check(given, ("ana", skip(" ")), Refusal::Empty("The reason"));
    check(given, ("ana", skip(&"x".repeat(201))), "The reason has 201 characters");
    check(given, ("ana", skip("said already")), [json!({"type": "item_skipped", "reason": "said already"})]);
    let ticked = [given, history!["ana" => tick()]].concat();
    check(&ticked, ("bo", tick()), "It is ticked already.");
    check(&ticked, ("bo", untick()), [json!({"type": "item_unticked", "base": [the("item_ticked")]})]);
    check(&ticked, ("bo", skip("not needed")), ["item_skipped"]);
}

#[test]
fn an_item_that_is_on_no_list_is_gone() {
    let tick = |stage, name| Command::Tick { place: item("incident-manager", stage, name) };
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    check(given, ("ana", tick(Stage::Review, "title")), Refusal::Gone("checklist"));
    check(given, ("ana", tick(Stage::Create, "nonsense")), Refusal::Gone("item"));
}

#[test]
fn an_item_for_some_severities_appears_with_them_and_stays_once_ticked() {
    let shows = |world: &World| {
        let lists = world.room().checklists;
        lists.iter().flat_map(|list| &list.items).any(|item| item.place.item == id("helpers"))
    };
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    assert!(!shows(&World::after(given)));
    let major = [given, history!["ana" => classify("major")]].concat();
    assert!(shows(&World::after(&major)));
    let helpers = item("incident-manager", Stage::Create, "helpers");
    let ticked =
        [&major[..], history!["ana" => Command::Tick { place: helpers }, "ana" => classify("minor")]]
            .concat();
    assert!(shows(&World::after(&ticked)));
}

#[test]
fn a_list_that_two_issued_apart_is_one_list_and_no_clash() {
    let world = World::after(history![
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
        "ana apart" => enter(Stage::Classify),
        "bo apart" => enter(Stage::Classify),
    ]);
    assert_eq!(world.room().clashes, []);
    assert_eq!(world.room().checklists.iter().filter(|l| l.stage == Stage::Classify).count(), 1);
}

#[test]
fn editing_the_book_changes_no_list_that_was_issued() {
    let items = vec![incident::value::Item {
        id: id("new"),
        text: "Something new".to_owned(),
        only: incident::value::Condition::default(),
    }];
    let define = incident::command::Edit::DefineChecklist {
        role: id("incident-manager"),
        stage: Stage::Create,
        items,
    };
    let world = World::after(
        history!["ana" => declared(), "ana" => assign("incident-manager", "ana"), "ana" => define],
    );
    assert!(world.room().checklists[0].items.len() > 1);
    let issued = |f: &&incident::record::Fact| matches!(f.event, Some(Event::ChecklistIssued { .. }));
    assert_eq!(world.record().facts().iter().filter(issued).count(), 1);
}
