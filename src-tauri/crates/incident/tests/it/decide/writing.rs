//! Notes, tasks, mitigations, updates, pins, snoozes.

use incident::command::{Command, LineMode};
use incident::id::Millis;
use incident::refusal::Refusal;
use incident::value::{Audience, Nag, NoteKind, TaskState};
use serde_json::json;

use crate::check::{NOWHERE, check, history, the};
use crate::pen::at;
use crate::wishes::{declared, id, line, mitigate, note, post};

#[test]
fn a_note_of_20_000_characters_is_kept_and_one_more_is_not() {
    let given = history!["ana" => declared()];
    check(given, ("bo", note(&"x".repeat(20_000))), ["noted"]);
    check(
        given,
        ("bo", note(&"x".repeat(20_001))),
        Refusal::TooLong { field: "The note", has: 20_001, limit: 20_000 },
    );
    check(given, ("bo", note(" \n ")), Refusal::Empty("The note"));
}

#[test]
fn a_note_whose_characters_take_more_bytes_than_an_entry_has_is_refused() {
    let given = history!["ana" => declared()];
    check(given, ("bo", note(&"支".repeat(20_000))), ["noted"]);
    check(given, ("bo", note(&"👩".repeat(20_000))), "at most 65536 fit into one entry");
    check(given, ("bo", note(&"\u{7}".repeat(20_000))), "at most 65536 fit into one entry");
}

#[test]
fn every_kind_of_note_is_kept_with_its_time() {
    let given = history!["ana" => declared()];
    for kind in NoteKind::ALL {
        let wish = |occurred_at| Command::AddNote { note: *kind, text: " seen ".to_owned(), occurred_at };
        check(
            given,
            ("bo", wish(None)),
            [json!({"type": "noted", "note": kind, "text": "seen", "occurred_at": null})],
        );
        check(given, ("bo", wish(Some(at(-60)))), [json!({"type": "noted", "occurred_at": at(-60)})]);
        check(given, ("bo", wish(Some(at(60)))), Refusal::InTheFuture("The time of the note"));
    }
}

#[test]
fn a_note_is_corrected_and_what_it_said_stays_readable() {
    let correct = |note, text: &str| Command::CorrectNote { note, text: text.to_owned() };
    let given = history!["ana" => declared(), "bo" => note("pool is ful")];
    let world = check(
        given,
        ("bo", correct(the("noted"), "pool is full")),
        [json!({"type": "note_corrected", "note": the("noted")})],
    );
    let timeline = world.room().timeline;
    let shown = timeline.last().unwrap();
    assert_eq!((shown.text.as_str(), shown.earlier[0].text.as_str()), ("pool is full", "pool is ful"));
    check(given, ("bo", correct(the("noted"), "")), Refusal::Empty("The note"));
    check(given, ("bo", correct(the("titled"), "x")), Refusal::Gone("note"));
    check(given, ("bo", correct(NOWHERE, "x")), Refusal::Gone("note"));
}

#[test]
fn an_entry_is_dated_anew_but_not_into_the_future() {
    let redate = |at| Command::Redate { entry: the("noted"), at };
    let given = history!["ana" => declared(), "bo" => note("seen")];
    let world = check(given, ("bo", redate(at(-9))), [json!({"type": "redated", "at": at(-9)})]);
    assert_eq!(world.room().timeline.last().unwrap().occurred_at, Some(at(-9)));
    check(given, ("bo", redate(at(9))), Refusal::InTheFuture("The time of the entry"));
    check(given, ("bo", Command::Redate { entry: NOWHERE, at: at(0) }), Refusal::Gone("entry"));
}

#[test]
fn an_entry_is_pinned_and_unpinned_once() {
    let pin = |pinned| Command::Pin { entry: the("noted"), pinned };
    let given = history!["ana" => declared(), "bo" => note("seen")];
    check(given, ("bo", pin(true)), [json!({"type": "pinned", "pinned": true})]);
    check(given, ("bo", pin(false)), "It is not pinned already.");
    let pinned = [given, history!["bo" => pin(true)]].concat();
    check(&pinned, ("ana", pin(true)), "It is pinned already.");
    check(
        &pinned,
        ("ana", pin(false)),
        [json!({"type": "pinned", "pinned": false, "base": [the("pinned")]})],
    );
    check(given, ("bo", Command::Pin { entry: NOWHERE, pinned: true }), Refusal::Gone("entry"));
}

#[test]
fn a_task_moves_and_changes() {
    let move_to = |state| Command::MoveTask { task: the("task_added"), state };
    let change = |line: &str| Command::ChangeTask { task: the("task_added"), line: line.to_owned() };
    let given = history!["ana" => declared(), "ana" => line(LineMode::Task, "@bo look at the pool")];
    for state in [TaskState::Doing, TaskState::Blocked, TaskState::Done] {
        check(given, ("bo", move_to(state)), [json!({"type": "task_moved", "state": state})]);
    }
    check(given, ("bo", move_to(TaskState::Open)), "The task is open already.");
    check(
        given,
        ("bo", change("@chi look again by 15:00")),
        [json!({"type": "task_changed", "text": "look again", "due": at(28)})],
    );
    check(given, ("bo", change("@chi")), Refusal::Empty("The task"));
    check(
        given,
        ("bo", Command::MoveTask { task: the("titled"), state: TaskState::Done }),
        Refusal::Gone("task"),
    );
    check(given, ("bo", Command::ChangeTask { task: NOWHERE, line: "x".to_owned() }), Refusal::Gone("task"));
}

#[test]
fn a_mitigation_is_applied_and_removed_once() {
    let given = history!["ana" => declared(), "bo" => mitigate("half the traffic", true)];
    let full = Command::Mitigate {
        what: "Old pool".to_owned(),
        temporary: true,
        service: Some(id("checkout")),
        remove_when: Some(" it holds ".to_owned()),
    };
    check(
        given,
        ("bo", full),
        [
            json!({"type": "mitigation_applied", "temporary": true, "service": {"id": "checkout", "name": "Checkout"}, "remove_when": "it holds"}),
        ],
    );
    let lasting = Command::Mitigate {
        what: "x".to_owned(),
        temporary: false,
        service: None,
        remove_when: Some("y".to_owned()),
    };
    check(given, ("bo", lasting), [json!({"type": "mitigation_applied", "remove_when": null})]);
    check(given, ("bo", mitigate(" ", true)), Refusal::Empty("The mitigation"));
    check(given, ("bo", mitigate(&"x".repeat(2_001), true)), "The mitigation has 2001 characters");
    let unknown = Command::Mitigate {
        what: "x".to_owned(),
        temporary: true,
        service: Some(id("billing")),
        remove_when: None,
    };
    check(given, ("bo", unknown), "There is no service called");
    let remove = || Command::RemoveMitigation { mitigation: the("mitigation_applied") };
    check(given, ("bo", remove()), [json!({"type": "mitigation_removed", "removed": true})]);
    let removed = [given, history!["bo" => remove()]].concat();
    check(&removed, ("bo", remove()), "It is removed already.");
    check(
        given,
        ("bo", Command::RemoveMitigation { mitigation: the("titled") }),
        Refusal::Gone("mitigation"),
    );
}

#[test]
fn the_first_update_of_an_audience_is_a_moment() {
    let given = history!["ana" => declared()];
    check(
        given,
        ("dee", post(Audience::Public, "We look into it.", None)),
        [
            json!({"type": "update_posted", "audience": "public"}),
            json!({"type": "point_recorded", "point": "first_public_update"}),
        ],
    );
    check(
        given,
        ("dee", post(Audience::Employees, "We look into it.", Some(at(30)))),
        [
            json!({"type": "update_posted", "next_due": at(30)}),
            json!({"type": "point_recorded", "point": "first_internal_update"}),
        ],
    );
    check(given, ("dee", post(Audience::Executives, "We look into it.", None)), ["update_posted"]);
    let second = [given, history!["dee" => post(Audience::Public, "We look into it.", None)]].concat();
    check(
        &second,
        ("dee", post(Audience::Public, "We found it.", None)),
        [json!({"type": "update_posted", "base": [the("update_posted")]})],
    );
    check(given, ("dee", post(Audience::Public, "", None)), Refusal::Empty("The update"));
    check(given, ("dee", post(Audience::Public, "x", Some(at(0)))), Refusal::InThePast("The next update"));
}

#[test]
fn a_nag_is_silenced_for_a_minute_to_a_day() {
    let snooze = |about, minutes| Command::Snooze { nag: Nag::NoManager, about, audience: None, minutes };
    let given = history!["ana" => declared()];
    for (minutes, until) in [(0, 1), (15, 15), (1_440, 1_440), (u32::MAX, 1_440)] {
        check(
            given,
            ("ana", snooze(None, minutes)),
            [json!({"type": "nag_snoozed", "nag": "no_manager", "until": at(1 + until)})],
        );
    }
    check(given, ("ana", snooze(Some(NOWHERE), 5)), Refusal::Gone("entry"));
}

#[test]
fn a_time_at_the_end_of_numbers_is_only_refused() {
    let given = history!["ana" => declared(), "bo" => note("x")];
    let redate = |at| Command::Redate { entry: the("noted"), at: Millis(at) };
    check(given, ("bo", redate(i64::MAX)), Refusal::InTheFuture("The time of the entry"));
    check(given, ("bo", redate(i64::MIN)), ["redated"]);
}
