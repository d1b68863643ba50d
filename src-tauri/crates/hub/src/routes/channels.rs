//! The channels by which the hub sends: for which of them it has what opens them, and trying one. No answer holds a secret.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use courier::{House, NoWay, channel_of, secret_of, test_message};
use incident::id::DestinationId;
use incident::value::Destination;
use outreach::Secret;
use serde::{Deserialize, Serialize};

use super::{Caller, Named, Received};
use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::router::Shared;
use crate::secret::random;
use crate::sending::{LastTry, Trouble};
use crate::store::StoreError;

/// A destination as the hub sends to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedChannel {
    /// Which.
    pub destination: DestinationId,
    /// Whether the hub can send there.
    pub state: ChannelState,
    /// To whom its secret is shown, for which this is true.
    pub shown_to: String,
    /// How the last attempt of this hub went, if there was one since it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastTry>,
}

/// Whether the hub can send to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// It has what that takes.
    Ready,
    /// It has no secret for it, or one that opens no more.
    NoSecret,
    /// It has a secret that was entered for another address.
    Elsewhere,
}

/// `PUT /v1/channels/{destination}/secret`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrust {
    /// The secret.
    pub secret: String,
    /// To whom it is to be shown, as whoever enters it saw it.
    pub shown_to: String,
}

/// The most bytes of a secret with what is around it.
const SMALL: usize = 16 << 10;
/// The longest secret, in bytes.
pub(crate) const LONGEST: usize = 8_000;

pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    _caller: Caller,
) -> Result<Json<Vec<ListedChannel>>, Failure> {
    Ok(Json(aside(&hub, |hub| Ok(hub.channels()?)).await?))
}

pub(crate) async fn entrust(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(destination): Named,
    Received(entrust, _room): Received<Entrust, SMALL>,
) -> Result<StatusCode, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    if entrust.secret.trim().is_empty() || entrust.secret.len() > LONGEST {
        return Err(Failure::Secret);
    }
    aside(&hub, move |hub| {
        let to = hub.destination(&destination)?;
        // Whoever writes in the book meanwhile does not get it.
        if to.transport.shown_to() != entrust.shown_to || secret_of(&to.transport).is_none() {
            return Err(Failure::OtherChannel);
        }
        let channel = channel_of(&to.transport).map_err(|_| Failure::OtherChannel)?;
        channel.takes(&Secret::new(&entrust.secret))?;
        let sealed = hub.seal().map(|seal| seal.close(&to.id, &entrust.shown_to, entrust.secret.trim()));
        let sealed = sealed.transpose()?.flatten().ok_or(StoreError::Crashed)?;
        hub.store.drawer().keep_sealed(&sealed)?;
        tracing::info!(destination = %to.id, "an admin has entrusted the hub with a secret");
        hub.sending.courier.ring();
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

pub(crate) async fn forget(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(destination): Named,
) -> Result<StatusCode, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    aside(&hub, move |hub| {
        let to = hub.destination(&destination)?;
        hub.store.drawer().forget_sealed(&to.id)?;
        tracing::info!(destination = %to.id, "an admin has had the hub forget a secret");
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

pub(crate) async fn test(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(destination): Named,
) -> Result<Json<LastTry>, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    let ready = aside(&hub, move |hub| hub.to_test(&destination, &caller.actor)).await?;
    let (to, ready) = ready;
    let went = match ready {
        Ok((way, message)) => match way.outreach.try_out(&way.channel, &way.secret, &message).await {
            Ok(receipt) => courier::Went { well: true, words: receipt.detail },
            Err(undelivered) => courier::Went { well: false, words: undelivered.to_string() },
        },
        Err(words) => courier::Went { well: false, words },
    };
    aside(&hub, move |hub| Ok(Json(hub.keep_last(&to, &went)?))).await
}

type ToTest = (DestinationId, Result<(courier::Way, outreach::Message), String>);

impl Hub {
    fn channels(&self) -> Result<Vec<ListedChannel>, StoreError> {
        let sealed = self.store.drawer().sealed()?;
        let (seal, mut tries) = (self.seal(), self.last_tries()?);
        let state = |to: &Destination| {
            if secret_of(&to.transport).is_none() {
                return ChannelState::Ready;
            }
            let Some(kept) = sealed.iter().find(|sealed| sealed.destination == to.id) else {
                return ChannelState::NoSecret;
            };
            if kept.shown_to != to.transport.shown_to() {
                ChannelState::Elsewhere
            } else if seal.as_ref().is_some_and(|seal| seal.open(kept).is_some()) {
                ChannelState::Ready
            } else {
                ChannelState::NoSecret
            }
        };
        let known = self.the_book()?.destinations().into_iter().filter(|entry| !entry.retired);
        let listed = known.map(|entry| ListedChannel {
            state: state(&entry.destination),
            shown_to: entry.destination.transport.shown_to(),
            last: tries.remove(&entry.destination.id),
            destination: entry.destination.id,
        });
        Ok(listed.collect())
    }

    fn destination(&self, word: &str) -> Result<Destination, Failure> {
        let id: DestinationId =
            word.parse().map_err(|_| Failure::Address("a channel is a short lower-case word"))?;
        let found = self.the_book()?.destination(&id).map(|entry| entry.destination);
        found.ok_or(Failure::Missing)
    }

    /// A message that says that it is a test, and what it takes to send it.
    fn to_test(&self, word: &str, actor: &Actor) -> Result<ToTest, Failure> {
        let to = self.destination(word)?;
        let way = match self.way(&to) {
            Ok(way) => way,
            Err(NoWay::Lacks(lack)) => return Ok((to.id, Err(lack.to_string()))),
            Err(NoWay::Trouble(Trouble::Store(error))) => return Err(error.into()),
            Err(NoWay::Trouble(trouble)) => return Ok((to.id, Err(trouble.to_string()))),
        };
        let id: [u8; 16] = random().map_err(StoreError::from)?;
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let id = id.parse().map_err(|_| Failure::Missing)?;
        let by = actor.device().map_or("an admin", |device| device.person_name.as_str());
        let message = test_message(id, &self.the_book()?, by, self.clock.now());
        Ok((to.id, Ok((way, message))))
    }
}
