//! What may leave the house: which of several updates is meant, whose word it is, and whether it is still true.

use incident::command::{Command, Edit};
use incident::event::Event;
use incident::incident::Incident;
use incident::update::UpdateState;
use incident::value::{Audience, Channel, Kind, Nag, Occasion};

use crate::check::{Wish, World, check, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    approve, approve_this, assign, customer, declare_as, declared, id, mark_posted, propose,
};

use Audience::Public;

type Steps = Vec<(&'static str, Wish)>;

/// Proposed at 2 to the public, by Dee, with a next update by 20.
fn proposed() -> Steps {
    history![
        "ana" => declare_as("minor", Kind::External),
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(Public, Occasion::Investigating, "We look into it.", Some(at(20))),
    ]
    .to_vec()
}

fn and(steps: &[(&'static str, Wish)], more: &[(&'static str, Wish)]) -> Steps {
    [steps, more].concat()
}

fn approve_nth(n: u8) -> Command {
    approve_this(nth("update_proposed", n))
}

fn states(world: &World) -> Vec<UpdateState> {
    let record = world.record();
    Incident::of(&record).updates().into_iter().map(|update| update.state).collect()
}

fn unsent(world: &World, minute: i64) -> Vec<String> {
    let calls = world.calls(minute).into_iter().filter(|call| call.nag == Nag::NotPosted);
    calls.map(|call| call.text).collect()
}

#[test]
fn of_two_that_were_approved_the_one_leaves_that_was_meant_in_place_of_the_other() {
    let instead = Command::ProposeUpdate {
        audience: Public,
        occasion: Occasion::Identified,
        text: "We know what it is.".to_owned(),
        next_due: None,
        replaces: Some(the("update_proposed")),
        components: None,
        review: None,
    };
    // Ana approves the first while Dee, apart, writes another in its place.
    let apart = and(&proposed(), history!["ana apart" => approve(), "dee apart" => instead]);
    assert_eq!(states(&World::after(&apart)), [UpdateState::Approved, UpdateState::Waiting]);
    let both = World::after(&and(&apart, history!["ana" => approve_nth(1)]));
    assert_eq!(states(&both), [UpdateState::Replaced, UpdateState::Approved]);
    assert_eq!(unsent(&both, 10), ["The update for Public is approved and not posted."]);
    let posted = history!["ana" => approve_nth(1), "dee" => mark_posted(Channel::StatusPage)];
    assert_eq!(states(&World::after(&and(&apart, posted))), [UpdateState::Replaced, UpdateState::Posted]);
}

#[test]
fn two_that_say_nothing_of_each_other_are_asked_about_together() {
    let two = and(
        &proposed(),
        history![
            "dee" => propose(Public, Occasion::Identified, "We know what it is.", None),
            "ana" => approve_nth(0),
            "ana" => approve_nth(1),
        ],
    );
    let world = World::after(&two);
    assert_eq!(states(&world), [UpdateState::Approved, UpdateState::Approved]);
    let text = "2 updates for Public are approved and not posted. Post one, and send the others back.";
    assert_eq!(unsent(&world, 10), [text]);
}

#[test]
fn what_promises_a_time_that_has_passed_asks_for_another() {
    let world = World::after(&and(&proposed(), history!["ana" => approve()]));
    let late = |minute| {
        let record = world.record();
        Incident::of(&record).updates()[0].is_late(at(minute))
    };
    assert_eq!((late(20), late(21)), (false, true));
    assert_eq!(unsent(&world, 20), ["The update for Public is approved and not posted."]);
    let text = "The update for Public promises a time that has passed. Send it back, for a new one.";
    assert_eq!(unsent(&world, 21), [text]);
    // Whoever posted it in time and writes that down now did nothing wrong, unless it was before it was approved.
    let approved = and(&proposed(), history!["ana" => approve(), "dee" => Wish::Wait(30)]);
    let posted = |minute| Command::MarkPosted {
        update: the("update_proposed"),
        channel: Channel::StatusPage,
        at: Some(at(minute)),
    };
    check(&approved, ("dee", posted(4)), ["update_posted", "point_recorded"]);
    check(&approved, ("dee", posted(-4)), "The posting cannot be before The approval");
}

#[test]
fn who_was_not_in_command_lets_nothing_leave() {
    let leaves = |more: &[(&'static str, Wish)]| {
        let world = World::after(&and(&proposed(), more));
        let (record, book) = (world.record(), world.book().clone());
        let incident = Incident::of(&record);
        let updates = incident.updates();
        (updates[0].state, incident.may_leave(&updates[0], &book))
    };
    let by_hand = || Event::UpdateApproved { update: the("update_proposed"), dispatch: None, base: vec![] };
    let approved = UpdateState::Approved;
    assert_eq!(leaves(&[]), (UpdateState::Waiting, false));
    assert_eq!(leaves(history!["ana" => approve()]), (approved, true));
    assert_eq!(leaves(history!["bo" => by_hand()]), (approved, false));
    // Command that was handed on afterwards changes nothing, and one that was taken afterwards neither.
    let handed_on = history!["ana" => approve(), "ana" => assign("incident-manager", "bo")];
    assert_eq!(leaves(handed_on), (approved, true));
    assert_eq!(
        leaves(history!["bo" => by_hand(), "bo" => assign("incident-manager", "bo")]),
        (approved, false)
    );
    assert_eq!(
        leaves(history!["bo" => assign("incident-manager", "bo"), "bo" => approve()]),
        (approved, true)
    );
}

#[test]
fn who_left_the_book_hears_the_end_of_what_names_them_and_of_nothing_else() {
    let left = || Edit::RetireCustomer { customer: id("kestrel-foods"), retired: true };
    let told = || Command::LogTold {
        customer: id("kestrel-foods"),
        channel: Channel::Call,
        text: "It is over.".to_owned(),
        promise: None,
        at: None,
    };
    let unnamed = history!["dee" => customer("Kestrel Foods", None), "ana" => declared(), "dee" => left()];
    check(unnamed, ("dee", told()), "Kestrel Foods left the book");
    let named = history![
        "dee" => customer("Kestrel Foods", None),
        "ana" => declared(),
        "dee" => told(),
        "dee" => left(),
    ];
    check(named, ("dee", told()), ["customer_told"]);
    // Also where what named them was taken back, as long as others speak of them.
    let undone = and(
        named,
        history!["dee" => told(), "dee" => Command::Undo { entries: vec![nth("customer_affected", 0)] }],
    );
    check(&undone, ("dee", told()), ["customer_affected", "customer_told"]);
}
