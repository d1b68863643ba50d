//! From where it was wished to hear of the public page, as long as nobody has said that it was theirs: so that one source
//! cannot take the room of all. None of it is written down.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Limits;
use super::bucket::Bucket;
use super::crowd::Crowd;
use crate::store::{SubscriberName, UNCONFIRMED};

/// When the store forgets them, too.
const FORGOTTEN: Duration = Duration::from_millis(UNCONFIRMED.unsigned_abs());

/// What is said where nobody knows when somebody will confirm.
const LATER: Duration = Duration::from_secs(3_600);

/// Who asks, and what of it is open.
#[derive(Default)]
pub(super) struct Asking {
    each: Crowd<IpAddr, Arc<Bucket>>,
    /// As many as the hub writes to that have not confirmed, and no more.
    open: Mutex<HashMap<SubscriberName, (IpAddr, Instant)>>,
}

impl Asking {
    /// Whether one more may ask from there; or after how long.
    pub(super) fn may(&self, from: IpAddr, now: Instant, limits: &Limits) -> Result<(), Duration> {
        let rate = limits.subscriptions_per_minute;
        self.each.one(from, now, || Arc::new(Bucket::of_a_minute(rate))).take(1, now)?;
        let mut open = self.open();
        open.retain(|_, (_, since)| now.saturating_duration_since(*since) < FORGOTTEN);
        let many = open.values().filter(|(source, _)| *source == from).count();
        if many < limits.subscriptions_unconfirmed as usize { Ok(()) } else { Err(LATER) }
    }

    pub(super) fn asked(&self, from: IpAddr, name: SubscriberName, now: Instant) {
        self.open().insert(name, (from, now));
    }

    pub(super) fn answered(&self, name: SubscriberName) {
        self.open().remove(&name);
    }

    fn open(&self) -> MutexGuard<'_, HashMap<SubscriberName, (IpAddr, Instant)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u8) -> SubscriberName {
        SubscriberName([n; 16])
    }

    #[test]
    fn one_source_may_ask_so_often_in_a_minute_and_another_as_often() {
        let limits = Limits { subscriptions_per_minute: 3, ..Limits::default() };
        let (asking, now) = (Asking::default(), Instant::now());
        let [one, other] = [IpAddr::from([203, 0, 113, 7]), IpAddr::from([203, 0, 113, 8])];
        let after = |seconds| now + Duration::from_secs(seconds);
        assert!((0..3).all(|_| asking.may(one, now, &limits).is_ok()));
        assert_eq!(asking.may(one, now, &limits), Err(Duration::from_secs(20)));
        assert_eq!(asking.may(other, now, &limits), Ok(()));
        assert_eq!(asking.may(one, after(20), &limits), Ok(()));
        assert!(asking.may(one, after(20), &limits).is_err());
    }

    #[test]
    fn what_nobody_confirms_counts_for_its_source_until_it_is_forgotten() {
        let limits = Limits { subscriptions_unconfirmed: 2, ..Limits::default() };
        let (asking, now) = (Asking::default(), Instant::now());
        let [one, other] = [IpAddr::from([203, 0, 113, 7]), IpAddr::from([203, 0, 113, 8])];
        let may = |from, at| asking.may(from, at, &limits).is_ok();
        (1..=2).for_each(|n| asking.asked(one, name(n), now));
        assert!(!may(one, now) && may(other, now));
        asking.answered(name(1));
        assert!(may(one, now), "who has confirmed takes nobody's place");
        asking.asked(one, name(3), now);
        assert!(!may(one, now + FORGOTTEN / 2) && may(one, now + FORGOTTEN));
    }
}
