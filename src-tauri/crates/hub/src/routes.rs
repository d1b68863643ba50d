//! The handlers: each authorises, fetches, does one thing and answers. One that takes a [`Caller`] has asked whether
//! they may talk to the hub at all, before it reads what they send.

pub(crate) mod about;
pub(crate) mod channels;
pub(crate) mod devices;
pub(crate) mod entries;
pub(crate) mod invitations;
pub(crate) mod join;
pub(crate) mod live;
pub(crate) mod members;
pub(crate) mod presence;
pub(crate) mod reviews;
pub(crate) mod status;
pub(crate) mod subscribe;
pub(crate) mod subscribers;
pub(crate) mod waiting;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use sync::Cursor;
use tokio::time::timeout;

use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::gate::{Allowance, Room};
use crate::hub::aside;
use crate::router::Shared;
use crate::secret::Hashed;

/// Who asks, looked up anew for every request, and may talk to the hub.
pub(crate) struct Caller {
    pub actor: Actor,
    /// For looking them up again while a stream is open.
    pub token: Option<String>,
    /// What they may still ask.
    pub allowance: Arc<Allowance>,
}

/// The token that a request shows.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).map(str::to_owned);
        let actor = match shared.hub.bearer_at_once(token.as_deref()) {
            Some(actor) => actor,
            None => {
                let shown = token.clone();
                aside(&shared.hub, move |hub| hub.bearer(shown.as_deref())).await?
            }
        };
        authorize(&actor, Action::Talk, Resource::Workspace)?;
        if let Some(device) = actor.device() {
            shared.hub.presence.saw(device.id, shared.hub.clock.now());
        }
        let hashed = Hashed::of(token.as_deref().unwrap_or_default());
        let allowance = shared.gate.welcome(&hashed, Instant::now());
        Ok(Self { actor, token, allowance })
    }
}

/// The largest body of a push, which carries about 256 KiB of text; escaped and with its heads that is more.
pub(crate) const LARGEST: usize = 4 << 20;

/// How long a body may be silent while it arrives.
const STALL: Duration = Duration::from_secs(15);
/// How long it may take altogether.
const WHOLE: Duration = Duration::from_secs(60);

/// So much of what is too large is still read.
const THROWN_AWAY: usize = 16 << 20;

/// A body of JSON of at most so many bytes, unpacked, and the room that it takes until it is answered. Its failures are
/// ours, so that they say what to do next.
pub(crate) struct Received<T, const MOST: usize = LARGEST, const PACKED: bool = false>(pub T, pub Room);

/// One that may come packed: its route unpacks it.
pub(crate) type Packed<T> = Received<T, LARGEST, true>;

impl<T: DeserializeOwned, const MOST: usize, const PACKED: bool> FromRequest<Shared>
    for Received<T, MOST, PACKED>
{
    type Rejection = Failure;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Failure> {
        let (bytes, room) = received(request, shared, MOST, PACKED).await?;
        Ok(Self(serde_json::from_slice(&bytes)?, room))
    }
}

/// The bytes of a body, at most so many, and the room that they take.
pub(crate) async fn received(
    request: Request,
    shared: &Shared,
    most: usize,
    packed: bool,
) -> Result<(Vec<u8>, Room), Failure> {
    // Whoever unpacked it took this header away.
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Failure::Encoding { unpacks: packed });
    }
    let body = request.into_body();
    // What is packed has no length that can be known beforehand.
    let length = body.size_hint().exact().map_or(most, |length| length.try_into().unwrap_or(usize::MAX));
    if length > most {
        // However it goes, the sender is told; nobody keeps the connection by never coming to an end.
        let _in_time = timeout(WHOLE, throw_away(body.into_data_stream())).await;
        return Err(Failure::TooLarge);
    }
    let mut room = shared.gate.room(length).await?;
    let bytes = timeout(WHOLE, whole(body, most)).await.map_err(|_| Failure::Slow)??;
    room.shrink_to(bytes.len());
    Ok((bytes, room))
}

/// All of a body, as far as it keeps coming and ends in time.
async fn whole(body: Body, most: usize) -> Result<Vec<u8>, Failure> {
    let (mut pieces, mut bytes) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = timeout(STALL, pieces.next()).await.map_err(|_| Failure::Slow)? {
        let piece = piece.map_err(|_| Failure::Broken)?;
        if bytes.len() + piece.len() > most {
            // Its length was not said, so it may be packed: what is unpacked to be thrown away fills the memory too.
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Reads on for a while: who is still sending when the connection closes does not hear why.
async fn throw_away(mut pieces: BodyDataStream) {
    let mut left = THROWN_AWAY;
    while let Ok(Some(Ok(piece))) = timeout(STALL, pieces.next()).await
        && left > piece.len()
    {
        left -= piece.len();
    }
}

/// The word in the middle of an address that names a thing.
pub(crate) struct Named(pub String);

impl FromRequestParts<Shared> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Words([word]) = Words::from_request_parts(parts, shared).await?;
        Ok(Self(word))
    }
}

/// So many words in an address that name something.
pub(crate) struct Words<const N: usize>(pub [String; N]);

impl<const N: usize> FromRequestParts<Shared> for Words<N> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let wrong = || Failure::Address("a word in it is not written in UTF-8");
        let Path(words) =
            Path::<Vec<String>>::from_request_parts(parts, shared).await.map_err(|_| wrong())?;
        Ok(Self(words.try_into().map_err(|_| wrong())?))
    }
}

/// The words after the question mark.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub after: Option<String>,
    pub seen: Option<String>,
    pub limit: Option<String>,
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Query(asked) = Query::from_request_parts(parts, shared)
            .await
            .map_err(|_| Failure::Address("after the question mark, each word stands once"))?;
        Ok(asked)
    }
}

/// What is said of a text that is no cursor.
pub(crate) const CURSOR: &str = "a cursor is a number, a full stop and 16 hex digits";

impl Asked {
    /// Where to go on; the default is the beginning.
    pub(crate) fn after<T: std::str::FromStr>(&self, what: &'static str) -> Result<Option<T>, Failure> {
        self.after.as_deref().map(|text| text.parse().map_err(|_| Failure::Address(what))).transpose()
    }

    /// The furthest cursor that the asker ever heard of, which shows whether the hub has lost something since.
    pub(crate) fn seen(&self) -> Result<Option<Cursor>, Failure> {
        self.seen.as_deref().map(|text| text.parse().map_err(|_| Failure::Address(CURSOR))).transpose()
    }

    /// How much at most.
    pub(crate) fn limit(&self) -> Result<Option<usize>, Failure> {
        let limit = self.limit.as_deref();
        limit.map(|text| text.parse().map_err(|_| Failure::Address("limit is a number"))).transpose()
    }
}
