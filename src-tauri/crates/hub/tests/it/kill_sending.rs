//! The real program, killed in the midst of sending: nothing approved is lost, and what arrives twice says that it is the
//! same.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use incident::value::Transport;

use crate::broadcast::{approve, define, entrust, send_again, state, webhook};
use crate::hook::Hook;
use crate::house::until;
use crate::laptop::Laptop;
use crate::post::Post;
use crate::program::{Served, code_of, program, run};
use crate::public;

/// So many asked to hear: more than are noted together.
const ASKED: usize = 400;

/// How often it is killed.
pub(crate) fn rounds() -> usize {
    if std::env::var_os("ALLCLEAR_SOAK").is_some() { 500 } else { 20 }
}

/// Whoever the hub sends to.
enum Peer {
    Hook(Hook),
    Post(Post),
}

impl Peer {
    fn transport(&self) -> Transport {
        match self {
            Self::Hook(hook) => webhook(&hook.url),
            Self::Post(post) => post.transport(),
        }
    }

    fn is_silent(&self, silent: bool) {
        match self {
            Self::Hook(hook) => hook.is_silent(silent),
            Self::Post(post) => post.is_silent(silent),
        }
    }

    fn got(&self) -> Vec<(String, String)> {
        match self {
            Self::Hook(hook) => hook.got(),
            Self::Post(post) => post.got(),
        }
    }
}

/// A hub to which this computer is the house's own network.
pub(crate) fn start(data: &Path) -> Served {
    let mut command = program(data, &["serve", "--listen", "127.0.0.1:0"]);
    command.env("ALLCLEAR_HUB_OWN", "127.0.0.1").stderr(std::process::Stdio::null());
    Served::by(command)
}

/// A hub of its own with an admin.
pub(crate) async fn begin(data: &Path) -> (Served, Laptop) {
    run(data, &["init"]);
    let served = start(data);
    let about: hub::About =
        reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
    let code = code_of(&run(data, &["invite", "--role", "admin"]));
    let mut ada = Laptop::at(&about, &served.url, "Ada");
    let answer = ada.post("/v1/join").json(&ada.asks(&code)).send().await.unwrap();
    ada.is_in(&answer.json().await.unwrap());
    (served, ada)
}

#[tokio::test]
async fn a_hub_killed_while_it_tells_everybody_who_asked_goes_on_and_says_again_only_under_the_same_id() {
    let (folder, hook) = (tempfile::tempdir().unwrap(), Hook::answering(&[]).await);
    let data = folder.path();
    let (mut served, mut ada) = begin(data).await;
    public::define(&ada, public::subscribers(9)).await;
    let addresses: Vec<String> = (0..ASKED).map(|n| format!("{}?{n}", hook.url)).collect();
    public::bring(&ada, &addresses).await;
    public::tell(&ada, 1, "We look into it.").await;
    for told in [ASKED / 4, ASKED / 2, ASKED * 3 / 4] {
        until("some to be told", async || (hook.all().len() > told).then_some(())).await;
        drop(served);
        served = start(data);
        ada.url.clone_from(&served.url);
    }
    until("all to be told", async || (state(&ada, 1).await.0 == "sent").then_some(())).await;
    let mut heard: HashMap<String, Vec<String>> = HashMap::new();
    for (to, body) in hook.all() {
        heard.entry(to).or_default().push(body["data"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(heard.len(), ASKED, "none is lost");
    let ids: HashSet<&String> = heard.values().flatten().collect();
    assert_eq!(ids.len(), 1, "twice only under one id: {ids:?}");
    let again = heard.values().filter(|ids| ids.len() > 1).count();
    assert!(again < ASKED, "who was noted is not told again");
}

#[tokio::test]
async fn however_often_the_hub_is_killed_while_it_sends_all_arrives_and_twice_only_under_one_id() {
    is_killed(Peer::Hook(Hook::answering(&[]).await)).await;
}

#[tokio::test]
async fn a_mail_that_was_cut_off_waits_for_a_person_and_is_the_same_mail_when_it_comes_again() {
    is_killed(Peer::Post(Post::open().await)).await;
}

async fn is_killed(peer: Peer) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let (mut served, mut ada) = begin(data).await;
    define(&ada, peer.transport()).await;
    let by_itself = matches!(peer, Peer::Hook(_));
    if by_itself {
        assert_eq!(entrust(&ada, &peer.transport()).await, 204);
    }
    for round in 1..=rounds() {
        // An incident has a number of one byte here; in a soak it has several updates.
        let n = u8::try_from(round % 250).unwrap();
        // By turns it dies while it waits for the answer, and right when that has come.
        let cut_off = round % 2 == 0;
        peer.is_silent(cut_off);
        let before = peer.got().len();
        let update = approve(&ada, n, &format!("Update {round}.")).await;
        until("it to be sent", async || (peer.got().len() > before).then_some(())).await;
        drop(served);
        peer.is_silent(false);
        served = start(data);
        ada.url.clone_from(&served.url);
        let mut asked = false;
        until("it to arrive", async || match state(&ada, n).await.0 {
            "sent" => Some(()),
            // What nobody there would know again waits for a person, and so does what was approved before this start.
            "failed" => {
                asked = true;
                send_again(&ada, n, update).await;
                None
            }
            _ => None,
        })
        .await;
        if cut_off {
            assert!(peer.got().len() >= before + 2, "what had no answer was sent again");
            assert_eq!(asked, !by_itself, "by itself only where the other end knows it again");
        }
    }
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    for (id, text) in peer.got() {
        ids.entry(text).or_default().insert(id);
    }
    assert_eq!(ids.len(), rounds(), "none is lost");
    assert!(ids.values().all(|ids| ids.len() == 1), "twice only under one id: {ids:?}");
    let all: HashSet<&String> = ids.values().flatten().collect();
    assert_eq!(all.len(), ids.len(), "each has an id of its own");
}
