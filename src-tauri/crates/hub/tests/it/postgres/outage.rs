//! A database that goes away, and comes back.

use std::time::Instant;

use hub::Role;
use sync::Verdict;

use super::House;
use crate::ear::Ear;
use crate::house::{PATIENCE, code, config, serve};
use crate::laptop::{START, incident};

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
