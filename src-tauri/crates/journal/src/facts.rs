//! The facts of a long document in bytes, as they lie beside the log with what they were folded to.
//!
//! They are those of entries that were looked at one by one when they were read. The hash of the last entry of each series
//! stands for all before it, so they count as long as the log has that entry in that place, and reading goes on from there.

use incident::entry::{EntryHash, Series};
use incident::event::Event;
use incident::id::{EntryRef, Millis, ReplicaKey, Run};
use incident::record::{Fact, Record};
use incident::stream::Stream;
use sha2::{Digest, Sha256};

use crate::read::Held;

/// In which form they are. An event that one version reads may say more to another, so each keeps its own.
pub(crate) const FORM: &str = concat!("allclear/facts/1/", env!("CARGO_PKG_VERSION"));

const PRIVATE: u8 = 1;
const OCCURRED: u8 = 2;
const UNDOES: u8 = 4;
/// What follows is the update of a text; else it is an event as JSON.
const EDITED: u8 = 8;

/// What was kept.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The last entry of each series.
    pub ends: Vec<(Series, u64, EntryHash)>,
    /// The facts of all entries up to there.
    pub facts: Vec<Fact>,
}

/// The facts of a record of which these are the heads. None where something in it is hidden, so that nothing of it lies
/// anywhere else, or is of a newer version.
pub(crate) fn write(record: &Record, heads: &[Held]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    put(&mut bytes, heads.len())?;
    for held in heads {
        bytes.extend(held.series.replica.0);
        bytes.extend(held.series.run.0);
        bytes.extend(held.seq.to_be_bytes());
        bytes.extend(held.hash.0);
    }
    put(&mut bytes, record.facts().len())?;
    for fact in record.facts() {
        let of = |held: &Held| (held.series.replica, held.series.run) == (fact.replica, fact.run);
        put(&mut bytes, heads.iter().position(of)?)?;
        bytes.extend(fact.id.0);
        bytes.extend(fact.seq.to_be_bytes());
        bytes.extend(fact.stamp.to_be_bytes());
        bytes.extend(fact.recorded_at.0.to_be_bytes());
        let (edited, said) = match fact.event.as_ref()? {
            Event::Unrecognised { .. } => return None,
            Event::TextEdited { update } => (EDITED, update.as_bytes().to_vec()),
            event => (0, serde_json::to_vec(event).ok()?),
        };
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        bytes.push(
            edited
                | flag(fact.private, PRIVATE)
                | flag(fact.occurred_at.is_some(), OCCURRED)
                | flag(fact.undoes.is_some(), UNDOES),
        );
        bytes.extend(fact.occurred_at.map(|at| at.0.to_be_bytes()).into_iter().flatten());
        bytes.extend(fact.undoes.map(|entry| entry.0).into_iter().flatten());
        put(&mut bytes, said.len())?;
        bytes.extend(said);
    }
    let mut whole = Sha256::digest(&bytes).to_vec();
    whole.append(&mut bytes);
    Some(whole)
}

/// What was kept of a stream; none where it is not what was written.
pub(crate) fn read(stream: Stream, bytes: &[u8]) -> Option<Kept> {
    let (sum, mut rest) = bytes.split_first_chunk::<32>()?;
    if Sha256::digest(rest)[..] != sum[..] {
        return None;
    }
    let rest = &mut rest;
    let mut kept = Kept::default();
    for _ in 0..count(rest)? {
        let series = Series { stream, replica: ReplicaKey(take(rest)?), run: Run(take(rest)?) };
        kept.ends.push((series, u64::from_be_bytes(take(rest)?), EntryHash(take(rest)?)));
    }
    for _ in 0..count(rest)? {
        let (series, ..) = kept.ends.get(count(rest)?)?;
        let id = EntryRef(take(rest)?);
        let [seq, stamp] = [u64::from_be_bytes(take(rest)?), u64::from_be_bytes(take(rest)?)];
        let recorded_at = Millis(i64::from_be_bytes(take(rest)?));
        let [flags] = take(rest)?;
        let has = |flag: u8| flags & flag != 0;
        let occurred_at = if has(OCCURRED) { Some(Millis(i64::from_be_bytes(take(rest)?))) } else { None };
        let undoes = if has(UNDOES) { Some(EntryRef(take(rest)?)) } else { None };
        let length = count(rest)?;
        let (said, after) = rest.split_at_checked(length)?;
        *rest = after;
        let event = match has(EDITED) {
            true => Event::TextEdited { update: str::from_utf8(said).ok()?.to_owned() },
            false => serde_json::from_slice(said).ok()?,
        };
        kept.facts.push(Fact {
            id,
            replica: series.replica,
            run: series.run,
            seq,
            stamp,
            recorded_at,
            occurred_at,
            undoes,
            event: Some(event),
            redacted_by: None,
            void: false,
            private: has(PRIVATE),
        });
    }
    rest.is_empty().then_some(kept)
}

fn put(to: &mut Vec<u8>, count: usize) -> Option<()> {
    to.extend(u32::try_from(count).ok()?.to_be_bytes());
    Some(())
}

fn count(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(take(rest)?)).ok()
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}
