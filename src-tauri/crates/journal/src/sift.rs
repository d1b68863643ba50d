//! The rules of taking in entries that others wrote, apart from where a log keeps its own: what follows what is held,
//! is signed, and says why a text is gone. Whatever keeps a log asks here, so that all logs take the same.

mod explained;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use incident::entry::{
    BodyBytes, Entry, EntryHash, Head, MAX_BODY, MAX_STAMP, Series, first_hash, signed_by,
};
use incident::id::WorkspaceId;
use incident::record::Record;
use incident::stream::Stream;

use self::explained::explained;
use crate::signatures::{Claim, are_many, are_true};

/// What became of entries that were offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// How many were new and are kept.
    pub taken: usize,
    /// How many were held already.
    pub known: usize,
    /// Which streams have changed.
    pub streams: Vec<Stream>,
    /// Series that their author has written twice, from which number on: both branches are signed.
    pub forked: Vec<(Series, u64)>,
    /// For each series of which something was not taken, the first such entry and why; later ones follow it.
    pub refused: Vec<Refused>,
}

/// The first entry of a series that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Of which series.
    pub series: Series,
    /// Its number.
    pub seq: u64,
    /// Why.
    pub why: Unfit,
}

/// Why an entry is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// An entry before it is not held.
    #[error("the entries from number {expected} on have to come first")]
    Gap {
        /// The number that is expected next.
        expected: u64,
    },
    /// Another entry of the same series and number is held.
    #[error("a different entry of this number is held: the series is forked")]
    Fork,
    /// Its series was cut before it.
    #[error("the hub has cut the series before it: what follows is set aside")]
    Cut,
    /// The signature is not its author's, or its bytes are not those that were signed.
    #[error("it is not signed by its author's laptop, or was changed on the way")]
    Signature,
    /// No signed entry follows.
    #[error("the signed entry that ends its transaction has not come yet")]
    Unsigned,
    /// Its text is gone, and no redaction of it is held.
    #[error("its text is gone and no redaction says why")]
    Bodiless,
    /// Over 64 KiB.
    #[error("it is larger than 64 KiB")]
    TooLarge,
    /// A body that is not UTF-8.
    #[error("its body is not text")]
    NotText,
    /// A stamp or number that no laptop writes.
    #[error("its stamp or number is out of range")]
    Range,
    /// What is held of its stream is damaged, and has to be repaired first.
    #[error("what is held of its record is damaged and has to be repaired first")]
    Damaged,
}

impl Unfit {
    /// Whether it may be taken once something else has come.
    #[must_use]
    pub fn may_come_later(self) -> bool {
        matches!(self, Self::Gap { .. } | Self::Unsigned | Self::Bodiless | Self::Damaged)
    }
}

/// What a log holds, as far as the rules ask for it. The answers are those of one transaction.
pub trait Holds {
    /// Why it could not be looked up.
    type Error;

    /// The number and hash of the last entry of a series, if anything of it is held.
    ///
    /// # Errors
    /// Those of the log.
    fn end(&mut self, series: &Series) -> Result<Option<(u64, EntryHash)>, Self::Error>;

    /// What stands under these numbers of a series that is held so far, in their order.
    ///
    /// # Errors
    /// Those of the log.
    fn twins(&mut self, series: &Series, numbers: RangeInclusive<u64>) -> Result<Vec<Twin>, Self::Error>;

    /// The hash of the entry that is held under this number of a series.
    ///
    /// # Errors
    /// Those of the log.
    fn hash(&mut self, series: &Series, seq: u64) -> Result<Option<EntryHash>, Self::Error>;

    /// The record of a stream; an empty one for a stream that has no entries.
    ///
    /// # Errors
    /// Those of the log.
    fn record(&mut self, stream: Stream) -> Result<Record, Self::Error>;

    /// Whether only what is held of one stream cannot be read: the others go on then.
    fn is_of_one_stream(&self, _error: &Self::Error) -> bool {
        false
    }

    /// Takes a record back to which nothing was added, so that it need not be folded once more.
    fn put_back(&mut self, record: Record);
}

/// An entry that is held: its head, and the SHA-256 of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The closed part.
    pub head: Head,
    /// Of the body as it was written, also where that is gone since.
    pub body_sha256: [u8; 32],
}

impl Twin {
    /// What an entry that says the same has.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self { head: entry.head, body_sha256: entry.body.digest() }
    }
}

/// Where entries come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From anybody: whether they are what their author signed has to be looked at.
    Elsewhere,
    /// From whoever keeps this log, who signed them a moment ago.
    Here,
}

/// The new entries of one stream, each with its hash, and the record with them.
#[derive(Clone, Debug)]
pub struct Fit {
    /// By series, in order.
    pub entries: Candidates,
    /// The record with them.
    pub record: Record,
}

/// Entries with their hashes, by series.
pub type Candidates = BTreeMap<Series, Vec<(Entry, EntryHash)>>;

/// Says what of these entries a log takes, in any order, with or without duplicates. Counting and naming what is not
/// taken is done; keeping the rest is up to the log.
///
/// # Errors
/// Those of the log. What is wrong with single entries is no error but part of the answer.
pub fn sift<H: Holds>(
    workspace: WorkspaceId,
    entries: Vec<Entry>,
    origin: Origin,
    holds: &mut H,
) -> Result<(Absorbed, Vec<Fit>), H::Error> {
    let mut by_series: BTreeMap<Series, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        by_series.entry(entry.head.series()).or_default().push(entry);
    }
    let mut offered = Vec::with_capacity(by_series.len());
    for (series, mut entries) in by_series {
        entries.sort_by_key(|entry| entry.head.seq);
        let held = holds.end(&series)?.unwrap_or((0, first_hash(workspace, &series)));
        offered.push(Offered { series, held, entries });
    }
    let signed = Signed::among(&offered, origin);
    let mut absorbed = Absorbed::default();
    let mut streams: BTreeMap<Stream, Candidates> = BTreeMap::new();
    for offered in offered {
        let (series, first) = (offered.series, offered.entries.first().map(|entry| entry.head.seq));
        let fit = match fitting(workspace, offered, &signed, holds, &mut absorbed) {
            Err(error) if holds.is_of_one_stream(&error) => {
                absorbed.refused.extend(first.map(|seq| Refused { series, seq, why: Unfit::Damaged }));
                continue;
            }
            fit => fit?,
        };
        if !fit.is_empty() {
            streams.entry(series.stream).or_default().insert(series, fit);
        }
    }
    let mut fits = Vec::with_capacity(streams.len());
    for (stream, mut entries) in streams {
        let known = match holds.record(stream) {
            Err(error) if holds.is_of_one_stream(&error) => {
                damaged(&entries, &mut absorbed.refused);
                continue;
            }
            known => known?,
        };
        end_at_cuts(&known, &mut entries, &mut absorbed.refused);
        let record = explained(known, &mut entries, &mut absorbed.refused);
        if entries.is_empty() {
            holds.put_back(record);
        } else {
            absorbed.taken += entries.values().map(Vec::len).sum::<usize>();
            absorbed.streams.push(stream);
            fits.push(Fit { entries, record });
        }
    }
    Ok((absorbed, fits))
}

/// Leaves out all of a stream that cannot be read.
fn damaged(entries: &Candidates, refused: &mut Vec<Refused>) {
    for (series, entries) in entries {
        let Some((first, _)) = entries.first() else { continue };
        // What was wrong with a later one is looked at once it can be read.
        refused.retain(|refused| refused.series != *series);
        refused.push(Refused { series: *series, seq: first.head.seq, why: Unfit::Damaged });
    }
}

/// What is offered of one series, in order.
struct Offered {
    series: Series,
    /// The number and hash of the last entry that is held of it.
    held: (u64, EntryHash),
    entries: Vec<Entry>,
}

/// Which signatures need not be looked at any more.
enum Signed {
    All,
    These(HashSet<Claim>),
}

impl Signed {
    /// Looks at those of very many together: at each of them, and on all cores.
    fn among(offered: &[Offered], origin: Origin) -> Self {
        let signatures = |one: &Offered| one.entries.iter().filter(|entry| entry.signature.is_some()).count();
        if origin == Origin::Here {
            return Self::All;
        }
        if !are_many(offered.iter().map(signatures).sum()) {
            return Self::These(HashSet::new());
        }
        let mut claims = Vec::new();
        for Offered { series, held, entries } in offered {
            let (mut seq, mut hash) = *held;
            for entry in entries {
                // Known already, or after a gap.
                if entry.head.seq != seq + 1 {
                    continue;
                }
                (seq, hash) = (seq + 1, entry.hash(&hash));
                if let Some(signature) = entry.signature {
                    claims.push(Claim { replica: series.replica, hash, signature });
                }
            }
        }
        let answers = are_true(&claims);
        Self::These(
            claims.into_iter().zip(answers).filter_map(|(claim, is_true)| is_true.then_some(claim)).collect(),
        )
    }

    /// Whether this was found to be its author's own.
    fn knows(&self, claim: &Claim) -> bool {
        match self {
            Self::All => true,
            Self::These(claims) => claims.contains(claim),
        }
    }
}

/// The entries of a series that continue what is held, up to the last signed one.
fn fitting<H: Holds>(
    workspace: WorkspaceId,
    Offered { series, held, entries }: Offered,
    signed: &Signed,
    holds: &mut H,
    absorbed: &mut Absorbed,
) -> Result<Vec<(Entry, EntryHash)>, H::Error> {
    let series = &series;
    let (mut seq, mut hash) = held;
    let twins = known_before(series, seq, &entries, holds)?;
    let mut fit: Vec<(Entry, EntryHash)> = Vec::new();
    let mut refused = None;
    let mut rest = entries.into_iter();
    while let Some(entry) = rest.next() {
        let number = entry.head.seq;
        let why = if let Some((twin, _)) = fit.last().filter(|(twin, _)| twin.head.seq == number) {
            absorbed.known += 1;
            (!same(twin, &entry)).then_some(Unfit::Fork)
        } else if number <= seq {
            absorbed.known += 1;
            (twins.get(&number) != Some(&Twin::of(&entry))).then_some(Unfit::Fork)
        } else if number != seq + 1 {
            Some(Unfit::Gap { expected: seq + 1 })
        } else {
            unfit(&entry, &hash, signed)
        };
        if let Some(why) = why {
            refused = Some(Refused { series: *series, seq: number, why });
            let offered: Vec<Entry> = std::iter::once(entry).chain(rest).collect();
            if why == Unfit::Fork && is_branch(workspace, series, &offered, holds)? {
                absorbed.forked.push((*series, number));
            }
            break;
        }
        if number > seq {
            seq = number;
            hash = entry.hash(&hash);
            fit.push((entry, hash));
        }
    }
    let whole = fit.iter().rposition(|(entry, _)| entry.signature.is_some()).map_or(0, |last| last + 1);
    if let Some((entry, _)) = fit.get(whole) {
        // What follows the last signature waits for the next one, unless something is wrong with that.
        let why = refused.map_or(Unfit::Unsigned, |refused: Refused| refused.why);
        refused = Some(Refused { series: *series, seq: entry.head.seq, why });
        fit.truncate(whole);
    }
    absorbed.refused.extend(refused);
    Ok(fit)
}

/// What is held, up to a number, of what is offered. Asked for by what lies together, so that nobody has a whole long series
/// read by offering its first entry and its last.
fn known_before<H: Holds>(
    series: &Series,
    end: u64,
    entries: &[Entry],
    holds: &mut H,
) -> Result<HashMap<u64, Twin>, H::Error> {
    let known = entries.partition_point(|entry| entry.head.seq <= end);
    let mut twins = HashMap::new();
    for part in entries[..known].chunk_by(|one, next| next.head.seq - one.head.seq <= 1) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let numbers = first.head.seq..=last.head.seq;
        twins.extend(holds.twins(series, numbers)?.into_iter().map(|twin| (twin.head.seq, twin)));
    }
    Ok(twins)
}

/// Whether these entries follow what is held before them, and their author has signed them: then there are two branches.
/// Anybody can make up bytes in somebody's name.
fn is_branch<H: Holds>(
    workspace: WorkspaceId,
    series: &Series,
    offered: &[Entry],
    holds: &mut H,
) -> Result<bool, H::Error> {
    let Some(before) = offered.first().and_then(|first| first.head.seq.checked_sub(1)) else {
        return Ok(false);
    };
    let hash = match before {
        0 => Some(first_hash(workspace, series)),
        before => holds.hash(series, before)?,
    };
    let Some(mut hash) = hash else { return Ok(false) };
    for (entry, seq) in offered.iter().zip(before + 1..) {
        if entry.head.seq != seq {
            break;
        }
        hash = entry.hash(&hash);
        if let Some(signature) = &entry.signature {
            return Ok(signed_by(&series.replica, &hash, signature));
        }
    }
    Ok(false)
}

/// What is wrong with an entry that comes next, by itself.
fn unfit(entry: &Entry, previous: &EntryHash, signed: &Signed) -> Option<Unfit> {
    let head = &entry.head;
    if !(1..MAX_STAMP).contains(&head.seq) || !(1..MAX_STAMP).contains(&head.stamp) {
        return Some(Unfit::Range);
    }
    if let BodyBytes::Whole(bytes) = &entry.body {
        if bytes.len() > MAX_BODY {
            return Some(Unfit::TooLarge);
        }
        if std::str::from_utf8(bytes).is_err() {
            return Some(Unfit::NotText);
        }
    }
    let claim = Claim { replica: head.replica, hash: entry.hash(previous), signature: entry.signature? };
    (!signed.knows(&claim) && !claim.is_true()).then_some(Unfit::Signature)
}

/// Whether two entries say the same; one of them may have lost its text since.
fn same(a: &Entry, b: &Entry) -> bool {
    a.head == b.head && a.body.digest() == b.body.digest()
}

/// Leaves out what comes after a cut, and the branch that a cut has not kept.
fn end_at_cuts(known: &Record, candidates: &mut Candidates, refused: &mut Vec<Refused>) {
    for (series, entries) in candidates.iter_mut() {
        let Some(cut) = known.cut(series) else { continue };
        let other = |(entry, hash): &(Entry, EntryHash)| {
            entry.head.seq == cut.seq && Some(hash.reference()) != cut.last
        };
        let (after, why) = if entries.iter().any(other) { (0, Unfit::Fork) } else { (cut.seq, Unfit::Cut) };
        if let Some((entry, _)) = entries.iter().find(|(entry, _)| entry.head.seq > after) {
            refused.push(Refused { series: *series, seq: entry.head.seq, why });
        }
        entries.retain(|(entry, _)| entry.head.seq <= after);
    }
    candidates.retain(|_, entries| !entries.is_empty());
}
