//! Nags as a table: a history, minutes later, and what is said then.

use incident::command::{Command, Edit, LineMode};
use incident::incident::Incident;
use incident::nag::Call;
use incident::value::{Audience, Kind, Nag, Occasion, Stage};

use crate::check::{Wish, World, history, the};
use crate::pen::{at, person};
use crate::wishes::{
    assign, assign_for, classify, declare_on, declared, enter, enter_anyway, enter_because, line, mitigate,
    post, propose, undo,
};

/// What speaks at a minute, without the updates, which have a table of their own.
#[track_caller]
fn speaks(history: &[(&str, Wish)], minute: i64, expect: &[Nag]) -> Vec<Call> {
    let calls: Vec<Call> = World::after(history)
        .calls(minute)
        .into_iter()
        .filter(|call| !matches!(call.nag, Nag::UpdateDue | Nag::UpdateOverdue))
        .collect();
    assert_eq!(calls.iter().map(|call| call.nag).collect::<Vec<_>>(), expect, "at minute {minute}");
    assert!(calls.iter().all(|call| call.since <= at(minute)));
    calls
}

#[track_caller]
fn updates(history: &[(&str, Wish)], minute: i64, expect: &[(Nag, &str)]) {
    let calls = World::after(history).calls(minute);
    let came: Vec<(Nag, &str)> = calls
        .iter()
        .filter(|call| matches!(call.nag, Nag::UpdateDue | Nag::UpdateOverdue))
        .map(|call| (call.nag, call.text.as_str()))
        .collect();
    assert_eq!(came, expect, "at minute {minute}");
}

/// Managed and classified, so that only what is asked for speaks.
fn calm() -> Vec<(&'static str, Wish)> {
    history!["ana" => declared(), "ana" => assign("incident-manager", "ana"), "ana" => classify("minor")]
        .to_vec()
}

fn and(more: &[(&'static str, Wish)]) -> Vec<(&'static str, Wish)> {
    [&calm()[..], more].concat()
}

#[test]
fn no_manager_after_2_minutes_and_no_severity_after_5() {
    let given = history!["ana" => declared()];
    for (minute, expect) in [
        (0, &[][..]),
        (1, &[]),
        (2, &[Nag::NoManager]),
        (4, &[Nag::NoManager]),
        (5, &[Nag::NoManager, Nag::NoSeverity]),
        (600, &[Nag::NoManager, Nag::NoSeverity]),
    ] {
        speaks(given, minute, expect);
    }
    speaks(&[given, history!["ana" => assign("incident-manager", "ana")]].concat(), 9, &[Nag::NoSeverity]);
    speaks(&[given, history!["ana" => classify("minor")]].concat(), 9, &[Nag::NoManager]);
    speaks(&calm(), 9, &[]);
    let released = and(history!["ana" => Command::Release { assignment: the("role_assigned") }]);
    speaks(&released, 9, &[Nag::NoManager]);
}

#[test]
fn who_was_engaged_and_has_not_said_so_is_named_after_2_minutes() {
    // Step 3 lies at minute 3.
    let engaged = and(history!["ana" => assign("scribe", "bo")]);
    speaks(&engaged, 4, &[]);
    let calls = speaks(&engaged, 5, &[Nag::NotAcknowledged]);
    assert_eq!(calls[0].text, "Bo Lindqvist has not acknowledged as Scribe.");
    let said =
        [&engaged[..], history!["bo" => Command::Accept { assignment: the("role_assigned") }]].concat();
    speaks(&said, 9, &[]);
    speaks(&and(history!["bo" => assign("scribe", "bo")]), 9, &[]);
}

#[test]
fn the_deputy_calls_out_the_time_every_10_minutes() {
    let given = and(history!["dee" => assign("deputy", "dee")]);
    speaks(&given, 12, &[]);
    for (minute, since) in [(13, 13), (22, 13), (23, 23), (65, 63)] {
        let calls = speaks(&given, minute, &[Nag::TimeCallOut]);
        assert_eq!(calls[0].since, at(since));
        assert_eq!(calls[0].text, format!("Call out the time: {minute} min since declaration."));
    }
}

#[test]
fn more_than_seven_who_report_to_one_are_too_many() {
    let named = |n: u8| {
        let (who, name) = (format!("p{n}"), format!("Person {n}"));
        let add = Edit::NamePerson { person: person(&who), name };
        [("ana", Wish::from(add)), ("ana", Wish::from(assign("scribe", &who)))]
    };
    let team = |n: u8| and(&(0..n).flat_map(named).collect::<Vec<_>>());
    let spoken = |steps: &[_]| World::after(steps).calls(1_000).iter().any(|c| c.nag == Nag::SpanOfControl);
    assert!(!spoken(&team(7)));
    assert!(spoken(&team(8)));
    let with_own = [&team(7)[..], history!["ana" => assign("deputy", "ana")]].concat();
    assert!(!spoken(&with_own), "the manager does not report to herself");
    let twice = [&team(7)[..], history!["ana" => assign("deputy", "p1")]].concat();
    assert!(!spoken(&twice), "who holds two roles is one person");
}

#[test]
fn a_decision_is_looked_at_again_when_its_time_has_come() {
    let given = and(history!["ana" => line(LineMode::Decision, "Roll back, revisit 14:50")]);
    speaks(&given, 17, &[]);
    let calls = speaks(&given, 18, &[Nag::Revisit]);
    assert_eq!(calls[0].text, "Look again at the decision: Roll back");
    let done =
        Command::Revisit { decision: the("decision_recorded"), outcome: "held".to_owned(), revisit_at: None };
    speaks(&[&given[..], &[("ana", done.into())]].concat(), 60, &[]);
    let later = Command::Revisit {
        decision: the("decision_recorded"),
        outcome: "held".to_owned(),
        revisit_at: Some(at(90)),
    };
    let postponed = [&given[..], &[("ana", later.into())]].concat();
    speaks(&postponed, 60, &[]);
    speaks(&postponed, 90, &[Nag::Revisit]);
    speaks(&[&given[..], history!["ana" => undo(vec![the("decision_recorded")])]].concat(), 60, &[]);
}

#[test]
fn a_temporary_mitigation_is_remembered_after_a_day_also_when_resolved() {
    let given =
        and(history!["bo" => mitigate("half the traffic", true), "bo" => mitigate("rolled back", false)]);
    speaks(&given, 3 + 1_439, &[]);
    let calls = speaks(&given, 3 + 1_440, &[Nag::TemporaryMitigation]);
    assert_eq!(calls[0].text, "Still in place: half the traffic");
    let resolved = [&given[..], history!["ana" => enter_anyway(Stage::Review, "it stays")]].concat();
    speaks(&resolved, 3_000, &[Nag::TemporaryMitigation]);
    let closed = [&resolved[..], history!["ana" => enter(Stage::Closed)]].concat();
    speaks(&closed, 3_000, &[]);
    let reopened = [&closed[..], history!["ana" => enter_because(Stage::Resolve, "again")]].concat();
    speaks(&reopened, 3_000, &[Nag::TemporaryMitigation]);
    let first = crate::check::nth("mitigation_applied", 0);
    speaks(
        &[&given[..], history!["bo" => Command::RemoveMitigation { mitigation: first }]].concat(),
        3_000,
        &[],
    );
}

#[test]
fn an_update_is_announced_before_it_is_due_and_is_then_late() {
    let given = history!["ana" => declared(), "ana" => classify("major")];
    updates(given, 1, &[]);
    updates(given, 2, &[(Nag::UpdateDue, "The update for Public is due in 3 min.")]);
    updates(given, 4, &[(Nag::UpdateDue, "The update for Public is due in 1 min.")]);
    updates(given, 5, &[(Nag::UpdateOverdue, "The update for Public is overdue.")]);
    updates(
        given,
        28,
        &[
            (Nag::UpdateOverdue, "The update for Public is overdue."),
            (Nag::UpdateDue, "The update for Executives is due in 2 min."),
        ],
    );
    let posted = [given, history!["dee" => post(Audience::Public, "We look.", None)]].concat();
    // Posted at minute 2; the scope is due 5 minutes later.
    updates(&posted, 3, &[]);
    updates(&posted, 4, &[(Nag::UpdateDue, "The update for Public is due in 3 min.")]);
}

#[test]
fn a_snooze_is_quiet_until_its_minute_and_only_about_its_own() {
    let snooze = |nag, minutes| Command::Snooze { nag, about: None, audience: None, minutes };
    let given = history!["ana" => declared(), "ana" => snooze(Nag::NoManager, 10)];
    speaks(given, 9, &[Nag::NoSeverity]);
    speaks(given, 10, &[Nag::NoSeverity]);
    speaks(given, 11, &[Nag::NoManager, Nag::NoSeverity]);

    let two = and(history!["ana" => assign("scribe", "bo"), "ana" => assign("scribe", "chi")]);
    let about = Command::Snooze {
        nag: Nag::NotAcknowledged,
        about: Some(the("role_assigned")),
        audience: None,
        minutes: 30,
    };
    let calls = speaks(&[&two[..], &[("ana", about.into())]].concat(), 9, &[Nag::NotAcknowledged]);
    assert!(calls[0].text.starts_with("Bo Lindqvist"));

    // Silence about one audience is no silence about the others.
    let late = history!["ana" => declared(), "ana" => classify("major")];
    let public = Command::Snooze {
        nag: Nag::UpdateOverdue,
        about: None,
        audience: Some(Audience::Public),
        minutes: 120,
    };
    let others = [
        (Nag::UpdateOverdue, "The update for Executives is overdue."),
        (Nag::UpdateOverdue, "The update for Employees is overdue."),
    ];
    updates(&[late, &[("ana", public.into())]].concat(), 70, &others);

    let undone = [given, history!["ana" => undo(vec![the("nag_snoozed")])]].concat();
    speaks(&undone, 9, &[Nag::NoManager, Nag::NoSeverity]);
}

#[test]
fn a_nag_speaks_when_the_book_says_and_not_at_all_when_it_is_off() {
    let define = |nag, after, on| Edit::DefineNag { nag, after, on };
    let off = [history!["ana" => define(Nag::NoManager, 2, false)], history!["ana" => declared()]].concat();
    speaks(&off, 60, &[Nag::NoSeverity]);
    // The incident is declared at minute 1 here.
    let later = [history!["ana" => define(Nag::NoManager, 20, true)], history!["ana" => declared()]].concat();
    speaks(&later, 20, &[Nag::NoSeverity]);
    speaks(&later, 21, &[Nag::NoManager, Nag::NoSeverity]);

    let steps = |edit| {
        [&[("ana", Wish::from(edit))], history!["ana" => declared(), "ana" => classify("major")]].concat()
    };
    updates(&steps(define(Nag::UpdateDue, 0, true)), 5, &[]);
    updates(&steps(define(Nag::UpdateOverdue, 0, false)), 6, &[]);
    updates(
        &steps(define(Nag::UpdateOverdue, 4, true)),
        7,
        &[(Nag::UpdateDue, "The update for Public is due now.")],
    );
    updates(
        &steps(define(Nag::UpdateOverdue, 4, true)),
        10,
        &[(Nag::UpdateOverdue, "The update for Public is overdue.")],
    );

    let revisit = [
        history!["ana" => define(Nag::Revisit, 10, true)],
        &calm()[..],
        history!["ana" => line(LineMode::Decision, "Roll back, revisit 14:50")],
    ]
    .concat();
    speaks(&revisit, 27, &[]);
    speaks(&revisit, 28, &[Nag::Revisit]);
}

#[test]
fn a_drill_nags_like_the_real_thing() {
    let Command::Declare {
        title, kind, severity, services, impact_started, detection, private, manager, ..
    } = declared()
    else {
        unreachable!()
    };
    let drill = Command::Declare {
        title,
        kind,
        severity,
        services,
        impact_started,
        detection,
        drill: true,
        private,
        manager,
    };
    speaks(history!["ana" => drill], 5, &[Nag::NoManager, Nag::NoSeverity]);
}

#[test]
fn what_is_resolved_closed_called_off_or_never_declared_is_silent() {
    let given = history!["ana" => declare_on(&["checkout"]), "ana" => assign_for("affected-on-call", "checkout", "chi")];
    assert!(!World::after(given).calls(60).is_empty());
    let resolved = [given, history!["ana" => enter_anyway(Stage::Review, "gone")]].concat();
    assert_eq!(World::after(&resolved).calls(60), []);
    let off = [given, history!["ana" => undo(crate::check::step(0))]].concat();
    assert_eq!(World::after(&off).calls(60), []);
    assert_eq!(World::after(&[]).calls(60), []);
    let internal = crate::wishes::declare_as("major", Kind::Internal);
    updates(history!["ana" => internal], 6, &[]);
}

#[test]
fn a_major_reminds_of_first_notices_until_somebody_looks_at_them_or_their_clock_speaks() {
    let major = crate::wishes::declare_as("major", Kind::External);
    let given = history!["ana" => major, "ana" => assign("incident-manager", "ana")];
    speaks(given, 0, &[]);
    let calls = speaks(given, 1, &[Nag::Announcement, Nag::Announcement]);
    assert_eq!(
        calls.iter().map(|call| call.text.as_str()).collect::<Vec<_>>(),
        [
            "The first notice for Public is written and waits for you.",
            "The first notice for Employees is written and waits for you.",
        ]
    );
    // The clock of the public speaks three minutes before it is due.
    let calls = speaks(given, 2, &[Nag::Announcement]);
    assert_eq!(calls[0].audience, Some(Audience::Employees));
    let proposed =
        [given, history!["dee" => propose(Audience::Employees, Occasion::Investigating, "x", None)]].concat();
    speaks(&proposed, 10, &[]);
    speaks(&calm(), 10, &[]);
    let internal = crate::wishes::declare_as("major", Kind::Internal);
    let given = history!["ana" => internal, "ana" => assign("incident-manager", "ana")];
    assert_eq!(speaks(given, 9, &[Nag::Announcement])[0].audience, Some(Audience::Employees));
}

#[test]
fn an_update_that_was_sent_back_is_its_writers_until_there_is_another() {
    let wish = |text: &str| propose(Audience::Public, Occasion::Investigating, text, None);
    let proposed = and(history!["dee" => wish("x")]);
    let back = Command::SendBackUpdate {
        update: the("update_proposed"),
        reason: "Which regions?\nSay so.".to_owned(),
    };
    let sent_back = [&proposed[..], history!["ana" => back]].concat();
    let calls = speaks(&sent_back, 4, &[Nag::SentBack]);
    assert_eq!(calls[0].text, "The update of Dee Marsh for Public was sent back: Which regions? Say so.");
    let anew = [&sent_back[..], history!["dee" => wish("y")]].concat();
    speaks(&anew, 5, &[]);
    let told = [&sent_back[..], history!["dee" => post(Audience::Public, "Said on a call.", None)]].concat();
    speaks(&told, 5, &[]);
}

#[test]
fn a_snooze_was_meant_for_the_update_that_was_missing_then() {
    let snooze = Command::Snooze {
        nag: Nag::UpdateOverdue,
        about: None,
        audience: Some(Audience::Public),
        minutes: 60,
    };
    let steps = and(history!["ana" => Wish::Wait(30), "ana" => snooze]);
    let public = |calls: Vec<Call>| {
        calls
            .into_iter()
            .any(|call| call.audience == Some(Audience::Public) && call.nag == Nag::UpdateOverdue)
    };
    assert!(!public(World::after(&steps).calls(60)));
    let told = [&steps[..], history!["dee" => post(Audience::Public, "x", Some(at(50)))]].concat();
    assert!(!public(World::after(&told).calls(49)) && public(World::after(&told).calls(51)));
}

#[test]
fn what_the_executives_answered_is_news_for_who_asked_and_for_nobody_else() {
    let ask = Command::AskExecutives { question: "Refund all?".to_owned(), needed_by: None, customer: None };
    let answer = Command::AnswerAsk {
        ask: the("executives_asked"),
        answer: "Yes,\nall of it".to_owned(),
        by: Some(person("chi")),
    };
    let heard = |writer: &'static str, whose: &str| {
        let steps = [("dee", Wish::from(ask.clone())), (writer, Wish::from(answer.clone()))];
        answers_of(&World::after(&and(&steps)), whose)
    };
    let calls = heard("ana", "dee");
    assert_eq!(calls.iter().map(|call| (call.nag, call.since)).collect::<Vec<_>>(), [(Nag::Answered, at(4))]);
    assert_eq!(calls[0].text, "Refund all? The executives answered: Yes, all of it");
    assert_eq!(heard("ana", "ana"), []);
    // Who writes the answer down themselves knows it.
    assert_eq!(heard("dee", "dee"), []);
    let snooze = Command::Snooze {
        nag: Nag::Answered,
        about: Some(the("executives_asked")),
        audience: None,
        minutes: 5,
    };
    let snoozed = and(history!["dee" => ask.clone(), "ana" => answer.clone(), "dee" => snooze]);
    assert_eq!(answers_of(&World::after(&snoozed), "dee"), []);
    let off = Edit::DefineNag { nag: Nag::Answered, after: 0, on: false };
    let unwanted = and(history!["ana" => off, "dee" => ask, "ana" => answer]);
    assert_eq!(answers_of(&World::after(&unwanted), "dee"), []);
}

fn answers_of(world: &World, whose: &str) -> Vec<Call> {
    incident::nag::answers(Incident::of(&world.record()), world.book(), person(whose), at(5))
}
