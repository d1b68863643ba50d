//! Those who asked to hear, and have to wait: their server had trouble while the others were told. The update has arrived
//! by then, and they are tried for hours, beside whatever is told next. Nobody hears a later one first.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use incident::event::Event;
use incident::id::{DestinationId, EntryRef, Millis};
use incident::incident::Incident;
use incident::outbox::{Outgoing, OutgoingState, Step};
use outreach::{Backoff, MessageId};

use crate::house::REMEMBERED;
use crate::run::after;
use crate::{Hears, House};

/// So long one is tried who is not reached, in milliseconds: a server that does not know us yet takes no more than an hour.
const LONG: i64 = 4 * 3_600_000;

/// So long after that one may still be tried whose turn was before, in milliseconds.
const OLD: i64 = 10 * 60_000;

/// So many names are read together.
const TOGETHER: usize = 1_000;

type Update = (EntryRef, DestinationId);

/// Who waits for which update.
#[derive(Default)]
pub(crate) struct Waiting(HashMap<Update, Wait>);

/// Who waits for one.
#[derive(Default)]
struct Wait {
    /// None until it is known, since this sender was started.
    names: Option<HashSet<MessageId>>,
    /// How often they were tried.
    tried: u32,
    /// Not before.
    next: Option<Millis>,
}

/// When they are to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Nobody waits.
    Never,
    Now,
    Then(Millis),
}

impl Waiting {
    /// When those are to be tried who wait for something that arrived. Where it is not known whether somebody does, the
    /// record says whether it may be.
    pub(crate) fn when(&self, update: &Update, may_wait: bool, now: Millis) -> When {
        let wait = self.0.get(update);
        match wait.and_then(|wait| wait.names.as_ref()) {
            Some(names) if names.is_empty() => return When::Never,
            None if !may_wait => return When::Never,
            _ => {}
        }
        match wait.and_then(|wait| wait.next) {
            Some(next) if next > now => When::Then(next),
            _ => When::Now,
        }
    }

    /// Whether it is known who waits: nothing goes round them before that.
    pub(crate) fn is_known(&self, update: &Update) -> bool {
        self.names(update).is_some()
    }

    /// These wait for it, as the table has them.
    pub(crate) fn found(&mut self, update: Update, names: HashSet<MessageId>) {
        self.0.entry(update).or_default().names = Some(names);
    }

    /// Whether somebody waits for this one who waits for none of these: it need not stay here until those are there.
    pub(crate) fn goes_round(&self, update: &Update, earlier: &[Update]) -> bool {
        let waits = |name: &MessageId, update| self.names(update).is_none_or(|names| names.contains(name));
        let others = |name: &MessageId| !earlier.iter().any(|update| waits(name, update));
        self.names(update).is_some_and(|names| names.iter().any(others))
    }

    fn names(&self, update: &Update) -> Option<&HashSet<MessageId>> {
        self.0.get(update)?.names.as_ref()
    }

    /// Those who are to have one of these updates first.
    pub(crate) fn of(&self, destination: &DestinationId, updates: &[EntryRef]) -> HashSet<MessageId> {
        let wait = |update: &EntryRef| self.names(&(*update, destination.clone()));
        updates.iter().filter_map(wait).flatten().cloned().collect()
    }

    /// They were tried, and these still wait; none where that could not be found out.
    pub(crate) fn tried(
        &mut self,
        update: Update,
        names: Option<HashSet<MessageId>>,
        asked: Option<Duration>,
        now: Millis,
    ) {
        let wait = self.0.entry(update).or_default();
        wait.tried = wait.tried.saturating_add(1);
        wait.next = Some(after(now, pause(wait.tried, asked)));
        wait.names = names.or(wait.names.take());
    }

    /// Nothing is kept of it any more.
    pub(crate) fn is_done(&mut self, update: &Update) {
        self.0.remove(update);
    }

    /// How often they were tried.
    pub(crate) fn times(&self, update: &Update) -> u32 {
        self.0.get(update).map_or(0, |wait| wait.tried)
    }
}

/// How long to wait after so many attempts that failed.
pub(crate) fn pause(failed: u32, asked: Option<Duration>) -> Duration {
    let mut die = [0; 8];
    // Without it they come back together, which is no reason to stay away.
    let _ = getrandom::fill(&mut die);
    Backoff::default().after(failed, asked, u64::from_ne_bytes(die))
}

/// Until when those are tried who are not reached: for hours, and not when the next update was promised to be there by then.
pub(crate) fn until(outgoing: &Outgoing<'_>) -> Millis {
    let begun = outgoing.attempts.first().map_or(outgoing.asked, |attempt| attempt.begun).recorded_at;
    let long = Millis(begun.0.saturating_add(LONG));
    outgoing.update.next_due.filter(|due| *due > begun).map_or(long, |due| due.min(long))
}

/// Whether the time is over for so long that whoever is told now is told what was.
pub(crate) fn is_old(outgoing: &Outgoing<'_>, now: Millis) -> bool {
    now.0 > until(outgoing).0.saturating_add(OLD)
}

/// Whether there is no time for another attempt after this one.
pub(crate) fn is_last(outgoing: &Outgoing<'_>, tried: u32, now: Millis) -> bool {
    after(now, Backoff::default().after(tried.saturating_add(1), None, u64::MAX)) >= until(outgoing)
}

/// Whether it may be that somebody still waits for something that arrived.
pub(crate) fn may_wait(outgoing: &Outgoing<'_>, now: Millis) -> bool {
    is_for_more(outgoing) && now < until(outgoing)
}

/// Whether the table says who waits: what was tried, and is still to reach somebody. How many of them never were is owed to
/// the record also where the time was over before anybody could write it.
pub(crate) fn is_in_table(outgoing: &Outgoing<'_>, step: Step, now: Millis) -> bool {
    let (Some(first), Some(attempt)) = (outgoing.attempts.first(), outgoing.attempts.last()) else {
        return false;
    };
    // The table forgets row by row: once the first may be gone, it says nothing of who was reached.
    let remembered = now.0 < first.begun.recorded_at.0.saturating_add(REMEMBERED);
    remembered
        && match outgoing.state {
            OutgoingState::Sent(..) => is_for_more(outgoing) && attempt.failed.is_none(),
            _ => matches!(step, Step::Send | Step::Wait(_)),
        }
}

fn is_for_more(outgoing: &Outgoing<'_>) -> bool {
    let OutgoingState::Sent(_, Some(receipt)) = outgoing.state else { return false };
    receipt.reached < receipt.of
}

/// Since when it is told: whoever asked later does not hear it. That is when its sender first tried, by the clock by which
/// people ask; the one of whoever approved it may be far off, and would leave people out or take them in.
pub(crate) fn told_since(incident: Incident<'_>, outgoing: &Outgoing<'_>, now: Millis) -> Millis {
    let begun = incident.record().made().find(|(fact, event)| {
        let Event::SendingBegun { update, destination } = event else { return false };
        fact.replica == outgoing.sender
            && *update == outgoing.update.fact.id
            && *destination == outgoing.destination
    });
    begun.map_or(now, |(fact, _)| fact.recorded_at)
}

/// Those of whom it is not known what became of a message for them, though they had asked by then, by this way.
pub(crate) fn in_table<H: House>(
    house: &H,
    by_way: Hears,
    message: &MessageId,
    by: Millis,
) -> Result<HashSet<MessageId>, H::Trouble> {
    let (mut names, mut after) = (HashSet::new(), None);
    loop {
        let some = house.listeners(by_way, message, by, after.as_ref(), TOGETHER)?;
        let Some(last) = some.last() else { return Ok(names) };
        after = Some(last.name().clone());
        names.extend(some.iter().map(|one| one.name().clone()));
    }
}
