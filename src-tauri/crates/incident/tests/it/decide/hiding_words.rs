//! Redaction takes words away and nothing else: what an incident is, what is to be done, and how well promises were kept stay.

use incident::command::{Command, NewPromise};
use incident::incident::Incident;
use incident::promise::shares;
use incident::refusal::Refusal;
use incident::slot::Slot;
use incident::value::{ActionState, ActionType, Audience, Kind, Point, Priority, Stage};
use serde_json::json;

use crate::check::{Wish, World, check, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    all_clear, assign, customer, declare_as, declare_on, declared, enter, enter_anyway, enter_because, id,
    item, mitigate, note, point, post,
};

fn redact(kind: &str) -> Command {
    Command::Redact { entry: the(kind) }
}

/// How many promises to them were broken.
#[track_caller]
fn broken(world: &World, whom: &str) -> u32 {
    let record = world.record();
    let shares = shares(Incident::of(&record), at(500));
    shares.iter().find(|(to, _)| to == whom).map_or(0, |(_, share)| share.of - share.kept)
}

/// Kestrel was promised a call at 15.
fn promised() -> Vec<(&'static str, Wish)> {
    let promise = NewPromise { what: "Call Jane Doe".to_owned(), due: at(15) };
    history![
        "dee" => customer("Kestrel Foods", None),
        "ana" => declared(),
        "dee" => Command::PromiseCustomer { customer: id("kestrel-foods"), promise, at: None },
    ]
    .to_vec()
}

#[test]
fn a_broken_promise_stays_broken_when_its_words_are_hidden() {
    let taken_back = |wait: i64| {
        let more = history!["dee" => Wish::Wait(wait), "dee" => Command::Retract { entry: the("customer_promised") }];
        [&promised()[..], more].concat()
    };
    let world = check(
        &taken_back(20),
        ("bo", redact("customer_promised")),
        [
            json!("redacted"),
            json!({"type": "customer_promised", "what": "", "due": at(15), "undoes": the("customer_promised")}),
        ],
    );
    assert_eq!(broken(&world, "Kestrel Foods"), 1);
    let room = world.room();
    assert!(!serde_json::to_string(&room).unwrap().contains("Jane"));
    assert_eq!((room.promised, room.countdowns), (vec![], vec![]), "nobody waits for it");
    // What was taken back in time was never broken.
    check(&taken_back(5), ("bo", redact("customer_promised")), ["redacted"]);
}

#[test]
fn an_update_that_was_late_as_it_turned_out_stays_late() {
    let told = |minute: i64, corrected: i64| {
        let given = history![
            "ana" => declare_as("major", Kind::External),
            "ana" => assign("incident-manager", "ana"),
            "dee" => Wish::Wait(minute - 2),
            "dee" => post(Audience::Public, "Jane Doe cannot pay", None),
            "dee" => Wish::Wait(20),
            "dee" => Command::Redate { entry: the("update_posted"), at: at(corrected) },
        ];
        given.to_vec()
    };
    for (minute, corrected, said) in [(9, 4, 9), (4, 8, 8)] {
        let given = told(minute, corrected);
        let before = broken(&World::after(&given), "Public");
        let world = check(
            &given,
            ("bo", redact("update_posted")),
            [json!("redacted"), json!({"type": "update_posted", "text": "", "occurred_at": at(said)})],
        );
        assert_eq!(broken(&world, "Public"), before, "told at {minute}, or rather at {corrected}");
    }
    // Once more broken while it was open again: why it was opened cannot be hidden by itself.
    let reopened = history![
        "ana" => declare_as("major", Kind::External),
        "ana" => enter(Stage::Review),
        "ana" => enter_because(Stage::Resolve, "Jane Doe cannot pay"),
        "ana" => Wish::Wait(30),
        "ana" => enter(Stage::Review),
    ];
    assert_eq!(broken(&World::after(reopened), "Public"), 1);
    let reason = Command::Redact { entry: nth("stage_entered", 2) };
    check(reopened, ("bo", reason), "would make a broken promise a kept one");
}

#[test]
fn what_holds_no_words_is_not_hidden() {
    let place = item("incident-manager", Stage::Create, "title");
    let given = history![
        "ana" => declare_on(&["checkout"]),
        "ana" => assign("incident-manager", "ana"),
        "ana" => Command::SetKind { kind: Kind::Internal },
        "ana" => Command::Classify { severity: id("major"), answers: vec![], reason: None },
        "ana" => point(Point::ImpactStarted, Some(at(-9))),
        "chi" => all_clear("checkout"),
        "ana" => Command::Tick { place },
    ];
    for kind in [
        "kind_set",
        "cadence_set",
        "point_recorded",
        "service_affected",
        "all_clear_given",
        "checklist_issued",
        "item_ticked",
    ] {
        check(given, ("bo", redact(kind)), Refusal::NotRedactable);
    }
    let lines = World::after(given).room().timeline;
    let line = lines.iter().find(|line| line.text.starts_with("Impact started")).unwrap();
    assert!(!line.can.redact);
}

#[test]
fn what_is_in_place_stays_on_the_list_when_its_words_are_hidden() {
    let given = history!["ana" => declared(), "bo" => mitigate("Jane Doe's account is blocked", true)];
    let world = check(
        given,
        ("ana", redact("mitigation_applied")),
        [json!("redacted"), json!({"type": "mitigation_applied", "what": "Hidden", "temporary": true})],
    );
    assert_eq!(world.room().mitigations.len(), 1);
    let hidden = [given, history!["ana" => redact("mitigation_applied")]].concat();
    check(&hidden, ("ana", enter(Stage::Review)), "Still in place: Hidden.");
    let removed =
        [given, history!["bo" => Command::RemoveMitigation { mitigation: the("mitigation_applied") }]]
            .concat();
    check(&removed, ("ana", redact("mitigation_applied")), ["redacted"]);
}

#[test]
fn what_is_still_to_be_done_is_taken_back_before_its_words_are_hidden() {
    let raise = Command::RaiseAction {
        text: "Refund Jane Doe".to_owned(),
        kind: ActionType::Prevent,
        priority: Priority::Low,
        due: None,
        owner: None,
        from: None,
    };
    let given = history!["ana" => declared(), "ana" => raise];
    check(given, ("bo", redact("action_raised")), "still to be done");
    let dropped = |reason: &str| Command::MoveAction {
        action: the("action_raised"),
        state: ActionState::Dropped,
        reason: Some(reason.to_owned()),
    };
    let dropped = [given, history!["ana" => dropped("Jane Doe is no customer")]].concat();
    check(&dropped, ("bo", redact("action_raised")), ["redacted"]);
    let world = check(
        &dropped,
        ("bo", redact("action_moved")),
        [json!("redacted"), json!({"type": "action_moved", "state": "dropped", "reason": null})],
    );
    assert_eq!(world.room().actions[0].state, ActionState::Dropped);
}

#[test]
fn hiding_a_reason_skips_and_passes_what_was_skipped_and_passed() {
    let place = || item("incident-manager", Stage::Create, "title");
    let skip = Command::Skip { place: place(), reason: "Jane Doe has it".to_owned() };
    let skipped = history!["ana" => declared(), "ana" => assign("incident-manager", "ana"), "ana" => skip];
    let world = check(
        skipped,
        ("bo", redact("item_skipped")),
        [json!("redacted"), json!({"type": "item_skipped", "reason": ""})],
    );
    assert!(world.record().shown(&Slot::Item(place())).is_some());

    let passed = history![
        "ana" => declare_on(&["checkout"]),
        "ana" => enter_anyway(Stage::Review, "Jane Doe said so"),
    ];
    let hidden = [passed, history!["bo" => redact("gate_overridden")]].concat();
    check(&hidden, ("ana", enter(Stage::Closed)), ["stage_entered", "point_recorded"]);
    // What was opened again since is not passed by what was said before.
    let reopened = [passed, history!["ana" => enter_because(Stage::Resolve, "again")]].concat();
    check(&reopened, ("bo", redact("gate_overridden")), ["redacted"]);
}

#[test]
fn hiding_a_reason_settles_nothing() {
    let given = history![
        "ana" => declared(),
        "ana" => enter(Stage::Resolve),
        "ana apart" => enter_because(Stage::Classify, "Jane Doe"),
        "bo apart" => note("1"),
        "bo apart" => note("2"),
        "bo apart" => enter_because(Stage::Troubleshoot, "not Jane Doe"),
    ];
    check(given, ("chi", redact("stage_entered")), "say first which of them counts");
}

#[test]
fn what_it_did_happened_when_it_was_corrected_to() {
    let decided = history![
        "ana" => declared(),
        "ana" => enter_because(Stage::Classify, "Jane Doe"),
        "ana" => Command::Redate { entry: the("stage_entered"), at: at(0) },
    ];
    check(
        decided,
        ("bo", redact("stage_entered")),
        [json!("redacted"), json!({"type": "stage_entered", "occurred_at": at(0)})],
    );
}
