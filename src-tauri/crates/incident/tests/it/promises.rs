//! The promise ledger: who hears next, and how well that was kept.

use incident::command::{Command, NewPromise};
use incident::incident::Incident;
use incident::promise::{Addressee, kept, ledger};
use incident::value::{Audience, Channel, Kind, Nag, Occasion};

use crate::check::{Wish, World, history, the};
use crate::pen::at;
use crate::wishes::{approve, assign, customer, declare_as, declared, id, mark_posted, post, propose};

/// A Major with Ana in charge, and posts to an audience at these minutes, each with what it promises.
fn posts(audience: Audience, posts: &[(i64, Option<i64>)]) -> Vec<(&'static str, Wish)> {
    let mut steps =
        history!["ana" => declare_as("major", Kind::External), "ana" => assign("incident-manager", "ana")]
            .to_vec();
    let mut now = 2;
    for (minute, promised) in posts {
        steps.push(("dee", Wish::Wait(minute - now)));
        steps.push(("dee", post(audience, "We look into it.", promised.map(at)).into()));
        now = minute + 1;
    }
    steps
}

#[track_caller]
fn share(steps: &[(&str, Wish)], minute: i64, expect: (u32, u32)) {
    let record = World::after(steps).record();
    let share = kept(Incident::of(&record), Audience::Public, at(minute));
    assert_eq!((share.kept, share.of), expect, "at minute {minute}");
}

#[test]
fn a_share_counts_every_deadline_that_came_and_no_other() {
    // First public notice of a Major within 5 minutes, scoping within 5 of that, then every 20.
    share(&posts(Audience::Public, &[]), 4, (0, 0));
    share(&posts(Audience::Public, &[]), 6, (0, 1));
    share(&posts(Audience::Public, &[(4, None)]), 5, (1, 1));
    share(&posts(Audience::Public, &[(4, None)]), 10, (1, 2));
    share(&posts(Audience::Public, &[(4, None), (8, None), (27, None)]), 30, (3, 3));
    share(&posts(Audience::Public, &[(4, None), (8, None), (40, None)]), 45, (2, 3));
    share(&posts(Audience::Public, &[(4, Some(60)), (50, None)]), 55, (2, 2));
    share(&posts(Audience::Public, &[(9, None)]), 10, (0, 1));
}

#[test]
fn who_was_told_that_it_is_over_waits_for_nothing() {
    let over = [
        posts(Audience::Public, &[(4, None)]),
        history![
            "dee" => propose(Audience::Public, Occasion::Resolved, "It is over.", None),
            "ana" => approve(),
            "dee" => mark_posted(Channel::StatusPage),
        ]
        .to_vec(),
    ]
    .concat();
    let record = World::after(&over).record();
    let incident = Incident::of(&record);
    assert!(incident.updates_due().iter().all(|due| due.audience != Audience::Public));
    assert_eq!(kept(incident, Audience::Public, at(500)).of, 2);
}

fn with_customers() -> Vec<(&'static str, Wish)> {
    let promise = |what: &str, minute| NewPromise { what: what.to_owned(), due: at(minute) };
    let told = |name: &str, promise| Command::LogTold {
        customer: id(name),
        channel: Channel::Call,
        text: "We are on it.".to_owned(),
        promise: Some(promise),
        at: None,
    };
    history![
        "dee" => customer("Kestrel Foods", Some(30)),
        "dee" => customer("Lumen Travel", None),
        "ana" => declare_as("major", Kind::External),
        "dee" => told("lumen-travel", promise("Send the list", 40)),
        "dee" => told("kestrel-foods", promise("Call back", 15)),
    ]
    .to_vec()
}

#[test]
fn audiences_and_customers_stand_in_one_list_by_time() {
    let record = World::after(&with_customers()).record();
    let lines: Vec<(String, Option<i64>)> = ledger(Incident::of(&record), at(10))
        .into_iter()
        .map(|owed| {
            let to = match owed.to {
                Addressee::Audience { audience } => audience.name().to_owned(),
                Addressee::Customer { customer, .. } => customer.to_string(),
            };
            (to, owed.due.map(|due| (due.0 - at(0).0) / 60_000))
        })
        .collect();
    let expect =
        [("Public", 7), ("kestrel-foods", 15), ("Executives", 32), ("lumen-travel", 40), ("Employees", 62)];
    assert_eq!(lines, expect.map(|(to, due)| (to.to_owned(), Some(due))));
}

#[test]
fn a_promise_to_a_customer_nags_before_and_after_its_time_until_it_is_kept() {
    let speaks = |steps: &[(&str, Wish)], minute: i64| -> Vec<(Nag, String)> {
        let ours = |nag| matches!(nag, Nag::PromiseDue | Nag::PromiseOverdue);
        let calls = World::after(steps).calls(minute);
        calls.into_iter().filter(|call| ours(call.nag)).map(|call| (call.nag, call.text)).collect()
    };
    let open = with_customers();
    assert_eq!(speaks(&open, 11), []);
    assert_eq!(speaks(&open, 12), [(Nag::PromiseDue, "In 3 min: Kestrel Foods, Call back".to_owned())]);
    assert_eq!(speaks(&open, 15), [(Nag::PromiseOverdue, "Overdue: Kestrel Foods, Call back".to_owned())]);
    let keep = Command::KeepPromise { promise: the("customer_promised"), kept: true, at: None };
    let kept = [&open[..], history!["dee" => keep]].concat();
    assert_eq!(speaks(&kept, 15), []);
    let silent = Command::Snooze {
        nag: Nag::PromiseOverdue,
        about: Some(the("customer_promised")),
        audience: None,
        minutes: 20,
    };
    let snoozed = [&open[..], history!["dee" => silent]].concat();
    assert_eq!(speaks(&snoozed, 16), []);
    assert_eq!(speaks(&snoozed, 30).len(), 1);
}

#[test]
fn an_agreement_counts_from_the_first_report_that_nobody_answered() {
    let report = || Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Charged twice".to_owned(),
        ticket: None,
        at: None,
    };
    let waits = |steps: &[(&str, Wish)]| {
        let record = World::after(steps).record();
        let accounts = Incident::of(&record).accounts();
        accounts.first().and_then(|account| account.answer_due()).map(|(at, _)| at)
    };
    let affect = Command::AffectCustomer {
        customer: id("kestrel-foods"),
        impact: incident::value::CustomerImpact::Down,
    };
    let steps =
        history!["dee" => customer("Kestrel Foods", Some(30)), "ana" => declared(), "dee" => affect].to_vec();
    assert_eq!(waits(&steps), None);
    let reported =
        [&steps[..], history!["dee" => report(), "dee" => Wish::Wait(5), "dee" => report()]].concat();
    assert_eq!(waits(&reported), Some(at(33)));
    let answered = Command::LogTold {
        customer: id("kestrel-foods"),
        channel: Channel::Call,
        text: "We are on it.".to_owned(),
        promise: None,
        at: None,
    };
    assert_eq!(waits(&[&reported[..], history!["dee" => answered]].concat()), None);
}

#[test]
fn what_waits_to_leave_and_questions_without_answer_nag() {
    let nags = |steps: &[(&str, Wish)], minute: i64| -> Vec<Nag> {
        let ours = |nag: &Nag| matches!(nag, Nag::ApprovalWaiting | Nag::NotPosted | Nag::AnswerOverdue);
        World::after(steps).calls(minute).into_iter().map(|call| call.nag).filter(ours).collect()
    };
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")].to_vec();
    let proposed =
        [&given[..], history!["dee" => propose(Audience::Public, Occasion::Investigating, "x", None)]]
            .concat();
    assert_eq!(nags(&proposed, 3), [Nag::ApprovalWaiting]);
    let approved = [&proposed[..], history!["ana" => approve()]].concat();
    assert_eq!(nags(&approved, 4), [Nag::NotPosted]);
    let posted = [&approved[..], history!["dee" => mark_posted(Channel::StatusPage)]].concat();
    assert_eq!(nags(&posted, 10), []);
    let ask =
        Command::AskExecutives { question: "Refund?".to_owned(), needed_by: Some(at(20)), customer: None };
    let asked = [&given[..], history!["ana" => ask]].concat();
    assert_eq!((nags(&asked, 19), nags(&asked, 20)), (vec![], vec![Nag::AnswerOverdue]));
}
