//! Verifying the whole log: every chain and every signature, in the order of the file.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map};
use std::time::Duration;

use incident::entry::{BodyBytes, Entry, EntryHash, Series, first_hash, signed_by};
use incident::id::{Millis, WorkspaceId};
use incident::record::Record;
use incident::stream::Stream;
use rusqlite::{Connection, Row};

use crate::read::{self, COLUMNS, Held, Stored};
use crate::{Flaw, Journal, JournalError, aside, checkpoints, redact, schema};

/// How many entries are read in one snapshot, so that a long walk does not keep the write-ahead log from
/// being folded into the file.
const STEP: i64 = 2_000;

/// The setting that says when all of the file was found to be as it was written.
const VERIFIED: &str = "verified";

/// What a walk over the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries were read.
    pub entries: u64,
    /// In how many series.
    pub series: u64,
    /// What is wrong, in the order in which it was found.
    pub wrong: Vec<Wrong>,
    /// What is wrong with the tables and indexes that hold them, if anything, as one who repairs files reads it.
    pub structure: Option<String>,
}

/// An entry that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Of which series.
    pub series: Series,
    /// Its number.
    pub seq: u64,
    /// What is wrong with it.
    pub what: Flaw,
}

impl Verdict {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.structure.is_none()
    }
}

impl Journal {
    /// Walks over all chains and signatures and lets SQLite compare tables and indexes. It takes a while: run it
    /// in the background. What it finds wrong is repaired when the journal is opened next.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] where SQLite itself cannot read on; a disk that refuses.
    pub fn verify(&self) -> Result<Verdict, JournalError> {
        Ok(self.verify_while(|| true)?.unwrap_or_default())
    }

    /// As [`Journal::verify`], asking now and then whether to go on; none when it was told to stop.
    ///
    /// # Errors
    /// As [`Journal::verify`].
    pub fn verify_while(&self, mut go_on: impl FnMut() -> bool) -> Result<Option<Verdict>, JournalError> {
        let mut verdict = self.walk_all(true, &mut go_on)?;
        // A walk on which something was set aside meanwhile takes that for damage. What is wrong twice is.
        if verdict.as_ref().is_some_and(|verdict| !verdict.is_good()) {
            verdict = self.walk_all(true, go_on)?;
        }
        if let Some(verdict) = &verdict {
            if let Some(wrong) = verdict.wrong.first() {
                self.suspect(&read::damaged(&wrong.series, wrong.seq, wrong.what));
            } else if let Some(structure) = &verdict.structure {
                self.suspect(structure);
            }
        }
        Ok(verdict)
    }

    /// As [`Journal::verify_while`], where nobody has found the whole file good within the last `every` and no damage is
    /// known already. When it was good is remembered, since what was copied before that is good too.
    ///
    /// # Errors
    /// As [`Journal::verify`].
    pub fn verify_if_due(
        &self,
        now: Millis,
        every: Duration,
        go_on: impl FnMut() -> bool,
    ) -> Result<Option<Verdict>, JournalError> {
        let since = now.0.saturating_sub(i64::try_from(every.as_millis()).unwrap_or(i64::MAX));
        // A time to come was noted with a wrong clock.
        let good = self.verified_at()?.is_some_and(|at| since < at.0 && at <= now);
        if good || self.is_suspect() {
            return Ok(None);
        }
        let verdict = self.verify_while(go_on)?;
        if verdict.as_ref().is_some_and(Verdict::is_good) {
            self.set_setting(VERIFIED, &now.0.to_string())?;
        }
        Ok(verdict)
    }

    /// When the whole file was last found to be as it was written.
    pub(crate) fn verified_at(&self) -> Result<Option<Millis>, JournalError> {
        Ok(self.setting(VERIFIED)?.and_then(|at| at.parse().ok()).map(Millis))
    }

    /// Walks over all chains; if asked, also over signatures and SQLite's own structure.
    pub(crate) fn walk_all(
        &self,
        thorough: bool,
        mut go_on: impl FnMut() -> bool,
    ) -> Result<Option<Verdict>, JournalError> {
        let mut walk = Walk { thorough, ..Walk::default() };
        while go_on() {
            let more = self.read(|conn| {
                let more = walk.step(conn, self)?;
                if !more {
                    walk.finish(conn, self)?;
                }
                Ok(more)
            })?;
            if !more {
                return Ok(Some(walk.verdict));
            }
        }
        Ok(None)
    }
}

/// How far a walk is in one series, wherever the log is kept.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// Which.
    pub series: Series,
    /// The number of the last entry.
    pub seq: u64,
    /// Its hash, as the log claims it.
    pub hash: EntryHash,
    /// Whether it is signed.
    pub signed: bool,
}

#[derive(Default)]
struct Walk {
    thorough: bool,
    position: i64,
    reached: HashMap<i64, Reached>,
    /// Series of which something was set aside.
    aside: HashSet<i64>,
    bodiless: BTreeMap<Stream, Vec<(Series, u64)>>,
    verdict: Verdict,
}

impl Walk {
    /// Reads on by one step; false at the end of the log.
    fn step(&mut self, conn: &Connection, journal: &Journal) -> Result<bool, JournalError> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS}, e.series FROM entries e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"
        ))?;
        let mut rows = statement.query([self.position, STEP])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            let position: i64 = row.get(0)?;
            if position != self.position + 1 {
                self.find(format!("the entry at position {} is missing", self.position + 1));
            }
            self.position = position;
            let id: i64 = row.get(10)?;
            if aside::is_aside(row.get(1)?) {
                self.aside.insert(id);
                self.find_wrong_aside(conn, journal, (id, row))?;
                continue;
            }
            let reached = match self.reached.entry(id) {
                hash_map::Entry::Occupied(known) => known.into_mut(),
                hash_map::Entry::Vacant(new) => {
                    let Some(held) = read::head_by_id(conn, id)? else {
                        self.find(format!("the entry at position {position} is of no series"));
                        continue;
                    };
                    new.insert(Reached::nothing(journal.workspace, held.series))
                }
            };
            let wrong = match Stored::read(row, &reached.series) {
                Ok(stored) => {
                    let seq = stored.entry.head.seq;
                    if let BodyBytes::Dropped(_) = stored.entry.body {
                        self.bodiless.entry(reached.series.stream).or_default().push((reached.series, seq));
                    }
                    let whole = stored.entry.body.digest() == stored.body_sha256;
                    let changed = Wrong { series: reached.series, seq, what: Flaw::Changed };
                    reached.take(&stored.entry, stored.hash, self.thorough).or((!whole).then_some(changed))
                }
                Err(_) => {
                    reached.seq += 1;
                    Some(Wrong { series: reached.series, seq: reached.seq, what: Flaw::Unreadable })
                }
            };
            self.verdict.entries += 1;
            self.verdict.wrong.extend(wrong);
        }
        Ok(count == STEP)
    }

    /// An entry that was set aside is part of no series that is read, and follows another one all the same.
    fn find_wrong_aside(
        &mut self,
        conn: &Connection,
        journal: &Journal,
        (id, row): (i64, &Row<'_>),
    ) -> Result<(), JournalError> {
        let Some(series) = read::name(conn, id)? else { return Ok(()) };
        let wrong = match Stored::read(row, &series) {
            Ok(stored) if aside::is_whole(conn, journal.workspace, id, &stored)? => return Ok(()),
            Ok(_) => Flaw::Changed,
            Err(_) => Flaw::Unreadable,
        };
        self.verdict.wrong.push(Wrong { series, seq: aside::number(row.get(1)?), what: wrong });
        Ok(())
    }

    /// Notes what is wrong with the file besides single entries; the first such thing counts.
    fn find(&mut self, what: String) {
        self.verdict.structure.get_or_insert(what);
    }

    /// Compares what was read with the heads, on the snapshot of the last step.
    fn finish(&mut self, conn: &Connection, journal: &Journal) -> Result<(), JournalError> {
        read::each_head(conn, |held: Held| {
            self.verdict.series += 1;
            let wrong = |seq, what| Wrong { series: held.series, seq, what };
            match self.reached.get(&held.id) {
                Some(reached) if reached.seq < held.seq => {
                    self.verdict.wrong.push(wrong(reached.seq + 1, Flaw::Missing));
                }
                Some(reached) if !reached.signed => self.verdict.wrong.push(wrong(held.seq, Flaw::Unsigned)),
                Some(_) => {}
                None if self.aside.contains(&held.id) => {}
                None => self.verdict.wrong.push(wrong(1, Flaw::Missing)),
            }
        })?;
        if self.thorough {
            // Through a connection of its own: one that has looked before takes what FTS5 has merged since for
            // missing, because this check alone does not ask whether the index has changed.
            let fresh = schema::reader(&journal.file)?;
            let answer: String = fresh.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
            if answer != "ok" {
                self.find(answer);
            }
        }
        for stream in checkpoints::with_facts(conn)? {
            let (kept, whole) = (
                read::fold(conn, journal.workspace, stream),
                read::fold_whole(conn, journal.workspace, stream),
            );
            // What cannot be folded was named above.
            if let (Ok(kept), Ok(whole)) = (kept, whole)
                && kept.facts() != whole.facts()
            {
                self.find("what was kept of a text is not what its entries say".to_owned());
            }
        }
        for (stream, entries) in &self.bodiless {
            // A stream that cannot be folded was named above.
            let Ok(record) = read::fold_whole(conn, journal.workspace, *stream) else { continue };
            for (series, seq) in entries {
                if !explains(&record, series, *seq) && !redact::by_what_was_set_aside(conn, series, *seq)? {
                    self.verdict.wrong.push(Wrong { series: *series, seq: *seq, what: Flaw::Bodiless });
                }
            }
        }
        Ok(())
    }
}

impl Reached {
    /// Before the first entry of a series.
    #[must_use]
    pub fn nothing(workspace: WorkspaceId, series: Series) -> Self {
        Self { series, seq: 0, hash: first_hash(workspace, &series), signed: true }
    }

    /// Takes the next entry, with the hash that the log claims, and says what is wrong with it; looks at its signature if
    /// asked to. After a flaw the walk goes on from what the log claims, so that every wrong entry is named and none besides.
    pub fn take(&mut self, entry: &Entry, claimed: EntryHash, signatures: bool) -> Option<Wrong> {
        let hash = entry.hash(&self.hash);
        let seq = self.seq + 1;
        self.seq = entry.head.seq.max(seq);
        self.hash = claimed;
        self.signed = entry.signature.is_some();
        let forged = |signature: &_| !signed_by(&self.series.replica, &hash, signature);
        let what = if entry.head.seq != seq {
            Flaw::Missing
        } else if hash != claimed {
            Flaw::Changed
        } else if signatures && entry.signature.as_ref().is_some_and(forged) {
            Flaw::Signature
        } else {
            return None;
        };
        Some(Wrong { series: self.series, seq, what })
    }
}

/// Whether a record says why the text of an entry is gone.
#[must_use]
pub fn explains(record: &Record, series: &Series, seq: u64) -> bool {
    record.facts().iter().any(|fact| {
        (fact.replica, fact.run, fact.seq) == (series.replica, series.run, seq) && fact.redacted_by.is_some()
    })
}
