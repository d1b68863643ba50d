//! A laptop: a key, a journal, and perhaps a token.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use hub::{About, Hashed, Join, Welcome};
use incident::entry::{Entry, sign};
use incident::event::Event;
use incident::id::{IncidentId, PersonId, ReplicaKey, Run, WorkspaceId, hex, unhex};
use incident::stream::Stream;
use incident::value::NoteKind;
use journal::{Author, Journal};
use reqwest::{Client, RequestBuilder, Response};
use sync::{Heads, Page, Push, Pushed, Wanted};
use tempfile::TempDir;

use crate::house::{Ground, HouseOn, NOW};

pub(crate) struct Laptop {
    pub token: Option<String>,
    pub person: PersonId,
    pub name: String,
    pub author: Author,
    pub journal: Journal,
    pub url: String,
    pub http: Client,
    /// The hub that it asks.
    pub hub: ReplicaKey,
    /// The token that it drew when it last asked to join.
    drawn: Mutex<String>,
    folder: TempDir,
}

/// As a laptop's own: a connection that the hub closes for its rest is not taken for the next request.
pub(crate) fn http() -> Client {
    Client::builder().pool_idle_timeout(Duration::from_secs(20)).build().unwrap()
}

/// Every laptop of a test has another key.
static MADE: AtomicU8 = AtomicU8::new(1);

/// No token is drawn twice.
static DRAWN: AtomicU64 = AtomicU64::new(1);

impl Laptop {
    pub(crate) fn new(house: &HouseOn<impl Ground>, name: &str) -> Self {
        Self {
            http: house.http.clone(),
            hub: house.hub,
            ..Self::in_workspace(house.workspace, &house.url, name)
        }
    }

    /// One that has asked a hub what it is.
    pub(crate) fn at(about: &About, url: &str, name: &str) -> Self {
        Self { hub: about.hub, ..Self::in_workspace(about.workspace, url, name) }
    }

    pub(crate) fn in_workspace(workspace: WorkspaceId, url: &str, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), workspace).unwrap();
        let key = SigningKey::from_bytes(&[MADE.fetch_add(1, Ordering::SeqCst); 32]);
        Self {
            token: None,
            person: PersonId([0; 16]),
            name: name.to_owned(),
            author: Author { key, run: Run([7; 8]) },
            journal,
            url: url.to_owned(),
            http: http(),
            hub: ReplicaKey([0; 32]),
            drawn: Mutex::default(),
            folder,
        }
    }

    /// The same machine, copied while it runs: both go on in the same run.
    pub(crate) fn copied(&self) -> Self {
        let mut copy = Self::in_workspace(self.journal.workspace(), &self.url, &self.name);
        let file = copy.folder.path().join("copy.sqlite");
        self.journal.backup_to(&file).unwrap();
        copy.journal = Journal::open(&file, copy.folder.path()).unwrap().journal;
        copy.author = self.author.clone();
        (copy.token, copy.person, copy.hub) = (self.token.clone(), self.person, self.hub);
        copy
    }

    pub(crate) fn replica(&self) -> ReplicaKey {
        self.author.replica()
    }

    /// What it asks with a code.
    pub(crate) fn asks(&self, code: &str) -> Join {
        let token = format!("drawn-{}", DRAWN.fetch_add(1, Ordering::SeqCst));
        let hashed = Hashed::of(&token);
        *self.drawn.lock().unwrap() = token;
        let join = Join {
            token: Some(hex(&hashed.0)),
            code: code.to_owned(),
            replica: self.replica(),
            name: self.name.clone(),
            device: "A laptop".to_owned(),
            person: None,
            proof: String::new(),
        };
        Join { proof: proof(&self.author.key, self.journal.workspace(), self.hub, &join), ..join }
    }

    pub(crate) fn is_in(&mut self, welcome: &Welcome) {
        assert_eq!(welcome.token, "", "it is not told what it has drawn itself");
        self.token = Some(self.drawn.lock().unwrap().clone());
        self.person = welcome.person;
    }

    /// Writes to the laptop's own journal, and gives the new entries.
    pub(crate) fn write(&self, stream: Stream, private: bool, events: Vec<Event>) -> Vec<Entry> {
        let before = self.own(stream).len();
        let drafts = events.into_iter().map(Into::into).collect();
        self.journal.append(&self.author, NOW, stream, private, drafts).unwrap();
        self.own(stream).split_off(before)
    }

    /// What it has written itself: what others wrote lies among it.
    pub(crate) fn own(&self, stream: Stream) -> Vec<Entry> {
        let mut own = self.journal.entries(stream).unwrap();
        own.retain(|entry| entry.head.replica == self.replica());
        own
    }

    pub(crate) fn note(&self, stream: Stream, text: &str) -> Vec<Entry> {
        self.write(stream, false, vec![note(text)])
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.with_token(self.http.get(format!("{}{path}", self.url)))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.with_token(self.http.post(format!("{}{path}", self.url)))
    }

    pub(crate) fn put(&self, path: &str) -> RequestBuilder {
        self.with_token(self.http.put(format!("{}{path}", self.url)))
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.with_token(self.http.delete(format!("{}{path}", self.url)))
    }

    fn with_token(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn offer(&self, entries: Vec<Entry>) -> Response {
        let push = Push::of(self.journal.workspace(), entries);
        self.post("/v1/entries").json(&push).send().await.unwrap()
    }

    pub(crate) async fn push(&self, entries: Vec<Entry>) -> Pushed {
        let answer = self.offer(entries).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub(crate) async fn pull(&self, after: &str) -> Page {
        let answer = self.get(&format!("/v1/entries?after={after}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// Everything that it may see.
    pub(crate) async fn pull_all(&self) -> Vec<Entry> {
        let mut page = self.pull(START).await;
        let mut entries = page.entries;
        while page.more {
            page = self.pull(&page.cursor.to_string()).await;
            entries.append(&mut page.entries);
        }
        entries
    }

    pub(crate) async fn heads(&self) -> Heads {
        self.get("/v1/heads").send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn fetch(&self, wanted: &[Wanted]) -> Vec<Entry> {
        self.post("/v1/fetch").json(wanted).send().await.unwrap().json().await.unwrap()
    }
}

/// What shows that a key is held by whoever asks so.
pub(crate) fn proof(key: &SigningKey, workspace: WorkspaceId, hub: ReplicaKey, join: &Join) -> String {
    let token = join.token.as_deref().and_then(unhex).map(Hashed).unwrap();
    Join::proof(&sign(key, &Join::digest_with(workspace, hub, &token, &join.code)))
}

/// The cursor before everything.
pub(crate) const START: &str = "0.0000000000000000";

pub(crate) fn incident(n: u8) -> Stream {
    Stream::Incident(IncidentId([n; 16]))
}

pub(crate) fn note(text: &str) -> Event {
    Event::Noted { note: NoteKind::Note, text: text.to_owned() }
}
