//! Action items: raised in the heat of it, complete before the review ends, done or dropped before it closes.

use incident::command::{Command, Edit, LineMode};
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::value::{ActionLimit, ActionState, ActionType, DueRule, Nag, PersonDetail, Priority, Stage};
use serde_json::json;

use crate::check::{NOWHERE, Wish, World, check, history, nth, the};
use crate::pen::{at, person};
use crate::wishes::{declared, enter, enter_anyway, line, note, undo};

fn raise(text: &str, priority: Priority, due: Option<Millis>, owner: Option<&str>) -> Command {
    Command::RaiseAction {
        text: text.to_owned(),
        kind: ActionType::Detect,
        priority,
        due,
        owner: owner.map(person),
        from: None,
    }
}

fn from(entry: EntryRef) -> Command {
    Command::RaiseAction {
        text: "alert on the pool".to_owned(),
        kind: ActionType::Detect,
        priority: Priority::High,
        due: None,
        owner: None,
        from: Some(entry),
    }
}

fn advance(state: ActionState, reason: Option<&str>) -> Command {
    Command::MoveAction { action: the("action_raised"), state, reason: reason.map(str::to_owned) }
}

fn own(owner: Option<&str>) -> Command {
    Command::OwnAction { action: the("action_raised"), owner: owner.map(person) }
}

fn grade(priority: Priority, due: Option<Millis>) -> Command {
    Command::GradeAction { action: the("action_raised"), kind: ActionType::Detect, priority, due }
}

/// A day, in the minutes in which tests count.
const DAY: i64 = 24 * 60;

fn in_review() -> Vec<(&'static str, Wish)> {
    history!["ana" => declared(), "ana" => enter(Stage::Review)].to_vec()
}

#[test]
fn an_action_is_raised_with_all_that_it_needs_or_with_words_alone() {
    let given = history!["ana" => declared()];
    let full = raise(" alert on the pool ", Priority::Medium, Some(at(DAY)), Some("bo"));
    check(
        given,
        ("ana", full),
        [
            json!({"type": "action_raised", "text": "alert on the pool", "kind": "detect", "priority": "medium", "due": at(DAY), "owner": person("bo")}),
        ],
    );
    let bare = raise("look into it", Priority::Low, None, None);
    let world = check(given, ("ana", bare), [json!({"type": "action_raised", "due": null, "owner": null})]);
    assert_eq!(world.room().actions[0].lacks, ["an owner", "a due date"]);
    check(given, ("ana", raise(" ", Priority::Low, None, None)), Refusal::Empty("The action"));
    check(given, ("ana", raise("x", Priority::Low, Some(at(-1)), None)), Refusal::InThePast("The due date"));
    check(
        given,
        ("ana", raise("x", Priority::Low, Some(at(4 * 366 * DAY)), None)),
        "more than 3 years ahead",
    );
    check(given, ("ana", raise("x", Priority::Low, None, Some("nobody"))), "There is no person");
}

#[test]
fn a_note_becomes_one_action_and_no_second() {
    let given = history!["ana" => declared(), "bo" => line(LineMode::FixLater, "alert on the pool")];
    check(given, ("ana", from(the("noted"))), [json!({"type": "action_raised", "from": the("noted")})]);
    let twice = [given, history!["ana" => from(the("noted"))]].concat();
    check(&twice, ("bo", from(the("noted"))), "It is an action item already.");
    // Taken back, it can be raised anew.
    let back = [&twice[..], history!["ana" => Command::Retract { entry: the("action_raised") }]].concat();
    check(&back, ("bo", from(the("noted"))), ["action_raised"]);
    check(given, ("ana", from(the("titled"))), Refusal::Gone("entry"));
    check(given, ("ana", from(NOWHERE)), Refusal::Gone("entry"));
}

#[test]
fn what_two_people_change_of_an_action_apart_both_counts() {
    let mut given = in_review();
    given.extend_from_slice(history!["ana" => raise("alert", Priority::Low, None, None)]);
    let word = Command::WordAction { action: the("action_raised"), text: "alert on the pool".to_owned() };
    given.extend_from_slice(
        history!["ana apart" => own(Some("bo")), "bo apart" => grade(Priority::High, None)],
    );
    let world = check(&given, ("chi", word), ["action_worded"]);
    let action = &world.room().actions[0];
    assert_eq!(
        (action.text.as_str(), action.owner, action.priority),
        ("alert on the pool", Some(person("bo")), Priority::High)
    );
    assert!(action.lacks.is_empty() && world.room().clashes.is_empty());
    // What is of high priority is due at once.
    assert_eq!(action.due_at, Some(action.at));
}

#[test]
fn an_action_is_followed_in_another_tracker_by_the_address_of_its_ticket() {
    let ticket = |address: Option<&str>| Command::TicketAction {
        action: the("action_raised"),
        ticket: address.map(str::to_owned),
    };
    let mut given = in_review();
    given.extend_from_slice(history!["ana" => raise("alert", Priority::High, None, Some("bo"))]);
    let to = "https://tickets.example/browse/OPS-1";
    let world = check(
        &given,
        ("bo", ticket(Some(&format!(" {to} ")))),
        [json!({"type": "action_ticketed", "ticket": to})],
    );
    let known = world.room().actions[0].ticket.clone().expect("a ticket");
    assert_eq!((known.address.as_str(), known.name.as_str()), (to, "OPS-1"));
    assert_eq!(world.room().timeline.last().unwrap().text, "Ticket OPS-1: alert");
    for wrong in ["OPS-1", "javascript:alert(1)", "tel:+4930", "https://"] {
        check(&given, ("bo", ticket(Some(wrong))), Refusal::NotATicket(wrong.to_owned()));
    }
    check(&given, ("bo", ticket(None)), "It is so already.");

    given.extend_from_slice(history!["bo" => ticket(Some(to))]);
    check(&given, ("bo", ticket(Some(to))), "It is so already.");
    let world = check(&given, ("bo", ticket(Some("  "))), ["action_ticketed"]);
    assert_eq!(world.room().actions[0].ticket, None);
    let world = check(&given, ("bo", undo(vec![the("action_ticketed")])), ["retracted"]);
    assert_eq!(world.room().actions[0].ticket, None);
    check(&in_review(), ("bo", ticket(Some(to))), Refusal::Gone("action item"));
}

#[test]
fn an_action_is_moved_and_dropped_only_with_a_reason() {
    let mut given = in_review();
    given.extend_from_slice(history!["ana" => raise("alert", Priority::High, None, Some("bo"))]);
    for state in [ActionState::Doing, ActionState::Done] {
        check(&given, ("bo", advance(state, None)), [json!({"type": "action_moved", "state": state})]);
    }
    check(&given, ("bo", advance(ActionState::Open, None)), "The action is open already.");
    check(&given, ("bo", advance(ActionState::Dropped, Some("  "))), Refusal::ReasonToDrop);
    let world = check(
        &given,
        ("bo", advance(ActionState::Dropped, Some("the pool goes away"))),
        [json!({"type": "action_moved", "state": "dropped", "reason": "the pool goes away"})],
    );
    assert_eq!(world.room().timeline.last().unwrap().details, ["the pool goes away"]);
    check(&given, ("bo", own(Some("bo"))), "It is so already.");
    check(&given, ("bo", grade(Priority::High, None)), "It is so already.");
    // A date that has passed may stay when the priority changes; a new one may not lie in the past.
    given.extend_from_slice(history!["ana" => grade(Priority::Low, Some(at(10))), "ana" => Wish::Wait(60)]);
    check(
        &given,
        ("bo", grade(Priority::Medium, Some(at(10)))),
        [json!({"type": "action_graded", "due": at(10)})],
    );
    check(&given, ("bo", grade(Priority::Medium, Some(at(20)))), Refusal::InThePast("The due date"));
    let gone = Command::MoveAction { action: the("titled"), state: ActionState::Done, reason: None };
    check(&given, ("bo", gone), Refusal::Gone("action item"));
}

#[test]
fn the_review_ends_when_each_action_can_be_followed_and_the_incident_closes_when_all_are_done() {
    let mut given = in_review();
    given.extend_from_slice(history![
        "ana" => raise("alert", Priority::Low, None, Some("bo")),
        "ana" => raise("runbook", Priority::High, None, Some("bo")),
    ]);
    check(
        &given,
        ("ana", enter(Stage::FollowUp)),
        Refusal::ActionsIncomplete(vec!["alert lacks a due date".to_owned()]),
    );
    check(
        &given,
        ("ana", enter_anyway(Stage::FollowUp, "the owner is away")),
        [json!({"type": "gate_overridden", "gate": "actions_complete"}), json!("stage_entered")],
    );
    let first = Command::GradeAction {
        action: nth("action_raised", 0),
        kind: ActionType::Detect,
        priority: Priority::Low,
        due: Some(at(DAY)),
    };
    given.extend_from_slice(history!["ana" => first, "ana" => enter(Stage::FollowUp)]);
    let both = Refusal::ActionsOpen(vec!["alert".to_owned(), "runbook".to_owned()]);
    check(&given, ("ana", enter(Stage::Closed)), both);
    let move_first = |state, reason: Option<&str>| Command::MoveAction {
        action: nth("action_raised", 0),
        state,
        reason: reason.map(str::to_owned),
    };
    given.extend_from_slice(history![
        "bo" => move_first(ActionState::Dropped, Some("no pool any more")),
        "bo" => advance(ActionState::Done, None),
    ]);
    check(&given, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
}

#[test]
fn a_late_action_nags_once_the_incident_is_over_and_is_silent_when_it_is_done() {
    let raised = raise("alert", Priority::Low, Some(at(DAY)), Some("bo"));
    let nags = |given: &[(&str, Wish)], days: i64| {
        let world = check(given, ("ana", note("x")), ["noted"]);
        let calls = world.calls(days * DAY).into_iter().filter(|call| call.nag == Nag::ActionOverdue);
        calls.map(|call| call.text).collect::<Vec<_>>()
    };
    // While it goes on there is something else to do.
    assert!(nags(history!["ana" => declared(), "ana" => raised.clone()], 2).is_empty());
    let mut given = in_review();
    given.extend_from_slice(history!["ana" => raised]);
    assert!(nags(&given, 0).is_empty());
    assert_eq!(nags(&given, 2), ["Action overdue (Bo Lindqvist): alert"]);
    given.extend_from_slice(history!["bo" => advance(ActionState::Done, None)]);
    assert!(nags(&given, 2).is_empty());
}

#[test]
fn what_was_left_open_when_it_was_closed_goes_on_nagging_and_nothing_else_does() {
    let mut given = in_review();
    given.extend_from_slice(history![
        "ana" => raise("alert", Priority::Low, Some(at(3 * DAY)), Some("bo")),
        "ana" => enter_anyway(Stage::FollowUp, "later"),
        "ana" => enter_anyway(Stage::Closed, "bo sees to it"),
    ]);
    let nags = |given: &[(&str, Wish)], minute: i64| -> Vec<Nag> {
        World::after(given).calls(minute).into_iter().map(|call| call.nag).collect()
    };
    assert_eq!(nags(&given, 0), []);
    assert_eq!(nags(&given, 9 * DAY), [Nag::ActionOverdue]);
    given.extend_from_slice(history!["bo" => advance(ActionState::Done, None)]);
    assert_eq!(nags(&given, 9 * DAY), []);
}

#[test]
fn an_action_that_is_due_soon_is_heard_by_its_owner_and_whoever_tracks_it() {
    let mut given = in_review();
    given.extend_from_slice(history![
        "ana" => raise("alert", Priority::Low, Some(at(3 * DAY)), Some("bo")),
        "ana" => raise("at once", Priority::High, None, None),
    ]);
    let due = |given: &[(&str, Wish)], minute: i64| {
        let world = check(given, ("ana", note("x")), ["noted"]);
        let calls = world.calls(minute).into_iter().filter(|call| call.nag == Nag::ActionDue);
        (world.record(), calls.collect::<Vec<_>>())
    };
    assert!(due(&given, 2 * DAY - 1).1.is_empty());
    let (record, calls) = due(&given, 2 * DAY);
    let texts: Vec<&str> = calls.iter().map(|call| call.text.as_str()).collect();
    assert_eq!(texts, ["Action due soon (Bo Lindqvist): alert"]);
    let hears = |record, call, who| incident::nag::concerns(Incident::of(record), call, person(who));
    assert!(hears(&record, &calls[0], "bo") && !hears(&record, &calls[0], "ana"));
    given.extend_from_slice(history!["ana" => Command::NameTracker { person: Some(person("chi")) }]);
    let (record, calls) = due(&given, 2 * DAY);
    assert!(hears(&record, &calls[0], "chi") && !hears(&record, &calls[0], "ana"));
    assert!(due(&given, 3 * DAY).1.is_empty(), "it is late then");
}

#[test]
fn an_owner_is_owed_one_mail_of_each_date_and_none_of_a_drill_or_without_an_address() {
    let email = |value: Option<&str>| {
        let value = value.map(str::to_owned);
        Wish::Edit(Edit::SetPersonDetail { person: person("bo"), detail: PersonDetail::Email, value })
    };
    let mut given = in_review();
    given.extend_from_slice(history!["ana" => raise("alert", Priority::Low, Some(at(3 * DAY)), Some("bo"))]);
    let owed = |given: &[(&str, Wish)], minute: i64| {
        let world = World::after(given);
        let record = world.record();
        let reminders = Incident::of(&record).reminders(world.book(), at(minute));
        reminders.into_iter().map(|one| (one.nag, one.email, one.text)).collect::<Vec<_>>()
    };
    assert_eq!(owed(&given, 2 * DAY), [], "the book has no address");
    given.extend_from_slice(&[("ana", email(Some("bo@example.org")))]);
    let soon = "Action due soon (Bo Lindqvist): alert".to_owned();
    assert_eq!(owed(&given, 2 * DAY - 1), []);
    assert_eq!(owed(&given, 2 * DAY), [(Nag::ActionDue, "bo@example.org".to_owned(), soon)]);
    let begun = |nag| Event::ReminderBegun {
        person: person("bo"),
        nag,
        about: Some(the("action_raised")),
        due: at(3 * DAY),
    };
    let ended = |why: Option<&str>, retry_at| {
        let why = why.map(str::to_owned);
        Event::ReminderEnded { reminder: the("reminder_begun"), why, retry_at }
    };
    // Whoever began may have sent it.
    given.extend_from_slice(history!["ana" => begun(Nag::ActionDue)]);
    assert_eq!(owed(&given, 2 * DAY), []);
    let later = at(2 * DAY + 60);
    let failed = [given.clone(), history!["ana" => ended(Some("450 later"), Some(later))].to_vec()].concat();
    assert_eq!((owed(&failed, 2 * DAY + 59).len(), owed(&failed, 2 * DAY + 60).len()), (0, 1));
    given.extend_from_slice(history!["ana" => ended(None, None)]);
    assert_eq!(owed(&given, 2 * DAY + 60), []);
    // Late is another thing than soon, and another date another thing than the one before.
    assert_eq!(owed(&given, 3 * DAY)[0].0, Nag::ActionOverdue);
    given.extend_from_slice(history!["ana" => begun(Nag::ActionOverdue), "ana" => ended(None, None)]);
    assert_eq!(owed(&given, 4 * DAY), []);
    given.extend_from_slice(history!["bo" => grade(Priority::Low, Some(at(6 * DAY)))]);
    assert_eq!((owed(&given, 4 * DAY), owed(&given, 5 * DAY)[0].0), (vec![], Nag::ActionDue));
    // What is private says no more than what kind it is, and whoever left is told nothing.
    let private = [given.clone(), history!["ana" => Command::SetPrivate { private: true }].to_vec()].concat();
    assert_eq!(owed(&private, 5 * DAY)[0].2, format!("{}.", Nag::ActionDue.name()));
    let left = Wish::Edit(Edit::RetirePerson { person: person("bo"), retired: true });
    assert_eq!(owed(&[given, vec![("ana", left)]].concat(), 5 * DAY), []);
}

#[test]
fn what_an_action_lacks_and_how_long_it_may_take_is_as_the_book_says() {
    let limit = |priority, due, days| {
        Wish::Edit(Edit::DefineActionLimit { priority, limit: ActionLimit { due, days } })
    };
    let mut given = in_review();
    given.extend_from_slice(history![
        "ana" => raise("alert", Priority::High, None, Some("bo")),
        "ana" => raise("write it down", Priority::Low, None, Some("bo")),
    ]);
    let seen = |given: &[(&str, Wish)]| {
        let world = check(given, ("ana", note("x")), ["noted"]);
        let actions = world.room().actions.into_iter();
        let days = |from: Millis, to: Millis| (to.0 - from.0) / (DAY * 60_000);
        actions.map(|one| (one.lacks, days(one.at, one.allowed_until))).collect::<Vec<_>>()
    };
    assert_eq!(seen(&given), [(vec![], 7), (vec!["a due date"], 90)]);
    given.extend_from_slice(&[
        ("ana", limit(Priority::High, DueRule::Required, 0)),
        ("ana", limit(Priority::Low, DueRule::Open, 30)),
    ]);
    assert_eq!(seen(&given), [(vec!["a due date"], 1), (vec![], 30)]);
    check(&given, ("ana", enter(Stage::FollowUp)), "alert lacks a due date");
}

#[test]
fn somebody_tracks_the_actions_and_every_change_can_be_undone() {
    let track = |who: Option<&str>| Command::NameTracker { person: who.map(person) };
    let mut given = in_review();
    given.extend_from_slice(history![
        "ana" => track(Some("chi")),
        "ana" => raise("alert", Priority::High, None, None),
        "ana" => own(Some("bo")),
    ]);
    check(&given, ("ana", track(Some("chi"))), "It is so already.");
    check(&given, ("ana", track(Some("nobody"))), "There is no person");
    check(&given, ("ana", track(None)), [json!({"type": "tracker_named", "person": null})]);
    let world = check(&given, ("ana", undo(vec![the("action_owned")])), ["retracted"]);
    assert_eq!(world.room().actions[0].owner, None);
    let world = check(&given, ("ana", undo(vec![the("action_raised")])), ["retracted"]);
    assert!(world.room().actions.is_empty());
    assert_eq!(world.room().tracker, Some(person("chi")));
}
