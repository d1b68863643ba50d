//! What leaves by itself: who is asked to send it, what a sender does on its own, and what only a person decides.

mod apart;
mod checked;

use incident::command::{Command, Edit};
use incident::event::Event;
use incident::id::{Millis, ReplicaKey};
use incident::incident::Incident;
use incident::outbox::{Doubt, OutgoingState, Sender, Step};
use incident::refusal::Refusal;
use incident::value::{
    Audience, Channel, Delivery, Dispatch, Erasure, MailSecurity, Occasion, Receipt, Transport,
};
use serde_json::json;

use crate::check::{Wish, World, check, history, the};
use crate::pen::{Laptop, at};
use crate::wishes::{assign, declared, id, mark_posted, propose};

const HUB: ReplicaKey = ReplicaKey([9; 32]);

fn destination(name: &str, transport: Transport, audience: Audience, drill: bool) -> Edit {
    let (destination, audiences, laptops, rooms) = (None, vec![audience], true, None);
    Edit::DefineDestination {
        destination,
        name: name.to_owned(),
        transport,
        audiences,
        drill,
        laptops,
        rooms,
    }
}

fn mail(server: &str, from: &str, to: &[&str]) -> Transport {
    Transport::Email {
        server: server.to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        user: None,
        from: from.to_owned(),
        to: to.iter().map(|one| (*one).to_owned()).collect(),
        per_second: None,
    }
}

fn matrix() -> Transport {
    let (homeserver, room) = ("https://matrix.example.org".to_owned(), "#inc:example.org".to_owned());
    Transport::Matrix { homeserver, room }
}

fn bucket(bucket: &str, folder: Option<&str>) -> Transport {
    Transport::Bucket {
        endpoint: "https://s3.example.org".to_owned(),
        region: "auto".to_owned(),
        bucket: bucket.to_owned(),
        folder: folder.map(str::to_owned),
        key: "AKIA".to_owned(),
    }
}

fn subscribers(from: &str) -> Transport {
    Transport::Subscribers {
        server: "mail.example.org".to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        user: None,
        from: from.to_owned(),
        per_second: None,
    }
}

fn slack() -> Transport {
    Transport::Slack { channel: None }
}

fn approve_to(to: &[&str]) -> Command {
    let dispatch = Dispatch { sender: HUB, to: to.iter().map(|one| id(one)).collect() };
    Command::ApproveUpdate { update: the("update_proposed"), dispatch: Some(dispatch), also: vec![] }
}

fn send_by(sender: ReplicaKey) -> Command {
    Command::SendUpdate { update: the("update_proposed"), destination: id("team"), sender }
}

fn was_sent() -> Command {
    was_sent_at(None)
}

fn was_sent_at(at: Option<Millis>) -> Command {
    Command::WasSent { update: the("update_proposed"), destination: id("team"), at }
}

fn begun() -> Event {
    Event::SendingBegun { update: the("update_proposed"), destination: id("team") }
}

fn failed(retry_at: Option<Millis>, unknown: bool) -> Event {
    Event::SendingFailed {
        attempt: the("sending_begun"),
        why: "No answer.".to_owned(),
        retry_at,
        unknown,
        base: vec![],
    }
}

/// An incident with an update for employees, or for the public where only that may go there, and a destination for them.
fn proposed(transport: Transport) -> Vec<(&'static str, Wish)> {
    let open = transport.takes_pages() || transport.is_hubs_alone();
    let audience = if open { Audience::Public } else { Audience::Employees };
    history![
        "ana" => destination("Team", transport, audience, false),
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(audience, Occasion::Investigating, "We look into it.", Some(at(60))),
    ]
    .to_vec()
}

fn and(transport: Transport, more: &[(&'static str, Wish)]) -> Vec<(&'static str, Wish)> {
    [&proposed(transport)[..], history!["ana" => approve_to(&["team"])], more].concat()
}

#[track_caller]
fn steps(transport: &Transport, more: &[(&'static str, Wish)], now: i64, expect: [Step; 2]) {
    let record = World::after(&and(transport.clone(), more)).record();
    let outbox = Incident::of(&record).outbox();
    assert_eq!(outbox.len(), 1);
    let step = |fresh| outbox[0].step(Sender { key: HUB, now: at(now), fresh, trying: false }, transport);
    assert_eq!([step(true), step(false)], expect, "{:?}", outbox[0].state);
    let other = Sender { key: ReplicaKey([8; 32]), now: at(now), fresh: true, trying: false };
    assert_eq!(outbox[0].step(other, transport), Step::Nothing, "only the named sender sends");
    let busy = Sender { key: HUB, now: at(now), fresh: true, trying: true };
    assert_eq!(outbox[0].step(busy, transport), Step::Nothing, "one attempt at a time");
}

#[test]
fn a_sender_tries_by_itself_what_came_while_it_ran_and_asks_about_the_rest() {
    for transport in [slack(), matrix()] {
        steps(&transport, &[], 10, [Step::Send, Step::Ask(Doubt::FromBefore)]);
        let too_late = Step::Ask(Doubt::TooLate);
        steps(&transport, &[], 61, [too_late, too_late]);
    }
}

#[test]
fn an_attempt_without_an_end_is_made_again_only_where_the_other_end_would_notice() {
    let cut_off = history!["dee" => begun()];
    steps(&slack(), cut_off, 10, [Step::Ask(Doubt::CutOff); 2]);
    steps(&matrix(), cut_off, 10, [Step::Send; 2]);
    let perhaps = history!["dee" => begun(), "dee" => failed(Some(at(12)), true)];
    steps(&slack(), perhaps, 13, [Step::Ask(Doubt::Failed); 2]);
    steps(&matrix(), perhaps, 13, [Step::Send; 2]);
}

#[test]
fn a_page_is_written_again_whenever_it_can_be_since_it_says_nothing_that_is_not_so() {
    let page = bucket("status", None);
    for now in [10, 61] {
        steps(&page, &[], now, [Step::Send; 2]);
        steps(&page, history!["ana" => begun()], now, [Step::Send; 2]);
        let perhaps = history!["ana" => begun(), "ana" => failed(Some(at(12)), true)];
        steps(&page, perhaps, now, if now < 12 { [Step::Wait(at(12)); 2] } else { [Step::Send; 2] });
    }
    let never = history!["ana" => begun(), "ana" => failed(None, false)];
    steps(&page, never, 12, [Step::Ask(Doubt::Failed); 2]);
}

#[test]
fn a_fan_out_that_was_cut_off_goes_on_since_the_hub_knows_who_has_it() {
    steps(&subscribers("status@example.org"), history!["ana" => begun()], 10, [Step::Send; 2]);
    let before = [Step::Send, Step::Ask(Doubt::FromBefore)];
    steps(&subscribers("status@example.org"), &[], 10, before);
}

#[test]
fn what_failed_for_now_is_tried_at_its_time_and_what_failed_for_good_waits_for_a_person() {
    let later = history!["dee" => begun(), "dee" => failed(Some(at(12)), false)];
    steps(&slack(), later, 10, [Step::Wait(at(12)), Step::Ask(Doubt::FromBefore)]);
    steps(&slack(), later, 12, [Step::Send, Step::Ask(Doubt::FromBefore)]);
    steps(&matrix(), later, 12, [Step::Send; 2]);
    let never = history!["dee" => begun(), "dee" => failed(None, false)];
    steps(&matrix(), never, 12, [Step::Ask(Doubt::Failed); 2]);
    let again = history!["dee" => begun(), "dee" => failed(None, false), "bo" => send_by(HUB)];
    steps(&slack(), again, 12, [Step::Send, Step::Ask(Doubt::FromBefore)]);
}

#[test]
fn what_arrived_or_was_called_back_is_left_alone() {
    let arrived = history!["dee" => begun(), "bo" => was_sent()];
    steps(&slack(), arrived, 12, [Step::Nothing; 2]);
    check(&and(slack(), arrived), ("bo", was_sent()), Refusal::Already("It arrived there".to_owned()));
    check(&and(slack(), arrived), ("bo", send_by(HUB)), Refusal::Already("It arrived there".to_owned()));
    let back = Command::SendBackUpdate { update: the("update_proposed"), reason: "Wrong.".to_owned() };
    steps(&slack(), history!["ana" => back], 12, [Step::Nothing; 2]);
}

#[test]
fn two_who_say_while_apart_that_an_attempt_arrived_have_not_posted_it_twice() {
    let twice = |before: &[(&'static str, Wish)]| {
        let said = history!["ana apart" => was_sent(), "bo apart" => was_sent()];
        let record = World::after(&[&and(slack(), before)[..], said].concat()).record();
        let told = Incident::of(&record).told(Audience::Employees);
        (told.len(), told[0].twice)
    };
    assert_eq!(twice(history!["dee" => begun()]), (1, false));
    let not_there = history!["dee" => begun(), "dee" => failed(None, false)];
    assert_eq!(twice(not_there), (1, true), "each of them has posted it by hand");
}

#[test]
fn an_arrival_tells_the_audience_and_keeps_the_receipt() {
    let receipt = Receipt { name: Some("250 queued as 4F".to_owned()), reached: Some(1), of: Some(1) };
    let posted = Event::UpdatePosted {
        audience: Audience::Employees,
        text: "We look into it.".to_owned(),
        next_due: Some(at(60)),
        occasion: Some(Occasion::Investigating),
        update: Some(the("update_proposed")),
        channel: Some(Channel::Chat),
        delivery: Some(Delivery { destination: id("team"), receipt: Some(receipt.clone()) }),
        base: vec![],
    };
    let record = World::after(&and(slack(), history!["dee" => begun(), "dee" => posted])).record();
    let incident = Incident::of(&record);
    assert!(matches!(incident.outbox()[0].state, OutgoingState::Sent(_, Some(it)) if *it == receipt));
    assert_eq!(incident.told(Audience::Employees).len(), 1);
}

#[test]
fn a_person_may_hand_an_update_over_to_another_sender() {
    let dees = Laptop::of("dee").replica();
    let record = World::after(&and(slack(), history!["dee" => begun(), "dee" => send_by(dees)])).record();
    let outbox = Incident::of(&record).outbox();
    assert_eq!((outbox.len(), outbox[0].sender), (1, dees));
    assert!(outbox[0].attempts.is_empty(), "what the other tried is settled by whoever handed it over");
    assert_eq!(outbox[0].state, OutgoingState::Queued);
    let id = outbox[0].message_id();
    assert!(id.len() == 49 && id.starts_with(&outbox[0].update.fact.id.to_string()), "{id}");
    let before = World::after(&and(slack(), &[])).record();
    assert_eq!(Incident::of(&before).outbox()[0].message_id(), id, "whoever sends it, it is one message");
}

#[test]
fn an_update_goes_only_where_its_audience_hears() {
    let public = destination(
        "Page",
        Transport::Statuspage { page: "abc".to_owned(), components: vec![] },
        Audience::Public,
        false,
    );
    let history = [&proposed(slack())[..], history!["ana" => public]].concat();
    let not_theirs = Refusal::NotTheirs { destination: "Page".to_owned(), audience: "Employees" };
    check(&history, ("dee", approve_to(&["page"])), not_theirs);
    check(&history, ("dee", approve_to(&["nowhere"])), "no destination called");
    check(
        &history,
        ("dee", approve_to(&["team", "team"])),
        [json!({"type": "update_approved", "dispatch": {"sender": HUB, "to": ["team"]}})],
    );
    check(&history, ("dee", send_by(HUB)), Refusal::NotApproved);
}

#[test]
fn a_drill_and_the_real_thing_never_meet() {
    let sink = destination("Sink", slack(), Audience::Employees, true);
    let real = [&proposed(slack())[..], history!["ana" => sink.clone()]].concat();
    check(&real, ("dee", approve_to(&["sink"])), Refusal::OnlyDrills("Sink".to_owned()));
    let Command::Declare {
        title, kind, severity, services, impact_started, detection, private, manager, ..
    } = declared()
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
        private,
        manager,
        drill: true,
    };
    let drill = history![
        "ana" => destination("Team", slack(), Audience::Employees, false),
        "ana" => sink,
        "ana" => drill,
        "dee" => propose(Audience::Employees, Occasion::Investigating, "Exercise.", None),
    ];
    check(drill, ("dee", approve_to(&["team"])), Refusal::DrillStays);
    check(drill, ("dee", approve_to(&["sink"])), ["update_approved"]);
}

#[test]
fn what_left_or_was_tried_cannot_be_undone() {
    let tried = and(slack(), history!["dee" => begun()]);
    let undo = |kind| Command::Undo { entries: vec![the(kind)] };
    check(&tried, ("dee", undo("sending_begun")), "part of the record");
    let asked = and(slack(), history!["dee" => send_by(HUB)]);
    check(&asked, ("dee", undo("sender_named")), "may have left already");
    check(&asked, ("dee", Command::Redact { entry: the("sender_named") }), Refusal::NotRedactable);
}

#[test]
fn a_failure_hidden_is_still_a_failure() {
    let hidden = history![
        "dee" => begun(),
        "dee" => failed(None, true),
        "ana" => Command::Redact { entry: the("sending_failed") },
    ];
    steps(&matrix(), hidden, 12, [Step::Ask(Doubt::Failed); 2]);
}

#[test]
fn whoever_asks_after_the_promised_time_has_seen_that_it_passed() {
    let insisted = history!["dee" => Wish::Wait(70), "bo" => send_by(HUB)];
    steps(&slack(), insisted, 80, [Step::Send, Step::Ask(Doubt::FromBefore)]);
}

#[test]
fn what_may_have_arrived_is_said_before_anything_else() {
    let cut_off = history!["dee" => begun()];
    steps(&slack(), cut_off, 90, [Step::Ask(Doubt::CutOff); 2]);
    let back = Command::SendBackUpdate { update: the("update_proposed"), reason: "Wrong.".to_owned() };
    let sent_back = history!["dee" => begun(), "ana" => back];
    for transport in [slack(), matrix()] {
        steps(&transport, sent_back, 10, [Step::Ask(Doubt::CutOff); 2]);
    }
    let record = World::after(&and(slack(), sent_back)).record();
    assert_ne!(Incident::of(&record).outbox()[0].state, OutgoingState::CalledBack, "it may be there");
    check(&and(slack(), sent_back), ("bo", was_sent()), ["update_posted", "point_recorded"]);
}

#[test]
fn what_was_overtaken_waits_for_a_person() {
    let later = propose(Audience::Employees, Occasion::Resolved, "It is over.", None);
    let history = and(
        matrix(),
        history!["dee" => begun(), "dee" => later, "dee" => approve_to(&["team"]), "bo" => was_sent()],
    );
    let record = World::after(&history).record();
    let outbox = Incident::of(&record).outbox();
    let sender = Sender { key: HUB, now: at(20), fresh: true, trying: false };
    let steps: Vec<Step> = outbox.iter().map(|one| one.step(sender, &matrix())).collect();
    assert_eq!(steps, [Step::Ask(Doubt::Overtaken), Step::Nothing]);
}

#[test]
fn what_became_private_stays_inside() {
    let page = destination("Page", matrix(), Audience::Public, false);
    let history = history![
        "ana" => page,
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(Audience::Public, Occasion::Investigating, "We look into it.", None),
        "ana" => approve_to(&["page"]),
        "ana" => Command::SetPrivate { private: true },
    ];
    let again = Command::SendUpdate { update: the("update_proposed"), destination: id("page"), sender: HUB };
    check(history, ("ana", again), Refusal::StaysInside("Public"));
}

#[test]
fn what_the_other_end_took_cannot_be_undone() {
    let posted = Event::UpdatePosted {
        audience: Audience::Employees,
        text: "We look into it.".to_owned(),
        next_due: None,
        occasion: Some(Occasion::Investigating),
        update: Some(the("update_proposed")),
        channel: Some(Channel::Chat),
        delivery: Some(Delivery { destination: id("team"), receipt: Some(Receipt::default()) }),
        base: vec![],
    };
    let history = and(slack(), history!["dee" => begun(), "dee" => posted]);
    let undo = Command::Undo { entries: vec![the("update_posted")] };
    check(&history, ("dee", undo), "The other end has it");
}

/// An update on its way to two rooms of a chat and to mail.
fn to_three() -> Vec<(&'static str, Wish)> {
    let to = |name, transport| destination(name, transport, Audience::Employees, false);
    history![
        "ana" => to("Room", matrix()),
        "ana" => to("Mail", mail("mail.example.org", "a@example.org", &["b@example.org"])),
    ]
    .iter()
    .cloned()
    .chain(proposed(slack()))
    .chain(history!["dee" => approve_to(&["team", "room", "mail"])].iter().cloned())
    .collect()
}

#[test]
fn what_somebody_posted_by_hand_is_sent_nowhere_by_that_channel_any_more() {
    let posted =
        |to| json!({ "type": "update_posted", "channel": "chat", "delivery": { "destination": to } });
    let world = check(
        &to_three(),
        ("dee", mark_posted(Channel::Chat)),
        [posted("team"), posted("room"), json!({ "type": "point_recorded" })],
    );
    let record = world.record();
    let incident = Incident::of(&record);
    let states: Vec<_> = incident.outbox().iter().map(|one| one.is_open()).collect();
    assert_eq!(states, [false, false, true], "mail still leaves by itself");
    assert_eq!(incident.told(Audience::Employees)[0].channels, [Channel::Chat], "they heard once");
    // One of the two has it already: the other is settled, and then nothing is left to be said twice.
    let half = [&to_three()[..], history!["dee" => was_sent()]].concat();
    check(&half, ("dee", mark_posted(Channel::Chat)), [posted("room")]);
    let whole = [&half[..], history!["dee" => mark_posted(Channel::Chat)]].concat();
    check(&whole, ("bo", mark_posted(Channel::Chat)), Refusal::Already("It was posted (chat)".to_owned()));
}

#[test]
fn when_it_arrived_may_be_said_later_and_not_before_it_was_approved() {
    let late = and(slack(), history!["dee" => Wish::Wait(30), "dee" => was_sent_at(Some(at(12)))]);
    let record = World::after(&late).record();
    assert_eq!(Incident::of(&record).told(Audience::Employees)[0].at, at(12));
    let early = and(slack(), history!["dee" => Wish::Wait(30)]);
    let out_of_order = Refusal::OutOfOrder { earlier: "The approval", later: "The posting" };
    check(&early, ("dee", was_sent_at(Some(at(-30)))), out_of_order);
}

#[test]
fn the_words_of_what_is_still_on_its_way_are_not_hidden() {
    let update = the("update_proposed");
    let hide = || Command::Redact { entry: update };
    let half = [&to_three()[..], history!["dee" => was_sent()]].concat();
    check(&half, ("bo", hide()), "It is on its way still");
    let label = World::after(&half).room().label;
    let erase = || Command::Erase { label: label.clone(), why: Erasure::Law };
    check(&half, ("bo", erase()), "on its way still");
    let by_hand = [&half[..], history!["dee" => mark_posted(Channel::Chat)]].concat();
    check(&by_hand, ("bo", hide()), "It is on its way still");
    let there = [&by_hand[..], history!["dee" => mark_posted(Channel::Email)]].concat();
    World::after(&[&there[..], history!["bo" => hide()]].concat());
    check(&there, ("bo", erase()), ["stream_erased"]);
    // It was sent back, and may be there all the same.
    let back = Command::SendBackUpdate { update, reason: "Wrong.".to_owned() };
    let cut_off = and(slack(), history!["dee" => begun(), "ana" => back]);
    check(&cut_off, ("bo", hide()), "It is on its way still");
}

/// Servers forget ids after a while: Synapse's cache after half an hour.
#[test]
fn what_the_other_end_may_have_forgotten_is_not_sent_once_more_unasked() {
    let cut_off = history!["dee" => begun()];
    steps(&matrix(), cut_off, 26, [Step::Ask(Doubt::CutOff); 2]);
    let perhaps = history!["dee" => begun(), "dee" => failed(Some(at(12)), true)];
    steps(&matrix(), perhaps, 26, [Step::Ask(Doubt::Failed); 2]);
    let since = history![
        "dee" => begun(), "dee" => failed(Some(at(12)), true), "dee" => Wish::Wait(4), "dee" => begun(),
    ];
    steps(&matrix(), since, 26, [Step::Ask(Doubt::CutOff); 2]);
    let page = Transport::Statuspage { page: "kctbh9vrtdwd".to_owned(), components: vec![] };
    steps(&page, cut_off, 55, [Step::Send; 2]);
}

#[test]
fn a_secret_is_shown_to_one_server_and_another_one_has_another_name() {
    let hook = |url: &str| Transport::Webhook { url: url.to_owned() }.shown_to();
    assert_eq!(hook("https://a.example.org/in?x"), hook("https://a.example.org/out"));
    let servers = [
        hook("https://a.example.org/in"),
        hook("https://a.example.org:8443/in"),
        hook("http://a.example.org/in"),
        hook("https://b.example.org/in"),
        mail("a.example.org", "s@example.org", &["t@example.org"]).shown_to(),
        mail("b.example.org", "s@example.org", &["t@example.org"]).shown_to(),
        matrix().shown_to(),
        slack().shown_to(),
        Transport::Slack { channel: Some("C1".to_owned()) }.shown_to(),
        Transport::Teams {}.shown_to(),
    ];
    let once: std::collections::BTreeSet<&String> = servers.iter().collect();
    assert_eq!(once.len(), servers.len(), "{servers:?}");
}
