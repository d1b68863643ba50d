//! What of the hub may be another at any time: for which channels it has what opens them, and what this laptop may do there.

use std::sync::Weak;
use std::time::Duration;

use incident::id::DestinationId;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::http::{HttpRemote, NotDone};
use super::line::Line;
use crate::desk::Desk;
use crate::views::LastTry;

/// How long after the start it is asked for first.
const FIRST: Duration = Duration::from_secs(1);
/// How often it is asked for: an admin may give the hub a secret at any time.
const EVERY: Duration = Duration::from_secs(10);

/// A destination as the hub sends to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HubChannel {
    /// Which.
    pub destination: DestinationId,
    /// Whether the hub can send there.
    pub state: HubState,
    /// To whom its secret is shown, for which this is true.
    pub shown_to: String,
    /// How the last attempt of the hub went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastTry>,
}

/// Whether the hub can send to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HubState {
    /// It can.
    Ready,
    /// It has a secret that was entered for another address.
    Elsewhere,
    /// It has no secret, or something is in the way that only a newer hub knows.
    #[serde(other)]
    NoSecret,
}

/// `PUT /v1/channels/{destination}/secret`.
#[derive(Serialize)]
struct Entrust<'a> {
    secret: &'a str,
    shown_to: &'a str,
}

/// Goes on until the desk is gone.
pub(super) async fn look(desk: &Weak<Desk>, mut line: Line) {
    let (mut pause, mut role_known) = (FIRST, false);
    loop {
        let _rung_or_waited = timeout(pause, line.rung()).await;
        pause = EVERY;
        let Some(remote) = line.remote(desk) else { continue };
        // Whoever only reads is asked about until they may write again; of the others the hub refuses what is too much.
        if !role_known || desk.upgrade().is_some_and(|desk| desk.only_reads()) {
            match (remote.devices().await, desk.upgrade()) {
                (Ok(devices), Some(desk)) => {
                    desk.heard_role(&devices);
                    role_known = true;
                }
                (Err(not_done), _) => tracing::debug!(%not_done, "what this laptop may do is not known"),
                (_, None) => return,
            }
        }
        match (remote.channels().await, desk.upgrade()) {
            (Ok(channels), Some(desk)) => desk.heard_channels(channels),
            // An older hub sends nothing.
            (Err(NotDone::Refused(_)), Some(desk)) => desk.heard_channels(Vec::new()),
            // What was heard before is still the best that is known.
            (Err(NotDone::Unanswered(unanswered)), _) => {
                tracing::debug!(%unanswered, "by which channels the hub sends is not known");
            }
            (_, None) => return,
        }
    }
}

impl HttpRemote {
    /// By which channels the hub can send.
    pub(crate) async fn channels(&self) -> Result<Vec<HubChannel>, NotDone> {
        self.try_ask(self.get("/v1/channels", &[])).await
    }

    /// Gives the hub what opens a channel, for whoever it is to be shown to.
    pub(crate) async fn entrust(
        &self,
        to: &DestinationId,
        secret: &str,
        shown_to: &str,
    ) -> Result<(), NotDone> {
        let request = self.put(&format!("/v1/channels/{to}/secret"));
        self.try_ask(request.json(&Entrust { secret, shown_to })).await
    }

    /// Has the hub forget it.
    pub(crate) async fn disown(&self, to: &DestinationId) -> Result<(), NotDone> {
        self.try_ask(self.delete(&format!("/v1/channels/{to}/secret"))).await
    }

    /// Has the hub send a message there that says it is a test.
    pub(crate) async fn try_channel(&self, to: &DestinationId) -> Result<LastTry, NotDone> {
        self.try_ask(self.post(&format!("/v1/channels/{to}/test"))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_hub_lists_is_read_also_from_a_newer_one() {
        for (word, state) in [
            ("ready", HubState::Ready),
            ("elsewhere", HubState::Elsewhere),
            ("no_secret", HubState::NoSecret),
            ("moonshine", HubState::NoSecret),
        ] {
            let json = format!(r#"{{"destination":"team","state":"{word}","shown_to":"teams","more":1}}"#);
            let read: HubChannel = serde_json::from_str(&json).unwrap();
            assert_eq!((read.state, read.last), (state, None));
        }
    }
}
