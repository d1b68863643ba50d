//! A document as it was folded up to some fact, in bytes that can be kept and are never believed: they are looked at again, and
//! compared with the record, before anything counts.

use incident::id::{EntryRef, ReplicaKey, Run};
use incident::record::Fact;
use sha2::{Digest, Sha256};

use crate::said::{self, Sayings};
use crate::{Aside, Document, apply, empty};

/// Raised when a document is folded otherwise, so that what was kept before counts no more.
const VERSION: &[u8] = b"allclear/document/checkpoint/3";
const EARLY: u8 = 1;

impl Document {
    /// What can be kept of it: the merged text, and up to which facts it was read. Nothing while something waits for what has not
    /// come, since that is in no text yet.
    #[must_use]
    pub fn checkpoint(&self, facts: &[Fact]) -> Option<Vec<u8>> {
        let (read, last) = self.read;
        let facts = facts.get(..read).filter(|facts| facts.last().map(|fact| fact.id) == last)?;
        if !self.is_begun() || self.is_pending() {
            return None;
        }
        let mut bytes = Vec::new();
        put(&mut bytes, read);
        bytes.extend(mark(facts));
        bytes.push(if self.early { EARLY } else { 0 });
        put(&mut bytes, self.refused.len());
        self.refused.iter().for_each(|entry| bytes.extend(entry.0));
        put(&mut bytes, self.ended.len());
        for (replica, run) in &self.ended {
            bytes.extend(replica.0);
            bytes.extend(run.0);
        }
        put(&mut bytes, self.aside.len());
        for aside in &self.aside {
            bytes.extend(aside.entry.0);
            put(&mut bytes, aside.words.len());
            bytes.extend(aside.words.as_bytes());
        }
        put(&mut bytes, self.copies.len());
        for ((replica, run), client, at) in &self.copies {
            bytes.extend(replica.0);
            bytes.extend(run.0);
            bytes.extend(client.to_be_bytes());
            put(&mut bytes, *at);
        }
        let clients: Vec<(u64, &[said::Run])> = self.said.by_client().collect();
        put(&mut bytes, clients.len());
        for (client, runs) in clients {
            bytes.extend(client.to_be_bytes());
            put(&mut bytes, runs.len());
            for said::Run { end, units } in runs {
                bytes.extend(end.to_be_bytes());
                let units = units.as_deref().unwrap_or_default();
                put(&mut bytes, units.len());
                units.iter().for_each(|unit| bytes.extend(unit.to_be_bytes()));
            }
        }
        bytes.extend(self.state());
        let mut whole = sum(&bytes).to_vec();
        whole.append(&mut bytes);
        Some(whole)
    }

    /// The fold of the first of these facts, as it was kept; none where it is not what was kept, or of other facts.
    pub(crate) fn from_checkpoint(checkpoint: &[u8], facts: &[Fact]) -> Option<Self> {
        let (kept, mut rest) = checkpoint.split_at_checked(32)?;
        if sum(rest)[..] != *kept {
            return None;
        }
        let read = count(&mut rest)?;
        let facts = facts.get(..read)?;
        if mark(facts) != take::<32>(&mut rest)? {
            return None;
        }
        let early = take::<1>(&mut rest)? == [EARLY];
        let refused =
            (0..count(&mut rest)?).map(|_| Some(EntryRef(take(&mut rest)?))).collect::<Option<_>>()?;
        let ended = (0..count(&mut rest)?)
            .map(|_| Some((ReplicaKey(take(&mut rest)?), Run(take(&mut rest)?))))
            .collect::<Option<_>>()?;
        let aside = (0..count(&mut rest)?)
            .map(|_| {
                let entry = EntryRef(take(&mut rest)?);
                let length = count(&mut rest)?;
                let words = String::from_utf8(some(&mut rest, length)?.to_vec()).ok()?;
                Some(Aside { entry, words })
            })
            .collect::<Option<_>>()?;
        let copies = (0..count(&mut rest)?)
            .map(|_| {
                let series = (ReplicaKey(take(&mut rest)?), Run(take(&mut rest)?));
                Some((series, u64::from_be_bytes(take(&mut rest)?), count(&mut rest)?))
            })
            .collect::<Option<_>>()?;
        let mut said = Sayings::default();
        for _ in 0..count(&mut rest)? {
            let (client, runs) = (u64::from_be_bytes(take(&mut rest)?), count(&mut rest)?);
            let run = |_| {
                let end = u64::from_be_bytes(take(&mut rest)?);
                let length = count(&mut rest)?.checked_mul(4)?;
                let units = some(&mut rest, length)?.as_chunks::<4>().0;
                let units: Vec<u32> = units.iter().map(|unit| u32::from_be_bytes(*unit)).collect();
                // No run is of no letters.
                Some(said::Run { end, units: (!units.is_empty()).then_some(units) })
            };
            let runs = (0..runs).map(run).collect::<Option<_>>()?;
            said.put(client, runs)?;
        }
        let doc = empty(1);
        let taken = vec![rest.to_vec()];
        let read = (read, facts.last().map(|fact| fact.id));
        let kept = read.0;
        let strayed = Vec::new();
        apply(&doc, rest).then_some(Self {
            doc,
            taken,
            early,
            refused,
            said,
            aside,
            copies,
            strayed,
            ended,
            read,
            kept,
        })
    }
}

/// What stands for these facts: which they are, and which of them are hidden.
fn mark(facts: &[Fact]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for fact in facts {
        sha.update(fact.id.0);
        sha.update([u8::from(fact.event.is_some())]);
    }
    sha.finalize().into()
}

fn sum(bytes: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(VERSION).chain_update(bytes).finalize().into()
}

fn put(to: &mut Vec<u8>, count: usize) {
    to.extend((count as u64).to_be_bytes());
}

fn count(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(u64::from_be_bytes(take(rest)?)).ok()
}

fn some<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (first, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(first)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}
