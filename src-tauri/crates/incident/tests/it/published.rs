//! What the public status page shows of an incident, and what it never shows.

use incident::command::{Command, Edit};
use incident::event::Event;
use incident::incident::Incident;
use incident::published::Published;
use incident::record::{Fact, Record};
use incident::refusal::Refusal;
use incident::value::{
    Audience, Channel, Chapter, ComponentState, Kind, MaintenanceState, Occasion, Readers, Stage, Window,
};

use crate::check::{Wish, World, check, history, nth, step, the};
use crate::decide::showing::{component, said};
use crate::pen::at;
use crate::wishes::{approve, approve_this, assign, declare_as, declared, id, mark_posted, propose, retitle};

use ComponentState::{DegradedPerformance, MajorOutage, Operational, PartialOutage};
use Occasion::{Identified, Investigating, NoChange, PostMortemPublished, Resolved};

type Steps = Vec<(&'static str, Wish)>;

/// Ana is in charge and there are two components.
fn managed() -> Steps {
    history![
        "ana" => component("Cards"),
        "ana" => component("Wires"),
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
    ]
    .to_vec()
}

fn and(steps: &[(&'static str, Wish)], more: &[(&'static str, Wish)]) -> Steps {
    [steps, more].concat()
}

/// Each said and approved, a minute apart, from minute 4.
fn approved(all: &[(Occasion, &[(&str, ComponentState)])]) -> Steps {
    let mut steps = managed();
    for (n, (occasion, components)) in (0..).zip(all) {
        steps.push(("dee", said(*occasion, components).into()));
        steps.push(("ana", approve_this(nth("update_proposed", n)).into()));
    }
    steps
}

fn shown(steps: &[(&str, Wish)]) -> Option<Published> {
    let world = World::after(steps);
    Incident::of(&world.record()).published(world.book())
}

fn states(published: &Published) -> Vec<(String, ComponentState)> {
    published.states().into_iter().map(|(id, said)| (id.to_string(), said.state)).collect()
}

#[test]
fn only_what_was_approved_for_the_public_is_shown() {
    assert_eq!(shown(&managed()), None);
    let proposed = and(&managed(), history!["dee" => said(Investigating, &[("cards", PartialOutage)])]);
    assert_eq!(shown(&proposed), None);
    let inside =
        history!["dee" => propose(Audience::Employees, Identified, "Bo broke it.", None), "dee" => approve()];
    assert_eq!(shown(&and(&managed(), inside)), None);
    let page = shown(&and(&proposed, history!["ana" => approve()])).unwrap();
    assert_eq!((page.said.len(), page.began(), page.resolved()), (1, at(5), None));
    assert_eq!(states(&page), [("cards".to_owned(), PartialOutage)]);
    // Whoever is not in command approves nothing, whatever the log holds.
    let forged = Event::UpdateApproved { update: the("update_proposed"), dispatch: None, base: vec![] };
    assert_eq!(shown(&and(&proposed, history!["bo" => forged])), None);
    let back = Command::SendBackUpdate { update: the("update_proposed"), reason: "Not so.".to_owned() };
    assert_eq!(shown(&and(&proposed, history!["ana" => approve(), "ana" => back])), None);
    let hidden = Command::Redact { entry: the("update_proposed") };
    assert_eq!(
        shown(&and(
            &proposed,
            history!["ana" => approve(), "dee" => mark_posted(Channel::StatusPage), "ana" => hidden]
        )),
        None
    );
}

#[test]
fn a_page_rests_on_every_objection_and_names_nothing_of_what_is_private_or_was_never_public() {
    let rests = |steps: &[(&str, Wish)]| Incident::of(&World::after(steps).record()).told_by().len();
    let said = approved(&[(Investigating, &[])]);
    let back = Command::SendBackUpdate { update: the("update_proposed"), reason: "Not so.".to_owned() };
    assert_eq!(rests(&and(&said, history!["ana" => back])), rests(&said) + 1);
    let private = and(&said, history!["ana" => Command::SetPrivate { private: true }]);
    assert_eq!(rests(&private), rests(&said) + 1, "that it is private now");
    let goes_on = and(&private, history!["ana" => assign("communications-lead", "dee")]);
    assert_eq!(rests(&goes_on), rests(&private));
    let open_again = and(&goes_on, history!["ana" => Command::SetPrivate { private: false }]);
    assert!(rests(&open_again) > rests(&private));
    let inside = history![
        "dee" => propose(Audience::Employees, Identified, "Bo broke it.", None),
        "dee" => approve(),
        "dee" => mark_posted(Channel::Chat),
        "ana" => Command::Redact { entry: the("update_proposed") },
    ];
    assert_eq!(rests(&and(&managed(), inside)), 0);
}

#[test]
fn drills_and_what_is_private_internal_or_called_off_are_never_shown() {
    let over = |change: Command| and(&approved(&[(Investigating, &[])]), history!["ana" => change]);
    assert!(shown(&approved(&[(Investigating, &[])])).is_some());
    assert_eq!(shown(&over(Command::SetPrivate { private: true })), None);
    assert_eq!(shown(&over(Command::SetKind { kind: Kind::Internal })), None);
    assert_eq!(shown(&over(Command::Undo { entries: step(2) })), None);
    let Command::Declare {
        title, kind, severity, services, impact_started, detection, private, manager, ..
    } = declare_as("minor", Kind::External)
    else {
        unreachable!()
    };
    let drill = Command::Declare {
        title,
        kind,
        severity,
        services,
        impact_started,
        detection,
        drill: true,
        private,
        manager,
    };
    let exercise = history![
        "ana" => drill,
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(Audience::Public, Investigating, "An exercise.", None),
        "ana" => approve(),
    ];
    assert_eq!(shown(exercise), None);
}

#[test]
fn the_title_is_the_one_that_was_approved() {
    let told = approved(&[(Investigating, &[])]);
    let page = shown(&and(&told, history!["bo" => retitle("Bo dropped the table")])).unwrap();
    assert_eq!(page.title, "Checkout is down");
    // As an earlier version proposed it, without the title.
    let earlier = Event::UpdateProposed {
        audience: Audience::Public,
        occasion: Investigating,
        text: "We look into it.".to_owned(),
        next_due: None,
        replaces: None,
        shown: None,
    };
    let steps = history!["dee" => earlier, "ana" => approve(), "bo" => retitle("Bo dropped the table")];
    assert_eq!(shown(&and(&managed(), steps)).unwrap().title, "Checkout is down");
}

#[test]
fn an_approval_that_comes_again_or_does_not_count_puts_nothing_in_front() {
    let told = approved(&[(Investigating, &[("cards", MajorOutage)]), (Resolved, &[])]);
    let once = shown(&told).unwrap();
    let again = Event::UpdateApproved { update: nth("update_proposed", 0), dispatch: None, base: vec![] };
    for who in [history!["bo" => again.clone()], history!["ana" => again.clone()]] {
        assert_eq!(shown(&and(&told, who)).unwrap(), once);
    }
    assert_eq!((once.status(), once.resolved()), (Resolved, Some(at(7))));
}

#[test]
fn a_title_that_was_hidden_is_on_the_page_no_more() {
    let told = approved(&[(Investigating, &[])]);
    let more = history!["dee" => mark_posted(Channel::StatusPage), "bo" => retitle("A bank cannot pay")];
    let told = and(&told, more);
    let hide = |kind| Command::Redact { entry: nth(kind, 0) };
    check(&told, ("ana", hide("titled")), "An update for the public says it too: hide that update first.");
    let bare = and(&told, history!["ana" => hide("update_proposed")]);
    check(&bare, ("ana", hide("titled")), ["redacted"]);
    // Whoever hid it had not seen the update.
    let apart = Event::Redacted { entry: nth("titled", 0), replaces: vec![] };
    assert_eq!(shown(&told).unwrap().title, "Checkout is down");
    assert_eq!(shown(&and(&told, history!["ana" => apart])).unwrap().title, "");
}

#[test]
fn components_do_as_was_said_until_it_is_over() {
    let all: &[(Occasion, &[(&str, ComponentState)])] = &[
        (Investigating, &[("cards", PartialOutage)]),
        (Identified, &[("cards", MajorOutage), ("wires", DegradedPerformance)]),
        (NoChange, &[("wires", Operational)]),
        (Resolved, &[]),
    ];
    let page = |n: usize| shown(&approved(&all[..n])).unwrap();
    let named = |states: &[(&str, ComponentState)]| -> Vec<_> {
        states.iter().map(|(id, state)| ((*id).to_owned(), *state)).collect()
    };
    assert_eq!(states(&page(2)), named(&[("cards", MajorOutage), ("wires", DegradedPerformance)]));
    assert_eq!(states(&page(3)), named(&[("cards", MajorOutage), ("wires", Operational)]));
    assert_eq!(page(3).status(), Identified, "no change leaves the status");
    let over = page(4);
    assert_eq!((states(&over), over.resolved(), over.worst()), (vec![], Some(at(11)), MajorOutage));
    let troubles: Vec<_> = over
        .troubles()
        .into_iter()
        .map(|trouble| (trouble.component.to_string(), trouble.state, trouble.from, trouble.until))
        .collect();
    let trouble = |id: &str, state, from, until| (id.to_owned(), state, at(from), Some(at(until)));
    assert_eq!(
        troubles,
        [
            trouble("cards", PartialOutage, 5, 7),
            trouble("cards", MajorOutage, 7, 11),
            trouble("wires", DegradedPerformance, 7, 9),
        ]
    );
    // It came back, and is over once more.
    let again = [all, &[(Investigating, &[("cards", PartialOutage)][..])]].concat();
    let page = shown(&approved(&again)).unwrap();
    assert_eq!((page.resolved(), states(&page)), (None, named(&[("cards", PartialOutage)])));
}

#[test]
fn announced_work_is_as_far_as_was_said_last() {
    let schedule = Edit::ScheduleMaintenance {
        title: "Bigger database".to_owned(),
        text: "Cards cannot be changed meanwhile.".to_owned(),
        window: Window { from: at(60), until: at(120) },
        components: vec![id("cards")],
    };
    let so_far = |state| Edit::SayMaintenance { maintenance: step(1)[0], state, text: "So far.".to_owned() };
    let moved =
        Edit::MoveMaintenance { maintenance: step(1)[0], window: Window { from: at(90), until: at(150) } };
    let steps = history![
        "ana" => component("Cards"),
        "ana" => schedule,
        "bo" => moved,
        "ana" => so_far(MaintenanceState::InProgress),
        "ana" => so_far(MaintenanceState::Completed),
        "ana" => Edit::UndoEdit { entries: step(4) },
    ];
    let world = World::after(steps);
    let all = world.book().maintenances();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].window, Window { from: at(90), until: at(150) });
    assert_eq!(all[0].state, MaintenanceState::InProgress, "what was taken back is not said");
    assert_eq!(all[0].reached(MaintenanceState::InProgress), Some(at(3)));
    let texts: Vec<&str> = all[0].updates.iter().map(|update| update.text.as_str()).collect();
    assert_eq!(texts, ["Cards cannot be changed meanwhile.", "So far."]);
}

fn for_the_public(words: &str) -> Command {
    let passages = vec![Chapter { title: "What happened".to_owned(), text: words.to_owned() }];
    Command::ReleaseReview { title: "Cards were refused".to_owned(), passages }
}

/// An update that tells of the review that was written down so many before it.
fn telling(release: u8) -> Command {
    let review = Some(nth("review_released", release));
    match said(PostMortemPublished, &[]) {
        Command::ProposeUpdate { audience, occasion, text, next_due, replaces, components, .. } => {
            Command::ProposeUpdate { audience, occasion, text, next_due, replaces, components, review }
        }
        other => other,
    }
}

/// What the public reads of the review.
fn read(steps: &[(&str, Wish)]) -> Option<String> {
    let review = shown(steps)?.review?;
    Some(format!("{}: {}", review.title, review.passages[0].text))
}

#[test]
fn the_public_reads_of_a_review_what_was_approved_with_the_update_that_tells_of_it() {
    let over = history!["ana" => crate::wishes::enter_anyway(Stage::Review, "it is over")];
    let base = and(&approved(&[(Resolved, &[])]), over);
    let released = and(&base, history!["dee" => for_the_public("A pool ran dry.")]);
    assert_eq!(read(&released), None, "written down and not yet told");
    let proposed = and(&released, history!["dee" => telling(0)]);
    assert_eq!(read(&proposed), None, "not approved");
    let told = and(&proposed, history!["ana" => approve_this(nth("update_proposed", 1))]);
    assert_eq!(read(&told).as_deref(), Some("Cards were refused: A pool ran dry."));
    // What is written down later waits for its own approval.
    let later = and(&told, history!["dee" => for_the_public("A pool was small.")]);
    assert_eq!(read(&later).as_deref(), Some("Cards were refused: A pool ran dry."));
    let again = and(
        &later,
        history![
            "dee" => telling(1), "ana" => approve_this(nth("update_proposed", 2)),
        ],
    );
    assert_eq!(read(&again).as_deref(), Some("Cards were refused: A pool was small."));
    // Another update says nothing of it.
    let more = and(
        &told,
        history![
            "dee" => said(Resolved, &[]), "ana" => approve_this(nth("update_proposed", 2)),
        ],
    );
    assert_eq!(read(&more), read(&told));
    let hidden = and(&told, history!["ana" => Command::Redact { entry: the("review_released") }]);
    assert_eq!(read(&hidden), None, "a redaction reaches the page");
}

#[test]
fn what_was_written_down_for_the_public_goes_with_no_update_that_does_not_name_it() {
    let given = and(&reviewed(), history!["dee" => for_the_public("A pool of ours ran dry.")]);
    // Somebody else tells that there is a review, and never saw what Dee wrote down and left.
    let unseen = history![
        "dee" => said(PostMortemPublished, &[]), "ana" => approve_this(nth("update_proposed", 1)),
    ];
    assert_eq!(read(&and(&given, unseen)), None);
    // What was seen is what goes: of another, none, and one that was taken back it is said so.
    let gone = Refusal::Gone("review for the public as you saw it");
    let newer = and(&given, history!["dee" => for_the_public("A pool ran dry.")]);
    check(&newer, ("dee", telling(0)), gone.clone());
    let back = and(&given, history!["dee" => crate::wishes::undo(vec![the("review_released")])]);
    check(&back, ("dee", telling(0)), gone.clone());
    let named = match telling(0) {
        Command::ProposeUpdate { audience, text, next_due, replaces, components, review, .. } => {
            let occasion = Resolved;
            Command::ProposeUpdate { audience, occasion, text, next_due, replaces, components, review }
        }
        other => other,
    };
    check(&given, ("dee", named), gone);
    // One that waits for approval goes without what was taken back since.
    let waits = history![
        "dee" => telling(0), "dee" => crate::wishes::undo(vec![the("review_released")]),
        "ana" => approve_this(nth("update_proposed", 1)),
    ];
    assert_eq!(read(&and(&given, waits)), None);
}

/// An incident that is over and of which the public heard.
fn reviewed() -> Steps {
    let over = crate::wishes::enter_anyway(Stage::Review, "it is over");
    and(&approved(&[(Resolved, &[])]), history!["ana" => over])
}

#[test]
fn a_review_that_is_longer_than_an_entry_is_published_whole_and_hidden_whole() {
    let section = |title: &str, text: String| Chapter { title: title.to_owned(), text };
    let long = "The \"pool\" was full.\n\u{7}é 🙂 ".repeat(6_000).trim().to_owned();
    let passages = vec![
        section("Summary", "It is over.".to_owned()),
        section("What happened", long),
        section("Causes", "x".repeat(50_000)),
        // Alike, and still two.
        section("Causes", "x".repeat(50_000)),
        section("Lessons", "A limit.".to_owned()),
    ];
    let release =
        Command::ReleaseReview { title: "Cards were refused".to_owned(), passages: passages.clone() };
    let told = and(
        &reviewed(),
        history![
            "dee" => release,
            "dee" => telling(0),
            "ana" => approve_this(nth("update_proposed", 1)),
        ],
    );
    let review = shown(&told).and_then(|published| published.review).expect("it is public");
    assert_eq!(review.passages, passages);

    let record = World::after(&told).record();
    let is_part = |fact: &&Fact| matches!(fact.event, Some(Event::ReviewReleased { part: Some(_), .. }));
    let parts: Vec<&Fact> = record.facts().iter().filter(is_part).collect();
    assert!(parts.len() > 3, "{}", parts.len());
    assert_eq!(record.torn().count(), 0, "they do not disagree");
    for missing in &parts {
        let others = record.facts().iter().filter(|fact| fact.id != missing.id).cloned();
        let others = Record::fold(record.stream(), others);
        assert_eq!(Incident::of(&others).release(Readers::Public), None, "a part is no review");
    }
    let last = u8::try_from(parts.len() - 1).unwrap();
    for entry in [nth("review_released", 0), nth("review_released", last)] {
        let hidden = and(&told, history!["ana" => Command::Redact { entry }]);
        assert_eq!(shown(&hidden).and_then(|published| published.review), None);
        let record = World::after(&hidden).record();
        assert_eq!(record.facts().iter().filter(is_part).count(), 0, "no part of it is left");
    }
}

#[test]
fn a_review_in_entries_ends_where_a_section_does_wherever_that_is() {
    for length in 49_080..49_130 {
        let section = |text: String| Chapter { title: "Causes".to_owned(), text };
        let passages = vec![section("x".repeat(length)), section("y".repeat(60_000))];
        let release = Command::ReleaseReview { title: "Cards".to_owned(), passages: passages.clone() };
        let record = World::after(&and(&reviewed(), history!["dee" => release])).record();
        let release = Incident::of(&record).release(Readers::Public).expect("it is whole");
        assert_eq!(*release.passages, passages, "{length}");
    }
}

#[test]
fn a_review_that_is_too_long_to_be_sent_at_once_says_so() {
    let passages = vec![Chapter { title: "Causes".to_owned(), text: "\"".repeat(600_000) }];
    let release = Command::ReleaseReview { title: "Cards".to_owned(), passages };
    let says = "The review takes 1172 KiB; at most 1024 KiB can be published. Leave sections out or shorten them, then publish it.";
    check(&reviewed(), ("dee", release), says);
}

#[test]
fn what_is_not_over_or_stays_inside_is_not_published() {
    check(&managed(), ("ana", for_the_public("It burns.")), "It is not over yet.");
    let over = history!["ana" => crate::wishes::enter_anyway(Stage::Review, "it is over")];
    let nothing = Command::ReleaseReview { title: "Cards".to_owned(), passages: vec![] };
    check(&and(&managed(), over), ("ana", nothing), "The review is empty.");
    let inside = and(
        &managed(),
        history![
            "ana" => Event::KindSet { kind: Kind::Internal, base: vec![] },
            "ana" => crate::wishes::enter_anyway(Stage::Review, "it is over"),
        ],
    );
    check(&inside, ("ana", for_the_public("Nothing")), "Public");
}
