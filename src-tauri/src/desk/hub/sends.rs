//! The hub as a sender: by which channels it said that it can send, and giving it what that takes.

use courier::{Lack, secret_of};
use incident::id::{DestinationId, ReplicaKey};
use incident::text::one_line;
use incident::value::Destination;
use journal::Journal;

use crate::desk::Desk;
use crate::desk::channels::OF_CHANNELS;
use crate::desk::channels::is_as_seen;
use crate::failure::Failure;
use crate::replicate::{HubChannel, HubState, ask};
use crate::views::{AtHubView, ChannelsView};

use super::HubAt;

/// The local setting that holds what the hub said last: it is asked for just when the hub may be away.
const CHANNELS: &str = "hub.channels";

/// What this hub said last.
pub(super) fn kept(journal: &Journal, at: Option<&HubAt>) -> Result<Vec<HubChannel>, Failure> {
    let kept = journal.setting(CHANNELS)?.and_then(|text| serde_json::from_str(&text).ok());
    let kept: Option<(ReplicaKey, Vec<HubChannel>)> = kept;
    Ok(kept.filter(|(hub, _)| at.is_some_and(|at| at.key == *hub)).map(|(_, all)| all).unwrap_or_default())
}

impl Desk {
    /// The hub has told by which channels it can send.
    pub(crate) fn heard_channels(&self, channels: Vec<HubChannel>) {
        let mut state = self.line.state();
        let Some(hub) = state.at.as_ref().map(|at| at.key) else { return };
        if state.channels == channels {
            return;
        }
        state.channels.clone_from(&channels);
        drop(state);
        // Writing keys and texts never fails.
        let text = serde_json::to_string(&(hub, channels)).unwrap_or_default();
        if let Err(error) = self.journal.set_setting(CHANNELS, &text) {
            tracing::warn!(%error, "by which channels the hub sends is not kept");
        }
        self.stale(OF_CHANNELS, None);
    }

    /// Gives the hub what opens a channel, or has it forget that. It is not kept here.
    pub fn entrust_channel(
        &self,
        destination: DestinationId,
        secret: Option<String>,
        shown_to: String,
    ) -> Result<ChannelsView, Failure> {
        let secret = secret.as_deref().map(str::trim).filter(|secret| !secret.is_empty());
        if secret.is_some() {
            is_as_seen(&self.destination(&destination)?, &shown_to)?;
        }
        let remote = self.remote()?;
        let done = ask(async {
            let done = match secret {
                Some(secret) => remote.entrust(&destination, secret, &shown_to).await,
                None => remote.disown(&destination).await,
            };
            (done, remote.channels().await)
        });
        self.heard_after(done?)?;
        self.channels()
    }

    /// Has the hub send a message that says it is a test.
    pub fn test_at_hub(&self, destination: DestinationId) -> Result<ChannelsView, Failure> {
        let remote = self.remote()?;
        let done = ask(async {
            let tried = remote.try_channel(&destination).await.map(drop);
            (tried, remote.channels().await)
        });
        self.heard_after(done?)?;
        self.channels()
    }

    /// Whatever came of what was asked, how the hub is set up now is what is to be shown.
    fn heard_after<E>(&self, (done, now): (Result<(), E>, Result<Vec<HubChannel>, E>)) -> Result<(), Failure>
    where
        Failure: From<E>,
    {
        if let Ok(now) = now {
            self.heard_channels(now);
        }
        Ok(done?)
    }

    /// Whether the hub can send to a destination, as far as it said; none where there is no hub.
    pub(in crate::desk) fn at_hub(&self, to: &Destination) -> Option<AtHubView> {
        let state = self.line.state();
        let at = state.at.as_ref()?;
        let known = state.channels.iter().find(|one| one.destination == to.id);
        let now = known.map(|known| {
            if known.shown_to == to.transport.shown_to() { known.state } else { HubState::Elsewhere }
        });
        let (name, what) = (one_line(&to.name), secret_of(&to.transport));
        let missing = match (now, what) {
            (Some(HubState::Ready), _) => None,
            (Some(HubState::Elsewhere), Some(_)) => Some(Lack::Elsewhere { name }.to_string()),
            // Of one that is new it has not said anything yet.
            (Some(HubState::NoSecret) | None, Some(what)) => Some(Lack::Secret { name, what }.to_string()),
            _ => Some("The hub has not said yet whether it can send there.".to_owned()),
        };
        Some(AtHubView {
            key: at.key,
            kept: what.is_some()
                && matches!(known.map(|known| known.state), Some(HubState::Ready | HubState::Elsewhere)),
            missing,
            last: known.and_then(|known| known.last.clone()),
        })
    }

    /// Whether the hub was asked last and did not answer.
    pub(in crate::desk) fn hub_is_away(&self) -> bool {
        self.line.state().trouble.is_some()
    }
}
