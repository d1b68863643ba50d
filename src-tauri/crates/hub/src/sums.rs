//! The checksum of what each member is shown, kept as the log grows: asking for it costs the same whatever lies before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::checksum::Checksum;
use incident::id::ReplicaKey;
use incident::stream::Stream;
use sync::Cursor;

use crate::audience::{Audiences, is_private};
use crate::authorize::{Action, Actor, Audience, Resource, authorize};
use crate::store::{Store, StoreError};

/// How often it is read again where others write meanwhile. After that nothing is said: it will be asked again.
const AGAIN: usize = 3;

/// So many entries are read while somebody waits for the answer.
const FAR: u64 = 2_000;

/// The checksums of all streams, as far as the log was read.
#[derive(Default)]
pub(crate) struct Sums {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// True of the log up to here.
    as_of: u64,
    /// The sum of all streams that everybody sees.
    open: Checksum,
    streams: HashMap<Stream, Kept>,
}

/// What is known of one stream.
enum Kept {
    /// Everybody sees all of it.
    Open(Checksum),
    /// Who sees what of it has to be asked for each.
    Closed(Arc<Audience>, Vec<Ended>),
}

/// The end of a series.
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
            let end = store.position()?;
            if known.as_of == end {
                return Ok((cursor.position == end).then(|| known.shown_to(actor)));
            }
            if end - known.as_of > FAR {
                break;
            }
            // Of what comes meanwhile a part may be in the sums: then it is read again.
            known.read_on(store, audiences, end)?;
        }
        Ok(None)
    }

    /// Reads a log that was not read before, however long it is. Until that is done, nobody is told a checksum.
    pub(crate) fn begin(&self, store: &dyn Store, audiences: &Audiences) -> Result<(), StoreError> {
        let mut begun = Known::default();
        begun.read_on(store, audiences, store.position()?)?;
        let mut known = self.known();
        if known.as_of < begun.as_of {
            *known = begun;
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn read_on(&mut self, store: &dyn Store, audiences: &Audiences, end: u64) -> Result<(), StoreError> {
        audiences.catch_up(store, end)?;
        for stream in store.streams_since(self.as_of)? {
            let kept = kept(store, audiences, stream)?;
            if let Kept::Open(sum) = kept {
                self.open = self.open.plus(sum);
            }
            if let Some(Kept::Open(before)) = self.streams.insert(stream, kept) {
                self.open = self.open.minus(before);
            }
        }
        self.as_of = end;
        Ok(())
    }

    fn shown_to(&self, actor: &Actor) -> Checksum {
        let mut sum = self.open;
        for kept in self.streams.values() {
            let Kept::Closed(audience, ends) = kept else { continue };
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
    for end in store.ends(stream.before(), 1)?.into_iter().filter(|end| end.series.stream == stream) {
        // As heads has it: a series is heard of by whoever may see its last entry.
        let newest = store.tail(&end.series, end.seq.saturating_sub(1), 1)?;
        let private = newest.first().is_some_and(is_private);
        let term = Checksum::of(&end.series, end.seq, &end.hash);
        ends.push(Ended { author: end.series.replica, private, term });
    }
    let everybody = !audience.private && (audience.settled || ends.iter().all(|end| !end.private));
    Ok(if everybody {
        Kept::Open(ends.iter().fold(Checksum::default(), |sum, end| sum.plus(end.term)))
    } else {
        Kept::Closed(audience, ends)
    })
}
