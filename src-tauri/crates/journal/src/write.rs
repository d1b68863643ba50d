//! Transactions on the one connection that writes.

use std::sync::MutexGuard;
use std::sync::atomic::Ordering;

use rusqlite::Connection;

use crate::cache::Folded;
use crate::read::hold;
use crate::{Journal, JournalError};

impl Journal {
    /// Runs a transaction that is on the disk when this returns; what it folded is kept once it is.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<(T, Vec<Folded>), JournalError>,
    ) -> Result<T, JournalError> {
        let writer = hold(&self.writer);
        let _unless_kept = KeptNothing(self);
        let (done, folded) = self.transact(&writer, work)?;
        hold(&self.cache).keep_written(folded);
        Ok(done)
    }

    /// The same for what will be had again if it is lost: it need not be flushed at once.
    pub(crate) fn write_again<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<(T, Vec<Folded>), JournalError>,
    ) -> Result<T, JournalError> {
        let relaxed = self.relaxed()?;
        let _unless_kept = KeptNothing(self);
        let (done, folded) = self.transact(&relaxed.writer, work)?;
        hold(&self.cache).keep_written(folded);
        Ok(done)
    }

    /// Reads a little of what was just written: on the connection that writes, unless somebody does. That one has the pages
    /// at hand, where one that only reads has to read all of them anew after each commit.
    pub(crate) fn read_little<T>(
        &self,
        reading: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let Ok(writer) = self.writer.try_lock() else { return self.read(reading) };
        let result = attempt(&writer, "BEGIN", reading);
        self.note_damage(&result);
        result
    }

    /// Whether the disk has reported an error, after which nothing is written any more.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.halted.load(Ordering::Acquire)
    }

    /// Writes something that can be derived again: it need not be flushed at once, since the next entry's
    /// flush covers it and a loss of power only repeats it.
    pub(crate) fn derived<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.transact(&self.relaxed()?.writer, work)
    }

    fn relaxed(&self) -> Result<Relaxed<'_>, JournalError> {
        let writer = hold(&self.writer);
        writer.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Relaxed { journal: self, writer })
    }

    fn transact<T>(
        &self,
        writer: &Connection,
        work: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        if self.is_halted() {
            return Err(JournalError::Halted);
        }
        let result = attempt(writer, "BEGIN IMMEDIATE", work);
        self.note_damage(&result);
        if let Err(JournalError::Disk(error)) = &result {
            // After a failed flush nobody knows what reached the disk: nothing more is claimed until a restart.
            tracing::error!(%error, "the disk reported an error; writing stops");
            self.halted.store(true, Ordering::Release);
        }
        result
    }
}

/// Has readers keep again what they read, also when the work failed or panicked.
struct KeptNothing<'a>(&'a Journal);

impl Drop for KeptNothing<'_> {
    fn drop(&mut self) {
        hold(&self.0.cache).keep_nothing();
    }
}

/// The statements are kept prepared, which rusqlite's own transactions do not do.
fn attempt<T>(
    writer: &Connection,
    begin: &str,
    work: impl FnOnce(&Connection) -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    writer.prepare_cached(begin)?.execute([])?;
    let _unless_committed = Rollback(writer);
    let done = work(writer)?;
    writer.prepare_cached("COMMIT")?.execute([])?;
    Ok(done)
}

/// Takes back what was not committed, also when the work panicked.
struct Rollback<'a>(&'a Connection);

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit()
            && let Err(error) = self.0.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be taken back");
        }
    }
}

/// The writer while it need not flush; whatever happens, it does again afterwards.
struct Relaxed<'a> {
    journal: &'a Journal,
    writer: MutexGuard<'a, Connection>,
}

impl Drop for Relaxed<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.writer.pragma_update(None, "synchronous", "FULL") {
            tracing::error!(%error, "commits could no longer be flushed; writing stops");
            self.journal.halted.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, Run, WorkspaceId};
    use incident::stream::Stream;
    use incident::value::NoteKind;

    use crate::read::hold;
    use crate::{Appended, Author, Journal, JournalError};

    const STREAM: Stream = Stream::Incident(IncidentId([1; 16]));

    fn note(journal: &Journal, text: String) -> Result<Appended, JournalError> {
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        journal.append(
            &author,
            Millis(1),
            STREAM,
            false,
            vec![Event::Noted { note: NoteKind::Note, text }.into()],
        )
    }

    fn found() -> (tempfile::TempDir, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([1; 32])).unwrap();
        (folder, journal)
    }

    /// Everything that was confirmed is there, in memory and on the disk, and nothing else.
    fn holds(folder: &tempfile::TempDir, journal: Journal, count: usize) {
        assert_eq!(journal.record(STREAM).unwrap().facts().len(), count);
        assert!(journal.verify().unwrap().is_good());
        drop(journal);
        let opened = Journal::open(&folder.path().join("journal.sqlite"), folder.path()).unwrap();
        assert!(opened.repaired.is_none());
        assert_eq!(opened.journal.record(STREAM).unwrap().facts().len(), count);
    }

    #[test]
    fn on_a_full_disk_nothing_confirmed_is_lost_and_writing_goes_on_when_there_is_room() {
        let (folder, journal) = found();
        // The limit stands for the disk's: SQLite reports both as SQLITE_FULL at the same place.
        let room = |pages: i64| hold(&journal.writer).pragma_update(None, "max_page_count", pages).unwrap();
        let pages: i64 = hold(&journal.writer).query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        room(pages + 20);
        let mut kept = 0;
        let error = loop {
            match note(&journal, "x".repeat(5_000)) {
                Ok(_) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, JournalError::DiskFull(_)), "{error:?}");
        assert!(error.to_string().contains("Free some space and try again"), "{error}");
        assert!(kept > 1 && note(&journal, "x".repeat(5_000)).is_err());
        assert_eq!(journal.record(STREAM).unwrap().facts().len(), kept);
        room(1_000_000);
        note(&journal, "there is room again".into()).unwrap();
        holds(&folder, journal, kept + 1);
    }

    #[test]
    fn where_nothing_may_be_written_that_is_said_and_reading_goes_on() {
        let (folder, journal) = found();
        note(&journal, "kept".into()).unwrap();
        // As SQLite answers on a file or folder that may not be written: SQLITE_READONLY.
        hold(&journal.writer).pragma_update(None, "query_only", true).unwrap();
        let error = note(&journal, "not kept".into()).unwrap_err();
        assert!(matches!(error, JournalError::ReadOnly(_)), "{error:?}");
        assert!(error.to_string().contains("Allow writing to its file and its folder"), "{error}");
        hold(&journal.writer).pragma_update(None, "query_only", false).unwrap();
        holds(&folder, journal, 1);
    }

    #[test]
    fn after_an_error_of_the_disk_nothing_more_is_claimed() {
        let (folder, journal) = found();
        note(&journal, "kept".into()).unwrap();
        journal.halted.store(true, Ordering::Release);
        let error = note(&journal, "not kept".into()).unwrap_err();
        assert!(matches!(error, JournalError::Halted), "{error:?}");
        holds(&folder, journal, 1);
    }
    #[test]
    fn entries_are_flushed_at_their_commit_also_after_something_that_need_not_be() {
        let (_folder, journal) = found();
        let pragma = |name: &str| -> String {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            hold(&journal.writer).query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        const FULL: &str = "2";
        assert_eq!(pragma("synchronous"), FULL);
        let failed = journal.derived(|_| Err::<(), _>(JournalError::Unwritable));
        assert!(failed.is_err());
        assert_eq!(pragma("synchronous"), FULL);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            journal.derived(|_| -> Result<(), _> { panic!("in the middle of it") })
        }));
        assert!(panicked.is_err());
        for (name, value) in
            [("synchronous", FULL), ("journal_mode", "wal"), ("foreign_keys", "1"), ("secure_delete", "1")]
        {
            assert_eq!(pragma(name), value, "{name}");
        }
    }
}
