//! What goes on while nobody clicks: nags are noticed, the search index is filled, backups are made.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::desk::{Desk, Signal};
use crate::notify;

/// Nags are due to the minute; two seconds late is on time.
const SWEEP: Duration = Duration::from_secs(2);
/// How often it is asked whether the hourly backup is due.
const BACKUP: Duration = Duration::from_secs(60);

/// Watches on a thread of its own until the desk is gone.
pub fn start(desk: &Arc<Desk>) -> std::io::Result<()> {
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
            loop {
                let alive = tokio::select! {
                    signal = signals.recv() => match signal {
                        Ok(Signal::Stale(stale)) if stale.views.contains(&"search") => index(&desk),
                        Ok(_) | Err(RecvError::Lagged(_)) => true,
                        Err(RecvError::Closed) => false,
                    },
                    _ = sweep.tick() => nag(&desk) && index(&desk),
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
