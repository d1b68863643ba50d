//! Entries whose texts are gone: they are taken only with the word that hid them.

use std::collections::{BTreeMap, HashMap};

use incident::entry::{BodyBytes, Entry, EntryHash, Place, Series};
use incident::event::Event;
use incident::id::EntryRef;
use incident::record::{Fact, Record};
use incident::stream::Stream;

use super::{Candidates, Refused, Unfit};

/// Folds the stream with the new entries. A series is cut before an entry whose text is gone without a
/// redaction that says why, which may be among the new entries of another series.
pub(super) fn explained(known: Record, candidates: &mut Candidates, refused: &mut Vec<Refused>) -> Record {
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
        let everything = |fact: &Fact| matches!(fact.event, Some(Event::StreamErased { .. }));
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

    use incident::entry::{Head, first_hash};
    use incident::id::{IncidentId, Millis, ReplicaKey, Run, WorkspaceId};

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
