//! Two people who were apart entered different stages: none of them passes what a plain change has to satisfy.

use incident::command::Command;
use incident::refusal::Refusal;
use incident::value::{Point, Stage};
use serde_json::json;

use crate::check::{Wish, World, check, history, nth, step};
use crate::pen::at;
use crate::wishes::{all_clear, declare_on, enter, enter_anyway, enter_because, id, note, undo};

type Steps = Vec<(&'static str, Wish)>;

fn settle(n: u8) -> Command {
    Command::Settle { entry: nth("stage_entered", n) }
}

fn search() -> Command {
    Command::AddService { service: id("search") }
}

/// Checkout is clear. Ana ends it (entry 2); Bo, who does not know, goes back (entry 3). What is written more shifts who is
/// shown: of two stages the one with the later stamp.
fn torn(ana: &[Command], bo: &[Command]) -> Steps {
    let mut steps = history![
        "ana" => declare_on(&["checkout"]), "ana" => enter(Stage::Resolve), "chi" => all_clear("checkout"),
    ]
    .to_vec();
    steps.extend(ana.iter().map(|wish| ("ana apart", Wish::from(wish.clone()))));
    steps.push(("ana apart", enter(Stage::Review).into()));
    steps.extend(bo.iter().map(|wish| ("bo apart", Wish::from(wish.clone()))));
    steps.push(("bo apart", enter_because(Stage::Troubleshoot, "errors again").into()));
    steps
}

fn notes() -> [Command; 3] {
    [note("1"), note("2"), note("3")]
}

/// Review is shown, and Search was hit meanwhile.
fn over_is_shown() -> Steps {
    torn(&notes(), &[search()])
}

/// Troubleshoot is shown.
fn open_is_shown() -> Steps {
    torn(&[], &notes())
}

#[test]
fn the_stage_that_is_chosen_passes_no_gate_unseen() {
    let given = over_is_shown();
    assert_eq!(World::after(&given).room().stage, Stage::Review);
    let missing = || Refusal::AllClearMissing(vec!["Search".to_owned()]);
    check(&given, ("chi", settle(2)), missing());
    check(&given, ("chi", enter(Stage::FollowUp)), missing());
    check(&given, ("bo", undo(step(8))), missing());
    // With a reason it can be entered again, and then it counts.
    let world = check(
        &given,
        ("chi", enter_anyway(Stage::Review, "the region is gone")),
        ["gate_overridden", "stage_entered"],
    );
    assert_eq!((world.room().clashes.len(), world.room().resolved), (0, Some(at(6))));
    let clear = [&given[..], history!["chi" => all_clear("search")]].concat();
    let world = check(&clear, ("chi", settle(2)), [json!({"type": "stage_entered", "stage": "review"})]);
    assert_eq!((world.room().clashes.len(), world.room().resolved), (0, Some(at(6))));
    check(&clear, ("bo", undo(step(8))), [json!({"type": "retracted"})]);
}

#[test]
fn where_it_is_not_over_nothing_says_that_it_was() {
    for given in [open_is_shown(), over_is_shown()] {
        let world = check(
            &given,
            ("chi", settle(3)),
            [
                json!({"type": "stage_entered", "stage": "troubleshoot", "reason": "errors again"}),
                json!({"type": "point_recorded", "point": "resolved", "at": null}),
                json!({"type": "all_clear_withdrawn", "service": "checkout", "reason": "errors again"}),
            ],
        );
        assert_eq!((world.room().clashes.len(), world.room().resolved), (0, None));
    }
}

#[test]
fn what_ends_after_others_went_on_ends_then() {
    let given = open_is_shown();
    assert_eq!(World::after(&given).room().stage, Stage::Troubleshoot);
    check(
        &given,
        ("chi", enter(Stage::Review)),
        [
            json!({"type": "stage_entered", "stage": "review"}),
            json!({"type": "point_recorded", "point": "resolved", "at": at(8)}),
        ],
    );
    // By whose word it was over, that is when it was.
    let world = check(&given, ("chi", settle(2)), ["stage_entered"]);
    assert_eq!(world.room().points.iter().find(|p| p.point == Point::Resolved).unwrap().at, Some(at(3)));
}

#[test]
fn what_said_which_of_two_stages_counts_is_not_undone() {
    let given = open_is_shown();
    for wish in [settle(2), settle(3), enter(Stage::Review)] {
        let last = u8::try_from(given.len()).unwrap();
        let chosen = [&given[..], &[("chi", Wish::from(wish))]].concat();
        check(&chosen, ("chi", undo(step(last))), "which of two stages counts");
    }
}
