//! A meeting about a review: what is written down in it, and what it was when two wrote it down apart.

use incident::command::Command;
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::value::{Kind, Point, Stage, Taken, Topic};
use serde_json::json;

use crate::check::{Wish, World, check, history, nth, the};
use crate::pen::{at, person};
use crate::wishes::{assign, declare_as, declared, enter, note};

fn over() -> Vec<(&'static str, Wish)> {
    history![
        "ana" => declare_as("major", Kind::Internal),
        "ana" => assign("incident-manager", "ana"),
        "ana" => enter(Stage::Review),
    ]
    .to_vec()
}

fn begun() -> Vec<(&'static str, Wish)> {
    [over(), history!["ana" => Command::BeginMeeting { minutes: 45 }].to_vec()].concat()
}

fn topic(id: &str) -> Topic {
    Topic { id: id.to_owned(), title: format!("The {id}") }
}

fn turn(to: &str) -> Command {
    Command::TurnTo { meeting: nth("minuted", 0), topic: topic(to) }
}

fn decide(chosen: &str, owner: Option<&str>) -> Command {
    Command::Decide {
        decision: None,
        question: None,
        chosen: chosen.to_owned(),
        rejected: vec![],
        why: None,
        objections: None,
        reversible: None,
        revisit_at: None,
        supersedes: None,
        taken: Some(Taken { meeting: nth("minuted", 0), owner: owner.map(person) }),
    }
}

fn end() -> Command {
    Command::EndMeeting { meeting: nth("minuted", 0) }
}

fn ask(text: &str) -> Command {
    Command::AskInMeeting { meeting: nth("minuted", 0), topic: Some(topic("causes")), text: text.to_owned() }
}

#[test]
fn it_begins_once_responders_are_done_and_one_at_a_time() {
    let begin = || Command::BeginMeeting { minutes: 1 };
    check(history!["ana" => declared()], ("ana", begin()), Refusal::StillActive);
    let length = json!({"type": "minuted", "minute": {"what": "begun", "length": 5}});
    check(&over(), ("ana", begin()), [length]);
    check(&begun(), ("bo", begin()), "A meeting about it is going on already");
    let again = [&begun()[..], history!["ana" => end()]].concat();
    check(&again, ("bo", begin()), ["minuted"]);
    check(&again, ("bo", turn("causes")), Refusal::MeetingOver);
    check(&over(), ("bo", turn("causes")), Refusal::Gone("meeting"));
    check(&over(), ("bo", decide("x", None)), Refusal::Gone("meeting"));
}

#[test]
fn what_was_said_in_it_is_written_down_also_when_somebody_has_ended_it() {
    let ended = [&begun()[..], history!["bo" => end()]].concat();
    let world = check(&ended, ("ana", decide("raise the limit", None)), ["decision_recorded"]);
    let record = world.record();
    assert_eq!(Incident::of(&record).meetings()[0].decisions.len(), 1);
    let world = check(&ended, ("ana", ask("Why was it never raised?")), ["minuted"]);
    let record = world.record();
    assert_eq!(Incident::of(&record).meetings()[0].questions.len(), 1);
}

#[test]
fn the_first_one_that_ends_is_when_the_review_was_held() {
    let held = json!({"type": "point_recorded", "point": "review_held", "at": at(3)});
    check(&begun(), ("ana", end()), [json!("minuted"), held]);
    let again = history!["ana" => end(), "ana" => Command::BeginMeeting { minutes: 30 }];
    let again = [&begun()[..], again].concat();
    let second = Command::EndMeeting { meeting: nth("minuted", 2) };
    let world = check(&again, ("ana", second), ["minuted"]);
    assert_eq!(Incident::of(&world.record()).point(Point::ReviewHeld), Some(at(3)));
}

#[test]
fn what_is_talked_about_takes_its_time_until_the_next_thing_and_the_end() {
    let minutes = |world: &World, until: i64| {
        let record = world.record();
        let meetings = Incident::of(&record).meetings();
        let meeting = meetings.last().unwrap().clone();
        let spent = |topic: &str| meeting.spent(topic, at(until)) / 60_000;
        ([spent("impact"), spent("causes")], meeting.turn().map(|turn| turn.topic.id.clone()))
    };
    let given = history![
        "ana" => turn("impact"),
        "ana" => Wish::Wait(10),
        "ana" => turn("causes"),
        "ana" => Wish::Wait(5),
        "ana" => turn("impact"),
    ];
    let given = [&begun()[..], given].concat();
    check(&given, ("ana", turn("impact")), "It is what is talked about already");
    let world = check(&given, ("dee", note("x")), ["noted"]);
    assert_eq!(minutes(&world, 30), ([20, 6], Some("impact".to_owned())));
    let world = check(&[&given[..], history!["ana" => end()]].concat(), ("dee", note("x")), ["noted"]);
    assert_eq!(minutes(&world, 99), ([12, 6], None));
}

#[test]
fn who_is_there_and_what_was_asked_and_decided_stands_in_the_record() {
    let here = |who: &str| Command::AttendMeeting { meeting: nth("minuted", 0), person: person(who) };
    let gone = |who: &str| Command::LeaveMeeting { meeting: nth("minuted", 0), person: person(who) };
    let given =
        [&begun()[..], history!["ana" => here("ana"), "bo apart" => here("chi"), "dee apart" => here("chi")]];
    let given = given.concat();
    check(&given, ("ana", here("chi")), "They are there already");
    check(&given, ("ana", here("nobody")), "There is no person");
    check(&given, ("ana", gone("bo")), Refusal::Gone("attendance"));
    let world = check(&given, ("ana", gone("chi")), ["retracted", "retracted"]);
    let there = |world: &World| {
        let record = world.record();
        let meeting = Incident::of(&record).meeting_now().unwrap();
        meeting.attendance.iter().map(|(person, _)| *person).collect::<Vec<_>>()
    };
    assert_eq!(there(&world), [person("ana")]);

    let given = [&begun()[..], history!["bo" => ask("Why was the limit never raised?")]].concat();
    check(&given, ("bo", ask("  ")), Refusal::Empty("The question"));
    let answer = |text: &str| Command::AnswerQuestion { question: the("minuted"), answer: text.to_owned() };
    check(&begun(), ("bo", answer("x")), Refusal::Gone("question"));
    // Also afterwards, when somebody has gone to look.
    let late = [&given[..], history!["ana" => end()]].concat();
    let question =
        Command::AnswerQuestion { question: nth("minuted", 1), answer: "Nobody knew it".to_owned() };
    let world = check(&late, ("chi", question), ["minuted"]);
    let record = world.record();
    let meetings = Incident::of(&record).meetings();
    let asked = &meetings[0].questions[0];
    assert_eq!(
        (asked.text, asked.answers.len(), asked.answers[0].1),
        ("Why was the limit never raised?", 1, "Nobody knew it")
    );
    assert_eq!(asked.topic.map(|topic| topic.title.as_str()), Some("The causes"));

    check(&begun(), ("ana", decide("x", Some("nobody"))), "There is no person");
    let world = check(&begun(), ("ana", decide("raise the limit", Some("bo"))), ["decision_recorded"]);
    let record = world.record();
    let incident = Incident::of(&record);
    let decided = &incident.meetings()[0].decisions;
    assert_eq!(
        (decided.len(), decided[0].headline(), decided[0].owner),
        (1, "raise the limit", Some(person("bo")))
    );
    assert_eq!(incident.decisions().len(), 1, "it is a decision like the others");
}
