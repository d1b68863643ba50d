//! The executive brief: facts with their ages, unknowns printed, and what has moved.

use std::fs;
use std::path::PathBuf;

use chrono_tz::Tz;
use incident::command::Command;
use incident::value::{Audience, ImpactAspect, Kind, Occasion, Point};
use wording::brief::{Brief, LIMIT, Moved};

use crate::record::{ANA, World, at, declare};

fn text_of(world: &World, minute: i64) -> String {
    Brief::of(world.incident(), &world.book, at(minute)).text(Tz::Europe__Berlin)
}

/// Compares with a file, or writes it when `ALLCLEAR_BLESS=1` asks for it.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    if std::env::var_os("ALLCLEAR_BLESS").is_some_and(|v| v == "1") {
        fs::write(&file, text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&file).unwrap_or_default(), "{name}");
}

fn told(world: &mut World, text: &str) {
    let (audience, next_due) = (Audience::Executives, None);
    world.run(&Command::PostUpdate { audience, text: text.to_owned(), next_due });
}

fn ask(world: &mut World, question: &str, needed_by: Option<i64>) -> incident::id::EntryRef {
    let (question, needed_by) = (question.to_owned(), needed_by.map(at));
    world.run(&Command::AskExecutives { question, needed_by, customer: None })
}

#[test]
fn what_nobody_recorded_is_printed_as_unknown() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    golden("brief-first.txt", &text_of(&world, 2));
}

#[test]
fn a_brief_in_the_middle_tells_ages_clashes_measures_and_questions() {
    let mut world = World::whole("major", Kind::External);
    world.run(&Command::Mitigate {
        what: "Automatic retries are off in Europe".to_owned(),
        temporary: true,
        service: None,
        remove_when: None,
    });
    let answered = ask(&mut world, "Two more people in support until 18:00?", None);
    world.run(&Command::AnswerAsk { ask: answered, answer: "Yes, until 18:00".to_owned(), by: Some(ANA) });
    ask(&mut world, "Refund all duplicates today?", Some(40));
    told(
        &mut world,
        "Shoppers in Europe were charged twice. We stopped most of it.\n\nNext update by 15:02 UTC.",
    );
    golden("brief-middle.txt", &text_of(&world, 35));
}

#[test]
fn a_brief_after_it_says_that_it_is_over() {
    let mut world = World::whole("medium", Kind::Internal);
    world.point(Point::Mitigated, at(5));
    golden("brief-over.txt", &text_of(&world, 9));
}

#[test]
fn a_value_older_than_twenty_minutes_is_stale() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    world.state(ImpactAspect::Regions, "Europe");
    let stale = |minute| {
        let brief = Brief::of(world.incident(), &world.book, at(minute));
        brief.lines.iter().find(|line| line.label == "Regions").unwrap().stale
    };
    assert_eq!((stale(21), stale(22)), (false, true));
}

#[test]
fn what_moved_since_the_last_brief_is_told() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    world.state(ImpactAspect::Customers, "31");
    assert_eq!(Brief::last(world.incident(), &world.book), None);
    told(&mut world, "We look into it.");
    world.state(ImpactAspect::Customers, "214");
    world.state(ImpactAspect::DataLoss, "None");
    let now = Brief::of(world.incident(), &world.book, world.now);
    let last = Brief::last(world.incident(), &world.book).unwrap();
    assert_eq!((last.number, now.number), (1, 2));
    let moved = now.since(&last);
    let line = |label: &str, before: Option<&str>, after: Option<&str>| Moved {
        label: label.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    assert!(moved.contains(&line("Customers", Some("31"), Some("214"))), "{moved:?}");
    assert!(moved.contains(&line("Data loss", None, Some("None"))), "{moved:?}");
    assert!(!moved.iter().any(|moved| moved.label == "Regions"));
}

#[test]
fn the_text_has_at_most_1200_characters_and_says_what_it_leaves_out() {
    let mut world = World::whole("major", Kind::External);
    for n in 0..30 {
        let what = format!("Measure number {n}, which takes a good many words to be told at all");
        world.run(&Command::Mitigate { what, temporary: false, service: None, remove_when: None });
        ask(&mut world, &format!("Question number {n}, which is not a short one either?"), None);
    }
    let text = text_of(&world, 90);
    assert!(text.chars().count() <= LIMIT, "{}", text.chars().count());
    assert!(text.contains("more\n"), "{text}");
    assert!(text.contains("Next update by"), "{text}");
    for aspect in ImpactAspect::ALL {
        world.state(*aspect, &"支払い ".repeat(400));
    }
    assert!(text_of(&world, 90).chars().count() <= LIMIT);
}

#[test]
fn a_drill_says_so_first() {
    let mut world = World::new();
    let Command::Declare {
        title, kind, severity, services, impact_started, detection, private, manager, ..
    } = declare("minor", Kind::External)
    else {
        unreachable!()
    };
    world.run(&Command::Declare {
        title,
        kind,
        severity,
        services,
        impact_started,
        detection,
        drill: true,
        private,
        manager,
    });
    assert!(text_of(&world, 1).starts_with("DRILL. Minor: "));
}

#[test]
fn the_lead_is_what_was_told_last_in_approved_words() {
    let mut world = World::whole("major", Kind::External);
    let lead = |world: &World| Brief::of(world.incident(), &world.book, world.now).lead;
    assert_eq!(lead(&world), "Nothing was told yet. Stage: Create.");
    let (audience, occasion, next_due, replaces) = (Audience::Public, Occasion::Investigating, None, None);
    let text = "Some payments fail.\n\nWe look into it.".to_owned();
    let update = world.run(&Command::ProposeUpdate { audience, occasion, text, next_due, replaces });
    assert_eq!(lead(&world), "Nothing was told yet. Stage: Create.", "what nobody approved is not told");
    world.run(&Command::ApproveUpdate { update });
    world.run(&Command::MarkPosted { update, channel: incident::value::Channel::StatusPage });
    assert_eq!(lead(&world), "Some payments fail.");
    told(&mut world, "Payments in Europe fail.\n\nNext.");
    assert_eq!(lead(&world), "Payments in Europe fail.");
}
