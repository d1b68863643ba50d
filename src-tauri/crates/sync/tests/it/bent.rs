//! A hub whose answers are bent on their way, as a broken or dishonest one would.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use incident::entry::Entry;
use incident::stream::Stream;
use sync::{Cursor, Heads, Page, Push, Pushed, Remote, Unanswered, Wanted};

use crate::meeting::Hub;

type Made = Box<dyn Fn(&Hub) -> Page + Send + Sync>;
type Bend<T> = Box<dyn Fn(&Hub, T) -> T + Send + Sync>;

/// Bends what it was told to and passes on the rest.
pub(crate) struct Bent {
    pub(crate) hub: Hub,
    /// How often it was asked anything.
    pub(crate) asked: AtomicUsize,
    /// Of how many series it was asked for the heads.
    pub(crate) limits: Mutex<Vec<Option<usize>>>,
    /// Made up in the place of pages.
    pub(crate) pulls: Option<Made>,
    pub(crate) pages: Bend<Page>,
    pub(crate) heads: Bend<Heads>,
    pub(crate) fetches: Bend<Vec<Entry>>,
    pub(crate) pushes: Bend<Pushed>,
}

impl Bent {
    /// Honest so far.
    pub(crate) fn new(hub: Hub) -> Self {
        Self {
            hub,
            asked: AtomicUsize::new(0),
            limits: Mutex::default(),
            pulls: None,
            pages: Box::new(|_, page| page),
            heads: Box::new(|_, heads| heads),
            fetches: Box::new(|_, entries| entries),
            pushes: Box::new(|_, pushed| pushed),
        }
    }
}

impl Remote for Bent {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok((self.pushes)(&self.hub, self.hub.push(push).await?))
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let page = match &self.pulls {
            Some(made) => made(&self.hub),
            None => self.hub.pull(after, seen).await?,
        };
        Ok((self.pages)(&self.hub, page))
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.limits.lock().unwrap().push(limit);
        Ok((self.heads)(&self.hub, self.hub.heads(after, limit).await?))
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok((self.fetches)(&self.hub, self.hub.fetch(wanted).await?))
    }
}
