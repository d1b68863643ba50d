//! Three people write one review on three laptops that hear of nobody, meet, publish it, and see its actions done.

use std::path::Path;
use std::sync::Arc;

use allclear::desk::Desk;
use allclear::views::{ReviewView, SyncState};
use hub::Role;
use incident::id::{EntryRef, IncidentId, PersonId};
use incident::timeline::reference;
use incident::value::{ActionState, ReviewState};
use serde_json::{Value, json};
use wording::lint::Rule;

use super::house::{House, becomes, laptop, now};
use super::meeting::{Team, team};
use crate::place::{command, declaration, declare_as, execute, folder, note, start};
use crate::remarked::{Page, says};
use crate::until::until;

const SUMMARY: &str = "summary";
const CAUSES: &str = "causes";

/// One more laptop, whose person joined the workspace.
fn joined(house: &House, folder: &Path, name: &str) -> Arc<Desk> {
    let desk = laptop(folder);
    desk.join(house.invitation(Role::Responder), Some(name.to_owned())).expect("joined");
    drop(desk);
    let desk = laptop(folder);
    becomes(&desk, SyncState::Synced);
    desk
}

fn review(desk: &Desk, incident: IncidentId) -> ReviewView {
    desk.review(incident).expect("a review")
}

fn raise(desk: &Desk, incident: IncidentId, text: &str, kind: &str, owner: PersonId) -> EntryRef {
    let wish = json!({ "type": "raise_action", "text": text, "kind": kind, "priority": "high", "due": null,
        "owner": owner, "from": null });
    execute(desk, incident, wish)
}

/// How many actions of all incidents are open at a desk.
fn open(desk: &Desk) -> u32 {
    desk.actions().expect("the actions").tally.open
}

fn closes(desk: &Desk, incident: IncidentId) -> Result<(), String> {
    let wish = json!({ "type": "enter_stage", "stage": "closed", "reason": null, "anyway": null });
    desk.execute(incident, command(wish)).map(drop).map_err(|failure| failure.message)
}

#[test]
fn three_people_write_a_review_apart_meet_publish_it_and_follow_every_action_until_it_is_done() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let third = folder();
    let mira = joined(&house, third.path(), "Mira Okafor");
    let all = [&ana, &jonas, &mira];
    let mut wish = declaration("Checkout refuses cards");
    (wish["severity"], wish["manager"]) = (json!("major"), json!(start(&ana).me));
    let incident = declare_as(&ana, wish);
    let seen = note(&ana, incident, "every third card is refused");
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "it is over" });
    execute(&ana, incident, over);
    ana.begin_review(incident, "full".to_owned()).expect("begun");
    for desk in [&jonas, &mira] {
        until("it is on each laptop", || desk.review(incident).is_ok_and(|view| view.begun).then_some(()));
    }
    house.stop();
    for desk in all {
        becomes(desk, SyncState::Unreachable);
    }

    // Each writes in the same sentence and in a place of their own, and raises what is to be done.
    Page::open(&ana, incident, SUMMARY, 30).writes("Checkout refused Visa cards", "Checkout refuses cards");
    Page::open(&jonas, incident, SUMMARY, 31).writes("refuses cards for an hour", "refuses cards");
    Page::open(&mira, incident, SUMMARY, 32).writes("In short: Checkout", "Checkout");
    let cited = format!("{} since the pool had no limit. ", reference(seen));
    let write = |desk: &Desk, client: u64, text: &str| {
        let page = Page::open(desk, incident, CAUSES, client);
        page.writes(text, "");
    };
    write(&ana, 33, &cited);
    write(&jonas, 34, "The engineer forgot the limit. ");
    write(&mira, 35, "Nobody was warned. ");
    let [a, b, c] = [&ana, &jonas, &mira].map(|desk| start(desk).me);
    let actions = [
        (&ana, raise(&ana, incident, "limit the pool", "prevent", a)),
        (&jonas, raise(&jonas, incident, "warn at nine tenths", "detect", b)),
        (&mira, raise(&mira, incident, "tell shops by mail", "process", c)),
    ];
    for desk in all {
        assert_eq!(open(desk), 1, "nobody heard of the others");
    }

    // They meet.
    house.serve();
    let same = |desk: &Desk| (says(desk, incident, SUMMARY), says(desk, incident, CAUSES), open(desk));
    until("all three have one text and every action", || {
        let [a, b, c] = all.map(|desk| same(desk));
        (a == b && b == c && a.2 == 3).then_some(())
    });
    let (summary, causes, _) = same(&mira);
    for words in ["In short: ", "Visa", "for an hour"] {
        assert!(summary.contains(words), "{words} is lost: {summary}");
    }
    for words in [cited.as_str(), "The engineer forgot the limit. ", "Nobody was warned. "] {
        assert!(causes.contains(words), "{words} is lost: {causes}");
    }
    let blamed = |desk: &Desk| -> Vec<String> {
        let found = review(desk, incident).findings.into_iter().filter(|found| found.rule == Rule::Blame);
        found.map(|found| found.what).collect()
    };
    until("each reads what is to be mended", || {
        all.iter().all(|desk| blamed(desk) == ["engineer forgot"]).then_some(())
    });
    Page::open(&mira, incident, CAUSES, 36)
        .writes("The limit was not in the plan", "The engineer forgot the limit");
    until("it is mended for all", || all.iter().all(|desk| blamed(desk).is_empty()).then_some(()));
    for (moment, at) in [("impact_started", 50), ("detected", 40), ("review_held", 0)] {
        let at = now().0 - at * 60_000;
        execute(&ana, incident, json!({ "type": "record_point", "point": moment, "at": at }));
    }

    // Asked for by one, approved by another, published by the third.
    let edition = |desk: &Desk| desk.review_process(incident).expect("the process").edition;
    until("all look at one edition", || {
        let [a, b, c] = all.map(|desk| edition(desk));
        (a.is_some() && a == b && b == c).then_some(())
    });
    let of = |kind: &str| json!({ "type": kind, "edition": edition(&ana), "anyway": null });
    execute(&ana, incident, of("submit_review"));
    let state = |desk: &Desk| desk.review_process(incident).expect("the process").state;
    until("Jonas is asked", || (state(&jonas) == ReviewState::InReview).then_some(()));
    execute(&jonas, incident, of("approve_review"));
    until("Mira knows", || mira.review_process(incident).expect("the process").approved.then_some(()));
    execute(&mira, incident, of("publish_review"));
    until("it is published for all", || {
        all.iter().all(|desk| state(desk) == ReviewState::Published).then_some(())
    });

    // Every action is followed until it is done; until then the incident does not close.
    for (nth, (desk, action)) in actions.iter().enumerate() {
        let refused = closes(&ana, incident).expect_err("something is to be done");
        assert!(refused.starts_with("Not done yet"), "{refused}");
        for state in [ActionState::Doing, ActionState::Done] {
            execute(
                desk,
                incident,
                json!({ "type": "move_action", "action": action, "state": state, "reason": null }),
            );
        }
        let left = 2 - u32::try_from(nth).expect("a few");
        until("each sees what is left", || all.iter().all(|desk| open(desk) == left).then_some(()));
    }
    closes(&ana, incident).expect("everything is done");
    let done: Value = serde_json::to_value(mira.actions().expect("the actions").tally).expect("JSON");
    assert_eq!((&done["open"], &done["done"]), (&json!(0), &json!(3)));
}
