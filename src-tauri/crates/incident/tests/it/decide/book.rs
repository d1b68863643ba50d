//! Editing the book.

use incident::command::Edit;
use incident::refusal::Refusal;
use incident::value::{
    Cadence, Condition, FieldType, Item, LinkKind, Nag, Owner, PersonDetail, Question, Stage, Suggestion,
};
use serde_json::json;

use crate::check::{Wish, World, check, history, step};
use crate::pen::person;
use crate::wishes::{customer, id};

const NOTHING: &[(&str, Wish)] = &[];

fn text(word: &str) -> String {
    word.to_owned()
}

#[test]
fn a_person_is_named_and_renamed_and_told_from_a_namesake() {
    let name = |who: &str, name: &str| Edit::NamePerson { person: person(who), name: text(name) };
    check(
        NOTHING,
        ("ana", name("eve", " Eve Stone ")),
        [json!({"type": "person_named", "name": "Eve Stone"})],
    );
    check(NOTHING, ("ana", name("bo", "Bo Berg")), [json!({"type": "person_named", "name": "Bo Berg"})]);
    check(NOTHING, ("ana", name("bo", "Bo Lindqvist")), "The book says so already.");
    check(NOTHING, ("ana", name("eve", "Ana Ruiz")), "Somebody called Ana Ruiz is in the book");
    check(NOTHING, ("ana", name("eve", " ")), Refusal::Empty("The name"));
    check(NOTHING, ("ana", name("eve", &"x".repeat(201))), "The name has 201 characters");
}

#[test]
fn a_person_has_a_phone_a_zone_and_a_handle_of_their_own() {
    let set = |who: &str, detail, value: Option<&str>| Edit::SetPersonDetail {
        person: person(who),
        detail,
        value: value.map(str::to_owned),
    };
    check(
        NOTHING,
        ("ana", set("bo", PersonDetail::Phone, Some(" +46 1 "))),
        [json!({"type": "person_detail_set", "detail": "phone", "value": "+46 1"})],
    );
    check(NOTHING, ("ana", set("bo", PersonDetail::Email, Some("bo@mail.example"))), ["person_detail_set"]);
    check(
        NOTHING,
        ("ana", set("bo", PersonDetail::Zone, Some("Europe/Stockholm"))),
        [json!({"value": "Europe/Stockholm"})],
    );
    check(
        NOTHING,
        ("ana", set("bo", PersonDetail::Zone, Some("Mars/Olympus"))),
        Refusal::NoSuchZone(text("Mars/Olympus")),
    );
    check(NOTHING, ("ana", set("bo", PersonDetail::Handle, Some("@BoL"))), [json!({"value": "bol"})]);
    check(NOTHING, ("ana", set("bo", PersonDetail::Handle, Some("bo l"))), Refusal::NotAWord(text("bo l")));
    check(NOTHING, ("ana", set("bo", PersonDetail::Handle, Some("@"))), "cannot be used here");
    check(NOTHING, ("ana", set("bo", PersonDetail::Handle, Some("ana"))), "@ana is taken already.");
    check(NOTHING, ("ana", set("zoe", PersonDetail::Phone, Some("1"))), "There is no person called");
    let given = history!["ana" => set("bo", PersonDetail::Phone, Some("1"))];
    check(given, ("ana", set("bo", PersonDetail::Phone, Some("1"))), "The book says so already.");
    check(
        given,
        ("ana", set("bo", PersonDetail::Phone, Some("  "))),
        [json!({"type": "person_detail_set", "value": null})],
    );
}

#[test]
fn a_person_leaves_and_comes_back_but_nobody_retires_themselves() {
    let retire = |who: &str, retired| Edit::RetirePerson { person: person(who), retired };
    check(NOTHING, ("ana", retire("bo", true)), [json!({"type": "person_retired", "retired": true})]);
    check(NOTHING, ("ana", retire("ana", true)), "Only somebody else can do this.");
    check(NOTHING, ("ana", retire("zoe", true)), "There is no person called");
    check(history!["ana" => retire("bo", true)], ("ana", retire("bo", false)), [json!({"retired": false})]);
}

#[test]
fn a_service_is_added_once_renamed_owned_and_retired() {
    let name =
        |service: Option<&str>, name: &str| Edit::NameService { service: service.map(id), name: text(name) };
    check(
        NOTHING,
        ("ana", name(None, "Card API")),
        [json!({"type": "service_named", "service": "card-api", "name": "Card API"})],
    );
    check(NOTHING, ("ana", name(None, "checkout")), "checkout is in the book already.");
    check(
        NOTHING,
        ("ana", name(Some("checkout"), "Checkout 2")),
        [json!({"service": "checkout", "name": "Checkout 2"})],
    );
    check(NOTHING, ("ana", name(None, "")), Refusal::Empty("The service's name"));
    let retire = |name: &str, retired| Edit::RetireService { service: id(name), retired };
    check(NOTHING, ("ana", retire("checkout", true)), [json!({"type": "service_retired", "retired": true})]);
    check(NOTHING, ("ana", retire("billing", true)), "There is no service called");
    check(
        history!["ana" => retire("checkout", true)],
        ("ana", name(None, "Checkout")),
        [json!({"type": "service_retired", "service": "checkout", "retired": false})],
    );
    let own = |name: &str, owner| Edit::SetServiceOwner { service: id(name), owner };
    let owner = |team: &str, who: Option<&str>| Some(Owner { team: text(team), person: who.map(person) });
    check(
        NOTHING,
        ("ana", own("checkout", owner(" Payments ", Some("bo")))),
        [json!({"type": "service_owned", "owner": {"team": "Payments", "person": person("bo")}})],
    );
    check(
        NOTHING,
        ("ana", own("checkout", owner(" ", None))),
        [json!({"type": "service_owned", "owner": null})],
    );
    check(NOTHING, ("ana", own("checkout", owner("x", Some("zoe")))), "There is no person called");
    check(NOTHING, ("ana", own("billing", None)), "There is no service called");
}

#[test]
fn the_workspace_has_a_name() {
    let name = |name: &str| Edit::NameWorkspace { name: text(name) };
    check(
        NOTHING,
        ("ana", name(" Example Ltd ")),
        [json!({"type": "workspace_named", "name": "Example Ltd"})],
    );
    check(NOTHING, ("ana", name("")), Refusal::Empty("The workspace's name"));
    check(history!["ana" => name("x")], ("ana", name("x")), "The book says so already.");
}

#[test]
fn severities_are_changed_and_added_but_not_by_accident_overwritten() {
    let define = |severity: Option<&str>, name: &str, rank| Edit::DefineSeverity {
        severity: severity.map(id),
        name: text(name),
        rank,
        criteria: text("When it burns."),
    };
    check(
        NOTHING,
        ("ana", define(Some("major"), "SEV1", 1)),
        [json!({"type": "severity_defined", "severity": {"id": "major", "name": "SEV1", "rank": 1}})],
    );
    check(
        NOTHING,
        ("ana", define(None, "Tiny", 200)),
        [json!({"severity": {"id": "tiny", "name": "Tiny", "rank": 9}})],
    );
    check(NOTHING, ("ana", define(None, "major", 1)), "major is in the book already.");
    check(NOTHING, ("ana", define(Some("huge"), "Huge", 1)), "There is no severity called");
    check(NOTHING, ("ana", define(None, &"x".repeat(41), 1)), "The severity's name has 41 characters");
    let many: Vec<_> = (0..6).map(|n| ("ana", Wish::from(define(None, &format!("extra {n}"), 5)))).collect();
    check(
        &many,
        ("ana", define(None, "one more", 5)),
        Refusal::TooMany { what: "The list of severities", limit: 9 },
    );
}

#[test]
fn a_cadence_has_sane_minutes() {
    let cadence =
        Cadence { first_public: Some(0), public: Some(u32::MAX), executives: Some(45), ..Cadence::default() };
    let define = |name: &str| Edit::DefineCadence { severity: id(name), cadence };
    check(
        NOTHING,
        ("ana", define("major")),
        [
            json!({"type": "cadence_defined", "cadence": {"first_public": null, "public": 10_080, "executives": 45, "employees": null}}),
        ],
    );
    check(NOTHING, ("ana", define("huge")), "There is no severity called");
}

#[test]
fn a_guideline_asks_at_most_twenty_questions_that_fit_an_entry() {
    let question = |words: &str, severity: Option<&str>, answers: usize| Question {
        text: text(words),
        answers: vec![
            Suggestion { answer: text("a".repeat(200).as_str()), severity: severity.map(id) };
            answers
        ],
    };
    let define = |questions| Edit::DefineGuideline { questions };
    check(NOTHING, ("ana", define(vec![question("How many?", Some("major"), 2)])), ["guideline_defined"]);
    check(
        NOTHING,
        ("ana", define(vec![question("How many?", Some("huge"), 1)])),
        "There is no severity called",
    );
    check(NOTHING, ("ana", define(vec![question(" ", None, 1)])), Refusal::Empty("A question"));
    check(
        NOTHING,
        ("ana", define(vec![question("x", None, 1); 21])),
        Refusal::TooMany { what: "The guideline", limit: 20 },
    );
    check(NOTHING, ("ana", define(vec![question("x", None, 400)])), "at most 65536 fit into one entry");
}

#[test]
fn a_nag_is_timed_and_switched_off() {
    let define = |after, on| Edit::DefineNag { nag: Nag::NoManager, after, on };
    check(
        NOTHING,
        ("ana", define(5, true)),
        [json!({"type": "nag_defined", "nag": "no_manager", "after": 5, "on": true})],
    );
    check(NOTHING, ("ana", define(u32::MAX, false)), [json!({"after": 10_080, "on": false})]);
}

#[test]
fn a_link_template_is_safe_and_has_known_holes() {
    let set =
        |link, template: Option<&str>| Edit::SetLinkTemplate { link, template: template.map(str::to_owned) };
    for (link, good) in [
        (LinkKind::Bridge, "https://meet.example/{id}"),
        (LinkKind::Channel, "#inc-{number}-{slug}"),
        (LinkKind::Bridge, "tel:+46 1"[..7].trim()),
    ] {
        check(
            NOTHING,
            ("ana", set(link, Some(good))),
            [json!({"type": "link_template_set", "template": good})],
        );
    }
    for (link, bad) in [
        (LinkKind::Bridge, "javascript:{id}"),
        (LinkKind::Channel, "javascript:{id}"),
        (LinkKind::Bridge, "meet.example/{id}"),
        (LinkKind::Bridge, "https://meet.example/{title}"),
        (LinkKind::Bridge, "https://meet.example/{id"),
        (LinkKind::Channel, "#two words"),
    ] {
        check(NOTHING, ("ana", set(link, Some(bad))), "is not an address that can be opened");
    }
    check(
        history!["ana" => set(LinkKind::Bridge, Some("https://a.example"))],
        ("ana", set(LinkKind::Bridge, None)),
        [json!({"template": null})],
    );
}

#[test]
fn a_custom_field_is_defined_switched_off_and_back_on() {
    let define = |field: Option<&str>, name: &str, takes, on| Edit::DefineField {
        field: field.map(id),
        name: text(name),
        takes,
        on,
    };
    check(
        NOTHING,
        ("ana", define(None, "Region code", FieldType::Text, true)),
        [
            json!({"type": "field_defined", "field": {"id": "region-code", "name": "Region code"}, "takes": {"type": "text"}, "on": true}),
        ],
    );
    check(NOTHING, ("ana", define(None, " ", FieldType::Text, true)), Refusal::Empty("The field's name"));
    let choice = |options: usize| FieldType::Choice { options: vec![text("x"); options] };
    check(NOTHING, ("ana", define(None, "Tier", choice(0), true)), Refusal::Empty("The list of options"));
    check(
        NOTHING,
        ("ana", define(None, "Tier", choice(51), true)),
        Refusal::TooMany { what: "The list of options", limit: 50 },
    );
    let given = history!["ana" => define(None, "Region", FieldType::Text, true)];
    check(given, ("ana", define(None, "region", FieldType::Flag, true)), "region is in the book already.");
    check(given, ("ana", define(Some("region"), "Region", FieldType::Text, false)), [json!({"on": false})]);
    let off = [given, history!["ana" => define(Some("region"), "Region", FieldType::Text, false)]].concat();
    check(&off, ("ana", define(None, "Region", FieldType::Text, true)), [json!({"on": true})]);
    let many: Vec<_> = (0..50)
        .map(|n| ("ana", Wish::from(define(None, &format!("f {n}"), FieldType::Flag, true))))
        .collect();
    check(
        &many,
        ("ana", define(None, "one more", FieldType::Flag, true)),
        Refusal::TooMany { what: "The list of fields", limit: 50 },
    );
}

#[test]
fn a_checklist_keeps_every_item_apart() {
    let item = |words: &str, severity: Option<&str>| Item {
        id: id("same"),
        text: text(words),
        only: Condition { severities: severity.map(id).into_iter().collect(), kinds: vec![] },
    };
    let define = |role: &str, items| Edit::DefineChecklist { role: id(role), stage: Stage::Create, items };
    check(
        NOTHING,
        ("ana", define("scribe", vec![item("one", Some("major")), item(" two ", None), item("three", None)])),
        [json!({
            "type": "checklist_defined",
            "items": [
                {"id": "same", "text": "one", "only": {"severities": ["major"]}},
                {"id": "same-2", "text": "two"},
                {"id": "same-3", "text": "three"},
            ],
        })],
    );
    check(NOTHING, ("ana", define("scribe", vec![])), [json!({"items": []})]);
    check(NOTHING, ("ana", define("captain", vec![])), "There is no role called");
    check(NOTHING, ("ana", define("scribe", vec![item(" ", None)])), Refusal::Empty("An item"));
    check(NOTHING, ("ana", define("scribe", vec![item("x", Some("huge"))])), "There is no severity called");
    check(
        NOTHING,
        ("ana", define("scribe", vec![item("x", None); 21])),
        Refusal::TooMany { what: "A checklist", limit: 20 },
    );
}

#[test]
fn an_edit_is_undone_unless_it_has_moved_on() {
    let name = |name: &str| Edit::NameWorkspace { name: text(name) };
    let undo = |n| Edit::UndoEdit { entries: step(n) };
    let given = history!["ana" => name("a"), "ana" => name("b")];
    let world = check(given, ("bo", undo(1)), [json!({"type": "workspace_named", "name": "a"})]);
    assert_eq!(world.book().workspace_name(), Some("a"));
    check(given, ("bo", undo(0)), Refusal::MovedOn);
    let first = history!["ana" => Edit::NameService { service: None, name: text("Card API") }];
    let world = check(first, ("bo", undo(0)), ["retracted"]);
    assert!(world.book().service(&id("card-api")).is_none());
    check(NOTHING, ("bo", Edit::UndoEdit { entries: vec![] }), Refusal::Gone("edit"));
    check(NOTHING, ("bo", Edit::UndoEdit { entries: vec![crate::check::NOWHERE] }), Refusal::Gone("edit"));
}

#[test]
fn whoever_types_a_short_name_finds_the_longer_ones_too() {
    let given = history![
        "ana" => customer("Acme", None), "ana" => customer("Acme Europe", None), "ana" => customer("Acme US", None),
    ];
    let world = World::after(given);
    let found = |words: &str, most| -> Vec<String> {
        let found = world.book().find_customers(words, most);
        found.into_iter().map(|entry| entry.customer.name).collect()
    };
    for words in ["acme", "Acme", "acm"] {
        assert_eq!(found(words, 9), ["Acme", "Acme Europe", "Acme US"], "{words}");
    }
    // Their own id is theirs alone, and comes first.
    assert_eq!(found("acme-us", 9), ["Acme US"]);
    assert_eq!(found("acme", 1), ["Acme"]);
}
