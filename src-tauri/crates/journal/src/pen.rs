//! How a laptop writes down what it decided: numbered, stamped, salted, chained and signed. Where it is kept is another
//! matter.

use ed25519_dalek::SigningKey;
use incident::body::Body;
use incident::draft::Draft;
use incident::entry::{
    BODY_FORMAT, BodyBytes, Entry, EntryHash, Head, MAX_BODY, MAX_STAMP, PRIVATE, Series, first_hash, sign,
};
use incident::event::Event;
use incident::id::{EntryRef, Millis, ReplicaKey, Run, Salt, WorkspaceId};
use incident::record::{Fact, Record};
use incident::stream::Stream;

use crate::JournalError;

/// The most entries between two signatures, and about how many bytes.
const SIGNED_ENTRIES: usize = 250;
const SIGNED_BYTES: usize = 128 * 1024;

/// Who writes: the key of this laptop and the run of this process.
///
/// Draw the run after opening the journal: a file that was repaired may lack the end of an older run's series.
#[derive(Clone)]
pub struct Author {
    /// Signs; its public half is the replica.
    pub key: SigningKey,
    /// Drawn at every start of the process.
    pub run: Run,
}

impl Author {
    /// The laptop's public key.
    #[must_use]
    pub fn replica(&self) -> ReplicaKey {
        ReplicaKey(self.key.verifying_key().to_bytes())
    }
}

/// What is to be written to one stream.
#[derive(Clone, Debug)]
pub struct Work {
    /// Where.
    pub stream: Stream,
    /// Whether its author sees the stream as private.
    pub private: bool,
    /// What, in order.
    pub drafts: Vec<Draft>,
    /// The wall clock that these entries carry, where it is not that of the call.
    pub at: Option<Millis>,
}

/// Writes one series on.
pub struct Pen {
    series: Series,
    seq: u64,
    hash: EntryHash,
    stamp: u64,
    record: Record,
    fresh: Vec<(Entry, EntryHash)>,
}

/// What a pen has written: the last entry is signed.
pub struct Written {
    /// Of which series.
    pub series: Series,
    /// The number and hash of its last entry now.
    pub end: (u64, EntryHash),
    /// The new entries with their hashes.
    pub entries: Vec<(Entry, EntryHash)>,
    /// The record with them.
    pub record: Record,
}

impl Pen {
    /// A pen for a series of which this is the last number and hash, in a stream of this record.
    #[must_use]
    pub fn new(
        workspace: WorkspaceId,
        series: Series,
        end: Option<(u64, EntryHash)>,
        record: Record,
    ) -> Self {
        let (seq, hash) = end.unwrap_or((0, first_hash(workspace, &series)));
        Self { series, seq, hash, stamp: record.next_stamp(), record, fresh: Vec::new() }
    }

    /// Writes drafts down, and gives their names. Each takes one of the salts.
    ///
    /// # Errors
    /// [`JournalError::TooLarge`], [`JournalError::Unwritable`], [`JournalError::Exhausted`].
    pub fn write(
        &mut self,
        work: Work,
        at: Millis,
        salts: &mut impl Iterator<Item = Salt>,
    ) -> Result<Vec<EntryRef>, JournalError> {
        let recorded_at = work.at.unwrap_or(at);
        let flags = if work.private { PRIVATE } else { 0 };
        let mut facts = Vec::with_capacity(work.drafts.len());
        for (draft, salt) in work.drafts.into_iter().zip(salts) {
            let entry = self.entry(draft, salt, recorded_at, flags)?;
            self.hash = entry.hash(&self.hash);
            let fact = Fact::read(&entry, &self.hash);
            if matches!(fact.event, Some(Event::Unrecognised { .. })) {
                return Err(JournalError::Unwritable);
            }
            facts.push(fact);
            self.fresh.push((entry, self.hash));
        }
        let refs = facts.iter().map(|fact| fact.id).collect();
        let empty = Record::fold(self.series.stream, []);
        self.record = std::mem::replace(&mut self.record, empty).with(facts);
        Ok(refs)
    }

    /// Signs what was written: its last entry, and of very much some on the way, since a hub is offered what lies between
    /// two signatures in one piece.
    #[must_use]
    pub fn sign(mut self, author: &Author) -> Written {
        let (mut entries, mut bytes) = (0, 0);
        let last = self.fresh.len().saturating_sub(1);
        for (at, (entry, hash)) in self.fresh.iter_mut().enumerate() {
            entries += 1;
            bytes += if let BodyBytes::Whole(body) = &entry.body { body.len() } else { 0 };
            if at == last || entries == SIGNED_ENTRIES || bytes >= SIGNED_BYTES {
                entry.signature = Some(sign(&author.key, hash));
                (entries, bytes) = (0, 0);
            }
        }
        let Self { series, seq, hash, record, fresh, .. } = self;
        Written { series, end: (seq, hash), entries: fresh, record }
    }

    fn entry(
        &mut self,
        draft: Draft,
        salt: Salt,
        recorded_at: Millis,
        flags: u16,
    ) -> Result<Entry, JournalError> {
        let Series { stream, replica, run } = self.series;
        if self.stamp >= MAX_STAMP {
            return Err(JournalError::Exhausted { stream });
        }
        let Draft { event, occurred_at, undoes } = draft;
        let body = Body { salt, occurred_at, undoes, event }.to_bytes();
        match body.len() {
            0 => return Err(JournalError::Unwritable),
            bytes if bytes > MAX_BODY => return Err(JournalError::TooLarge { bytes }),
            _ => {}
        }
        self.seq += 1;
        let head = Head {
            v: BODY_FORMAT,
            flags,
            stream,
            replica,
            run,
            seq: self.seq,
            stamp: self.stamp,
            recorded_at,
        };
        self.stamp += 1;
        Ok(Entry { head, body: BodyBytes::Whole(body), signature: None })
    }
}
