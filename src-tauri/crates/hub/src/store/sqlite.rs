//! The store in two files of the folder: the log, which is a [`Journal`] like a laptop's, and the members beside it.

mod backup;
mod drawer;
mod members;
mod subscribers;
mod waiting;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use incident::entry::{Entry, EntryHash, Series};
use incident::id::{IncidentId, Millis, PersonId, ReplicaKey, WorkspaceId};
use incident::record::Record;
use incident::stream::Stream;
use journal::{Absorbed, Batch, Journal, JournalError, Origin, Placed, SeriesEnd};
use sync::{Cursor, Mark};
use tokio::sync::watch;

use super::group::{Group, Ran};
use super::{Change, Drawer, Job, Members, Store, StoreError, Subscribers};
use crate::clock::Clock;
use crate::invitation::{Earlier, Invitation, LetIn, Turn};
use crate::member::{Device, Member};
use crate::numbers::BEYOND;
use crate::secret::Hashed;
use crate::waiting::{Ruling, Waiting, Why};
use crate::{Config, Place, StartError};

pub(super) use backup::{back_up, verify};
use drawer::{UNSENT, listed};
pub(crate) use members::MembersFile;
use members::Writing;

/// The setting that holds the number that the next incident gets.
const NEXT: &str = "next_number";

/// The setting that holds the keys of hubs that the workspace had before.
const EARLIER: &str = "earlier_hubs";

/// The store.
pub(crate) struct Sqlite {
    journal: Journal,
    members: MembersFile,
    group: Group,
}

impl Sqlite {
    /// Opens the files of a folder. A log that was damaged is restored first, and the operator's log says so.
    pub(crate) fn open(place: &Place) -> Result<Self, StartError> {
        place.withdraw_from_others();
        let opened = Journal::open(&place.journal(), &place.backups())?;
        if let Some(repaired) = opened.repaired {
            tracing::warn!(%repaired, "the log was damaged; laptops bring back what is missing");
        }
        Ok(Self::of(opened.journal.without_views()?, MembersFile::open(&place.members())?))
    }

    /// Makes the files.
    pub(crate) fn found(place: &Place, workspace: WorkspaceId) -> Result<Self, StartError> {
        let members = MembersFile::open(&place.members())?;
        Ok(Self::of(Journal::found(&place.journal(), workspace)?.without_views()?, members))
    }

    fn of(journal: Journal, members: MembersFile) -> Self {
        Self { journal, members, group: Group::default() }
    }

    /// Does jobs in one transaction of the log, and then of the members where one of them wrote there.
    fn run(&self, jobs: Vec<Job>) -> Ran {
        let count = jobs.len();
        let (mut each, mut writing, mut broken) = (Vec::with_capacity(count), None, None);
        // The jobs that wrote among the members.
        let mut wrote = Vec::with_capacity(count);
        let all = self.journal.batch(|batch| {
            for job in jobs {
                let mut writes = false;
                let done = batch.part(|batch| {
                    let (members, writing) = (&self.members, &mut writing);
                    job(&mut SqliteChange { batch, members, writing, writes: &mut writes })
                })?;
                wrote.push(writes);
                match done {
                    // Nothing of this batch can be saved any more.
                    Err(StoreError::Journal(error))
                        if batch.is_over() || matches!(error, JournalError::Disk(_)) =>
                    {
                        return Err(error);
                    }
                    done => {
                        let ended =
                            writing.as_mut().map_or(Ok(()), |part| Writing::end_part(part, done.is_ok()));
                        each.push(done);
                        if let Err(error) = ended {
                            // That is the other file's trouble, and does not halt the log.
                            broken = Some(StoreError::from(error));
                            break;
                        }
                    }
                }
            }
            Ok(())
        });
        // The log first: an enrolment without a device is no harm, a device without one could not be heard.
        if let Err(error) = all {
            return Ran { each, all: Err(error.into()) };
        }
        let kept = broken.map_or_else(|| writing.map_or(Ok(()), Writing::commit), Err);
        let Err(lost) = kept else { return Ran { each, all: Ok(()) } };
        // The log has all that was done, and whoever wrote there alone is told so.
        let lost = Arc::new(lost);
        for (done, _) in each.iter_mut().zip(wrote).filter(|(done, wrote)| done.is_ok() && *wrote) {
            *done = Err(StoreError::Half(Arc::clone(&lost)));
        }
        each.resize_with(count, || Err(StoreError::Together(Arc::clone(&lost))));
        Ran { each, all: Ok(()) }
    }
}

fn next(before: [u8; 8], hash: &EntryHash) -> [u8; 8] {
    Mark(before).next(hash).0
}

impl Store for Sqlite {
    fn workspace(&self) -> WorkspaceId {
        self.journal.workspace()
    }

    fn members(&self) -> &dyn Members {
        &self.members
    }

    fn drawer(&self) -> &dyn Drawer {
        self
    }

    fn subscribers(&self) -> &dyn Subscribers {
        self
    }

    fn position(&self) -> Result<u64, StoreError> {
        Ok(self.journal.position()?)
    }

    fn cursor_at(&self, position: u64) -> Result<Option<Cursor>, StoreError> {
        let mark = self.journal.mark(position, next)?;
        Ok(mark.map(|mark| Cursor { position, mark: Mark(mark) }))
    }

    fn page(&self, after: u64, limit: usize) -> Result<Vec<Placed>, StoreError> {
        Ok(self.journal.page(after, limit)?)
    }

    fn page_after(&self, cursor: Cursor, limit: usize) -> Result<Option<Vec<Placed>>, StoreError> {
        let Cursor { position, mark: Mark(mark) } = cursor;
        Ok(self.journal.page_after_mark(position, mark, limit, next)?)
    }

    fn streams_since(&self, position: u64) -> Result<Vec<Stream>, StoreError> {
        Ok(self.journal.streams_since(position)?)
    }

    fn tail(&self, series: &Series, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        Ok(self.journal.tail(series, after, limit)?)
    }

    fn ends(&self, after: Option<Stream>, limit: usize) -> Result<Vec<SeriesEnd>, StoreError> {
        Ok(self.journal.ends(after, limit)?)
    }

    fn incidents_begun(&self, most: usize) -> Result<Vec<Stream>, StoreError> {
        Ok(self.journal.incidents_begun(most)?)
    }

    fn record(&self, stream: Stream) -> Result<Arc<Record>, StoreError> {
        Ok(self.journal.record(stream)?)
    }

    fn change(&self, job: Job) -> Result<(), StoreError> {
        self.group.join(job, |jobs| self.run(jobs))
    }

    fn others(&self) -> Option<watch::Receiver<u64>> {
        None
    }

    fn back_up_if_due(&self, place: &Place, config: &Config) -> Result<Option<PathBuf>, StoreError> {
        let now = Clock::default().now();
        let every = Duration::from_secs(config.backup_hours.saturating_mul(3600));
        Ok(self.journal.backup_if_due(&place.backups(), now, every, config.backups_kept)?)
    }

    fn is_halted(&self) -> bool {
        self.journal.is_halted()
    }

    fn rest(&self) -> Result<(), StoreError> {
        Ok(self.journal.rest()?)
    }
}

struct SqliteChange<'a, 'b, 'm> {
    batch: &'a mut Batch<'b>,
    members: &'m MembersFile,
    /// A transaction of the members, from the first time that one is needed.
    writing: &'a mut Option<Writing<'m>>,
    /// Whether this job needed it.
    writes: &'a mut bool,
}

impl<'m> SqliteChange<'_, '_, 'm> {
    fn writing(&mut self) -> Result<&mut Writing<'m>, StoreError> {
        *self.writes = true;
        let writing = match self.writing.take() {
            Some(writing) => writing,
            None => self.members.begin()?,
        };
        Ok(self.writing.insert(writing))
    }
}

impl Change for SqliteChange<'_, '_, '_> {
    fn record(&mut self, stream: Stream) -> Result<Arc<Record>, StoreError> {
        Ok(self.batch.read(stream)?)
    }

    fn end(&mut self, series: &Series) -> Result<Option<SeriesEnd>, StoreError> {
        Ok(self.batch.end(series)?)
    }

    fn absorb_of(&mut self, origin: Origin, entries: Vec<Entry>) -> Result<Absorbed, StoreError> {
        Ok(self.batch.absorb_of(origin, entries)?)
    }

    fn cursor(&mut self) -> Result<Cursor, StoreError> {
        let (position, mark) = self.batch.end_mark(next)?;
        Ok(Cursor { position, mark: Mark(mark) })
    }

    fn numbered(&mut self, number: u64) -> Result<Vec<Stream>, StoreError> {
        Ok(self.batch.numbered(number)?)
    }

    fn next_number(&mut self) -> Result<u64, StoreError> {
        match self.batch.setting(NEXT)?.and_then(|text| text.parse().ok()) {
            Some(next) => Ok(next),
            // The setting was lost, perhaps with a page of the file: the log knows what was given.
            None => Ok(self.batch.highest_number(BEYOND)?.map_or(1, |highest| highest + 1)),
        }
    }

    fn set_next_number(&mut self, next: u64) -> Result<(), StoreError> {
        Ok(self.batch.set_setting(NEXT, &next.to_string())?)
    }

    fn earlier_hubs(&mut self) -> Result<Vec<ReplicaKey>, StoreError> {
        let Some(kept) = self.batch.setting(EARLIER)? else { return Ok(Vec::new()) };
        let withdrawn = match &self.writing {
            Some(writing) => writing.withdrawn()?,
            None => self.members.withdrawn()?,
        };
        let kept = kept.split_whitespace().filter_map(|key| key.parse().ok());
        Ok(kept.filter(|hub| !withdrawn.contains(hub)).collect())
    }

    fn remember_hubs(&mut self, hubs: &[ReplicaKey]) -> Result<(), StoreError> {
        let known = self.earlier_hubs()?;
        let all: BTreeSet<ReplicaKey> = known.iter().chain(hubs).copied().collect();
        if all.len() > known.len() {
            let keys: Vec<String> = all.iter().map(ToString::to_string).collect();
            self.batch.set_setting(EARLIER, &keys.join(" "))?;
        }
        Ok(())
    }

    fn note_unsent(&mut self, incident: IncidentId, unsent: bool) -> Result<(), StoreError> {
        let mut all = listed(self.batch.setting(UNSENT)?);
        if if unsent { all.insert(incident) } else { all.remove(&incident) } {
            let lines: Vec<String> = all.iter().map(ToString::to_string).collect();
            self.batch.set_setting(UNSENT, &lines.join(" "))?;
        }
        Ok(())
    }

    fn waiting(&mut self, series: &Series) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
        match &self.writing {
            Some(writing) => writing.waiting_of(series),
            None => self.members.waiting_of(series),
        }
    }

    fn let_wait(
        &mut self,
        series: &Series,
        numbers: (u64, u64),
        why: Why,
        now: Millis,
    ) -> Result<(), StoreError> {
        self.writing()?.wait(series, numbers, why, now)
    }

    fn device_of(&mut self, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
        match &self.writing {
            Some(writing) => writing.device_of(replica),
            None => self.members.device_of(replica),
        }
    }

    fn invitation(&mut self, code: &Hashed) -> Result<Option<(Invitation, Turn)>, StoreError> {
        self.writing()?.invitation(code)
    }

    fn earlier(&mut self, replica: ReplicaKey) -> Result<Option<Earlier>, StoreError> {
        self.writing()?.earlier(replica)
    }

    fn member(&mut self, person: PersonId) -> Result<Option<Member>, StoreError> {
        self.writing()?.member(person)
    }

    fn let_in(&mut self, who: &LetIn) -> Result<(), StoreError> {
        self.writing()?.let_in(who)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Run};
    use journal::Author;

    use super::*;

    /// An entry of an incident of its own.
    fn entry(author: &Author, incident: u8) -> Entry {
        let folder = tempfile::tempdir().unwrap();
        let workspace = WorkspaceId(author.replica().0);
        let journal = Journal::found(&folder.path().join("journal.sqlite"), workspace).unwrap();
        let stream = Stream::Incident(IncidentId([incident; 16]));
        let drafts = vec![Event::Declared { drill: false }.into()];
        journal.append(author, Millis(1), stream, false, drafts).unwrap();
        journal.entries(stream).unwrap().remove(0)
    }

    #[test]
    fn whoever_wrote_in_the_log_alone_hears_that_it_is_saved_whatever_became_of_the_members() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().to_owned());
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let store = Sqlite::found(&place, WorkspaceId(author.replica().0)).unwrap();
        // A rule that is looked at when the transaction ends.
        let members = rusqlite::Connection::open(place.members()).unwrap();
        members
            .execute_batch(
                "CREATE TABLE nobody (id INTEGER PRIMARY KEY);
                 CREATE TABLE trap (of INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED);
                 CREATE TRIGGER shuts AFTER INSERT ON waiting BEGIN INSERT INTO trap VALUES (1); END",
            )
            .unwrap();
        let pushes = |entry: Entry| -> Job { Box::new(|change| change.absorb(vec![entry]).map(drop)) };
        let (first, both, last) = (entry(&author, 1), entry(&author, 2), entry(&author, 3));
        let writes: Job = Box::new(|change| {
            let series = both.head.series();
            change.absorb(vec![both])?;
            change.let_wait(&series, (1, 1), Why::Revoked, Millis(1))
        });
        let Ran { each, all } = store.run(vec![pushes(first), writes, pushes(last)]);
        assert!(all.is_ok(), "{all:?}");
        assert!(matches!(&each[..], [Ok(()), Err(StoreError::Half(_)), Ok(())]), "{each:?}");
        assert_eq!((store.position().unwrap(), store.members().waiting().unwrap()), (3, vec![]));
    }
}
