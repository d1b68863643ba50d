//! The real program, killed in the midst of sending: nothing approved is lost, and what arrives twice says that it is the
//! same.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::broadcast::{approve, define, entrust, send_again, state, webhook};
use crate::hook::Hook;
use crate::house::until;
use crate::laptop::Laptop;
use crate::program::{Served, code_of, program, run};

const ROUNDS: u8 = 20;

/// A hub to which this computer is the house's own network.
fn start(data: &Path) -> Served {
    let mut command = program(data, &["serve", "--listen", "127.0.0.1:0"]);
    command.env("ALLCLEAR_HUB_OWN", "127.0.0.1").stderr(std::process::Stdio::null());
    Served::by(command)
}

#[tokio::test]
async fn however_often_the_hub_is_killed_while_it_sends_all_arrives_and_twice_only_under_one_id() {
    let (folder, hook) = (tempfile::tempdir().unwrap(), Hook::answering(&[]).await);
    let data = folder.path();
    run(data, &["init"]);
    let mut served = start(data);
    let about: hub::About =
        reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
    let code = code_of(&run(data, &["invite", "--role", "admin"]));
    let mut ada = Laptop::at(&about, &served.url, "Ada");
    let answer = ada.post("/v1/join").json(&ada.asks(&code)).send().await.unwrap();
    ada.is_in(&answer.json().await.unwrap());
    define(&ada, webhook(&hook.url)).await;
    assert_eq!(entrust(&ada, &webhook(&hook.url)).await, 204);
    for round in 1..=ROUNDS {
        // By turns it dies while it waits for the answer, and right when that has come.
        let cut_off = round % 2 == 0;
        hook.is_silent(cut_off);
        let before = hook.got().len();
        let update = approve(&ada, round, &format!("Update {round}")).await;
        until("it to be sent", async || (hook.got().len() > before).then_some(())).await;
        drop(served);
        hook.is_silent(false);
        served = start(data);
        ada.url.clone_from(&served.url);
        if state(&ada, round).await.0 == "queued" {
            send_again(&ada, round, update).await;
        }
        until("it to arrive", async || (state(&ada, round).await.0 == "sent").then_some(())).await;
        if cut_off {
            assert!(hook.got().len() >= before + 2, "what had no answer was sent again by itself");
        }
    }
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    for (id, text) in hook.got() {
        ids.entry(text).or_default().insert(id);
    }
    assert_eq!(ids.len(), usize::from(ROUNDS), "none is lost");
    assert!(ids.values().all(|ids| ids.len() == 1), "twice only under one id: {ids:?}");
    let all: HashSet<&String> = ids.values().flatten().collect();
    assert_eq!(all.len(), ids.len(), "each has an id of its own");
}
