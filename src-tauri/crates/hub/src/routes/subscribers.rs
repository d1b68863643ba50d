//! Who hears of the public status page, for an admin.

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use incident::id::Millis;
use outreach::{MailAddress, WebAddress};
use serde::{Deserialize, Serialize};

use super::{Asked, Caller, Named, Received};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::aside;
use crate::router::Shared;
use crate::secret::random;
use crate::store::{Counts, HearsBy, StoreError, Subscriber, SubscriberName};
use crate::subscribing::{named, written};

/// How many come in one answer, and may be brought in one request.
pub(crate) const TOGETHER: usize = 1_000;
/// The most bytes of those.
const MOST: usize = 1 << 20;
/// The longest address.
const LONGEST: usize = 2_000;

/// `GET /v1/subscribers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSubscribers {
    /// How many there are.
    pub counts: Counts,
    /// Some of them, in the order of their addresses.
    pub subscribers: Vec<ListedSubscriber>,
    /// Whether more come after the last.
    pub more: bool,
}

/// Somebody who asked to hear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSubscriber {
    /// By which they are removed.
    pub name: String,
    /// By which way they hear.
    pub way: HearsBy,
    /// Where.
    pub address: String,
    /// When they last asked.
    pub asked_at: Millis,
    /// When they confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Millis>,
    /// When it was found that nothing reaches them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounced_at: Option<Millis>,
}

/// `POST /v1/subscribers`: some who have said elsewhere that they want to hear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BringSubscribers {
    /// Their addresses: of mailboxes, and of services with `https://` in front.
    pub addresses: Vec<String>,
}

/// What became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// How many are new.
    pub added: u64,
    /// Those that are no addresses.
    pub refused: Vec<String>,
}

pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<ListedSubscribers>, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    let After(after) =
        asked.after("after is the address of the last one that was listed")?.unwrap_or_default();
    aside(&hub, move |hub| {
        let store = hub.store.subscribers();
        let mut found = store.listed(&after, TOGETHER + 1)?;
        let more = found.len() > TOGETHER;
        found.truncate(TOGETHER);
        let subscribers = found.into_iter().map(listed).collect();
        Ok(Json(ListedSubscribers { counts: store.counts()?, subscribers, more }))
    })
    .await
}

pub(crate) async fn bring(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Received(bring, _room): Received<BringSubscribers, MOST>,
) -> Result<Json<Brought>, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    if bring.addresses.len() > TOGETHER {
        return Err(Failure::TooMany(TOGETHER));
    }
    aside(&hub, move |hub| {
        let (mut those, mut refused) = (Vec::new(), Vec::new());
        for address in bring.addresses {
            match read(&address) {
                Some((way, address)) => {
                    those.push((way, address, SubscriberName(random().map_err(StoreError::from)?)));
                }
                None => refused.push(address),
            }
        }
        let added = hub.store.subscribers().bring(&those, hub.clock.now())?;
        tracing::info!(added, "an admin has added subscribers of the status page");
        Ok(Json(Brought { added, refused }))
    })
    .await
}

pub(crate) async fn remove(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(name): Named,
) -> Result<StatusCode, Failure> {
    authorize(&caller.actor, Action::Entrust, Resource::Workspace)?;
    let name = named(&name).ok_or(Failure::Address("a subscriber is named by 32 hex digits"))?;
    aside(&hub, move |hub| match hub.store.subscribers().remove(name)? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::Missing),
    })
    .await
}

/// An address after which the list goes on, or what stands where one would.
#[derive(Default)]
struct After(String);

impl FromStr for After {
    type Err = ();

    /// No address holds a control character, and a database does not take each of them.
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.chars().any(char::is_control) { Err(()) } else { Ok(Self(text.to_owned())) }
    }
}

fn listed(one: Subscriber) -> ListedSubscriber {
    ListedSubscriber {
        name: written(one.name),
        way: one.way,
        address: one.address,
        asked_at: one.asked_at,
        confirmed_at: one.confirmed_at,
        bounced_at: one.bounced_at,
    }
}

/// An address of either kind.
fn read(text: &str) -> Option<(HearsBy, String)> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if text.contains("://") {
        return text.parse::<WebAddress>().ok().map(|address| (HearsBy::Webhook, address.to_string()));
    }
    text.parse::<MailAddress>().ok().map(|address| (HearsBy::Email, address.to_string()))
}
