//! Transactions on the one connection that writes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, MutexGuard};

use rusqlite::Connection;

use crate::cache::Folded;
use crate::read::hold;
use crate::{Journal, JournalError};

/// How many steps of SQLite's machine a reading may hold up who writes: those of the entries of a sitting or two.
const LITTLE: u32 = 1_000;

/// After how many of them it is looked whether there were too many.
const LOOK: u32 = 50;

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
    /// at hand, where one that only reads has to read all of them anew after each commit. What turns out not to be little is
    /// read from its beginning on one that only reads, so that nobody who writes waits for it. Either way the answer is of
    /// one moment, and has all that was written before it was asked for.
    pub(crate) fn read_little<T>(
        &self,
        reading: impl Fn(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.read_at_hand(&reading).unwrap_or_else(|| self.read(reading))
    }

    /// The same where nobody writes, as long as it is little.
    fn read_at_hand<T>(
        &self,
        reading: impl Fn(&Connection) -> Result<T, JournalError>,
    ) -> Option<Result<T, JournalError>> {
        let mut writer = self.writer.try_lock().ok()?;
        let little = match Little::of(&mut writer) {
            Ok(little) => little,
            Err(error) => return Some(Err(error.into())),
        };
        let result = attempt(little.writer, "BEGIN", reading);
        if little.is_spent() {
            return None;
        }
        self.note_damage(&result);
        Some(result)
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

/// The writer while it reads a little: once it has taken so many steps, what it is at is interrupted.
struct Little<'a> {
    writer: &'a mut Connection,
    looks: Arc<AtomicU32>,
}

impl<'a> Little<'a> {
    fn of(writer: &'a mut Connection) -> rusqlite::Result<Self> {
        let looks = Arc::new(AtomicU32::new(LITTLE.div_ceil(LOOK)));
        let left = Arc::clone(&looks);
        // Once and not again: the transaction is still to be taken back.
        writer.progress_handler(
            LOOK.cast_signed(),
            Some(move || {
                let before = left.load(Ordering::Relaxed);
                left.store(before.saturating_sub(1), Ordering::Relaxed);
                before == 1
            }),
        )?;
        Ok(Self { writer, looks })
    }

    fn is_spent(&self) -> bool {
        self.looks.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Little<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.writer.progress_handler(0, None::<fn() -> bool>) {
            tracing::error!(%error, "the connection that writes goes on counting its steps");
        }
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
    use std::cell::Cell;
    use std::sync::atomic::Ordering;

    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, ReplicaKey, Run, WorkspaceId};
    use incident::stream::Stream;
    use incident::value::NoteKind;
    use rusqlite::{Connection, MAIN_DB};

    use super::LITTLE;
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

    const HUB: ReplicaKey = ReplicaKey([9; 32]);

    fn notes(journal: &Journal, count: usize) {
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let text = || Event::Noted { note: NoteKind::Note, text: "x".into() };
        journal
            .append(&author, Millis(1), STREAM, false, (0..count).map(|_| text().into()).collect())
            .unwrap();
    }

    fn only_reads(conn: &Connection) -> bool {
        conn.is_readonly(MAIN_DB).unwrap()
    }

    /// All positions, one by one.
    fn positions(conn: &Connection, mut each: impl FnMut(u64)) -> Result<(), JournalError> {
        let mut statement = conn.prepare_cached("SELECT position FROM entries ORDER BY position")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get::<_, i64>(0)?.cast_unsigned());
        }
        Ok(())
    }

    #[test]
    fn nobody_who_writes_waits_for_a_reading_that_is_not_little() {
        let (folder, journal) = found();
        // Whether a reader was needed: they are kept.
        let needs_reader = |reading: &dyn Fn() -> usize| {
            hold(&journal.readers).clear();
            (reading(), !hold(&journal.readers).is_empty())
        };
        let outbox = || journal.outbox(HUB, None, 1_000, 1 << 20).unwrap().entries.len();
        let page = || journal.page_after_mark(0, [0; 8], 500, |mark, _| mark).unwrap().unwrap().len();
        notes(&journal, 8);
        let series = journal.ends(None, 1).unwrap()[0].series;
        let hashes = |last| journal.hashes_at((1..=last).map(|seq| (series, seq))).unwrap().len();
        // The pages are at hand where it was written.
        assert_eq!(needs_reader(&outbox), (8, false));
        assert_eq!(needs_reader(&page), (8, false));
        assert_eq!(needs_reader(&|| hashes(8)), (8, false));
        notes(&journal, 600);
        assert_eq!(needs_reader(&outbox), (608, true));
        assert_eq!(needs_reader(&page), (500, true));
        assert_eq!(needs_reader(&|| hashes(600)), (600, true));
        let at_hand = Cell::new(0_u32);
        let reading = |conn: &Connection| {
            positions(conn, |_| at_hand.set(at_hand.get() + u32::from(!only_reads(conn))))?;
            let waits_for_nobody = journal.writer.try_lock().is_ok();
            Ok((only_reads(conn), waits_for_nobody))
        };
        assert_eq!(journal.read_little(reading).unwrap(), (true, true));
        // A row takes at least three steps.
        assert!((1..=LITTLE / 3).contains(&at_hand.get()), "{} rows", at_hand.get());
        // And what is written afterwards may take as many steps as it needs.
        notes(&journal, 600);
        holds(&folder, journal, 1_208);
    }

    #[test]
    fn a_reading_that_goes_on_elsewhere_has_what_was_written_meanwhile_and_is_of_one_moment() {
        let (folder, journal) = found();
        notes(&journal, 600);
        let readings = Cell::new(0);
        let seen = journal.read_little(|conn| {
            readings.set(readings.get() + 1);
            let elsewhere = only_reads(conn);
            if elsewhere {
                assert!(journal.writer.try_lock().is_ok(), "a writer would wait");
                note(&journal, "after it was too much, and before it is read".into())?;
            }
            let (mut first, mut then) = (Vec::new(), Vec::new());
            positions(conn, |position| first.push(position))?;
            if elsewhere {
                note(&journal, "while it is read".into())?;
            }
            positions(conn, |position| then.push(position))?;
            Ok((first, then))
        });
        let all: Vec<u64> = (1..=601).collect();
        assert!(seen.unwrap() == (all.clone(), all));
        assert_eq!(readings.get(), 2);
        holds(&folder, journal, 602);
    }

    #[test]
    fn a_reading_while_somebody_writes_waits_for_nobody_and_has_what_was_confirmed() {
        let (_folder, journal) = found();
        let writer = hold(&journal.writer);
        let meet = |position: i64| {
            let sql =
                "INSERT INTO hubs (hub, position) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET position = ?2";
            writer.execute(sql, (HUB.0, position)).unwrap();
        };
        let seen = || journal.known_of(HUB).unwrap().read.position;
        meet(1);
        assert_eq!(seen(), 1);
        writer.execute_batch("BEGIN IMMEDIATE").unwrap();
        meet(2);
        assert_eq!(seen(), 1);
        writer.execute_batch("COMMIT").unwrap();
        assert_eq!(seen(), 2);
    }
}
