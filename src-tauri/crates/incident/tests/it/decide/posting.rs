//! Updates: proposed, approved, posted.

use incident::command::{Command, Edit};
use incident::refusal::Refusal;
use incident::value::{Audience, Channel, ImpactAspect, Kind, Occasion};
use serde_json::json;

use crate::check::{NOWHERE, Wish, check, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    approve, approve_this, assign, declare_as, declared, impact, mark_posted, mitigate, note, post, propose,
    retitle, undo,
};

use Audience::{Customers, Employees, Executives, Public, Social};
use Occasion::{Identified, Investigating, Resolved};

/// Ana is in charge; Dee writes.
fn managed() -> Vec<(&'static str, Wish)> {
    history!["ana" => declared(), "ana" => assign("incident-manager", "ana")].to_vec()
}

fn and(more: &[(&'static str, Wish)]) -> Vec<(&'static str, Wish)> {
    [&managed()[..], more].concat()
}

fn proposed(audience: Audience) -> Vec<(&'static str, Wish)> {
    and(history!["dee" => propose(audience, Investigating, "We look into it.", Some(at(25)))])
}

fn send_back(reason: &str) -> Command {
    Command::SendBackUpdate { update: the("update_proposed"), reason: reason.to_owned() }
}

fn instead(text: &str) -> Command {
    let (audience, occasion, next_due) = (Public, Investigating, None);
    let replaces = Some(the("update_proposed"));
    Command::ProposeUpdate {
        audience,
        occasion,
        text: text.to_owned(),
        next_due,
        replaces,
        components: None,
        review: None,
    }
}

#[test]
fn anybody_proposes_and_what_is_proposed_promises_nothing_yet() {
    let world = check(
        &managed(),
        ("dee", propose(Public, Investigating, " We look into it. ", Some(at(25)))),
        [json!({"type": "update_proposed", "audience": "public", "occasion": "investigating",
                "text": "We look into it.", "next_due": at(25)})],
    );
    let record = world.record();
    assert!(incident::incident::Incident::of(&record).told(Public).is_empty());
    check(&managed(), ("dee", propose(Public, Investigating, " ", None)), Refusal::Empty("The update"));
    let past = propose(Public, Investigating, "x", Some(at(0)));
    check(&managed(), ("dee", past), Refusal::InThePast("The next update"));
}

#[test]
fn words_in_which_a_variable_stands_reach_nobody() {
    let missing = |label: &str| Refusal::ValueMissing(label.to_owned());
    for (text, label) in [("It began {since}.", "start of impact"), ("{a} {cause} {title}", "title")] {
        check(&managed(), ("dee", propose(Public, Investigating, text, None)), missing(label));
        check(&proposed(Public), ("dee", instead(text)), missing(label));
        let (audience, text) = (Employees, text.to_owned());
        let told = Command::PostUpdate { audience, text, next_due: None, at: None, occasion: None };
        check(&managed(), ("dee", told), missing(label));
    }
    // Braces that are no variable are words.
    let words = "We look at {shard}, { since } and [all] {{}}.";
    check(&managed(), ("dee", propose(Public, Investigating, words, None)), ["update_proposed"]);
}

#[test]
fn braces_in_what_the_record_says_are_words() {
    let titled = |title: &str| and(history!["ana" => retitle(title)]);
    let said = |text| propose(Public, Investigating, text, None);
    let given = titled("{services} and {cause}  of the\ttemplate");
    check(&given, ("dee", said("We look at {services} and {cause} of the template.")), ["update_proposed"]);
    let post = post(Employees, "About {services} and {cause} of the template: we look.", None);
    check(&given, ("dee", post), ["update_posted", "point_recorded"]);
    // What the template left is left, also beside them.
    let missing = Refusal::ValueMissing("affected services".to_owned());
    let both = "{services} and {cause} of the template hurts {services}.";
    check(&given, ("dee", said(both)), missing);
    // It was filled in a moment before somebody gave it another title.
    let later = [given, history!["ana" => retitle("Mails are late")].to_vec()].concat();
    check(&later, ("dee", said("We look at {services} and {cause} of the template.")), ["update_proposed"]);
    // One may stand in another.
    let within = [
        titled("{number} is {number} in mails"),
        history![
            "ana" => impact(ImpactAspect::Description, "{number}", None),
            "ana" => mitigate("We hide {number}", true),
        ]
        .to_vec(),
    ]
    .concat();
    check(&within, ("dee", said("{number} is {number} in mails. We hide {number}")), ["update_proposed"]);
    let missing = Refusal::ValueMissing("title".to_owned());
    check(&within, ("dee", said("{title}: We hide {number}")), missing);
}

#[test]
fn nobody_is_told_to_wait_for_more_than_a_month() {
    const MONTH: i64 = 31 * 24 * 60;
    let next = |minutes| propose(Public, Investigating, "x", Some(at(minutes)));
    check(&managed(), ("dee", next(MONTH)), ["update_proposed"]);
    check(&managed(), ("dee", next(10 * MONTH)), Refusal::TooFar("The next update"));
    let (audience, text, next_due) = (Public, "x".to_owned(), Some(at(10 * MONTH)));
    let told = Command::PostUpdate { audience, text, next_due, at: None, occasion: None };
    check(&managed(), ("dee", told), Refusal::TooFar("The next update"));
}

#[test]
fn what_leaves_the_house_is_approved_by_the_manager_alone() {
    for audience in [Public, Customers, Social] {
        let given = proposed(audience);
        check(
            &given,
            ("ana", approve()),
            [json!({"type": "update_approved", "update": the("update_proposed")})],
        );
        check(&given, ("dee", approve()), Refusal::NotYours("the Incident Manager".to_owned()));
    }
    for audience in [Employees, Executives] {
        check(&proposed(audience), ("dee", approve()), ["update_approved"]);
    }
    let without = history!["ana" => declared(), "dee" => propose(Public, Investigating, "x", None)];
    check(without, ("ana", approve()), Refusal::NotYours("the Incident Manager".to_owned()));
}

#[test]
fn an_update_is_approved_once_and_only_while_its_promise_can_be_kept() {
    let given = [proposed(Public), history!["ana" => approve()].to_vec()].concat();
    check(&given, ("ana", approve()), "It is approved already");
    let late = [proposed(Public), history!["dee" => Wish::Wait(40)].to_vec()].concat();
    check(&late, ("ana", approve()), Refusal::InThePast("The next update that the text promises"));
    check(&managed(), ("ana", approve_this(NOWHERE)), Refusal::Gone("update"));
    let noted = and(history!["ana" => note("x")]);
    check(&noted, ("ana", approve_this(the("noted"))), Refusal::Gone("update"));
}

#[test]
fn two_managers_apart_approve_one_update_and_it_is_one() {
    let given = [
        proposed(Public),
        history![
            "ana" => assign("incident-manager", "bo"),
            "bo apart" => approve(),
            "ana apart" => assign("incident-manager", "ana"),
            "ana apart" => approve(),
        ]
        .to_vec(),
    ]
    .concat();
    let world = check(&given, ("dee", mark_posted(Channel::StatusPage)), ["update_posted", "point_recorded"]);
    let record = world.record();
    let incident = incident::incident::Incident::of(&record);
    assert_eq!((incident.updates().len(), incident.told(Public).len()), (1, 1));
    assert_eq!(
        record.torn().filter(|(slot, _)| matches!(slot, incident::slot::Slot::Approval(_))).count(),
        0
    );
}

#[test]
fn what_is_sent_back_is_proposed_better_and_the_older_one_leaves_no_more() {
    let given = [proposed(Public), history!["ana" => send_back("Say which region.")].to_vec()].concat();
    check(&given, ("ana", approve()), "It was sent back");
    check(&given, ("ana", send_back("again")), "no longer waits");
    check(&proposed(Public), ("ana", send_back("")), Refusal::Empty("The reason"));
    let better = [&given[..], history!["dee" => instead("We look into errors in Europe.")]].concat();
    let older = approve_this(nth("update_proposed", 0));
    check(&better, ("ana", older), "A later proposal took its place");
    let world = check(&better, ("ana", approve()), ["update_approved"]);
    let record = world.record();
    let states: Vec<_> =
        incident::incident::Incident::of(&record).updates().iter().map(|update| update.state).collect();
    assert_eq!(states, [incident::update::UpdateState::Replaced, incident::update::UpdateState::Approved]);
}

#[test]
fn an_approval_can_be_thought_better_of_until_the_update_is_posted() {
    let approved = [proposed(Public), history!["ana" => approve()].to_vec()].concat();
    let back = [&approved[..], history!["ana" => send_back("The figure is wrong.")]].concat();
    check(&back, ("dee", mark_posted(Channel::StatusPage)), Refusal::NotApproved);
    check(&back, ("dee", instead("We look into it.")), ["update_proposed"]);
    check(&approved, ("dee", instead("Something else.")), "It was approved");
    let posted = [&approved[..], history!["dee" => mark_posted(Channel::StatusPage)]].concat();
    check(&posted, ("ana", send_back("Too late.")), "It was posted");
    check(&approved, ("ana", undo(vec![the("update_approved")])), "It may have left already");
}

#[test]
fn an_approved_update_is_posted_once_by_each_channel() {
    let given = [proposed(Public), history!["ana" => approve()].to_vec()].concat();
    check(&proposed(Public), ("dee", mark_posted(Channel::StatusPage)), Refusal::NotApproved);
    check(
        &given,
        ("dee", mark_posted(Channel::StatusPage)),
        [
            json!({"type": "update_posted", "audience": "public", "channel": "status_page", "next_due": at(25),
                   "occasion": "investigating", "update": the("update_proposed")}),
            json!({"type": "point_recorded", "point": "first_public_update"}),
        ],
    );
    let once = [&given[..], history!["dee" => mark_posted(Channel::StatusPage)]].concat();
    check(&once, ("bo", mark_posted(Channel::StatusPage)), "It was posted (status page) already");
    let world = check(&once, ("dee", mark_posted(Channel::Email)), ["update_posted"]);
    let record = world.record();
    let incident = incident::incident::Incident::of(&record);
    let [told] = &incident.told(Public)[..] else { panic!("the same words by two channels are one update") };
    assert_eq!(told.channels, [Channel::StatusPage, Channel::Email]);
    assert_eq!(incident.updates_due().first().map(|due| due.at), Some(at(25)));
}

#[test]
fn nothing_internal_or_private_is_told_outside() {
    let internal = history!["ana" => declare_as("major", Kind::Internal)];
    for (audience, name) in [(Public, "Public"), (Customers, "Affected customers"), (Social, "Social media")]
    {
        check(internal, ("ana", propose(audience, Investigating, "x", None)), Refusal::StaysInside(name));
    }
    check(internal, ("ana", propose(Employees, Investigating, "x", None)), ["update_proposed"]);
}

#[test]
fn the_public_status_is_what_the_public_heard_last() {
    let status = |steps: &[(&'static str, Wish)]| {
        let record = crate::check::World::after(steps).record();
        incident::incident::Incident::of(&record).public_status()
    };
    let say = |occasion| {
        history!["dee" => propose(Public, occasion, "x", None), "ana" => approve(), "dee" => mark_posted(Channel::StatusPage)]
            .to_vec()
    };
    let mut steps = proposed(Public);
    assert_eq!(status(&steps), None);
    for (occasion, now) in [
        (Investigating, Investigating),
        (Identified, Identified),
        (Occasion::NoChange, Identified),
        (Resolved, Resolved),
    ] {
        steps.extend(say(occasion));
        assert_eq!(status(&steps), Some(now));
    }
}

#[test]
fn a_template_is_written_and_given_up_again() {
    let template = |text: Option<&str>| Edit::DefineTemplate {
        audience: Public,
        occasion: Resolved,
        text: text.map(str::to_owned),
    };
    check(
        &[],
        ("ana", template(Some("It is over."))),
        [json!({"type": "template_defined", "text": "It is over."})],
    );
    let given = history!["ana" => template(Some("It is over."))];
    check(given, ("ana", template(Some("It is over."))), "The book says so");
    check(given, ("ana", template(Some("  "))), [json!({"type": "template_defined", "text": null})]);
}

#[test]
fn a_better_text_is_for_the_same_readers_and_what_became_private_leaves_no_more() {
    let other = Command::ProposeUpdate {
        audience: Employees,
        occasion: Investigating,
        text: "x".to_owned(),
        next_due: None,
        replaces: Some(the("update_proposed")),
        components: None,
        review: None,
    };
    check(&proposed(Public), ("dee", other), "It was written for Public");
    let private = [&proposed(Public)[..], history!["ana" => Command::SetPrivate { private: true }]].concat();
    check(&private, ("ana", approve()), Refusal::StaysInside("Public"));
    let calls = crate::check::World::after(&private).calls(60);
    assert!(calls.iter().all(|call| call.nag != incident::value::Nag::ApprovalWaiting), "{calls:?}");
}

#[test]
fn what_was_approved_is_not_its_authors_to_take_back() {
    let approved = [&proposed(Public)[..], history!["ana" => approve()]].concat();
    let back = || Command::Retract { entry: the("update_proposed") };
    check(&proposed(Public), ("dee", back()), ["retracted"]);
    check(&approved, ("dee", back()), "send it back, with the reason");
    check(&approved, ("dee", undo(vec![the("update_proposed")])), "send it back, with the reason");
    let posted = [&approved[..], history!["dee" => mark_posted(Channel::StatusPage)]].concat();
    check(&posted, ("dee", back()), "write the next update");
}

#[test]
fn a_slow_clock_does_not_move_the_first_update_back() {
    let given = [
        &proposed(Public)[..],
        history![
            "ana" => approve(),
            "dee" => mark_posted(Channel::StatusPage),
            // The next laptop's clock is behind, by less than what is forgiven.
            "bo" => Wish::Wait(-2),
        ],
    ]
    .concat();
    check(&given, ("bo", mark_posted(Channel::Email)), ["update_posted"]);
    // Whoever says when it was knows better.
    let (update, channel, at) = (the("update_proposed"), Channel::Email, Some(at(1)));
    let said = Command::MarkPosted { update, channel, at };
    let later = [
        &proposed(Public)[..],
        history!["ana" => approve(), "bo" => Wish::Wait(9), "dee" => mark_posted(Channel::StatusPage)],
    ]
    .concat();
    check(&later, ("bo", said), ["update_posted", "point_recorded"]);
}
