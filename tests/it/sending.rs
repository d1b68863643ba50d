//! A laptop sends what was approved by itself: to a real server, which fails, recovers, or was restarted between.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use allclear::views::{OnItsWay, OutgoingView, PartView};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use incident::id::{EntryRef, IncidentId, Millis};
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};

use crate::place::{MINUTE, declaration, declare, declare_as, execute, folder, open, timeline};
use crate::until::until;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a server got, and what it answers next.
#[derive(Clone, Default)]
struct Hook {
    got: Arc<Mutex<Vec<(String, Value)>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

struct Serving {
    hook: Hook,
    url: String,
    _runtime: tokio::runtime::Runtime,
}

impl Serving {
    /// Answers with these first, then always well.
    fn answering(answers: &[u16]) -> Self {
        let hook = Hook::default();
        hook.answers.lock().unwrap().extend(answers);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/in", axum::routing::post(take)).with_state(hook.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { hook, url, _runtime: runtime }
    }

    fn got(&self) -> Vec<(String, Value)> {
        self.hook.got.lock().unwrap().clone()
    }

    fn texts(&self) -> Vec<String> {
        self.got().iter().map(|(_, body)| body["data"]["text"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(State(hook): State<Hook>, headers: HeaderMap, body: axum::Json<Value>) -> StatusCode {
    let id = headers["webhook-id"].to_str().unwrap().to_owned();
    hook.got.lock().unwrap().push((id, body.0));
    let answer = hook.answers.lock().unwrap().pop_front().unwrap_or(204);
    StatusCode::from_u16(answer).unwrap()
}

fn edit(desk: &Desk, edit: Value) {
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
    desk.set_channel_secret(name.to_lowercase().parse().unwrap(), Some(KEY.to_owned())).unwrap();
}

fn approve(desk: &Desk, incident: IncidentId, text: &str) -> EntryRef {
    let update = execute(
        desk,
        incident,
        json!({ "type": "propose_update", "audience": "employees", "occasion": "investigating", "text": text,
            "next_due": null, "replaces": null }),
    );
    let ways = desk.comms(incident).unwrap().ways_out;
    let to: Vec<_> = ways[0].to.iter().map(|to| to.id.clone()).collect();
    let dispatch = json!({ "sender": ways[0].sender, "to": to });
    execute(desk, incident, json!({ "type": "approve_update", "update": update, "dispatch": dispatch }));
    update
}

fn outgoing(desk: &Desk, incident: IncidentId) -> Vec<OutgoingView> {
    desk.comms(incident).unwrap().sending
}

fn states(desk: &Desk, incident: IncidentId) -> Vec<OnItsWay> {
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
    let sender = desk.comms(incident).unwrap().ways_out[0].sender;
    let again = json!({ "type": "send_update", "update": first, "destination": "team", "sender": sender });
    execute(&desk, incident, again.clone());
    until("it is refused again", || (serving.got().len() == 2).then_some(()));
    until("that is written down", not_sent);
    execute(&desk, incident, again);
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
    assert!(asks.words.is_some_and(|words| words.contains("before Allclear was last started")));
    let sender = desk.comms(incident).unwrap().ways_out[0].sender;
    execute(
        &desk,
        incident,
        json!({ "type": "send_update", "update": asks.update, "destination": "team", "sender": sender }),
    );
    until("it arrives", || (states(&desk, incident) == [OnItsWay::Sent]).then_some(()));
    assert_eq!(serving.texts(), ["From before."]);
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
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        let next = Millis(since_1970 / MINUTE * MINUTE).plus_minutes(60);
        let texts = [
            "We **look** into it.",
            "We look into it. Next update in 20 minutes.",
            "Over. This is the last update.",
        ];
        for (audience, text) in Audience::ALL.iter().flat_map(|to| texts.map(|text| (*to, text))) {
            let seen = desk
                .preview(incident, audience, Occasion::Investigating, text.to_owned(), Some(next), None)
                .unwrap();
            let words = |parts: &[PartView]| parts.iter().map(|part| part.text.as_str()).collect::<String>();
            let (plain, short) = (words(&seen.forms.plain), words(&seen.forms.short));
            let update = execute(
                &desk,
                incident,
                json!({ "type": "propose_update", "audience": audience, "occasion": "investigating",
                    "text": seen.text, "next_due": seen.next_due, "replaces": null }),
            );
            let sender = desk.outbox().unwrap().sender;
            let dispatch = json!({ "sender": sender, "to": ["team"] });
            execute(
                &desk,
                incident,
                json!({ "type": "approve_update", "update": update, "dispatch": dispatch }),
            );
            let one = || outgoing(&desk, incident).into_iter().find(|one| one.update == update);
            until("it arrives", || one().filter(|one| one.state == OnItsWay::Sent).map(|_| ()));
            let comms = desk.comms(incident).unwrap();
            let by_hand = &comms.updates.iter().find(|one| one.update == update).unwrap().by_hand;
            let (_, mut got) = serving.got().pop().unwrap();
            let got = got["data"].take();
            assert_eq!(got["subject"], seen.forms.subject.as_str(), "{audience:?}");
            assert_eq!((&got["text"], &by_hand.plain), (&json!(plain), &plain), "{audience:?}");
            assert_eq!(got["markdown"], by_hand.markdown.as_str(), "{audience:?}");
            assert_eq!(by_hand.short, short, "{audience:?}");
            let html = got["html"].as_str().unwrap();
            assert!(seen.forms.page.contains(html), "{audience:?}: {html}");
            for form in [&plain, &short, &by_hand.markdown, &seen.forms.page] {
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
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
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
fn what_cannot_begin_to_be_sent_says_so_with_the_way_out() {
    let (folder, serving) = (folder(), Serving::answering(&[]));
    let desk = desk_with(folder.path(), &serving.url, false);
    let incident = declare(&desk, "Payments fail");
    approve(&desk, incident, "We look into it.");
    assert_eq!(said(&desk, incident), (OnItsWay::Queued, String::new()));

    let secret = |secret: Option<&str>| {
        desk.set_channel_secret("team".parse().unwrap(), secret.map(str::to_owned)).unwrap();
    };
    secret(None);
    let (state, words) = said(&desk, incident);
    assert_eq!(state, OnItsWay::NotSent);
    assert!(words.starts_with("Signing key of Team is missing on this laptop."), "{words}");
    let comms = desk.comms(incident).unwrap();
    assert!(comms.ways_out[0].to.is_empty() && comms.ways_out[0].by_hand[0].why == words, "{comms:?}");
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
