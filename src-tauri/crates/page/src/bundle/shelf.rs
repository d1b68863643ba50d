//! What was published, where each question finds its answer without looking at the rest.

use std::collections::{BTreeMap, BTreeSet};

use incident::id::{IncidentId, Millis};
use incident::published::Published;

use super::calendar::Month;

/// Every published incident.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    all: BTreeMap<IncidentId, Published>,
    began: BTreeSet<(Millis, IncidentId)>,
    updated: BTreeSet<(Millis, IncidentId)>,
    /// When each was over; those that are not lie at the end.
    over: BTreeSet<(Millis, IncidentId)>,
    months: BTreeMap<Month, BTreeSet<(Millis, IncidentId)>>,
}

const NOT_OVER: Millis = Millis(i64::MAX);

impl Shelf {
    pub(super) fn get(&self, id: IncidentId) -> Option<&Published> {
        self.all.get(&id)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = IncidentId> {
        self.all.keys().copied()
    }

    pub(super) fn put(&mut self, published: Published) {
        let id = published.incident;
        self.take(id);
        let began = published.began();
        self.began.insert((began, id));
        self.updated.insert((published.updated(), id));
        self.over.insert((published.resolved().unwrap_or(NOT_OVER), id));
        self.months.entry(Month::of(began)).or_default().insert((began, id));
        self.all.insert(id, published);
    }

    pub(super) fn take(&mut self, id: IncidentId) -> Option<Published> {
        let gone = self.all.remove(&id)?;
        let began = gone.began();
        self.began.remove(&(began, id));
        self.updated.remove(&(gone.updated(), id));
        self.over.remove(&(gone.resolved().unwrap_or(NOT_OVER), id));
        let month = Month::of(began);
        if let Some(rest) = self.months.get_mut(&month) {
            rest.remove(&(began, id));
            if rest.is_empty() {
                self.months.remove(&month);
            }
        }
        Some(gone)
    }

    /// What is not over, newest first.
    pub(super) fn open(&self) -> Vec<&Published> {
        let mut open = self.named(self.over.range((NOT_OVER, IncidentId([0; 16]))..).map(|(_, id)| *id));
        open.sort_by_key(|one| (std::cmp::Reverse(one.began()), one.incident));
        open
    }

    /// What was over at this moment or later, newest first; without what is not over.
    pub(super) fn over_since(&self, since: Millis) -> Vec<&Published> {
        let range = (since, IncidentId([0; 16]))..(NOT_OVER, IncidentId([0; 16]));
        self.named(self.over.range(range).rev().map(|(_, id)| *id))
    }

    /// The last to begin, newest first.
    pub(super) fn newest(&self, most: usize) -> Vec<&Published> {
        self.named(self.began.iter().rev().take(most).map(|(_, id)| *id))
    }

    /// The last of which something was said.
    pub(super) fn last_updated(&self, most: usize) -> Vec<&Published> {
        self.named(self.updated.iter().rev().take(most).map(|(_, id)| *id))
    }

    /// Those of a month, newest first.
    pub(super) fn of(&self, month: &Month) -> Vec<&Published> {
        self.named(self.months.get(month).into_iter().flatten().rev().map(|(_, id)| *id))
    }

    /// The months in which something began, with how much.
    pub(super) fn months(&self) -> impl DoubleEndedIterator<Item = (&Month, usize)> {
        self.months.iter().map(|(month, those)| (month, those.len()))
    }

    fn named(&self, ids: impl Iterator<Item = IncidentId>) -> Vec<&Published> {
        ids.filter_map(|id| self.all.get(&id)).collect()
    }
}
