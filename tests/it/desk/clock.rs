//! Nags, on a clock that the test moves.

use std::sync::atomic::Ordering::SeqCst;

use allclear::desk::{Desk, Signal};
use allclear::views::BoardRequest;
use incident::id::{IncidentId, Millis};
use incident::nag::quiet::{Hours, Quiet};
use incident::value::Nag;
use serde_json::json;

use crate::place::{MINUTE, MORNING, clock, command, declare, execute, folder, open_at, start};

/// What a sweep posts anew: nags by name.
fn posted(desk: &Desk) -> Vec<(IncidentId, String)> {
    desk.sweep().expect("a sweep").into_iter().map(|(incident, notice, _)| (incident, notice.nag)).collect()
}

#[test]
fn each_nag_is_posted_once_also_after_a_restart() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Nobody takes it");
    assert_eq!(posted(&desk), []);
    HAND.fetch_add(2 * MINUTE, SeqCst);
    assert_eq!(posted(&desk), [(incident, "no_manager".to_owned())]);
    assert_eq!(posted(&desk), []);
    drop(desk);

    let desk = open_at(folder.path(), now);
    assert_eq!(posted(&desk), [], "a restart does not repeat it");
    HAND.fetch_add(3 * MINUTE, SeqCst);
    assert_eq!(posted(&desk), [(incident, "no_severity".to_owned())]);
    let inbox = desk.inbox().expect("the inbox");
    assert_eq!((inbox.unread, inbox.notices.len()), (2, 2));
    assert_eq!(inbox.notices[0].nag, Some(Nag::NoSeverity), "newest first");
    assert!(inbox.notices[0].title.contains("Nobody takes it") && inbox.notices[0].text.ends_with('.'));

    let read = desk.read_notice(Some(inbox.notices[0].id)).expect("read");
    assert_eq!((read.unread, read.notices[0].read, read.notices[1].read), (1, true, false));
    drop(desk);
    let desk = open_at(folder.path(), now);
    assert_eq!(desk.rail().expect("the rail").unread, 1, "what was read stays read");
    assert_eq!(desk.read_notice(None).expect("all").unread, 0);
}

#[test]
fn what_was_told_of_an_incident_says_nothing_of_it_once_it_is_private() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Merger with Kestrel leaks");
    declare(&desk, "Search is slow");
    HAND.fetch_add(6 * MINUTE, SeqCst);
    posted(&desk);
    let told = || desk.inbox().expect("the inbox").notices;
    assert!(told().iter().any(|notice| notice.title.contains("Kestrel")));
    // Whatever stage it is in: nobody looks at one that is closed again.
    execute(&desk, incident, json!({ "type": "set_private", "private": true }));
    let (mine, others): (Vec<_>, Vec<_>) =
        told().into_iter().partition(|notice| notice.incident == Some(incident));
    assert!(!mine.is_empty() && mine.iter().all(|notice| notice.title.ends_with("Private incident")));
    assert!(mine.iter().all(|notice| notice.text.starts_with("It is private by now")));
    assert!(!others.is_empty() && others.iter().all(|notice| notice.title.ends_with("Search is slow")));
}

#[test]
fn an_update_is_announced_before_it_is_due_and_when_it_is_late() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Promised");
    let me = start(&desk).me;
    execute(
        &desk,
        incident,
        json!({ "type": "assign", "role": "incident-manager", "service": null, "person": me }),
    );
    execute(
        &desk,
        incident,
        json!({ "type": "classify", "severity": "minor", "answers": [], "reason": null }),
    );
    execute(
        &desk,
        incident,
        json!({ "type": "post_update", "audience": "public", "text": "We know.", "next_due": MORNING + 10 * MINUTE }),
    );
    let mut told = Vec::new();
    for minute in 0..=11 {
        HAND.store(MORNING + minute * MINUTE, SeqCst);
        told.extend(posted(&desk).into_iter().map(|(_, nag)| (minute, nag)));
    }
    assert_eq!(told, [(7, "update_due".to_owned()), (10, "update_overdue".to_owned())]);
    assert_eq!(
        desk.board(serde_json::from_value(json!({})).expect("a query")).expect("the board").counts.overdue,
        1
    );

    execute(
        &desk,
        incident,
        json!({ "type": "post_update", "audience": "public", "text": "Mended.", "next_due": MORNING + 40 * MINUTE }),
    );
    HAND.store(MORNING + 41 * MINUTE, SeqCst);
    assert_eq!(posted(&desk).len(), 1, "a new promise is a new reason to speak");
}

#[test]
fn a_snoozed_nag_is_silent_for_that_long_and_then_speaks_once_more() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Snoozed");
    HAND.fetch_add(2 * MINUTE, SeqCst);
    assert_eq!(posted(&desk).len(), 1);
    let calls = || desk.room(incident).expect("the room").calls.len();
    assert_eq!(calls(), 1);
    let snooze = json!({ "type": "snooze", "nag": "no_manager", "about": null, "minutes": 30 });
    desk.execute(incident, command(snooze)).expect("snoozed");
    let severity = json!({ "type": "classify", "severity": "minor", "answers": [], "reason": null });
    desk.execute(incident, command(severity)).expect("classified");
    let quiet = |minute: i64| {
        HAND.store(MORNING + minute * MINUTE, SeqCst);
        !posted(&desk).iter().any(|(_, nag)| nag == "no_manager")
    };
    assert_eq!(calls(), 0);
    assert!((3..32).all(quiet));
    assert!(!quiet(32), "thirty minutes after it was snoozed");
    assert!((33..60).all(quiet), "and once only");
}

#[test]
fn a_drill_nags_and_a_closed_incident_is_silent() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let mut drill = crate::place::declaration("A drill");
    drill["drill"] = json!(true);
    let drill = crate::place::declare_as(&desk, drill);
    let over = declare(&desk, "Over");
    for stage in ["review", "closed"] {
        execute(
            &desk,
            over,
            json!({ "type": "enter_stage", "stage": stage, "reason": null, "anyway": null }),
        );
    }
    HAND.fetch_add(60 * MINUTE, SeqCst);
    let mut about: Vec<_> = posted(&desk).into_iter().map(|(incident, _)| incident).collect();
    about.dedup();
    assert_eq!(about, [drill]);
}

#[test]
fn a_sweep_that_posts_tells_that_the_inbox_is_stale() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    declare(&desk, "Heard");
    let mut signals = desk.signals();
    assert_eq!(posted(&desk), []);
    assert!(signals.try_recv().is_err(), "nothing new, nothing said");
    HAND.fetch_add(2 * MINUTE, SeqCst);
    posted(&desk);
    let Ok(Signal::Stale(stale)) = signals.try_recv() else { panic!("nothing was said") };
    assert!(stale.views.contains(&"inbox") && stale.views.contains(&"rail"), "{stale:?}");
}

#[test]
fn what_keeps_quiet_stands_in_the_inbox_all_the_same() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let quiet = |only_mine| Quiet { only_mine, ..Quiet::default() };
    desk.set_quiet(quiet(true)).expect("the rules");
    declare(&desk, "Somebody else's");
    HAND.fetch_add(2 * MINUTE, SeqCst);
    assert_eq!(posted(&desk), [], "nothing rings");
    assert_eq!(desk.inbox().expect("the inbox").unread, 1);
    desk.set_quiet(quiet(false)).expect("the rules");
    assert_eq!(posted(&desk).len(), 1, "it rings as soon as it may");
    assert_eq!(posted(&desk), [], "and once");
    desk.set_quiet(quiet(true)).expect("the rules");
    drop(desk);

    let desk = open_at(folder.path(), now);
    assert_eq!(desk.quiet().expect("the rules"), quiet(true), "they are kept");
    let wrong = Quiet { hours: Some(Hours { from: 60, until: 60 }), ..Quiet::default() };
    assert!(desk.set_quiet(wrong).is_err_and(|failure| failure.message.contains("two different times")));
    desk.set_quiet(quiet(false)).expect("the rules");
    HAND.fetch_add(3 * MINUTE, SeqCst);
    assert_eq!(posted(&desk).len(), 1, "what is told from now on rings, and nothing a second time");
}

#[test]
fn what_kept_quiet_rings_as_soon_as_it_may_also_after_a_restart() {
    clock!(now, HAND);
    let folder = folder();
    let quiet = |only_mine| Quiet { only_mine, ..Quiet::default() };
    let desk = open_at(folder.path(), now);
    desk.set_quiet(quiet(true)).expect("the rules");
    let [read, unread] = ["Read meanwhile", "Not read"].map(|title| declare(&desk, title));
    HAND.fetch_add(2 * MINUTE, SeqCst);
    assert_eq!(posted(&desk), [], "nothing rings");
    let notices = desk.inbox().expect("the inbox").notices;
    let seen = notices.iter().find(|notice| notice.incident == Some(read)).expect("its notice");
    desk.read_notice(Some(seen.id)).expect("it is read");
    drop(desk);

    let desk = open_at(folder.path(), now);
    assert_eq!(posted(&desk), [], "it keeps quiet for as long as it has to");
    desk.set_quiet(quiet(false)).expect("the rules");
    assert_eq!(posted(&desk), [(unread, "no_manager".to_owned())], "what was read says no more");
    assert_eq!(posted(&desk), [], "and once");
    drop(desk);
    assert_eq!(posted(&open_at(folder.path(), now)), [], "once for all starts");
}

#[test]
fn the_board_waits_no_longer_than_the_room_for_what_a_fast_clock_wrote() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Written by a fast clock");
    let other = declare(&desk, "In time");
    for id in [incident, other] {
        execute(&desk, id, json!({ "type": "classify", "severity": "major", "answers": [], "reason": null }));
    }
    // For a moment this laptop is a day ahead, as another one may be.
    const DAY: i64 = 24 * 60 * MINUTE;
    HAND.fetch_add(DAY, SeqCst);
    execute(
        &desk,
        incident,
        json!({ "type": "post_update", "audience": "public", "text": "We know.", "next_due": null }),
    );
    HAND.fetch_sub(DAY, SeqCst);
    let on_board = |id| {
        let board = desk.board(BoardRequest::default()).expect("the board");
        let at = board.active.iter().position(|line| line.row.id == id).expect("it is active");
        (at, board.active[at].row.countdowns.first().copied())
    };
    let in_room = || desk.room(incident).expect("the room").room.countdowns.first().copied();
    assert_eq!(on_board(incident).1, in_room());
    assert!(on_board(incident).1.is_some_and(|due| due.at < Millis(MORNING + 2 * 60 * MINUTE)));
    // Somebody hears of the other one; of this one nobody has since.
    HAND.fetch_add(59 * MINUTE, SeqCst);
    for audience in ["public", "employees", "executives"] {
        execute(
            &desk,
            other,
            json!({ "type": "post_update", "audience": audience, "text": "We know.", "next_due": null }),
        );
    }
    HAND.fetch_add(5 * MINUTE, SeqCst);
    assert_eq!(on_board(incident), (0, in_room()), "what is overdue stands first");
}
