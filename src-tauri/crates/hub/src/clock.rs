//! What the hub takes for the time.

use incident::id::Millis;

/// A clock. It stands in no order: receipts, expiry and revocations carry what it says.
pub struct Clock(Box<dyn Fn() -> Millis + Send + Sync>);

impl Clock {
    /// A clock that is read by this.
    #[must_use]
    pub fn new(read: impl Fn() -> Millis + Send + Sync + 'static) -> Self {
        Self(Box::new(read))
    }

    /// What it says now.
    #[must_use]
    pub fn now(&self) -> Millis {
        (self.0)()
    }
}

/// The wall clock.
impl Default for Clock {
    fn default() -> Self {
        Self::new(|| {
            let since =
                std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }
}
