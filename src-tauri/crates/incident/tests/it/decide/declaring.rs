//! Beginning an incident and where people join it.

use incident::command::{Command, Edit};
use incident::id::Millis;
use incident::refusal::Refusal;
use incident::value::{DetectionMethod, Kind, LinkKind};
use serde_json::json;

use crate::check::{Wish, World, check, history};
use crate::pen::{at, person};
use crate::wishes::{declare, declare_on, declared, id, link, note, undo};

const NOTHING: &[(&str, Wish)] = &[];

fn template(link: LinkKind, template: &str) -> Edit {
    Edit::SetLinkTemplate { link, template: Some(template.to_owned()) }
}

#[test]
fn the_plainest_declaration_is_five_facts() {
    check(
        NOTHING,
        ("ana", declared()),
        [
            json!({"type": "declared", "drill": false}),
            json!({"type": "titled", "title": "Checkout is down"}),
            json!({"type": "kind_set", "kind": "external"}),
            json!({"type": "point_recorded", "point": "declared", "at": at(0)}),
            json!({"type": "stage_entered", "stage": "create"}),
        ],
    );
}

#[test]
fn a_full_declaration_records_all_it_was_given() {
    let wish = Command::Declare {
        title: "  VPN refuses logins ".to_owned(),
        kind: Kind::Internal,
        severity: Some(id("medium")),
        services: vec![id("login"), id("search"), id("login")],
        impact_started: Some(at(-20)),
        detection: Some(DetectionMethod::Employee),
        drill: true,
        private: true,
        manager: Some(person("bo")),
    };
    check(
        history!["ana" => template(LinkKind::Bridge, "https://meet.example/{id}-{slug}")],
        ("ana", wish),
        [
            json!({"type": "declared", "drill": true}),
            json!({"type": "titled", "title": "VPN refuses logins"}),
            json!({"type": "kind_set", "kind": "internal"}),
            json!({"type": "point_recorded", "point": "declared", "at": at(1)}),
            json!({"type": "stage_entered", "stage": "create"}),
            json!({"type": "privacy_set", "private": true}),
            json!({"type": "access_granted", "person": person("ana")}),
            json!({"type": "point_recorded", "point": "impact_started", "at": at(-20)}),
            json!({"type": "detection_method_set", "method": "employee"}),
            json!({"type": "service_affected", "service": {"id": "login", "name": "Login"}}),
            json!({"type": "service_affected", "service": {"id": "search", "name": "Search"}}),
            json!({"type": "severity_classified", "severity": {"id": "medium", "name": "Medium", "rank": 2}}),
            json!({"type": "cadence_set"}),
            json!({"type": "point_recorded", "point": "classified", "at": at(1)}),
            json!({"type": "checklist_issued", "role": "incident-manager", "stage": "create"}),
            json!({"type": "role_assigned", "role": "incident-manager", "person": person("bo")}),
            json!({"type": "point_recorded", "point": "manager_assigned", "at": at(1)}),
            json!({"type": "linked", "link": "bridge", "target": "https://meet.example/7374-vpn-refuses-logins"}),
        ],
    );
}

#[test]
fn a_title_of_200_characters_is_kept_and_of_201_is_not() {
    for character in ["x", "支", "👩"] {
        let fits = character.repeat(200);
        let world = check(
            NOTHING,
            ("ana", declare(&format!(" {fits} "))),
            ["declared", "titled", "kind_set", "point_recorded", "stage_entered"],
        );
        assert_eq!(world.room().title, fits);
        check(
            NOTHING,
            ("ana", declare(&character.repeat(201))),
            Refusal::TooLong { field: "The title", has: 201, limit: 200 },
        );
    }
}

#[test]
fn a_title_of_10_mb_is_refused_with_its_length() {
    let has = 10 * 1024 * 1024;
    check(
        NOTHING,
        ("ana", declare(&"x".repeat(has))),
        Refusal::TooLong { field: "The title", has, limit: 200 },
    );
}

#[test]
fn a_title_of_blanks_is_empty() {
    for blank in ["", " ", "\n\t \u{3000}"] {
        check(NOTHING, ("ana", declare(blank)), Refusal::Empty("The title"));
    }
}

#[test]
fn a_title_with_markup_and_hidden_characters_is_kept_as_written_and_shown_as_it_is() {
    let title = "<script>alert(1)</script> gpj\u{202e}exe\u{7}";
    let world = check(
        history!["ana" => declared()],
        ("ana", Command::Retitle { title: title.to_owned() }),
        [json!({"type": "titled", "title": title})],
    );
    assert_eq!(world.room().title, "<script>alert(1)</script> gpj⟨U+202E⟩exe␇");
}

#[test]
fn what_is_declared_cannot_be_declared_again() {
    check(history!["ana" => declared()], ("bo", declared()), Refusal::AlreadyDeclared);
}

#[test]
fn two_who_declare_the_same_incident_apart_are_merged() {
    let world = World::after(history!["ana apart" => declared(), "bo apart" => declare("Payments fail")]);
    assert_eq!(
        world.room().clashes.iter().map(|c| c.about.as_str()).collect::<Vec<_>>(),
        ["Title", "Declared"]
    );
}

#[test]
fn nothing_can_be_done_to_an_incident_that_is_not_there() {
    check(NOTHING, ("ana", note("hello")), Refusal::NoIncident);
    check(NOTHING, ("ana", undo(vec![])), Refusal::NoIncident);
}

#[test]
fn a_declaration_names_only_what_the_book_knows() {
    check(NOTHING, ("ana", declare_on(&["billing"])), "There is no service called \"billing\".");
    let Command::Declare { title, kind, services, .. } = declared() else { unreachable!() };
    let with = |severity, manager, impact_started| Command::Declare {
        title: title.clone(),
        kind,
        severity,
        services: services.clone(),
        impact_started,
        detection: None,
        drill: false,
        private: false,
        manager,
    };
    check(NOTHING, ("ana", with(Some(id("huge")), None, None)), "There is no severity called \"huge\".");
    check(NOTHING, ("ana", with(None, Some(person("zoe")), None)), "There is no person called");
    check(NOTHING, ("ana", with(None, None, Some(at(6)))), Refusal::InTheFuture("The start of the impact"));
    check(
        NOTHING,
        ("ana", with(None, None, Some(Millis(i64::MAX)))),
        Refusal::InTheFuture("The start of the impact"),
    );
    // Five minutes between two laptops' clocks are forgiven.
    World::after(history!["ana" => with(None, None, Some(at(5)))]);
}

#[test]
fn a_retired_service_or_person_is_no_longer_chosen() {
    let gone = history![
        "ana" => Edit::RetireService { service: id("search"), retired: true },
        "ana" => Edit::RetirePerson { person: person("dee"), retired: true },
    ];
    check(gone, ("ana", declare_on(&["search"])), "There is no service called \"search\".");
    let mut steps = gone.to_vec();
    steps.push(("ana", declared().into()));
    check(
        &steps,
        ("ana", Command::Grant { person: person("dee") }),
        "There is no person called \"Dee Marsh\".",
    );
}

#[test]
fn a_clock_that_cannot_be_right_is_named() {
    let years = |n: i64| Wish::Wait(n * 365 * 24 * 60);
    check(&[("ana", years(-8))], ("ana", declared()), Refusal::ClockWrong);
    check(&[("ana", years(80))], ("ana", declared()), Refusal::ClockWrong);
    World::after(&[("ana", years(-6)), ("ana", declared().into())]);
}

#[test]
fn a_template_of_a_channel_gives_a_name_and_of_a_bridge_an_address() {
    let world = World::after(history![
        "ana" => template(LinkKind::Channel, "#inc-{number}-{slug}"),
        "ana" => template(LinkKind::Bridge, "https://meet.example/{id}"),
        "bo" => declare("Ümläute & Sonderzeichen, ein sehr langer Titel der nicht endet"),
    ]);
    let targets: Vec<String> = world.room().links.into_iter().map(|l| l.target).collect();
    assert_eq!(targets, ["#inc-7374-ml-ute-sonderzeichen-ein-sehr-langer-tit", "https://meet.example/7374"]);
}

#[test]
fn only_addresses_that_are_safe_to_open_are_linked() {
    let given = history!["ana" => declared()];
    for (kind, good) in [
        (LinkKind::Bridge, "https://meet.example/abc"),
        (LinkKind::Bridge, "HTTP://meet.example/abc"),
        (LinkKind::Bridge, "tel:+4670000000"),
        (LinkKind::Channel, "#inc-42"),
        (LinkKind::Ticket, "https://tracker.example/OPS-7?q=1#c2"),
        (LinkKind::Dashboard, "https://graphs.example/支払い"),
    ] {
        check(given, ("ana", link(kind, good)), [json!({"type": "linked", "label": good, "target": good})]);
    }
    for (kind, bad) in [
        (LinkKind::Bridge, "javascript:alert(1)"),
        (LinkKind::Channel, "javascript:alert(1)"),
        (LinkKind::Dashboard, "JaVaScRiPt:alert(1)"),
        (LinkKind::Ticket, "data:text/html,x"),
        (LinkKind::Ticket, "file:///etc/passwd"),
        (LinkKind::Ticket, "OPS-7"),
        (LinkKind::Dashboard, "https://"),
        (LinkKind::Dashboard, "https://a b"),
        (LinkKind::Dashboard, "https://a\nb"),
        (LinkKind::Dashboard, "https://moc.elpmaxe\u{202e}"),
        (LinkKind::Ticket, "tel:+4670000000"),
    ] {
        check(given, ("ana", link(kind, bad)), "is not an address that can be opened");
    }
    check(given, ("ana", link(LinkKind::Bridge, "  ")), Refusal::Empty("The address"));
}

#[test]
fn an_address_is_linked_once() {
    let given = history!["ana" => declared(), "ana" => link(LinkKind::Bridge, "https://meet.example/abc")];
    check(
        given,
        ("bo", link(LinkKind::Bridge, "https://meet.example/abc")),
        "This address is on the incident already.",
    );
    check(given, ("bo", link(LinkKind::Ticket, "https://meet.example/abc")), ["linked"]);
}
