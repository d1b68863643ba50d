//! The process of a review: who sees to it, by when, and from draft to published and back.

use incident::command::{Command, Edit};
use incident::id::Edition;
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::value::{Kind, Nag, Point, ReviewPlan, ReviewState, ReviewStep, Stage};
use serde_json::json;

use crate::check::{Wish, World, check, history, the};
use crate::pen::{at, person};
use crate::wishes::{
    assign, classify, declare_as, declared, enter, enter_anyway, enter_because, id, note, undo,
};

/// A day, in the minutes in which tests count.
const DAY: i64 = 24 * 60;
const FIRST: Edition = Edition([1; 16]);
const SECOND: Edition = Edition([2; 16]);

/// A major one that is over after its second minute; Ana was in charge.
fn over() -> Vec<(&'static str, Wish)> {
    history![
        "ana" => declare_as("major", Kind::Internal),
        "ana" => assign("incident-manager", "ana"),
        "ana" => enter(Stage::Review),
    ]
    .to_vec()
}

fn submitted() -> Vec<(&'static str, Wish)> {
    [over(), history!["ana" => submit(FIRST)].to_vec()].concat()
}

fn published() -> Vec<(&'static str, Wish)> {
    [submitted(), history!["bo" => approve(FIRST), "ana" => publish(FIRST, None)].to_vec()].concat()
}

fn submit(edition: Edition) -> Command {
    Command::SubmitReview { edition }
}

fn approve(edition: Edition) -> Command {
    Command::ApproveReview { edition }
}

fn publish(edition: Edition, anyway: Option<&str>) -> Command {
    Command::PublishReview { edition, anyway: anyway.map(str::to_owned), without_meetings: false }
}

fn reopen(reason: &str) -> Command {
    Command::ReopenReview { reason: reason.to_owned() }
}

fn state(world: &World) -> ReviewState {
    Incident::of(&world.record()).review().state()
}

fn due(world: &World) -> [Option<i64>; 3] {
    let record = world.record();
    let steps = Incident::of(&record).review().steps(world.book());
    [0, 1, 2].map(|i| steps[i].due.map(|due| (due.0 - at(0).0) / 60_000))
}

#[test]
fn the_plan_is_copied_when_responders_are_done_so_that_a_new_limit_moves_no_date() {
    let given = over();
    let world = check(&given, ("ana", note("x")), ["noted"]);
    assert_eq!(due(&world), [2, 5, 10].map(|days| Some(2 + days * DAY)));
    let plan = ReviewPlan { required: false, draft: Some(9), meeting: None, publication: Some(9) };
    let edit = Edit::DefineReviewPlan { severity: id("major"), plan };
    let edited = [&given[..], history!["ana" => edit.clone()]].concat();
    let world = check(&edited, ("ana", note("x")), ["noted"]);
    assert_eq!(due(&world), [2, 5, 10].map(|days| Some(2 + days * DAY)));
    // The next one goes by the new limits.
    let next =
        history!["ana" => edit, "ana" => declare_as("major", Kind::Internal), "ana" => enter(Stage::Review)];
    let world = check(next, ("ana", note("x")), ["noted"]);
    assert_eq!(due(&world), [Some(2 + 9 * DAY), None, Some(2 + 9 * DAY)]);
    // So does one that turns out to be of another severity.
    check(
        &given,
        ("ana", classify("minor")),
        [
            json!("severity_classified"),
            json!("cadence_set"),
            json!({"type": "review_planned", "plan": {"required": false, "draft": 10, "publication": 20}}),
        ],
    );
    // What is opened again counts from when it is over again.
    let again = [
        &given[..],
        history!["ana" => enter_because(Stage::Resolve, "it is back"), "ana" => Wish::Wait(DAY), "ana" => enter(Stage::Review)],
    ];
    let world = check(&again.concat(), ("ana", note("x")), ["noted"]);
    assert_eq!(due(&world)[0], Some(4 + 3 * DAY));
}

#[test]
fn the_limits_of_a_severity_are_sane() {
    let plan = |draft, meeting| ReviewPlan { required: true, draft, meeting, publication: None };
    let edit = |severity: &str, plan| Edit::DefineReviewPlan { severity: id(severity), plan };
    let given = history!["ana" => declared()];
    check(given, ("ana", edit("nosuch", plan(Some(1), None))), "There is no severity");
    check(given, ("ana", edit("minor", plan(Some(5), Some(2)))), "What comes after it cannot be before");
    check(
        given,
        ("ana", edit("minor", plan(Some(0), Some(9_999)))),
        [
            json!({"type": "review_plan_defined", "severity": "minor", "plan": {"required": true, "meeting": 366}}),
        ],
    );
}

#[test]
fn people_are_named_for_it_and_step_back() {
    let given = over();
    let own = |who: Option<&str>| Command::OwnReview { owner: who.map(person) };
    let lead = |who: Option<&str>| Command::NameFacilitator { person: who.map(person) };
    let world =
        check(&given, ("ana", own(Some("bo"))), [json!({"type": "review_owned", "owner": person("bo")})]);
    assert_eq!(Incident::of(&world.record()).review().owner(), Some(person("bo")));
    check(&given, ("ana", own(None)), "It is so already");
    check(&given, ("ana", own(Some("nobody"))), "There is no person");
    check(&given, ("ana", lead(Some("chi"))), ["facilitator_named"]);
    check(&given, ("ana", lead(Some("nobody"))), "There is no person");
    let add = |who: &str| Command::AddParticipant { person: person(who) };
    let remove = |who: &str| Command::RemoveParticipant { person: person(who) };
    check(&given, ("ana", remove("dee")), Refusal::Gone("participant"));
    // Two who add somebody while apart have added them once.
    let twice = [&given[..], history!["ana apart" => add("dee"), "bo apart" => add("dee")]].concat();
    check(&twice, ("ana", add("dee")), "They take part already");
    let world = check(&twice, ("ana", remove("dee")), ["retracted", "retracted"]);
    assert!(Incident::of(&world.record()).review().participants().is_empty());
}

#[test]
fn a_step_is_moved_and_follows_the_plan_again() {
    let given = over();
    let moved =
        |minutes: Option<i64>| Command::MoveReviewStep { step: ReviewStep::Meeting, due: minutes.map(at) };
    let world = check(&given, ("ana", moved(Some(7 * DAY))), ["review_step_moved"]);
    assert_eq!(due(&world)[1], Some(7 * DAY));
    check(&given, ("ana", moved(Some(1))), Refusal::InThePast("The due date"));
    check(&given, ("ana", moved(Some(400 * DAY))), "more than 1 years ahead");
    check(&given, ("ana", moved(None)), "It is so already");
    let later = [&given[..], history!["ana" => moved(Some(7 * DAY))]].concat();
    let world = check(&later, ("ana", moved(None)), ["review_step_moved"]);
    assert_eq!(due(&world)[1], Some(2 + 5 * DAY));
}

#[test]
fn a_draft_is_submitted_approved_by_somebody_else_and_published() {
    check(history!["ana" => declared()], ("ana", submit(FIRST)), Refusal::StillActive);
    let given = over();
    check(&given, ("ana", approve(FIRST)), Refusal::NotInReview);
    check(&given, ("ana", publish(FIRST, Some("now"))), Refusal::NotInReview);
    check(&given, ("ana", reopen("x")), "It is a draft already");
    let world = check(&given, ("dee", submit(FIRST)), ["review_submitted"]);
    assert_eq!(state(&world), ReviewState::InReview);

    // Who answers for it may not, whoever submitted it; nor may who submitted it.
    let by_dee = [&given[..], history!["dee" => submit(FIRST)]].concat();
    check(&by_dee, ("ana", approve(FIRST)), Refusal::OwnWork);
    check(&by_dee, ("dee", approve(FIRST)), Refusal::OwnWork);
    check(&by_dee, ("ana", submit(FIRST)), "Others are asked to look at it already");
    check(&by_dee, ("ana", publish(FIRST, None)), Refusal::NobodyAgreed);
    let agreed = [&by_dee[..], history!["bo" => approve(FIRST)]].concat();
    check(&agreed, ("bo", approve(FIRST)), "You agreed to this already");
    // What was changed since is another text.
    check(&agreed, ("ana", publish(SECOND, None)), Refusal::ChangedSince);
    let world = check(
        &agreed,
        ("ana", publish(FIRST, None)),
        [
            json!({"type": "review_published", "edition": FIRST}),
            json!({"type": "point_recorded", "point": "review_published"}),
        ],
    );
    assert_eq!(state(&world), ReviewState::Published);
    // Whoever was an approver and answers for it now has not approved somebody else's work.
    let own = Command::OwnReview { owner: Some(person("bo")) };
    let taken = [&agreed[..], history!["ana" => own]].concat();
    check(&taken, ("ana", publish(FIRST, None)), Refusal::ChangedSince);
    check(&agreed, ("bo", undo(vec![the("review_approved")])), ["retracted"]);
}

#[test]
fn who_has_read_it_is_written_down_once_for_each_time_it_was_sent_on() {
    let read = |edition| Command::ReadReview { edition };
    check(&over(), ("bo", read(FIRST)), Refusal::NotInReview);
    let given = submitted();
    let world = check(&given, ("bo", read(FIRST)), [json!({"type": "review_read", "edition": FIRST})]);
    let names = |world: &World| {
        let record = world.record();
        let readers = Incident::of(&record).review().readers(world.book());
        readers.iter().map(|reader| (reader.person.unwrap(), reader.edition)).collect::<Vec<_>>()
    };
    assert_eq!(names(&world), [(person("bo"), FIRST)]);
    let had = [&given[..], history!["bo" => read(FIRST)]].concat();
    // While others look at it the text goes on changing: that is not read anew with every letter.
    check(&had, ("bo", read(SECOND)), "You have read it already");
    let more = [&had[..], history!["chi" => read(SECOND)]].concat();
    let world = check(&more, ("dee", note("x")), ["noted"]);
    assert_eq!(names(&world), [(person("bo"), FIRST), (person("chi"), SECOND)]);

    // What is published is another thing to read, and what was written since is not what was published.
    let out = [&had[..], history!["bo" => approve(FIRST), "ana" => publish(FIRST, None)]].concat();
    let world = check(&out, ("dee", note("x")), ["noted"]);
    assert_eq!(names(&world), []);
    check(&out, ("bo", read(SECOND)), Refusal::NotInReview);
    let world = check(&out, ("bo", read(FIRST)), ["review_read"]);
    assert_eq!(names(&world), [(person("bo"), FIRST)]);
    let again = [&out[..], history!["bo" => read(FIRST), "ana" => reopen("a number was wrong")]].concat();
    let world = check(&again, ("dee", note("x")), ["noted"]);
    assert_eq!(names(&world), []);
}

#[test]
fn whoever_is_alone_publishes_with_a_reason_that_everybody_can_read() {
    check(
        &submitted(),
        ("ana", publish(FIRST, Some("nobody else was there"))),
        [
            json!({"type": "gate_overridden", "gate": "review_approved", "reason": "nobody else was there"}),
            json!("review_published"),
            json!("point_recorded"),
        ],
    );
    check(&submitted(), ("ana", publish(FIRST, Some("  "))), Refusal::NobodyAgreed);
}

#[test]
fn a_published_review_is_reopened_with_a_reason_and_needs_a_new_word() {
    let given = published();
    check(&given, ("ana", submit(SECOND)), Refusal::ReopenFirst);
    check(&given, ("bo", approve(FIRST)), Refusal::NotInReview);
    check(&given, ("ana", reopen(" ")), Refusal::Empty("The reason"));
    check(&given, ("ana", undo(vec![the("review_published")])), "reopen it, with the reason");
    let again =
        [&given[..], history!["ana" => reopen("a number was wrong"), "ana" => submit(FIRST)]].concat();
    // What was agreed to before is not agreed to now.
    check(&again, ("ana", publish(FIRST, None)), Refusal::NobodyAgreed);
    let agreed = [&again[..], history!["chi" => approve(FIRST)]].concat();
    // The first time it could be read stays the first time.
    let world = check(&agreed, ("ana", publish(FIRST, None)), ["review_published"]);
    let record = world.record();
    let incident = Incident::of(&record);
    assert_eq!(incident.review().publications().len(), 2);
    assert_eq!(incident.point(Point::ReviewPublished), Some(at(5)));
}

#[test]
fn two_who_publish_different_texts_while_apart_are_asked() {
    let given = [submitted(), history!["bo" => approve(FIRST), "bo" => approve(SECOND)].to_vec()].concat();
    let both = |second| {
        [&given[..], history!["ana apart" => publish(FIRST, None), "chi apart" => publish(second, None)]]
            .concat()
    };
    let world = check(&both(FIRST), ("dee", note("x")), ["noted"]);
    // The two moments at which they did are two.
    let about = |world: &World| world.room().clashes.into_iter().map(|one| one.about).collect::<Vec<_>>();
    assert_eq!(about(&world), ["Review published"]);
    let world = check(&both(SECOND), ("dee", note("x")), ["noted"]);
    assert_eq!(about(&world), ["Review published", "State of the review"]);
}

#[test]
fn an_incident_of_a_severity_that_has_a_review_closes_once_it_is_published() {
    check(&over(), ("ana", enter(Stage::Closed)), Refusal::ReviewMissing);
    check(&over(), ("ana", enter(Stage::FollowUp)), ["stage_entered", "checklist_issued"]);
    check(
        &over(),
        ("ana", enter_anyway(Stage::Closed, "nobody is left who was there")),
        [
            json!({"type": "gate_overridden", "gate": "review_published"}),
            json!("stage_entered"),
            json!("point_recorded"),
        ],
    );
    check(&published(), ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
    let minor = history!["ana" => declare_as("minor", Kind::Internal), "ana" => enter(Stage::Review)];
    check(minor, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
}

#[test]
fn the_next_step_nags_those_who_see_to_it_before_it_is_due_and_after() {
    let nags = |given: &[(&str, Wish)], minute: i64| {
        let world = check(given, ("dee", note("x")), ["noted"]);
        let calls = world.calls(minute).into_iter();
        let calls = calls.filter(|call| matches!(call.nag, Nag::ReviewDue | Nag::ReviewOverdue));
        calls.map(|call| call.text).collect::<Vec<_>>()
    };
    let given = over();
    assert!(nags(&given, 2 + DAY - 1).is_empty());
    assert_eq!(nags(&given, 2 + DAY), ["The draft of the review is due in 24 h."]);
    assert_eq!(nags(&given, 2 + 2 * DAY), ["The draft of the review is overdue."]);
    assert_eq!(nags(&submitted(), 2 + 5 * DAY), ["The meeting about the review is overdue."]);
    let held = Command::RecordPoint { point: Point::ReviewHeld, at: Some(at(3)) };
    let met = [submitted(), history!["ana" => held].to_vec()].concat();
    assert!(nags(&met, 2 + 8 * DAY).is_empty());
    assert_eq!(nags(&met, 2 + 10 * DAY), ["The publication of the review is overdue."]);
    assert!(nags(&published(), 99 * DAY).is_empty());

    // What has to have no review nags once somebody has taken it up.
    let minor =
        history!["ana" => declare_as("minor", Kind::Internal), "ana" => enter(Stage::Review)].to_vec();
    assert!(nags(&minor, 99 * DAY).is_empty());
    let own = Command::OwnReview { owner: Some(person("bo")) };
    let taken = [minor, history!["bo" => own].to_vec()].concat();
    assert_eq!(nags(&taken, 99 * DAY), ["The draft of the review is overdue."]);

    let world = check(&taken, ("dee", note("x")), ["noted"]);
    let record = world.record();
    let call = world.calls(99 * DAY).into_iter().find(|call| call.nag == Nag::ReviewOverdue).unwrap();
    let concerned = |who| incident::nag::concerns(Incident::of(&record), &call, person(who));
    assert!(concerned("bo") && !concerned("ana"));
}

#[test]
fn what_was_late_stays_late_once_it_is_done() {
    let given =
        [over(), vec![("ana", Wish::Wait(3 * DAY))], history!["ana" => submit(FIRST)].to_vec()].concat();
    let world = check(&given, ("dee", note("x")), ["noted"]);
    let record = world.record();
    let draft = Incident::of(&record).review().steps(world.book())[0];
    assert_eq!(draft.done, Some(at(3 + 3 * DAY)));
    assert!(draft.late(at(99 * DAY)));
    assert_eq!(draft.planned, draft.due);
}
