//! Where a series ends for everybody: the home hub has refused the rest of it for good, or its author wrote it twice.
//!
//! Who may say so is asked by the hub that takes the fact, as with numbers. Of several cuts of one series the last in
//! order holds: a hub that was put back to an earlier state says anew what it has taken since.

use crate::entry::Series;
use crate::event::Event;
use crate::id::EntryRef;
use crate::record::Record;
use crate::slot::Slot;

/// How far a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Up to this number.
    pub seq: u64,
    /// The entry of that number; none where nothing of the series counts.
    pub last: Option<EntryRef>,
    /// The first number that was written twice, where the series was forked.
    pub forked: Option<u64>,
}

impl Cut {
    /// Up to which number somebody keeps a series of which they hold `held` entries; `own` is the name of theirs at the
    /// number of the cut. Of another branch only what came before the fork is kept.
    #[must_use]
    pub fn keeps(&self, held: u64, own: Option<EntryRef>) -> u64 {
        match self.forked {
            _ if self.seq == 0 => 0,
            _ if held >= self.seq && own == self.last => self.seq,
            Some(forked) => held.min(forked.saturating_sub(1)),
            None => held.min(self.seq),
        }
    }
}

impl Record {
    /// The series of this stream that were cut.
    pub fn cuts(&self) -> impl Iterator<Item = (Series, Cut)> {
        let stream = self.stream();
        self.slots().filter_map(move |slot| {
            let Slot::Cut(replica, run) = slot else { return None };
            let series = Series { stream, replica: *replica, run: *run };
            Some((series, self.cut(&series)?))
        })
    }

    /// The cut of a series of this stream, if it was cut.
    #[must_use]
    pub fn cut(&self, series: &Series) -> Option<Cut> {
        match self.value(&Slot::Cut(series.replica, series.run))? {
            Event::SeriesCut { seq, last, forked, .. } => {
                Some(Cut { seq: *seq, last: *last, forked: *forked })
            }
            _ => None,
        }
    }
}
