//! What was taken, handed to those who listen: read from the log once, filtered for each, encoded once where all may
//! see all of it.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use incident::entry::BodyBytes;
use journal::Placed;
use sync::{Cursor, FETCH_LIMIT, PUSH_BYTES, Page};
use tokio::sync::{broadcast, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::audience::Audiences;
use crate::hub::{Hub, aside};
use crate::store::{Store, StoreError};

/// How many stretches a listener may lag behind before it has to pull.
const RING: usize = 128;

/// How far is looked at a time for the end of a transaction.
const REST: usize = 64;

/// Entries that follow each other in the log.
pub(crate) struct Stretch {
    /// The cursor before them.
    pub from: Cursor,
    /// What lies there.
    pub placed: Vec<Placed>,
    /// The cursor after them.
    pub to: Cursor,
    /// Their page, if everybody may see all of it.
    pub open: Option<String>,
}

impl Stretch {
    /// Reads on from a cursor, about as much as a page carries.
    pub(crate) fn after(store: &dyn Store, from: Cursor, limit: usize) -> Result<Self, StoreError> {
        let mut placed = store.page(from.position, limit.clamp(1, FETCH_LIMIT))?;
        let mut bytes = 0;
        let fits = placed.iter().take_while(|one| {
            let before = bytes;
            bytes += match &one.entry.body {
                BodyBytes::Whole(body) => body.len(),
                BodyBytes::Dropped(digest) => digest.len(),
            };
            before < PUSH_BYTES
        });
        let fits = fits.count();
        placed.truncate(fits);
        // A transaction is not cut: what comes without the signature at its end could not be taken.
        while let Some(last) = placed.last().filter(|last| last.entry.signature.is_none()) {
            let more = store.page(last.position, REST)?;
            let signed = more.iter().position(|one| one.entry.signature.is_some());
            let rest = signed.map_or(more.len(), |last| last + 1);
            if rest == 0 {
                break;
            }
            placed.extend(more.into_iter().take(rest));
        }
        let to = placed
            .iter()
            .fold(from, |cursor, one| Cursor { position: one.position, mark: cursor.mark.next(&one.hash) });
        Ok(Self { from, placed, to, open: None })
    }
}

/// The stretches that were taken last, for everybody who listens.
pub(crate) struct Feed {
    told: Mutex<Told>,
    /// How often somebody wished that what is new be told.
    wishes: AtomicU64,
    /// Another one once the log was put back.
    ring: Mutex<broadcast::Sender<Arc<Stretch>>>,
}

/// How far everything was told.
struct Told {
    cursor: Cursor,
    /// The wishes that this has met.
    wishes: u64,
}

impl Feed {
    /// A feed that tells of what comes after this cursor.
    pub(crate) fn from(cursor: Cursor) -> Self {
        let told = Mutex::new(Told { cursor, wishes: 0 });
        Self { told, wishes: AtomicU64::new(0), ring: Mutex::new(broadcast::channel(RING).0) }
    }

    /// Listens to what is taken from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<Stretch>> {
        self.ring().subscribe()
    }

    /// How many listen.
    pub(crate) fn listeners(&self) -> usize {
        self.ring().receiver_count()
    }

    fn ring(&self) -> MutexGuard<'_, broadcast::Sender<Arc<Stretch>>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of what the log holds beyond what was told. Those who wish it at the same time are served by one of them.
    pub(crate) fn publish(&self, store: &dyn Store, audiences: &Audiences) -> Result<(), StoreError> {
        let wish = self.wishes.fetch_add(1, SeqCst) + 1;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.wishes >= wish {
            return Ok(());
        }
        // Whoever wished by now has committed before, so the log is read after that.
        let met = self.wishes.load(SeqCst);
        if store.cursor_at(told.cursor.position)? != Some(told.cursor) {
            tracing::warn!(
                was = told.cursor.position,
                "the log was put back under this hub; laptops compare with it, and bring back what they hold"
            );
            told.cursor = store.end()?;
            // Whoever listens is cut off, and hears why when they come again with a cursor that is none any more.
            *self.ring() = broadcast::channel(RING).0;
        }
        loop {
            let mut stretch = Stretch::after(store, told.cursor, FETCH_LIMIT)?;
            if stretch.placed.is_empty() {
                told.wishes = met;
                return Ok(());
            }
            audiences.catch_up(store, stretch.to)?;
            told.cursor = stretch.to;
            if self.listeners() > 0 {
                stretch.open = open_page(store, audiences, &stretch)?;
                // It fails when the last listener has gone, which harms nobody.
                let _ = self.ring().send(Arc::new(stretch));
            }
        }
    }
}

/// How often is looked for what other hubs wrote, where nothing is heard of it.
const LOOK: Duration = Duration::from_millis(500);

/// Tells listeners what other hubs on the same database write, until this one stops.
pub(crate) async fn follow(hub: Arc<Hub>, mut others: watch::Receiver<u64>, mut stop: watch::Receiver<bool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            // Whoever looks at the log is as good as poked.
            Ok(()) = others.changed() => hub.sending.courier.ring(),
            _ = look.tick() => {}
        }
        let told = aside(&hub, |hub| Ok(hub.feed.publish(&*hub.store, &hub.audiences)?));
        if let Err(error) = told.await {
            tracing::warn!(%error, "what other hubs wrote cannot be told for now");
        }
    }
}

/// The page of a stretch that hides nothing from anybody.
fn open_page(
    store: &dyn Store,
    audiences: &Audiences,
    stretch: &Stretch,
) -> Result<Option<String>, StoreError> {
    for one in &stretch.placed {
        let audience = audiences.of(store, one.entry.head.stream)?;
        if audience.private || audience.veils(&one.entry.head.series(), one.entry.head.seq) {
            return Ok(None);
        }
    }
    let entries = stretch.placed.iter().map(|one| one.entry.clone()).collect();
    let page = Page { entries, cursor: stretch.to, more: false, checksum: None };
    Ok(serde_json::to_string(&page).ok())
}
