//! Redaction: a fact that hides another's text and leaves a stub.

use incident::command::{Command, LineMode};
use incident::event::Event;
use incident::refusal::Refusal;
use incident::timeline::Standing;
use incident::value::Stage;
use serde_json::json;

use crate::check::{NOWHERE, check, history, nth, the};
use crate::pen::at;
use crate::wishes::{assign, classify, declared, enter, enter_because, line, note, retitle};

fn redact(kind: &str) -> Command {
    Command::Redact { entry: the(kind) }
}

#[test]
fn a_hidden_note_leaves_a_stub() {
    let given = history!["ana" => declared(), "bo" => note("Jane Doe, card 4111")];
    let world = check(given, ("ana", redact("noted")), [json!({"type": "redacted", "entry": the("noted")})]);
    let line = world.room().timeline.pop().unwrap();
    assert_eq!((line.text.as_str(), line.standing), ("This entry was redacted", Standing::Redacted));
}

#[test]
fn what_it_had_replaced_is_copied() {
    let given = history!["ana" => declared(), "bo" => retitle("Jane Doe cannot pay")];
    check(given, ("ana", redact("titled")), [json!({"type": "redacted", "replaces": [nth("titled", 0)]})]);
}

#[test]
fn facts_without_text_that_decide_access_and_roles_are_not_hidden() {
    let given = history![
        "ana" => declared(),
        "ana" => Command::SetPrivate { private: true },
        "ana" => assign("scribe", "bo"),
        "bo" => Command::Accept { assignment: the("role_assigned") },
        "bo" => Command::Release { assignment: the("role_assigned") },
        "bo" => note("x"),
        "bo" => Command::Retract { entry: the("noted") },
        "bo" => Command::Undo { entries: vec![the("retracted")] },
        "bo" => redact("titled"),
    ];
    for kind in [
        "declared",
        "privacy_set",
        "access_granted",
        "role_assigned",
        "role_accepted",
        "role_released",
        "retracted",
        "reinstated",
        "redacted",
    ] {
        check(given, ("ana", redact(kind)), Refusal::NotRedactable);
    }
}

#[test]
fn an_imported_incident_does_not_vanish_by_a_redaction() {
    let imported = Event::Imported { source: "Old tracker".to_owned(), external_id: "OPS-7".to_owned() };
    check(history!["ana" => imported], ("ana", redact("imported")), Refusal::NotRedactable);
}

#[test]
fn hiding_a_reason_moves_neither_stage_nor_severity() {
    let because = Command::Classify {
        severity: "major".parse().unwrap(),
        answers: vec![],
        reason: Some("Jane Doe says so".to_owned()),
    };
    let given = history![
        "ana" => declared(),
        "ana" => because,
        "ana" => enter(Stage::Resolve),
        "ana" => enter_because(Stage::Troubleshoot, "Jane Doe still cannot pay"),
    ];
    let world = check(
        given,
        ("ana", redact("stage_entered")),
        [
            json!("redacted"),
            json!({"type": "stage_entered", "stage": "troubleshoot", "reason": null, "occurred_at": at(3)}),
        ],
    );
    assert_eq!(world.room().stage, Stage::Troubleshoot);
    let world = check(
        given,
        ("ana", redact("severity_classified")),
        [json!("redacted"), json!({"type": "severity_classified", "reason": null})],
    );
    assert_eq!(world.room().severity.unwrap().name, "Major");
    let earlier = [given, history!["ana" => classify("minor")]].concat();
    check(&earlier, ("ana", Command::Redact { entry: nth("severity_classified", 0) }), ["redacted"]);
}

#[test]
fn a_hidden_task_is_gone_with_all_that_was_said_of_it() {
    let given = history!["ana" => declared(), "ana" => line(LineMode::Task, "@bo call Jane Doe")];
    let world = check(given, ("ana", redact("task_added")), ["redacted"]);
    assert_eq!(world.room().tasks, []);
    check(given, ("ana", Command::Redact { entry: NOWHERE }), Refusal::Gone("entry"));
}

#[test]
fn what_is_hidden_already_is_said_so() {
    let given = history!["ana" => declared(), "bo" => note("x"), "ana" => redact("noted")];
    let world = crate::check::World::after(given);
    let hidden = world.record().facts().iter().find(|f| f.redacted_by.is_some()).unwrap().id;
    check(given, ("ana", Command::Redact { entry: hidden }), "Its text is hidden already.");
}

#[test]
fn what_a_hidden_note_was_corrected_to_is_hidden_with_it() {
    let correct = |text: &str| Command::CorrectNote { note: the("noted"), text: text.into() };
    let given = history![
        "ana" => declared(),
        "bo" => note("Jane Doe, card 4111"),
        "bo" => correct("J. Doe, card 4111"),
        "bo" => correct("A customer"),
    ];
    let world = check(
        given,
        ("ana", redact("noted")),
        [
            json!({"type": "redacted", "entry": the("noted")}),
            json!({"type": "redacted", "entry": nth("note_corrected", 0)}),
            json!({"type": "redacted", "entry": nth("note_corrected", 1)}),
        ],
    );
    let line = world.room().timeline.into_iter().find(|line| line.standing == Standing::Redacted).unwrap();
    assert!(line.earlier.is_empty());
    assert!(!serde_json::to_string(&world.room()).unwrap().contains("Doe"));
}
