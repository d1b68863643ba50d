//! Holding a hub to its word: its checksum against what it is known to hold, its receipts against what it lists.

use std::collections::{BTreeMap, BTreeSet};

use incident::checksum::Checksum;
use incident::entry::Series;
use incident::id::{Millis, ReplicaKey};
use incident::stream::Stream;
use journal::{Claim, Deed, Finding, Journal, JournalError, KeptBack, Offered, Receipted, are_true};

use crate::exchange::{Stopped, Talk, cursor};
use crate::receipt::Receipt;
use crate::remote::{Remote, Unanswered};
use crate::wire::{PUSH_ENTRIES, Push, Sum};

/// What is held against a hub during one exchange.
#[derive(Default)]
pub(crate) struct Evidence {
    /// The checksum of the last page.
    pub(crate) checksum: Option<Checksum>,
    /// Why the two were compared; they were not, if there is nothing.
    pub(crate) compared: Option<Cause>,
    /// It had been put back to an earlier state: what it lacks is nobody's fault.
    pub(crate) restoring: bool,
    /// What was owed before it was compared.
    pub(crate) owed: BTreeSet<Series>,
    /// How far the hub was known to hold each series, by its receipts and by what it sent, before it was compared.
    pub(crate) confirmed: BTreeMap<Series, u64>,
    /// Series that it lists further than it had told: from where, and how far.
    pub(crate) untold: BTreeMap<Series, (u64, u64)>,
    /// Series of which it holds something else than it had confirmed.
    pub(crate) altered: BTreeSet<Series>,
    /// What it listed when it was compared.
    pub(crate) listed: BTreeSet<Series>,
}

/// Why two were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The hub does not know where this laptop had stopped reading.
    Gone,
    /// It knows that, and its checksum is another one.
    Checksum,
}

/// What a checksum shows that was heard while listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Both hold the same.
    Equal,
    /// Nothing: it is of another moment than what was read, or its difference was looked into to no avail.
    Nothing,
    /// The two have to be compared.
    Difference,
}

/// What a checksum that was heard while listening shows, beside the one that it has to be.
///
/// # Errors
/// The journal's.
pub fn shows(journal: &Journal, hub: ReplicaKey, heard: &Sum) -> Result<Shows, JournalError> {
    let known = journal.known_of(hub)?;
    let gap = heard.checksum.minus(known.sum);
    Ok(match gap {
        _ if known.read.position != heard.cursor.position => Shows::Nothing,
        gap if gap == Checksum::default() => Shows::Equal,
        gap if gap == known.unexplained => Shows::Nothing,
        _ => Shows::Difference,
    })
}

impl<R: Remote, N: Fn() -> Millis, C: FnMut(&[Stream])> Talk<'_, R, N, C> {
    /// How far the hub's last checksum is from what it has to be; none while it gives none.
    fn gap(&self) -> Result<Option<Checksum>, JournalError> {
        let Some(theirs) = self.evidence.checksum else { return Ok(None) };
        Ok(Some(theirs.minus(self.journal.known_of(self.hub)?.sum)))
    }

    /// Compares the two where their checksums differ, unless that was done before to no avail.
    pub(crate) async fn reconcile(&mut self) -> Result<(), Stopped> {
        let Some(gap) = self.gap()? else { return Ok(()) };
        let known = self.journal.known_of(self.hub)?;
        if gap == Checksum::default() || gap == known.unexplained || self.evidence.compared.is_some() {
            return Ok(());
        }
        self.compare(Cause::Checksum).await?;
        // It may have been put back since it gave that checksum, and what it lists is then of another moment.
        if let Err(Unanswered::Gone) = self.remote.pull(cursor(known.read), cursor(known.seen)).await {
            self.went_back()?;
            self.journal.restores(self.hub, true)?;
            self.evidence.untold.clear();
            self.evidence.altered.clear();
        }
        self.pull().await
    }

    /// Before a hub is compared: what it has confirmed until now.
    pub(crate) fn remember(&mut self, cause: Cause) -> Result<(), JournalError> {
        self.evidence.compared = Some(cause);
        self.evidence.restoring = self.journal.known_of(self.hub)?.restoring;
        self.evidence.confirmed = self.journal.held_by(self.hub)?;
        let owed = self.journal.owed(self.hub)?.into_iter().map(|(series, _)| series);
        // What goes on from another branch than is held here was told and could not be taken.
        let disputed = self.journal.kept_back(self.hub)?.into_iter().map(|kept| kept.series);
        self.evidence.owed = owed.chain(disputed).collect();
        if cause == Cause::Gone { self.went_back() } else { Ok(()) }
    }

    /// Notes that the hub was put back to an earlier state.
    fn went_back(&mut self) -> Result<(), JournalError> {
        self.evidence.restoring = true;
        self.journal.note_findings(self.hub, &[self.finding(Deed::Restored, None, 0)])
    }

    /// Notes that so many entries of each stream were new to the hub, although it had confirmed them. A disk that was
    /// lost takes the end of the log with it: nobody is accused of that.
    pub(crate) fn brought_back(&self, entries: &BTreeMap<Stream, u64>) -> Result<(), JournalError> {
        if entries.is_empty() {
            return Ok(());
        }
        let findings: Vec<Finding> = match self.evidence.restoring {
            true => vec![self.finding(Deed::Restored, None, entries.values().sum())],
            false => {
                entries.iter().map(|(stream, n)| self.finding(Deed::Dropped, Some(*stream), *n)).collect()
            }
        };
        self.journal.note_findings(self.hub, &findings)
    }

    /// A receipt of this hub that somebody else signed convicts whoever sent it: nothing else of it is believed either.
    pub(crate) fn genuine(&self, receipts: Vec<Receipt>) -> Result<Vec<Receipted>, Unanswered> {
        let workspace = self.journal.workspace();
        let claims: Vec<Claim> = receipts.iter().map(|receipt| receipt.claim(workspace)).collect();
        let of_the_hub = claims.iter().all(|claim| claim.replica == self.hub);
        if !of_the_hub || are_true(&claims).contains(&false) {
            return Err(Unanswered::Unreadable("a receipt that the hub has not signed".to_owned()));
        }
        Ok(receipts.into_iter().map(Receipted::from).collect())
    }

    /// Asks for what it has confirmed of all these series, so that it need not be asked for one by one.
    pub(crate) fn look_up_confirmed(&mut self, series: BTreeSet<Series>) -> Result<(), JournalError> {
        let unknown = series.into_iter().filter(|one| !self.evidence.confirmed.contains_key(one));
        let found = self.journal.all_confirmed_by(self.hub, unknown)?;
        self.evidence.confirmed.extend(found);
        Ok(())
    }

    /// How far the hub has confirmed that it holds a series. Its receipts speak also where all else was forgotten.
    pub(crate) fn confirmed(&mut self, series: &Series) -> Result<u64, JournalError> {
        if let Some(seq) = self.evidence.confirmed.get(series) {
            return Ok(*seq);
        }
        let seq = self.journal.confirmed_by(self.hub, series)?;
        self.evidence.confirmed.insert(*series, seq);
        Ok(seq)
    }

    /// Whether the hub holds a series that it did not list when it was compared.
    pub(crate) fn hides(&self, series: &Series) -> bool {
        self.evidence.compared.is_some() && !self.evidence.listed.contains(series)
    }

    /// Offers what was not taken once more with the receipts that show that a hub has taken it before: then it counts whatever
    /// became of its author. A receipt speaks for one entry and all before it, so these go together.
    pub(crate) async fn push_receipted(&mut self) -> Result<(), Stopped> {
        for KeptBack { series, seq, .. } in self.journal.kept_back(self.hub)? {
            let receipts = self.journal.receipted(&series)?;
            let Some(end) = receipts.iter().map(|receipt| receipt.seq).max().filter(|end| *end >= seq) else {
                continue;
            };
            let mut entries = self.journal.tail(&series, seq - 1, PUSH_ENTRIES)?;
            entries.retain(|entry| entry.head.seq <= end);
            if entries.last().is_none_or(|last| last.head.seq != end) {
                continue;
            }
            let places: Vec<(Series, u64)> = entries.iter().map(|entry| (series, entry.head.seq)).collect();
            let receipts = receipts.into_iter().map(Receipt::from).collect();
            let push = Push { receipts, ..Push::of(self.journal.workspace(), entries) };
            let pushed = self.remote.push(push).await?;
            let mut answer = Offered::default();
            self.read_verdicts(&places, pushed, &mut answer)?;
            self.journal.offered(self.hub, answer)?;
        }
        Ok(())
    }

    /// Notes what the hub was found to have done, once all was asked and offered.
    pub(crate) fn conclude(&mut self) -> Result<(), JournalError> {
        let mut findings = self.findings()?;
        let gap = self.gap()?;
        // Of what is written here meanwhile the last page knew nothing.
        if let Some(gap) = gap.filter(|_| self.done.pushed == 0) {
            self.done.proven = gap == Checksum::default();
            if self.done.proven {
                self.withdraw()?;
            } else if self.evidence.compared.is_some() {
                self.journal.cannot_explain(self.hub, gap)?;
                self.withdraw()?;
                let mut owed = self.journal.owed(self.hub)?;
                // What goes on from another branch than is held here is not withheld.
                let kept_back = self.journal.kept_back(self.hub)?;
                let disputed = |series: &Series| kept_back.iter().any(|kept| kept.series == *series);
                let torn = owed.iter().any(|(series, _)| disputed(series));
                owed.retain(|(series, _)| !disputed(series));
                for (stream, entries) in self.missing(&owed)? {
                    findings.push(self.finding(Deed::Withheld, Some(stream), entries));
                }
                if owed.is_empty() && !torn {
                    findings.push(self.finding(Deed::Contradicted, None, 0));
                }
            }
        }
        if !findings.is_empty() {
            self.journal.note_findings(self.hub, &findings)?;
        }
        if self.evidence.restoring { self.journal.restores(self.hub, false) } else { Ok(()) }
    }

    fn findings(&self) -> Result<Vec<Finding>, JournalError> {
        let mut findings = Vec::new();
        let mut left_out: BTreeMap<Stream, u64> = BTreeMap::new();
        for (series, (from, far)) in &self.evidence.untold {
            let end = self.journal.end(series)?.map_or(0, |end| end.seq);
            if end >= *far {
                *left_out.entry(series.stream).or_default() += far - from;
            }
        }
        for (stream, entries) in left_out {
            findings.push(self.finding(Deed::LeftOut, Some(stream), entries));
        }
        let mut altered: BTreeMap<Stream, u64> = BTreeMap::new();
        for series in &self.evidence.altered {
            *altered.entry(series.stream).or_default() += 1;
        }
        for (stream, series) in altered {
            findings.push(self.finding(Deed::Altered, Some(stream), series));
        }
        Ok(findings)
    }

    /// How many entries are owed of each stream.
    fn missing(&self, owed: &[(Series, u64)]) -> Result<BTreeMap<Stream, u64>, JournalError> {
        let mut missing: BTreeMap<Stream, u64> = BTreeMap::new();
        for (series, far) in owed {
            let end = self.journal.end(series)?.map_or(0, |end| end.seq);
            *missing.entry(series.stream).or_default() += far.saturating_sub(end);
        }
        Ok(missing)
    }

    /// Takes back what was only true for a time.
    fn withdraw(&self) -> Result<(), JournalError> {
        let passing = |finding: &Finding| matches!(finding.deed, Deed::Withheld | Deed::Contradicted);
        if self.journal.findings(self.hub)?.iter().any(passing) {
            self.journal.withdraw(self.hub, Deed::Withheld)?;
            self.journal.withdraw(self.hub, Deed::Contradicted)?;
        }
        Ok(())
    }

    fn finding(&self, deed: Deed, stream: Option<Stream>, entries: u64) -> Finding {
        Finding { deed, stream, entries, since: (self.now)(), seen: false }
    }
}
