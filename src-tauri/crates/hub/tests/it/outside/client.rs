//! A client that writes notes, repeats each until somebody acknowledges it, and reads at whichever hub answers.

use std::time::{Duration, Instant};

use ed25519_dalek::{Signer, SigningKey};
use reqwest::{Client as Http, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::Addresses;
use super::entry::{Hash, Name, Series, hex, name};

/// How long an answer may take: somebody may have been killed while giving it.
const ANSWER: Duration = Duration::from_secs(10);
/// How long until hubs that were killed are back, on a busy machine.
const BACK: Duration = Duration::from_secs(120);

/// What a hub has acknowledged.
pub(super) struct Acknowledged {
    pub name: Name,
    pub hash: Hash,
}

pub(super) struct Client {
    pub workspace: String,
    pub acknowledged: Vec<Acknowledged>,
    /// What it was told, in order.
    heard: Vec<Value>,
    cursor: String,
    hubs: Addresses,
    key: SigningKey,
    token: String,
    series: Series,
    http: Http,
    turn: usize,
}

impl Client {
    pub(super) async fn join(hubs: &Addresses, n: u8, code: &str) -> Self {
        let http = Http::builder().timeout(ANSWER).build().unwrap();
        let url = hubs.lock().unwrap()[0].clone();
        let about: Value = http.get(format!("{url}/v1/hub")).send().await.unwrap().json().await.unwrap();
        let workspace = about["workspace"].as_str().unwrap().to_owned();
        let key = SigningKey::from_bytes(&[n; 32]);
        let replica = hex(&key.verifying_key().to_bytes());
        let bytes: Vec<u8> =
            (0..64).step_by(2).map(|at| u8::from_str_radix(&workspace[at..at + 2], 16).unwrap()).collect();
        let digest = Sha256::digest([b"allclear/join/1".to_vec(), bytes, code.into()].concat());
        let proof = hex(&key.sign(&digest).to_bytes());
        let join = json!({ "code": code, "replica": replica, "name": format!("Client {n}"), "device": "d", "proof": proof });
        let answer = http.post(format!("{url}/v1/join")).json(&join).send().await.unwrap();
        let welcome: Value = answer.json().await.unwrap();
        let token = welcome["token"].as_str().unwrap_or_else(|| panic!("{welcome}")).to_owned();
        let series = Series::new(&workspace, format!("incident/{n:032x}"), replica, format!("{n:016x}"));
        let (hubs, cursor) = (hubs.clone(), "0.0000000000000000".to_owned());
        let turn = usize::from(n);
        Self { workspace, acknowledged: vec![], heard: vec![], cursor, hubs, key, token, series, http, turn }
    }

    pub(super) async fn write_and_read_until(mut self, end: Instant) -> Self {
        let mut event = json!({ "type": "declared", "drill": false });
        while Instant::now() < end {
            let entry = self.series.write(&self.key, &event);
            self.push(entry).await;
            event = json!({ "type": "noted", "note": "note", "text": format!("note {}", self.series.seq) });
            self.read().await;
        }
        self
    }

    /// Another hub each time.
    fn next_hub(&mut self) -> String {
        let hubs = self.hubs.lock().unwrap();
        self.turn += 1;
        hubs[self.turn % hubs.len()].clone()
    }

    /// Offers an entry again and again, at one hub after the other, until one says that it has it.
    async fn push(&mut self, entry: Value) {
        let begun = Instant::now();
        loop {
            let url = format!("{}/v1/entries", self.next_hub());
            let push = json!({ "workspace": self.workspace, "entries": [entry] });
            if let Some(pushed) = ask(self.http.post(url).bearer_auth(&self.token).json(&push)).await {
                match pushed["verdicts"][0]["verdict"].as_str() {
                    Some("taken" | "known") => {
                        self.acknowledged.push(Acknowledged { name: name(&entry), hash: self.series.hash });
                        return;
                    }
                    _ => panic!("{pushed} of {entry}"),
                }
            }
            assert!(begun.elapsed() < BACK, "no hub takes {entry}");
        }
    }

    /// Reads on by one page, wherever it was read before.
    async fn read(&mut self) {
        let url = format!("{}/v1/entries?after={}", self.next_hub(), self.cursor);
        let Some(page) = ask(self.http.get(url).bearer_auth(&self.token)).await else { return };
        self.heard.extend(page["entries"].as_array().unwrap().iter().cloned());
        self.cursor = page["cursor"].as_str().unwrap().to_owned();
    }

    /// Everything that a hub shows from the beginning, and the cursor after it.
    pub(super) async fn read_all(&self, url: &str) -> (Vec<Value>, String) {
        let (mut entries, mut cursor) = (Vec::new(), "0.0000000000000000".to_owned());
        let begun = Instant::now();
        loop {
            let address = format!("{url}/v1/entries?after={cursor}");
            let Some(mut page) = ask(self.http.get(address).bearer_auth(&self.token)).await else {
                assert!(begun.elapsed() < BACK, "{url} does not answer");
                continue;
            };
            entries.append(page["entries"].as_array_mut().unwrap());
            cursor = page["cursor"].as_str().unwrap().to_owned();
            if page["more"] != true {
                return (entries, cursor);
            }
        }
    }

    /// What was told in the midst of all trouble came in the order that is read afterwards, and none of it twice.
    pub(super) fn heard_is_part_of(&self, all: &(Vec<Value>, String)) -> bool {
        all.0.starts_with(&self.heard)
    }
}

/// An answer; none where nobody is there, or somebody says that they cannot just now.
async fn ask(request: RequestBuilder) -> Option<Value> {
    let answer = timeout(ANSWER, request.send()).await.ok()?.ok()?;
    let status = answer.status();
    let said = answer.text().await.ok()?;
    if [429, 503].contains(&status.as_u16()) {
        return None;
    }
    assert_eq!(status, 200, "{said}");
    serde_json::from_str(&said).ok()
}
