//! What the hub holds until an admin has looked at it. Nobody but an admin is told of it, so it is asked for.

use std::sync::Weak;
use std::time::Duration;

use incident::entry::Series;
use incident::id::Millis;
use serde::Deserialize;
use tokio::time::timeout;

use super::http::{HttpRemote, NotDone};
use super::line::Line;
use crate::desk::Desk;
use crate::notify;
use crate::views::Ruling;

/// How long after the start it is asked for first.
const FIRST: Duration = Duration::from_secs(2);
/// How often it is asked for: what somebody wrote does not count before it was looked at.
const EVERY: Duration = Duration::from_secs(10);
/// How often where the hub says that this person is no admin. Roles seldom change.
const NOT_OURS: Duration = Duration::from_secs(300);

/// The part of a series that an admin has to look at, as `GET /v1/waiting` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Held {
    /// Its number at the hub.
    pub id: i64,
    /// Of which series.
    #[serde(flatten)]
    pub series: Series,
    /// Its first number.
    pub from: u64,
    /// The last one that was offered.
    pub to: u64,
    /// Why.
    pub why: Why,
    /// Since when, by the hub's clock.
    pub since: Millis,
}

/// Why an admin has to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// Its author's access was taken back.
    Revoked,
    /// Its place in the order is far beyond everything that is known.
    Leap,
    /// A reason that only a newer hub knows.
    #[serde(other)]
    Other,
}

/// Goes on until the desk is gone.
pub(super) async fn look(desk: &Weak<Desk>, mut line: Line) {
    // Not at once: until the window stands and the log has come, there is something better to do.
    let mut pause = FIRST;
    loop {
        let _rung_or_waited = timeout(pause, line.rung()).await;
        let answer = match line.remote(desk) {
            Some(remote) => Some(remote.held().await),
            None => None,
        };
        pause = EVERY;
        if let Some(desk) = desk.upgrade() {
            match answer {
                Some(Ok(held)) => {
                    if let Some(notice) = desk.heard_held(held) {
                        notify::tell(&notice);
                    }
                }
                Some(Err(NotDone::Refused(_))) => {
                    pause = NOT_OURS;
                    desk.heard_held(Vec::new());
                }
                // What was heard before is still the best that is known.
                Some(Err(NotDone::Unanswered(unanswered))) => {
                    tracing::debug!(%unanswered, "what waits for an admin is not known");
                }
                None => {}
            }
        }
    }
}

impl HttpRemote {
    /// What waits for an admin, of what this one may see.
    pub(crate) async fn held(&self) -> Result<Vec<Held>, NotDone> {
        self.try_ask(self.get("/v1/waiting", &[])).await
    }

    /// Says whether something that waits counts.
    pub(crate) async fn rule(&self, held: i64, ruling: Ruling) -> Result<(), NotDone> {
        let word = match ruling {
            Ruling::Admit => "admit",
            Ruling::Refuse => "refuse",
        };
        self.try_ask(self.post(&format!("/v1/waiting/{held}/{word}"))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_hub_lists_is_read_also_from_a_newer_one() {
        let listed = |why: &str| {
            let (replica, run) = ("1".repeat(64), "2".repeat(16));
            let json = format!(
                r#"{{"id":4,"stream":"incident/{}","replica":"{replica}","run":"{run}","from":2,"to":9,"why":"{why}","since":5}}"#,
                "3".repeat(32)
            );
            serde_json::from_str::<Held>(&json).unwrap()
        };
        for (word, why) in [("revoked", Why::Revoked), ("leap", Why::Leap), ("moonshine", Why::Other)] {
            let held = listed(word);
            assert_eq!((held.id, held.from, held.to, held.since, held.why), (4, 2, 9, Millis(5), why));
        }
    }
}
