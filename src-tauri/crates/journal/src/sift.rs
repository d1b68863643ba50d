//! The rules of taking in entries that others wrote, apart from where a log keeps its own: what follows what is held,
//! is signed, and says why a text is gone. Whatever keeps a log asks here, so that all logs take the same.

use std::collections::{BTreeMap, HashMap};

use incident::entry::{
    BodyBytes, Entry, EntryHash, MAX_BODY, MAX_STAMP, Place, Series, first_hash, signed_by,
};
use incident::event::Event;
use incident::id::{EntryRef, WorkspaceId};
use incident::record::{Fact, Record};
use incident::stream::Stream;

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
}

impl Unfit {
    /// Whether it may be taken once something else has come.
    #[must_use]
    pub fn may_come_later(self) -> bool {
        matches!(self, Self::Gap { .. } | Self::Unsigned | Self::Bodiless)
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

    /// The entry that is held under the series and number of this one.
    ///
    /// # Errors
    /// Those of the log.
    fn twin(&mut self, entry: &Entry) -> Result<Option<Entry>, Self::Error>;

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

    /// Takes a record back to which nothing was added, so that it need not be folded once more.
    fn put_back(&mut self, record: Record);
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
    holds: &mut H,
) -> Result<(Absorbed, Vec<Fit>), H::Error> {
    let mut offered: BTreeMap<Series, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        offered.entry(entry.head.series()).or_default().push(entry);
    }
    let mut absorbed = Absorbed::default();
    let mut streams: BTreeMap<Stream, Candidates> = BTreeMap::new();
    for (series, mut entries) in offered {
        entries.sort_by_key(|entry| entry.head.seq);
        let fit = fitting(workspace, &series, entries, holds, &mut absorbed)?;
        if !fit.is_empty() {
            streams.entry(series.stream).or_default().insert(series, fit);
        }
    }
    let mut fits = Vec::with_capacity(streams.len());
    for (stream, mut entries) in streams {
        let known = holds.record(stream)?;
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

/// The entries of a series that continue what is held, up to the last signed one.
fn fitting<H: Holds>(
    workspace: WorkspaceId,
    series: &Series,
    entries: Vec<Entry>,
    holds: &mut H,
    absorbed: &mut Absorbed,
) -> Result<Vec<(Entry, EntryHash)>, H::Error> {
    let (mut seq, mut hash) = holds.end(series)?.unwrap_or((0, first_hash(workspace, series)));
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
            (!holds.twin(&entry)?.is_some_and(|twin| same(&twin, &entry))).then_some(Unfit::Fork)
        } else if number != seq + 1 {
            Some(Unfit::Gap { expected: seq + 1 })
        } else {
            unfit(&entry, &hash)
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
    let signed = fit.iter().rposition(|(entry, _)| entry.signature.is_some()).map_or(0, |last| last + 1);
    if let Some((entry, _)) = fit.get(signed) {
        // What follows the last signature waits for the next one, unless something is wrong with that.
        let why = refused.map_or(Unfit::Unsigned, |refused: Refused| refused.why);
        refused = Some(Refused { series: *series, seq: entry.head.seq, why });
        fit.truncate(signed);
    }
    absorbed.refused.extend(refused);
    Ok(fit)
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
fn unfit(entry: &Entry, previous: &EntryHash) -> Option<Unfit> {
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
    let signature = entry.signature.as_ref()?;
    (!signed_by(&head.replica, &entry.hash(previous), signature)).then_some(Unfit::Signature)
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

/// Folds the stream with the new entries. A series is cut before an entry whose text is gone without a
/// redaction that says why, which may be among the new entries of another series.
fn explained(known: Record, candidates: &mut Candidates, refused: &mut Vec<Refused>) -> Record {
    let facts: Vec<Fact> =
        candidates.values().flatten().map(|(entry, hash)| Fact::read(entry, hash)).collect();
    let stream = known.stream();
    let cuts = Unexplained::among(&known, candidates, &facts).cuts(stream);
    for (series, seq) in &cuts {
        if let Some(entries) = candidates.get_mut(series) {
            entries.retain(|(entry, _)| entry.head.seq < *seq);
        }
        refused.push(Refused { series: *series, seq: *seq, why: Unfit::Bodiless });
    }
    candidates.retain(|_, entries| !entries.is_empty());
    let stays = |fact: &Fact| {
        let series = Series { stream, replica: fact.replica, run: fact.run };
        cuts.get(&series).is_none_or(|seq| fact.seq < *seq)
    };
    known.with(facts.into_iter().filter(stays).collect())
}

/// New entries whose texts are gone, and the new words that hide them. Where a series is cut, the words after the cut go,
/// and what they alone have explained is cut in its turn. Every word goes once, so that no log is held up by a long chain.
struct Unexplained<'a> {
    candidates: &'a Candidates,
    /// Where each entry stands whose text is gone, and by how many words it is hidden.
    bare: HashMap<EntryRef, (Place, usize)>,
    /// By series, the number of each word and what it hides.
    words: HashMap<Series, Vec<(u64, EntryRef)>>,
}

impl<'a> Unexplained<'a> {
    fn among(known: &Record, candidates: &'a Candidates, facts: &[Fact]) -> Self {
        let mut all = Self { candidates, bare: HashMap::new(), words: HashMap::new() };
        let dropped = |entry: &Entry| matches!(entry.body, BodyBytes::Dropped(_));
        let new = candidates.values().flatten();
        all.bare = new
            .filter(|(entry, _)| dropped(entry))
            .map(|(entry, hash)| (hash.reference(), (entry.head.place(), 0)))
            .collect();
        let everything = |fact: &Fact| matches!(fact.event, Some(Event::StreamErased {}));
        if all.bare.is_empty() || known.facts().iter().chain(facts).any(everything) {
            all.bare.clear();
            return all;
        }
        for fact in known.facts() {
            all.hides(fact);
        }
        for fact in facts {
            if let Some(entry) = all.hides(fact) {
                let series = Series { stream: known.stream(), replica: fact.replica, run: fact.run };
                all.words.entry(series).or_default().push((fact.seq, entry));
            }
        }
        all
    }

    /// Counts a word for what it hides, which comes before it, as the fold has it.
    fn hides(&mut self, word: &Fact) -> Option<EntryRef> {
        let Some(Event::Redacted { entry, .. }) = word.event else { return None };
        let (place, words) = self.bare.get_mut(&entry)?;
        if word.place() < *place {
            return None;
        }
        *words += 1;
        Some(entry)
    }

    /// From which number on each series is not taken.
    fn cuts(mut self, stream: Stream) -> BTreeMap<Series, u64> {
        let mut cuts: BTreeMap<Series, u64> = BTreeMap::new();
        let mut open: Vec<Place> =
            self.bare.values().filter(|(_, words)| *words == 0).map(|(place, _)| *place).collect();
        while let Some((_, replica, run, seq)) = open.pop() {
            let series = Series { stream, replica, run };
            if cuts.get(&series).is_some_and(|cut| *cut <= seq) {
                continue;
            }
            // What comes before it in its transaction is not taken either.
            let first = self.candidates.get(&series).map_or(seq, |entries| begin(entries, seq));
            cuts.insert(series, first);
            let Some(words) = self.words.get_mut(&series) else { continue };
            while let Some((_, entry)) = words.pop_if(|(seq, _)| *seq >= first) {
                if let Some((place, words)) = self.bare.get_mut(&entry) {
                    *words -= 1;
                    open.extend((*words == 0).then_some(*place));
                }
            }
        }
        cuts
    }
}

/// The number of the first entry of the transaction in which one lies.
fn begin(entries: &[(Entry, EntryHash)], seq: u64) -> u64 {
    let before = entries.partition_point(|(entry, _)| entry.head.seq < seq);
    let signed = entries[..before].iter().rposition(|(entry, _)| entry.signature.is_some());
    entries.get(signed.map_or(0, |last| last + 1)).map_or(seq, |(entry, _)| entry.head.seq)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use incident::entry::Head;
    use incident::id::{IncidentId, Millis, ReplicaKey, Run};

    use super::*;

    const STREAM: Stream = Stream::Incident(IncidentId([1; 16]));

    /// Series of a text that is gone and a word that hides the text of the series before.
    fn chain(length: u64, last: &BodyBytes) -> Candidates {
        let mut candidates = Candidates::new();
        let mut before = EntryRef([0; 16]);
        for n in 0..length {
            let series = Series { stream: STREAM, replica: ReplicaKey([1; 32]), run: Run(n.to_be_bytes()) };
            let entry = |seq, body| {
                let stamp = 2 * n + seq;
                let Series { stream, replica, run } = series;
                let head = Head { v: 1, flags: 0, stream, replica, run, seq, stamp, recorded_at: Millis(0) };
                let signature = (seq == 2).then_some([0; 64]);
                let entry = Entry { head, body, signature };
                let hash = entry.hash(&first_hash(WorkspaceId([0; 32]), &series));
                (entry, hash)
            };
            let gone = if n + 1 < length {
                BodyBytes::Dropped(n.to_be_bytes().repeat(4).try_into().unwrap())
            } else {
                last.clone()
            };
            let word = format!(
                r#"{{"salt":"0000000000000000","event":{{"type":"redacted","entry":"{before}","replaces":[]}}}}"#
            );
            let both = vec![entry(1, gone), entry(2, BodyBytes::Whole(word.into_bytes()))];
            before = both[0].1.reference();
            candidates.insert(series, both);
        }
        candidates
    }

    #[test]
    fn a_long_chain_of_texts_that_are_gone_is_looked_through_once() {
        let begun = Instant::now();
        for (last, taken) in [(BodyBytes::Dropped([7; 32]), 0), (BodyBytes::Whole(b"{}".to_vec()), 3_000)] {
            let (mut candidates, mut refused) = (chain(3_000, &last), Vec::new());
            let record = explained(Record::fold(STREAM, []), &mut candidates, &mut refused);
            assert_eq!((candidates.len(), refused.len()), (taken, 3_000 - taken));
            assert_eq!(record.facts().len(), 2 * taken);
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    }
}
