//! A small pen: writes what was decided as entries with real keys, hashes and signatures.

use std::collections::HashMap;

use ed25519_dalek::SigningKey;
use incident::body::Body;
use incident::draft::Draft;
use incident::entry::{BODY_FORMAT, BodyBytes, Entry, EntryHash, Head, PRIVATE, Series, first_hash, sign};
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, PersonId, ReplicaKey, Run, Salt, WorkspaceId};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use sha2::{Digest, Sha256};

pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId([0xa1; 32]);
pub(crate) const INCIDENT: Stream = Stream::Incident(IncidentId(*b"an-incident-test"));
/// 2026-11-19T14:32:00Z, a Thursday.
pub(crate) const NOW: Millis = Millis(1_795_098_720_000);

/// That many minutes after [`NOW`].
pub(crate) fn at(minutes: i64) -> Millis {
    NOW.plus_minutes(minutes)
}

fn seed<const N: usize>(what: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&Sha256::digest(what)[..N]);
    bytes
}

/// The person of this first name.
pub(crate) fn person(name: &str) -> PersonId {
    PersonId(seed(&format!("person {name}")))
}

/// One laptop in one run, with a key that is the same in every test.
#[derive(Clone)]
pub(crate) struct Laptop {
    pub(crate) key: SigningKey,
    pub(crate) run: Run,
    pub(crate) person: PersonId,
}

impl Laptop {
    pub(crate) fn of(name: &str) -> Self {
        Self {
            key: SigningKey::from_bytes(&seed(&format!("laptop {name}"))),
            run: Run(seed(&format!("run {name}"))),
            person: person(name),
        }
    }

    pub(crate) fn replica(&self) -> ReplicaKey {
        ReplicaKey(self.key.verifying_key().to_bytes())
    }
}

/// An entry with its chained hash.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    pub(crate) entry: Entry,
    pub(crate) hash: EntryHash,
}

impl Sealed {
    pub(crate) fn id(&self) -> EntryRef {
        self.hash.reference()
    }

    pub(crate) fn fact(&self) -> Fact {
        Fact::read(&self.entry, &self.hash)
    }

    /// The same entry after a redaction was carried out.
    pub(crate) fn dropped(&self) -> Self {
        let entry = Entry { body: BodyBytes::Dropped(self.entry.body.digest()), ..self.entry.clone() };
        Self { entry, hash: self.hash }
    }
}

/// Numbers, chains, salts and signs.
#[derive(Clone, Default)]
pub(crate) struct Pen {
    ends: HashMap<Series, (u64, EntryHash)>,
    salts: u64,
    unsigned: bool,
}

impl Pen {
    /// Leaves the signatures out where thousands of entries are written and nobody reads them.
    pub(crate) fn without_signatures() -> Self {
        Self { unsigned: true, ..Self::default() }
    }

    /// Seals what was decided on this record, in one transaction.
    pub(crate) fn write(
        &mut self,
        laptop: &Laptop,
        on: &Record,
        now: Millis,
        drafts: Vec<Draft>,
    ) -> Vec<Sealed> {
        let bodies = drafts.into_iter().map(|Draft { event, occurred_at, undoes }| {
            self.salts += 1;
            Body { salt: Salt(self.salts.to_be_bytes()), occurred_at, undoes, event }.to_bytes()
        });
        let bodies = bodies.collect();
        self.write_bytes(laptop, on, now, bodies)
    }

    /// The last number of a series and its hash.
    pub(crate) fn end(&self, series: &Series) -> (u64, EntryHash) {
        self.ends.get(series).copied().unwrap_or((0, first_hash(WORKSPACE, series)))
    }

    /// Goes on after an entry that was written before.
    pub(crate) fn resume(&mut self, sealed: &Sealed) {
        self.ends.insert(sealed.entry.head.series(), (sealed.entry.head.seq, sealed.hash));
        self.salts += 1;
    }

    /// Seals one fact, whatever `decide` would say.
    pub(crate) fn write_event(&mut self, laptop: &Laptop, on: &Record, now: Millis, event: Event) -> Sealed {
        self.write(laptop, on, now, vec![event.into()]).remove(0)
    }

    /// Seals bodies that need not be any.
    pub(crate) fn write_bytes(
        &mut self,
        laptop: &Laptop,
        on: &Record,
        now: Millis,
        bodies: Vec<Vec<u8>>,
    ) -> Vec<Sealed> {
        let series = Series { stream: on.stream(), replica: laptop.replica(), run: laptop.run };
        let flags = if Incident::of(on).is_private() { PRIVATE } else { 0 };
        let last = bodies.len();
        let mut sealed = Vec::with_capacity(last);
        for (i, body) in bodies.into_iter().enumerate() {
            let (seq, previous) = self.end(&series);
            let head = Head {
                v: BODY_FORMAT,
                flags,
                stream: series.stream,
                replica: series.replica,
                run: series.run,
                seq: seq + 1,
                stamp: on.next_stamp() + i as u64,
                recorded_at: now,
            };
            let mut entry = Entry { head, body: BodyBytes::Whole(body), signature: None };
            let hash = entry.hash(&previous);
            if i + 1 == last && !self.unsigned {
                entry.signature = Some(sign(&laptop.key, &hash));
            }
            self.ends.insert(series, (seq + 1, hash));
            sealed.push(Sealed { entry, hash });
        }
        sealed
    }
}

/// The record of these entries.
pub(crate) fn fold<'a>(stream: Stream, entries: impl IntoIterator<Item = &'a Sealed>) -> Record {
    Record::fold(stream, entries.into_iter().map(Sealed::fact))
}
