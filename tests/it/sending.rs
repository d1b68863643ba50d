//! A laptop sends what was approved by itself: to a real server, which fails, recovers, or was restarted between.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use allclear::desk::Desk;
use allclear::views::{By, Draft, Form, FormView, OnItsWay, OutgoingView, PartView, Unsent};
use incident::id::{EntryRef, IncidentId, Millis};
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};

use crate::entered::{keep_secret, shown_to};
use crate::hook::{KEY, Serving};
use crate::place::{declaration, declare, declare_as, execute, folder, journal, open, settled, timeline};
use crate::until::until;

pub(crate) fn edit(desk: &Desk, edit: Value) {
    desk.edit(serde_json::from_value(edit).unwrap()).unwrap();
}

/// A desk with a channel to this server.
fn desk_with(folder: &Path, url: &str, drill: bool) -> Arc<Desk> {
    let desk = Arc::new(open(folder));
    add(&desk, "Team", url, drill);
    desk.set_own_network("127.0.0.1".to_owned()).unwrap();
    desk
}

fn add(desk: &Desk, name: &str, url: &str, drill: bool) {
    edit(
        desk,
        json!({ "type": "define_destination", "destination": null, "name": name,
            "transport": { "type": "webhook", "url": url }, "audiences": ["employees"], "drill": drill,
            "laptops": true }),
    );
    keep_secret(desk, &name.to_lowercase(), Some(KEY)).unwrap();
}

/// Approves an update for employees to leave by whoever would send it.
pub(crate) fn approve(desk: &Desk, incident: IncidentId, text: &str) -> EntryRef {
    approve_for(desk, incident, Audience::Employees, text, None)
}

/// The same for any audience, with the next update that it promises.
pub(crate) fn approve_for(
    desk: &Desk,
    incident: IncidentId,
    audience: Audience,
    text: &str,
    next_due: Option<Millis>,
) -> EntryRef {
    let wish = json!({ "type": "propose_update", "audience": audience, "occasion": "investigating", "text": text,
        "next_due": next_due, "replaces": null });
    approve_as(desk, incident, audience, wish)
}

/// The same as somebody proposed it.
pub(crate) fn approve_as(desk: &Desk, incident: IncidentId, audience: Audience, wish: Value) -> EntryRef {
    let update = execute(desk, incident, wish);
    let all = desk.comms(incident).unwrap().ways_out;
    let ways = all.into_iter().find(|way| way.audience == audience).unwrap().ways;
    let mut sends = ways.into_iter().map(|way| {
        let to: Vec<_> = way.to.into_iter().map(|to| to.id).collect();
        json!({ "sender": way.sender, "to": to })
    });
    let (dispatch, also) = (sends.next(), sends.collect::<Vec<_>>());
    let wish = json!({ "type": "approve_update", "update": update, "dispatch": dispatch, "also": also });
    execute(desk, incident, wish);
    update
}

/// Has one of those who could send it send it.
pub(crate) fn send_by(desk: &Desk, incident: IncidentId, update: EntryRef, by: By) {
    let one = outgoing(desk, incident).into_iter().find(|one| one.update == update).unwrap();
    let able = one.senders.iter().find(|one| one.by == by).unwrap().sender;
    let wish =
        json!({ "type": "send_update", "update": update, "destination": one.destination, "sender": able });
    execute(desk, incident, wish);
}

pub(crate) fn outgoing(desk: &Desk, incident: IncidentId) -> Vec<OutgoingView> {
    desk.comms(incident).unwrap().sending
}

pub(crate) fn states(desk: &Desk, incident: IncidentId) -> Vec<OnItsWay> {
    outgoing(desk, incident).iter().map(|one| one.state).collect()
}

#[test]
fn what_was_approved_leaves_once_in_order_and_its_audience_is_told() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    for text in ["We look into it.", "The cause is known."] {
        approve(&desk, incident, text);
    }
    until("both arrive", || (states(&desk, incident) == [OnItsWay::Sent; 2]).then_some(()));
    assert_eq!(serving.texts(), ["We look into it.", "The cause is known."]);
    let comms = desk.comms(incident).unwrap();
    let employees = comms.audiences.iter().find(|one| !one.told.is_empty()).expect("somebody heard");
    assert_eq!(employees.told.len(), 2);
    assert!(timeline(&desk, incident).iter().any(|line| line == "Update for Employees (Team)"));
    assert_eq!(desk.outbox().unwrap().outgoing.len(), 2);
    assert!(desk.channels().unwrap().destinations[0].last.as_ref().is_some_and(|last| last.arrived));
}

#[test]
fn what_somebody_else_has_not_sent_stays_in_the_outbox_however_old_it_is() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let old = {
        let desk = desk_with(folder.path(), &serving.url, false);
        let old = declare(&desk, "Payments fail");
        let wish = json!({ "type": "propose_update", "audience": "employees", "occasion": "investigating",
            "text": "We look into it.", "next_due": null, "replaces": null });
        let update = execute(&desk, old, wish);
        let dispatch = json!({ "sender": "0".repeat(64), "to": ["team"] });
        execute(&desk, old, json!({ "type": "approve_update", "update": update, "dispatch": dispatch }));
        // As many as the screen looks at otherwise, and one more.
        for nth in 0..51 {
            declare(&desk, &format!("Incident {nth}"));
        }
        old
    };
    let desk = open(folder.path());
    let shown = || desk.outbox().unwrap().outgoing.iter().any(|one| one.incident == old);
    assert!(shown());
    let one = outgoing(&desk, old).remove(0);
    let said = json!({ "type": "was_sent", "update": one.update, "destination": one.destination });
    execute(&desk, old, said);
    assert!(!shown(), "it is there, and long ago");
}

#[test]
fn a_server_with_trouble_is_tried_again_with_the_same_id_and_the_next_update_waits_its_turn() {
    let (folder, serving) = (folder(), Serving::answering(&[503, 503]));
    let desk = desk_with(folder.path(), &serving.url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    approve(&desk, incident, "First.");
    approve(&desk, incident, "Second.");
    until("both arrive", || (states(&desk, incident) == [OnItsWay::Sent; 2]).then_some(()));
    assert_eq!(serving.texts(), ["First.", "First.", "First.", "Second."]);
    let ids: Vec<String> = serving.got().into_iter().map(|(id, _)| id).collect();
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3], "{ids:?}");
    assert_eq!(outgoing(&desk, incident)[0].attempts, 3);
}

#[test]
fn one_dead_channel_does_not_hold_up_another() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), "http://127.0.0.1:9/in", false);
    add(&desk, "Others", &serving.url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    approve(&desk, incident, "We look into it.");
    until("one arrives", || (serving.texts().len() == 1).then_some(()));
    let dead = until("the other is tried again", || {
        outgoing(&desk, incident).into_iter().find(|one| one.state == OnItsWay::Retrying)
    });
    assert!(dead.name == "Team" && dead.retry_at.is_some(), "{dead:?}");
    assert!(dead.words.is_some_and(|words| words.contains("cannot be reached")));
}

#[test]
fn what_is_refused_for_good_waits_for_a_person_who_sends_it_again_or_says_that_it_arrived() {
    let (folder, serving) = (folder(), Serving::answering(&[401, 401]));
    let desk = desk_with(folder.path(), &serving.url, false);
    allclear::sending::start(&desk).unwrap();
    let incident = declare(&desk, "Payments fail");
    let first = approve(&desk, incident, "We look into it.");
    let not_sent = || (states(&desk, incident)[0] == OnItsWay::NotSent).then_some(());
    until("it is refused", not_sent);
    assert!(timeline(&desk, incident).iter().any(|line| line.starts_with("Did not arrive")));
    let again = || send_by(&desk, incident, first, By::Laptop);
    again();
    until("it is refused again", || (serving.got().len() == 2).then_some(()));
    until("that is written down", not_sent);
    again();
    until("it arrives", || (states(&desk, incident)[0] == OnItsWay::Sent).then_some(()));
    assert_eq!(serving.got().len(), 3);
}

#[test]
fn what_was_approved_and_never_tried_is_not_sent_by_the_next_start_until_somebody_says_so() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let incident = {
        // Nobody sends here: the laptop is closed at once.
        let desk = desk_with(folder.path(), &serving.url, false);
        let incident = declare(&desk, "Payments fail");
        approve(&desk, incident, "From before.");
        assert_eq!(states(&desk, incident), [OnItsWay::Queued]);
        incident
    };
    let desk = Arc::new(open(folder.path()));
    allclear::sending::start(&desk).unwrap();
    assert_eq!(states(&desk, incident), [OnItsWay::NotSent]);
    let asks = outgoing(&desk, incident).remove(0);
    assert!(asks.words.is_some_and(|words| words.contains("before its sender was last started")));
    // Everybody reads it in the record, also where this laptop is not.
    let held = || timeline(&desk, incident).iter().any(|line| line.starts_with("Held back from Team"));
    until("it is written down", || held().then_some(()));
    assert_eq!(states(&desk, incident), [OnItsWay::NotSent]);
    send_by(&desk, incident, asks.update, By::Laptop);
    until("it arrives", || (states(&desk, incident) == [OnItsWay::Sent]).then_some(()));
    assert_eq!(serving.texts(), ["From before."]);
}

#[test]
fn what_did_not_arrive_after_all_leaves() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let incident = declare(&desk, "Payments fail");
    let update = approve(&desk, incident, "We look into it.");
    let there = json!({ "type": "was_sent", "update": update, "destination": "team" });
    let said = execute(&desk, incident, there);
    allclear::sending::start(&desk).unwrap();
    // By the time that this one is there, the other is off the list.
    let other = declare(&desk, "Logins fail");
    approve(&desk, other, "Another.");
    until("the other arrives", || (states(&desk, other) == [OnItsWay::Sent]).then_some(()));
    execute(&desk, incident, json!({ "type": "undo", "entries": [said] }));
    until("it arrives", || (states(&desk, incident) == [OnItsWay::Sent]).then_some(()));
    assert_eq!(serving.texts(), ["Another.", "We look into it."]);
}

#[test]
fn a_drill_goes_to_its_own_place_and_says_so() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, true);
    add(&desk, "Real", "http://127.0.0.1:9/in", false);
    allclear::sending::start(&desk).unwrap();
    let mut wish = declaration("Exercise");
    wish["drill"] = json!(true);
    let incident = declare_as(&desk, wish);
    approve(&desk, incident, "We look into it.");
    until("it arrives", || (states(&desk, incident) == [OnItsWay::Sent]).then_some(()));
    assert!(serving.texts()[0].starts_with("DRILL"), "{:?}", serving.texts());
}

/// What was seen, what is copied and what arrived are the same to the last byte.
#[test]
fn what_is_seen_is_what_leaves_for_every_audience() {
    for drill in [false, true] {
        let (folder, serving) = (folder(), Serving::answering(&[]));
        let desk = desk_with(folder.path(), &serving.url, drill);
        edit(
            &desk,
            json!({ "type": "define_destination", "destination": "team", "name": "Team",
                "transport": { "type": "webhook", "url": serving.url }, "audiences": Audience::ALL,
                "drill": drill, "laptops": true }),
        );
        allclear::sending::start(&desk).unwrap();
        let mut wish = declaration("Payments fail");
        wish["drill"] = json!(drill);
        let incident = declare_as(&desk, wish);
        execute(
            &desk,
            incident,
            json!({ "type": "assign", "role": "incident-manager", "service": null,
            "person": crate::place::start(&desk).me }),
        );
        let texts = [
            "We **look** into it.",
            "We look into it. Next update in 20 minutes.",
            "Over. This is the last update.",
        ];
        for (audience, text) in Audience::ALL.iter().flat_map(|to| texts.map(|text| (*to, text))) {
            let occasion = Occasion::Investigating;
            let draft = Draft { occasion, text: text.to_owned(), next_in: Some(60) };
            let seen = settled(&desk, incident, audience, draft);
            let unsent = Unsent {
                audience,
                occasion,
                text: text.to_owned(),
                next_due: seen.next_due,
                components: Vec::new(),
            };
            let look = |form| desk.preview(incident, unsent.clone(), form, None).unwrap().form;
            let words = |parts: &[PartView]| parts.iter().map(|part| part.text.as_str()).collect::<String>();
            let (FormView::Email { subject, page, plain }, FormView::Short { short, .. }) =
                (look(Form::Email), look(Form::Short))
            else {
                panic!("other forms were asked for")
            };
            let (plain, short) = (words(&plain), words(&short));
            let update = approve_for(&desk, incident, audience, &seen.text, seen.next_due);
            let one = || outgoing(&desk, incident).into_iter().find(|one| one.update == update);
            until("it arrives", || one().filter(|one| one.state == OnItsWay::Sent).map(|_| ()));
            let comms = desk.comms(incident).unwrap();
            let by_hand = &comms.updates.iter().find(|one| one.update == update).unwrap().by_hand;
            let (_, mut got) = serving.got().pop().unwrap();
            let got = got["data"].take();
            assert_eq!((&got["subject"], &by_hand.subject), (&json!(subject), &subject), "{audience:?}");
            assert_eq!((&got["text"], &by_hand.plain), (&json!(plain), &plain), "{audience:?}");
            assert_eq!(got["markdown"], by_hand.markdown.as_str(), "{audience:?}");
            assert_eq!(by_hand.short, short, "{audience:?}");
            let html = got["html"].as_str().unwrap();
            assert!(page.contains(html), "{audience:?}: {html}");
            for form in [&plain, &short, &by_hand.markdown, &page] {
                assert_eq!(
                    form.matches("Next update").count(),
                    usize::from(!text.contains("Over")),
                    "{form}"
                );
                assert_eq!(form.contains("DRILL"), drill, "{form}");
            }
        }
    }
}

#[test]
fn a_secret_lies_with_the_keys_and_not_in_the_log() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    drop(desk);
    for file in fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let needle = KEY.as_bytes();
            assert!(!bytes.windows(needle.len()).any(|it| it == needle), "{}", path.display());
        }
    }
    let desk = open(folder.path());
    assert_eq!(desk.channels().unwrap().destinations[0].missing, None, "it is still here after a restart");
}

/// What the one thing that is on its way says of itself.
fn said(desk: &Desk, incident: IncidentId) -> (OnItsWay, String) {
    let one = outgoing(desk, incident).remove(0);
    (one.state, one.words.unwrap_or_default())
}

#[test]
fn a_secret_is_for_the_address_that_was_seen_when_it_was_entered() {
    let (folder, serving, thief) = (folder(), Serving::answering(&[]), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let seen = shown_to(&desk, "team");
    // A member's word about the book comes while somebody types.
    edit(
        &desk,
        json!({ "type": "define_destination", "destination": "team", "name": "Team",
            "transport": { "type": "webhook", "url": thief.url }, "audiences": ["employees"], "drill": false,
            "laptops": true }),
    );
    let refused = desk.set_channel_secret("team".parse().unwrap(), Some(KEY.to_owned()), seen).unwrap_err();
    assert_eq!(refused.code, "elsewhere");
    assert!(refused.message.starts_with("Team leads somewhere else"), "{refused}");
    assert!(!desk.channels().unwrap().destinations[0].kept);
    keep_secret(&desk, "team", Some(KEY)).unwrap();
    assert!(desk.channels().unwrap().destinations[0].kept, "whoever looked may");
}

#[test]
fn what_cannot_begin_to_be_sent_says_so_with_the_way_out() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let incident = declare(&desk, "Payments fail");
    approve(&desk, incident, "We look into it.");
    assert_eq!(said(&desk, incident), (OnItsWay::Queued, String::new()));

    let secret = |secret: Option<&str>| keep_secret(&desk, "team", secret).unwrap();
    secret(None);
    let (state, words) = said(&desk, incident);
    assert_eq!(state, OnItsWay::NotSent);
    assert!(words.starts_with("Signing key of Team is missing on this laptop."), "{words}");
    let comms = desk.comms(incident).unwrap();
    assert!(comms.ways_out[0].ways.is_empty() && comms.ways_out[0].by_hand[0].why == words, "{comms:?}");
    secret(Some(KEY));
    assert_eq!(said(&desk, incident).0, OnItsWay::Queued);

    let retire = |retired| {
        edit(&desk, json!({ "type": "retire_destination", "destination": "team", "retired": retired }));
    };
    retire(true);
    let (state, words) = said(&desk, incident);
    assert_eq!(state, OnItsWay::NotSent);
    assert!(words.starts_with("Nothing is sent to Team any more. Post it by hand"), "{words}");
    retire(false);

    edit(
        &desk,
        json!({ "type": "define_destination", "destination": "team", "name": "Team",
            "transport": { "type": "webhook", "url": serving.url }, "audiences": ["employees"],
            "drill": false, "laptops": false }),
    );
    let (state, words) = said(&desk, incident);
    assert_eq!(state, OnItsWay::NotSent);
    assert!(words.starts_with("Team is not for laptops to send to. Post it by hand"), "{words}");
    assert!(serving.got().is_empty(), "nothing was tried");
}

#[test]
fn when_a_channel_last_worked_is_known_after_it_failed() {
    let (folder, serving) = (folder(), Serving::answering(&[204, 401]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let last = || desk.channels().unwrap().destinations[0].last.clone().unwrap();
    desk.test_channel("team".parse().unwrap()).unwrap();
    let good = last();
    assert!(good.arrived && good.success == Some(good.at), "{good:?}");
    desk.test_channel("team".parse().unwrap()).unwrap();
    assert!(!last().arrived && last().success == Some(good.at), "{:?}", last());
}

#[test]
fn what_cannot_be_used_is_said_when_it_is_entered() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let secret = |words: &str| keep_secret(&desk, "team", Some(words));
    for words in ["hunter2", "whsec_c2hvcnQ=", "https://hooks.example.org/in"] {
        let no = secret(words).expect_err("no key");
        assert!(no.message.contains("whsec_") && !no.message.contains(words), "{no}");
    }
    assert!(desk.channels().unwrap().destinations[0].kept, "the one before is there");

    let mail = |server: &str, to: &str| {
        json!({ "type": "email", "server": server, "port": 587, "security": "start_tls",
            "from": "status@example.org", "to": [to] })
    };
    let page = json!({ "type": "webhook", "url": "https://example.org:99999/" });
    let to = |to: &str| mail("mail.example.org", to);
    let at = |server: &str| mail(server, "all@example.org");
    let wrong = [to("a@b@example.org"), to("\"x\"@example.org"), to("a:b@example.org"), page];
    for transport in wrong.into_iter().chain([at("mail.example.org:25"), at("[::1")]) {
        let edit = json!({ "type": "define_destination", "destination": null, "name": "Other",
            "transport": transport, "audiences": ["employees"], "drill": false, "laptops": true });
        let no = desk.edit(serde_json::from_value(edit).unwrap()).expect_err("nobody could be reached");
        assert!(no.message.ends_with('.'), "{no}");
    }
    assert_eq!(desk.channels().unwrap().destinations.len(), 1);
}

/// Changes what was written into a file, and nothing of its size.
fn rewrite(file: &Path, words: &str, other: &str) {
    let mut bytes = fs::read(file).unwrap();
    let places: Vec<_> =
        bytes.windows(words.len()).enumerate().filter(|(_, part)| *part == words.as_bytes()).collect();
    let places: Vec<usize> = places.into_iter().map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "{words} stands in no file");
    for at in places {
        bytes[at..at + words.len()].copy_from_slice(other.as_bytes());
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn the_outbox_says_of_what_it_cannot_read_that_it_cannot_and_shows_the_rest() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let (spoilt, whole) = {
        let desk = desk_with(folder.path(), &serving.url, false);
        let [spoilt, whole] = ["Payments fail", "Mails are late"].map(|title| declare(&desk, title));
        approve(&desk, spoilt, "We look into pqxy.");
        approve(&desk, whole, "We look into it.");
        assert_eq!(desk.outbox().unwrap().unread, []);
        (spoilt, whole)
    };
    rewrite(&journal(folder.path()), "pqxy", "pqxz");
    let desk = open(folder.path());
    let shown = desk.outbox().unwrap();
    assert_eq!(shown.outgoing.iter().map(|one| one.incident).collect::<Vec<_>>(), [whole]);
    let [unread] = &shown.unread[..] else { panic!("{:?}", shown.unread) };
    assert_eq!((unread.incident, unread.title.as_deref()), (spoilt, Some("Payments fail")));
    assert!(
        unread.words.contains("is damaged") && unread.words.contains("Restart Allclear"),
        "{}",
        unread.words
    );
}

#[test]
fn what_is_overtaken_is_so_by_the_order_of_updates_not_by_when_each_was_asked_for() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let incident = declare(&desk, "Payments fail");
    let (first, second) = (approve(&desk, incident, "First."), approve(&desk, incident, "Second."));
    let overtaken =
        |update| outgoing(&desk, incident).into_iter().find(|one| one.update == update).unwrap().overtaken;
    let arrived = json!({ "type": "was_sent", "update": second, "destination": "team" });
    execute(&desk, incident, arrived);
    assert_eq!((overtaken(first), overtaken(second)), (true, false));
    // Whoever asks once more for the first asks after the second was asked for, and it is as old as it was.
    send_by(&desk, incident, first, By::Laptop);
    let at = |update| outgoing(&desk, incident).into_iter().find(|one| one.update == update).unwrap().at;
    assert!(at(first) >= at(second));
    assert_eq!((overtaken(first), overtaken(second)), (true, false));
}
