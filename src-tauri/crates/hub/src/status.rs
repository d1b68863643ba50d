//! The public status page as the hub serves it: written again where something changed, packed once, and answered from memory
//! without looking at the log.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::HeaderValue;
use ed25519_dalek::Signer as _;
use incident::book::Book;
use incident::id::{ComponentId, Millis, ReplicaKey, hex};
use incident::incident::Incident;
use incident::stream::{Section, Stream};
use incident::value::ComponentState;
use journal::Author;
use page::bundle::{Built, Bundle, File, Page, SECTIONS, Signer, Site, Subscribing, day_after};
use sha2::{Digest, Sha256};
use sync::Cursor;
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::hub::{Hub, aside};
use crate::store::StoreError;

/// How often it is looked whether there is something new, where nobody says so.
const LOOK: Duration = Duration::from_secs(1);
/// How hard files are packed: once each, and sent often.
const LEVEL: i32 = 9;

/// A file as it is served.
pub(crate) struct Kept {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Bytes,
    /// The same packed, where that is shorter.
    pub(crate) packed: Option<Bytes>,
    /// What names these bytes.
    pub(crate) tag: HeaderValue,
    pub(crate) packed_tag: HeaderValue,
    /// When they became these.
    pub(crate) since: HeaderValue,
    pub(crate) since_second: u64,
}

/// What is served, and what it is written from.
#[derive(Default)]
pub(crate) struct Status {
    files: RwLock<HashMap<String, Arc<Kept>>>,
    kept: Mutex<Option<Writing>>,
    /// Whether anybody is shown it, as it was looked at last.
    wanted: AtomicBool,
    poked: Notify,
}

/// What the files were written from.
struct Writing {
    site: Site,
    book: Book,
    as_of: Cursor,
    good_until: Millis,
}

impl Status {
    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> Option<Arc<Kept>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Says that something was taken. Where nobody is shown a page, nobody is woken by that.
    pub(crate) fn poke(&self) {
        if self.wanted.load(Relaxed) {
            self.poked.notify_one();
        }
    }

    /// All of it, to be brought elsewhere.
    pub(crate) fn bundle(&self) -> Bundle {
        // Held meanwhile, so that the files are those that were written from this far.
        let kept = self.kept();
        let frontier = kept.as_ref().map(|kept| kept.site.frontier().clone()).unwrap_or_default();
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        let file = |(path, kept): (&String, &Arc<Kept>)| {
            let (media_type, bytes) = (kept.media_type, kept.bytes.to_vec());
            // Each came from a path.
            Some(File { path: path.parse().ok()?, media_type, bytes })
        };
        Bundle { files: files.iter().filter_map(file).collect(), frontier }
    }

    /// The name of all of it.
    pub(crate) fn name(&self) -> String {
        let sums = self.file("SHA256SUMS");
        let files = sums.into_iter().filter_map(|kept| {
            let (path, bytes) = ("SHA256SUMS".parse().ok()?, kept.bytes.to_vec());
            Some(File { path, media_type: kept.media_type, bytes })
        });
        Bundle { files: files.collect(), ..Bundle::default() }.name()
    }

    /// Writes what changed since it was last asked, and nothing where nothing did. Tells whether something did.
    pub(crate) fn catch_up(&self, hub: &Hub) -> Result<bool, StoreError> {
        let mut kept = self.kept();
        let (end, now) = (hub.store.end()?, hub.clock.now());
        // A log that was put back under this hub is read anew.
        if let Some(before) = &*kept
            && hub.store.cursor_at(before.as_of.position)? != Some(before.as_of)
        {
            *kept = None;
        }
        let begins = kept.is_none();
        let writing = match &mut *kept {
            Some(before) if before.as_of == end && now < before.good_until => return Ok(false),
            Some(before) => before,
            none => none.insert(Writing {
                site: Site::new(Page::of(&Book::default())),
                book: Book::default(),
                as_of: Cursor::default(),
                good_until: now,
            }),
        };
        let changed = hub.store.streams_since(writing.as_of.position)?;
        writing.read(hub, changed, now)?;
        (writing.as_of, writing.good_until) = (end, day_after(now));
        let signer = Voice(&hub.voice.author);
        let built = if begins {
            Built { written: writing.site.whole(now, &signer).files, removed: Vec::new() }
        } else {
            writing.site.build(now, &signer)
        };
        self.serve(built, begins, now);
        Ok(true)
    }

    fn serve(&self, built: Built, begins: bool, now: Millis) {
        let written: Vec<(String, Arc<Kept>)> = built
            .written
            .into_iter()
            .map(|file| (file.path.to_string(), Arc::new(Kept::of(file, now))))
            .collect();
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        if begins {
            files.clear();
        }
        for path in built.removed {
            files.remove(path.as_str());
        }
        files.extend(written);
    }

    /// A page on which somebody asks to hear, in the same frame.
    pub(crate) fn subscribing(&self, hub: &Hub, page: Subscribing<'_>) -> Result<String, StoreError> {
        self.catch_up(hub)?;
        Ok(self.kept().as_ref().map(|kept| kept.site.subscribing(page)).unwrap_or_default())
    }

    /// How a component does on the page as it was last written.
    pub(crate) fn doing(&self, component: &ComponentId) -> ComponentState {
        let kept = self.kept();
        kept.as_ref().map_or(ComponentState::Operational, |kept| kept.site.state_of(component))
    }

    fn kept(&self) -> MutexGuard<'_, Option<Writing>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writing {
    /// Reads these streams again.
    fn read(&mut self, hub: &Hub, changed: Vec<Stream>, now: Millis) -> Result<(), StoreError> {
        let mut incidents: Vec<Stream> =
            changed.iter().copied().filter(|one| one.incident().is_some()).collect();
        for section in SECTIONS {
            let stream = Stream::Book(section);
            if !changed.contains(&stream) {
                continue;
            }
            self.book = self.book.clone().with(section, hub.store.record(stream)?);
            // Whose word an approval was may be known only now.
            if section == Section::People {
                incidents =
                    hub.store.streams_since(0)?.into_iter().filter(|one| one.incident().is_some()).collect();
            }
        }
        self.site.set_page(Page { subscribe: hub.subscribe_address()?, ..Page::of(&self.book) });
        self.site.has_read(&self.book);
        for stream in incidents {
            let record = hub.store.record(stream)?;
            self.site.read(Incident::of(&record).at(now), &self.book);
        }
        Ok(())
    }
}

struct Voice<'a>(&'a Author);

impl Signer for Voice<'_> {
    fn key(&self) -> ReplicaKey {
        self.0.replica()
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.key.sign(bytes).to_bytes()
    }
}

impl Kept {
    fn of(file: File, now: Millis) -> Self {
        let name = hex(&Sha256::digest(&file.bytes)[..16]);
        let second = u64::try_from(now.0 / 1_000).unwrap_or_default();
        let since = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(second));
        let packed =
            zstd::bulk::compress(&file.bytes, LEVEL).ok().filter(|packed| packed.len() < file.bytes.len());
        let value =
            |text: String| HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
        Self {
            media_type: file.media_type,
            bytes: file.bytes.into(),
            packed: packed.map(Into::into),
            tag: value(format!("\"{name}\"")),
            packed_tag: value(format!("\"{name}-zstd\"")),
            since: value(since),
            since_second: second,
        }
    }
}

/// Keeps the page true until the hub stops, where it is served or lies elsewhere.
pub(crate) async fn follow(hub: Arc<Hub>, mut stop: watch::Receiver<bool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            () = hub.status.poked.notified() => {}
            _ = look.tick() => {}
        }
        let written = aside(&hub, |hub| {
            let wanted = hub.shows || !hub.places()?.is_empty();
            hub.status.wanted.store(wanted, Relaxed);
            Ok(wanted && hub.status.catch_up(hub)?)
        });
        match written.await {
            Ok(true) => hub.sending.courier.ring(),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the status page stays as it was for now"),
        }
    }
}
