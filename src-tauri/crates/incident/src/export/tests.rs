//! An export is whole, can be verified with nothing else, and nothing in it is more than text.

mod file;
mod page;
mod text;

use ed25519_dalek::SigningKey;

use crate::body::Body;
use crate::entry::{BODY_FORMAT, BodyBytes, Entry, EntryHash, Head, Series, first_hash, sign};
use crate::event::Event;
use crate::id::{IncidentId, Millis, ReplicaKey, Run, Salt, WorkspaceId};
use crate::record::{Fact, Record};
use crate::stream::Stream;

const WORKSPACE: WorkspaceId = WorkspaceId([0xa1; 32]);
const STREAM: Stream = Stream::Incident(IncidentId(*b"an-incident-test"));
/// 2026-11-19T14:32:00Z
const NOW: Millis = Millis(1_795_098_720_000);

/// One laptop's entries of one stream, a signature at the end of each transaction.
struct Laptop {
    key: SigningKey,
    series: Series,
    entries: Vec<(Entry, EntryHash)>,
}

impl Laptop {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let replica = ReplicaKey(key.verifying_key().to_bytes());
        Self { key, series: Series { stream: STREAM, replica, run: Run([seed; 8]) }, entries: Vec::new() }
    }

    /// Writes what one command did, `minutes` after [`NOW`], from this stamp on.
    fn write(&mut self, minutes: i64, stamp: u64, events: Vec<(Event, Option<i64>)>) {
        let last = events.len();
        for (i, (event, late)) in (0_u64..).zip(events) {
            let seq = self.entries.len() as u64 + 1;
            let previous = self.entries.last().map_or(first_hash(WORKSPACE, &self.series), |(_, hash)| *hash);
            let body = Body {
                salt: Salt([seq as u8; 8]),
                occurred_at: late.map(|minutes| NOW.plus_minutes(minutes)),
                undoes: None,
                event,
            };
            let head = Head {
                v: BODY_FORMAT,
                flags: 0,
                stream: STREAM,
                replica: self.series.replica,
                run: self.series.run,
                seq,
                stamp: stamp + i,
                recorded_at: NOW.plus_minutes(minutes),
            };
            let mut entry = Entry { head, body: BodyBytes::Whole(body.to_bytes()), signature: None };
            let hash = entry.hash(&previous);
            if i + 1 == last as u64 {
                entry.signature = Some(sign(&self.key, &hash));
            }
            self.entries.push((entry, hash));
        }
    }
}

fn entries(laptops: &[&Laptop]) -> Vec<Entry> {
    laptops.iter().flat_map(|laptop| laptop.entries.iter().map(|(entry, _)| entry.clone())).collect()
}

fn fold(laptops: &[&Laptop]) -> Record {
    let sealed = laptops.iter().flat_map(|laptop| &laptop.entries);
    Record::fold(STREAM, sealed.map(|(entry, hash)| Fact::read(entry, hash)))
}
