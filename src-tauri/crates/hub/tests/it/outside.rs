//! A second opinion from outside: clients that were written from the description of the protocol alone, with nothing of
//! the crates that laptops and hubs run, believe only what they were told over HTTP.

mod checks;
mod client;
mod entry;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use crate::program::{Served, code_of, run};
use client::{Acknowledged, Client};

/// How many clients write and read.
const CLIENTS: u8 = 20;

/// The addresses at which hubs serve now; they change whenever one was killed.
pub(crate) type Addresses = Arc<Mutex<Vec<String>>>;

/// How long it goes on: a slice, or far longer in a soak.
fn duration() -> Duration {
    Duration::from_secs(if std::env::var_os("ALLCLEAR_SOAK").is_some() { 900 } else { 20 })
}

/// Clients write and read at hubs that `trouble` kills and brings back, about once a second. Afterwards everything that
/// was acknowledged is there, once, in one order, whichever hub is asked.
pub(crate) async fn hold(hubs: Addresses, code: &str, mut trouble: impl FnMut(usize)) {
    let end = Instant::now() + duration();
    let mut clients = Vec::new();
    for n in 1..=CLIENTS {
        let client = Client::join(&hubs, n, code).await;
        clients.push(tokio::spawn(client.write_and_read_until(end)));
    }
    let mut pace = interval(Duration::from_secs(1));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace.tick().await;
    let mut count = 0;
    while Instant::now() < end {
        pace.tick().await;
        count += 1;
        trouble(count);
    }
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    let mut readers = Vec::new();
    for client in clients {
        let mut client = client.await.unwrap();
        acknowledged.append(&mut client.acknowledged);
        readers.push(client);
    }
    assert!(acknowledged.len() > 10 * usize::from(CLIENTS), "only {} were acknowledged", acknowledged.len());
    let everywhere: Vec<String> = hubs.lock().unwrap().clone();
    let workspace = readers[0].workspace.clone();
    let first = readers[0].read_all(&everywhere[0]).await;
    checks::hold(&workspace, &first, &acknowledged);
    for (n, reader) in readers.iter().enumerate() {
        let again = reader.read_all(&everywhere[n % everywhere.len()]).await;
        assert!(again == first, "client {n} reads something else");
        assert!(reader.heard_is_part_of(&first), "client {n} was told something that is not so any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_again_and_again_keeps_its_word_to_twenty_clients() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    let code = code_of(&run(folder.path(), &["invite", "--role", "responder", "--uses", "50"]));
    let mut served = Some(Served::start(folder.path()));
    let hubs = Addresses::default();
    let serves_at = |served: &Option<Served>| vec![served.as_ref().unwrap().url.clone()];
    *hubs.lock().unwrap() = serves_at(&served);
    hold(hubs.clone(), &code, |_| {
        // The first goes before the next comes: one file has one hub.
        drop(served.take());
        served = Some(Served::start(folder.path()));
        *hubs.lock().unwrap() = serves_at(&served);
    })
    .await;
}

/// How many hubs share the database.
#[cfg(target_os = "linux")]
const REPLICAS: usize = 3;

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn three_hubs_and_a_database_that_are_killed_in_turn_keep_their_word_to_twenty_clients() {
    let (folder, mut cluster) = (tempfile::tempdir().unwrap(), crate::cluster::Cluster::that_flushes());
    let (data, address) = (folder.path(), cluster.address());
    let database = ["--database", address.as_str()];
    run(data, &[&database[..], &["init"]].concat());
    let invite = ["invite", "--role", "responder", "--uses", "50"];
    let code = code_of(&run(data, &[&database[..], &invite].concat()));
    let mut served: Vec<Served> = (0..REPLICAS).map(|_| Served::start_with(data, &database)).collect();
    let hubs = Addresses::default();
    *hubs.lock().unwrap() = served.iter().map(|hub| hub.url.clone()).collect();
    hold(hubs.clone(), &code, |count| {
        if count % 4 == 0 {
            cluster.kill();
            cluster.come_back();
        } else {
            let victim = count % REPLICAS;
            // The one that comes instead is at another address; until then the others serve.
            drop(served.remove(victim));
            served.insert(victim, Served::start_with(data, &database));
            hubs.lock().unwrap()[victim].clone_from(&served[victim].url);
        }
    })
    .await;
}
