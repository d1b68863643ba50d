//! What a record lacks, and references that lead nowhere.

use incident::command::Command;
use incident::event::Event;
use incident::id::EntryRef;
use incident::timeline::{References, reference};
use incident::value::{ActionState, ActionType, ImpactAspect, Kind, NoteKind, Point, Priority, ReviewFill};
use wording::lint::{About, Part, Rule, lint};
use wording::review::prefill;

use crate::record::{World, at, declare};

fn found(world: &World, text: &str) -> Vec<(Rule, String)> {
    let parts = [Part { id: "summary", title: "Summary", text, factual: true }];
    lint(&parts, world.incident(), &world.book).into_iter().map(|found| (found.rule, found.what)).collect()
}

fn of(world: &World, rule: Rule) -> Vec<String> {
    found(world, "x").into_iter().filter(|(of, _)| *of == rule).map(|(_, what)| what).collect()
}

fn point(world: &mut World, point: Point, minutes: i64) {
    world.run(&Command::RecordPoint { point, at: Some(at(minutes)) });
}

fn raise(world: &mut World, kind: ActionType, priority: Priority) -> EntryRef {
    let (text, due, owner, from) = ("alert on it".to_owned(), None, None, None);
    world.run(&Command::RaiseAction { text, kind, priority, due, owner, from })
}

fn note(world: &mut World, text: &str) -> EntryRef {
    let (note, occurred_at) = (NoteKind::Note, None);
    world.run(&Command::AddNote { note, text: text.to_owned(), occurred_at })
}

#[test]
fn missing_and_impossible_moments_and_gaps_are_named() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let missing = of(&world, Rule::MissingPoint);
    assert!(missing.contains(&Point::Mitigated.name().to_owned()), "{missing:?}");
    point(&mut world, Point::ImpactStarted, -100);
    // Written apart, by somebody who had not seen when it began.
    world.write(Event::PointRecorded { point: Point::Detected, at: Some(at(-110)), base: vec![] });
    point(&mut world, Point::Mitigated, -30);
    point(&mut world, Point::Resolved, -5);
    assert!(of(&world, Rule::MissingPoint).is_empty());
    let wrong =
        format!("{} is before {}", Point::Detected.name(), Point::ImpactStarted.name().to_lowercase());
    assert_eq!(of(&world, Rule::ImpossiblePoint), [wrong]);
    let gaps = of(&world, Rule::Gap);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert!(gaps[0].starts_with("95 minutes without an entry"), "{gaps:?}");
    point(&mut world, Point::Detected, -90);
    assert!(of(&world, Rule::ImpossiblePoint).is_empty());
}

#[test]
fn actions_have_to_be_complete_and_one_has_to_detect() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    assert_eq!(of(&world, Rule::NoDetection).len(), 1);
    let action = raise(&mut world, ActionType::Detect, Priority::Low);
    assert!(of(&world, Rule::NoDetection).is_empty());
    assert_eq!(of(&world, Rule::LooseAction), ["alert on it lacks an owner and a due date"]);
    let (state, reason) = (ActionState::Dropped, Some("no pool any more".to_owned()));
    world.run(&Command::MoveAction { action, state, reason });
    assert!(of(&world, Rule::LooseAction).is_empty());
    assert_eq!(of(&world, Rule::NoDetection).len(), 1);
}

#[test]
fn a_reference_to_what_does_not_stand_is_found() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let entry = note(&mut world, "the pool is full");
    let nowhere = EntryRef([0xab; 16]);
    let text = format!("We saw {} and {}.", reference(entry), reference(nowhere));
    let lost = |world: &World| -> Vec<String> {
        let found = found(world, &text).into_iter().filter(|(rule, _)| *rule == Rule::LostReference);
        found.map(|(_, what)| what).collect()
    };
    assert_eq!(lost(&world), [reference(nowhere)]);
    world.run(&Command::Redact { entry });
    assert_eq!(lost(&world), [reference(entry), reference(nowhere)]);
}

#[test]
fn a_review_begins_with_what_the_record_says_and_finds_no_fault_with_its_own_words() {
    let mut world = World::whole("major", Kind::External);
    note(&mut world, "the pool is full");
    point(&mut world, Point::ImpactStarted, -30);
    point(&mut world, Point::Detected, -25);
    point(&mut world, Point::Mitigated, -1);
    let texts: Vec<String> =
        ReviewFill::ALL.iter().map(|fill| prefill(*fill, world.incident(), &world.book, at(60))).collect();
    let text = |fill: ReviewFill| &texts[ReviewFill::ALL.iter().position(|one| *one == fill).unwrap()];
    let (summary, detection) = (text(ReviewFill::Summary), text(ReviewFill::Detection));
    assert!(summary.contains("was over for users [[took/impact_started/mitigated]] later"), "{summary}");
    assert!(detection.contains("[[took/impact_started/detected]] after users felt it"), "{detection}");
    assert_eq!(text(ReviewFill::Impact).lines().count(), 6);
    assert!(text(ReviewFill::Timeline).lines().count() >= 3, "{}", text(ReviewFill::Timeline));
    for (fill, text) in ReviewFill::ALL.iter().zip(&texts) {
        let parts = [Part { id: "text", title: fill.name(), text, factual: fill.is_factual() }];
        let found = lint(&parts, world.incident().at(at(60)), &world.book);
        let of_text: Vec<_> =
            found.into_iter().filter(|found| found.part.is_some() && found.rule != Rule::Empty).collect();
        assert!(of_text.is_empty(), "{fill:?} {text}: {of_text:?}");
    }
}

#[test]
fn what_was_counted_is_counted_anew_when_the_record_is_corrected() {
    let mut world = World::whole("major", Kind::External);
    point(&mut world, Point::ImpactStarted, -30);
    point(&mut world, Point::Mitigated, -1);
    let text = prefill(ReviewFill::Summary, world.incident(), &world.book, at(60));
    let told = |world: &World| References::of(world.incident(), &world.book, at(0)).told(&text);
    assert!(told(&world).contains("over for users 29 minutes later"), "{}", told(&world));
    point(&mut world, Point::ImpactStarted, -120);
    assert!(told(&world).contains("over for users 1 h 59 min later"), "{}", told(&world));
    // What the record no longer says is told as that, and found.
    world.run(&Command::RecordPoint { point: Point::Mitigated, at: None });
    assert!(told(&world).contains("over for users (not known) later"), "{}", told(&world));
    let lost: Vec<String> = found(&world, &text)
        .into_iter()
        .filter_map(|(rule, what)| (rule == Rule::LostReference).then_some(what))
        .collect();
    assert!(lost.contains(&"[[took/impact_started/mitigated]]".to_owned()), "{lost:?}");
    let later = "[[kept/somebody_new]] and [[counted/something]]";
    assert_eq!(
        References::of(world.incident(), &world.book, at(0)).told(later),
        "(not known) and [[counted/something]]"
    );
}

#[test]
fn where_an_impact_is_known_from_is_said_to_all_but_the_public() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    world.state(ImpactAspect::Customers, "214");
    let (incident, book) = (world.incident(), &world.book);
    let text = prefill(ReviewFill::Impact, incident, book, at(60));
    let inside = References::of(incident, book, at(0)).told(&text);
    assert!(inside.contains("Customers affected: 214 (") && inside.contains("dashboard"), "{inside}");
    let outside = References::for_the_public(incident, book, at(0)).told(&text);
    assert!(outside.contains("Customers affected: 214**") && !outside.contains("dashboard"), "{outside}");
}

#[test]
fn a_finding_about_the_record_names_what_mends_it() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    point(&mut world, Point::ImpactStarted, -100);
    let action = raise(&mut world, ActionType::Prevent, Priority::Low);
    // Two merged that each were in order: it was resolved before it was over for users.
    world.write(Event::PointRecorded { point: Point::Resolved, at: Some(at(-110)), base: vec![] });
    let parts = [Part { id: "summary", title: "Summary", text: "x", factual: true }];
    let found = lint(&parts, world.incident(), &world.book);
    let about = |rule: Rule| -> Vec<About> {
        let of = found.iter().filter(|found| found.rule == rule);
        of.map(|found| found.about.clone().expect("about the record")).collect()
    };
    assert_eq!(about(Rule::ImpossiblePoint), [About::Point { point: Point::Resolved }]);
    assert!(about(Rule::MissingPoint).contains(&About::Point { point: Point::Detected }));
    assert_eq!(about(Rule::LooseAction), [About::Action { action }]);
    assert_eq!(about(Rule::NoDetection), [About::NoAction { kind: ActionType::Detect }]);
    world.write(Event::PointRecorded { point: Point::Resolved, at: Some(at(30)), base: vec![] });
    let found = lint(&parts, world.incident(), &world.book);
    let gap = found.iter().find(|found| found.rule == Rule::Gap).expect("a gap");
    let Some(About::Gap { after: Some(after) }) = &gap.about else { panic!("{gap:?}") };
    assert!(world.record.fact(*after).is_some());
}
