//! When each audience hears next, as a table of severity, audience, what was posted and what was promised.

use incident::command::{Command, Edit};
use incident::incident::Incident;
use incident::value::{Audience, Cadence, Kind, Occasion, Point, Stage};

use crate::check::{Wish, World, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    classify, declare_as, declared, enter, enter_anyway, enter_because, id, point, post, propose, undo,
};

use Audience::{Employees, Executives, Public};

#[track_caller]
fn due(history: &[(&str, Wish)], expect: &[(Audience, i64)]) {
    let record = World::after(history).record();
    let dues: Vec<_> =
        Incident::of(&record).updates_due().into_iter().map(|due| (due.audience, due.at)).collect();
    let expect: Vec<_> = expect.iter().map(|(audience, minute)| (*audience, at(*minute))).collect();
    assert_eq!(dues, expect);
    let next = Incident::of(&record).countdowns().first().map(|first| first.at);
    assert_eq!(next, expect.first().map(|(_, at)| *at));
}

fn of(severity: &str) -> Vec<(&'static str, Wish)> {
    history!["ana" => declare_as(severity, Kind::External)].to_vec()
}

/// After a declaration at minute 0: waits until each minute, then posts to the audience.
fn posted(severity: &str, posts: &[(i64, Audience, Option<i64>)]) -> Vec<(&'static str, Wish)> {
    let mut steps = of(severity);
    let mut now = 1;
    for (minute, audience, promised) in posts {
        steps.push(("dee", Wish::Wait(minute - now)));
        steps.push(("dee", post(*audience, "We are looking into it.", promised.map(at)).into()));
        now = minute + 1;
    }
    steps
}

#[test]
fn the_first_update_counts_from_declaration_by_severity() {
    due(&of("major"), &[(Public, 5), (Executives, 30), (Employees, 60)]);
    due(&of("medium"), &[(Public, 15), (Employees, 60), (Executives, 60)]);
    due(&of("minor"), &[(Public, 30), (Employees, 60)]);
    due(history!["ana" => declared()], &[]);
}

#[test]
fn a_severity_given_later_still_counts_from_declaration() {
    due(
        history!["ana" => declared(), "ana" => Wish::Wait(9), "ana" => classify("major")],
        &[(Public, 5), (Executives, 30), (Employees, 60)],
    );
    let worse = [&of("minor")[..], history!["ana" => classify("major")]].concat();
    due(&worse, &[(Public, 5), (Executives, 30), (Employees, 60)]);
    let milder = [&of("major")[..], history!["ana" => classify("minor")]].concat();
    due(&milder, &[(Public, 30), (Employees, 60)]);
}

#[test]
fn a_corrected_moment_of_declaration_moves_what_counts_from_it() {
    let corrected = [&of("major")[..], history!["ana" => point(Point::Declared, Some(at(-3)))]].concat();
    due(&corrected, &[(Public, 2), (Executives, 27), (Employees, 57)]);
}

#[test]
fn a_major_says_its_scope_next_then_every_20_minutes_and_every_30_after_2_hours() {
    let next = |posts: &[i64], expect: i64| {
        let posts: Vec<_> = posts.iter().map(|minute| (*minute, Public, None)).collect();
        let record = World::after(&posted("major", &posts)).record();
        let dues = Incident::of(&record).updates_due();
        let public = dues.iter().find(|due| due.audience == Public).unwrap();
        assert_eq!(public.at, at(expect), "{posts:?}");
    };
    next(&[4], 9);
    next(&[4, 9], 29);
    next(&[4, 9, 29], 49);
    next(&[4, 9, 119], 139);
    next(&[4, 9, 120], 150);
    next(&[4, 9, 150], 180);
    // Even a first notice that came late is followed by the scope.
    next(&[130], 135);
}

#[test]
fn medium_and_minor_have_one_rhythm() {
    due(&posted("medium", &[(10, Public, None)]), &[(Public, 40), (Employees, 60), (Executives, 60)]);
    due(
        &posted("medium", &[(10, Public, None), (500, Public, None)]),
        &[(Employees, 60), (Executives, 60), (Public, 530)],
    );
    due(&posted("minor", &[(20, Public, None)]), &[(Employees, 60), (Public, 80)]);
}

#[test]
fn each_audience_has_its_own_clock() {
    due(&posted("major", &[(10, Executives, None)]), &[(Public, 5), (Executives, 40), (Employees, 60)]);
    due(&posted("major", &[(10, Employees, None)]), &[(Public, 5), (Executives, 30), (Employees, 70)]);
    due(&posted("minor", &[(10, Executives, None)]), &[(Public, 30), (Employees, 60)]);
}

#[test]
fn a_promise_in_words_holds_whatever_the_cadence_says() {
    due(&posted("major", &[(4, Public, Some(44))]), &[(Executives, 30), (Public, 44), (Employees, 60)]);
    due(&posted("minor", &[(4, Executives, Some(14))]), &[(Executives, 14), (Public, 30), (Employees, 60)]);
    // Kept or not, the next update without a promise goes back to the cadence.
    due(
        &posted("major", &[(4, Public, Some(44)), (44, Public, None)]),
        &[(Executives, 30), (Employees, 60), (Public, 64)],
    );
}

#[test]
fn an_update_taken_back_was_never_sent() {
    let first = posted("major", &[(4, Public, None)]);
    due(
        &[&first[..], history!["dee" => Command::Retract { entry: the("update_posted") }]].concat(),
        &[(Public, 5), (Executives, 30), (Employees, 60)],
    );
    let second = posted("major", &[(4, Public, None), (9, Public, Some(60))]);
    let undone = [&second[..], history!["dee" => undo(vec![the("update_posted")])]].concat();
    due(&undone, &[(Public, 9), (Executives, 30), (Employees, 60)]);
}

#[test]
fn the_public_hears_nothing_of_what_is_internal_or_private() {
    let internal = history!["ana" => declare_as("major", Kind::Internal)];
    due(internal, &[(Executives, 30), (Employees, 60)]);
    let private = [&of("major")[..], history!["ana" => Command::SetPrivate { private: true }]].concat();
    due(&private, &[(Executives, 30), (Employees, 60)]);
    let open = [&private[..], history!["ana" => Command::SetPrivate { private: false }]].concat();
    due(&open, &[(Public, 5), (Executives, 30), (Employees, 60)]);
}

#[test]
fn nobody_waits_once_responders_are_done() {
    for stage in [Stage::Review, Stage::FollowUp] {
        due(&[&of("major")[..], history!["ana" => enter(stage)]].concat(), &[]);
    }
    let closed = [
        &of("major")[..],
        history!["ana" => enter(Stage::Review), "ana" => enter_anyway(Stage::Closed, "no review")],
    ]
    .concat();
    due(&closed, &[]);
    let reopened = [&closed[..], history!["ana" => enter_because(Stage::Resolve, "again")]].concat();
    due(&reopened, &[(Public, 5), (Executives, 30), (Employees, 60)]);
}

#[test]
fn what_is_called_off_waits_for_nobody() {
    let off = [&of("major")[..], history!["ana" => undo(crate::check::step(0))]].concat();
    let room = World::after(&off).room();
    assert_eq!((room.countdowns, room.active), (vec![], false));
}

#[test]
fn the_cadence_is_the_one_that_was_copied_at_classification() {
    let cadence = Cadence { first_public: Some(7), executives: Some(11), ..Cadence::default() };
    let edit = || Edit::DefineCadence { severity: id("major"), cadence };
    let before = [&[("ana", Wish::from(edit()))], &of("major")[..]].concat();
    // Declared at minute 1, after the edit.
    due(&before, &[(Public, 8), (Executives, 12)]);
    let after = [&of("major")[..], &[("ana", Wish::from(edit()))]].concat();
    due(&after, &[(Public, 5), (Executives, 30), (Employees, 60)]);
}

#[test]
fn an_audience_without_a_rhythm_hears_when_there_is_news() {
    let cadence = Cadence { first_public: Some(5), ..Cadence::default() };
    let edit = Edit::DefineCadence { severity: id("major"), cadence };
    let once = [&[("ana", Wish::from(edit))], &of("major")[..]].concat();
    due(&once, &[(Public, 6)]);
    due(&[&once[..], history!["dee" => post(Public, "We are looking into it.", None)]].concat(), &[]);
}

#[test]
fn what_is_raised_to_the_worst_severity_announces_itself_once_more() {
    let announces = |history: &[(&str, Wish)]| {
        let record = World::after(history).record();
        [Public, Employees, Executives].map(|audience| Incident::of(&record).announces(audience))
    };
    let and = |given: &[(&'static str, Wish)], more: &[(&'static str, Wish)]| [given, more].concat();
    let told = || post(Public, "We are looking into it.", None);
    assert_eq!(announces(&of("major")), [true, true, false]);
    assert_eq!(announces(&posted("major", &[(4, Public, None)])), [false, true, false]);
    let minor = posted("minor", &[(4, Public, None), (6, Employees, None)]);
    assert_eq!(announces(&minor), [false; 3]);
    let raised = and(&minor, history!["ana" => classify("major")]);
    assert_eq!(announces(&raised), [true, true, false]);
    assert_eq!(announces(&and(&raised, history!["dee" => told()])), [false, true, false]);
    let waiting = propose(Public, Occasion::Investigating, "It is worse than we thought.", None);
    assert_eq!(announces(&and(&raised, history!["dee" => waiting])), [false, true, false]);
    // Said once more, the same severity announces nothing.
    let again =
        and(&raised, history!["dee" => told(), "ana" => classify("medium"), "ana" => classify("major")]);
    assert_eq!(announces(&again), [true, true, false]);
    let apart = and(
        &minor,
        history![
            "ana apart" => classify("major"), "bo apart" => classify("medium"), "dee" => told(),
            "ana" => Command::Settle { entry: nth("severity_classified", 1) },
        ],
    );
    assert_eq!(announces(&apart), [false, true, false]);
    // Whoever had no severity yet said nothing that was too mild.
    let unclassified = history!["ana" => declared(), "dee" => told(), "ana" => classify("major")];
    assert_eq!(announces(unclassified), [false, true, false]);
}
