//! A database that goes away, and comes back.

use std::pin::pin;
use std::time::Instant;

use futures_util::future::select;
use hub::{Config, Limits, Role, found};
use incident::event::Event;
use reqwest::Client;
use sync::Verdict;

use super::House;
use crate::ear::Ear;
use crate::house::{Ground, NOW, PATIENCE, code, config, serve};
use crate::laptop::{Laptop, START, incident, note};
use crate::sums::{heard, listed};

#[tokio::test]
async fn while_the_database_is_away_the_hub_says_so_and_goes_on_by_itself_afterwards() {
    let mut house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let kept = ana.note(incident(1), "acknowledged");
    assert_eq!(ana.push(kept.clone()).await.verdicts, [Verdict::Taken]);
    house.ground.cluster.crash();
    let next = ana.note(incident(1), "meanwhile");
    for _ in 0..3 {
        assert_eq!(code(ana.offer(next.clone()).await).await, (503, "away".to_owned()));
    }
    for path in ["/healthz", "/v1/entries", "/v1/heads", "/v1/live", "/v1/me", "/metrics"] {
        let answer = ana.get(path).send().await.unwrap();
        assert_eq!(code(answer).await, (503, "away".to_owned()), "{path}");
    }
    house.ground.cluster.come_back();
    assert_eq!(ana.push(next.clone()).await.verdicts, [Verdict::Taken]);
    let there = ana.pull_all().await;
    assert!(there.ends_with(&[kept, next].concat()), "{there:?}");
    assert_eq!(ana.get("/healthz").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn what_waits_for_the_database_takes_its_room_in_memory() {
    let limits = Limits { body_memory_mib: 4, ..Limits::default() };
    let ground = House::ground();
    found(&ground.place(), Some("Ops"), NOW).unwrap();
    let house = House::serve_as(ground, &Config { limits, ..config() }, Client::new()).await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let long =
        |by: &Laptop| by.write(incident(1), false, (0..50).map(|_| note(&"x".repeat(60_000))).collect());
    let (hers, his) = (long(&ana), long(&ben));
    let (client, connection) =
        tokio_postgres::connect(&house.ground.cluster.address_of("postgres"), tokio_postgres::NoTls)
            .await
            .unwrap();
    let _served = tokio::spawn(connection);
    client.batch_execute("BEGIN; SELECT FROM workspaces FOR UPDATE").await.unwrap();
    let (hers, his) = (pin!(ana.offer(hers)), pin!(ben.offer(his)));
    let (refused, waits) = select(hers, his).await.factor_first();
    assert_eq!(code(refused).await, (503, "full".to_owned()));
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(waits.await.status(), 200);
}

/// Takes back what lies after a position, as a standby that had not heard of it yet does when it takes over.
async fn fall_back(house: &House, position: u64) {
    let undone = format!(
        "BEGIN;
         SET LOCAL session_replication_role = replica;
         DELETE FROM entries WHERE position > {position};
         DELETE FROM series WHERE id NOT IN (SELECT series FROM entries);
         UPDATE workspaces SET position = {position},
             mark = (SELECT mark FROM entries WHERE position = {position});
         COMMIT"
    );
    house.ground.cluster.says(&undone).await;
}

#[tokio::test]
async fn what_a_hub_remembers_of_a_log_that_was_put_back_is_forgotten() {
    let house = House::found().await;
    let (mut ana, eve) =
        (house.member("Ana", Role::Responder).await, house.member("Eve", Role::Responder).await);
    let declared = vec![Event::Declared { drill: false }];
    let kept = ana.push(ana.write(incident(1), false, declared.clone())).await.cursor;
    let lost = ana.push(ana.write(incident(2), false, declared)).await.cursor;
    assert!(eve.pull_all().await.iter().any(|entry| entry.head.stream == incident(1)));
    let mut ear = Ear::of(&eve, &lost.to_string()).await;
    fall_back(&house, kept.position).await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    ana.url = second;
    let closed =
        vec![Event::PrivacySet { private: true, base: vec![] }, Event::AccessGranted { person: ana.person }];
    assert!(ana.push(ana.write(incident(1), true, closed)).await.cursor.position <= lost.position);
    let shown = eve.pull_all().await;
    assert!(shown.iter().all(|entry| entry.head.stream != incident(1)), "{shown:?}");
    while ear.next().await.is_some() {}
    let answer = eve.get(&format!("/v1/live?after={lost}")).send().await.unwrap();
    assert_eq!(code(answer).await, (410, "gone".to_owned()));
}

#[tokio::test]
async fn a_checksum_after_the_log_was_put_back_is_of_what_is_there_now() {
    let house = House::found().await;
    let (ana, eve) = (house.member("Ana", Role::Responder).await, house.member("Eve", Role::Responder).await);
    let kept = ana.push(ana.note(incident(1), "kept")).await.cursor;
    ana.push([ana.note(incident(2), "lost"), ana.note(incident(3), "lost too")].concat()).await;
    assert_eq!(heard(&eve).await, listed(&eve).await);
    fall_back(&house, kept.position).await;
    assert_eq!(heard(&eve).await, listed(&eve).await, "behind where it was");

    ana.push([ana.note(incident(4), "lost"), ana.note(incident(5), "lost too")].concat()).await;
    assert_eq!(heard(&eve).await, listed(&eve).await);
    fall_back(&house, kept.position).await;
    for n in 6..10 {
        ana.push(ana.note(incident(n), "beyond where the sums ended, before anybody asks for them")).await;
    }
    assert_eq!(heard(&eve).await, listed(&eve).await, "beyond where it was");
    fall_back(&house, kept.position).await;
    for n in 10..14 {
        ana.push(ana.note(incident(n), "as many as were lost")).await;
    }
    assert_eq!(heard(&eve).await, listed(&eve).await, "where it was");
}

#[tokio::test]
async fn connections_that_are_cut_are_made_anew_also_those_that_listen() {
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let ana = house.member("Ana", Role::Responder).await;
    let mut ben = house.member("Ben", Role::Responder).await;
    ben.url = second;
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    house
        .ground
        .cluster
        .says("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'allclear-hub%'")
        .await;
    let begun = Instant::now();
    let entries = ana.note(incident(1), "after the cut");
    // A connection that was cut may be noticed only by who uses it.
    while ana.offer(entries.clone()).await.status() == 503 {
        assert!(begun.elapsed() < PATIENCE);
    }
    while !ear.page().await.entries.ends_with(&entries) {}
    assert!(begun.elapsed() < PATIENCE, "it took {:?}", begun.elapsed());
}
