//! Taking back: undo of each kind of fact, refused once it has moved on; undo of undo; settling; retracting.

use incident::command::{Command, LineMode};
use incident::refusal::Refusal;
use incident::value::{
    Audience, DetectionMethod, ImpactAspect, Kind, LinkKind, Nag, Point, Stage, TaskState,
};
use serde_json::json;

use crate::check::{NOWHERE, Wish, World, check, history, nth, step, the};
use crate::pen::{at, person};
use crate::wishes::{
    all_clear, assign, classify, decided, declare_on, declared, enter, enter_because, id, impact, item, line,
    link, mitigate, note, point, post, retitle, undo,
};

/// Declares, does the first, does the second; undoing the second gives the first value back, undoing it after a
/// third is refused.
#[track_caller]
fn goes_back(first: Option<Command>, second: Command, third: Command, expect: serde_json::Value) {
    let start =
        history!["ana" => declare_on(&["checkout"]), "ana" => assign("incident-manager", "ana")].to_vec();
    let first = first.map(|wish| ("ana", Wish::from(wish)));
    let steps: Vec<_> = start.into_iter().chain(first).chain([("ana", second.into())]).collect();
    let last = u8::try_from(steps.len() - 1).unwrap();
    let wish = || undo(step(last));
    // What accompanied the fact, such as a first moment, is taken back with it.
    let world = World::after(&steps);
    let before = world.record().facts().len();
    let came = [&steps[..], &[("bo", wish().into())]].concat();
    let undone = World::after(&came);
    let record = undone.record();
    let facts = &record.facts()[before..];
    let json: Vec<_> = facts.iter().map(|f| serde_json::to_value(&f.event).unwrap()).collect();
    let fields = expect.as_object().unwrap();
    assert!(
        json.iter().any(|j| fields.iter().all(|(k, v)| j.get(k).unwrap_or(&json!(null)) == v)),
        "{json:#?}"
    );
    assert!(facts.iter().all(|f| f.undoes.is_some()));
    let moved = [&steps[..], &[("chi", third.into())]].concat();
    check(&moved, ("bo", wish()), Refusal::MovedOn);
}

#[test]
fn each_kind_of_value_goes_back_to_what_it_was_unless_it_has_moved_on() {
    goes_back(None, retitle("b"), retitle("c"), json!({"type": "titled", "title": "Checkout is down"}));
    goes_back(
        None,
        Command::SetKind { kind: Kind::Internal },
        Command::SetKind { kind: Kind::External },
        json!({"type": "kind_set", "kind": "external"}),
    );
    goes_back(
        Some(classify("major")),
        classify("minor"),
        classify("medium"),
        json!({"type": "severity_classified", "severity": {"id": "major", "name": "Major", "rank": 1}}),
    );
    goes_back(None, classify("minor"), classify("medium"), json!({"type": "retracted"}));
    goes_back(
        None,
        enter(Stage::Classify),
        enter(Stage::Resolve),
        json!({"type": "stage_entered", "stage": "create"}),
    );
    let detected = |minutes| point(Point::Detected, Some(at(minutes)));
    goes_back(
        Some(detected(-9)),
        detected(-8),
        detected(-7),
        json!({"type": "point_recorded", "at": at(-9)}),
    );
    goes_back(None, detected(-8), detected(-7), json!({"type": "retracted"}));
    let method = |method| Command::SetDetection { method: Some(method) };
    goes_back(
        Some(method(DetectionMethod::Alert)),
        method(DetectionMethod::Customer),
        method(DetectionMethod::Employee),
        json!({"type": "detection_method_set", "method": "alert"}),
    );
    let cause = |words: &str| Command::SetRootCauseType { root_cause: Some(words.to_owned()) };
    goes_back(
        Some(cause("a")),
        cause("b"),
        cause("c"),
        json!({"type": "root_cause_type_set", "root_cause": "a"}),
    );
    let cause_in = |name: Option<&str>| Command::SetRootCauseService { service: name.map(id) };
    goes_back(
        Some(cause_in(Some("login"))),
        cause_in(None),
        cause_in(Some("search")),
        json!({"type": "root_cause_service_set", "service": {"id": "login", "name": "Login"}}),
    );
    goes_back(
        None,
        Command::SetPrivate { private: true },
        Command::SetPrivate { private: false },
        json!({"type": "retracted"}),
    );
    let users = |words: &str| impact(ImpactAspect::Users, words, None);
    goes_back(
        Some(users("1 %")),
        users("2 %"),
        users("3 %"),
        json!({"type": "impact_stated", "value": "1 %"}),
    );
}

#[test]
fn each_kind_of_work_goes_back_too() {
    goes_back(
        None,
        assign("incident-manager", "bo"),
        assign("incident-manager", "chi"),
        json!({"type": "role_assigned", "person": person("ana")}),
    );
    let place = || item("incident-manager", Stage::Create, "title");
    let tick = || Command::Tick { place: place() };
    let untick = || Command::Untick { place: place() };
    let skip = || Command::Skip { place: place(), reason: "no".to_owned() };
    goes_back(None, tick(), untick(), json!({"type": "retracted"}));
    goes_back(Some(tick()), untick(), skip(), json!({"type": "item_ticked"}));
    goes_back(Some(tick()), skip(), untick(), json!({"type": "item_ticked"}));
    goes_back(
        None,
        all_clear("checkout"),
        Command::WithdrawAllClear { service: id("checkout"), reason: "no".to_owned() },
        json!({"type": "retracted"}),
    );
    let withdraw = || Command::WithdrawAllClear { service: id("checkout"), reason: "no".to_owned() };
    goes_back(
        Some(all_clear("checkout")),
        withdraw(),
        all_clear("checkout"),
        json!({"type": "all_clear_given"}),
    );
    let correct = |text: &str| Command::CorrectNote { note: the("noted"), text: text.to_owned() };
    goes_back(Some(note("a")), correct("b"), correct("c"), json!({"type": "retracted"}));
    let task = || line(LineMode::Task, "look");
    let to = |state| Command::MoveTask { task: the("task_added"), state };
    let change = |words: &str| Command::ChangeTask { task: the("task_added"), line: words.to_owned() };
    goes_back(Some(task()), to(TaskState::Doing), to(TaskState::Done), json!({"type": "retracted"}));
    goes_back(Some(task()), change("look here"), change("look there"), json!({"type": "retracted"}));
    let removed = || Command::RemoveMitigation { mitigation: the("mitigation_applied") };
    let world = check(
        history!["ana" => declared(), "ana" => mitigate("x", true), "ana" => removed()],
        ("ana", undo(step(2))),
        [json!({"type": "retracted", "entry": the("mitigation_removed")})],
    );
    assert_eq!(world.room().mitigations[0].removed, None);
}

#[test]
fn what_an_entry_made_is_taken_back() {
    for (wish, kind) in [
        (note("x"), "noted"),
        (line(LineMode::Task, "look"), "task_added"),
        (line(LineMode::Decision, "Why?"), "decision_raised"),
        (decided("Roll back"), "decision_recorded"),
        (mitigate("x", true), "mitigation_applied"),
        (link(LinkKind::Bridge, "https://a.example"), "linked"),
        (Command::AddTag { tag: "x".to_owned() }, "tagged"),
        (Command::AddService { service: id("search") }, "service_affected"),
        (Command::Grant { person: person("chi") }, "access_granted"),
        (Command::Snooze { nag: Nag::NoManager, about: None, audience: None, minutes: 5 }, "nag_snoozed"),
    ] {
        let given = [history!["ana" => declared()], &[("ana", Wish::from(wish))]].concat();
        check(
            &given,
            ("ana", undo(step(1))),
            [json!({"type": "retracted", "entry": the(kind), "undoes": the(kind)})],
        );
        let twice = [&given[..], &[("ana", Wish::from(undo(step(1))))]].concat();
        check(&twice, ("ana", undo(step(1))), "It is taken back already.");
    }
}

#[test]
fn an_undo_is_undone_and_that_too() {
    let given = history!["ana" => declared(), "ana" => note("x"), "ana" => undo(step(1))];
    let world = check(
        given,
        ("ana", undo(step(2))),
        [
            json!({"type": "reinstated", "entry": the("noted"), "base": [the("retracted")], "undoes": the("retracted")}),
        ],
    );
    assert_eq!(world.room().timeline.last().unwrap().standing, incident::timeline::Standing::Stands);
    let again = [given, &[("ana", Wish::from(undo(step(2))))]].concat();
    check(
        &again,
        ("ana", undo(step(3))),
        [json!({"type": "retracted", "base": [the("reinstated")], "undoes": the("reinstated")})],
    );
    check(&again, ("ana", undo(step(2))), Refusal::MovedOn);
    let title = history!["ana" => declared(), "ana" => retitle("b"), "ana" => undo(step(1))];
    let world = check(title, ("ana", undo(step(2))), [json!({"type": "titled", "title": "b"})]);
    assert_eq!(world.room().title, "b");
}

#[test]
fn what_two_took_back_apart_is_brought_back_by_one_undo() {
    let given = history!["ana" => declared(), "ana" => note("x"), "ana apart" => undo(step(1)), "bo apart" => undo(step(1))];
    let last = |world: &World| {
        let shown = world.record().facts().iter().rev().find(|f| f.undoes.is_some()).map(|f| f.id);
        world.entries().position(|s| Some(s.id()) == shown).unwrap()
    };
    let which = if last(&World::after(given)) == 6 { 2 } else { 3 };
    let world = check(given, ("chi", undo(step(which))), ["reinstated"]);
    assert_eq!(world.room().clashes, [], "both were replaced");
}

#[test]
fn a_value_that_was_taken_back_and_set_anew_does_not_return_beside_the_new_one() {
    let detected = |minutes| point(Point::Detected, Some(at(minutes)));
    let given =
        history!["ana" => declared(), "ana" => detected(-9), "ana" => undo(step(1)), "bo" => detected(-5)];
    check(given, ("ana", undo(step(2))), Refusal::MovedOn);
    let roles = history!["ana" => declared(), "ana" => assign("scribe", "bo"), "ana" => undo(step(1)), "ana" => assign("scribe", "chi")];
    let world = check(roles, ("ana", undo(step(2))), ["reinstated"]);
    assert_eq!(world.room().roles.iter().find(|r| r.name == "Scribe").unwrap().holders.len(), 2);
}

#[test]
fn a_role_that_was_released_is_given_back_also_beside_others() {
    let scribes = history!["ana" => declared(), "ana" => assign("scribe", "bo"), "ana" => assign("scribe", "chi"), "ana" => Command::Release { assignment: nth("role_assigned", 0) }];
    let world = check(
        scribes,
        ("ana", undo(step(3))),
        [json!({"type": "role_assigned", "person": person("bo"), "base": [the("role_released")]})],
    );
    assert_eq!(world.room().roles.iter().find(|r| r.name == "Scribe").unwrap().holders.len(), 2);
    let again = [scribes, history!["ana" => assign("scribe", "bo")]].concat();
    check(&again, ("ana", undo(step(3))), Refusal::MovedOn);
    let manager = history!["ana" => declared(), "ana" => assign("incident-manager", "bo"), "ana" => Command::Release { assignment: the("role_assigned") }];
    check(manager, ("ana", undo(step(2))), [json!({"type": "role_assigned", "person": person("bo")})]);
}

#[test]
fn an_update_taken_back_does_not_send_the_one_before_it_again() {
    let given = history!["ana" => declared(), "dee" => post(Audience::Public, "one", None), "dee" => post(Audience::Public, "two", None)];
    check(given, ("dee", undo(step(2))), [json!({"type": "retracted", "entry": nth("update_posted", 1)})]);
}

#[test]
fn a_figure_brought_back_is_as_old_as_it_was() {
    let stated = |value: &str, as_of| Command::StateImpact {
        aspect: ImpactAspect::Users,
        value: value.to_owned(),
        number: None,
        source: "dashboard".to_owned(),
        as_of,
    };
    let given =
        history!["ana" => declared(), "ana" => stated("1 %", Some(at(-30))), "ana" => stated("2 %", None)];
    check(given, ("ana", undo(step(2))), [json!({"value": "1 %", "occurred_at": at(-30)})]);
    let apart =
        history!["ana" => declared(), "ana apart" => stated("1 %", None), "bo apart" => stated("2 %", None)];
    check(
        apart,
        ("chi", Command::Settle { entry: nth("impact_stated", 0) }),
        [json!({"value": "1 %", "occurred_at": at(1)})],
    );
}

#[test]
fn a_decision_recorded_anew_goes_back_to_the_first_and_stays_one_decision() {
    let anew = Command::Decide {
        decision: Some(the("decision_recorded")),
        question: None,
        chosen: "Wait".to_owned(),
        rejected: vec![],
        why: None,
        objections: None,
        reversible: None,
        revisit_at: None,
        supersedes: None,
        taken: None,
    };
    let given = history!["ana" => declared(), "bo" => decided("Roll back"), "bo" => anew];
    let world = check(
        given,
        ("bo", undo(step(2))),
        [
            json!({"type": "decision_recorded", "decision": nth("decision_recorded", 0), "chosen": "Roll back"}),
        ],
    );
    let decisions = world.room().decisions;
    assert_eq!((decisions.len(), decisions[0].chosen.as_deref()), (1, Some("Roll back")));
}

#[test]
fn a_reopening_is_undone_whole() {
    let given = history![
        "ana" => declare_on(&["checkout"]),
        "chi" => all_clear("checkout"),
        "ana" => enter(Stage::Review),
        "ana" => enter(Stage::Closed),
        "bo" => enter_because(Stage::Resolve, "errors"),
    ];
    let world = check(
        given,
        ("bo", undo(step(4))),
        ["all_clear_given", "point_recorded", "point_recorded", "stage_entered"],
    );
    let room = world.room();
    assert_eq!(
        (room.stage, room.resolved, room.services[0].all_clear.is_some()),
        (Stage::Closed, Some(at(2)), true)
    );
    let point = room.points.iter().find(|p| p.point == Point::Closed).unwrap();
    assert_eq!(point.at, Some(at(3)));
}

#[test]
fn a_gate_passed_anyway_stays_in_the_record_when_the_stage_is_undone() {
    let given = history!["ana" => declare_on(&["checkout"]), "ana" => crate::wishes::enter_anyway(Stage::Review, "gone")];
    let world = check(given, ("ana", undo(step(1))), ["retracted", "stage_entered"]);
    assert_eq!((world.room().stage, world.room().resolved), (Stage::Create, None));
}

#[test]
fn a_declaration_taken_back_calls_the_incident_off_and_can_return() {
    let given = history!["ana" => declared(), "bo" => note("x")];
    let world =
        check(given, ("ana", undo(step(0))), [json!({"type": "retracted", "entry": the("declared")})]);
    let called_off = world.room().called_off.unwrap();
    assert_eq!((called_off.by.as_str(), called_off.at), ("Ana Ruiz", at(2)));
    assert!(incident::board::Row::of(&world.record()).is_none());
    assert_eq!(world.calls(60), []);
    let back = [given, history!["ana" => undo(step(0))]].concat();
    let world = check(&back, ("ana", undo(step(2))), ["reinstated"]);
    assert_eq!(world.room().called_off, None);
    // What the room names is what has to be undone.
    let again = [given, history!["ana" => undo(step(0)), "chi" => undo(vec![called_off.entry])]].concat();
    assert_eq!(World::after(&again).room().called_off, None);
}

#[test]
fn of_two_who_call_an_incident_off_one_is_named_and_undoing_that_declares_it_again() {
    let given = history!["ana" => declared(), "ana apart" => undo(step(0)), "bo apart" => undo(step(0))];
    let called_off = World::after(given).room().called_off.unwrap();
    assert!(["Ana Ruiz", "Bo Lindqvist"].contains(&called_off.by.as_str()));
    let world = check(given, ("chi", undo(vec![called_off.entry])), ["reinstated"]);
    assert_eq!(world.room().called_off, None);
}

#[test]
fn what_is_part_of_the_record_is_not_undone() {
    let given = history!["ana" => declared(), "ana" => assign("scribe", "bo"), "bo" => Command::Accept { assignment: the("role_assigned") }, "bo" => note("x"), "bo" => Command::Redact { entry: the("noted") }];
    check(given, ("bo", undo(vec![the("role_accepted")])), "Release the role instead");
    let world = check(given, ("bo", undo(step(2))), "Release the role instead");
    let acknowledged = world.room().timeline.into_iter().find(|line| line.text.contains("acknowledged"));
    assert!(!acknowledged.unwrap().can.undo);
    check(given, ("bo", undo(vec![the("checklist_issued")])), "It is part of the record.");
    check(given, ("bo", undo(vec![the("redacted")])), "What it did cannot come back.");
    check(given, ("bo", undo(step(3))), "Its text was redacted.");
    check(given, ("bo", undo(vec![NOWHERE])), Refusal::Gone("entry"));
    check(given, ("bo", undo(vec![])), "This cannot be undone.");
}

#[test]
fn only_what_an_entry_made_is_retracted() {
    let retract = |entry| Command::Retract { entry };
    let given = history!["ana" => declared(), "ana" => note("x"), "dee" => post(Audience::Public, "y", None)];
    check(
        given,
        ("bo", retract(the("noted"))),
        [json!({"type": "retracted", "entry": the("noted"), "undoes": null})],
    );
    check(given, ("bo", retract(the("update_posted"))), ["retracted"]);
    check(given, ("bo", retract(the("titled"))), Refusal::Gone("entry"));
    check(given, ("bo", retract(the("declared"))), Refusal::Gone("entry"));
    check(given, ("bo", retract(NOWHERE)), Refusal::Gone("entry"));
    let twice = [given, &[("bo", Wish::from(retract(the("noted"))))]].concat();
    check(&twice, ("bo", retract(the("noted"))), Refusal::Gone("entry"));
}

#[test]
fn only_a_clash_is_settled() {
    let settle = |entry| Command::Settle { entry };
    let given = history!["ana" => declared(), "ana" => retitle("b"), "ana" => note("x")];
    check(given, ("bo", settle(the("titled"))), Refusal::NotTorn);
    check(given, ("bo", settle(the("noted"))), Refusal::NotTorn);
    check(given, ("bo", settle(NOWHERE)), Refusal::Gone("value"));
    let torn = history!["ana" => declared(), "ana apart" => retitle("a"), "bo apart" => retitle("b")];
    check(torn, ("chi", settle(nth("titled", 0))), Refusal::NotTorn);
    let world = check(torn, ("chi", settle(nth("titled", 1))), [json!({"type": "titled", "title": "a"})]);
    assert_eq!(world.room().title, "a");
    // One of two that stand goes without bringing back what both replaced.
    let world =
        check(torn, ("ana", undo(step(1))), [json!({"type": "retracted", "entry": nth("titled", 1)})]);
    assert_eq!((world.room().title.as_str(), world.room().clashes.len()), ("b", 0));
}
