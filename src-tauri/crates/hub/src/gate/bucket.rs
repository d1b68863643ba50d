//! So many a second, and ten seconds of it at once; or so many a minute.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much may come at once after a pause, in seconds of the rate.
const BURST: Duration = Duration::from_secs(10);

const MINUTE: Duration = Duration::from_secs(60);

/// A bucket that fills by itself. It is kept as the moment at which it will be full.
pub(super) struct Bucket {
    one: Duration,
    burst: Duration,
    full_at: Mutex<Option<Instant>>,
}

impl Bucket {
    /// One that is full, and fills by so many a second.
    pub(super) fn of(per_second: u32) -> Self {
        Self { one: Duration::from_secs(1) / per_second.max(1), burst: BURST, full_at: Mutex::default() }
    }

    /// One that is full, and fills by so many a minute, all of which may come at once.
    pub(super) fn of_a_minute(per_minute: u32) -> Self {
        Self { one: MINUTE / per_minute.max(1), burst: MINUTE, full_at: Mutex::default() }
    }

    /// Takes so many out; or says after how long there will be enough.
    pub(super) fn take(&self, many: u32, now: Instant) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let after = full_at.map_or(now, |at| at.max(now)) + self.one * many;
        match after.saturating_duration_since(now).checked_sub(self.burst) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *full_at = Some(after);
                Ok(())
            }
        }
    }

    /// Takes so many out, also where there are not enough: what comes next waits for it.
    pub(super) fn owe(&self, many: u32, now: Instant) {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        *full_at = Some(full_at.map_or(now, |at| at.max(now)) + self.one * many);
    }

    /// Whether it is as if nobody had ever taken anything.
    pub(super) fn is_full(&self, now: Instant) -> bool {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).is_none_or(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_seconds_worth_may_come_at_once_and_then_as_much_as_flows_in() {
        let (bucket, begin) = (Bucket::of(5), Instant::now());
        let at = |millis| begin + Duration::from_millis(millis);
        assert!((0..50).all(|_| bucket.take(1, begin).is_ok()));
        assert_eq!(bucket.take(1, begin), Err(Duration::from_millis(200)));
        assert_eq!(bucket.take(1, at(150)), Err(Duration::from_millis(50)), "asking in vain costs nothing");
        assert_eq!(bucket.take(1, at(200)), Ok(()));
        assert!(!bucket.is_full(at(10_100)) && bucket.is_full(at(10_200)));
        // A pause fills it, and does not fill it twice.
        assert!((0..50).all(|_| bucket.take(1, at(60_000)).is_ok()));
        assert!(bucket.take(1, at(60_000)).is_err());
    }

    #[test]
    fn what_is_owed_keeps_the_next_waiting() {
        let (bucket, now) = (Bucket::of(10), Instant::now());
        bucket.owe(150, now);
        assert_eq!(bucket.take(0, now), Err(Duration::from_secs(5)));
        assert_eq!(bucket.take(0, now + Duration::from_secs(5)), Ok(()));
    }
}
