//! What of a review somebody has looked at on this laptop. What others wrote while it was closed is told when it is opened:
//! a sentence that two changed apart would otherwise stand there as if somebody had chosen it. No part of the log: each
//! laptop has its own eyes.

use std::collections::BTreeMap;

use incident::event::Event;
use incident::id::{EntryRef, IncidentId, ReplicaKey, Run};
use incident::record::{Fact, Record};

use super::Desk;
use super::review::NAME;
use crate::failure::Failure;

/// Up to which number somebody has looked at what each laptop wrote in each of its runs.
type Marks = BTreeMap<(ReplicaKey, Run), u64>;

impl Desk {
    /// Keeps that somebody looked at these entries of a review. Whoever opens one for the first time finds a text that
    /// stands: all that it is made of counts as looked at.
    pub fn look_at_review(&self, incident: IncidentId, entries: Vec<EntryRef>) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let (record, _) = self.document(incident, NAME)?;
        let before = self.marks(incident)?;
        let mut marks = before.clone().unwrap_or_default();
        let mut look = |fact: &Fact| {
            let mark = marks.entry((fact.replica, fact.run)).or_default();
            *mark = fact.seq.max(*mark);
        };
        match before {
            Some(_) => entries.iter().filter_map(|entry| record.fact(*entry)).for_each(&mut look),
            None => record.facts().iter().for_each(&mut look),
        }
        if before.as_ref() == Some(&marks) {
            return Ok(());
        }
        let lines: Vec<String> =
            marks.iter().map(|((replica, run), seq)| format!("{replica} {run} {seq}")).collect();
        self.journal.set_setting(&key(incident), &lines.join("\n"))?;
        Ok(())
    }

    /// What others wrote in a review and nobody has looked at on this laptop; none where nobody has looked at any of it.
    pub(super) fn not_looked_at(
        &self,
        incident: IncidentId,
        record: &Record,
    ) -> Result<Option<Vec<EntryRef>>, Failure> {
        let Some(marks) = self.marks(incident)? else { return Ok(None) };
        let own = self.author.replica();
        let new = |fact: &&Fact| {
            fact.replica != own
                && matches!(fact.event, Some(Event::TextEdited { .. }))
                && marks.get(&(fact.replica, fact.run)).is_none_or(|mark| fact.seq > *mark)
        };
        Ok(Some(record.facts().iter().filter(new).map(|fact| fact.id).collect()))
    }

    fn marks(&self, incident: IncidentId) -> Result<Option<Marks>, Failure> {
        let Some(kept) = self.journal.setting(&key(incident))? else { return Ok(None) };
        let mark = |line: &str| {
            let mut words = line.split(' ');
            let series = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            Some((series, words.next()?.parse().ok()?))
        };
        Ok(Some(kept.lines().filter_map(mark).collect()))
    }
}

fn key(incident: IncidentId) -> String {
    format!("looked/{incident}")
}
