//! What the public status page shows of an incident, and what it never shows.

use incident::command::{Command, Edit};
use incident::event::Event;
use incident::incident::Incident;
use incident::published::Published;
use incident::value::{
    Audience, Channel, Chapter, ComponentState, Kind, MaintenanceState, Occasion, Stage, Window,
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
    let proposed = and(&released, history!["dee" => said(PostMortemPublished, &[])]);
    assert_eq!(read(&proposed), None, "not approved");
    let told = and(&proposed, history!["ana" => approve_this(nth("update_proposed", 1))]);
    assert_eq!(read(&told).as_deref(), Some("Cards were refused: A pool ran dry."));
    // What is written down later waits for its own approval.
    let later = and(&told, history!["dee" => for_the_public("A pool was small.")]);
    assert_eq!(read(&later).as_deref(), Some("Cards were refused: A pool ran dry."));
    let again = and(
        &later,
        history![
            "dee" => said(PostMortemPublished, &[]), "ana" => approve_this(nth("update_proposed", 2)),
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
