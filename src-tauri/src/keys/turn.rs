//! One question at a time for a keychain, which may never answer.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Whose turn it is to ask. While a question has no answer nobody asks another one: a keychain that hangs would keep a
/// thread for each.
pub(super) struct Turn {
    /// When the question was asked that is not answered yet.
    begun: Mutex<Option<Instant>>,
    answered: Condvar,
}

impl Turn {
    pub(super) const fn new() -> Self {
        Self { begun: Mutex::new(None), answered: Condvar::new() }
    }

    /// Asks on a thread of its own, and gives up after this long: on the answer, and on the turn of whoever asked before.
    pub(super) fn ask<T: Send + 'static>(
        &'static self,
        patience: Duration,
        question: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let mut begun = self.begun();
        while let Some(before) = *begun {
            // One that was given up on is not waited for again.
            let left = patience.checked_sub(before.elapsed())?;
            begun = self.answered.wait_timeout(begun, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *begun = Some(Instant::now());
        drop(begun);
        let (answer, heard) = mpsc::channel();
        thread::spawn(move || {
            let over = Over(self);
            let answered = question();
            drop(over);
            answer.send(answered)
        });
        heard.recv_timeout(patience).ok()
    }

    fn begun(&self) -> MutexGuard<'_, Option<Instant>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a turn, also where the question ends in a panic.
struct Over(&'static Turn);

impl Drop for Over {
    fn drop(&mut self) {
        *self.0.begun() = None;
        self.0.answered.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const SOON: Duration = Duration::from_millis(20);
    const LATE: Duration = Duration::from_secs(60);

    #[test]
    fn a_keychain_that_hangs_keeps_one_thread_however_often_it_is_asked() {
        static TURN: Turn = Turn::new();
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let (wake, asleep) = mpsc::channel::<()>();
        let hangs = move || {
            ASKED.fetch_add(1, Ordering::SeqCst);
            asleep.recv()
        };
        assert!(TURN.ask(SOON, hangs).is_none());
        let answers = || {
            ASKED.fetch_add(1, Ordering::SeqCst);
            7
        };
        assert!((0..100).all(|_| TURN.ask(SOON, answers).is_none()));
        assert_eq!(ASKED.load(Ordering::SeqCst), 1);
        // Once it is awake it is asked again.
        drop(wake);
        while TURN.begun().is_some() {
            thread::yield_now();
        }
        assert_eq!(TURN.ask(LATE, answers), Some(7));
    }

    #[test]
    fn who_comes_while_somebody_asks_waits_for_their_turn() {
        static TURN: Turn = Turn::new();
        let askers: Vec<_> = (0..8).map(|n| thread::spawn(move || TURN.ask(LATE, move || n))).collect();
        let answers: Vec<_> = askers.into_iter().map(|asker| asker.join().unwrap()).collect();
        assert_eq!(answers, (0..8).map(Some).collect::<Vec<_>>());
        let panics = || -> u8 { panic!("a keychain's own mistake") };
        assert_eq!(TURN.ask(LATE, panics), None);
        assert_eq!(TURN.ask(LATE, || 1), Some(1), "its turn is over");
    }
}
