//! The hub over HTTP.

use std::time::Duration;

use incident::entry::Entry;
use incident::id::{PersonId, ReplicaKey, WorkspaceId};
use incident::stream::Stream;
use reqwest::header::{self, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::{Cursor, Heads, Page, Push, Pushed, Remote, Unanswered, Wanted};
use tokio::task::JoinSet;

use super::address::HubAddress;
use super::untrusted::untrusted;

/// How long a hub has to pick up.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take from its beginning to its end.
const WHOLE: Duration = Duration::from_secs(30);
/// A connection that nobody uses is given up before a hub closes it, which it does after thirty seconds.
const IDLE: Duration = Duration::from_secs(20);
/// A listener hears something every 15 s; after three of these in silence nobody is there.
const SILENCE: Duration = Duration::from_secs(45);
/// How long a hub that is busy is left alone at most.
const LEFT_ALONE: Duration = Duration::from_secs(300);
/// A page carries about 256 KiB of text; whoever sends far more than that is no hub.
pub(super) const LARGEST: usize = 32 << 20;

/// So many entries take longer to be packed than it takes to have somebody else do it.
const MANY: usize = 50;
/// A body of fewer bytes goes as it is: it is one packet or a few either way.
const WORTH_PACKING: usize = 8 << 10;
/// How hard zstd tries, as the hub does in its answers.
const LEVEL: i32 = 3;

/// `GET /v1/hub`: what a hub says of itself to anybody.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct About {
    /// Which workspace it serves.
    pub workspace: WorkspaceId,
    /// The key that signs its receipts.
    pub hub: ReplicaKey,
    /// What the workspace is called, if anybody has said so.
    #[serde(default)]
    pub name: Option<String>,
}

/// `POST /v1/join`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Join {
    /// The invitation's.
    pub code: String,
    /// The key that this laptop writes with.
    pub replica: ReplicaKey,
    /// What its person is called.
    pub name: String,
    /// What the laptop is called.
    pub device: String,
    /// Who its person is already: they go on under the same id.
    pub person: PersonId,
    /// The SHA-256 of the token that was drawn here, in hex: the token itself is in no answer that somebody might overhear.
    pub token: String,
    /// The key's signature that shows that it is held here, in hex.
    pub proof: String,
}

/// What joining gives.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Welcome {
    /// Drawn here, and shown with every request from now on.
    #[serde(skip)]
    pub token: String,
    /// Which workspace it is.
    pub workspace: WorkspaceId,
    /// The key that signs the hub's receipts.
    pub hub: ReplicaKey,
    /// Who this laptop writes for.
    pub person: PersonId,
}

/// Why a hub has not done what a person asked of it.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum NotDone {
    /// The hub said no, in its own sentence.
    #[error("{0}")]
    Refused(String),
    /// No answer, or none that is understood.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
}

/// What a hub says when it does not do what it was asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    code: String,
    message: String,
}

/// A hub, asked over HTTP.
pub(crate) struct HttpRemote {
    client: Client,
    address: HubAddress,
    token: String,
}

impl HttpRemote {
    /// A hub that knows this token; an empty one for asking what anybody may.
    pub(crate) fn new(address: HubAddress, token: String) -> Result<Self, Unanswered> {
        let mut client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .pool_idle_timeout(IDLE)
            // A token is shown to the address that was joined and to no other.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("allclear/", env!("CARGO_PKG_VERSION")));
        if address.is_loopback() {
            // What a proxy calls this computer is the proxy's own.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| {
            tracing::error!(%error, "there is no client for HTTP");
            Unanswered::Unreachable("this computer's certificates cannot be read".to_owned())
        })?;
        Ok(Self { client, address, token })
    }

    /// What the hub says of itself.
    pub(crate) async fn about(&self) -> Result<About, Unanswered> {
        self.ask(self.get("/v1/hub", &[])).await
    }

    /// Joins by an invitation.
    pub(crate) async fn join(&self, join: &Join) -> Result<Welcome, NotDone> {
        self.try_ask(self.client.post(self.address.at("/v1/join")).json(join)).await
    }

    /// What comes in at the hub from a place on, for as long as it answers.
    pub(super) async fn listen(&self, after: Cursor, seen: Cursor) -> Result<Response, Unanswered> {
        let words = [("after", after.to_string()), ("seen", seen.to_string())];
        let response = send(self.get("/v1/live", &words)).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        Err(refusal(status, &read(response).await?))
    }

    /// Asks for something that the hub may refuse with a sentence for whoever asked.
    pub(super) async fn try_ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, NotDone> {
        let response = send(request.timeout(WHOLE)).await?;
        let status = response.status();
        let body = read(response).await?;
        if status.is_client_error() {
            let told: Told = serde_json::from_slice(&body).unwrap_or_default();
            if !told.message.is_empty() {
                return Err(NotDone::Refused(told.message));
            }
        }
        // Done, and there is nothing to say.
        let body = if status == StatusCode::NO_CONTENT { b"null" } else { &body[..] };
        Ok(understand(status, body)?)
    }

    pub(super) fn address(&self) -> &HubAddress {
        &self.address
    }

    pub(super) fn get(&self, path: &str, words: &[(&str, String)]) -> RequestBuilder {
        let mut url = self.address.at(path);
        if !words.is_empty() {
            url.query_pairs_mut().extend_pairs(words);
        }
        self.signed(self.client.get(url))
    }

    pub(super) fn put(&self, path: &str) -> RequestBuilder {
        self.signed(self.client.put(self.address.at(path)))
    }

    pub(super) fn delete(&self, path: &str) -> RequestBuilder {
        self.signed(self.client.delete(self.address.at(path)))
    }

    pub(super) fn post(&self, path: &str) -> RequestBuilder {
        self.signed(self.client.post(self.address.at(path)))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Unanswered> {
        answered(request).await
    }
}

async fn answered<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Unanswered> {
    let response = send(request.timeout(WHOLE)).await?;
    let status = response.status();
    understand(status, &read(response).await?)
}

/// Has something done beside what this thread does until it is waited for: a large body takes its time to be packed and to
/// be understood.
async fn beside<T: Send + 'static>(
    work: impl Future<Output = Result<T, Unanswered>> + Send + 'static,
) -> Result<T, Unanswered> {
    let mut done = JoinSet::new();
    done.spawn(work);
    // What is not waited for any more ends with the set.
    let Some(Ok(done)) = done.join_next().await else {
        return Err(Unanswered::Unreachable("it was not asked to the end".to_owned()));
    };
    done
}

impl Remote for HttpRemote {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        let request = self.post("/v1/entries");
        if push.entries.len() < MANY {
            return self.ask(packed(request, &push)).await;
        }
        beside(async move { answered(packed(request, &push)).await }).await
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        let words = [("after", after.to_string()), ("seen", seen.to_string())];
        beside(answered(self.get("/v1/entries", &words))).await
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        let after = after.map(|stream| ("after", stream.to_string()));
        let limit = limit.map(|limit| ("limit", limit.to_string()));
        let words: Vec<_> = after.into_iter().chain(limit).collect();
        self.ask(self.get("/v1/heads", &words)).await
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.ask(self.post("/v1/fetch").json(&wanted)).await
    }
}

/// The request with this body, packed where that is worth its time: what was written in a week without a network.
fn packed(request: RequestBuilder, push: &Push) -> RequestBuilder {
    let text = serde_json::to_vec(push).unwrap_or_default();
    let packed = if text.len() >= WORTH_PACKING { zstd::encode_all(&text[..], LEVEL).ok() } else { None };
    let request = request.header(header::CONTENT_TYPE, "application/json");
    match packed {
        Some(packed) => request.header(header::CONTENT_ENCODING, "zstd").body(packed),
        None => request.body(text),
    }
}

async fn send(request: RequestBuilder) -> Result<Response, Unanswered> {
    let response = request.send().await.map_err(|error| broken(&error))?;
    let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&response.status());
    match response.headers().get(header::RETRY_AFTER) {
        _ if !busy => Ok(response),
        // Whoever stands before a hub may say it as a date; then the own pace decides.
        Some(after) => Err(Unanswered::Busy(seconds(after).unwrap_or_default())),
        None if response.status() == StatusCode::TOO_MANY_REQUESTS => Err(Unanswered::Busy(Duration::ZERO)),
        None => Ok(response),
    }
}

/// How long a hub wants to be left alone. Nobody is left alone for longer than this.
fn seconds(after: &HeaderValue) -> Option<Duration> {
    let seconds: u64 = after.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LEFT_ALONE))
}

/// The whole body, up to a size.
async fn read(mut response: Response) -> Result<Vec<u8>, Unanswered> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + piece.len() > LARGEST {
            return Err(Unanswered::Unreadable("it is far too large".to_owned()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn understand<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, Unanswered> {
    if !status.is_success() {
        return Err(refusal(status, body));
    }
    serde_json::from_slice(body).map_err(|error| Unanswered::Unreadable(error.to_string()))
}

/// Why there is an error in the place of an answer.
fn refusal(status: StatusCode, body: &[u8]) -> Unanswered {
    let told: Told = serde_json::from_slice(body).unwrap_or_default();
    match told.code.as_str() {
        "gone" => return Unanswered::Gone,
        "other_workspace" => return Unanswered::OtherWorkspace,
        "revoked" => return Unanswered::Revoked,
        "unknown_token" => return Unanswered::Unknown,
        "no_token" => return Unanswered::Unshown,
        _ => {}
    }
    match status {
        // A proxy, or the login page of a network: of a hub's own no it has a word.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::CONFLICT | StatusCode::GONE
            if told.code.is_empty() =>
        {
            Unanswered::Unreachable(format!("something else answers in its place ({})", status.as_u16()))
        }
        // Of this the hub, or what stands before it, recovers by itself.
        StatusCode::REQUEST_TIMEOUT => Unanswered::Unreachable("it waited too long".to_owned()),
        status if status.is_server_error() => {
            Unanswered::Unreachable(format!("it has trouble of its own ({})", status.as_u16()))
        }
        status if told.message.is_empty() => {
            Unanswered::Unreadable(format!("{} at this address", status.as_u16()))
        }
        _ => Unanswered::Unreadable(told.message),
    }
}

/// The library's own sentences are for programmers; they go to the log.
pub(super) fn broken(error: &reqwest::Error) -> Unanswered {
    tracing::debug!(error = error as &dyn std::error::Error, "the hub was not reached");
    if let Some(sentence) = untrusted(error) {
        return Unanswered::Untrusted(sentence);
    }
    if error.is_decode() {
        return Unanswered::Unreadable("it is not encoded as it says".to_owned());
    }
    let why = if error.is_timeout() {
        "it takes too long"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    Unanswered::Unreachable(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hub_itself_says_that_access_was_taken_back() {
        let said =
            |status, body: &str| refusal(StatusCode::from_u16(status).unwrap_or_default(), body.as_bytes());
        for (status, code, meant) in [
            (401, "unknown_token", Unanswered::Unknown),
            (401, "no_token", Unanswered::Unshown),
            (403, "revoked", Unanswered::Revoked),
            (409, "other_workspace", Unanswered::OtherWorkspace),
            (410, "gone", Unanswered::Gone),
        ] {
            assert_eq!(said(status, &format!(r#"{{"code":"{code}","message":"No."}}"#)), meant, "{code}");
            for other in ["", "<html>Log in to this network", "{}", r#"{"error":"forbidden"}"#] {
                let answer = said(status, other);
                assert!(matches!(answer, Unanswered::Unreachable(_)), "{status} {other}: {answer:?}");
            }
        }
        assert_eq!(
            said(403, r#"{"code":"role","message":"Ask an admin."}"#),
            Unanswered::Unreadable("Ask an admin.".to_owned())
        );
    }
}
