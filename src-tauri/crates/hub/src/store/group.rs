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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::sync::{Arc, Barrier};
    use std::thread;

    use super::*;

    fn nothing() -> Job {
        Box::new(|_| Ok(()))
    }

    fn done(jobs: Vec<Job>) -> Ran {
        Ran { each: jobs.iter().map(|_| Ok(())).collect(), all: Ok(()) }
    }

    /// Has one job done at leisure, and others come while it is; gives how many were done by each commit, and what
    /// became of the others.
    fn crowd(second: fn(Vec<Job>) -> Ran) -> (Vec<usize>, Vec<Result<(), StoreError>>) {
        const OTHERS: usize = 5;
        let (group, commits) = (Arc::new(Group::default()), Arc::new(Mutex::new(Vec::new())));
        let (begun, go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let come = |run: Box<dyn Fn(Vec<Job>) -> Ran + Send>| {
            let (group, commits) = (Arc::clone(&group), Arc::clone(&commits));
            thread::spawn(move || {
                group.join(nothing(), |jobs| {
                    hold(&commits).push(jobs.len());
                    run(jobs)
                })
            })
        };
        let (at_it, leave) = (Arc::clone(&begun), Arc::clone(&go_on));
        let first = come(Box::new(move |jobs| {
            at_it.wait();
            leave.wait();
            done(jobs)
        }));
        begun.wait();
        let others: Vec<_> = (0..OTHERS).map(|_| come(Box::new(second))).collect();
        while hold(&group.waiting).len() < OTHERS {
            thread::yield_now();
        }
        go_on.wait();
        assert!(first.join().unwrap().is_ok());
        // Who panics in a commit is as good as told that it failed.
        let told = others.into_iter().map(|other| other.join().unwrap_or(Err(StoreError::Crashed))).collect();
        assert!(group.join(nothing(), done).is_ok(), "it goes on whatever happened");
        (hold(&commits).clone(), told)
    }

    #[test]
    fn who_waits_shares_the_next_commit_and_who_is_alone_has_one_of_their_own() {
        let (commits, told) = crowd(done);
        assert_eq!(commits, [1, 5]);
        assert!(told.iter().all(Result::is_ok));
    }

    #[test]
    fn what_fails_by_itself_fails_alone_and_a_commit_that_fails_fails_for_all_of_it() {
        let (_, told) = crowd(|jobs| {
            let each = (0..jobs.len()).map(|n| if n == 2 { Err(StoreError::Silent) } else { Ok(()) });
            Ran { each: each.collect(), all: Ok(()) }
        });
        assert_eq!(told.iter().filter(|told| matches!(told, Err(StoreError::Silent))).count(), 1);
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 4);
        let (_, told) = crowd(|jobs| Ran { each: done(jobs).each, all: Err(StoreError::Silent) });
        assert!(told.iter().all(|told| told.as_ref().is_err_and(StoreError::is_outage)));
    }

    #[test]
    fn nobody_waits_for_a_committer_that_broke_off() {
        static BROKE_OFF: AtomicUsize = AtomicUsize::new(0);
        let (_, told) = crowd(|_| {
            BROKE_OFF.fetch_add(1, SeqCst);
            panic!("in the middle of it")
        });
        assert_eq!(BROKE_OFF.load(SeqCst), 1);
        assert!(told.iter().all(|told| matches!(told, Err(StoreError::Crashed))));
    }
}
