//! Folded records kept ready. Other hubs write too, so what is kept is true up to a position of the log, and what was
//! written since is folded in before it is used.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deadpool_postgres::GenericClient;
use incident::entry::{Series, first_hash};
use incident::id::WorkspaceId;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use journal::Flaw;
use sync::Cursor;

use super::rows::{self, ENTRY};
use crate::store::StoreError;

/// How many records are kept.
const ROOM: usize = 256;

/// The records.
pub(super) struct Records {
    kept: Mutex<Kept>,
}

struct Kept {
    of: HashMap<Stream, Arc<Record>>,
    /// Its mark tells whether it is still that log.
    as_of: Cursor,
}

impl Records {
    /// Nothing is kept yet.
    pub(super) fn since(end: Cursor) -> Self {
        Self { kept: Mutex::new(Kept { of: HashMap::new(), as_of: end }) }
    }

    /// A record that is kept and true of the log up to this cursor.
    pub(super) fn at_hand(&self, stream: Stream, end: Cursor) -> Option<Arc<Record>> {
        let kept = self.kept();
        if kept.as_of == end { kept.of.get(&stream).map(Arc::clone) } else { None }
    }

    /// Folds in what was written up to a cursor, by whomever. Where the log was put back, nothing of it is kept.
    pub(super) async fn catch_up(
        &self,
        client: &impl GenericClient,
        workspace: WorkspaceId,
        end: Cursor,
    ) -> Result<(), StoreError> {
        let (as_of, listed) = {
            let kept = self.kept();
            (kept.as_of, kept.of.keys().copied().collect::<HashSet<_>>())
        };
        if as_of == end {
            return Ok(());
        }
        if !is_there(client, workspace, as_of).await? {
            let mut kept = self.kept();
            if kept.as_of == as_of {
                kept.of.clear();
                kept.as_of = end;
            }
            return Ok(());
        }
        if as_of.position > end.position {
            return Ok(());
        }
        let streams: Vec<_> = listed.iter().map(|stream| stream.to_bytes()).collect();
        let mut facts: HashMap<Stream, Vec<Fact>> = HashMap::new();
        if !streams.is_empty() {
            let sql = format!(
                "SELECT {ENTRY} FROM entries e JOIN series s ON (s.workspace, s.id) = (e.workspace, e.series)
                 WHERE e.workspace = $1 AND e.position > $2 AND e.position <= $3 AND s.stream = ANY ($4)
                 ORDER BY e.position"
            );
            let statement = client.prepare_cached(&sql).await?;
            let (from, to) = (as_of.position.cast_signed(), end.position.cast_signed());
            for row in client.query(&statement, &[&workspace.0, &from, &to, &streams]).await? {
                let one = rows::placed(&row)?;
                facts.entry(one.entry.head.stream).or_default().push(Fact::read(&one.entry, &one.hash));
            }
        }
        let mut kept = self.kept();
        // Else somebody has caught up meanwhile, as far as this or further.
        if kept.as_of == as_of {
            kept.catch_up(&listed, facts, end);
        }
        Ok(())
    }

    /// A record that is true of the log at least up to where it was last caught up to.
    pub(super) async fn get(
        &self,
        client: &impl GenericClient,
        workspace: WorkspaceId,
        stream: Stream,
    ) -> Result<Arc<Record>, StoreError> {
        let as_of = {
            let kept = self.kept();
            if let Some(record) = kept.of.get(&stream) {
                return Ok(Arc::clone(record));
            }
            kept.as_of
        };
        let record = Arc::new(fold(client, workspace, stream).await?);
        let mut kept = self.kept();
        // It may hold more than that already; what is folded in twice counts once.
        if kept.as_of == as_of {
            kept.keep(Arc::clone(&record));
        }
        Ok(record)
    }

    /// Keeps what a change has folded that began at one cursor and ended, committed, at another.
    pub(super) fn changed(&self, from: Cursor, to: Cursor, records: impl IntoIterator<Item = Arc<Record>>) {
        let mut kept = self.kept();
        if kept.as_of == from || kept.as_of == to {
            kept.as_of = to;
            records.into_iter().for_each(|record| kept.keep(record));
        }
    }

    /// Keeps one no longer.
    pub(super) fn forget(&self, stream: Stream) {
        self.kept().of.remove(&stream);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Folds in what these streams hold up to a cursor.
    fn catch_up(&mut self, listed: &HashSet<Stream>, facts: HashMap<Stream, Vec<Fact>>, end: Cursor) {
        // What others kept meanwhile may have been read before that.
        self.of.retain(|stream, _| listed.contains(stream));
        for (stream, facts) in facts {
            if let Some(record) = self.of.remove(&stream) {
                self.of.insert(stream, Arc::new(Arc::unwrap_or_clone(record).with(facts)));
            }
        }
        self.as_of = end;
    }

    fn keep(&mut self, record: Arc<Record>) {
        if self.of.len() >= ROOM
            && let Some(any) = self.of.keys().next().copied()
        {
            self.of.remove(&any);
        }
        self.of.insert(record.stream(), record);
    }
}

/// Whether the log still holds what this cursor stands for.
async fn is_there(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    cursor: Cursor,
) -> Result<bool, StoreError> {
    if cursor.position == 0 {
        return Ok(true);
    }
    let sql = "SELECT FROM entries WHERE workspace = $1 AND position = $2 AND mark = $3";
    let statement = client.prepare_cached(sql).await?;
    let position = cursor.position.cast_signed();
    Ok(client.query_opt(&statement, &[&workspace.0, &position, &cursor.mark.0]).await?.is_some())
}

/// Folds a stream from the database, verifying that every entry is there and is what was written.
async fn fold(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    stream: Stream,
) -> Result<Record, StoreError> {
    let sql = format!(
        "SELECT {ENTRY} FROM series s JOIN entries e ON (e.workspace, e.series) = (s.workspace, s.id)
         WHERE s.workspace = $1 AND s.stream = $2 ORDER BY s.id, e.seq"
    );
    let statement = client.prepare_cached(&sql).await?;
    let (mut facts, mut reached) = (Vec::new(), None::<(Series, _)>);
    for row in client.query(&statement, &[&workspace.0, &stream.to_bytes()]).await? {
        let one = rows::placed(&row)?;
        let series = one.entry.head.series();
        let (seq, before) = match reached {
            Some((known, end)) if known == series => end,
            _ => (0, first_hash(workspace, &series)),
        };
        if one.entry.head.seq != seq + 1 {
            return Err(StoreError::Damaged { series, seq: seq + 1, what: Flaw::Missing });
        }
        if one.entry.hash(&before) != one.hash {
            return Err(StoreError::Damaged { series, seq: seq + 1, what: Flaw::Changed });
        }
        facts.push(Fact::read(&one.entry, &one.hash));
        reached = Some((series, (seq + 1, one.hash)));
    }
    Ok(Record::fold(stream, facts))
}

#[cfg(test)]
mod tests {
    use incident::id::IncidentId;

    use super::*;

    #[test]
    fn what_was_kept_while_others_caught_up_is_not_taken_for_newer_than_it_is() {
        let of = |n| Record::fold(Stream::Incident(IncidentId([n; 16])), []);
        let at = |position| Cursor { position, ..Cursor::default() };
        let mut kept = Kept { of: HashMap::new(), as_of: at(10) };
        kept.keep(Arc::new(of(1)));
        let listed = kept.of.keys().copied().collect();
        // Somebody has read this before what is caught up to was written.
        kept.keep(Arc::new(of(2)));
        kept.catch_up(&listed, HashMap::new(), at(12));
        assert_eq!(kept.of.keys().collect::<Vec<_>>(), [&of(1).stream()]);
    }
}
