//! Approvals of people who were apart.

use incident::event::Event;
use incident::incident::Incident;
use incident::value::{Audience, Dispatch, Occasion, Transport};

use super::{HUB, approve_to, destination, proposed, slack};
use crate::check::{World, history, the};
use crate::wishes::{assign, declared, id, note, propose};

#[test]
fn an_approval_of_somebody_without_a_say_holds_nothing_back() {
    let hook = Transport::Webhook { url: "https://hook.example.org/in".to_owned() };
    let by_bo = || Event::UpdateApproved {
        update: the("update_proposed"),
        dispatch: Some(Dispatch { sender: HUB, to: vec![id("team")] }),
        base: vec![],
    };
    let given = history![
        "ana" => destination("Team", hook, Audience::Public, false),
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(Audience::Public, Occasion::Investigating, "We look into it.", None),
    ];
    let may = |more: &[_]| {
        let world = World::after(&[given, more].concat());
        let record = world.record();
        let incident = Incident::of(&record);
        let [one] = &incident.outbox()[..] else { panic!("one message") };
        let replica = |fact: &incident::record::Fact| world.book().person_of(fact.replica);
        (incident.may_be_sent(one, world.book()), replica(one.asked) == Some(crate::pen::person("bo")))
    };
    // Bo's is the later one.
    let apart = history![
        "ana apart" => approve_to(&["team"]),
        "bo apart" => note("1"), "bo apart" => note("2"), "bo apart" => note("3"),
        "bo apart" => by_bo(),
    ];
    assert_eq!(may(apart), (true, true));
    // Where nobody in command asked for it, it stays.
    assert_eq!(may(history!["bo" => by_bo()]), (false, true));
}

#[test]
fn approvals_made_apart_are_one_message_with_the_destinations_of_both() {
    let others = destination("Others", slack(), Audience::Employees, false);
    let history = [
        &proposed(slack())[..],
        history![
            "ana" => others,
            "dee apart" => approve_to(&["team"]),
            "bo apart" => approve_to(&["others"]),
        ],
    ]
    .concat();
    let record = World::after(&history).record();
    let mut to: Vec<String> =
        Incident::of(&record).outbox().iter().map(|one| one.destination.to_string()).collect();
    to.sort();
    assert_eq!(to, ["others", "team"]);
}
