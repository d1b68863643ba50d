//! How long to wait before a hub that did not answer is asked again.

use std::time::Duration;

use sync::{Stopped, Unanswered};

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

/// What comes between having listened and the next exchange.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rest {
    /// So long, unless something is written here.
    UntilRung(Duration),
    /// So long, unless somebody asks.
    UntilAsked(Duration),
}

impl Rest {
    /// After listening has ended so; none where no exchange could put it right.
    pub(super) fn after(stopped: &Stopped, pace: &mut Pace) -> Option<Self> {
        match stopped {
            // Being cut off is told only if the exchange that follows finds nobody either. A hub that knows neither place may
            // go on saying so after the two were compared.
            Stopped::Unanswered(Unanswered::Unreachable(_) | Unanswered::Gone) => {
                Some(Self::UntilRung(pace.next()))
            }
            // What is written meanwhile waits too, or a hub that has too much to do would get more.
            Stopped::Unanswered(Unanswered::Busy(after)) => Some(Self::UntilAsked(pace.next().max(*after))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_calls_for_another_exchange_waits_longer_each_time() {
        let long = Duration::from_secs(90);
        let mut pace = Pace::default();
        let mut after = |unanswered: Unanswered| Rest::after(&unanswered.into(), &mut pace);
        for whole in [1.0, 2.0, 4.0] {
            let Some(Rest::UntilRung(wait)) = after(Unanswered::Gone) else { panic!("it does not wait") };
            assert!((whole / 2.0..=whole).contains(&wait.as_secs_f64()), "{wait:?} of {whole} s");
        }
        let cut_off = after(Unanswered::Unreachable("cut off".to_owned()));
        assert!(matches!(cut_off, Some(Rest::UntilRung(_))), "{cut_off:?}");
        assert_eq!(after(Unanswered::Busy(long)), Some(Rest::UntilAsked(long)));
        assert_eq!(after(Unanswered::Revoked), None);
    }

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
