//! The seven stages: forward, back with a reason, and the gates at the end of Resolve.

use incident::command::{Command, LineMode, NewPromise};
use incident::refusal::Refusal;
use incident::value::{Audience, Kind, Point, Stage};
use serde_json::json;

use crate::check::{Wish, World, check, history, nth, step, the};
use crate::pen::at;
use crate::wishes::{
    all_clear, assign, customer, declare_as, declare_on, declared, enter, enter_anyway, enter_because, id,
    line, mitigate, point, post,
};

#[test]
fn each_stage_is_entered_from_the_one_before() {
    let given = history!["ana" => declared()];
    check(
        given,
        ("ana", enter(Stage::Classify)),
        [
            json!({"type": "stage_entered", "stage": "classify", "reason": null, "base": [the("stage_entered")]}),
        ],
    );
    check(given, ("ana", enter(Stage::Resolve)), ["stage_entered"]);
    check(given, ("ana", enter(Stage::Create)), "It is in Create already.");
}

#[test]
fn going_back_needs_a_reason() {
    let given = history!["ana" => declared(), "ana" => enter(Stage::Troubleshoot)];
    check(given, ("ana", enter(Stage::Classify)), Refusal::ReasonToGoBack(Stage::Classify));
    check(given, ("ana", enter_because(Stage::Classify, "  ")), Refusal::ReasonToGoBack(Stage::Classify));
    check(
        given,
        ("ana", enter_because(Stage::Classify, "more services")),
        [json!({"type": "stage_entered", "stage": "classify", "reason": "more services"})],
    );
    check(
        given,
        ("ana", enter_because(Stage::Classify, &"x".repeat(2_001))),
        "The reason has 2001 characters",
    );
}

#[test]
fn entering_a_stage_issues_the_lists_of_those_who_hold_a_role() {
    let given = history!["ana" => declared(), "ana" => assign("incident-manager", "ana"), "ana" => assign("deputy", "bo")];
    check(
        given,
        ("ana", enter(Stage::Classify)),
        [
            json!("stage_entered"),
            json!({"type": "checklist_issued", "role": "deputy", "stage": "classify"}),
            json!({"type": "checklist_issued", "role": "incident-manager", "stage": "classify"}),
        ],
    );
    let back =
        [given, history!["ana" => enter(Stage::Classify), "ana" => enter_because(Stage::Create, "again")]]
            .concat();
    check(&back, ("ana", enter(Stage::Classify)), ["stage_entered"]);
}

#[test]
fn resolve_ends_only_with_every_all_clear() {
    let given = history!["ana" => declare_on(&["checkout", "search"]), "ana" => enter(Stage::Resolve)];
    let both = Refusal::AllClearMissing(vec!["Checkout".to_owned(), "Search".to_owned()]);
    check(given, ("ana", enter(Stage::Review)), both);
    let one = [given, history!["chi" => all_clear("checkout")]].concat();
    check(&one, ("ana", enter(Stage::Review)), "A service has not yet given the all-clear: Search.");
    check(
        &one,
        ("ana", enter_anyway(Stage::Review, "  ")),
        "A service has not yet given the all-clear: Search.",
    );
    let two = [&one[..], history!["chi" => all_clear("search")]].concat();
    check(
        &two,
        ("ana", enter(Stage::Review)),
        [
            json!({"type": "stage_entered", "stage": "review"}),
            json!({"type": "point_recorded", "point": "resolved", "at": at(4)}),
        ],
    );
}

#[test]
fn the_gate_stands_at_every_way_out_of_resolve_and_before() {
    for stage in [Stage::Create, Stage::Classify, Stage::Troubleshoot] {
        let given = match stage {
            Stage::Create => history!["ana" => declare_on(&["checkout"])].to_vec(),
            stage => history!["ana" => declare_on(&["checkout"]), "ana" => enter(stage)].to_vec(),
        };
        check(&given, ("ana", enter(Stage::Review)), "all-clear");
        check(&given, ("ana", enter(Stage::FollowUp)), "all-clear");
        check(&given, ("ana", enter(Stage::Resolve)), ["stage_entered"]);
    }
}

#[test]
fn resolve_does_not_end_while_a_temporary_mitigation_is_left() {
    let given = history!["ana" => declared(), "bo" => mitigate("half the traffic", true), "bo" => mitigate("rolled back", false)];
    check(
        given,
        ("ana", enter(Stage::Review)),
        Refusal::TemporaryMitigationLeft(vec!["half the traffic".to_owned()]),
    );
    let removed =
        [given, history!["bo" => Command::RemoveMitigation { mitigation: nth("mitigation_applied", 0) }]]
            .concat();
    check(&removed, ("ana", enter(Stage::Review)), ["stage_entered", "point_recorded"]);
}

#[test]
fn the_gates_are_passed_anyway_with_a_reason_each_recorded() {
    let given = history!["ana" => declare_on(&["checkout"]), "bo" => mitigate("half the traffic", true)];
    check(
        given,
        ("ana", enter_anyway(Stage::Review, "the region is gone")),
        [
            json!({"type": "gate_overridden", "gate": "all_clear", "reason": "the region is gone"}),
            json!({"type": "gate_overridden", "gate": "temporary_mitigation", "reason": "the region is gone"}),
            json!({"type": "stage_entered", "stage": "review"}),
            json!({"type": "point_recorded", "point": "resolved"}),
        ],
    );
    let clear = [given, history!["chi" => all_clear("checkout")]].concat();
    check(
        &clear,
        ("ana", enter_anyway(Stage::Review, "it can stay")),
        [
            json!({"type": "gate_overridden", "gate": "temporary_mitigation"}),
            json!("stage_entered"),
            json!("point_recorded"),
        ],
    );
    check(
        history!["ana" => declared()],
        ("ana", enter_anyway(Stage::Review, "nothing is open")),
        ["stage_entered", "point_recorded"],
    );
}

#[test]
fn a_withdrawn_all_clear_closes_the_gate_again() {
    let withdraw =
        |reason: &str| Command::WithdrawAllClear { service: id("checkout"), reason: reason.to_owned() };
    let given = history!["ana" => declare_on(&["checkout"]), "chi" => all_clear("checkout")];
    check(given, ("chi", all_clear("checkout")), "The all-clear is given already.");
    check(given, ("chi", all_clear("search")), Refusal::Gone("affected service"));
    check(given, ("chi", withdraw("")), Refusal::Empty("The reason"));
    check(
        given,
        ("chi", withdraw("errors again")),
        [json!({"type": "all_clear_withdrawn", "service": "checkout", "reason": "errors again"})],
    );
    let again = [given, &[("chi", Wish::from(withdraw("errors again")))]].concat();
    check(&again, ("ana", enter(Stage::Review)), "all-clear");
    check(&again, ("chi", withdraw("twice")), Refusal::Gone("all-clear"));
    check(
        &again,
        ("chi", all_clear("checkout")),
        [json!({"type": "all_clear_given", "base": [the("all_clear_withdrawn")]})],
    );
}

#[test]
fn closing_comes_after_looking_back() {
    let given = history!["ana" => declared()];
    check(given, ("ana", enter(Stage::Closed)), Refusal::ReviewFirst);
    let reviewed = [given, history!["ana" => enter(Stage::Review), "ana" => enter(Stage::FollowUp)]].concat();
    check(
        &reviewed,
        ("ana", enter(Stage::Closed)),
        [
            json!({"type": "stage_entered", "stage": "closed"}),
            json!({"type": "point_recorded", "point": "closed", "at": at(3)}),
        ],
    );
}

#[test]
fn a_reopened_incident_is_neither_resolved_nor_clear() {
    let given = history![
        "ana" => declare_on(&["checkout"]),
        "chi" => all_clear("checkout"),
        "ana" => enter(Stage::Review),
        "ana" => enter(Stage::Closed),
    ];
    check(given, ("bo", enter(Stage::Resolve)), Refusal::ReasonToGoBack(Stage::Resolve));
    check(
        given,
        ("bo", enter_because(Stage::Resolve, "errors are back")),
        [
            json!({"type": "stage_entered", "stage": "resolve", "reason": "errors are back"}),
            json!({"type": "point_recorded", "point": "closed", "at": null}),
            json!({"type": "point_recorded", "point": "resolved", "at": null}),
            json!({"type": "all_clear_withdrawn", "service": "checkout", "reason": "errors are back"}),
        ],
    );
    check(
        given,
        ("bo", enter_because(Stage::FollowUp, "one action left")),
        [json!("stage_entered"), json!({"type": "point_recorded", "point": "closed", "at": null})],
    );
}

#[test]
fn a_moment_of_resolution_set_by_hand_is_kept() {
    let given = history!["ana" => declared(), "ana" => point(Point::Resolved, Some(at(0)))];
    check(given, ("ana", enter(Stage::Review)), ["stage_entered"]);
}

#[test]
fn a_stage_entered_again_counts_and_loses_nothing() {
    let world = World::after(history![
        "ana" => declared(),
        "ana" => enter(Stage::Classify),
        "ana" => enter_because(Stage::Create, "wrong service"),
        "ana" => enter(Stage::Classify),
        "ana" => line(LineMode::Note, "on"),
    ]);
    let classify = world.room().stages.into_iter().find(|view| view.stage == Stage::Classify).unwrap();
    assert_eq!((classify.times, classify.spent, classify.entered), (2, 60_000, Some(at(3))));
}

#[test]
fn a_stage_goes_on_from_when_it_was_entered_whatever_was_taken_back_since() {
    let world = World::after(history![
        "ana" => declared(),
        "ana" => enter(Stage::Classify),
        "ana" => line(LineMode::Note, "on"),
        "ana" => enter(Stage::Troubleshoot),
        "ana" => enter(Stage::Resolve),
        "ana" => Command::Undo { entries: step(4) },
        "ana" => Command::Redate { entry: nth("stage_entered", 2), at: at(2) },
    ]);
    let stages = world.room().stages;
    let of = |stage| {
        let view = stages.iter().find(|view| view.stage == stage).unwrap();
        (view.times, view.spent, view.entered)
    };
    assert_eq!(of(Stage::Classify), (1, 60_000, Some(at(1))));
    assert_eq!(of(Stage::Troubleshoot), (1, 0, Some(at(2))));
    assert_eq!(of(Stage::Resolve), (0, 0, None), "it was taken back");
}

#[test]
fn what_is_added_in_review_has_to_be_over_before_closing() {
    let temporary =
        Command::Mitigate { what: "Retries off".into(), temporary: true, service: None, remove_when: None };
    let given = history![
        "ana" => declared(),
        "ana" => enter(Stage::Review),
        "ana" => temporary,
    ];
    check(given, ("ana", enter(Stage::Closed)), Refusal::TemporaryMitigationLeft(vec!["Retries off".into()]));
}

#[test]
fn taking_a_reopening_back_does_not_pass_the_gates_unseen() {
    let temporary =
        Command::Mitigate { what: "Retries off".into(), temporary: true, service: None, remove_when: None };
    let given = history![
        "ana" => declared(),
        "ana" => enter(Stage::Review),
        "ana" => enter_because(Stage::Resolve, "it came back"),
        "ana" => temporary,
    ];
    check(
        given,
        ("ana", Command::Undo { entries: vec![nth("stage_entered", 2)] }),
        Refusal::TemporaryMitigationLeft(vec!["Retries off".into()]),
    );
}

#[test]
fn what_was_passed_with_a_reason_stays_passed_when_a_reopening_is_taken_back() {
    let given = history![
        "ana" => declare_on(&["checkout"]),
        "ana" => enter_anyway(Stage::Review, "the region is gone"),
        "ana" => enter_because(Stage::Resolve, "wrong window"),
        "ana" => Command::Undo { entries: step(2) },
    ];
    check(given, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
    // What was opened again in earnest has to pass anew.
    check(&given[..3], ("ana", enter(Stage::Review)), "all-clear");
}

/// In review, with a promise to a customer and one to the public.
fn promised() -> Vec<(&'static str, Wish)> {
    let promise = NewPromise { what: "Call back with the list".to_owned(), due: at(60) };
    history![
        "dee" => customer("Kestrel Foods", None),
        "ana" => declared(),
        "ana" => enter(Stage::Review),
        "dee" => Command::PromiseCustomer { customer: id("kestrel-foods"), promise, at: None },
        "dee" => post(Audience::Public, "Next update by noon.", Some(at(30))),
    ]
    .to_vec()
}

#[test]
fn nobody_is_forgotten_whom_something_was_promised() {
    let waits =
        ["Public: the next update".to_owned(), "Kestrel Foods: Call back with the list".to_owned()].to_vec();
    let given = promised();
    check(&given, ("ana", enter(Stage::Closed)), Refusal::PromisesOpen(waits));
    check(&given, ("ana", enter(Stage::FollowUp)), ["stage_entered"]);
    check(
        &given,
        ("ana", enter_anyway(Stage::Closed, "both were called")),
        [
            json!({"type": "gate_overridden", "gate": "promises_kept", "reason": "both were called"}),
            json!("stage_entered"),
            json!("point_recorded"),
        ],
    );
    // A later word takes the place of the one before, and what was kept holds nobody up.
    let kept = [
        &given[..],
        history![
            "dee" => post(Audience::Public, "This was the last update.", None),
            "dee" => Command::KeepPromise { promise: the("customer_promised"), kept: true, at: None },
        ],
    ]
    .concat();
    check(&kept, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
    // What a cadence asks for is nobody's promise.
    let cadence = history!["ana" => declare_as("minor", Kind::External), "ana" => enter(Stage::Review)];
    check(cadence, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
}

#[test]
fn taking_a_reopening_back_forgets_no_promise_that_was_made_since() {
    let promise = || NewPromise { what: "Call back".to_owned(), due: at(60) };
    let made = || Command::PromiseCustomer { customer: id("kestrel-foods"), promise: promise(), at: None };
    let given = |before: bool| {
        let mut given = history![
            "dee" => customer("Kestrel Foods", None), "ana" => declared(), "ana" => enter(Stage::Review)
        ]
        .to_vec();
        given.extend(before.then(|| ("dee", Wish::from(made()))));
        given.extend_from_slice(history![
            "ana" => enter_anyway(Stage::Closed, "they know"),
            "ana" => enter_because(Stage::FollowUp, "one more thing"),
        ]);
        given.extend((!before).then(|| ("dee", Wish::from(made()))));
        given
    };
    let back = || Command::Undo { entries: vec![nth("stage_entered", 3)] };
    check(&given(true), ("ana", back()), ["stage_entered"]);
    check(&given(false), ("ana", back()), "Still promised: Kestrel Foods: Call back. Keep it");
}
