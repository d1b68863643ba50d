//! The checksum of what each member is shown, kept as the log grows: asking for it costs the same whatever lies before.

mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::checksum::Checksum;
use incident::id::ReplicaKey;
use incident::stream::Stream;
use journal::SeriesEnd;
use sync::Cursor;

use self::kept::Sheet;
use crate::audience::Audiences;
use crate::authorize::{Action, Actor, Audience, Resource, authorize};
use crate::store::{Store, StoreError};

/// How often it is read again where others write meanwhile. After that nothing is said: it will be asked again.
const AGAIN: usize = 3;

/// So many entries are read while somebody waits for the answer.
const FAR: u64 = 2_000;

/// How many series are asked for at a time.
const STEP: usize = 500;

/// The checksums of all streams, as far as the log was read.
#[derive(Default)]
pub(crate) struct Sums {
    known: Mutex<Known>,
    /// Held by whoever reads on in the background, so that one does.
    reading: Mutex<()>,
    /// The hub ends, and nobody waits for what is still being read.
    ending: AtomicBool,
}

#[derive(Clone, Default)]
struct Known {
    /// True of the log up to here. A log that was put back may pass the same position with other entries.
    as_of: Cursor,
    /// The sum of all streams that everybody sees.
    open: Checksum,
    streams: BTreeMap<Stream, Kept>,
    /// Those of them of which not everybody sees all: few, and the only ones that are looked at for each who asks.
    closed: BTreeSet<Stream>,
}

/// What is known of one stream.
#[derive(Clone)]
enum Kept {
    /// Everybody sees all of it.
    Open(Checksum),
    /// Who sees what of it has to be asked for each.
    Closed(Arc<Audience>, Vec<Ended>),
}

/// The end of a series.
#[derive(Clone)]
struct Ended {
    author: ReplicaKey,
    private: bool,
    term: Checksum,
}

impl Sums {
    /// The checksum of all series that an actor is shown, of the log up to this cursor; none where the log is not there
    /// or goes on.
    pub(crate) fn of(
        &self,
        store: &dyn Store,
        audiences: &Audiences,
        actor: &Actor,
        cursor: Cursor,
    ) -> Result<Option<Checksum>, StoreError> {
        let mut known = self.known();
        for _ in 0..AGAIN {
            let end = store.end()?;
            if known.as_of == end {
                return Ok((cursor == end).then(|| known.shown_to(actor)));
            }
            known.forget_what_was_put_back(store)?;
            if known.lacks(end) > FAR {
                break;
            }
            // Of what comes meanwhile a part may be in the sums: then it is read again.
            known.read_on(store, audiences, end, &self.ending)?;
        }
        Ok(None)
    }

    /// Reads on from what was kept in a file, however much that is. Until that is done, nobody is told a checksum.
    pub(crate) fn begin(
        &self,
        store: &dyn Store,
        audiences: &Audiences,
        file: &Path,
    ) -> Result<(), StoreError> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut begun = match Sheet::read(file) {
            Some(sheet) if store.cursor_at(sheet.at.position)? == Some(sheet.at) => {
                Known::of(sheet, store, audiences)?
            }
            _ => Known::default(),
        };
        begun.read_on(store, audiences, store.end()?, &self.ending)?;
        self.take(begun);
        Ok(())
    }

    /// Reads on where more has come than is read while somebody waits: an adopted log, an import, or a beginning that
    /// failed. Nobody is held up by it.
    pub(crate) fn catch_up(&self, store: &dyn Store, audiences: &Audiences) -> Result<(), StoreError> {
        let Ok(_one) = self.reading.try_lock() else { return Ok(()) };
        let end = store.end()?;
        let mut ahead = {
            let mut known = self.known();
            known.forget_what_was_put_back(store)?;
            if known.lacks(end) <= FAR {
                return Ok(());
            }
            known.clone()
        };
        ahead.read_on(store, audiences, end, &self.ending)?;
        self.take(ahead);
        Ok(())
    }

    fn take(&self, read: Known) {
        let mut known = self.known();
        if known.as_of.position < read.as_of.position {
            *known = read;
        }
    }

    /// Keeps what is known in a file, unless it is of another moment than the log.
    pub(crate) fn keep(&self, store: &dyn Store, file: &Path) -> Result<(), StoreError> {
        let known = self.known();
        let at = known.as_of;
        if at == Cursor::default() || store.end()? != at {
            return Ok(());
        }
        let open = |kept: &Kept| if let Kept::Open(sum) = kept { Some(*sum) } else { None };
        let streams = known.streams.iter().map(|(stream, kept)| (*stream, open(kept))).collect();
        if let Err(error) = (Sheet { at, streams }).keep(file) {
            tracing::warn!(%error, file = %file.display(), "the next start reads the log for its checksums");
        }
        Ok(())
    }

    /// Up to which position of the log it is known.
    pub(crate) fn as_of(&self) -> u64 {
        self.known().as_of.position
    }

    /// Has whoever reads the log leave off: the hub ends.
    pub(crate) fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// What was kept, with those who see what is closed.
    fn of(sheet: Sheet, store: &dyn Store, audiences: &Audiences) -> Result<Self, StoreError> {
        let mut known = Self { as_of: sheet.at, ..Self::default() };
        for (stream, sum) in sheet.streams {
            let kept = sum.map_or_else(|| kept(store, audiences, stream), |sum| Ok(Kept::Open(sum)))?;
            known.put(stream, kept);
        }
        Ok(known)
    }

    /// Begins anew where the log does not hold any more what this is of, as after a standby has taken over that lacked
    /// the last of it.
    fn forget_what_was_put_back(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        if store.cursor_at(self.as_of.position)? != Some(self.as_of) {
            *self = Self::default();
        }
        Ok(())
    }

    /// How many entries have come since.
    fn lacks(&self, end: Cursor) -> u64 {
        end.position.saturating_sub(self.as_of.position)
    }

    fn read_on(
        &mut self,
        store: &dyn Store,
        audiences: &Audiences,
        end: Cursor,
        ending: &AtomicBool,
    ) -> Result<(), StoreError> {
        audiences.catch_up(store, store.end()?)?;
        // Of a log that was not read before the streams are asked for in steps: all at once would be read for long.
        let (mut after, whole) = (None, self.as_of == Cursor::default());
        loop {
            let mut streams = if whole {
                store.ends(after, STEP)?.into_iter().map(|end| end.series.stream).collect()
            } else {
                store.streams_since(self.as_of.position)?
            };
            streams.dedup();
            after = streams.last().copied();
            for stream in streams {
                if ending.load(Ordering::Relaxed) {
                    // It stays as of where it was, and so is told to nobody and not kept.
                    return Ok(());
                }
                self.read(store, audiences, stream)?;
            }
            if !whole || after.is_none() {
                self.as_of = end;
                return Ok(());
            }
        }
    }

    /// Reads a stream, and of an incident the documents that may be seen by others now than before.
    fn read(&mut self, store: &dyn Store, audiences: &Audiences, stream: Stream) -> Result<(), StoreError> {
        self.read_one(store, audiences, stream)?;
        let Some(incident) = stream.incident() else { return Ok(()) };
        let private = audiences.of(store, stream)?.private;
        let its = self.streams.range(Stream::documents_of(incident));
        let moved = its.filter(|(_, kept)| private || matches!(kept, Kept::Closed(..)));
        for document in moved.map(|(document, _)| *document).collect::<Vec<_>>() {
            self.read_one(store, audiences, document)?;
        }
        Ok(())
    }

    fn read_one(
        &mut self,
        store: &dyn Store,
        audiences: &Audiences,
        stream: Stream,
    ) -> Result<(), StoreError> {
        self.put(stream, kept(store, audiences, stream)?);
        Ok(())
    }

    fn put(&mut self, stream: Stream, kept: Kept) {
        match kept {
            Kept::Open(sum) => {
                self.open = self.open.plus(sum);
                self.closed.remove(&stream);
            }
            Kept::Closed(..) => {
                self.closed.insert(stream);
            }
        }
        if let Some(Kept::Open(before)) = self.streams.insert(stream, kept) {
            self.open = self.open.minus(before);
        }
    }

    fn shown_to(&self, actor: &Actor) -> Checksum {
        let mut sum = self.open;
        for stream in &self.closed {
            let Some(Kept::Closed(audience, ends)) = self.streams.get(stream) else { continue };
            for end in ends {
                let (author, private) = (end.author, end.private);
                let resource = Resource::Entry { audience, author, private };
                if authorize(actor, Action::See, resource).is_ok() {
                    sum = sum.plus(end.term);
                }
            }
        }
        sum
    }
}

fn kept(store: &dyn Store, audiences: &Audiences, stream: Stream) -> Result<Kept, StoreError> {
    let audience = audiences.of(store, stream)?;
    let mut ends = Vec::new();
    for SeriesEnd { series, seq, hash } in store.ends(stream.before(), 1)? {
        if series.stream != stream {
            continue;
        }
        // As heads has it: a series is heard of by whoever may see its last entry.
        let private = audience.veils(&series, seq);
        ends.push(Ended { author: series.replica, private, term: Checksum::of(&series, seq, &hash) });
    }
    let everybody = !audience.private && (audience.settled || ends.iter().all(|end| !end.private));
    Ok(if everybody {
        Kept::Open(ends.iter().fold(Checksum::default(), |sum, end| sum.plus(end.term)))
    } else {
        Kept::Closed(audience, ends)
    })
}
