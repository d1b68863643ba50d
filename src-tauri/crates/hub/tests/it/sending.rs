//! The hub sends what names it as its sender.

use std::sync::{Arc, Mutex};

use hub::Role;
use incident::event::Event;
use incident::value::{Audience, Channel, Delivery, Occasion, Transport};
use serde_json::{Value, json};

use super::House;
use crate::broadcast::{
    KEY, admin_with, approve, approved, at_home, channels, define, entrust, propose, send_again, senders,
    state, team, webhook,
};
use crate::hook::Hook;
use crate::house::{Ground, NOW, until};
use crate::laptop::{Laptop, http, incident};

async fn sent(laptop: &Laptop, n: u8) {
    until("it to arrive", async || (state(laptop, n).await.0 == "sent").then_some(())).await;
}

async fn house() -> House {
    let ground = House::ground();
    hub::found(&ground.place(), Some("Ops"), NOW).unwrap();
    House::serve_as(ground, &at_home(), http()).await
}

#[tokio::test]
async fn what_names_the_hub_leaves_once_and_the_record_says_that_it_arrived() {
    let (house, hook) = (house().await, Hook::answering(&[503]).await);
    let ada = admin_with(&house, webhook(&hook.url)).await;
    let update = approve(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    let got = hook.got();
    assert_eq!(got.len(), 2, "trouble is no receipt");
    assert!(got[0] == got[1] && got[0].0.starts_with(&update.to_string()), "{got:?}");
    assert_eq!(senders(&ada, 1).await, [house.hub; 2]);
    // The hub's own note of how it went follows what it writes in the log.
    until("the note", async || (channels(&ada).await[0]["last"]["arrived"] == true).then_some(())).await;
}

#[test]
fn how_a_channel_did_is_known_after_a_restart() {
    let ground = House::ground();
    hub::found(&ground.place(), Some("Ops"), NOW).unwrap();
    let to = team();
    let store = hub::open(&ground.place()).unwrap();
    assert!(store.drawer().tries().unwrap().is_empty());
    store.drawer().keep_try(&to, "first").unwrap();
    store.drawer().keep_try(&to, "last").unwrap();
    drop(store);
    let tries = hub::open(&ground.place()).unwrap().drawer().tries().unwrap();
    assert_eq!(tries.into_iter().collect::<Vec<_>>(), [(to, "last".to_owned())]);
}

#[tokio::test]
async fn without_a_secret_everybody_sees_why_nothing_leaves_until_a_person_says_so_again() {
    let (house, hook) = (house().await, Hook::answering(&[]).await);
    let ada = house.member("Ada", Role::Admin).await;
    define(&ada, webhook(&hook.url)).await;
    let update = approve(&ada, 1, "We look into it.").await;
    let (_, tried, why) =
        until("it to fail", async || Some(state(&ada, 1).await).filter(|(state, ..)| *state == "failed"))
            .await;
    assert!(tried == 1 && why.contains("no secret for Team (Signing key)"), "{why}");
    assert_eq!(channels(&ada).await[0]["state"], "no_secret");
    assert_eq!(entrust(&ada, &webhook(&hook.url)).await, 204);
    assert_eq!(channels(&ada).await[0]["state"], "ready");
    send_again(&ada, 1, update).await;
    sent(&ada, 1).await;
    assert_eq!(hook.got().len(), 1);
}

#[tokio::test]
async fn a_secret_is_for_the_address_for_which_it_was_entered_and_for_no_other() {
    let (house, hook, thief) = (house().await, Hook::answering(&[]).await, Hook::answering(&[]).await);
    let ada = admin_with(&house, webhook(&hook.url)).await;
    define(&ada, webhook(&thief.url)).await;
    assert_eq!(channels(&ada).await[0]["state"], "elsewhere");
    approve(&ada, 1, "We look into it.").await;
    let (.., why) =
        until("it to fail", async || Some(state(&ada, 1).await).filter(|(state, ..)| *state == "failed"))
            .await;
    assert!(why.contains("leads somewhere else"), "{why}");
    assert_eq!(thief.got(), []);
    assert_eq!(entrust(&ada, &webhook(&hook.url)).await, 409, "whoever enters one says for whom");
    assert_eq!(ada.delete("/v1/channels/team/secret").send().await.unwrap().status(), 204);
    assert_eq!(channels(&ada).await[0]["state"], "no_secret");
}

#[tokio::test]
async fn a_test_is_sent_by_the_hub_and_no_answer_holds_a_secret() {
    let (house, hook) = (house().await, Hook::answering(&[401]).await);
    let ada = admin_with(&house, webhook(&hook.url)).await;
    let rob = house.member("Rob", Role::Responder).await;
    let test = async |laptop: &Laptop| laptop.post("/v1/channels/team/test").send().await.unwrap();
    assert_eq!(test(&rob).await.status(), 403);
    let first: Value = test(&ada).await.json().await.unwrap();
    assert_eq!(first["arrived"], false, "{first}");
    let second: Value = test(&ada).await.json().await.unwrap();
    assert_eq!(second["arrived"], true, "{second}");
    assert!(hook.got()[1].1.contains("This is a test by Ada"), "{:?}", hook.got());
    for (laptop, path) in [(&ada, "/v1/channels"), (&rob, "/v1/channels"), (&rob, "/metrics")] {
        let said = laptop.get(path).send().await.unwrap().text().await.unwrap();
        assert!(!said.contains(&KEY[6..]), "{said}");
    }
}

#[tokio::test]
async fn what_is_not_public_is_spoken_to_only_where_the_operator_says_that_it_is_the_houses_own() {
    let hook = Hook::answering(&[]).await;
    let house = House::found().await;
    let mut ada = admin_with(&house, webhook(&hook.url)).await;
    let update = approve(&ada, 1, "We look into it.").await;
    let failed = async || (state(&ada, 1).await.0 == "failed").then_some(());
    until("it to fail", failed).await;
    assert_eq!(hook.got(), []);
    let house = House::serve_as(house.stop().await, &at_home(), http()).await;
    ada.url.clone_from(&house.url);
    send_again(&ada, 1, update).await;
    sent(&ada, 1).await;
    assert_eq!(hook.got().len(), 1);
}

#[tokio::test]
async fn what_did_not_arrive_after_all_leaves() {
    let (house, hook) = (house().await, Hook::answering(&[]).await);
    let ada = admin_with(&house, webhook(&hook.url)).await;
    let update = propose(&ada, 1, "We look into it.").await;
    let posted = Event::UpdatePosted {
        audience: Audience::Employees,
        text: "We look into it.".to_owned(),
        next_due: None,
        occasion: Some(Occasion::Investigating),
        update: Some(update),
        channel: Some(Channel::Webhook),
        delivery: Some(Delivery { destination: team(), receipt: None }),
        base: vec![],
    };
    let stream = incident(1);
    ada.push(ada.write(stream, false, vec![approved(&ada, update), posted])).await;
    // By the time that this one is there, the other is off the list.
    approve(&ada, 2, "Another.").await;
    sent(&ada, 2).await;
    assert_eq!(state(&ada, 1).await.0, "sent");
    let said = ada.journal.record(stream).unwrap().facts().last().unwrap().id;
    ada.push(ada.write(stream, false, vec![Event::Retracted { entry: said, base: vec![] }])).await;
    until("it to leave", async || (hook.got().len() == 2).then_some(())).await;
    sent(&ada, 1).await;
}

/// A homeserver that takes every message and calls it by its number.
async fn homeserver() -> (String, Arc<Mutex<Vec<Value>>>) {
    let got: Arc<Mutex<Vec<Value>>> = Arc::default();
    let taken = got.clone();
    let take = move |body: axum::Json<Value>| async move {
        let mut taken = taken.lock().unwrap();
        taken.push(body.0);
        axum::Json(json!({ "event_id": format!("$event{}", taken.len()) }))
    };
    let router = axum::Router::new().fallback(axum::routing::put(take));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, got)
}

#[tokio::test]
async fn what_follows_is_hung_below_what_came_first_of_its_incident() {
    let (house, (url, got)) = (house().await, homeserver().await);
    let room = Transport::Matrix { homeserver: url, room: "!status:example.org".to_owned() };
    let ada = admin_with(&house, room).await;
    for (n, text) in
        [(1, "We look into it."), (1, "The cause is known."), (1, "It is over."), (2, "Another.")]
    {
        approve(&ada, n, text).await;
        sent(&ada, n).await;
    }
    let got = got.lock().unwrap().clone();
    let above: Vec<&Value> = got.iter().map(|body| &body["m.relates_to"]["event_id"]).collect();
    assert_eq!(above, [&Value::Null, &json!("$event1"), &json!("$event1"), &Value::Null]);
}

#[tokio::test]
async fn a_secret_that_cannot_be_one_of_its_channel_is_not_taken() {
    let (house, hook) = (house().await, Hook::answering(&[]).await);
    let ada = house.member("Ada", Role::Admin).await;
    define(&ada, webhook(&hook.url)).await;
    for wrong in ["hunter2", "whsec_c2hvcnQ=", "https://hooks.example.org/in"] {
        let body = json!({ "secret": wrong, "shown_to": webhook(&hook.url).shown_to() });
        let answer = ada.put("/v1/channels/team/secret").json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 422);
        let told: Value = answer.json().await.unwrap();
        let message = told["message"].as_str().unwrap();
        assert!(message.contains("whsec_") && !message.contains(wrong), "{told}");
    }
    assert_eq!(channels(&ada).await[0]["state"], "no_secret");
}
