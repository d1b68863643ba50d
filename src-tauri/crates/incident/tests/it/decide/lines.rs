//! The composer's one line: who, what, by when, and `@14:12` in front for what happened earlier.

use incident::command::{Command, Edit, LineMode};
use incident::id::Millis;
use incident::refusal::Refusal;
use incident::value::PersonDetail;
use serde_json::{Value, json};

use crate::check::{Wish, check, history};
use crate::pen::{at, person};
use crate::wishes::{declared, line};

/// In `given` the wall clock is at 14:33 UTC when the line is written.
#[track_caller]
fn written(mode: LineMode, words: &str, expect: Value) {
    check(history!["ana" => declared()], ("ana", line(mode, words)), [expect]);
}

#[track_caller]
fn refused(mode: LineMode, words: &str, sentence: &str) {
    check(history!["ana" => declared()], ("ana", line(mode, words)), sentence);
}

#[test]
fn a_task_names_who_what_and_by_when() {
    let ana = json!({"person": person("ana"), "name": "Ana Ruiz"});
    for (words, expect) in [
        ("@ana freeze deploys by 14:50", json!({"text": "freeze deploys", "who": ana, "due": at(18)})),
        ("@Ana: freeze deploys by 14:50.", json!({"text": "freeze deploys", "who": ana, "due": at(18)})),
        ("@anaruiz freeze deploys", json!({"text": "freeze deploys", "who": ana, "due": null})),
        ("freeze deploys by 14:30", json!({"who": null, "due": at(-2 + 24 * 60)})),
        ("freeze deploys by in 20 min", json!({"text": "freeze deploys", "due": at(21)})),
        ("freeze deploys by 2h", json!({"due": at(121)})),
        ("freeze deploys by 16:50 UTC", json!({"due": at(138)})),
        ("freeze deploys by 2026-11-20 09:00", json!({"due": at(18 * 60 + 28)})),
        ("stand by me", json!({"text": "stand by me", "due": null})),
        ("go by train by 15:00", json!({"text": "go by train", "due": at(28)})),
        ("@vendor call back", json!({"text": "call back", "who": {"name": "vendor"}})),
        ("@ana @bo talk", json!({"text": "@bo talk", "who": ana})),
    ] {
        written(LineMode::Task, words, expect);
    }
    for empty in ["@ana", "@ana by 14:50", "  "] {
        let expect = if empty.contains("by") { None } else { Some("is empty") };
        match expect {
            Some(sentence) => refused(LineMode::Task, empty, sentence),
            None => written(LineMode::Task, empty, json!({"text": "by 14:50"})),
        }
    }
}

#[test]
fn a_name_that_two_people_have_is_kept_as_words() {
    let second = Edit::NamePerson { person: person("ana2"), name: "Ana Berg".to_owned() };
    let handle = |handle: &str| Edit::SetPersonDetail {
        person: person("ana2"),
        detail: PersonDetail::Handle,
        value: Some(handle.to_owned()),
    };
    let given = history!["ana" => second, "ana" => declared()];
    check(given, ("bo", line(LineMode::Task, "@ana look")), [json!({"who": {"name": "ana"}})]);
    let told_apart = [given, &[("ana", Wish::from(handle("@berg")))]].concat();
    check(
        &told_apart,
        ("bo", line(LineMode::Task, "@berg look")),
        [json!({"who": {"person": person("ana2"), "name": "Ana Berg"}})],
    );
    check(
        &told_apart,
        ("bo", line(LineMode::Task, "@ana look")),
        [json!({"who": {"person": person("ana"), "name": "Ana Ruiz"}})],
    );
}

#[test]
fn a_time_in_front_makes_a_late_entry() {
    for (words, text, occurred) in [
        ("@14:12 pool full", "pool full", at(-20)),
        ("@14:12:30 pool full", "pool full", Millis(at(-20).0 + 30_000)),
        ("@14:33 just now", "just now", at(1)),
        ("@15:00 yesterday", "yesterday", at(28 - 24 * 60)),
        ("@2026-11-18 08:00 deploy", "deploy", at(-30 * 60 - 32)),
        ("@2026-11-18T08:00:00Z deploy", "deploy", at(-30 * 60 - 32)),
        ("@14:12 UTC pool full", "pool full", at(-20)),
    ] {
        written(LineMode::Note, words, json!({"type": "noted", "text": text, "occurred_at": occurred}));
    }
    written(
        LineMode::Task,
        "@14:12 @ana look",
        json!({"type": "task_added", "text": "look", "occurred_at": at(-20)}),
    );
    written(
        LineMode::Decision,
        "@14:12 Roll back",
        json!({"type": "decision_recorded", "occurred_at": at(-20)}),
    );
    written(
        LineMode::Note,
        "@ana said so",
        json!({"type": "noted", "text": "@ana said so", "occurred_at": null}),
    );
}

#[test]
fn a_time_that_is_none_or_not_yet_is_refused() {
    refused(LineMode::Note, "@25:00 pool full", "\"25:00\" is not a time");
    refused(LineMode::Note, "@14:1x pool full", "is not a time that can be read");
    refused(LineMode::Note, "@14:12", "is empty");
    for mode in [LineMode::Note, LineMode::Task, LineMode::Decision, LineMode::FixLater] {
        refused(mode, "@2026-11-20 08:00 look", "lies in the future");
    }
}

#[test]
fn a_time_is_read_in_the_zone_of_who_writes() {
    let zone = |name: &str| Edit::SetPersonDetail {
        person: person("bo"),
        detail: PersonDetail::Zone,
        value: Some(name.to_owned()),
    };
    let given = history!["ana" => zone("Asia/Kolkata"), "ana" => declared()];
    check(given, ("bo", line(LineMode::Note, "@20:00 seen")), [json!({"occurred_at": at(-2)})]);
    check(given, ("ana", line(LineMode::Note, "@14:30 seen")), [json!({"occurred_at": at(-2)})]);
}

#[test]
fn every_mode_of_the_composer_has_its_fact() {
    written(LineMode::FixLater, "alert", json!({"type": "noted", "note": "fix_later"}));
    written(LineMode::DebuggingTrouble, "no logs", json!({"type": "noted", "note": "debugging_trouble"}));
    written(LineMode::ProcessFriction, "who may?", json!({"type": "noted", "note": "process_friction"}));
    written(LineMode::Decision, "Fail over?", json!({"type": "decision_raised", "question": "Fail over?"}));
    written(
        LineMode::Decision,
        "Roll back because it is known, revisit 14:50",
        json!({"type": "decision_recorded", "chosen": "Roll back", "why": "it is known", "revisit_at": at(18)}),
    );
}

#[test]
fn a_line_that_asks_is_a_question_also_with_a_because_and_a_time() {
    written(
        LineMode::Decision,
        "Fail over because of the region?",
        json!({"type": "decision_raised", "question": "Fail over because of the region?"}),
    );
    written(
        LineMode::Decision,
        "Fail over? revisit 14:50",
        json!({"type": "decision_raised", "question": "Fail over?", "needed_by": at(18)}),
    );
}

#[test]
fn a_line_of_the_longest_note_is_kept_and_a_longer_is_refused() {
    check(history!["ana" => declared()], ("ana", line(LineMode::Note, &"x".repeat(20_000))), ["noted"]);
    let has = 20_001;
    let refusal = Refusal::TooLong { field: "The line", has, limit: 20_000 };
    check(history!["ana" => declared()], ("ana", line(LineMode::Note, &"x".repeat(has))), refusal);
    refused(LineMode::Task, &"x".repeat(2_001), "The task has 2001 characters");
    refused(LineMode::Task, &format!("@{} look", "x".repeat(201)), "The name has 201 characters");
    refused(LineMode::Decision, &"x".repeat(2_001), "The decision has 2001 characters");
}

#[test]
fn a_line_of_nothing_is_empty() {
    for mode in [LineMode::Note, LineMode::Task, LineMode::Decision] {
        let wish = Command::Write { mode, line: "\n ".to_owned() };
        check(history!["ana" => declared()], ("ana", wish), Refusal::Empty("The line"));
    }
}
