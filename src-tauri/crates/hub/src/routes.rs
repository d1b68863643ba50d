//! The handlers: each authorises, fetches, does one thing and answers. One that takes a [`Caller`] has asked whether
//! they may talk to the hub at all, before it reads what they send.

pub(crate) mod about;
pub(crate) mod devices;
pub(crate) mod entries;
pub(crate) mod join;
pub(crate) mod live;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sync::Cursor;

use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::hub::aside;
use crate::router::Shared;

/// Who asks, looked up anew for every request, and may talk to the hub.
pub(crate) struct Caller {
    pub actor: Actor,
    /// For looking them up again while a stream is open.
    pub token: Option<String>,
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let shown = token.clone();
        let actor = aside(&shared.hub, move |hub| hub.bearer(shown.as_deref())).await?;
        authorize(&actor, Action::Talk, Resource::Workspace)?;
        Ok(Self { actor, token })
    }
}

/// The largest body of a push, which carries about 256 KiB of text; escaped and with its heads that is more.
pub(crate) const LARGEST: usize = 4 << 20;

/// A body of JSON of at most so many bytes, unpacked. Its failures are ours, so that they say what to do next.
pub(crate) struct Received<T, const MOST: usize = LARGEST>(pub T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<Shared> for Received<T, MOST> {
    type Rejection = Failure;

    async fn from_request(mut request: Request, shared: &Shared) -> Result<Self, Failure> {
        // Whoever unpacked it took this header away.
        if request.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Failure::Encoding);
        }
        DefaultBodyLimit::max(MOST).apply(&mut request);
        let bytes = Bytes::from_request(request, shared).await.map_err(|rejection| {
            let too_large = rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
            if too_large { Failure::TooLarge } else { Failure::Broken }
        })?;
        Ok(Self(serde_json::from_slice(&bytes)?))
    }
}

/// The word in the middle of an address that names a thing.
pub(crate) struct Named(pub String);

impl FromRequestParts<Shared> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Path(word) = Path::from_request_parts(parts, shared)
            .await
            .map_err(|_| Failure::Address("a word in it is not written in UTF-8"))?;
        Ok(Self(word))
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
