//! The executive brief: facts with their ages, unknowns printed, and what has moved.

use std::fs;
use std::path::PathBuf;

use chrono_tz::Tz;
use incident::command::Command;
use incident::value::{Audience, Channel, ImpactAspect, Kind, Occasion, Point};
use wording::brief::{Brief, LIMIT};
use wording::promise::{self, Says};
use wording::template::{Moment, fill, settle, template, values};

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
    world.run(&Command::PostUpdate { audience, text: text.to_owned(), next_due, at: None, occasion: None });
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
    let words = "Shoppers in Europe were charged twice. We stopped most of it.\n\nNext update by 15:02 UTC.";
    approved(&mut world, Audience::Public, words);
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

fn compared(world: &World, minutes: i64) -> Brief {
    let last = Brief::last(world.incident(), &world.book);
    Brief::compared(world.incident(), &world.book, world.now.plus_minutes(minutes), last.as_ref())
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
    let first = Brief::last(world.incident(), &world.book).unwrap();
    let (severity, answers, reason) = ("medium".parse().unwrap(), Vec::new(), None);
    world.run(&Command::Classify { severity, answers, reason });
    let what = "Automatic retries are off".to_owned();
    world.run(&Command::Mitigate { what, temporary: false, service: None, remove_when: None });
    ask(&mut world, "Refund all duplicates today?", None);
    let now = compared(&world, 0);
    assert_eq!((first.number, now.number, first.difference), (1, 2, None));
    let difference = now.difference.clone().unwrap();
    let moved = difference.moved.iter().map(|moved| {
        (moved.label.as_str(), moved.before.as_deref().unwrap_or("-"), moved.after.as_deref().unwrap_or("-"))
    });
    assert_eq!(
        moved.collect::<Vec<_>>(),
        [
            ("Severity", "Major", "Medium"),
            ("State", "Nothing was told yet. Stage: Create.", "Stage: Create."),
            ("Customers", "31", "214"),
            ("Data loss", "-", "None"),
            ("We are doing", "-", "Automatic retries are off"),
            ("Needed from you", "-", "Refund all duplicates today?"),
        ]
    );
    let line =
        "Changed since 14:34 UTC: Severity, State, Customers, Data loss, We are doing, Needed from you";
    let text = now.text(Tz::UTC);
    assert!(text.contains(&format!("\n\n{line}\n\n")), "{text}");

    // An answer is news as well, and what has ended; nothing else moves by itself.
    told(&mut world, &text);
    let [question] = &now.asks[..] else { panic!("{:?}", now.asks) };
    world.run(&Command::AnswerAsk { ask: question.ask, answer: "Yes".to_owned(), by: Some(ANA) });
    let next = compared(&world, 9).difference.unwrap();
    let [answered] = &next.moved[..] else { panic!("{:?}", next.moved) };
    assert_eq!(answered.after.as_deref(), Some("Refund all duplicates today? Yes"));
}

#[test]
fn a_cause_is_shown_once_somebody_has_approved_an_update_that_tells_of_it() {
    let mut world = World::whole("major", Kind::External);
    let cause = |world: &World| {
        let brief = Brief::of(world.incident(), &world.book, world.now);
        brief.lines.into_iter().find(|line| line.label == "Cause").unwrap().value
    };
    let name = |world: &mut World, cause: &str| {
        world.run(&Command::SetRootCauseType { root_cause: Some(cause.to_owned()) });
    };
    assert_eq!(cause(&world), None);
    name(&mut world, "Configuration");
    let confirmed = || Some("being confirmed".to_owned());
    assert_eq!(cause(&world), confirmed());
    approved(&mut world, Audience::Public, "We look into it.");
    assert_eq!(cause(&world), confirmed(), "an update that tells of no cause approves none");
    let (audience, next_due, replaces) = (Audience::Public, None, None);
    let (occasion, text) = (Occasion::Identified, "A configuration change is the cause.".to_owned());
    let components = None;
    let propose =
        Command::ProposeUpdate { audience, occasion, text, next_due, replaces, components, review: None };
    let update = world.run(&propose);
    assert_eq!(cause(&world), confirmed(), "what nobody approved is not told");
    world.run(&Command::ApproveUpdate { update, dispatch: None, also: vec![] });
    assert_eq!(cause(&world).as_deref(), Some("Configuration"));
    name(&mut world, "Sabotage");
    assert_eq!(cause(&world), confirmed(), "another cause is another's to approve");
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

/// Proposed, approved and posted.
fn approved(world: &mut World, audience: Audience, text: &str) {
    let (occasion, next_due, replaces) = (Occasion::Investigating, None, None);
    let text = text.to_owned();
    let update = world.run(&Command::ProposeUpdate {
        audience,
        occasion,
        text,
        next_due,
        replaces,
        components: None,
        review: None,
    });
    world.run(&Command::ApproveUpdate { update, dispatch: None, also: vec![] });
    let channel = if audience == Audience::Public { Channel::StatusPage } else { Channel::Chat };
    world.run(&Command::MarkPosted { update, channel, at: None });
}

#[test]
fn the_lead_is_what_was_told_last_in_approved_words() {
    let mut world = World::whole("major", Kind::External);
    let lead = |world: &World| Brief::of(world.incident(), &world.book, world.now).lead;
    assert_eq!(lead(&world), "Nothing was told yet. Stage: Create.");
    let (audience, occasion, next_due, replaces) = (Audience::Public, Occasion::Investigating, None, None);
    let text = "Some payments fail.\n\nWe look into it.".to_owned();
    let update = world.run(&Command::ProposeUpdate {
        audience,
        occasion,
        text,
        next_due,
        replaces,
        components: None,
        review: None,
    });
    assert_eq!(lead(&world), "Nothing was told yet. Stage: Create.", "what nobody approved is not told");
    world.run(&Command::ApproveUpdate { update, dispatch: None, also: vec![] });
    world.run(&Command::MarkPosted { update, channel: Channel::StatusPage, at: None });
    assert_eq!(lead(&world), "Some payments fail.");
    approved(&mut world, Audience::Employees, "Payments in Europe fail.\n\nNext.");
    assert_eq!(lead(&world), "Some payments fail.", "what the world was told leads");
    let elsewhere = "We are all doomed.".to_owned();
    world.run(&Command::PostUpdate { audience, text: elsewhere, next_due, at: None, occasion: None });
    assert_eq!(lead(&world), "Some payments fail.", "what nobody approved does not lead");
    approved(&mut world, Audience::Public, "Everything works again.");
    assert_eq!(lead(&world), "Everything works again.", "the latest of the public leads");
}

/// What leads a brief after each shipped first notice, told to this audience alone.
#[test]
fn no_shipped_text_leads_with_a_salutation_a_title_or_a_promise() {
    let mut all = String::new();
    for audience in [Audience::Public, Audience::Customers, Audience::Employees] {
        for occasion in Occasion::ALL {
            let mut world = World::whole("major", Kind::External);
            let moment = Moment { now: world.now, zone: Tz::UTC, next_due: Some(world.now.plus_minutes(20)) };
            let known = values(world.incident(), &world.book, &moment);
            let text = settle(template(&world.book, audience, *occasion), &known);
            let text = fill(&text, &known).text();
            approved(&mut world, audience, &text);
            let lead = Brief::of(world.incident(), &world.book, world.now).lead;
            assert!(promise::read(&lead, world.now, Tz::UTC).is_empty(), "{lead}");
            all.push_str(&format!("{audience:?} {occasion:?}: {lead}\n"));
        }
    }
    golden("leads.txt", &all);
}

#[test]
fn a_lead_has_neither_markup_nor_what_others_were_promised() {
    for (text, lead) in [
        ("**Sorry.** See [our help](https://help.example/x).", "Sorry. See our help."),
        ("Payments fail. Next update by 15:00 UTC.", "Payments fail."),
        ("Payments fail. We update you in approx. 20 minutes. Cards work.", "Payments fail. Cards work."),
        ("Hi all! We see errors.", "We see errors."),
        ("Dear customers\n\n# Payments fail", "Payments fail"),
        ("Good news: payments work.", "Good news: payments work."),
        ("Hello,\n\nNext update by 15:00 UTC.", "Stage: Create."),
    ] {
        let mut world = World::whole("major", Kind::External);
        approved(&mut world, Audience::Public, text);
        assert_eq!(Brief::of(world.incident(), &world.book, world.now).lead, lead, "{text}");
    }
}

#[test]
fn a_brief_after_resolved_promises_nothing() {
    let mut world = World::whole("major", Kind::External);
    told(&mut world, "We look into it.");
    world.point(Point::Mitigated, at(9));
    world.point(Point::Resolved, at(10));
    let brief = Brief::of(world.incident(), &world.book, world.now);
    assert_eq!(brief.next, None);
    let text = brief.text(Tz::UTC);
    assert!(promise::read(&text, world.now, Tz::UTC).is_empty(), "{text}");
    golden("brief-resolved.txt", &text);
}

#[test]
fn a_lead_shows_its_age() {
    let mut world = World::whole("major", Kind::External);
    approved(&mut world, Audience::Public, "Some payments fail.");
    let second = |minute| text_of(&world, minute).lines().nth(1).map(str::to_owned);
    assert_eq!(second(20).as_deref(), Some("Some payments fail."));
    assert_eq!(second(60).as_deref(), Some("Some payments fail. (51 min old)"));
}

#[test]
fn a_brief_that_was_handed_out_does_not_lead_the_next() {
    let mut world = World::whole("major", Kind::External);
    for _ in 0..2 {
        let text = Brief::of(world.incident(), &world.book, world.now).text(Tz::UTC);
        approved(&mut world, Audience::Executives, &text);
    }
    let brief = Brief::of(world.incident(), &world.book, world.now);
    assert_eq!(brief.lead, "Stage: Create.");
}

#[test]
fn a_brief_promises_the_next_and_not_the_one_that_it_is() {
    let mut world = World::whole("major", Kind::External);
    told(&mut world, "We look into it.");
    let due = world.incident().updates_due();
    let due = due.iter().find(|due| due.audience == Audience::Executives).unwrap().at;
    let now = due.plus_minutes(-3);
    let brief = Brief::of(world.incident(), &world.book, now);
    let promised = |text: &str| {
        let promises = promise::read(text, now, Tz::UTC);
        promises.iter().map(|promise| promise.says.clone()).collect::<Vec<_>>()
    };
    let next = Says::By(now.plus_minutes(30));
    assert_eq!(promised(&brief.text(Tz::UTC)), [next]);

    // As the draft of an update it promises what the writer chooses.
    let next_due = Some(now.plus_minutes(45));
    let moment = Moment { now, zone: Tz::UTC, next_due };
    let known = values(world.incident(), &world.book, &moment);
    let filled = fill(&brief.draft(Tz::UTC), &known);
    assert!(!filled.has_gaps(), "{}", filled.text());
    assert_eq!(promised(&filled.text()), [Says::By(now.plus_minutes(45))]);
}

#[test]
fn a_brief_as_a_draft_keeps_braces_and_brackets() {
    let mut world = World::whole("major", Kind::External);
    world.state(ImpactAspect::Regions, "Europe {eu} [west]");
    let brief = Brief::of(world.incident(), &world.book, world.now);
    let next_due = brief.next;
    let known = values(world.incident(), &world.book, &Moment { now: world.now, zone: Tz::UTC, next_due });
    assert_eq!(fill(&brief.draft(Tz::UTC), &known).text(), brief.text(Tz::UTC));
}

#[test]
fn a_brief_of_nobody_who_waits_names_no_time() {
    let mut world = World::new();
    world.run(&declare("minor", Kind::External));
    let brief = Brief::of(world.incident(), &world.book, world.now);
    assert_eq!(brief.next, None);
    assert!(!brief.text(Tz::UTC).contains("Next update"), "{}", brief.text(Tz::UTC));
}

#[test]
fn however_long_the_values_are_every_line_and_the_next_update_are_there() {
    let mut world = World::whole("major", Kind::External);
    for aspect in ImpactAspect::ALL {
        world.state(*aspect, &"支払い ".repeat(400));
    }
    approved(&mut world, Audience::Public, &"Payments fail. ".repeat(400));
    for n in 0..30 {
        let what = format!("Measure {n} {}", "x".repeat(900));
        world.run(&Command::Mitigate { what, temporary: false, service: None, remove_when: None });
    }
    let text = text_of(&world, 300);
    assert!(text.chars().count() <= LIMIT, "{}", text.chars().count());
    assert!(text.lines().last().unwrap().starts_with("Next update by "), "{text}");
    for label in ["Users", "Customers", "Regions", "Revenue", "Data loss", "Workaround", "Cause"] {
        assert!(text.contains(&format!("\n{label}: ")), "{label} in {text}");
    }
}

#[test]
fn what_nobody_answered_is_asked_before_what_was_answered() {
    let mut world = World::whole("major", Kind::External);
    ask(&mut world, "Refund all duplicates today, each and every one?", None);
    for n in 0..30 {
        let answered =
            ask(&mut world, &format!("Question number {n}, which is not a short one either?"), None);
        let answer = "Yes, and with all that goes with it".to_owned();
        world.run(&Command::AnswerAsk { ask: answered, answer, by: Some(ANA) });
    }
    ask(&mut world, "Close the shop?", Some(100));
    let text = text_of(&world, 90);
    let asked: Vec<&str> =
        text.lines().skip_while(|line| *line != "Needed from you:").skip(1).take(2).collect();
    assert_eq!(
        asked,
        ["- Close the shop? By 16:12 UTC.", "- Refund all duplicates today, each and every one?"]
    );
}

#[test]
fn what_was_read_somewhere_says_where_and_an_old_one_how_old() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    world.state(ImpactAspect::Users, "about 12 %");
    let line = |minute| {
        let text = text_of(&world, minute);
        text.lines().find(|line| line.contains("about 12 %")).unwrap().to_owned()
    };
    assert!(line(3).ends_with(": about 12 % (dashboard)"), "{}", line(3));
    assert!(line(40).ends_with(" min old)") && line(40).contains("(dashboard, "), "{}", line(40));
    let brief = Brief::of(world.incident(), &world.book, at(3));
    let named = brief.lines.iter().filter(|line| line.source.is_some()).map(|line| line.label.as_str());
    assert_eq!(named.collect::<Vec<_>>(), [ImpactAspect::Users.name()]);
}
