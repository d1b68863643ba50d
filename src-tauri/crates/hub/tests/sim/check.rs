//! What has to be true once the network has healed and everybody has come to rest.

mod access;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use hub::Role;
use incident::document::incident_of;
use incident::entry::{Entry, PRIVATE, Series};
use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::slot::Slot;
use incident::stream::Stream;
use journal::{BoardQuery, Deed, Journal, Sort};
use sync::{Checksum, Pushed, Receipt};

use crate::acts::{Saved, granted, spoken};
use crate::network::Answer;
use crate::world::World;

/// What the hub said it holds, and to whom.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub to: usize,
    pub receipt: Receipt,
}

/// Keeps the receipts of an answer that has arrived.
pub(crate) fn promises(to: usize, (status, body): &Answer, kept: &mut Vec<Promise>) {
    if *status == 200
        && let Ok(pushed) = serde_json::from_slice::<Pushed>(body)
    {
        kept.extend(pushed.receipts.into_iter().map(|receipt| Promise { to, receipt }));
    }
}

/// Everything that is wrong with a world at rest.
pub(crate) fn check(world: &mut World) -> Result<(), String> {
    world.house.stop();
    let place = &world.house.place;
    let hub = Journal::open(&place.journal(), &place.backups()).map_err(|error| error.to_string())?.journal;
    // A hub keeps no board; whoever opens its file with one has it made.
    while hub.rebuild_board().map_err(text)? {}
    let sight = Sight::of(world, hub)?;
    sight.everybody_verifies()?;
    sight.nothing_is_lost()?;
    sight.nothing_is_kept_back_that_is_there()?;
    sight.promises_are_kept()?;
    sight.nobody_accuses_an_honest_hub()?;
    sight.all_with_one_access_have_the_same()?;
    sight.nobody_was_shown_what_is_not_theirs()?;
    sight.numbers_are_unique()?;
    sight.nothing_comes_from_the_revoked()?;
    sight.nothing_comes_from_those_who_read()?;
    sight.texts_have_merged()?;
    sight.titles_stand_as_they_should()?;
    sight.redactions_hold()
}

struct Sight<'a> {
    world: &'a World,
    hub: Journal,
    /// Every stream that anybody holds, as the hub has it.
    streams: BTreeMap<Stream, Record>,
}

impl<'a> Sight<'a> {
    fn of(world: &'a World, hub: Journal) -> Result<Self, String> {
        let mut streams = BTreeSet::new();
        for journal in world.laptops.iter().map(journal_of).chain([&hub]) {
            streams.extend(journal.ends(None, usize::MAX).map_err(text)?.iter().map(|end| end.series.stream));
        }
        let record = |stream| Ok((stream, Record::clone(&*hub.record(stream).map_err(text)?)));
        let mut streams: BTreeMap<_, _> = streams.into_iter().map(record).collect::<Result<_, String>>()?;
        let subjects: BTreeSet<_> = streams.values().filter_map(incident_of).map(Stream::Incident).collect();
        for subject in
            subjects.into_iter().filter(|subject| !streams.contains_key(subject)).collect::<Vec<_>>()
        {
            streams.extend([record(subject)?]);
        }
        Ok(Self { world, hub, streams })
    }

    fn name(&self, at: usize) -> char {
        self.world.laptops[at].name
    }

    fn may_talk(&self, at: usize) -> bool {
        self.world.house.welcomes(self.world.laptops[at].replica())
    }

    /// The record that says who may see a stream; none for a text of no incident that the hub knows.
    fn subject<'r>(&'r self, hubs: &'r Record) -> Option<&'r Record> {
        match hubs.stream() {
            Stream::Document(_) => self.streams.get(&Stream::Incident(incident_of(hubs)?)),
            _ => Some(hubs),
        }
    }

    /// Whether a laptop's person may see what belongs to this record now.
    fn sees(&self, at: usize, subject: &Record) -> bool {
        let incident = Incident::of(subject);
        !incident.is_private() || granted(incident).contains(&self.world.laptops[at].person)
    }

    /// From which number on the hub does not take a series of this laptop.
    fn kept_back(&self, at: usize) -> Result<BTreeMap<Series, u64>, String> {
        let kept = journal_of(&self.world.laptops[at]).kept_back(self.world.house.key()).map_err(text)?;
        Ok(kept.into_iter().map(|kept| (kept.series, kept.seq)).collect())
    }

    /// What a cut has put aside of what a laptop wrote, and shows its person.
    fn set_aside(&self, at: usize) -> Result<BTreeSet<EntryRef>, String> {
        let laptop = &self.world.laptops[at];
        let aside = journal_of(laptop).set_aside(laptop.replica()).map_err(text)?;
        Ok(aside.into_iter().map(|one| one.hash.reference()).collect())
    }

    fn everybody_verifies(&self) -> Result<(), String> {
        for (name, journal) in self
            .world
            .laptops
            .iter()
            .map(|laptop| (laptop.name.to_string(), journal_of(laptop)))
            .chain([("the hub".to_owned(), &self.hub)])
        {
            let verdict = journal.verify().map_err(text)?;
            if !verdict.is_good() {
                return Err(format!("{name}'s journal does not verify: {verdict:?}"));
            }
        }
        Ok(())
    }

    /// What a person was told is saved, is at the hub, or lies on their laptop and is shown as kept back for a reason.
    fn nothing_is_lost(&self) -> Result<(), String> {
        for (id, saved) in &self.world.ledger {
            let Saved { laptop, stream, series, seq, event, .. } = saved;
            let what = || format!("{} of {}", spoken(event), self.name(*laptop));
            let own = journal_of(&self.world.laptops[*laptop]).record(*stream).map_err(text)?;
            let aside = self.set_aside(*laptop)?;
            if own.fact(*id).is_none() && !saved.forgiven && !aside.contains(id) {
                return Err(format!("{} is lost where it was written", what()));
            }
            let there = self.streams.get(stream).is_some_and(|record| record.fact(*id).is_some());
            if there || saved.forgiven || aside.contains(id) || !self.may_talk(*laptop) {
                continue;
            }
            let kept = self.kept_back(*laptop)?.get(series).copied().filter(|from| from <= seq);
            let Some(from) = kept else {
                return Err(format!("{} has not reached the hub, and nobody says why", what()));
            };
            let disputed = self.came_from_who_reads(series, from)
                || self.streams[stream].cut(series).is_some()
                || self.streams[stream].facts().iter().chain(own.facts()).any(|fact| {
                    matches!(fact.event, Some(Event::Retracted { .. } | Event::PrivacySet { .. }))
                });
            if !disputed {
                return Err(format!("{} is kept back, and nothing was ever disputed", what()));
            }
        }
        Ok(())
    }

    /// Whether a series was kept back from there on because its author could only read when it was offered: that may have
    /// been until they were allowed to write again, and nothing that they wrote later is the first to be kept.
    fn came_from_who_reads(&self, series: &Series, from: u64) -> bool {
        let replica = &series.replica;
        // A hub that is put back knows them again as they were then.
        if self.world.observers.contains_key(replica) || self.world.went_back {
            return self.world.observers.contains_key(replica)
                || self.world.once_observers.contains_key(replica);
        }
        let Some(ended) = self.world.once_observers.get(replica) else { return false };
        let kept = self.world.ledger.values().filter(|saved| saved.series == *series && saved.seq >= from);
        kept.min_by_key(|saved| saved.seq).is_some_and(|first| first.word <= *ended)
    }

    /// Nobody is told to look at what the hub has long had.
    fn nothing_is_kept_back_that_is_there(&self) -> Result<(), String> {
        for at in (0..self.world.laptops.len()).filter(|at| self.may_talk(*at)) {
            for (series, seq) in self.kept_back(at)? {
                let own = journal_of(&self.world.laptops[at]).record(series.stream).map_err(text)?;
                if own.cut(&series).is_some() {
                    return Err(format!("{} keeps back what was cut: {series:?}", self.name(at)));
                }
                let there = self.hub.hash_at(&series, seq).map_err(text)?;
                // A hub that lost what it had signed is not believed of the rest either.
                let torn = self.world.went_back && self.streams[&series.stream].cut(&series).is_some();
                if !torn
                    && there.is_some()
                    && there == journal_of(&self.world.laptops[at]).hash_at(&series, seq).map_err(text)?
                {
                    return Err(format!(
                        "{} keeps back number {seq} of {series:?}, which is there",
                        self.name(at)
                    ));
                }
            }
        }
        Ok(())
    }

    /// What the hub has signed for is there. After a hub has lost something that is so as long as anybody holds it who may
    /// bring it back, and its author may still write.
    fn promises_are_kept(&self) -> Result<(), String> {
        for Promise { to, receipt } in &self.world.promised {
            let held = |journal: &Journal| -> Result<bool, String> {
                Ok(journal.hash_at(&receipt.series, receipt.seq).map_err(text)?.as_ref()
                    == Some(&receipt.hash))
            };
            if held(&self.hub)? {
                continue;
            }
            let mut holders = String::new();
            for at in (0..self.world.laptops.len()).filter(|at| self.may_talk(*at)) {
                let journal = journal_of(&self.world.laptops[at]);
                if held(journal)? && (!self.world.went_back || self.can_bring_back(at, receipt)?) {
                    holders.push(self.name(at));
                }
            }
            let author = receipt.series.replica;
            let welcome = author == self.world.house.key() || self.world.house.welcomes(author);
            if !self.world.went_back || welcome && !holders.is_empty() {
                return Err(format!(
                    "the hub has signed to {} what only {holders:?} holds: {receipt:?}",
                    self.name(*to)
                ));
            }
        }
        Ok(())
    }

    /// Whether a laptop that holds a series can bring it back: with its texts, unless the hub too holds the word that hides
    /// them, and where its author may only read by now with the hub's receipt. What was cut since does not come back, and
    /// whoever may not see the stream by now has not heard of that.
    fn can_bring_back(&self, at: usize, lost: &Receipt) -> Result<bool, String> {
        let Receipt { series, seq, .. } = lost;
        let journal = journal_of(&self.world.laptops[at]);
        let record = journal.record(series.stream).map_err(text)?;
        let hubs = &self.streams[&series.stream];
        let hidden = self.subject(hubs).is_some_and(|subject| !self.sees(at, subject));
        if hidden && hubs.cut(series).is_some_and(|cut| cut.seq < *seq || cut.forked.is_some()) {
            return Ok(false);
        }
        let gone = record
            .facts()
            .iter()
            .filter(|fact| (fact.replica, fact.run) == (series.replica, series.run) && fact.seq <= *seq);
        let hidden = |by: EntryRef| self.streams[&series.stream].fact(by).is_none();
        if gone.filter_map(|fact| fact.redacted_by).any(hidden) {
            return Ok(false);
        }
        let receipts = journal.receipted(series).map_err(text)?;
        let reads =
            self.world.house.device(series.replica).is_some_and(|device| device.role == Role::Observer);
        Ok(!reads || receipts.iter().any(|receipt| receipt.seq >= *seq))
    }

    /// What a laptop holds against a hub shows a person that somebody is to be asked. This hub has done nothing, except that
    /// it may have lost something and says so.
    fn nobody_accuses_an_honest_hub(&self) -> Result<(), String> {
        for laptop in &self.world.laptops {
            for found in journal_of(laptop).findings(self.world.house.key()).map_err(text)? {
                // One that lost what it had signed may hold another branch of a series that its author wrote twice.
                let torn = found.stream.is_some_and(|stream| self.streams[&stream].cuts().next().is_some());
                let excused = found.deed == Deed::Restored || found.deed == Deed::Altered && torn;
                if !excused || !self.world.went_back {
                    return Err(format!("{} accuses the hub: {found:?}", laptop.name));
                }
            }
        }
        Ok(())
    }

    fn all_with_one_access_have_the_same(&self) -> Result<(), String> {
        for (stream, hubs) in &self.streams {
            let expected = entries(&self.hub, *stream)?;
            // A text of which nothing says of which incident it is, is for whoever wrote it.
            let Some(subject) = self.subject(hubs) else { continue };
            // Private in the eyes of its authors, while what made it so has not come, or not come back: for nobody else.
            let veiled = veiled(hubs, &expected, subject);
            if !veiled.is_empty() && self.world.went_back {
                continue;
            }
            let told_to_all =
                |(series, seq): &(Series, u64)| veiled.get(series).is_none_or(|from| seq < from);
            let expected: BTreeMap<_, _> = expected.into_iter().filter(|(key, _)| told_to_all(key)).collect();
            let told = serde_json::to_string(hubs).map_err(text)?;
            for at in 0..self.world.laptops.len() {
                if !self.may_talk(at) || !self.sees(at, subject) {
                    continue;
                }
                let journal = journal_of(&self.world.laptops[at]);
                let kept = self.kept_back(at)?;
                let own = entries(journal, *stream)?;
                let shared =
                    own.iter().filter(|((series, seq), _)| kept.get(series).is_none_or(|from| seq < from));
                let shared = shared.filter(|(key, _)| told_to_all(key));
                let shared: BTreeMap<_, _> = shared.map(|(key, entry)| (*key, entry.clone())).collect();
                // A word that hides a text and is kept back hides it there alone.
                let whole = shared.len() == own.len() && veiled.is_empty();
                let same =
                    |one: &Entry, other: Option<&Entry>| other.is_some_and(|other| alike(one, other, whole));
                let both = shared.len() == expected.len();
                if !both || !shared.iter().all(|(key, entry)| same(entry, expected.get(key))) {
                    let differs = |(key, entry): &(&(Series, u64), &Entry)| {
                        expected.get(*key) != Some(entry) || shared.get(*key) != Some(entry)
                    };
                    let (ours, theirs, name) = (shared.len(), expected.len(), self.name(at));
                    let other: Vec<_> =
                        shared.iter().chain(&expected).filter(differs).map(|(key, _)| key).collect();
                    return Err(format!("{name} holds {ours} of {stream}, the hub {theirs}: {other:?}"));
                }
                if !whole {
                    continue;
                }
                let record = journal.record(*stream).map_err(text)?;
                if serde_json::to_string(&*record).map_err(text)? != told {
                    return Err(format!("{} folds {stream} differently", self.name(at)));
                }
                if sum(journal, *stream)? != sum(&self.hub, *stream)? {
                    return Err(format!("{}'s checksum of {stream} is another one", self.name(at)));
                }
            }
            self.one_row(*stream, hubs)?;
        }
        Ok(())
    }

    /// The board shows one incident alike to all who hold the same of it.
    fn one_row(&self, stream: Stream, hubs: &Record) -> Result<(), String> {
        let Some(incident) = stream.incident() else { return Ok(()) };
        let row = |journal: &Journal| -> Result<Option<String>, String> {
            let query =
                BoardQuery { sort: Sort::default(), limit: 100, now: Millis(0), ..BoardQuery::default() };
            let rows = journal.board(&query).map_err(text)?;
            let row = rows.into_iter().find(|row| row.id == incident);
            row.map(|row| serde_json::to_string(&row).map_err(text)).transpose()
        };
        let (expected, held) = (row(&self.hub)?, sum(&self.hub, stream)?);
        for at in (0..self.world.laptops.len()).filter(|at| self.may_talk(*at) && self.sees(*at, hubs)) {
            let journal = journal_of(&self.world.laptops[at]);
            if sum(journal, stream)? == held && row(journal)? != expected {
                return Err(format!("{}'s board shows {stream} differently", self.name(at)));
            }
        }
        Ok(())
    }

    /// Every incident has a number, and no other one has the same. One that was numbered again, since the hub had lost its
    /// number, has several, and one of them is shown.
    fn numbers_are_unique(&self) -> Result<(), String> {
        let mut seen: BTreeMap<u64, Stream> = BTreeMap::new();
        for (stream, record) in self.streams.iter().filter(|(stream, _)| stream.incident().is_some()) {
            let standing: BTreeSet<u64> = record.standing(&Slot::Number).filter_map(number).collect();
            let incident = Incident::of(record);
            if incident.number() != standing.first().copied() || standing.is_empty() && incident.exists() {
                return Err(format!(
                    "{stream} has the numbers {standing:?} and shows {:?}",
                    incident.number()
                ));
            }
            if !self.world.went_back && incident.numbers().len() > 1 {
                return Err(format!("{stream} has the numbers {:?}", incident.numbers()));
            }
            for number in standing {
                if let Some(other) = seen.insert(number, *stream) {
                    return Err(format!("{stream} and {other} are both INC-{number}"));
                }
            }
        }
        Ok(())
    }
}

fn number(fact: &Fact) -> Option<u64> {
    match fact.event {
        Some(Event::Numbered { number, .. }) => Some(number),
        _ => None,
    }
}

fn journal_of(laptop: &crate::laptop::Laptop) -> &Journal {
    &laptop.up.as_ref().unwrap().journal
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn entries(journal: &Journal, stream: Stream) -> Result<BTreeMap<(Series, u64), Entry>, String> {
    let entries = journal.entries(stream).map_err(text)?;
    let count = entries.len();
    let by_place: BTreeMap<_, _> =
        entries.into_iter().map(|entry| ((entry.head.series(), entry.head.seq), entry)).collect();
    if by_place.len() == count { Ok(by_place) } else { Err(format!("something of {stream} is held twice")) }
}

/// From which number on series are for nobody but their authors: they saw the stream as private, have not opened it since,
/// and nothing that made it private is at the hub.
fn veiled(hubs: &Record, held: &BTreeMap<(Series, u64), Entry>, subject: &Record) -> BTreeMap<Series, u64> {
    let set = |fact: &Fact, closed| matches!(fact.event, Some(Event::PrivacySet { private, .. }) if private == closed);
    let mut veiled = BTreeMap::new();
    if subject.facts().iter().any(|fact| set(fact, true)) {
        return veiled;
    }
    let opened: Vec<&Fact> =
        hubs.facts().iter().filter(|fact| set(fact, false) && !hubs.is_retracted(fact.id)).collect();
    for ((series, seq), entry) in held {
        let later =
            |fact: &&Fact| (fact.replica, fact.run) == (series.replica, series.run) && fact.seq >= *seq;
        if entry.head.flags & PRIVATE != 0 && !opened.iter().any(later) {
            veiled.entry(*series).or_insert(*seq);
        }
    }
    veiled
}

/// Whether two are the same entry, with its text or at least with what stands for it.
fn alike(one: &Entry, other: &Entry, whole: bool) -> bool {
    let parts = |entry: &Entry| (entry.head, entry.body.digest(), entry.signature);
    if whole { one == other } else { parts(one) == parts(other) }
}

fn sum(journal: &Journal, stream: Stream) -> Result<Checksum, String> {
    let ends = journal.ends(stream.before(), 1).map_err(text)?;
    let ends = ends.into_iter().filter(|end| end.series.stream == stream);
    Ok(ends.fold(Checksum::default(), |sum, end| sum.with(&end.series, end.seq, &end.hash)))
}
