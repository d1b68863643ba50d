//! How fast somebody may be spoken to.

use std::time::Duration;

/// A number of turns at once, and then one in each span. It reads no clock: `now` counts from any fixed moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    every: Duration,
    /// By how much turns may be ahead of an even step.
    slack: Duration,
    /// When the next turn is due at an even step.
    next: Duration,
}

impl Pace {
    /// One turn in each span, and `burst` of them in a row after a silence.
    #[must_use]
    pub fn new(every: Duration, burst: u32) -> Self {
        Self { every, slack: every * burst.saturating_sub(1), next: Duration::ZERO }
    }

    /// Takes the next turn and says how long to wait for it. Turns are given in the order in which they are taken.
    pub fn take(&mut self, now: Duration) -> Duration {
        let due = self.next.max(now);
        self.next = due + self.every;
        due.saturating_sub(self.slack).saturating_sub(now)
    }

    /// Nobody gets a turn for so long: the other side has asked for it.
    pub fn pause(&mut self, now: Duration, pause: Duration) {
        self.next = self.next.max(now + pause + self.slack);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn waits(pace: &mut Pace, now: Duration, turns: usize) -> Vec<u64> {
        (0..turns).map(|_| pace.take(now).as_secs()).collect()
    }

    #[test]
    fn turns_come_one_by_one_after_the_first_few() {
        assert_eq!(waits(&mut Pace::new(SECOND, 1), Duration::ZERO, 4), [0, 1, 2, 3]);
        let mut pace = Pace::new(SECOND, 3);
        assert_eq!(waits(&mut pace, 10 * SECOND, 5), [0, 0, 0, 1, 2]);
        // A silence gives back what was taken, and no more.
        assert_eq!(waits(&mut pace, 100 * SECOND, 5), [0, 0, 0, 1, 2]);
    }

    #[test]
    fn a_pause_holds_whatever_was_saved_up() {
        let mut pace = Pace::new(SECOND, 3);
        pace.pause(5 * SECOND, 30 * SECOND);
        assert_eq!(waits(&mut pace, 5 * SECOND, 3), [30, 31, 32]);
        assert_eq!(waits(&mut pace, 100 * SECOND, 2), [0, 0]);
    }

    proptest! {
        // Whenever somebody comes, no span ever sees more turns than are allowed in it.
        #[test]
        fn no_span_sees_more_turns_than_it_may(
            burst in 1_u32..5, steps in proptest::collection::vec(0_u64..3_000, 1..60),
        ) {
            let mut pace = Pace::new(SECOND, burst);
            let mut now = Duration::ZERO;
            let mut turns = Vec::new();
            for step in steps {
                now += Duration::from_millis(step);
                turns.push(now + pace.take(now));
            }
            prop_assert!(turns.is_sorted());
            for (nth, from) in turns.iter().enumerate() {
                let within = turns[nth..].iter().filter(|turn| **turn < *from + 10 * SECOND).count();
                prop_assert!(within <= 10 + burst as usize, "{within} in ten seconds, burst {burst}");
            }
        }
    }
}
