//! Reviews on the board and in the rail: those of which a step is due.

use allclear::desk::Desk;
use allclear::views::BoardRequest;
use incident::id::IncidentId;
use incident::value::ReviewStep;
use serde_json::{Value, json};

use crate::place::{MINUTE, MORNING, clock, declaration, declare_as, execute, folder, open_at, start};

const DAY: i64 = 24 * 60 * MINUTE;

clock!(now, HAND);

/// So many days later, and a moment: no two entries are of one.
fn set(day: i64) {
    HAND.store(MORNING + day * (DAY + MINUTE), std::sync::atomic::Ordering::SeqCst);
}

/// A major one that is over.
fn over(desk: &Desk, title: &str, more: Value) -> IncidentId {
    let mut wish = declaration(title);
    wish["severity"] = json!("major");
    wish.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let incident = declare_as(desk, wish);
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "it is over" });
    execute(desk, incident, over);
    incident
}

/// Whose reviews the board shows as due, how many it counts as due and as late, and whose the rail shows.
fn shown(desk: &Desk) -> (Vec<IncidentId>, [u32; 2], Vec<IncidentId>) {
    let board = desk.board(BoardRequest { reviews: true, ..BoardRequest::default() }).expect("the board");
    assert!(board.active.is_empty() && board.closed.is_empty());
    let rail = desk.rail().expect("the rail");
    assert_eq!(rail.reviews_total as usize, rail.reviews.len());
    let ids = |lines: Vec<allclear::views::BoardLine>| lines.into_iter().map(|line| line.row.id).collect();
    (ids(board.review), [board.counts.reviews_due, board.counts.reviews_late], ids(rail.reviews))
}

#[test]
fn a_review_of_which_a_step_is_due_is_on_the_board_and_in_the_rail_of_who_sees_to_it() {
    set(0);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let me = start(&desk).me;
    desk.new_person("Bo".to_owned()).expect("a person");
    let people = desk.book().expect("the book").people;
    let bo = people.iter().find(|person| person.name == "Bo").expect("Bo").id;
    let mine = over(&desk, "Checkout refuses cards", json!({ "manager": me }));
    let his = over(&desk, "Nobody can log in", json!({ "manager": me }));
    execute(&desk, his, json!({ "type": "own_review", "owner": bo }));
    over(&desk, "An exercise", json!({ "manager": me, "drill": true }));
    declare_as(&desk, declaration("Still going on"));
    assert_eq!(shown(&desk), (vec![], [0, 0], vec![]), "the drafts are due in two days");

    set(1);
    assert_eq!(shown(&desk), (vec![mine, his], [2, 0], vec![mine]));
    // The step that is due first comes first.
    let sooner = json!({ "type": "move_review_step", "step": "draft", "due": MORNING + DAY + 60 * MINUTE });
    execute(&desk, his, sooner);
    assert_eq!(shown(&desk).0, [his, mine]);
    set(2);
    assert_eq!(shown(&desk), (vec![his, mine], [2, 2], vec![mine]));

    // What is done waits for the next step.
    desk.begin_review(mine, "short".to_owned()).expect("begun");
    let edition = desk.review_process(mine).expect("the process").edition;
    execute(&desk, mine, json!({ "type": "submit_review", "edition": edition }));
    assert_eq!(shown(&desk), (vec![his], [1, 1], vec![]));
    set(4);
    assert_eq!(shown(&desk).2, [mine]);
    let row = desk.rail().expect("the rail").reviews.remove(0).row;
    assert_eq!(row.review.map(|review| review.step), Some(ReviewStep::Meeting));
    let closed =
        json!({ "type": "enter_stage", "stage": "closed", "reason": null, "anyway": "nobody is left" });
    execute(&desk, mine, closed);
    assert_eq!(shown(&desk), (vec![his], [1, 1], vec![]));
}

#[test]
fn what_is_over_stays_in_the_rail_while_somebody_waits_for_what_they_were_promised() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    start(&desk);
    let promised = || -> Vec<(IncidentId, Option<i64>)> {
        let lines = desk.rail().expect("the rail").promised;
        lines.iter().map(|line| (line.row.id, line.row.due().map(|at| (at.0 - MORNING) / MINUTE))).collect()
    };
    let [later, sooner, nobody] =
        ["Later", "Sooner", "Nobody waits"].map(|title| over(&desk, title, json!({})));
    let update = |minutes: Option<i64>| {
        let due = minutes.map(|minutes| MORNING + minutes * MINUTE);
        json!({ "type": "post_update", "audience": "public", "text": "We watch it.", "next_due": due })
    };
    execute(&desk, later, update(Some(90)));
    let define = json!({ "type": "define_customer", "customer": null, "name": "Acme", "tier": null,
        "respond_within": null, "contact": {}, "owner": null });
    desk.edit(serde_json::from_value(define).expect("an edit")).expect("it is written");
    let promise = json!({ "type": "promise_customer", "customer": "acme",
        "promise": { "what": "Call back", "due": MORNING + 30 * MINUTE } });
    execute(&desk, sooner, promise);
    execute(&desk, nobody, update(None));
    declare_as(&desk, declaration("Still going on"));
    assert_eq!(promised(), [(sooner, Some(30)), (later, Some(90))]);
    let entry = desk.room(sooner).expect("the room").room.promised.remove(0);
    assert_eq!(entry.in_words(), "Acme: Call back");
    let incident::promise::Addressee::Customer { promise, .. } = entry.to else { panic!("a customer") };
    execute(&desk, sooner, json!({ "type": "keep_promise", "promise": promise, "kept": true }));
    assert_eq!(promised(), [(later, Some(90))]);
    execute(&desk, later, update(None));
    assert!(promised().is_empty());
}
