//! What the hub asks of its storage: the log, its members, and changes that count together. One that lies in two files
//! of the folder, and one in PostgreSQL that several hubs share.

mod drawer;
mod error;
mod group;
mod postgres;
mod sqlite;
mod subscribers;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use incident::book::Book;
use incident::entry::{Entry, Series};
use incident::id::{IncidentId, Millis, PersonId, ReplicaKey, Run, WorkspaceId};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::{Section, Stream};
use journal::{Absorbed, Origin, Placed, SeriesEnd, Verdict};
use serde::Serialize;
use sync::Cursor;
use tokio::sync::{broadcast, watch};

use crate::invitation::{Earlier, Invitation, LetIn, OpenInvitation, Turn};
use crate::member::{Device, Member, Role};
use crate::secret::Hashed;
use crate::waiting::{Ruling, Waiting, Why};
use crate::{Config, Place, StartError};

pub use drawer::{Drawer, Sealed};
pub use error::StoreError;
pub(crate) use subscribers::UNCONFIRMED;
pub use subscribers::{Counts, HearsBy, Subscriber, SubscriberName, Subscribers};
pub use verify::walk;

/// Everything that a hub keeps. Every method may wait for a disk.
///
/// # Errors
/// All methods: a disk or a database that refuses, and entries that are not what was written.
pub trait Store: Send + Sync {
    /// Which workspace it is; it never changes.
    fn workspace(&self) -> WorkspaceId;

    /// Those who may talk to the hub.
    fn members(&self) -> &dyn Members;

    /// What is kept for sending.
    fn drawer(&self) -> &dyn Drawer;

    /// Those who asked to hear of the public status page.
    fn subscribers(&self) -> &dyn Subscribers;

    /// How many entries the log holds.
    fn position(&self) -> Result<u64, StoreError>;

    /// The cursor at a position; none beyond the end.
    fn cursor_at(&self, position: u64) -> Result<Option<Cursor>, StoreError>;

    /// Where the log ends.
    fn end(&self) -> Result<Cursor, StoreError> {
        Ok(self.cursor_at(self.position()?)?.unwrap_or_default())
    }

    /// At most so many entries after a position, in the order of commits.
    fn page(&self, after: u64, limit: usize) -> Result<Vec<Placed>, StoreError>;

    /// The same after a cursor; none where the log does not hold it.
    fn page_after(&self, cursor: Cursor, limit: usize) -> Result<Option<Vec<Placed>>, StoreError> {
        let same = self.cursor_at(cursor.position)? == Some(cursor);
        Ok(if same { Some(self.page(cursor.position, limit)?) } else { None })
    }

    /// The streams of which an entry lies after a position.
    fn streams_since(&self, position: u64) -> Result<Vec<Stream>, StoreError>;

    /// At most so many entries of a series after a number.
    fn tail(&self, series: &Series, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError>;

    /// The ends of about so many series, whole streams at a time, of the streams after this one in the order of their
    /// bytes.
    fn ends(&self, after: Option<Stream>, limit: usize) -> Result<Vec<SeriesEnd>, StoreError>;

    /// At most so many incidents, those in which somebody began to write most recently first.
    fn incidents_begun(&self, most: usize) -> Result<Vec<Stream>, StoreError>;

    /// Those of them that people are still at. There is no table of open ones, and one in which nobody has begun to
    /// write for long is no less there for not being told of first.
    fn open_incidents(&self, most: usize) -> Result<Vec<Stream>, StoreError> {
        let mut open = Vec::new();
        for stream in self.incidents_begun(most)? {
            let record = self.record(stream)?;
            let incident = Incident::of(&record);
            if incident.exists() && incident.is_active() {
                open.push(stream);
            }
        }
        Ok(open)
    }

    /// The record of a stream; an empty one for a stream that has no entries.
    fn record(&self, stream: Stream) -> Result<Arc<Record>, StoreError>;

    /// Does a job in a transaction, perhaps together with others that were asked for at the same time. Jobs are done one
    /// after the other, also those of other hubs on the same database. A job that fails has changed nothing, and the
    /// others go on.
    fn change(&self, job: Job) -> Result<(), StoreError>;

    /// A number that rises when another hub may have written; none where there can be no other. Whoever asks for it also
    /// makes this hub tell the others.
    fn others(&self) -> Option<watch::Receiver<u64>>;

    /// Tells other hubs on the same database a word about a laptop, one line that is true for seconds and is kept nowhere.
    fn whisper(&self, _about: i64, _word: String) {}

    /// What other hubs say in this way from now on; none where there can be no other.
    fn whispers(&self) -> Option<broadcast::Receiver<String>> {
        None
    }

    /// Whether nothing can be written any more until the hub is started anew.
    fn is_halted(&self) -> bool {
        false
    }

    /// Copies the log to a file of that folder if that is this hub's business and a copy is due.
    fn back_up_if_due(&self, place: &Place, config: &Config) -> Result<Option<PathBuf>, StoreError>;

    /// What its operator should know of how it is kept, in a sentence; none where all is well.
    fn advice(&self) -> Result<Option<&'static str>, StoreError> {
        Ok(None)
    }

    /// Tidies up, the last thing before the process ends. Nothing is lost where that fails.
    fn rest(&self) -> Result<(), StoreError>;
}

/// Those who may talk to a hub: people, their devices, and invitations. Nothing of it is remembered by a hub, since
/// operators and other hubs write here too.
///
/// # Errors
/// All methods: a disk or a database that refuses.
pub trait Members: Send + Sync {
    /// The device that shows this token, revoked or not.
    fn device_with(&self, token: &str) -> Result<Option<Device>, StoreError>;

    /// The same from a store that lies in this process, where nobody else is at it just now; none where it has to be waited
    /// for.
    fn device_at_once(&self, _token: &str) -> Option<Option<Device>> {
        None
    }

    /// The device of this number.
    fn device(&self, id: i64) -> Result<Option<Device>, StoreError>;

    /// Every device, in the order in which they joined.
    fn devices(&self) -> Result<Vec<Device>, StoreError>;

    /// Everybody, in the order in which they joined.
    fn members(&self) -> Result<Vec<Member>, StoreError>;

    /// Changes what a member may do from their next request on. Nobody else is changed by it.
    fn set_role(&self, person: PersonId, role: Role) -> Result<(), StoreError>;

    /// Takes a device's access back, and ends the invitations that were made with it, that it came by, or that are for a
    /// further one. It may be said twice.
    fn revoke_device(&self, id: i64, now: Millis) -> Result<(), StoreError>;

    /// Takes a person's access back, and with it that of all their devices, and ends their invitations alike. It may be
    /// said twice.
    fn revoke_member(&self, person: PersonId, now: Millis) -> Result<(), StoreError>;

    /// Keeps an invitation by the hash of its code.
    fn invite(&self, code: &str, invitation: &Invitation) -> Result<(), StoreError>;

    /// The invitations by which somebody may still join, in the order in which they were made.
    fn invitations(&self, now: Millis) -> Result<Vec<OpenInvitation>, StoreError>;

    /// Ends an invitation. False where nobody could join by it any more.
    fn withdraw_invitation(&self, turn: Turn) -> Result<bool, StoreError>;

    /// Remembers under which address the hub serves, for the links of invitations made by another process.
    fn serves_at(&self, url: &str) -> Result<(), StoreError>;

    /// The address under which the hub served last.
    fn served_at(&self) -> Result<Option<String>, StoreError>;

    /// What waits for an admin, in the order in which it came.
    fn waiting(&self) -> Result<Vec<Waiting>, StoreError>;

    /// Keeps what an admin says of what waits under this number. False where nothing does any more.
    fn rule(&self, id: i64, ruling: Ruling) -> Result<bool, StoreError>;

    /// The word of a hub that the workspace had before does not count any more, whoever names it.
    fn withdraw_hub(&self, hub: ReplicaKey) -> Result<(), StoreError>;

    /// Whom an operator means by a name or an id.
    fn named(&self, word: &str) -> Result<Named, StoreError> {
        let members = self.members()?;
        if let Some(member) = members.iter().find(|member| member.person.to_string() == word) {
            return Ok(Named::One(member.person));
        }
        let mut called: Vec<PersonId> =
            members.into_iter().filter(|member| member.name == word).map(|member| member.person).collect();
        Ok(match called.len() {
            0 => Named::Nobody,
            1 => Named::One(called.remove(0)),
            _ => Named::Several(called),
        })
    }
}

/// A transaction that is under way: what it reads is what it has changed, and nobody else changes anything meanwhile.
///
/// # Errors
/// All methods: a disk or a database that refuses, and entries that are not what was written.
pub trait Change {
    /// The record of a stream; an empty one for a stream that has no entries.
    fn record(&mut self, stream: Stream) -> Result<Arc<Record>, StoreError>;

    /// How far a series is held, if anything of it is.
    fn end(&mut self, series: &Series) -> Result<Option<SeriesEnd>, StoreError>;

    /// Takes in entries by the rules of [`journal::sift`], and drops the texts that they hide.
    fn absorb(&mut self, entries: Vec<Entry>) -> Result<Absorbed, StoreError> {
        self.absorb_of(Origin::Elsewhere, entries)
    }

    /// The same of entries that come from there.
    fn absorb_of(&mut self, origin: Origin, entries: Vec<Entry>) -> Result<Absorbed, StoreError>;

    /// Where the log ends.
    fn cursor(&mut self) -> Result<Cursor, StoreError>;

    /// The incidents that were ever given this number, whether it still stands or not.
    fn numbered(&mut self, number: u64) -> Result<Vec<Stream>, StoreError>;

    /// The number that the next incident gets.
    fn next_number(&mut self) -> Result<u64, StoreError>;

    /// Keeps the number that the next incident gets.
    fn set_next_number(&mut self, next: u64) -> Result<(), StoreError>;

    /// The keys of hubs that this workspace had before, without those that were withdrawn.
    fn earlier_hubs(&mut self) -> Result<Vec<ReplicaKey>, StoreError>;

    /// Keeps keys of hubs that this workspace had before, beside those that are known.
    fn remember_hubs(&mut self, hubs: &[ReplicaKey]) -> Result<(), StoreError>;

    /// What of a series waits for an admin, and what one has said of it.
    fn waiting(&mut self, series: &Series) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError>;

    /// Notes that a series waits for an admin from one number to another. What was said of it before does not speak of
    /// this. Where very much waits already, no note is made.
    fn let_wait(
        &mut self,
        series: &Series,
        numbers: (u64, u64),
        why: Why,
        now: Millis,
    ) -> Result<(), StoreError>;

    /// Notes that an incident may have something that this hub is asked to send, or that nothing is left of that.
    fn note_unsent(&mut self, incident: IncidentId, unsent: bool) -> Result<(), StoreError>;

    /// Whether it is still the turn of the hub of this run to send.
    fn has_turn(&mut self, _run: Run) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// The device that writes with this key.
    fn device_of(&mut self, replica: ReplicaKey) -> Result<Option<Device>, StoreError>;

    /// The invitation of this code, with the uses that are left, and where it stands among revocations.
    fn invitation(&mut self, code: &Hashed) -> Result<Option<(Invitation, Turn)>, StoreError>;

    /// A laptop that joined before.
    fn earlier(&mut self, replica: ReplicaKey) -> Result<Option<Earlier>, StoreError>;

    /// Somebody who belongs here, or did.
    fn member(&mut self, person: PersonId) -> Result<Option<Member>, StoreError>;

    /// Makes somebody a member, or one again, with this laptop. What it wrote waits for nobody any more.
    fn let_in(&mut self, who: &LetIn) -> Result<(), StoreError>;
}

/// What is done in a transaction.
pub type Job = Box<dyn FnOnce(&mut dyn Change) -> Result<(), StoreError> + Send>;

/// Does something in a transaction, and gives what it gave once that is on the disk.
///
/// # Errors
/// Those of [`Store::change`], and the work's own, after which it has changed nothing.
pub fn change<T: Send + 'static>(
    store: &dyn Store,
    work: impl FnOnce(&mut dyn Change) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (give, given) = mpsc::channel();
    store.change(Box::new(move |change| {
        // It is heard of by the line after this, unless the commit fails.
        let _ = give.send(work(change)?);
        Ok(())
    }))?;
    given.recv().map_err(|_| StoreError::Crashed)
}

/// Who is revoked by a word of an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Named {
    /// Nobody has this name or id.
    Nobody,
    /// Several have this name.
    Several(Vec<PersonId>),
    /// This person.
    One(PersonId),
}

/// Opens the store of the hub that lives at a place.
///
/// # Errors
/// [`StartError::Nobody`], [`StartError::NotInDatabase`]; a disk or a database that refuses.
pub fn open(place: &Place) -> Result<Box<dyn Store>, StartError> {
    match place.database()? {
        None => Ok(Box::new(sqlite::Sqlite::open(place)?)),
        Some(database) => Ok(Box::new(postgres(place, &database)?)),
    }
}

/// Makes the store of a new hub.
pub(crate) fn found(
    place: &Place,
    workspace: WorkspaceId,
    hub: ReplicaKey,
) -> Result<Box<dyn Store>, StartError> {
    match place.database()? {
        None => Ok(Box::new(sqlite::Sqlite::found(place, workspace)?)),
        Some(database) => Ok(Box::new(postgres::Postgres::found(&database, workspace, hub)?)),
    }
}

fn postgres(place: &Place, database: &tokio_postgres::Config) -> Result<postgres::Postgres, StartError> {
    let found = postgres::Postgres::open(database, place.public_key()?)?;
    found.ok_or_else(|| StartError::NotInDatabase { file: place.key() })
}

/// The members of the hub that lives at a place, which may be serving.
///
/// # Errors
/// [`StartError::Nobody`]; a disk or a database that refuses.
pub fn members(place: &Place) -> Result<Box<dyn Members>, StartError> {
    if let Some(database) = place.database()? {
        return Ok(Box::new(postgres(place, &database)?));
    }
    // Opening would make an empty one in a folder that was mistyped.
    if !place.members().exists() {
        return Err(StartError::Nobody { folder: place.folder().to_owned() });
    }
    Ok(Box::new(sqlite::MembersFile::open(&place.members())?))
}

/// What the log says of people, whether the hub serves or not.
///
/// # Errors
/// [`StartError::Nobody`]; a disk or a database that refuses.
pub fn book(place: &Place) -> Result<Book, StartError> {
    let people = Stream::Book(Section::People);
    let record = match place.database()? {
        Some(database) => postgres(place, &database)?.record(people)?,
        None if place.journal().exists() => Arc::new(journal::record_in(&place.journal(), people)?),
        None => return Err(StartError::Nobody { folder: place.folder().to_owned() }),
    };
    Ok(Book::default().with(Section::People, record))
}

/// Copies the log to a file, and the members beside it under `.members`. The key is not in it.
///
/// # Errors
/// [`StartError::Nobody`]; [`StartError::Exists`], since a backup is never written over; [`StartError::Dump`] for a
/// database, which has tools of its own for that; a disk that refuses.
pub fn back_up(place: &Place, to: &Path) -> Result<PathBuf, StartError> {
    match place.database()? {
        None => sqlite::back_up(place, to),
        Some(_) => Err(StartError::Dump { key: place.key() }),
    }
}

/// Walks over all chains and signatures of the log while it may serve.
///
/// # Errors
/// [`StartError::Nobody`]; [`StartError::Damaged`] where a copy of the file cannot even be opened as it is; a disk or a
/// database that refuses.
pub fn verify(place: &Place) -> Result<Verdict, StartError> {
    match place.database()? {
        None => sqlite::verify(place),
        Some(database) => Ok(walk(&postgres(place, &database)?)?),
    }
}
