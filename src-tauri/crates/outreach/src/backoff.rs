//! How long one waits before trying again.

use std::time::Duration;

/// It doubles with each attempt up to a most, and a die spreads those who fell over together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After the first attempt.
    pub first: Duration,
    /// Never longer than this, apart from what the other side asks for.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(2), most: Duration::from_secs(300) }
    }
}

impl Backoff {
    /// The pause after so many failed attempts in a row: between half and the whole of what it has grown to, as the die
    /// (any number) says. `asked` is how long the other side wants to be left alone; it is never disturbed earlier, and
    /// the spread comes on top.
    #[must_use]
    pub fn after(&self, failed: u32, asked: Option<Duration>, die: u64) -> Duration {
        let doubled = 1_u32.checked_shl(failed.saturating_sub(1)).unwrap_or(u32::MAX);
        let grown = self.first.checked_mul(doubled).unwrap_or(self.most).min(self.most);
        let half = grown / 2;
        let spread = half.mul_f64(die as f64 / u64::MAX as f64);
        match asked {
            Some(asked) if asked > half => asked + spread,
            _ => half + spread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pause_doubles_up_to_the_most() {
        let backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(60) };
        let longest: Vec<u64> =
            (1..=8).map(|failed| backoff.after(failed, None, u64::MAX).as_secs()).collect();
        assert_eq!(longest, [2, 4, 8, 16, 32, 60, 60, 60]);
        let shortest: Vec<u64> = (1..=8).map(|failed| backoff.after(failed, None, 0).as_secs()).collect();
        assert_eq!(shortest, [1, 2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn who_fell_over_together_does_not_come_back_together() {
        let backoff = Backoff::default();
        let step = u64::MAX / 1_000;
        let mut pauses: Vec<Duration> = (0..1_000).map(|nth| backoff.after(10, None, nth * step)).collect();
        pauses.dedup();
        assert_eq!(pauses.len(), 1_000);
        assert!(pauses[999] - pauses[0] > Duration::from_secs(149));
    }

    proptest! {
        #[test]
        fn a_pause_keeps_to_its_bounds(failed: u32, die: u64, asked in proptest::option::of(0_u64..100_000)) {
            let backoff = Backoff::default();
            let pause = backoff.after(failed, asked.map(Duration::from_secs), die);
            let asked = Duration::from_secs(asked.unwrap_or_default());
            prop_assert!(pause >= backoff.first / 2);
            prop_assert!(pause >= asked);
            prop_assert!(pause <= backoff.most.max(asked + backoff.most / 2));
        }
    }
}
