//! A laptop: a journal, a line to the hub, and an ear. It does what the app's loop does, step by step.

use std::future::ready;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ed25519_dalek::SigningKey;
use hub::{Join, Welcome};
use incident::entry::{Entry, sign};
use incident::id::{ReplicaKey, Run, WorkspaceId};
use incident::stream::Stream;
use journal::{Author, HubPlace, Journal, ReadOn};
use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use sync::{
    Cursor, Exchanged, Heads, Mark, Page, Push, Pushed, Remote, Unanswered, Verdict, Wanted, exchange, hear,
    offer,
};

use super::fixture::{self, NOW};
use super::served::Served;

/// How many laptops one invitation is good for.
const INVITED: usize = 99;

/// One that has joined.
pub(crate) struct Laptop {
    pub journal: Journal,
    pub author: Author,
    pub hub: ReplicaKey,
    pub line: Line,
}

impl Laptop {
    /// A new one.
    pub(crate) async fn join(served: &Served, folder: &Path, n: u8) -> Self {
        let about: hub::About =
            reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
        let file = folder.join(format!("laptop-{n}.sqlite"));
        let journal = Journal::found(&file, about.workspace).unwrap();
        Self::with(served, journal, [n; 32]).await
    }

    /// One that holds a journal already.
    pub(crate) async fn with(served: &Served, journal: Journal, key: [u8; 32]) -> Self {
        let author = Author { key: SigningKey::from_bytes(&key), run: Run([77; 8]) };
        let code = served.invite();
        let welcome = welcome(served, journal.workspace(), &author, &code).await;
        let line = Line::new(&served.url, welcome.token);
        Self { journal, author, hub: welcome.hub, line }
    }

    /// Says that the hub was read to its end and holds all of this journal, as it is after years of meeting it.
    pub(crate) async fn is_in_step(&self) {
        let cursor = self.end().await;
        let place = HubPlace { position: cursor.position, mark: cursor.mark.0 };
        let next = ReadOn { place, more: false };
        self.journal.absorb_from(self.hub, Vec::new(), Some(next)).unwrap();
        let done = Some((0, self.journal.position().unwrap()));
        self.journal.offered(self.hub, journal::Offered { done, ..journal::Offered::default() }).unwrap();
    }

    /// Where the hub's log ends.
    pub(crate) async fn end(&self) -> Cursor {
        self.line.heads(None, None).await.unwrap().cursor
    }

    /// Offers entries, past the outbox.
    pub(crate) async fn push(&self, entries: Vec<Entry>) {
        let push = Push::of(self.journal.workspace(), entries);
        let pushed = self.line.push(push).await.unwrap();
        assert!(pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken), "{pushed:?}");
    }

    /// The page after a cursor.
    pub(crate) async fn pull(&self, after: Cursor) -> Page {
        self.line.pull(after, Cursor::default()).await.unwrap()
    }

    /// Offers what was written, as the loop does while it listens.
    pub(crate) async fn offer(&self) {
        offer(&self.journal, self.hub, &self.line, || NOW).await.unwrap();
    }

    pub(crate) async fn exchange(&self) -> Exchanged {
        exchange(&self.journal, self.hub, &self.line, || NOW, |_| {}).await.unwrap()
    }

    /// Writes an incident of five entries in one transaction.
    pub(crate) fn declare(&self, n: u64, words: &mut fixture::Words) -> Stream {
        let stream = fixture::incident(n);
        drop(self.journal.append(&self.author, NOW, stream, false, fixture::first(n, words)).unwrap());
        stream
    }

    /// Takes in what was told.
    pub(crate) fn hear(&self, page: Page) -> Vec<Stream> {
        hear(&self.journal, self.hub, page, NOW).unwrap().streams
    }

    pub(crate) async fn listen(&self) -> Ear {
        let known = self.journal.known_of(self.hub).unwrap();
        let place = |place: HubPlace| Cursor { position: place.position, mark: Mark(place.mark) }.to_string();
        let words = [("after", place(known.read)), ("seen", place(known.seen))];
        Ear::of(self.line.get("/v1/live").query(&words).send().await.unwrap())
    }
}

/// The tokens of so many laptops that join, each of somebody of their own.
pub(crate) async fn tokens(served: &Served, workspace: WorkspaceId, size: usize) -> Vec<String> {
    let (mut tokens, mut code) = (Vec::with_capacity(size), String::new());
    for n in 0..size {
        if n % INVITED == 0 {
            code = served.invite();
        }
        let mut key = [0x5a; 32];
        key[..8].copy_from_slice(&(n as u64).to_le_bytes());
        let author = Author { key: SigningKey::from_bytes(&key), run: Run([77; 8]) };
        tokens.push(welcome(served, workspace, &author, &code).await.token);
    }
    tokens
}

async fn welcome(served: &Served, workspace: WorkspaceId, author: &Author, code: &str) -> Welcome {
    let join = Join {
        code: code.to_owned(),
        replica: author.replica(),
        name: "Somebody".to_owned(),
        device: "A laptop".to_owned(),
        person: None,
        token: None,
        proof: Join::proof(&sign(&author.key, &Join::digest(workspace, code))),
    };
    let answer = Client::new().post(format!("{}/v1/join", served.url)).json(&join).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// The hub over HTTP, with a count of what was asked.
pub(crate) struct Line {
    http: Client,
    url: String,
    pub token: String,
    pub asked: AtomicUsize,
}

impl Line {
    fn new(url: &str, token: String) -> Self {
        Self { http: Client::new(), url: url.to_owned(), token, asked: AtomicUsize::new(0) }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Unanswered> {
        self.asked.fetch_add(1, Relaxed);
        answered(request).await
    }

    /// The same beside what else this laptop does, as the app has it.
    async fn ask_beside<T: DeserializeOwned + Send + 'static>(
        &self,
        request: impl Future<Output = RequestBuilder> + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.asked.fetch_add(1, Relaxed);
        tokio::spawn(async move { answered(request.await).await }).await.unwrap()
    }
}

async fn answered<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Unanswered> {
    let answer = request.send().await.map_err(|error| Unanswered::Unreachable(error.to_string()))?;
    if answer.status() == 410 {
        return Err(Unanswered::Gone);
    }
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    let body = answer.bytes().await.map_err(|error| Unanswered::Unreachable(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| Unanswered::Unreadable(error.to_string()))
}

impl Remote for Line {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        let request = self.post("/v1/entries").header("content-type", "application/json");
        // Packed as the app packs it.
        let few = push.entries.len() < 50;
        let packed = move || {
            let text = serde_json::to_vec(&push).unwrap();
            if text.len() < 8 << 10 {
                return request.body(text);
            }
            request.header("content-encoding", "zstd").body(zstd::encode_all(&text[..], 3).unwrap())
        };
        if few { self.ask(packed()).await } else { self.ask_beside(async move { packed() }).await }
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        let words = [("after", after.to_string()), ("seen", seen.to_string())];
        self.ask_beside(ready(self.get("/v1/entries").query(&words))).await
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        let after = after.map(|stream| ("after", stream.to_string()));
        let limit = limit.map(|limit| ("limit", limit.to_string()));
        let words: Vec<_> = after.into_iter().chain(limit).collect();
        self.ask(self.get("/v1/heads").query(&words)).await
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.ask(self.post("/v1/fetch").json(&wanted)).await
    }
}

/// An open ear for events.
pub(crate) struct Ear {
    answer: Response,
    heard: Vec<u8>,
}

impl Ear {
    pub(crate) fn of(answer: Response) -> Self {
        assert_eq!(answer.status(), 200);
        Self { answer, heard: Vec::new() }
    }

    /// The data of the next event of this name; none when the stream has ended.
    pub(crate) async fn data(&mut self, name: &str) -> Option<Vec<u8>> {
        loop {
            while let Some(end) = self.heard.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.heard.drain(..end + 2).collect();
                let mut lines = event.split(|byte| *byte == b'\n');
                if lines.any(|line| line == format!("event: {name}").as_bytes()) {
                    let data =
                        event.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"data: "));
                    return Some(data?.to_vec());
                }
            }
            self.heard.extend(self.answer.chunk().await.ok()??);
        }
    }

    pub(crate) async fn page(&mut self) -> Option<Page> {
        Some(serde_json::from_slice(&self.data("page").await?).unwrap())
    }
}
