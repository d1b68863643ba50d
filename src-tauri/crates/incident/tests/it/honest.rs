//! What was promised is judged by what stood then and by when it happened: no order of the log, no later word and no
//! change of plan makes a broken promise a kept one, or the other way round.

use incident::command::{Command, NewPromise};
use incident::incident::Incident;
use incident::promise::{kept, ledger, shares};
use incident::update::UpdateState;
use incident::value::{Audience, Channel, CustomerImpact, Kind, Nag, Occasion, Point, Stage};

use crate::check::{Wish, World, check, history, nth, step, the};
use crate::pen::at;
use crate::wishes::{
    approve, assign, classify, customer, declare_as, declared, enter, enter_because, id, mark_posted, note,
    post, propose, undo,
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
fn nobody_is_owed_the_next_of_a_rhythm_while_the_review_goes_on() {
    let over = and(&begun("major"), history!["ana" => enter(Stage::Review), "ana" => Wish::Wait(88)]);
    share(&and(&over, history!["ana" => enter(Stage::FollowUp)]), 200, (0, 0));
    // Opened again by mistake, and taken back: it was over all the while.
    let mistaken = history![
        "ana" => enter_because(Stage::Resolve, "wrong window"),
        "ana" => Command::Undo { entries: step(4) },
    ];
    share(&and(&over, mistaken), 200, (0, 0));
    // Opened again in earnest it was not.
    let again = history![
        "ana" => enter_because(Stage::Resolve, "again"), "ana" => Wish::Wait(20), "ana" => enter(Stage::Review)
    ];
    share(&and(&over, again), 200, (0, 1));
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
fn whoever_was_told_elsewhere_that_it_is_over_waits_for_nothing_more() {
    let told = |occasion| Command::PostUpdate {
        audience: Public,
        text: "Payments work again.".to_owned(),
        next_due: None,
        at: Some(at(4)),
        occasion,
    };
    for (occasion, waits) in
        [(None, true), (Some(Occasion::Investigating), true), (Some(Occasion::Resolved), false)]
    {
        let steps = and(&begun("major"), history!["dee" => Wish::Wait(12), "dee" => told(occasion)]);
        let record = World::after(&steps).record();
        let due = Incident::of(&record).updates_due().into_iter().any(|due| due.audience == Public);
        assert_eq!(due, waits, "{occasion:?}");
    }
}

#[test]
fn that_nothing_changed_since_it_was_over_begins_no_wait() {
    let told = |occasion| Command::PostUpdate {
        audience: Public,
        text: "Payments work again.".to_owned(),
        next_due: None,
        at: None,
        occasion: Some(occasion),
    };
    let due = |steps: &[(&'static str, Wish)]| {
        let record = World::after(steps).record();
        let due = Incident::of(&record).updates_due().into_iter().find(|due| due.audience == Public);
        due.map(|due| due.at)
    };
    use Occasion::{Monitoring, NoChange, Resolved};
    let over = and(&begun("major"), history!["dee" => told(Monitoring), "dee" => told(Resolved)]);
    assert_eq!(due(&over), None);
    let still = and(&over, history!["dee" => told(NoChange), "dee" => told(NoChange)]);
    assert_eq!(due(&still), None);
    // Once it is back they wait from then on, also for the one after a word that nothing changed.
    let back = history!["ana" => enter(Stage::Resolve), "ana" => enter_because(Stage::Troubleshoot, "again")];
    let (before, after) = (due(&and(&over, back)), due(&and(&still, back)));
    assert_eq!(after, before.map(|due| due.plus_minutes(2)), "two steps later");
    let told_again = due(&and(&and(&still, back), history!["dee" => told(NoChange)]));
    assert_eq!(told_again, after.map(|due| due.plus_minutes(1)));
    // Who went back by mistake and took it back kept nobody waiting.
    let mistake = and(
        &over,
        history!["ana" => enter(Stage::Resolve), "ana" => enter_because(Stage::Troubleshoot, "oh")],
    );
    assert_eq!(due(&and(&mistake, history!["ana" => undo(vec![the("stage_entered")])])), None);
    // While it goes on it is an update like any other.
    assert!(
        due(&and(&begun("major"), history!["dee" => told(Monitoring), "dee" => told(NoChange)])).is_some()
    );
}

#[test]
fn what_was_said_in_time_counts_though_it_was_written_down_later() {
    let said = |minute, next: Option<i64>| Command::PostUpdate {
        audience: Public,
        text: "We look into it.".to_owned(),
        next_due: next.map(at),
        at: Some(at(minute)),
        occasion: None,
    };
    // Written down at 14, when what it promises has passed as well.
    let told = and(&begun("major"), history!["dee" => Wish::Wait(12), "dee" => said(4, Some(10))]);
    share(&told, 15, (1, 2));
    let record = World::after(&told).record();
    let incident = Incident::of(&record);
    assert_eq!(incident.told(Public)[0].at, at(4));
    assert_eq!(incident.point(Point::FirstPublicUpdate), Some(at(4)));
    check(&told, ("dee", said(40, None)), "lies in the future");
    check(&told, ("dee", said(4, Some(3))), "lies in the past");
    // One that came before the first that is written down is the first.
    let earlier = and(&and(&begun("major"), &posted(1, 9, None)), history!["dee" => said(4, None)]);
    let record = World::after(&earlier).record();
    assert_eq!(Incident::of(&record).point(Point::FirstPublicUpdate), Some(at(4)));
    // Kestrel was called back at 10, before 15; that is written down at 24.
    let kept =
        |minute| Command::KeepPromise { promise: the("customer_promised"), kept: true, at: Some(at(minute)) };
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => kept(10)], (1, 1));
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => kept(20)], (0, 1));
    check(&promised(), ("dee", kept(-20)), "What keeps it cannot be before The promise");
}

#[test]
fn a_corrected_time_shows_what_was_broken_and_mends_nothing() {
    let redated = |minute| Command::Redate { entry: the("update_posted"), at: at(minute) };
    let late = and(&begun("major"), &posted(1, 9, None));
    share(&late, 10, (0, 1));
    share(&and(&late, history!["dee" => redated(4)]), 10, (0, 1));
    let declared = Command::RecordPoint { point: Point::Declared, at: Some(at(5)) };
    share(&and(&late, history!["dee" => declared]), 10, (0, 1));
    // What people see is the time as it was corrected.
    let record = World::after(&and(&late, history!["dee" => redated(4)])).record();
    assert_eq!(Incident::of(&record).told(Public)[0].at, at(4));
    let early = and(&begun("major"), &posted(1, 4, None));
    share(&early, 9, (1, 1));
    share(&and(&early, history!["dee" => redated(8)]), 9, (0, 1));
    let kept = Command::Redate { entry: the("promise_kept"), at: at(10) };
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => done(), "dee" => kept], (0, 1));
    let moved_before = Command::Redate { entry: the("promise_moved"), at: at(10) };
    to_kestrel(
        history!["dee" => Wish::Wait(20), "dee" => moved(60), "dee" => moved_before, "dee" => done()],
        (0, 1),
    );
}

#[test]
fn a_promise_that_broke_stays_broken_when_it_is_taken_back() {
    let taken_back = || Command::Retract { entry: the("customer_promised") };
    to_kestrel(history!["dee" => Wish::Wait(20), "dee" => taken_back()], (0, 1));
    let in_time = World::after(&and(&promised(), history!["dee" => taken_back()])).record();
    assert_eq!(shares(Incident::of(&in_time), at(200)).iter().find(|(to, _)| to == "Kestrel Foods"), None);
    let kept = history!["dee" => done(), "dee" => Wish::Wait(20), "dee" => taken_back()];
    let kept = World::after(&and(&promised(), kept)).record();
    assert_eq!(shares(Incident::of(&kept), at(200)).iter().find(|(to, _)| to == "Kestrel Foods"), None);
    // With it goes the customer's name, where the promise had named them; what was broken keeps it.
    let undone = history!["dee" => Wish::Wait(20), "dee" => Command::Undo { entries: step(2) }];
    to_kestrel(undone, (0, 1));
}

#[test]
fn a_fast_clock_silences_nobody() {
    // Dee's laptop is a day ahead: what she posts at 3 is dated tomorrow.
    let ahead = and(&begun("major"), &posted(1, 1_440, None));
    let world = World::after(&ahead);
    let public = |minute| {
        let calls = world.calls(minute).into_iter().filter(|call| call.audience == Some(Public));
        calls.map(|call| call.nag).collect::<Vec<_>>()
    };
    // It is as old as what stands before it, which was written at 1.
    assert_eq!((public(5), public(6)), (vec![Nag::UpdateDue], vec![Nag::UpdateOverdue]));
    let record = world.record();
    let owed = ledger(Incident::of(&record), at(7));
    assert!(owed.iter().any(|owed| owed.due == Some(at(6)) && owed.last == Some(at(1))));
    // Once that day has come it is what it says.
    assert_eq!(Incident::of(&record).at(at(1_441)).told(Public)[0].at, at(1_440));
}

#[test]
fn what_was_no_incident_owes_nobody() {
    let off = and(&promised(), history!["ana" => Command::Undo { entries: step(1) }]);
    let record = World::after(&off).record();
    assert_eq!(ledger(Incident::of(&record), at(200)), []);
    assert_eq!(Incident::of(&record).due_if_told(Public, at(10)), None);
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
        "dee" => Command::PromiseCustomer { customer: id("kestrel-foods"), promise, at: None },
    ]
    .to_vec()
}

fn moved(minute: i64) -> Command {
    Command::MovePromise { promise: the("customer_promised"), due: at(minute), at: None }
}

fn done() -> Command {
    Command::KeepPromise { promise: the("customer_promised"), kept: true, at: None }
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
        at: None,
    };
    let report = Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Charged twice".to_owned(),
        ticket: None,
        at: None,
    };
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
    let report = Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Charged twice".to_owned(),
        ticket: None,
        at: None,
    };
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
