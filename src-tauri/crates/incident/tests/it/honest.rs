//! What was promised is judged by what stood then and by when it happened: no order of the log, no later word and no
//! change of plan makes a broken promise a kept one, or the other way round.

use incident::command::{Command, NewPromise};
use incident::incident::Incident;
use incident::promise::{kept, ledger, shares};
use incident::update::UpdateState;
use incident::value::{Audience, Channel, CustomerImpact, Kind, Nag, Occasion, Stage};

use crate::check::{Wish, World, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    approve, assign, classify, customer, declare_as, declared, enter, enter_because, id, mark_posted, note,
    post, propose,
};

use Audience::Public;

type Steps = Vec<(&'static str, Wish)>;

/// Declared at 0 with this severity; Ana is in charge from 1; the next step is at 2.
fn begun(severity: &str) -> Steps {
    history!["ana" => declare_as(severity, Kind::External), "ana" => assign("incident-manager", "ana")]
        .to_vec()
}

fn and(steps: &[(&'static str, Wish)], more: &[(&'static str, Wish)]) -> Steps {
    [steps, more].concat()
}

/// A post to the public at a minute, where the last step was at `now`.
fn posted(now: i64, minute: i64, next: Option<i64>) -> Steps {
    let wait = Wish::Wait(minute - now - 1);
    vec![("dee", wait), ("dee", post(Public, "We look into it.", next.map(at)).into())]
}

#[track_caller]
fn share(steps: &[(&str, Wish)], minute: i64, expect: (u32, u32)) {
    let record = World::after(steps).record();
    let share = kept(Incident::of(&record), Public, at(minute));
    assert_eq!((share.kept, share.of), expect, "at minute {minute}");
}

#[test]
fn who_was_never_told_is_still_counted_when_responders_are_done() {
    let late = and(&begun("major"), history!["ana" => Wish::Wait(88), "ana" => enter(Stage::Review)]);
    share(&late, 100, (0, 1));
    let record = World::after(&late).record();
    let incident = Incident::of(&record);
    let line = ledger(incident, at(100)).into_iter().find(|owed| owed.of > 0);
    assert!(line.is_some_and(|line| line.due.is_none()), "nobody waits any more, and it stands there");
    assert!(shares(incident, at(100)).iter().any(|(to, share)| to == "Public" && share.of == 1));
    // Before it came due, nothing was missed.
    share(&and(&begun("major"), history!["ana" => enter(Stage::Review)]), 100, (0, 0));
}

#[test]
fn what_was_promised_in_words_is_owed_after_responders_are_done() {
    let said = and(&begun("major"), &posted(1, 4, Some(24)));
    let done = and(&said, history!["ana" => Wish::Wait(5), "ana" => enter(Stage::Review)]);
    let world = World::after(&done);
    let record = world.record();
    let dues = Incident::of(&record).updates_due();
    assert_eq!(dues.iter().map(|due| (due.audience, due.at)).collect::<Vec<_>>(), [(Public, at(24))]);
    let nags = |minute| world.calls(minute).into_iter().map(|call| call.nag).collect::<Vec<_>>();
    assert_eq!(nags(22), [Nag::UpdateDue]);
    assert_eq!(nags(25), [Nag::UpdateOverdue]);
    share(&done, 30, (1, 2));
    let told = and(&done, &posted(11, 20, None));
    share(&told, 30, (2, 2));
    assert_eq!(World::after(&told).calls(60), []);
}

#[test]
fn what_is_approved_nags_until_it_is_posted_whatever_the_stage() {
    let steps = and(
        &begun("minor"),
        history![
            "dee" => propose(Public, Occasion::Resolved, "It is over.", None),
            "ana" => approve(),
            "ana" => enter(Stage::Review),
        ],
    );
    let nags: Vec<Nag> = World::after(&steps).calls(10).into_iter().map(|call| call.nag).collect();
    assert_eq!(nags, [Nag::NotPosted]);
}

#[test]
fn told_again_too_soon_is_no_second_promise_kept() {
    let steps =
        [begun("major"), posted(1, 4, None), posted(5, 5, None), posted(6, 6, None), posted(7, 40, None)];
    share(&steps.concat(), 41, (1, 2));
}

#[test]
fn what_was_told_apart_is_put_in_order_by_when_it_was_told() {
    // Dee, who hears of nobody, tells at 30 that the next comes at 60; Bo had told at 10, with a later stamp.
    let steps = [
        begun("minor"),
        history![
            "bo apart" => note("1"), "bo apart" => note("2"), "bo apart" => note("3"), "bo apart" => note("4"),
            "bo apart" => post(Public, "First.", Some(at(20))),
            "dee apart" => Wish::Wait(22),
            "dee apart" => post(Public, "Second.", Some(at(60))),
        ]
        .to_vec(),
    ]
    .concat();
    let record = World::after(&steps).record();
    let told: Vec<&str> = Incident::of(&record).told(Public).iter().map(|told| told.text).collect();
    assert_eq!(told, ["First.", "Second."]);
    let due = Incident::of(&record).updates_due().into_iter().find(|due| due.audience == Public);
    assert_eq!(due.map(|due| due.at), Some(at(60)));
    share(&steps, 40, (1, 2));
}

#[test]
fn what_was_written_down_late_counts_from_when_it_happened() {
    let late = and(&begun("major"), &posted(1, 9, None));
    share(&late, 10, (0, 1));
    let redated = and(&late, history!["dee" => Command::Redate { entry: the("update_posted"), at: at(4) }]);
    // By now the next was due at 9.
    share(&redated, 10, (1, 2));
}

#[test]
fn another_severity_rewrites_no_promise_that_was_kept_or_broken() {
    // A Minor hears within 30; classified as Major afterwards, within 5.
    let kept_then = and(&begun("minor"), &posted(1, 25, None));
    let worse = and(&kept_then, history!["ana" => Wish::Wait(44), "ana" => classify("major")]);
    share(&worse, 71, (1, 1));
    // The scope is due five minutes after it became a Major, not before it was one.
    share(&worse, 76, (1, 2));
    let broken_then = and(&begun("major"), &posted(1, 25, None));
    let milder = and(&broken_then, history!["ana" => classify("minor")]);
    share(&milder, 40, (0, 1));
    // A deadline that passes before the plan changes was missed, and one that has not moves with it.
    let missed = and(&begun("major"), history!["ana" => Wish::Wait(4), "ana" => classify("minor")]);
    share(&missed, 20, (0, 1));
    let moved = and(&begun("major"), history!["ana" => classify("minor")]);
    share(&moved, 20, (0, 0));
}

#[test]
fn who_was_told_outside_is_counted_after_it_became_internal() {
    let steps = and(&begun("major"), &posted(1, 9, None));
    let internal = and(&steps, history!["ana" => Command::SetKind { kind: Kind::Internal }]);
    share(&internal, 60, (0, 1));
    let never = and(&begun("major"), history!["ana" => Command::SetKind { kind: Kind::Internal }]);
    share(&never, 60, (0, 0));
}

#[test]
fn what_comes_back_after_it_was_told_to_be_over_is_owed_again() {
    let over = and(
        &begun("minor"),
        history![
            "dee" => propose(Public, Occasion::Resolved, "It is over.", None),
            "ana" => approve(),
            "dee" => mark_posted(Channel::StatusPage),
            "ana" => enter(Stage::Review),
        ],
    );
    let due = |steps: &[(&str, Wish)]| {
        let record = World::after(steps).record();
        Incident::of(&record).updates_due().into_iter().find(|due| due.audience == Public).map(|due| due.at)
    };
    assert_eq!(due(&over), None);
    let back = and(&over, history!["ana" => Wish::Wait(14), "ana" => enter_because(Stage::Resolve, "again")]);
    assert_eq!(due(&back), Some(at(80)), "as often as before, counted from the relapse at 20");
}

/// Kestrel was promised a call at 15; the step after is at 4.
fn promised() -> Steps {
    let promise = NewPromise { what: "Call back".to_owned(), due: at(15) };
    history![
        "dee" => customer("Kestrel Foods", None),
        "ana" => declared(),
        "dee" => Command::PromiseCustomer { customer: id("kestrel-foods"), promise },
    ]
    .to_vec()
}

fn moved(minute: i64) -> Command {
    Command::MovePromise { promise: the("customer_promised"), due: at(minute) }
}

fn done() -> Command {
    Command::KeepPromise { promise: the("customer_promised"), kept: true }
}

#[track_caller]
fn to_kestrel(more: &[(&'static str, Wish)], expect: (u32, u32)) {
    let record = World::after(&and(&promised(), more)).record();
    let shares = shares(Incident::of(&record), at(200));
    let share = shares.iter().find(|(to, _)| to == "Kestrel Foods").map(|(_, share)| (share.kept, share.of));
    assert_eq!(share, Some(expect));
}

#[test]
fn a_broken_promise_is_not_mended_by_moving_it() {
    to_kestrel(history!["dee" => Wish::Wait(5), "dee" => done()], (1, 1));
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => done()], (0, 1));
    to_kestrel(history!["dee" => moved(60), "dee" => Wish::Wait(30), "dee" => done()], (1, 1));
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => moved(60), "dee" => done()], (0, 1));
    // Apart, one calls late, and the other moves it later still.
    to_kestrel(
        history!["dee apart" => Wish::Wait(20), "dee apart" => done(), "bo apart" => Wish::Wait(10), "bo apart" => moved(90)],
        (0, 1),
    );
}

#[test]
fn an_answer_before_a_report_answers_it_not_whatever_the_log_says() {
    let told = Command::LogTold {
        customer: id("kestrel-foods"),
        channel: Channel::Call,
        text: "We look into it.".to_owned(),
        promise: None,
    };
    let report =
        Command::LogReport { customer: id("kestrel-foods"), text: "Charged twice".to_owned(), ticket: None };
    let steps = [
        history!["dee" => customer("Kestrel Foods", Some(30)), "ana" => declared()].to_vec(),
        // The call at 6 has the later stamp, the report came at 11.
        history![
            "bo apart" => note("1"), "bo apart" => note("2"), "bo apart" => note("3"), "bo apart" => note("4"),
            "bo apart" => told,
            "dee apart" => Wish::Wait(4),
            "dee apart" => report,
        ]
        .to_vec(),
    ]
    .concat();
    let record = World::after(&steps).record();
    let accounts = Incident::of(&record).accounts();
    assert!(accounts[0].answer_due().is_some(), "nobody has answered since");
}

#[test]
fn what_hurts_a_customer_is_not_forgotten_by_who_only_names_them() {
    let report =
        Command::LogReport { customer: id("kestrel-foods"), text: "Charged twice".to_owned(), ticket: None };
    let down = Command::AffectCustomer { customer: id("kestrel-foods"), impact: CustomerImpact::Down };
    for names in [["dee apart", "bo apart"], ["bo apart", "dee apart"]] {
        let steps = [
            history!["dee" => customer("Kestrel Foods", Some(30)), "ana" => declared()].to_vec(),
            vec![(names[0], down.clone().into()), (names[1], report.clone().into())],
        ]
        .concat();
        let record = World::after(&steps).record();
        assert_eq!(Incident::of(&record).accounts()[0].impact, CustomerImpact::Down);
        // What named them is taken back; their agreement holds for what others wrote.
        let undone =
            and(&steps, history!["ana" => Command::Undo { entries: vec![nth("customer_affected", 0)] }]);
        let record = World::after(&undone).record();
        let accounts = Incident::of(&record).accounts();
        assert_eq!(accounts[0].customer.map(|customer| customer.respond_within), Some(Some(30)));
    }
}

#[test]
fn an_objection_stands_against_an_approval_that_had_not_seen_it() {
    let back =
        || Command::SendBackUpdate { update: the("update_proposed"), reason: "Twice as many".to_owned() };
    let proposed =
        and(&begun("minor"), history!["dee" => propose(Public, Occasion::Investigating, "x", None)]);
    for (approves, objects) in [("ana apart", "bo apart"), ("ana apart", "dee apart")] {
        let apart = and(
            &proposed,
            &[
                (objects, back().into()),
                (approves, note("1").into()),
                (approves, note("2").into()),
                (approves, approve().into()),
            ],
        );
        let record = World::after(&apart).record();
        assert_eq!(Incident::of(&record).updates()[0].state, UpdateState::SentBack);
    }
}
