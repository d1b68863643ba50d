//! What goes on while nobody clicks: nags are noticed, the search index is filled, backups are made, the log is looked
//! through.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::desk::{Desk, Signal};
use crate::notify;

/// Nags are due to the minute; two seconds late is on time.
const SWEEP: Duration = Duration::from_secs(2);
/// How often it is asked whether the hourly backup is due.
const BACKUP: Duration = Duration::from_secs(60);

/// Where nothing has changed for so long, nobody works: it is asked whether the log is to be looked through.
const STILL: Duration = Duration::from_secs(5 * 60);

/// What changes though nobody works: how it stands with the hub, which says so several times a minute, who else is there, and
/// what the public page shows.
const BY_THEMSELVES: [&str; 3] = ["sync", "presence", "page_drift"];

fn goes_by_itself(signal: &Signal) -> bool {
    matches!(signal, Signal::Stale(stale) if stale.views.iter().all(|view| BY_THEMSELVES.contains(view)))
}

/// Watches on a thread of its own until the desk is gone.
pub fn start(desk: &Arc<Desk>) -> std::io::Result<()> {
    start_with(desk, STILL)
}

/// The same with another time after which nobody is taken to work, for rehearsals.
pub fn start_with(desk: &Arc<Desk>, still: Duration) -> std::io::Result<()> {
    let mut signals = desk.signals();
    let desk = Arc::downgrade(desk);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
        runtime.block_on(async move {
            // Not at once: until the window stands, every processor has something better to do.
            let mut sweep = interval_at(Instant::now() + SWEEP, SWEEP);
            let mut backup = interval_at(Instant::now() + SWEEP, BACKUP);
            sweep.set_missed_tick_behavior(MissedTickBehavior::Skip);
            backup.set_missed_tick_behavior(MissedTickBehavior::Skip);
            let (mut moved, mut walk) = (Instant::now(), Walk::default());
            loop {
                let alive = tokio::select! {
                    signal = signals.recv() => {
                        if !matches!(&signal, Ok(signal) if goes_by_itself(signal)) {
                            moved = Instant::now();
                            walk.stop();
                        }
                        match signal {
                            Ok(Signal::Stale(stale)) if stale.views.contains(&"search") => index(&desk),
                            Ok(_) | Err(RecvError::Lagged(_)) => true,
                            Err(RecvError::Closed) => false,
                        }
                    }
                    _ = sweep.tick() => {
                        if moved.elapsed() >= still {
                            walk.begin(&desk);
                            moved = Instant::now();
                        }
                        nag(&desk) && index(&desk)
                    }
                    _ = backup.tick() => back_up(&desk) && look_at_page(&desk),
                };
                if !alive {
                    return;
                }
            }
        });
    })?;
    Ok(())
}

/// Looking through the log, on a thread of its own. It ends early when somebody works again, and begins anew later.
#[derive(Default)]
struct Walk {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Walk {
    fn begin(&mut self, desk: &Weak<Desk>) {
        let walks = self.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        let Some(desk) = desk.upgrade().filter(|_| !walks) else { return };
        let stop = Arc::new(AtomicBool::new(false));
        self.stop = Arc::clone(&stop);
        let walking = std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            if let Err(failure) = desk.look_through_log(|| !stop.load(Ordering::Relaxed)) {
                tracing::error!(%failure, "the log could not be looked through");
            }
        });
        match walking {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => tracing::warn!(%error, "the log is not looked through"),
        }
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Walk {
    /// The file is let go as soon as a step is done.
    fn drop(&mut self) {
        self.stop();
    }
}

fn nag(desk: &Weak<Desk>) -> bool {
    let Some(desk) = desk.upgrade() else { return false };
    match desk.sweep() {
        Ok(ringing) => notify::show(&desk, &ringing),
        Err(failure) => tracing::warn!(%failure, "nags could not be looked for"),
    }
    true
}

fn index(desk: &Weak<Desk>) -> bool {
    let Some(desk) = desk.upgrade() else { return false };
    if let Err(failure) = desk.index() {
        tracing::warn!(%failure, "the search index could not be filled");
    }
    true
}

fn back_up(desk: &Weak<Desk>) -> bool {
    let Some(desk) = desk.upgrade() else { return false };
    if let Err(failure) = desk.back_up_if_due() {
        tracing::error!(%failure, "no backup could be made");
    }
    true
}

/// Looks whether the public page says what was approved, on a thread of its own: a page that does not answer holds up nobody.
fn look_at_page(desk: &Weak<Desk>) -> bool {
    let Some(here) = desk.upgrade() else { return false };
    if !here.is_to_look_at_page() {
        return true;
    }
    let desk = Weak::clone(desk);
    let looking = std::thread::Builder::new().name("page".to_owned()).spawn(move || {
        let Some(desk) = desk.upgrade() else { return };
        if let Err(failure) = desk.look_at_page() {
            tracing::warn!(%failure, "the public page could not be looked at");
        }
        desk.has_looked_at_page();
    });
    if let Err(error) = looking {
        tracing::warn!(%error, "the public page is not looked at");
        here.has_looked_at_page();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::Stale;

    #[test]
    fn a_hub_that_is_heard_is_no_work() {
        let stale = |views: &[&'static str]| Signal::Stale(Stale { views: views.to_vec(), stream: None });
        assert!(goes_by_itself(&stale(&["sync"])) && goes_by_itself(&stale(&["presence"])));
        assert!(!goes_by_itself(&stale(&["sync", "room"])) && !goes_by_itself(&Signal::Switched));
    }
}
