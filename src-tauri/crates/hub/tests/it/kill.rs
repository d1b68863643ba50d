//! The real program, killed while laptops push: whatever was acknowledged is there afterwards, whole.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use incident::entry::{Entry, Series};
use sync::{Pushed, Verdict};
use tokio::sync::Notify;

use crate::laptop::{Laptop, incident};
use crate::program::{Served, code_of, run};

/// How many push at the same time.
const HANDS: u8 = 4;

const ROUNDS: usize = 5;

/// Pushes one note after the other until nobody answers, and gives those that were acknowledged.
async fn push_until_cut_off(
    laptop: &Laptop,
    hand: u8,
    count: &AtomicUsize,
    enough: usize,
    reached: &Notify,
) -> Vec<Entry> {
    let mut acknowledged = Vec::new();
    loop {
        let entries = laptop.note(incident(hand), "a note");
        let push = sync::Push::of(laptop.journal.workspace(), entries.clone());
        let Ok(answer) = laptop.post("/v1/entries").json(&push).send().await else { return acknowledged };
        // An answer that was cut off acknowledges nothing.
        let Ok(pushed) = answer.json::<Pushed>().await else { return acknowledged };
        assert!(pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken), "{pushed:?}");
        acknowledged.extend(entries);
        if count.fetch_add(1, SeqCst) + 1 == enough {
            reached.notify_one();
        }
    }
}

fn names(entries: &[Entry]) -> HashSet<(Series, u64)> {
    entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect()
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_however_often_the_hub_is_killed_while_laptops_push() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init"]);
    let mut all: Vec<Entry> = Vec::new();
    for round in 0..ROUNDS {
        let served = Served::start(data);
        let about: hub::About =
            reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
        let code = code_of(&run(data, &["invite", "--role", "responder", "--uses", "9"]));
        let (count, reached) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        // Not always at the same point of what it does.
        let enough = 5 + round * 17 % 40;
        let mut hands = Vec::new();
        for hand in 0..HANDS {
            let mut laptop = Laptop::at(&about, &served.url, "A hand");
            let answer = laptop.post("/v1/join").json(&laptop.asks(&code)).send().await.unwrap();
            laptop.is_in(&answer.json().await.unwrap());
            let (count, reached) = (Arc::clone(&count), Arc::clone(&reached));
            hands.push(tokio::spawn(async move {
                push_until_cut_off(&laptop, hand, &count, enough, &reached).await
            }));
        }
        reached.notified().await;
        drop(served);
        for hand in hands {
            all.extend(hand.await.unwrap());
        }
        assert!(all.len() >= enough);

        let served = Served::start(data);
        let mut reader = Laptop::at(&about, &served.url, "Reader");
        let answer = reader.post("/v1/join").json(&reader.asks(&code)).send().await.unwrap();
        reader.is_in(&answer.json().await.unwrap());
        let there = names(&reader.pull_all().await);
        let lost: Vec<_> = names(&all).difference(&there).copied().collect();
        assert_eq!(lost, [], "round {round} lost what it had acknowledged");
        assert!(run(data, &["verify"]).contains("as it was written"));
    }
}
