//! How long to wait before a hub that did not answer is asked again.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// Twice as long after each attempt, and never quite: laptops that lost one hub together do not come back as one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    attempts: u32,
}

impl Pace {
    /// How long to wait this time.
    pub(super) fn next(&mut self) -> Duration {
        let mut byte = [0; 1];
        // Without random numbers it waits the whole time, which harms nobody.
        let share = getrandom::fill(&mut byte).map_or(1.0, |()| 0.5 + f64::from(byte[0]) / 510.0);
        let whole = FIRST.saturating_mul(1 << self.attempts.min(6)).min(LONGEST);
        self.attempts += 1;
        whole.mul_f64(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_from_a_second_to_a_minute() {
        let mut pace = Pace::default();
        let waits: Vec<f64> = (0..12).map(|_| pace.next().as_secs_f64()).collect();
        for (wait, whole) in waits.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]) {
            assert!((whole / 2.0..=whole).contains(wait), "{wait} s of {whole}");
        }
        assert!(waits[11] <= 60.0);
    }
}
