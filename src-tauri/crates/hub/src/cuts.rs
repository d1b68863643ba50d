//! Cuts: the hub says where a series ends for everybody, once it has refused the rest of it for good.
//!
//! That is so where its author has written it twice, as on a machine that was copied while it ran: what the hub has taken
//! counts, the other branch does not. And it is so where an admin has looked at what waited and said that it does not count.
//! A hub never takes back what it holds. One that was put back to an earlier state and has taken something else since says
//! so by a later cut, which holds from then on.

use std::collections::BTreeMap;

use incident::draft::Draft;
use incident::entry::Series;
use incident::event::Event;
use incident::id::Millis;
use incident::incident::Incident;
use incident::record::Record;
use incident::slot::Slot;

use crate::hub::Voice;
use crate::says::undoes;
use crate::store::{Change, StoreError};

/// Why series are looked at, each with the first number that was written twice, if any was.
pub(crate) type Ends = BTreeMap<Series, Option<u64>>;

impl Voice {
    /// Cuts series where the hub holds them, unless the cut that holds says just that.
    pub(crate) fn cut(&self, change: &mut dyn Change, series: &Ends, now: Millis) -> Result<(), StoreError> {
        for (series, forked) in series.iter().filter(|(series, _)| series.replica != self.author.replica()) {
            let record = change.record(series.stream)?;
            let end = change.end(series)?;
            let (seq, last) = end.map_or((0, None), |end| (end.seq, Some(end.hash.reference())));
            let known = record.cut(series);
            let forked = match (known.and_then(|cut| cut.forked), *forked) {
                (Some(known), Some(new)) => Some(known.min(new)),
                (known, new) => known.or(new),
            };
            if known.is_some_and(|cut| (cut.seq, cut.last, cut.forked) == (seq, last, forked)) {
                continue;
            }
            let base = record.base(&Slot::Cut(series.replica, series.run));
            let (replica, run) = (series.replica, series.run);
            let cut: Draft = Event::SeriesCut { replica, run, seq, last, forked, base }.into();
            tracing::info!(%replica, stream = %series.stream, seq, ?forked, "a series is cut");
            let private = Incident::of(&record).is_private();
            self.say(change, now, [(series.stream, private, vec![cut])])?;
        }
        Ok(())
    }

    /// Says anew how far those of these series count of which a cut has come that is not what the hub holds.
    pub(crate) fn stand_by(
        &self,
        change: &mut dyn Change,
        brought: impl IntoIterator<Item = Series>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut denied = Ends::new();
        for series in brought {
            let Some(cut) = change.record(series.stream)?.cut(&series) else { continue };
            let end = change.end(&series)?;
            // What it does not hold yet may still come.
            if end.is_some_and(|end| {
                end.seq > cut.seq || end.seq == cut.seq && Some(end.hash.reference()) != cut.last
            }) {
                denied.insert(series, None);
            }
        }
        self.cut(change, &denied, now)
    }
}

/// Whether an event cuts a series, or takes that back.
pub(crate) fn cuts(event: &Event, record: &Record) -> bool {
    let cuts = |event: &Event| matches!(event, Event::SeriesCut { .. });
    cuts(event) || undoes(event, record, cuts)
}
