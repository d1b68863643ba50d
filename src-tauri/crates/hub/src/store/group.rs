//! Changes that are asked for at the same time share one commit. Whoever finds the store free commits for all who wait
//! by then; one who comes alone waits for nobody.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Job, StoreError};

/// How many changes share a commit at most, so that the first does not wait for all the others.
const MOST: usize = 64;

/// Those who wait.
#[derive(Default)]
pub(super) struct Group {
    waiting: Mutex<Vec<Waiting>>,
    committing: Mutex<()>,
}

struct Waiting {
    job: Job,
    tell: SyncSender<Result<(), StoreError>>,
}

/// What became of the jobs of one transaction.
pub(super) struct Ran {
    /// Of each job that was begun, in order.
    pub each: Vec<Result<(), StoreError>>,
    /// Whether all of it was saved.
    pub all: Result<(), StoreError>,
}

impl Group {
    /// Has a job done in the next transaction that `run` makes, perhaps with those of others. When this says that it is
    /// done, it is on the disk.
    pub(super) fn join(&self, job: Job, run: impl Fn(Vec<Job>) -> Ran) -> Result<(), StoreError> {
        let (tell, told) = sync_channel(1);
        hold(&self.waiting).push(Waiting { job, tell });
        let turn = hold(&self.committing);
        loop {
            match told.try_recv() {
                Ok(result) => return result,
                // Who committed for us has broken off, and has told nobody.
                Err(std::sync::mpsc::TryRecvError::Disconnected) => return Err(StoreError::Crashed),
                Err(std::sync::mpsc::TryRecvError::Empty) => {}
            }
            self.lead(&turn, &run);
        }
    }

    fn lead(&self, _turn: &MutexGuard<'_, ()>, run: impl Fn(Vec<Job>) -> Ran) {
        let mut waiting = hold(&self.waiting);
        let count = waiting.len().min(MOST);
        let (jobs, tells): (Vec<_>, Vec<_>) = waiting.drain(..count).map(|one| (one.job, one.tell)).unzip();
        drop(waiting);
        let Ran { each, all } = run(jobs);
        let failed = all.err().map(Arc::new);
        let mut each = each.into_iter();
        for tell in tells {
            let result = match (each.next(), &failed) {
                // What is wrong with a job itself is said of it, whatever became of the others.
                (Some(Err(error)), _) => Err(error),
                (_, Some(failed)) => Err(StoreError::Together(Arc::clone(failed))),
                (Some(Ok(())), None) => Ok(()),
                (None, None) => Err(StoreError::Crashed),
            };
            // Whoever asked is there: they wait for it.
            let _ = tell.send(result);
        }
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
