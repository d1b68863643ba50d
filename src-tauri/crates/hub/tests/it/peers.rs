//! The hub beside real servers of others: one of mail, and one of S3.
//!
//! `cargo xtask test` installs them and runs these tests with their place; by hand:
//! `ALLCLEAR_PEERS=… cargo nextest run -p hub --run-ignored only peers::`.

#[path = "../../../outreach/tests/it/peers/peer.rs"]
mod peer;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use incident::value::Transport;
use serde_json::{Value, json};

use crate::broadcast::state;
use crate::house::{House, until};
use crate::kill_sending::{begin, rounds, start};
use crate::laptop::Laptop;
use crate::program::Served;
use crate::public::{
    admin, bring, define, hearing_of_bounces, id, listed, rename, showing, subscribers, tell,
};
use peer::Peer;

/// Where the scripts of the peers lie.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../outreach/tests/peers");

async fn sent(laptop: &Laptop, n: u8) {
    until("it to arrive", async || (state(laptop, n).await.0 == "sent").then_some(())).await;
}

/// What the mail server took next, as (to, mail).
fn mail(peer: &Peer) -> (String, String) {
    read(&peer.next())
}

fn read(told: &Value) -> (String, String) {
    (told["to"][0].as_str().unwrap().to_owned(), told["mail"].as_str().unwrap().replace("=\r\n", ""))
}

/// So many asked to hear by mail: more than are noted together.
const ASKED: usize = 150;
/// So many are told before it is noted who was.
const NOTED: usize = 100;

/// The ids of the mails that each got of an update.
#[derive(Default)]
struct Heard(HashMap<(usize, String), Vec<String>>);

impl Heard {
    /// Says of which update it is.
    fn note(&mut self, told: &Value) -> usize {
        let (to, mail) = read(told);
        let [id, round] = ["Message-ID: ", "Update "].map(|before| line_after(&mail, before));
        let round = round.trim_end_matches('.').parse().unwrap();
        self.0.entry((round, to)).or_default().push(id);
        round
    }
}

// What waits for a peer holds its thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a mail server, which the test command installs"]
async fn however_often_the_hub_is_killed_while_it_mails_all_who_asked_each_hears_and_twice_only_under_one_id()
{
    let says = json!({ "tls": "none", "certificate": "", "key": "", "password": null });
    let (peer, folder) = (Peer::start("mail.py", &[&says.to_string()]), tempfile::tempdir().unwrap());
    let (mut served, mut ada) = begin(folder.path()).await;
    define(&ada, subscribers(peer.port())).await;
    let addresses: Vec<String> = (0..ASKED).map(|n| format!("ann{n}@example.net")).collect();
    bring(&ada, &addresses).await;
    let mut heard = Heard::default();
    let (mut killed, mut kills) = (0, Vec::new());
    while killed < rounds() {
        let round = kills.len();
        // An incident has a number of one byte here; in a soak it has several updates.
        let n = u8::try_from(1 + round % 250).unwrap();
        tell(&ada, n, &format!("Update {round}.")).await;
        // Early or late, and in every third round once more while it goes on.
        let mut some = 1 + round * 37 % ASKED;
        while some > 0 {
            // What went twice of the one before may come only now.
            some -= usize::from(heard.note(&peer.next()) == round);
        }
        let mut times = 1;
        (served, ada.url) = killed_and_back(served, folder.path());
        if round % 3 == 0 {
            until("it to go on", async || {
                let told = peer.rest();
                let goes_on = !told.is_empty() || state(&ada, n).await.0 == "sent";
                for told in &told {
                    heard.note(told);
                }
                goes_on.then_some(())
            })
            .await;
            times = 2;
            (served, ada.url) = killed_and_back(served, folder.path());
        }
        sent(&ada, n).await;
        killed += times;
        kills.push(times);
        while heard.0.len() < ASKED * kills.len() {
            heard.note(&peer.next());
        }
    }
    assert_eq!(heard.0.len(), ASKED * kills.len(), "none is lost, and nobody else is told");
    for (round, times) in kills.into_iter().enumerate() {
        let of_it = heard.0.iter().filter(|((of, _), _)| *of == round);
        let all: usize = of_it.map(|(_, ids)| ids.len()).sum();
        // Besides those who were not noted yet, a mail may be under way by each connection.
        assert!(all <= ASKED + times * (NOTED + 4), "{all} mails to {ASKED}: who was noted was told again");
    }
    let mut ids = HashSet::new();
    for ((round, to), mails) in heard.0 {
        assert!(
            mails.iter().all(|id| *id == mails[0]),
            "{to} of {round}: twice only under one id: {mails:?}"
        );
        assert!(ids.insert(mails[0].clone()), "{to} of {round}: each mail has an id of its own");
    }
}

/// Kills the hub, and gives the one that comes instead, and where it is.
fn killed_and_back(served: Served, data: &Path) -> (Served, String) {
    drop(served);
    let served = start(data);
    let url = served.url.clone();
    (served, url)
}

/// What stands behind this in the first line that begins with it.
fn line_after(mail: &str, before: &str) -> String {
    mail.lines()
        .find_map(|line| line.strip_prefix(before))
        .unwrap_or_else(|| panic!("{before} in {mail}"))
        .to_owned()
}

/// The first address in a mail that holds this.
fn link(mail: &str, holds: &str) -> String {
    let mail = mail.replace("=3D", "=");
    let found = mail.split(|c: char| c.is_whitespace() || "<>".contains(c)).find(|word| word.contains(holds));
    found.unwrap_or_else(|| panic!("no {holds} in {mail}")).to_owned()
}

// What waits for a peer holds its thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a mail server, which the test command installs"]
async fn a_mailbox_confirms_hears_and_leaves_and_one_that_is_not_there_is_written_to_once() {
    let says = json!({ "tls": "none", "certificate": "", "key": "", "password": null });
    let peer = Peer::start("mail.py", &[&says.to_string()]);
    let house: House = showing().await;
    let ada = admin(&house).await;
    define(&ada, subscribers(peer.port())).await;
    let ask = house.http.post(format!("{}/status/subscribe", house.url)).body("email=ann%40example.net");
    assert_eq!(ask.send().await.unwrap().status(), 200);
    let (to, asked) = mail(&peer);
    assert_eq!(to, "ann@example.net");
    let confirm = link(&asked, "/status/confirm/");
    house.http.get(&confirm).send().await.unwrap();
    assert_eq!(listed(&ada).await["counts"]["email"], 0, "whatever looks at mails confirms nothing");
    house.http.post(&confirm).send().await.unwrap();
    assert_eq!(listed(&ada).await["counts"]["email"], 1);
    bring(&ada, &["refused@example.net".to_owned()]).await;

    tell(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    let (to, told) = mail(&peer);
    assert_eq!(to, "ann@example.net");
    assert!(
        told.contains("We look into it.")
            && told.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    );
    let counts = listed(&ada).await["counts"].clone();
    assert_eq!(
        (&counts["email"], &counts["bounced"]),
        (&json!(1), &json!(1)),
        "nobody is there, says its server"
    );
    tell(&ada, 2, "Another one.").await;
    sent(&ada, 2).await;
    assert!(mail(&peer).1.contains("Another one."));

    let leave = house.http.post(link(&told, "/status/leave/")).body("List-Unsubscribe=One-Click");
    assert_eq!(leave.send().await.unwrap().status(), 200);
    tell(&ada, 3, "A third one.").await;
    sent(&ada, 3).await;
    assert_eq!(peer.rest(), Vec::<Value>::new());
    for entry in ada.pull_all().await {
        assert!(!format!("{entry:?}").contains("example.net"), "the log names nobody who hears");
    }
}

// What waits for a peer holds its thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs mail servers, which the test command installs"]
async fn a_mailbox_that_turns_out_not_to_be_there_is_written_to_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let peer = Peer::start("relay.py", &[folder.path().to_str().unwrap()]);
    let port = peer.port();
    let maildir = folder.path().join("bounces");
    let house: House = hearing_of_bounces(&maildir).await;
    let ada = admin(&house).await;
    define(&ada, subscribers(port)).await;
    bring(&ada, &["ann@example.net".to_owned(), "refused@example.net".to_owned()]).await;
    tell(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    let arrived = peer.next();
    assert_eq!(arrived["to"], json!(["ann@example.net"]));
    assert!(arrived["sender"].as_str().unwrap().starts_with("bounces+"), "{arrived}");
    let counts = async || listed(&ada).await["counts"].clone();
    until("the mail to come back", async || (counts().await["bounced"] == 1).then_some(())).await;
    assert_eq!(counts().await["email"], 1, "who is there goes on hearing");
    let all = listed(&ada).await["subscribers"].clone();
    let bounced =
        |at: usize| (all[at]["address"].as_str().unwrap().to_owned(), all[at]["bounced_at"].is_i64());
    assert_eq!(bounced(0), ("ann@example.net".to_owned(), false));
    assert_eq!(bounced(1), ("refused@example.net".to_owned(), true));
    tell(&ada, 2, "Another one.").await;
    sent(&ada, 2).await;
    assert_eq!(mail(&peer).0, "ann@example.net");
    assert_eq!(peer.rest(), Vec::<Value>::new());
    let left = || std::fs::read_dir(maildir.join("new")).unwrap().count();
    until("what was read to be gone", async || (left() == 0).then_some(())).await;
}

// What waits for a peer holds its thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a mail server, which the test command installs"]
async fn of_ten_thousand_who_asked_each_hears_once_and_those_whose_address_bounces_are_listed() {
    const ASKED: usize = 10_000;
    const BOUNCE: usize = 200;
    let says = json!({ "tls": "none", "certificate": "", "key": "", "password": null });
    let peer = Peer::start("mail.py", &[&says.to_string()]);
    let house: House = showing().await;
    let ada = admin(&house).await;
    define(&ada, subscribers(peer.port())).await;
    let name = |nth: usize| if nth % (ASKED / BOUNCE) == 7 { "refused" } else { "hears" };
    let all: Vec<String> = (0..ASKED).map(|nth| format!("{}+{nth}@example.net", name(nth))).collect();
    for some in all.chunks(1_000) {
        assert_eq!(bring(&ada, some).await["added"], 1_000);
    }
    tell(&ada, 1, "We look into it.").await;
    let mut told: Vec<String> = (0..ASKED - BOUNCE).map(|_| mail(&peer).0).collect();
    sent(&ada, 1).await;
    told.sort();
    told.dedup();
    assert_eq!(told.len(), ASKED - BOUNCE, "nobody hears it twice");
    let counts = listed(&ada).await["counts"].clone();
    assert_eq!((&counts["email"], &counts["bounced"]), (&json!(ASKED - BOUNCE), &json!(BOUNCE)));
    assert_eq!(peer.rest(), Vec::<Value>::new());
}

// What waits for a peer holds its thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a server of S3, which the test command installs"]
async fn a_bucket_gets_the_page_with_each_update_and_each_change_and_is_whole_when_it_was_away() {
    let peer = Peer::start("storage.py", &[]);
    let told = peer.next();
    let port = told["port"].as_u64().unwrap();
    let bucket = Transport::Bucket {
        endpoint: format!("http://127.0.0.1:{port}"),
        region: "us-east-1".to_owned(),
        bucket: "status".to_owned(),
        folder: Some("page".to_owned()),
        key: told["key"].as_str().unwrap().to_owned(),
    };
    let house: House = showing().await;
    let ada = admin(&house).await;
    define(&ada, bucket.clone()).await;
    let held = || {
        peer.say("list");
        peer.next()
    };
    assert_eq!(held(), json!({}), "nothing goes there before it has its secret");
    let entrust = json!({ "secret": told["secret"], "shown_to": bucket.shown_to() });
    let path = format!("/v1/channels/{}/secret", id());
    assert_eq!(ada.put(&path).json(&entrust).send().await.unwrap().status(), 204);
    let front = |held: &Value| held["page/index.html"][2].as_str().unwrap_or_default().to_owned();
    until("the page to be there", async || front(&held()).contains("Example status").then_some(())).await;

    tell(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    let there = held();
    assert!(front(&there).contains("We look into it."), "the receipt says what is so");
    for path in ["page/api/v2/summary.json", "page/history.atom", "page/SHA256SUMS.sig"] {
        assert!(!there[path].is_null(), "{path}");
    }
    rename(&ada, "Another name").await;
    until("the change to be there", async || front(&held()).contains("Another name status").then_some(()))
        .await;
}
