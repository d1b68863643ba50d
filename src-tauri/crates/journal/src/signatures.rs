//! Many signatures: each is checked by itself, as [`signed_by`] has it, and where there are enough of them on all cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{available_parallelism, scope};

use incident::entry::{EntryHash, signed_by};
use incident::id::ReplicaKey;

/// So many are checked in the time that it takes to have a thread for them.
const WORTH_A_THREAD: usize = 8;
/// How many one thread takes at a time, so that one that is held up leaves the rest to the others.
const STEP: usize = 4;

/// Asked once: the answer is read from files.
static CORES: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, NonZero::get));

/// What somebody is said to have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Who.
    pub replica: ReplicaKey,
    /// What.
    pub hash: EntryHash,
    /// The signature.
    pub signature: [u8; 64],
}

impl Claim {
    pub(crate) fn is_true(&self) -> bool {
        signed_by(&self.replica, &self.hash, &self.signature)
    }
}

/// Whether it may be worth its time to gather so many claims and have them looked at together.
pub(crate) fn are_many(claims: usize) -> bool {
    claims >= 2 * WORTH_A_THREAD
}

/// Whether each of these claims is true.
#[must_use]
pub fn are_true(claims: &[Claim]) -> Vec<bool> {
    on_all_cores(claims, Claim::is_true)
}

/// Does to each of these what takes about as long as a signature, and gives what came of it in the same order.
pub fn on_all_cores<T: Sync, R: Send>(all: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = (all.len() / WORTH_A_THREAD).min(*CORES);
    if threads < 2 {
        return all.iter().map(act).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let from = next.fetch_add(STEP, Relaxed);
            let part = all.get(from..all.len().min(from + STEP)).unwrap_or_default();
            if part.is_empty() {
                return done;
            }
            done.extend(part.iter().zip(from..).map(|(one, at)| (at, act(one))));
        }
    };
    let mut done = scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::entry::sign;

    use super::*;

    #[test]
    fn each_of_many_is_judged_by_itself() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let replica = ReplicaKey(key.verifying_key().to_bytes());
        for count in [0, 1, 7, 100] {
            let claims: Vec<Claim> = (0..count)
                .map(|n| {
                    let hash = EntryHash([n; 32]);
                    let mut signature = sign(&key, &hash);
                    signature[0] ^= u8::from(n % 3 == 1);
                    Claim { replica, hash, signature }
                })
                .collect();
            let expected: Vec<bool> = (0..count).map(|n| n % 3 != 1).collect();
            assert_eq!(are_true(&claims), expected);
        }
    }
}
