//! The time of a simulated world, and the clocks of its machines, which are wrong in their own ways.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use incident::id::Millis;

/// When every world begins.
const BEGIN: i64 = 1_800_000_000_000;
const TEN_YEARS: i64 = 10 * 365 * 24 * 3_600_000;

/// The clock of one machine: the world's time, and by how much it is off.
#[derive(Clone)]
pub(crate) struct Watch {
    time: Arc<AtomicI64>,
    off: Arc<AtomicI64>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self { time: Arc::new(AtomicI64::new(BEGIN)), off: Arc::default() }
    }

    /// Another machine's clock in the same world.
    pub(crate) fn beside(&self) -> Self {
        Self { time: Arc::clone(&self.time), off: Arc::default() }
    }

    pub(crate) fn now(&self) -> Millis {
        Millis(self.time.load(Ordering::SeqCst) + self.off.load(Ordering::SeqCst))
    }

    /// Lets time pass for everybody.
    pub(crate) fn pass(&self, millis: i64) {
        self.time.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets this clock wrong, by up to ten years either way; `share` is from 0 to 2,000.
    pub(crate) fn jump(&self, share: i64) {
        self.off.store((share - 1_000) * (TEN_YEARS / 1_000), Ordering::SeqCst);
    }

    pub(crate) fn set_right(&self) {
        self.off.store(0, Ordering::SeqCst);
    }
}
