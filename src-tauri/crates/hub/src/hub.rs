//! The hub's state, and the few ways in which it changes.

use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::SigningKey;
use incident::id::{Millis, ReplicaKey, Run, WorkspaceId};
use incident::stream::Stream;
use journal::{Author, Journal, JournalError};
use sync::{Cursor, Mark};

use crate::audience::Audiences;
use crate::authorize::Actor;
use crate::failure::Failure;
use crate::feed::Feed;
use crate::metrics::Metrics;
use crate::secret::random;
use crate::store::Store;
use crate::{Place, StartError};

/// An open hub. Share it by `Arc`.
pub struct Hub {
    pub(crate) journal: Journal,
    pub(crate) store: Store,
    pub(crate) author: Author,
    pub(crate) audiences: Audiences,
    pub(crate) feed: Feed,
    pub(crate) metrics: Metrics,
    /// Held from the question who may write until everybody was told of what was written.
    changing: Mutex<()>,
}

impl Hub {
    /// Opens the hub of a folder. A log that was damaged is restored first, and the operator's log says so.
    ///
    /// # Errors
    /// [`StartError::Nobody`] where none was founded; a disk that refuses.
    pub fn open(place: &Place) -> Result<Self, StartError> {
        let key: SigningKey = place.read_key()?;
        let opened = Journal::open(&place.journal(), &place.backups())?;
        if let Some(repaired) = opened.repaired {
            tracing::warn!(%repaired, "the log was damaged; laptops bring back what is missing");
        }
        let journal = opened.journal;
        let store = Store::open(&place.members())?;
        // Drawn after opening: a file that was repaired may lack the end of an older run's series.
        let author = Author { key, run: Run(random()?) };
        let feed = Feed::from(cursor_at(&journal, journal.position()?)?.unwrap_or_default());
        Ok(Self {
            journal,
            store,
            author,
            audiences: Audiences::default(),
            feed,
            metrics: Metrics::default(),
            changing: Mutex::default(),
        })
    }

    /// Which workspace it serves.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.journal.workspace()
    }

    /// The hub's own key.
    #[must_use]
    pub fn key(&self) -> ReplicaKey {
        self.author.replica()
    }

    /// Folds the write-ahead log into the file, the last thing before the process ends.
    ///
    /// # Errors
    /// A disk that refuses. Nothing is lost by that.
    pub fn rest(&self) -> Result<(), JournalError> {
        self.journal.rest()
    }

    /// Who shows this token; nobody without one.
    pub(crate) fn bearer(&self, token: Option<&str>) -> Result<Actor, Failure> {
        let Some(token) = token else { return Ok(Actor::Nobody) };
        Ok(self.store.device_with(token)?.map_or(Actor::Stranger, Actor::Device))
    }

    /// Who writes with this key.
    pub(crate) fn writer(&self, replica: ReplicaKey) -> Result<Actor, Failure> {
        if let Some(device) = self.store.device_of(replica)? {
            return Ok(Actor::Device(device));
        }
        let root = replica == self.key() || replica.0 == self.workspace().0;
        Ok(if root { Actor::Root } else { Actor::Stranger })
    }

    /// Changes these streams, one change at a time, and then tells everybody who listens.
    pub(crate) fn change<T, E>(
        &self,
        streams: &[Stream],
        change: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.audiences.while_changing(streams, change);
        if let Err(error) = self.feed.publish(&self.journal, &self.audiences) {
            // It is on the disk; the next change tells of it too, and whoever pulls finds it.
            tracing::error!(%error, "what was taken could not be announced");
        }
        done
    }
}

/// The cursor at a position; none beyond the end.
pub(crate) fn cursor_at(journal: &Journal, position: u64) -> Result<Option<Cursor>, JournalError> {
    let mark = journal.mark(position, |before, hash| Mark(before).next(hash).0)?;
    Ok(mark.map(|mark| Cursor { position, mark: Mark(mark) }))
}

/// Runs work on the disk where it holds nobody else up.
pub(crate) async fn aside<T: Send + 'static>(
    hub: &Arc<Hub>,
    work: impl FnOnce(&Hub) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let hub = Arc::clone(hub);
    tokio::task::spawn_blocking(move || work(&hub)).await?
}

/// The wall clock.
pub(crate) fn now() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
