//! The desk: everything the app can do, free of Tauri. The window's commands, the bridge and tests drive it.

mod actions;
mod behind;
mod board;
mod book;
mod brief;
mod channels;
mod comms;
mod customer_list;
mod customers;
mod drift;
mod elsewhere;
mod erase;
mod files;
mod gaps;
mod hidden;
mod hub;
mod imports;
mod inbox;
mod log;
mod looked;
mod meeting;
mod merged;
mod open;
mod outbox;
mod passphrase;
mod places;
mod presence;
mod presentation;
mod preview;
mod process;
mod quiet;
mod related;
mod release;
mod remarks;
mod review;
mod room;
mod status_page;
mod templates;
mod text;
mod workplace;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono_tz::Tz;
use incident::book::Book;
use incident::decide::Asker;
use incident::id::{IncidentId, Millis, PersonId};
use incident::stream::Section;
use journal::{Author, Journal};
use serde::Serialize;
use tokio::sync::broadcast;
use ts_rs::TS;

use crate::failure::Failure;
use crate::options::incident_of_link;
use crate::views::{ImportProgress, Stale};

pub use files::SavedFile;
pub(crate) use hub::HubAt;
pub(crate) use open::random;
pub use open::{Place, default_folder};
pub(crate) use presence::Attending;
pub use workplace::{Seat, Workplace};

/// What the desk tells whoever shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum Signal {
    /// Views are out of date.
    Stale(Stale),
    /// An incident should come to the front.
    Open(IncidentId),
    /// An import has come this far.
    Progress(ImportProgress),
    /// Another workspace is open now: nothing that is shown is of it.
    Switched,
}

/// A link may come before there is a page to follow it.
enum AskedFor {
    NoPageYet(Option<IncidentId>),
    PageListens,
}

/// One workspace, open on this laptop.
pub struct Desk {
    journal: Arc<Journal>,
    author: Author,
    person: PersonId,
    place: Place,
    warnings: Vec<String>,
    headless: bool,
    clock: fn() -> Millis,
    book: RwLock<Arc<Book>>,
    /// Held from reading a record to appending to it, so that of two commands the second sees the first.
    deciding: Mutex<()>,
    signals: broadcast::Sender<Signal>,
    imports: imports::Imports,
    asked_for: Mutex<AskedFor>,
    line: hub::Line,
    told: hub::Told,
    rooms: presence::Rooms,
    outbox: outbox::Outbox,
    last_brief: Mutex<Option<brief::Last>>,
    /// Texts that were read or written last.
    texts: text::Texts,
    /// The status page as far as it was read.
    site: Mutex<Option<status_page::Kept>>,
    /// Whether it says what was approved, wherever it lies.
    drifts: drift::Drifts,
    /// This desk is being closed: what takes long ends.
    leaving: AtomicBool,
}

/// The wall clock of this laptop.
pub fn wall_clock() -> Millis {
    Millis(chrono::Utc::now().timestamp_millis())
}

impl Desk {
    /// Hears what becomes stale or should be opened from now on.
    pub fn signals(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }

    /// Brings an incident to the front of whatever shows this desk.
    pub fn bring_to_front(&self, incident: IncidentId) {
        let mut asked_for = self.asked_for.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the first page listens, a signal would be lost.
        if let AskedFor::NoPageYet(waiting) = &mut *asked_for {
            *waiting = Some(incident);
        }
        drop(asked_for);
        self.tell(Signal::Open(incident));
    }

    /// Follows a link of ours, if it is one: to an incident of this laptop, or to an invitation.
    pub fn follow(&self, link: &str) {
        if link.starts_with("allclear://join") {
            if let Err(failure) = self.invited(link) {
                tracing::info!(%failure, "an invitation is not whole");
            }
            return;
        }
        let found = incident_of_link(link).and_then(|label| self.find(label.to_owned()).ok().flatten());
        match found {
            Some(incident) => self.bring_to_front(incident),
            None => tracing::info!(link, "a link names no incident of this laptop"),
        }
    }

    /// The incident that was asked for, as long as no page listens; the first one begins with it.
    pub fn asked_for_so_far(&self) -> Option<IncidentId> {
        match &*self.asked_for.lock().unwrap_or_else(PoisonError::into_inner) {
            AskedFor::NoPageYet(waiting) => *waiting,
            AskedFor::PageListens => None,
        }
    }

    /// The incident that was asked for before the page listened; told once, to the first page.
    pub fn asked_for(&self) -> Result<Option<IncidentId>, Failure> {
        let mut asked_for = self.asked_for.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *asked_for, AskedFor::PageListens) {
            AskedFor::NoPageYet(waiting) => Ok(waiting),
            AskedFor::PageListens => Ok(None),
        }
    }

    fn tell(&self, signal: Signal) {
        // Nobody listening is no fault: the next view that is asked for is true anyway.
        let _ = self.signals.send(signal);
    }

    fn stale(&self, views: &[&'static str], incident: Option<IncidentId>) {
        let stream = incident.map(|id| id.to_string());
        self.tell(Signal::Stale(Stale { views: views.to_vec(), stream }));
    }

    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }

    fn the_book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn fold_section(&self, section: Section, record: Arc<incident::record::Record>) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        *book = Arc::new(Book::clone(&book).with(section, record));
    }

    fn decide_alone(&self) -> MutexGuard<'_, ()> {
        self.deciding.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The zone in which this person writes times.
    fn zone(&self, book: &Book) -> Tz {
        let own = book.person(self.person).and_then(|person| person.zone);
        own.and_then(|name| name.parse().ok()).unwrap_or(self.place.system_zone)
    }

    fn asker<'a>(&self, book: &'a Book) -> Asker<'a> {
        Asker { now: self.now(), person: self.person, zone: self.zone(book), book }
    }

    /// Reads a time as the person at this laptop writes it.
    pub fn read_time(&self, text: String, future: bool) -> Result<Millis, Failure> {
        use incident::zone::{Side, read_time};
        let side = if future { Side::Future } else { Side::Past };
        Ok(read_time(&text, self.now(), self.zone(&self.the_book()), side)?)
    }
}
