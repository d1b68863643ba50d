//! What the incident is: words, severity, impact, services, moments, causes, tags, fields, privacy.

use incident::command::{Command, Edit};
use incident::id::Millis;
use incident::refusal::Refusal;
use incident::value::{Answer, DetectionMethod, FieldType, FieldValue, ImpactAspect, Kind, Point};
use serde_json::json;

use crate::check::{Wish, World, check, history, nth, step, the};
use crate::pen::{at, person};
use crate::wishes::{all_clear, classify, declare_on, declared, id, impact, note, point, retitle};

#[test]
fn a_new_title_replaces_the_one_that_was_seen() {
    let given = history!["ana" => declared()];
    check(
        given,
        ("bo", retitle("Cards fail")),
        [json!({"type": "titled", "title": "Cards fail", "base": [the("titled")]})],
    );
    check(given, ("bo", retitle(" Checkout is down ")), "It is called that already.");
    check(given, ("bo", retitle(" ")), Refusal::Empty("The title"));
}

#[test]
fn the_kind_changes_once() {
    let given = history!["ana" => declared()];
    check(
        given,
        ("bo", Command::SetKind { kind: Kind::Internal }),
        [json!({"type": "kind_set", "kind": "internal"})],
    );
    check(given, ("bo", Command::SetKind { kind: Kind::External }), "It is External already.");
}

#[test]
fn the_first_severity_brings_its_cadence_and_the_moment() {
    check(
        history!["ana" => declared()],
        ("bo", classify("major")),
        [
            json!({"type": "severity_classified", "severity": {"id": "major", "name": "Major", "rank": 1}, "suggested": null}),
            json!({"type": "cadence_set"}),
            json!({"type": "point_recorded", "point": "classified", "at": at(1)}),
        ],
    );
}

#[test]
fn another_severity_keeps_the_moment_of_the_first() {
    let given = history!["ana" => declared(), "ana" => classify("major")];
    check(
        given,
        ("bo", classify("minor")),
        [
            json!({"type": "severity_classified", "base": [the("severity_classified")]}),
            json!({"type": "cadence_set"}),
        ],
    );
    check(given, ("bo", classify("major")), "It is Major already.");
}

#[test]
fn answers_suggest_the_worst_severity_and_a_reason_for_differing_is_kept() {
    let answer =
        |question: &str, answer: &str| Answer { question: question.to_owned(), answer: answer.to_owned() };
    let answers = vec![
        answer("How many users are hit?", "500 to 9,999"),
        answer("Does it cost revenue or reputation?", "Clearly: sales stop or it makes the news"),
        answer("Is the moon full?", "Yes"),
    ];
    let wish = Command::Classify { severity: id("minor"), answers, reason: Some(" it is night ".to_owned()) };
    check(
        history!["ana" => declared()],
        ("ana", wish),
        [
            json!({"type": "severity_classified", "suggested": "major", "reason": "it is night"}),
            json!("cadence_set"),
            json!("point_recorded"),
        ],
    );
}

#[test]
fn a_classification_stays_within_what_the_book_and_an_entry_hold() {
    let given = history!["ana" => declared()];
    check(given, ("ana", classify("gigantic")), "There is no severity called \"gigantic\".");
    let answers = |n: usize, length: usize| Command::Classify {
        severity: id("major"),
        answers: vec![Answer { question: "q".repeat(length), answer: "a".repeat(length) }; n],
        reason: None,
    };
    check(given, ("ana", answers(41, 1)), Refusal::TooMany { what: "A classification's answers", limit: 40 });
    check(given, ("ana", answers(1, 2_001)), "The question has 2001 characters");
    check(given, ("ana", answers(40, 2_000)), "at most 65536 fit into one entry");
}

#[test]
fn impact_has_a_source_and_an_age() {
    let given = history!["ana" => declared()];
    check(
        given,
        ("chi", impact(ImpactAspect::Users, "about 12 %", Some(12))),
        [
            json!({"type": "impact_stated", "aspect": "users", "value": "about 12 %", "number": 12, "source": "dashboard", "occurred_at": null}),
        ],
    );
    let stated = |source: &str, number, as_of| Command::StateImpact {
        aspect: ImpactAspect::Customers,
        value: "310".to_owned(),
        number,
        source: source.to_owned(),
        as_of,
    };
    check(
        given,
        ("chi", stated("CRM", Some(310), Some(at(-30)))),
        [json!({"type": "impact_stated", "occurred_at": at(-30)})],
    );
    check(given, ("chi", stated(" ", None, None)), Refusal::Empty("The source"));
    check(given, ("chi", stated("CRM", None, Some(at(60)))), Refusal::InTheFuture("The time of the figure"));
    check(
        given,
        ("chi", stated("CRM", Some(1 << 53), None)),
        [json!({"type": "impact_stated", "number": null})],
    );
    check(
        given,
        ("chi", stated("CRM", Some((1 << 53) - 1), None)),
        [json!({"number": 9_007_199_254_740_991_u64})],
    );
}

#[test]
fn impact_becomes_unknown_again_when_emptied() {
    let given = history!["ana" => declared(), "ana" => impact(ImpactAspect::Regions, "EU", None)];
    let world = check(
        given,
        ("bo", impact(ImpactAspect::Regions, "  ", Some(3))),
        [json!({"type": "impact_stated", "value": null, "number": null})],
    );
    assert_eq!(world.room().impact, []);
}

#[test]
fn an_affected_service_is_added_and_removed_once() {
    let add = |name| Command::AddService { service: id(name) };
    let remove = |name| Command::RemoveService { service: id(name) };
    let given = history!["ana" => declare_on(&["checkout"])];
    check(
        given,
        ("bo", add("search")),
        [json!({"type": "service_affected", "service": {"id": "search", "name": "Search"}})],
    );
    check(given, ("bo", add("checkout")), "Checkout is among the affected services already.");
    check(given, ("bo", add("billing")), "There is no service called");
    check(
        given,
        ("bo", remove("checkout")),
        [json!({"type": "retracted", "entry": the("service_affected")})],
    );
    check(given, ("bo", remove("search")), Refusal::Gone("service"));
}

#[test]
fn removing_a_service_that_two_added_takes_both_entries() {
    let add = || Command::AddService { service: id("search") };
    check(
        history!["ana" => declared(), "ana apart" => add(), "bo apart" => add()],
        ("chi", Command::RemoveService { service: id("search") }),
        ["retracted", "retracted"],
    );
}

#[test]
fn a_service_that_is_hit_again_needs_a_new_all_clear() {
    let given = history![
        "ana" => declare_on(&["checkout"]),
        "chi" => all_clear("checkout"),
        "ana" => Command::RemoveService { service: id("checkout") },
    ];
    let world = check(
        given,
        ("ana", Command::AddService { service: id("checkout") }),
        [
            json!("service_affected"),
            json!({"type": "all_clear_withdrawn", "reason": "Affected again", "base": [the("all_clear_given")]}),
        ],
    );
    assert_eq!(world.room().services[0].all_clear, None);
}

#[test]
fn a_moment_is_recorded_corrected_and_taken_back() {
    let given = history!["ana" => declared(), "ana" => point(Point::Detected, Some(at(-5)))];
    check(
        given,
        ("bo", point(Point::Detected, Some(at(-4)))),
        [json!({"type": "point_recorded", "at": at(-4), "base": [nth("point_recorded", 1)]})],
    );
    check(given, ("bo", point(Point::Detected, None)), [json!({"type": "point_recorded", "at": null})]);
    check(given, ("bo", point(Point::Detected, Some(at(-5)))), "Detected stands like that already.");
    check(given, ("bo", point(Point::Resolved, None)), "Resolved stands like that already.");
}

#[test]
fn moments_come_in_their_order() {
    let pairs = [
        (Point::ImpactStarted, Point::Detected),
        (Point::ImpactStarted, Point::Mitigated),
        (Point::ImpactStarted, Point::Resolved),
        (Point::AlertFired, Point::Acknowledged),
        (Point::Mitigated, Point::Resolved),
        (Point::Resolved, Point::Closed),
    ];
    for (earlier, later) in pairs {
        let order = Refusal::OutOfOrder { earlier: earlier.name(), later: later.name() };
        let first = history!["ana" => declared(), "ana" => point(earlier, Some(at(1)))];
        check(first, ("bo", point(later, Some(at(0)))), order.clone());
        check(first, ("bo", point(later, Some(at(1)))), ["point_recorded"]);
        let last = history!["ana" => declared(), "ana" => point(later, Some(at(1)))];
        check(last, ("bo", point(earlier, Some(at(2)))), order);
    }
}

#[test]
fn a_moment_has_happened() {
    let given = history!["ana" => declared()];
    check(given, ("ana", point(Point::Mitigated, Some(at(7)))), Refusal::InTheFuture("Mitigated"));
    check(given, ("ana", point(Point::Mitigated, Some(Millis(i64::MAX)))), Refusal::InTheFuture("Mitigated"));
    check(given, ("ana", point(Point::Mitigated, Some(at(6)))), ["point_recorded"]);
}

#[test]
fn how_it_was_noticed_and_what_caused_it_are_set_and_emptied() {
    let detected = |method| Command::SetDetection { method };
    let cause = |words: Option<&str>| Command::SetRootCauseType { root_cause: words.map(str::to_owned) };
    let cause_in = |name: Option<&str>| Command::SetRootCauseService { service: name.map(id) };
    let given = history![
        "ana" => declared(),
        "ana" => detected(Some(DetectionMethod::Alert)),
        "ana" => cause(Some("Change")),
        "ana" => cause_in(Some("login")),
    ];
    check(
        given,
        ("bo", detected(Some(DetectionMethod::SocialMedia))),
        [json!({"type": "detection_method_set", "method": "social_media"})],
    );
    check(given, ("bo", detected(None)), [json!({"type": "detection_method_set", "method": null})]);
    check(given, ("bo", detected(Some(DetectionMethod::Alert))), "That is recorded already.");
    check(
        given,
        ("bo", cause(Some(" Capacity "))),
        [json!({"type": "root_cause_type_set", "root_cause": "Capacity"})],
    );
    check(given, ("bo", cause(Some("  "))), [json!({"type": "root_cause_type_set", "root_cause": null})]);
    check(given, ("bo", cause(Some(&"x".repeat(201)))), "The type of cause has 201 characters");
    check(given, ("bo", cause(Some("Change"))), "That is recorded already.");
    check(
        given,
        ("bo", cause_in(Some("search"))),
        [json!({"type": "root_cause_service_set", "service": {"id": "search", "name": "Search"}})],
    );
    check(given, ("bo", cause_in(None)), [json!({"type": "root_cause_service_set", "service": null})]);
    check(given, ("bo", cause_in(Some("login"))), "That is recorded already.");
    check(given, ("bo", cause_in(Some("billing"))), "There is no service called");
}

#[test]
fn a_tag_is_put_on_once_and_taken_off() {
    let add = |tag: &str| Command::AddTag { tag: tag.to_owned() };
    let remove = |tag: &str| Command::RemoveTag { tag: tag.to_owned() };
    let given = history!["ana" => declared(), "ana" => add("#dns")];
    check(given, ("bo", add(" #pool ")), [json!({"type": "tagged", "tag": "pool"})]);
    check(given, ("bo", add("dns")), "It is tagged dns already.");
    check(given, ("bo", add("#")), Refusal::Empty("The tag"));
    check(given, ("bo", add(&"x".repeat(51))), "The tag has 51 characters");
    check(given, ("bo", remove("dns")), [json!({"type": "retracted", "entry": the("tagged")})]);
    check(given, ("bo", remove("pool")), Refusal::Gone("tag"));
}

#[test]
fn a_custom_field_of_each_type_takes_its_values_and_no_others() {
    let text = |words: &str| FieldValue::Text(words.to_owned());
    let choice = |words: &str| FieldValue::Choice(words.to_owned());
    let options = FieldType::Choice { options: vec!["gold".to_owned(), "silver".to_owned()] };
    let types = [
        (FieldType::Text, "words", vec![text("EU")], vec![FieldValue::Number(1.0), choice("EU")]),
        (
            FieldType::Number,
            "a number",
            vec![FieldValue::Number(-0.5)],
            vec![text("1"), FieldValue::Number(f64::INFINITY)],
        ),
        (
            FieldType::Time,
            "a time",
            vec![FieldValue::Time(at(0))],
            vec![text("14:12"), FieldValue::Number(1.0)],
        ),
        (FieldType::Flag, "yes or no", vec![FieldValue::Flag(false)], vec![text("yes")]),
        (options, "one of its options", vec![choice("silver")], vec![choice("bronze"), text("gold")]),
    ];
    for (takes, words, good, bad) in types {
        let field = Edit::DefineField { field: None, name: "Extra".to_owned(), takes, on: true };
        let given = history!["ana" => field, "ana" => declared()];
        let set = |value: &FieldValue| Command::SetField { field: id("extra"), value: Some(value.clone()) };
        for value in &good {
            check(
                given,
                ("bo", set(value)),
                [json!({"type": "field_set", "field": {"id": "extra", "name": "Extra"}, "value": value})],
            );
            let twice = [given, &[("bo", set(value).into())]].concat();
            check(&twice, ("bo", set(value)), "That is recorded already.");
            check(
                &twice,
                ("bo", Command::SetField { field: id("extra"), value: None }),
                [json!({"type": "field_set", "value": null})],
            );
        }
        for value in &bad {
            // JSON has no infinity; what cannot be sent is decided on as it is.
            if *value != FieldValue::Number(f64::INFINITY) {
                check(
                    given,
                    ("bo", set(value)),
                    Refusal::FieldMismatch { field: "Extra".to_owned(), takes: words },
                );
            }
        }
    }
}

#[test]
fn a_custom_field_that_is_empty_unknown_or_off_is_not_set() {
    let define = |on| Edit::DefineField {
        field: Some(id("extra")),
        name: "Extra".to_owned(),
        takes: FieldType::Text,
        on,
    };
    let set = |words: &str| Command::SetField {
        field: id("extra"),
        value: Some(FieldValue::Text(words.to_owned())),
    };
    let given = history!["ana" => define(true), "ana" => declared()];
    check(given, ("bo", set(" ")), Refusal::Empty("The field"));
    check(given, ("bo", set(&"x".repeat(2_001))), "The field has 2001 characters");
    check(history!["ana" => declared()], ("bo", set("x")), "There is no field called \"extra\".");
    let off = [given, &[("ana", Wish::from(define(false)))]].concat();
    check(&off, ("bo", set("x")), "There is no field called \"extra\".");
}

#[test]
fn who_makes_it_private_keeps_access() {
    let private = |private| Command::SetPrivate { private };
    let given = history!["ana" => declared()];
    check(
        given,
        ("bo", private(true)),
        [
            json!({"type": "privacy_set", "private": true}),
            json!({"type": "access_granted", "person": person("bo")}),
        ],
    );
    check(given, ("bo", private(false)), "It is open to everybody already.");
    let hidden = history!["ana" => declared(), "ana" => private(true)];
    check(hidden, ("bo", private(true)), "It is private already.");
    check(hidden, ("ana", private(false)), [json!({"type": "privacy_set", "private": false})]);
    check(hidden, ("ana", Command::Grant { person: person("ana") }), "They may see it already.");
    check(
        hidden,
        ("ana", Command::Grant { person: person("chi") }),
        [json!({"type": "access_granted", "person": person("chi")})],
    );
    check(hidden, ("ana", Command::Grant { person: person("zoe") }), "There is no person called");
}

#[test]
fn a_privacy_that_nobody_who_lifted_it_had_seen_still_holds() {
    let private = |private| Command::SetPrivate { private };
    let world = World::after(history![
        "ana" => declared(),
        "ana" => private(true),
        "ana apart" => private(false),
        "bo apart" => private(false),
        "bo apart" => private(true),
    ]);
    assert!(world.room().private);
}

#[test]
fn access_is_taken_back_and_given_again() {
    let grant = Command::Grant { person: person("chi") };
    let revoke = |name| Command::Revoke { person: person(name) };
    let given =
        history!["ana" => declared(), "ana" => Command::SetPrivate { private: true }, "ana" => grant.clone()];
    let chi = nth("access_granted", 1);
    let world =
        check(given, ("ana", revoke("chi")), [json!({"type": "retracted", "entry": chi, "undoes": null})]);
    let room = world.room();
    assert_eq!(room.granted, [person("ana")]);
    let told = room.timeline.last().unwrap();
    assert_eq!((told.text.as_str(), told.can.undo), ("Chi Okafor may no longer see it", true));

    let revoked = [given, history!["ana" => revoke("chi")]].concat();
    check(&revoked, ("ana", revoke("chi")), Refusal::Gone("access"));
    check(&revoked, ("ana", grant), ["access_granted"]);
    let world = check(&revoked, ("ana", Command::Undo { entries: step(3) }), ["reinstated"]);
    let room = world.room();
    assert_eq!(room.granted, [person("ana"), person("chi")]);
    assert_eq!(room.timeline.last().unwrap().text, "Stands again: Chi Okafor may see it");
}

#[test]
fn access_that_two_gave_is_taken_back_from_both() {
    let grant = Command::Grant { person: person("chi") };
    let given = history![
        "ana" => declared(),
        "ana" => Command::SetPrivate { private: true },
        "ana apart" => grant.clone(),
        "bo apart" => grant,
    ];
    assert_eq!(World::after(given).room().granted, [person("ana"), person("chi")], "each is named once");
    let world = check(given, ("dee", Command::Revoke { person: person("chi") }), ["retracted", "retracted"]);
    assert_eq!(world.room().granted, [person("ana")]);
}

#[test]
fn the_last_who_may_see_a_private_incident_keeps_access() {
    let revoke = |name| Command::Revoke { person: person(name) };
    let private = |private| Command::SetPrivate { private };
    let given = history!["ana" => declared(), "ana" => private(true)];
    check(given, ("ana", revoke("ana")), Refusal::NobodyLeft);
    let handed_over =
        [given, history!["ana" => Command::Grant { person: person("bo") }, "bo" => revoke("ana")]].concat();
    assert_eq!(World::after(&handed_over).room().granted, [person("bo")]);
    check(&handed_over, ("bo", revoke("bo")), Refusal::NobodyLeft);
    check(&handed_over, ("bo", Command::Undo { entries: step(2) }), Refusal::NobodyLeft);
    // Taking back that it is private takes the access along, and so does nobody harm.
    check(given, ("ana", Command::Undo { entries: step(1) }), ["retracted", "retracted"]);
    let open = [given, history!["ana" => private(false)]].concat();
    check(&open, ("ana", revoke("ana")), ["retracted"]);
    // Nor does it go with something else that is taken back, or where it stays private by another's word.
    let noted = [&handed_over[..], history!["bo" => note("Seen.")]].concat();
    let both = [step(2), step(4)].concat();
    check(&noted, ("bo", Command::Undo { entries: both }), Refusal::NobodyLeft);
    let apart = [
        history!["ana" => declared(), "ana apart" => private(true), "bo apart" => private(true)],
        history!["ana" => revoke("bo")],
    ]
    .concat();
    check(&apart, ("ana", Command::Undo { entries: step(1) }), Refusal::NobodyLeft);
}
