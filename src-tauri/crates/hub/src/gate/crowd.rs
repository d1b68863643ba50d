//! What is remembered of many, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many are told apart. Those beyond it share one place.
const MOST: usize = 20_000;

/// Looking through all of them costs something, so it is not done more often.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// What can be forgotten without anybody noticing.
pub(super) trait Idle {
    fn is_idle(&self, now: Instant) -> bool;
}

/// Each of many, made when it is first asked for.
pub(super) struct Crowd<K, V>(Mutex<Members<K, V>>);

struct Members<K, V> {
    each: HashMap<K, V>,
    rest: Option<V>,
    /// When all of them were last looked through.
    swept: Option<Instant>,
}

impl<K, V> Default for Crowd<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Members { each: HashMap::new(), rest: None, swept: None }))
    }
}

impl<K: Hash + Eq, V: Clone + Idle> Crowd<K, V> {
    /// One that was asked for before.
    pub(super) fn find(&self, key: &K) -> Option<V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).each.get(key).cloned()
    }

    /// This one, made if it is new.
    pub(super) fn one(&self, key: K, now: Instant, make: impl FnOnce() -> V) -> V {
        let mut members = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Members { each, rest, swept } = &mut *members;
        if let Some(found) = each.get(&key) {
            return found.clone();
        }
        let due = swept.is_none_or(|swept| now.saturating_duration_since(swept) >= SWEEP_EVERY);
        if due && each.len() >= MOST / 8 {
            each.retain(|_, one| !one.is_idle(now));
            *swept = Some(now);
        }
        if each.len() >= MOST {
            return rest.get_or_insert_with(make).clone();
        }
        each.entry(key).or_insert_with(make).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use super::*;

    impl Idle for Arc<AtomicBool> {
        fn is_idle(&self, _: Instant) -> bool {
            self.load(Relaxed)
        }
    }

    #[test]
    fn those_who_are_idle_are_forgotten_and_beyond_a_bound_the_rest_share_one_place() {
        let (crowd, now) = (Crowd::<usize, Arc<AtomicBool>>::default(), Instant::now());
        let busy = || Arc::new(AtomicBool::new(false));
        let first = crowd.one(0, now, busy);
        for key in 1..3 * MOST {
            let now = now + SWEEP_EVERY * u32::try_from(key / 1000).unwrap();
            crowd.one(key, now, busy).store(key < MOST, Relaxed);
        }
        assert!(Arc::ptr_eq(&first, &crowd.find(&0).unwrap()), "who is busy is remembered");
        assert!(crowd.0.lock().unwrap().each.len() <= MOST);
        let (one, other) = (crowd.one(8 * MOST, now, busy), crowd.one(9 * MOST, now, busy));
        assert!(Arc::ptr_eq(&one, &other) && !Arc::ptr_eq(&one, &first));
    }
}
