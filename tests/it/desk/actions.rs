//! Action items of all incidents, as whoever tracks them sees them.

use allclear::desk::Desk;
use allclear::views::ActionsView;
use incident::id::{EntryRef, IncidentId};
use incident::value::{ActionState, Priority};
use serde_json::{Value, json};

use crate::place::{
    MINUTE, MORNING, clock, declaration, declare_as, execute, folder, open_at, service, start,
};

const DAY: i64 = 24 * 60 * MINUTE;

clock!(now, HAND);

fn set(day: i64) {
    HAND.store(MORNING + day * DAY, std::sync::atomic::Ordering::SeqCst);
}

fn raise(desk: &Desk, incident: IncidentId, text: &str, priority: Priority, more: Value) -> EntryRef {
    let mut wish = json!({
        "type": "raise_action", "text": text, "kind": "detect", "priority": priority, "due": null,
        "owner": null, "from": null
    });
    wish.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    execute(desk, incident, wish)
}

fn advance(desk: &Desk, incident: IncidentId, action: EntryRef, state: ActionState) {
    let wish = json!({ "type": "move_action", "action": action, "state": state, "reason": "so it is" });
    execute(desk, incident, wish);
}

fn put(desk: &Desk, incident: IncidentId, action: EntryRef, state: &str, reason: Option<&str>) -> EntryRef {
    execute(
        desk,
        incident,
        json!({ "type": "move_action", "action": action, "state": state, "reason": reason }),
    )
}

fn texts(view: &ActionsView) -> Vec<&str> {
    view.lines.iter().map(|line| line.action.text.as_str()).collect()
}

#[test]
fn actions_of_all_incidents_stand_together_until_they_are_done_and_a_month_longer() {
    set(0);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let me = start(&desk).me;
    assert!(desk.actions().expect("the actions").lines.is_empty());
    let checkout = service(&desk, "Checkout");
    let owner = json!({ "team": "Payments", "person": null });
    desk.edit(
        serde_json::from_value(json!({ "type": "set_service_owner", "service": checkout, "owner": owner }))
            .expect("an edit"),
    )
    .expect("an owner");
    let mut wish = declaration("Checkout refuses cards");
    wish["services"] = json!([checkout]);
    let cards = declare_as(&desk, wish);
    let login = declare_as(&desk, declaration("Nobody can log in"));

    let in_ten = json!({ "due": MORNING + 10 * DAY, "owner": me });
    raise(&desk, login, "low", Priority::Low, in_ten.clone());
    let medium = raise(&desk, cards, "medium", Priority::Medium, json!({}));
    raise(&desk, cards, "dated", Priority::Medium, in_ten);
    let high = raise(&desk, login, "high", Priority::High, json!({}));
    let view = desk.actions().expect("the actions");
    assert_eq!(texts(&view), ["high", "dated", "medium", "low"]);
    let tally = view.tally;
    // What is of high priority is due when it is raised, and has nobody yet; so has the one without a date.
    assert_eq!((tally.open, tally.late, tally.overlong, tally.incomplete), (4, 1, 0, 2));
    assert_eq!((tally.raised, tally.done, tally.dropped), (4, 0, 0));
    let line = &view.lines[1];
    assert_eq!((line.incident, line.title.as_str()), (cards, "Checkout refuses cards"));
    assert_eq!(
        (&line.services[..], &line.teams[..]),
        (&["Checkout".to_owned()][..], &["Payments".to_owned()][..])
    );

    let mail = desk.remind(Some(me)).expect("a mail");
    assert!(mail.starts_with("Subject: 2 action items are yours\n\nHello Ana"), "{mail}");

    set(11);
    let view = desk.actions().expect("the actions");
    let late: Vec<_> =
        view.lines.iter().filter(|line| line.late).map(|line| line.action.text.clone()).collect();
    assert_eq!(late, ["high", "dated", "low"]);
    // A week is over.
    assert_eq!((view.tally.late, view.tally.overlong), (3, 1));

    advance(&desk, login, high, ActionState::Done);
    advance(&desk, cards, medium, ActionState::Dropped);
    let view = desk.actions().expect("the actions");
    assert_eq!(texts(&view), ["dated", "low", "high", "medium"]);
    assert_eq!((view.tally.open, view.tally.done, view.tally.dropped), (2, 1, 1));

    set(42);
    let view = desk.actions().expect("the actions");
    assert_eq!(texts(&view), ["dated", "low"]);
    assert_eq!((view.tally.raised, view.tally.done, view.tally.dropped), (0, 0, 0));
    drop(desk);
    let desk = open_at(folder.path(), now);
    assert_eq!(texts(&desk.actions().expect("the actions")), ["dated", "low"]);
}

#[test]
fn the_history_of_an_action_says_what_changed_and_nothing_that_was_taken_back() {
    set(0);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let me = start(&desk).me;
    let cards = declare_as(&desk, declaration("Cards were refused"));
    let action = raise(&desk, cards, "Alert", Priority::Medium, json!({ "due": MORNING + DAY }));
    let run = |wish: Value| execute(&desk, cards, wish);
    set(1);
    run(json!({ "type": "own_action", "action": action, "owner": me }));
    let doing = put(&desk, cards, action, "doing", None);
    run(json!({ "type": "undo", "entries": [doing] }));
    run(
        json!({ "type": "ticket_action", "action": action, "ticket": "https://tickets.example/browse/OPS-1" }),
    );
    run(json!({ "type": "word_action", "action": action, "text": "Alert at once" }));
    set(2);
    put(&desk, cards, action, "dropped", Some("the pool goes away"));
    let steps = desk.action_history(cards, action).expect("its history").steps;
    let told: Vec<(i64, &str)> =
        steps.iter().map(|step| ((step.at.0 - MORNING) / DAY, &*step.text)).collect();
    assert_eq!(
        told,
        [
            (0, "Raised: Detect, medium priority, by 2026-11-24 09:00 UTC."),
            (1, "Owner: Ana"),
            (1, "Ticket OPS-1"),
            (1, "Says now: Alert at once"),
            (2, "Dropped: the pool goes away"),
        ]
    );
    assert!(steps.iter().all(|step| step.by == "Ana"));
}

#[test]
fn a_drill_is_counted_nowhere_and_what_is_private_leaves_in_no_mail() {
    set(0);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let me = start(&desk).me;
    let of = |title: &str, what: &str| {
        let mut wish = declaration(title);
        wish[what] = json!(true);
        declare_as(&desk, wish)
    };
    let (drill, secret) = (of("We practise", "drill"), of("Ledger leaks", "private"));
    let mine = json!({ "owner": me, "due": MORNING + DAY });
    raise(&desk, drill, "practise more", Priority::Low, mine.clone());
    let done = raise(&desk, drill, "learned", Priority::Low, mine.clone());
    advance(&desk, drill, done, ActionState::Done);
    raise(&desk, secret, "rotate the keys", Priority::Low, mine);
    set(2);
    let view = desk.actions().expect("the actions");
    let mut there = texts(&view);
    there.sort_unstable();
    assert_eq!(there, ["learned", "practise more", "rotate the keys"]);
    let tally = view.tally;
    assert_eq!((tally.open, tally.late, tally.raised, tally.done, tally.in_limit), (1, 1, 1, 0, 0));

    let mail = desk.remind(Some(me)).expect("a mail");
    assert!(mail.starts_with("Subject: 1 action item of yours is late"), "{mail}");
    assert!(mail.contains("- An action item of a private incident (was due 24 Nov 2026)"), "{mail}");
    for word in ["practise", "Ledger", "keys", "INC-"] {
        assert!(!mail.contains(word), "{word} is told in {mail}");
    }
}

#[test]
fn what_was_left_open_when_it_was_closed_is_still_heard_of() {
    set(0);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let me = start(&desk).me;
    let mut wish = declaration("Checkout refuses cards");
    wish["manager"] = json!(me);
    let incident = declare_as(&desk, wish);
    let mine = json!({ "owner": me, "due": MORNING + 2 * DAY });
    let action = raise(&desk, incident, "alert on the pool", Priority::Low, mine);
    for stage in ["review", "follow_up", "closed"] {
        let enter = json!({ "type": "enter_stage", "stage": stage, "reason": null, "anyway": "later" });
        execute(&desk, incident, enter);
    }
    let heard = |desk: &Desk| -> Vec<String> {
        desk.sweep().expect("swept").into_iter().map(|(_, _, call)| call.text).collect()
    };
    assert_eq!(heard(&desk), [""; 0]);
    set(3);
    assert_eq!(heard(&desk), ["Action overdue (Ana): alert on the pool"]);
    assert_eq!(desk.inbox().expect("the inbox").notices.len(), 1);
    assert_eq!(desk.unfinished().expect("read"), [incident], "it may be mailed");
    advance(&desk, incident, action, ActionState::Done);
    assert_eq!(desk.unfinished().expect("read"), []);
}
