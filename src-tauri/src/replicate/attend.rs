//! Saying at the hub in which war room this person is, for as long as they look at one.

use std::sync::Weak;
use std::time::{Duration, Instant};

use incident::id::IncidentId;
use tokio::sync::watch;
use tokio::time::timeout;

use super::Here;
use super::line::Line;
use crate::desk::{Attending, Desk};

/// How often it is said again: three times before the hub forgets it.
const EVERY: Duration = Duration::from_secs(10);

/// Goes on until the desk is gone. What cannot be said is said again in a while: nobody waits for it.
pub(super) async fn attend(
    desk: &Weak<Desk>,
    mut line: Line,
    mut attending: watch::Receiver<Option<Attending>>,
) {
    let mut said: Option<IncidentId> = None;
    loop {
        let now = attending.borrow_and_update().clone().filter(|now| now.until > Instant::now());
        if let Some(left) = said.take().filter(|left| now.as_ref().is_none_or(|now| now.incident != *left)) {
            say(desk, &mut line, Here { incident: left, here: false, caret: None }).await;
        }
        let changed = match now {
            Some(Attending { incident, caret, .. }) => {
                say(desk, &mut line, Here { incident, here: true, caret }).await;
                said = Some(incident);
                timeout(EVERY, attending.changed()).await.unwrap_or(Ok(()))
            }
            None => attending.changed().await,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// Says it to the hub of the moment, and keeps what that answers.
async fn say(desk: &Weak<Desk>, line: &mut Line, here: Here) {
    let (incident, there) = (here.incident, here.here);
    let answer = match line.remote(desk) {
        Some(remote) => remote.say_here(here).await.map_err(|not_done| {
            tracing::debug!(%not_done, "who is in a war room is not known");
        }),
        None => Err(()),
    };
    if let Some(desk) = desk.upgrade() {
        desk.heard_present(incident, answer.ok().filter(|_| there));
    }
}
