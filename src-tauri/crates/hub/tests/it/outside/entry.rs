//! Entries as the description of the protocol has them: JSON on the wire, a head of fixed width under the hash.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(super) type Hash = [u8; 32];

/// Kinds of streams.
const INCIDENT: u8 = 1;
const BOOK: u8 = 3;

/// A series and a number, as they stand in JSON.
pub(super) type Name = (String, u64);

/// The end of a series that is written on.
pub(super) struct Series {
    pub stream: String,
    pub replica: String,
    pub run: String,
    pub seq: u64,
    pub hash: Hash,
}

impl Series {
    /// One that has no entries.
    pub(super) fn new(workspace: &str, stream: String, replica: String, run: String) -> Self {
        let hash = beginning(workspace, &stream, &replica, &run);
        Self { stream, replica, run, seq: 0, hash }
    }

    /// The next entry, signed.
    pub(super) fn write(&mut self, key: &SigningKey, event: &Value) -> Value {
        use ed25519_dalek::Signer;
        self.seq += 1;
        let body = json!({ "salt": format!("{:016x}", self.seq), "event": event }).to_string();
        let mut entry = json!({
            "v": 1, "flags": 0, "stream": self.stream, "replica": self.replica, "run": self.run, "seq": self.seq,
            "stamp": self.seq, "recorded_at": 1_800_000_000_000_i64, "body": body,
        });
        self.hash = hash(&entry, &self.hash);
        entry["signature"] = hex(&key.sign(&self.hash).to_bytes()).into();
        entry
    }
}

pub(super) fn name(entry: &Value) -> Name {
    let word = |field: &str| entry[field].as_str().unwrap().to_owned();
    (format!("{} {} {}", word("stream"), word("replica"), word("run")), entry["seq"].as_u64().unwrap())
}

/// What stands before the first entry of a series.
pub(super) fn beginning(workspace: &str, stream: &str, replica: &str, run: &str) -> Hash {
    let parts = [unhex(workspace), in_bytes(stream), unhex(replica), unhex(run)];
    Sha256::digest([b"allclear/series/1".to_vec(), parts.concat()].concat()).into()
}

pub(super) fn hash(entry: &Value, previous: &Hash) -> Hash {
    let number = |field: &str| entry[field].as_i64().unwrap();
    let word = |field: &str| entry[field].as_str().unwrap();
    let mut head = Vec::new();
    for field in ["v", "flags"] {
        head.extend((number(field) as u16).to_be_bytes());
    }
    head.extend(in_bytes(word("stream")));
    head.extend(unhex(word("replica")));
    head.extend(unhex(word("run")));
    for field in ["seq", "stamp", "recorded_at"] {
        head.extend(number(field).to_be_bytes());
    }
    let body = Sha256::digest(word("body"));
    let head = Sha256::digest(head);
    Sha256::digest([&b"allclear/entry/1"[..], previous, &head, &body].concat()).into()
}

/// Whether the author has signed this; nothing where there is no signature.
pub(super) fn is_signed(entry: &Value, hash: &Hash) -> Option<bool> {
    let signature: [u8; 64] = unhex(entry["signature"].as_str()?).try_into().unwrap();
    let key: Hash = unhex(entry["replica"].as_str().unwrap()).try_into().unwrap();
    let key = VerifyingKey::from_bytes(&key).unwrap();
    Some(key.verify_strict(hash, &Signature::from_bytes(&signature)).is_ok())
}

/// A stream is a byte of kind and 16 bytes.
fn in_bytes(stream: &str) -> Vec<u8> {
    let (kind, id) = stream.split_once('/').unwrap();
    match kind {
        "incident" => [vec![INCIDENT], unhex(id)].concat(),
        "book" => {
            let mut bytes = vec![BOOK];
            bytes.extend(id.as_bytes());
            bytes.resize(17, 0);
            bytes
        }
        other => panic!("{other} was written by nobody here"),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
