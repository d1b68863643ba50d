//! An entry: one signed, hash-chained fact as it lies in the log and travels on the wire.
//!
//! The head is encoded canonically in fixed width and its layout is closed for ever; the body's bytes are
//! kept exactly as received. Nothing here reads a body: see [`crate::body`].

use std::borrow::Cow;
use std::cell::RefCell;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::id::{EntryRef, Millis, ReplicaKey, Run, WorkspaceId, hex, unhex};
use crate::stream::Stream;

/// The format of the bodies that this version writes.
pub const BODY_FORMAT: u16 = 1;
/// Bit of [`Head::flags`]: the author saw the stream as private.
pub const PRIVATE: u16 = 1;
/// The largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// Stamps stay below 2^53, so that every reader can hold them as a number.
pub const MAX_STAMP: u64 = 1 << 53;

/// One author's uninterrupted run of entries in one stream; `seq` counts within it from 1 without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Series {
    /// Where.
    pub stream: Stream,
    /// Whose laptop.
    pub replica: ReplicaKey,
    /// Which start of the process.
    pub run: Run,
}

/// The place of an entry in its stream's order. No clock takes part.
pub type Place = (u64, ReplicaKey, Run, u64);

/// The SHA-256 of an entry, chained to the one before it in its series.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryHash(pub [u8; 32]);

impl EntryHash {
    /// The reference that others use: the first 16 bytes.
    #[must_use]
    pub fn reference(&self) -> EntryRef {
        let mut first = [0; 16];
        first.copy_from_slice(&self.0[..16]);
        EntryRef(first)
    }
}

impl Serialize for EntryHash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for EntryHash {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        unhex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("a hash is 64 hex digits"))
    }
}

impl std::fmt::Debug for EntryHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EntryHash({})", &hex(&self.0)[..8])
    }
}

/// The closed part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The format of the body.
    pub v: u16,
    /// Bit 0: [`PRIVATE`]. Others are reserved and kept.
    pub flags: u16,
    /// The stream it belongs to.
    pub stream: Stream,
    /// Its author's laptop.
    pub replica: ReplicaKey,
    /// Its author's run.
    pub run: Run,
    /// Its number in the series, from 1.
    pub seq: u64,
    /// The stream's Lamport count: one more than the highest its author had seen there.
    pub stamp: u64,
    /// The author's wall clock, shown and never folded.
    pub recorded_at: Millis,
}

impl Head {
    /// How many bytes [`Head::to_bytes`] gives.
    pub const WIDTH: usize = 2 + 2 + Stream::WIDTH + 32 + 8 + 8 + 8 + 8;

    /// The canonical encoding: fields in the order of declaration, integers big-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::WIDTH] {
        let mut bytes = [0; Self::WIDTH];
        let mut at = 0;
        let mut put = |part: &[u8]| {
            bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        };
        put(&self.v.to_be_bytes());
        put(&self.flags.to_be_bytes());
        put(&self.stream.to_bytes());
        put(&self.replica.0);
        put(&self.run.0);
        put(&self.seq.to_be_bytes());
        put(&self.stamp.to_be_bytes());
        put(&self.recorded_at.0.to_be_bytes());
        bytes
    }

    /// The series it belongs to.
    #[must_use]
    pub fn series(&self) -> Series {
        Series { stream: self.stream, replica: self.replica, run: self.run }
    }

    /// Its place in the order of its stream.
    #[must_use]
    pub fn place(&self) -> Place {
        (self.stamp, self.replica, self.run, self.seq)
    }
}

/// The bytes of a body, or what remains of them once they were redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyBytes {
    /// As the author wrote them.
    Whole(Vec<u8>),
    /// Dropped by a redaction; the hash keeps the chain checkable.
    Dropped([u8; 32]),
}

impl BodyBytes {
    /// SHA-256 of the body as it was written.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        match self {
            Self::Whole(bytes) => Sha256::digest(bytes).into(),
            Self::Dropped(digest) => *digest,
        }
    }
}

/// One fact of the log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire<'static>")]
pub struct Entry {
    /// The closed part.
    pub head: Head,
    /// The open part, as bytes.
    pub body: BodyBytes,
    /// Ed25519 over the entry's hash, on the last entry of every transaction.
    pub signature: Option<[u8; 64]>,
}

impl Entry {
    /// The chained hash, given that of the entry before it in its series (or [`first_hash`]).
    #[must_use]
    pub fn hash(&self, previous: &EntryHash) -> EntryHash {
        let mut sha = Sha256::new();
        sha.update(b"allclear/entry/1");
        sha.update(previous.0);
        sha.update(Sha256::digest(self.head.to_bytes()));
        sha.update(self.body.digest());
        EntryHash(sha.finalize().into())
    }
}

/// What stands for "the entry before" in front of the first of a series.
#[must_use]
pub fn first_hash(workspace: WorkspaceId, series: &Series) -> EntryHash {
    let mut sha = Sha256::new();
    sha.update(b"allclear/series/1");
    sha.update(workspace.0);
    sha.update(series.stream.to_bytes());
    sha.update(series.replica.0);
    sha.update(series.run.0);
    EntryHash(sha.finalize().into())
}

/// Signs the hash of a transaction's last entry.
#[must_use]
pub fn sign(key: &SigningKey, hash: &EntryHash) -> [u8; 64] {
    key.sign(&hash.0).to_bytes()
}

/// Whether this signature over this hash is the replica's own. Strict: no malleable or small-order keys. Signatures are
/// checked one by one, also where there are thousands: the sum that a batch looks at comes out right, now and then or
/// always, also for a point with a part of small order beside it, which its author can make and this refuses. Hubs and
/// laptops that check in two ways would hold two logs.
#[must_use]
pub fn signed_by(replica: &ReplicaKey, hash: &EntryHash, signature: &[u8; 64]) -> bool {
    unpacked(replica).is_some_and(|key| key.verify_strict(&hash.0, &Signature::from_bytes(signature)).is_ok())
}

/// How many keys are kept unpacked.
const UNPACKED: usize = 8;

/// The key as a point of its curve. Unpacking it takes a tenth of what checking with it takes, and what is checked in a row
/// is of a few authors who take turns, so the last ones are kept.
fn unpacked(replica: &ReplicaKey) -> Option<VerifyingKey> {
    thread_local! {
        static LAST: RefCell<Vec<(ReplicaKey, VerifyingKey)>> = const { RefCell::new(Vec::new()) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((_, key)) = last.iter().find(|(of, _)| of == replica) {
            return Some(*key);
        }
        let key = VerifyingKey::from_bytes(&replica.0).ok()?;
        if last.len() == UNPACKED {
            last.remove(0);
        }
        last.push((*replica, key));
        Some(key)
    })
}

/// The JSON of an entry on the wire and in an export. The head is spelled out: flattened, each field would be kept as a
/// value first, and a long log is read for much longer.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    v: u16,
    flags: u16,
    stream: Stream,
    replica: ReplicaKey,
    run: Run,
    seq: u64,
    stamp: u64,
    recorded_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Cow<'a, str>>,
    /// Stands in for `body` once that was redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_sha256: Option<String>,
}

impl Serialize for Entry {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Head { v, flags, stream, replica, run, seq, stamp, recorded_at } = self.head;
        let (body, body_sha256) = match &self.body {
            // Bodies are JSON, hence UTF-8; `TryFrom` and the journal refuse anything else.
            BodyBytes::Whole(bytes) => (Some(String::from_utf8_lossy(bytes)), None),
            BodyBytes::Dropped(digest) => (None, Some(hex(digest))),
        };
        let signature = self.signature.map(|signature| hex(&signature));
        let wire =
            Wire { v, flags, stream, replica, run, seq, stamp, recorded_at, signature, body, body_sha256 };
        wire.serialize(to)
    }
}

/// Why a piece of JSON is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    /// Neither a body nor the hash of one, or both.
    #[error("an entry has either a body or the hash of a redacted one")]
    Body,
    /// Not 128 hex digits.
    #[error("a signature is 128 hex digits")]
    Signature,
    /// Over [`MAX_BODY`].
    #[error("a body is at most 64 KiB")]
    TooLarge,
    /// Stamps and numbers stay below 2^53 and numbers start at 1.
    #[error("stamp or seq is out of range")]
    Range,
}

impl TryFrom<Wire<'static>> for Entry {
    type Error = NotAnEntry;

    fn try_from(wire: Wire<'static>) -> Result<Self, NotAnEntry> {
        let Wire { v, flags, stream, replica, run, seq, stamp, recorded_at, signature, body, body_sha256 } =
            wire;
        if !(1..MAX_STAMP).contains(&seq) || !(1..MAX_STAMP).contains(&stamp) {
            return Err(NotAnEntry::Range);
        }
        let body = match (body, body_sha256) {
            (Some(body), None) if body.len() > MAX_BODY => return Err(NotAnEntry::TooLarge),
            (Some(body), None) => BodyBytes::Whole(body.into_owned().into_bytes()),
            (None, Some(digest)) => BodyBytes::Dropped(unhex(&digest).ok_or(NotAnEntry::Body)?),
            _ => return Err(NotAnEntry::Body),
        };
        let signature = match signature {
            Some(text) => Some(unhex(&text).ok_or(NotAnEntry::Signature)?),
            None => None,
        };
        let head = Head { v, flags, stream, replica, run, seq, stamp, recorded_at };
        Ok(Self { head, body, signature })
    }
}
