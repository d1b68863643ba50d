//! Waiting for something to become true, with an end.

use std::thread::park_timeout;
use std::time::{Duration, Instant};

/// How long anything may take on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const PACE: Duration = Duration::from_millis(10);

/// Asks again and again until there is an answer, and fails with `what` when there is none in time.
pub(crate) fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, ask).unwrap_or_else(|| panic!("waited {PATIENCE:?} for this in vain: {what}"))
}

pub(crate) fn within<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        match ask() {
            None if begun.elapsed() < limit => park_timeout(PACE),
            answer => return answer,
        }
    }
}

#[test]
fn waiting_ends_with_the_answer_or_with_the_time() {
    let mut asked = 0;
    let third = || {
        asked += 1;
        (asked == 3).then_some("here")
    };
    assert_eq!(within(PATIENCE, third), Some("here"));
    assert_eq!(within(PACE, || None::<()>), None);
}
