//! Decisions: asked for, owned, recorded, superseded, looked at again.

use incident::command::Command;
use incident::id::{EntryRef, Millis};
use incident::refusal::Refusal;
use serde_json::json;

use crate::check::{NOWHERE, World, check, history, nth, the};
use crate::pen::{at, person};
use crate::wishes::{decided, declared};

fn raise(options: Vec<String>, needed_by: Option<Millis>) -> Command {
    Command::RaiseDecision {
        question: "Roll back?".to_owned(),
        options,
        owner: Some(person("bo")),
        needed_by,
    }
}

fn asked() -> Command {
    raise(vec![], None)
}

fn record(decision: Option<EntryRef>, chosen: &str, supersedes: Option<EntryRef>) -> Command {
    Command::Decide {
        decision,
        question: None,
        chosen: chosen.to_owned(),
        rejected: vec!["wait".to_owned(), " ".to_owned()],
        why: Some("known state".to_owned()),
        objections: None,
        reversible: Some(true),
        revisit_at: Some(at(30)),
        supersedes,
        taken: None,
    }
}

fn raised() -> EntryRef {
    the("decision_raised")
}

#[test]
fn a_question_has_options_an_owner_and_a_time() {
    let given = history!["ana" => declared()];
    let wish = raise(vec!["yes".to_owned(), " ".to_owned(), " no ".to_owned()], Some(at(20)));
    check(
        given,
        ("ana", wish),
        [
            json!({"type": "decision_raised", "options": ["yes", "no"], "owner": person("bo"), "needed_by": at(20)}),
        ],
    );
    check(
        given,
        ("ana", raise(vec!["x".to_owned(); 13], None)),
        Refusal::TooMany { what: "A decision's options", limit: 12 },
    );
    check(given, ("ana", raise(vec![], Some(at(0)))), Refusal::InThePast("The time by which it is needed"));
    let blank =
        Command::RaiseDecision { question: " ".to_owned(), options: vec![], owner: None, needed_by: None };
    check(given, ("ana", blank), Refusal::Empty("The question"));
    let nobody = Command::RaiseDecision {
        question: "x".to_owned(),
        options: vec![],
        owner: Some(person("zoe")),
        needed_by: None,
    };
    check(given, ("ana", nobody), "There is no person called");
}

#[test]
fn an_open_question_gets_an_owner_and_options() {
    let given = history!["ana" => declared(), "ana" => asked()];
    check(
        given,
        ("ana", Command::OwnDecision { decision: raised(), owner: person("chi") }),
        [json!({"type": "decision_owned", "owner": person("chi")})],
    );
    check(
        given,
        ("ana", Command::OwnDecision { decision: the("titled"), owner: person("chi") }),
        Refusal::Gone("decision"),
    );
    check(
        given,
        ("ana", Command::OwnDecision { decision: raised(), owner: person("zoe") }),
        "There is no person called",
    );
    let option = |decision, option: &str| Command::AddOption { decision, option: option.to_owned() };
    check(
        given,
        ("ana", option(raised(), "fail over")),
        [json!({"type": "option_added", "option": "fail over"})],
    );
    check(given, ("ana", option(raised(), " ")), Refusal::Empty("The option"));
    check(given, ("ana", option(NOWHERE, "x")), Refusal::Gone("decision"));
}

#[test]
fn a_question_is_answered_with_what_was_rejected_and_why() {
    let given = history!["ana" => declared(), "ana" => asked()];
    let world = check(
        given,
        ("bo", record(Some(raised()), "Roll back", None)),
        [
            json!({"type": "decision_recorded", "decision": raised(), "chosen": "Roll back", "rejected": ["wait"], "why": "known state", "reversible": true, "revisit_at": at(30)}),
        ],
    );
    let decision = &world.room().decisions[0];
    assert_eq!(
        (decision.question.as_deref(), decision.chosen.as_deref()),
        (Some("Roll back?"), Some("Roll back"))
    );
    check(given, ("bo", record(Some(raised()), " ", None)), Refusal::Empty("The decision"));
    check(given, ("bo", record(Some(NOWHERE), "x", None)), Refusal::Gone("decision"));
}

#[test]
fn a_decision_is_superseded_never_deleted() {
    let given = history!["ana" => declared(), "bo" => decided("Roll back")];
    let first = the("decision_recorded");
    let world = check(
        given,
        ("bo", record(None, "Fix forward", Some(first))),
        [json!({"type": "decision_recorded", "decision": null, "supersedes": first})],
    );
    let decisions = world.room().decisions;
    assert_eq!(decisions.len(), 2);
    assert_eq!(decisions[0].superseded_by, Some(decisions[1].id));
    check(given, ("bo", record(Some(first), "x", Some(first))), "A decision cannot supersede itself");
    check(given, ("bo", record(None, "x", Some(NOWHERE))), Refusal::Gone("decision"));
}

#[test]
fn two_answers_given_apart_both_stand_until_settled() {
    let given = history![
        "ana" => declared(),
        "ana" => asked(),
        "bo apart" => record(Some(raised()), "Roll back", None),
        "chi apart" => record(Some(raised()), "Wait", None),
    ];
    assert_eq!(World::after(given).room().clashes.len(), 1);
    let world = check(
        given,
        ("ana", Command::Settle { entry: nth("decision_recorded", 0) }),
        [json!({"type": "decision_recorded", "decision": raised(), "chosen": "Roll back"})],
    );
    assert_eq!(world.room().clashes, []);
    assert_eq!(world.room().decisions[0].chosen.as_deref(), Some("Roll back"));
}

#[test]
fn looking_again_keeps_what_came_of_it() {
    let look = |outcome: &str, revisit_at| Command::Revisit {
        decision: raised(),
        outcome: outcome.to_owned(),
        revisit_at,
    };
    let given =
        history!["ana" => declared(), "ana" => asked(), "bo" => record(Some(raised()), "Roll back", None)];
    let world = check(
        given,
        ("bo", look("it held", Some(at(90)))),
        [json!({"type": "decision_revisited", "outcome": "it held", "revisit_at": at(90)})],
    );
    assert_eq!(world.room().decisions[0].revisit_at, Some(at(90)));
    let world = check(given, ("bo", look("it held", None)), ["decision_revisited"]);
    assert_eq!(world.room().decisions[0].revisit_at, None, "done");
    check(given, ("bo", look("", None)), Refusal::Empty("The outcome"));
    check(given, ("bo", look("x", Some(at(0)))), Refusal::InThePast("The time to look again"));
    check(
        given,
        ("bo", Command::Revisit { decision: NOWHERE, outcome: "x".to_owned(), revisit_at: None }),
        Refusal::Gone("decision"),
    );
}

#[test]
fn a_decision_recorded_anew_has_its_own_time_to_look_again() {
    let world = World::after(history![
        "ana" => declared(),
        "ana" => asked(),
        "bo" => record(Some(raised()), "Roll back", None),
        "bo" => Command::Revisit { decision: raised(), outcome: "no".to_owned(), revisit_at: None },
        "bo" => record(Some(raised()), "Wait", None),
    ]);
    assert_eq!(world.room().decisions[0].revisit_at, Some(at(30)));
}

#[test]
fn a_decision_whose_words_exceed_an_entry_is_refused() {
    let wish = Command::Decide {
        decision: None,
        question: None,
        chosen: "x".to_owned(),
        rejected: vec!["支".repeat(2_000); 12],
        why: None,
        objections: None,
        reversible: None,
        revisit_at: None,
        supersedes: None,
        taken: None,
    };
    check(history!["ana" => declared()], ("bo", wish), "at most 65536 fit into one entry");
}
