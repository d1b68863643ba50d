//! The network: requests and answers lie in it until the world lets one arrive, twice, late or never.

use std::sync::{Arc, Mutex, MutexGuard};

use incident::entry::Entry;
use incident::stream::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::{Cursor, Heads, Page, Push, Pushed, Remote, Unanswered, Wanted};
use tokio::sync::oneshot;

/// A status and a body.
pub(crate) type Answer = (u16, Vec<u8>);

/// A request on its way.
#[derive(Clone)]
pub(crate) struct Request {
    /// Whose.
    pub from: usize,
    pub method: &'static str,
    pub path: String,
    pub token: String,
    pub body: Vec<u8>,
}

/// A request with whoever waits for its answer; nobody does for one that the network made twice.
pub(crate) struct Letter {
    pub request: Request,
    pub reply: Option<oneshot::Sender<Answer>>,
}

/// An answer on its way back.
pub(crate) struct Reply {
    pub to: usize,
    pub answer: Answer,
    pub reply: oneshot::Sender<Answer>,
}

/// Where laptops put their requests.
#[derive(Clone, Default)]
pub(crate) struct Post(Arc<Mutex<Vec<Letter>>>);

impl Post {
    pub(crate) fn open(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.0.lock().unwrap()
    }
}

/// A laptop's line to the hub.
pub(crate) struct Line {
    pub from: usize,
    pub token: String,
    pub post: Post,
}

impl Line {
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: String,
        body: Vec<u8>,
    ) -> Result<T, Unanswered> {
        let (reply, answer) = oneshot::channel();
        let request = Request { from: self.from, method, path, token: self.token.clone(), body };
        self.post.open().push(Letter { request, reply: Some(reply) });
        match answer.await {
            Ok((status, body)) => understand(status, &body),
            Err(_) => Err(Unanswered::Unreachable("nothing came back".to_owned())),
        }
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Unanswered> {
        self.ask("POST", path.to_owned(), serde_json::to_vec(body).unwrap()).await
    }
}

/// As the desktop app reads an answer.
pub(crate) fn understand<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, Unanswered> {
    match status {
        200 => serde_json::from_slice(body).map_err(|error| Unanswered::Unreadable(error.to_string())),
        410 => Err(Unanswered::Gone),
        409 => Err(Unanswered::OtherWorkspace),
        401 => Err(Unanswered::Unknown),
        403 => Err(Unanswered::Revoked),
        500.. => Err(Unanswered::Unreachable(format!("it has trouble of its own ({status})"))),
        _ => Err(Unanswered::Unreadable(String::from_utf8_lossy(body).into_owned())),
    }
}

impl Remote for Line {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        self.post("/v1/entries", &push).await
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        self.ask("GET", format!("/v1/entries?after={after}&seen={seen}"), Vec::new()).await
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        let after = after.map(|stream| format!("after={stream}"));
        let words: Vec<String> =
            after.into_iter().chain(limit.map(|limit| format!("limit={limit}"))).collect();
        self.ask("GET", format!("/v1/heads?{}", words.join("&")), Vec::new()).await
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.post("/v1/fetch", &wanted).await
    }
}
