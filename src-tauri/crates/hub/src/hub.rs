//! The hub's state, and the few ways in which it changes.

use std::sync::Arc;

use incident::draft::Draft;
use incident::entry::Series;
use incident::id::{EntryRef, Millis, ReplicaKey, Run, Salt, WorkspaceId};
use incident::stream::Stream;
use journal::{Author, JournalError, Origin, Pen, Work};
use outreach::{Own, WebAddress};

use crate::audience::Audiences;
use crate::authorize::Actor;
use crate::bounces::ReturnAddress;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::feed::Feed;
use crate::metrics::Metrics;
use crate::passes::Passes;
use crate::presence::Presence;
use crate::secret::random;
use crate::sending::Sending;
use crate::status::Status;
use crate::store::{self, Change, Store, StoreError};
use crate::sums::Sums;
use crate::{Place, StartError};

/// An open hub. Share it by `Arc`.
pub struct Hub {
    pub(crate) store: Box<dyn Store>,
    pub(crate) voice: Voice,
    pub(crate) audiences: Audiences,
    pub(crate) sums: Sums,
    pub(crate) feed: Feed,
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) presence: Presence,
    pub(crate) sending: Sending,
    pub(crate) passes: Passes,
    /// The public status page.
    pub(crate) status: Arc<Status>,
    /// Whether it is served here.
    pub(crate) shows: bool,
    /// Where a mail to somebody who asked to hear comes back, if it does.
    pub(crate) returns: Option<ReturnAddress>,
    place: Place,
}

impl Hub {
    /// Opens the hub of a place. A log that was damaged is restored first, and the operator's log says so.
    ///
    /// # Errors
    /// [`StartError::Nobody`] where none was founded; a disk or a database that refuses.
    pub fn open(place: &Place) -> Result<Self, StartError> {
        let key = place.read_key()?;
        let store = store::open(place)?;
        // Drawn after opening: a file that was repaired may lack the end of an older run's series.
        let author = Author { key, run: Run(random()?) };
        let voice = Voice { workspace: store.workspace(), author };
        let sending = Sending::of(&*store, &voice.author, Clock::default().now())?;
        let end = store.end()?;
        let (feed, audiences) = (Feed::from(end), Audiences::since(end));
        Ok(Self {
            store,
            voice,
            audiences,
            sums: Sums::default(),
            feed,
            metrics: Metrics::default(),
            clock: Clock::default(),
            presence: Presence::default(),
            sending,
            passes: Passes::default(),
            status: Arc::default(),
            shows: false,
            returns: None,
            place: place.clone(),
        })
    }

    /// The same hub by another clock and under another run: for whoever has what happened happen once more. It has nothing
    /// of what was sent before.
    #[must_use]
    pub fn with(mut self, clock: Clock, run: Run) -> Self {
        (self.clock, self.voice.author.run) = (clock, run);
        self.sending = self.sending.in_run(&self.voice.author, self.clock.now());
        self
    }

    /// The same hub, which may send to these too, although they are not public.
    #[must_use]
    pub(crate) fn reaching(mut self, own: Vec<Own>) -> Self {
        self.sending.own = own;
        self
    }

    /// The same, whose Slack answers there.
    #[must_use]
    pub(crate) fn asking_slack(mut self, at: Option<WebAddress>) -> Self {
        self.sending.slack = at;
        self
    }

    /// The same, serving the public status page if it is to.
    #[must_use]
    pub fn showing(mut self, status_page: bool) -> Self {
        self.shows = status_page;
        self
    }

    /// The same, which learns of mails that come back.
    #[must_use]
    pub(crate) fn hearing_of_bounces(mut self, returns: Option<ReturnAddress>) -> Self {
        self.returns = returns;
        self
    }

    /// Which workspace it serves.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.store.workspace()
    }

    /// The hub's own key.
    #[must_use]
    pub fn key(&self) -> ReplicaKey {
        self.voice.author.replica()
    }

    /// Tidies up, the last thing before the process ends and after the last request.
    ///
    /// # Errors
    /// A disk that refuses. Nothing is lost by that.
    pub fn rest(&self) -> Result<(), StartError> {
        self.sums.keep(&*self.store, &self.place.sums())?;
        Ok(self.store.rest()?)
    }

    /// Who shows this token; nobody without one.
    pub(crate) fn bearer(&self, token: Option<&str>) -> Result<Actor, Failure> {
        let Some(token) = token else { return Ok(Actor::Nobody) };
        Ok(self.store.members().device_with(token)?.map_or(Actor::Stranger, Actor::Device))
    }

    /// The same where nobody has to be waited for: to hand a request to another thread and back takes longer.
    pub(crate) fn bearer_at_once(&self, token: Option<&str>) -> Option<Actor> {
        let Some(token) = token else { return Some(Actor::Nobody) };
        Some(self.store.members().device_at_once(token)?.map_or(Actor::Stranger, Actor::Device))
    }

    /// Does something in a transaction, and then tells everybody who listens.
    pub(crate) fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Change) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let done = store::change(&*self.store, work);
        // Also after an error: others may have written in the same transaction, or this has in the log alone.
        if let Err(error) = self.feed.publish(&*self.store, &self.audiences) {
            // It is on the disk; the next change tells of it too, and whoever pulls finds it.
            tracing::error!(%error, "what was taken could not be announced");
        }
        self.status.poke();
        done
    }

    /// Reads on for the checksums where more came than somebody who asks should wait for.
    pub(crate) fn catch_up_sums(&self) -> Result<(), StoreError> {
        self.sums.catch_up(&*self.store, &self.audiences)
    }

    /// Reads the log for its checksums, from where they were kept when the hub rested last.
    pub(crate) fn begin_sums(&self) {
        if let Err(error) = self.sums.begin(&*self.store, &self.audiences, &self.place.sums()) {
            tracing::error!(%error, "laptops are not told of checksums for now");
        }
    }
}

/// What the hub itself writes, and as whom.
#[derive(Clone)]
pub(crate) struct Voice {
    pub workspace: WorkspaceId,
    pub author: Author,
}

impl Voice {
    /// Whether this key is the hub's own or the founder's, from which all authority comes.
    pub(crate) fn is_root(&self, replica: ReplicaKey) -> bool {
        replica == self.author.replica() || replica.0 == self.workspace.0
    }

    /// Writes to streams, and gives the names of what was written. What the hub says is taken like the word of anybody else.
    pub(crate) fn say(
        &self,
        change: &mut dyn Change,
        at: Millis,
        sayings: impl IntoIterator<Item = (Stream, bool, Vec<Draft>)>,
    ) -> Result<Vec<EntryRef>, StoreError> {
        let (mut entries, mut written) = (Vec::new(), Vec::new());
        for (stream, private, drafts) in sayings {
            let series = Series { stream, replica: self.author.replica(), run: self.author.run };
            let end = change.end(&series)?;
            let record = Arc::unwrap_or_clone(change.record(stream)?);
            let mut pen = Pen::new(self.workspace, series, end.map(|end| (end.seq, end.hash)), record);
            let salts = (0..drafts.len()).map(|_| random().map(Salt)).collect::<Result<Vec<_>, _>>()?;
            pen.write(Work { stream, private, drafts, at: None }, at, &mut salts.into_iter())?;
            for (entry, hash) in pen.sign(&self.author).entries {
                written.push(hash.reference());
                entries.push(entry);
            }
        }
        if entries.is_empty() {
            return Ok(written);
        }
        let absorbed = change.absorb_of(Origin::Here, entries)?;
        if absorbed.refused.is_empty() { Ok(written) } else { Err(JournalError::Unwritable.into()) }
    }
}

/// Runs work on the disk where it holds nobody else up.
pub(crate) async fn aside<T: Send + 'static>(
    hub: &Arc<Hub>,
    work: impl FnOnce(&Hub) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let hub = Arc::clone(hub);
    tokio::task::spawn_blocking(move || work(&hub)).await?
}
