//! Who is in a war room at the moment. True for seconds, so nothing of it is written down.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use incident::id::{IncidentId, PersonId};
use incident::text::one_line;
use tokio::sync::watch;

use super::Desk;
use crate::failure::Failure;
use crate::replicate::{Present, Writing};
use crate::views::{Caret, PresenceView, PresentView};

/// How long the page's word holds that somebody looks at a war room. A page that is hidden says it once a minute.
const LEASE: Duration = Duration::from_secs(70);
/// How long the hub's word holds.
const LASTS: Duration = Duration::from_secs(30);
/// So long may the parts of a caret be.
const MOST: usize = 200;

/// Where this person is, and for how long that may be told without asking again.
#[derive(Clone, Debug)]
pub(crate) struct Attending {
    /// In which war room.
    pub incident: IncidentId,
    /// Where in a text of its they write, if they do.
    pub caret: Option<Caret>,
    /// For how long.
    pub until: Instant,
}

/// What is known of war rooms at the moment.
#[derive(Default)]
pub(super) struct Rooms {
    attending: watch::Sender<Option<Attending>>,
    present: Mutex<HashMap<IncidentId, Heard>>,
}

struct Heard {
    people: Vec<PersonId>,
    writing: Vec<Writing>,
    until: Instant,
}

impl Rooms {
    fn present(&self) -> MutexGuard<'_, HashMap<IncidentId, Heard>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// This person looks at a war room, or has just left it.
    pub fn attend(&self, incident: IncidentId, here: bool) -> Result<(), Failure> {
        self.rooms.attending.send_if_modified(|attending| {
            let same = attending.as_ref().is_some_and(|now| now.incident == incident);
            // Whoever leaves one room may have entered the next one already.
            let changes = here || same;
            if changes {
                let caret = attending.take().filter(|_| same).and_then(|now| now.caret);
                *attending = here.then(|| Attending { incident, caret, until: Instant::now() + LEASE });
            }
            changes && !(here && same)
        });
        Ok(())
    }

    /// This person writes here in a text of the war room that they look at, or writes no more.
    pub fn point(&self, incident: IncidentId, caret: Option<Caret>) -> Result<(), Failure> {
        // What no page of ours makes, nobody else has to carry.
        let caret = caret.filter(|caret| caret.text.len() <= MOST && caret.at.len() <= MOST);
        self.rooms.attending.send_if_modified(|attending| {
            let Some(now) = attending.as_mut().filter(|now| now.incident == incident) else { return false };
            let changes = now.caret != caret;
            now.caret = caret;
            changes
        });
        Ok(())
    }

    /// Who else is in a war room at the moment.
    pub fn presence(&self, incident: IncidentId) -> Result<PresenceView, Failure> {
        let book = self.the_book();
        let present = self.rooms.present();
        let heard = present.get(&incident).filter(|heard| heard.until > Instant::now());
        let others = heard.iter().flat_map(|heard| &heard.people).filter(|one| **one != self.person);
        let named = |person: &PersonId| {
            let name = book.person_name(*person).map_or_else(|| "Somebody new".to_owned(), one_line);
            let writing = heard.iter().flat_map(|heard| &heard.writing);
            let caret = writing.filter(|one| one.person == *person).map(|one| one.caret.clone()).next();
            PresentView { person: *person, name, caret }
        };
        let mut others: Vec<PresentView> = others.map(named).collect();
        others.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(PresenceView { incident, others })
    }

    /// Tells where this person is, whenever that changes.
    pub(crate) fn attending(&self) -> watch::Receiver<Option<Attending>> {
        self.rooms.attending.subscribe()
    }

    /// The hub says who is in a war room; without a word of it, that is not known any more.
    pub(crate) fn heard_present(&self, incident: IncidentId, said: Option<Present>) {
        let mut present = self.rooms.present();
        let now = Instant::now();
        present.retain(|_, heard| heard.until > now);
        let before = present.remove(&incident).map(|heard| (heard.people, heard.writing)).unwrap_or_default();
        let said = said.map(|said| (said.people, said.writing)).unwrap_or_default();
        let changed = said != before;
        if !said.0.is_empty() {
            let (people, writing) = said;
            present.insert(incident, Heard { people, writing, until: now + LASTS });
        }
        drop(present);
        if changed {
            self.stale(&["presence"], Some(incident));
        }
    }
}
