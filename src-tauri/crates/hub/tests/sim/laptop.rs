//! A laptop of a simulated world: the real journal, the real exchange, and a process that comes and goes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

use ed25519_dalek::SigningKey;
use hub::{Hashed, Join};
use incident::entry::sign;
use incident::id::{PersonId, ReplicaKey, Run, WorkspaceId, hex};
use journal::{Author, Journal};
use sync::{Exchanged, Page, Stopped, exchange, hear};

use crate::clock::Watch;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::house::Ear;
use crate::network::{Line, Post};
use crate::power::{self, Flushed};
use crate::texts::Pages;

pub(crate) type Talk = Pin<Box<dyn Future<Output = Result<Exchanged, Stopped>>>>;

/// One laptop, running or not.
pub(crate) struct Laptop {
    /// What the trace calls it.
    pub name: char,
    pub key: SigningKey,
    pub person: PersonId,
    pub token: String,
    pub folder: PathBuf,
    pub watch: Watch,
    /// No cable.
    pub cut: bool,
    pub up: Option<Running>,
}

/// The process of the app.
pub(crate) struct Running {
    pub file: PathBuf,
    /// What outlives a loss of power.
    pub flushed: Flushed,
    pub journal: Arc<Journal>,
    pub author: Author,
    /// The exchange under way.
    pub talk: Option<Talk>,
    pub ear: Option<Ear>,
    /// Told by the hub and not yet looked at.
    pub told: VecDeque<Page>,
    /// The texts that are open.
    pub pages: Pages,
}

/// The file of a journal without entries; making one anew takes longer than all that a world does with it.
static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();

impl Laptop {
    pub(crate) fn new(
        disk: &mut Disk,
        name: char,
        key: SigningKey,
        person: PersonId,
        watch: Watch,
        workspace: WorkspaceId,
    ) -> Self {
        let folder = disk.folder();
        let file = folder.join("journal.sqlite");
        let empty = EMPTY.get_or_init(|| {
            let made = disk.folder().join("journal.sqlite");
            drop(Journal::found(&made, workspace).unwrap());
            std::fs::read(made).unwrap()
        });
        std::fs::write(file, empty).unwrap();
        Self { name, key, person, token: String::new(), folder, watch, cut: false, up: None }
    }

    pub(crate) fn replica(&self) -> ReplicaKey {
        ReplicaKey(self.key.verifying_key().to_bytes())
    }

    pub(crate) fn start(&mut self, run: Run) {
        let file = self.folder.join("journal.sqlite");
        let opened = Journal::open(&file, &self.folder.join("backups")).unwrap();
        assert!(opened.repaired.is_none(), "{}'s journal was damaged", self.name);
        let author = Author { key: self.key.clone(), run };
        let journal = Arc::new(opened.journal);
        let (told, pages, flushed) = (VecDeque::new(), Pages::new(), Flushed::of(file.clone()));
        self.up = Some(Running { file, flushed, journal, author, talk: None, ear: None, told, pages });
    }

    /// Ends without a word.
    pub(crate) fn crash(&mut self, disk: &mut Disk) {
        self.folder = disk.copy(&self.folder);
        self.up = None;
    }

    /// Loses its power: of what it wrote since it last told its person that something is saved, only a part has reached the
    /// disk.
    pub(crate) fn lose_power(&mut self, disk: &mut Disk, dice: &mut Dice) {
        let Some(up) = self.up.take() else { return };
        let flushed = [up.flushed];
        let ends = power::stop(&flushed, dice);
        self.folder = disk.copy(&self.folder);
        power::take_away(&self.folder, &flushed, &ends);
    }

    /// What it asks with an invitation.
    pub(crate) fn asks(&self, code: &str, workspace: WorkspaceId, hub: ReplicaKey, token: &str) -> Join {
        let token = Hashed::of(token);
        let proof = sign(&self.key, &Join::digest_with(workspace, hub, &token, code));
        Join {
            code: code.to_owned(),
            replica: self.replica(),
            name: format!("Person {}", self.name),
            device: format!("Laptop {}", self.name),
            person: Some(self.person),
            token: Some(hex(&token.0)),
            proof: Join::proof(&proof),
        }
    }

    /// Begins an exchange.
    pub(crate) fn talk(&mut self, at: usize, hub: ReplicaKey, post: &Post) {
        let line = Line { from: at, token: self.token.clone(), post: post.clone() };
        let watch = self.watch.clone();
        let Some(up) = &mut self.up else { return };
        let journal = Arc::clone(&up.journal);
        up.talk = Some(Box::pin(async move { exchange(&journal, hub, &line, || watch.now(), |_| {}).await }));
    }

    /// Lets the exchange do what it can by now. What it came to, once it has ended.
    pub(crate) fn go_on(&mut self) -> Option<Result<Exchanged, Stopped>> {
        let up = self.up.as_mut()?;
        let talk = up.talk.as_mut()?;
        match talk.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(ended) => {
                up.talk = None;
                Some(ended)
            }
        }
    }

    /// Takes in the next page that the hub has told of: how many entries it had, and whether that was all there is to do.
    pub(crate) fn hear(&mut self, hub: ReplicaKey) -> Option<(usize, bool)> {
        let now = self.watch.now();
        let up = self.up.as_mut().filter(|up| up.talk.is_none())?;
        let page = up.told.pop_front()?;
        let entries = page.entries.len();
        Some((entries, hear(&up.journal, hub, page, now).unwrap().whole))
    }
}

impl Running {
    /// Ends what the network has cut.
    pub(crate) fn hang_up(&mut self) {
        self.ear = None;
        self.told.clear();
    }
}
