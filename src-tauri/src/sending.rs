//! What this laptop sends by itself: a loop in the background for as long as the desk is there. Destinations do not wait
//! for each other.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::desk::{Desk, Job};

/// How often it is looked at where nobody rings: a clock that jumped, or a network that came back.
const REGULARLY: Duration = Duration::from_secs(15);

/// Sends on a thread of its own until the desk is gone.
pub fn start(desk: &Arc<Desk>) -> std::io::Result<()> {
    let bell = desk.outbox_bell();
    let desk = Arc::downgrade(desk);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("sending".to_owned()).spawn(move || {
        runtime.block_on(async move {
            let mut trying = JoinSet::new();
            while let Some(wait) = look(&desk, &mut trying) {
                tokio::select! {
                    () = bell.notified() => {}
                    () = sleep(wait) => {}
                    Some(_) = trying.join_next() => {}
                }
            }
        });
    })?;
    Ok(())
}

/// Begins whatever is due, and says how long to wait; none once the desk is gone.
fn look(desk: &Weak<Desk>, trying: &mut JoinSet<()>) -> Option<Duration> {
    let here = desk.upgrade()?;
    match here.due_to_leave() {
        Ok((jobs, next)) => {
            for job in jobs {
                trying.spawn(send(Weak::clone(desk), job));
            }
            let wait = next.map(|at| u64::try_from(at.0 - here.now().0).unwrap_or_default());
            Some(wait.map_or(REGULARLY, |wait| Duration::from_millis(wait.max(50)).min(REGULARLY)))
        }
        Err(failure) => {
            tracing::error!(%failure, "the outbox cannot be read");
            Some(REGULARLY)
        }
    }
}

async fn send(desk: Weak<Desk>, job: Job) {
    let Some(here) = desk.upgrade() else { return };
    // The keychain may take its time, and the disk waits for nobody.
    let (at, what) = (Arc::clone(&here), job.clone());
    let begun = tokio::task::spawn_blocking(move || at.begin_to_send(&what)).await;
    drop(here);
    let ready = match begun {
        Ok(Ok(ready)) => ready,
        Ok(Err(failure)) => {
            tracing::warn!(%failure, "an update cannot be sent");
            if let Some(desk) = desk.upgrade() {
                desk.hindered(&job, &failure);
            }
            // What hinders it, a locked keychain or a full disk, is not gone at once.
            sleep(REGULARLY).await;
            if let Some(desk) = desk.upgrade() {
                desk.tried(&job);
            }
            return;
        }
        Err(error) => return tracing::error!(%error, "sending broke off"),
    };
    let sent = ready.outreach.deliver(&ready.channel, &ready.secret, &ready.message).await;
    if let Some(desk) = desk.upgrade() {
        desk.ended(&job, &ready, sent);
    }
}
