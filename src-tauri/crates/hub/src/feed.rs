//! What was taken, handed to those who listen: read from the log once, filtered for each, encoded once for all who see the
//! same of it.

use std::collections::HashMap;
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
    pub open: Option<Arc<str>>,
    /// The pages of those who see only some of it, by which.
    parts: Mutex<HashMap<Vec<bool>, Option<Arc<str>>>>,
}

impl Stretch {
    /// Reads on from a cursor, about as much as a page carries.
    pub(crate) fn after(store: &dyn Store, from: Cursor, limit: usize) -> Result<Self, StoreError> {
        let placed = store.page(from.position, limit.clamp(1, FETCH_LIMIT))?;
        Self::of(store, from, placed)
    }

    /// As much of what lies after a cursor as a page carries.
    fn of(store: &dyn Store, from: Cursor, mut placed: Vec<Placed>) -> Result<Self, StoreError> {
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
        Ok(Self { from, placed, to, open: None, parts: Mutex::default() })
    }

    /// The page of whoever sees only these of the entries, encoded once however many that are; none where that is nothing.
    pub(crate) fn part(&self, shown: Vec<bool>) -> Option<Arc<str>> {
        if !shown.contains(&true) {
            return None;
        }
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = parts.get(&shown) {
            return page.clone();
        }
        let page = self.encoded(&shown);
        parts.insert(shown, page.clone());
        page
    }

    fn encoded(&self, shown: &[bool]) -> Option<Arc<str>> {
        let seen = self.placed.iter().zip(shown).filter(|(_, shown)| **shown);
        let entries = seen.map(|(one, _)| one.entry.clone()).collect();
        let page = Page { entries, cursor: self.to, more: false, checksum: None };
        Some(serde_json::to_string(&page).ok()?.into())
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
        if self.listeners() == 0 {
            let end = store.end()?;
            // Asked again after that: whoever listens by now may have read on from before this end, and whoever comes later
            // reads the log up to it.
            if self.listeners() == 0 {
                (told.cursor, told.wishes) = (end, met);
                return Ok(());
            }
        }
        loop {
            let Some(placed) = store.page_after(told.cursor, FETCH_LIMIT)? else {
                tracing::warn!(
                    was = told.cursor.position,
                    "the log was put back under this hub; laptops compare with it, and bring back what they hold"
                );
                told.cursor = store.end()?;
                // Whoever listens is cut off, and hears why when they come again with a cursor that is none any more.
                *self.ring() = broadcast::channel(RING).0;
                continue;
            };
            let read = placed.len();
            let mut stretch = Stretch::of(store, told.cursor, placed)?;
            // What comes after the end of the log was wished for later.
            let ends = read < FETCH_LIMIT && stretch.placed.len() == read;
            if stretch.placed.is_empty() {
                told.wishes = met;
                return Ok(());
            }
            audiences.follow(store, &stretch)?;
            told.cursor = stretch.to;
            stretch.open = open_page(store, audiences, &stretch)?;
            // It fails when the last listener has gone, which harms nobody.
            let _ = self.ring().send(Arc::new(stretch));
            if ends {
                told.wishes = met;
                return Ok(());
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
) -> Result<Option<Arc<str>>, StoreError> {
    for one in &stretch.placed {
        let audience = audiences.of(store, one.entry.head.stream)?;
        if audience.private || audience.veils(&one.entry.head.series(), one.entry.head.seq) {
            return Ok(None);
        }
    }
    Ok(stretch.encoded(&vec![true; stretch.placed.len()]))
}

#[cfg(test)]
mod tests {
    use incident::entry::{Entry, EntryHash, Head};
    use incident::id::{IncidentId, Millis, ReplicaKey, Run};
    use incident::stream::Stream;

    use super::*;

    #[test]
    fn those_who_see_the_same_share_one_page() {
        let head = |seq| Head {
            v: 1,
            flags: 0,
            stream: Stream::Incident(IncidentId([1; 16])),
            replica: ReplicaKey([2; 32]),
            run: Run([3; 8]),
            seq,
            stamp: seq,
            recorded_at: Millis(1),
        };
        let entry =
            |seq| Entry { head: head(seq), body: BodyBytes::Dropped([0; 32]), signature: Some([7; 64]) };
        let placed = |seq| Placed { position: seq, hash: EntryHash([9; 32]), entry: entry(seq) };
        let (from, to) = (Cursor::default(), Cursor { position: 3, ..Cursor::default() });
        let placed = (1..=3).map(placed).collect();
        let stretch = Stretch { from, placed, to, open: None, parts: Mutex::default() };
        let part = |shown: [bool; 3]| stretch.part(shown.to_vec());
        let seqs = |page: Option<Arc<str>>| -> Vec<u64> {
            let page: Page = page.and_then(|page| serde_json::from_str(&page).ok()).expect("a page");
            assert_eq!(page.cursor, to);
            page.entries.iter().map(|entry| entry.head.seq).collect()
        };
        assert_eq!(part([false; 3]), None);
        assert_eq!(seqs(part([true, false, true])), [1, 3]);
        assert_eq!(seqs(part([false, true, true])), [2, 3]);
        let (one, other) =
            (part([true, false, true]).expect("a page"), part([true, false, true]).expect("a page"));
        assert!(Arc::ptr_eq(&one, &other), "it is encoded once");
    }
}
