//! Who is in a war room at the moment. True for seconds, so nothing of it is written down.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use incident::id::{IncidentId, PersonId};
use tokio::sync::watch;

use super::Desk;
use crate::failure::Failure;
use crate::replicate::Present;
use crate::views::{PresenceView, PresentView};

/// How long the page's word holds that somebody looks at a war room. A page that is hidden says it once a minute.
const LEASE: Duration = Duration::from_secs(70);
/// How long the hub's word holds.
const LASTS: Duration = Duration::from_secs(30);

/// Where this person is, and for how long that may be told without asking again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attending {
    /// In which war room.
    pub incident: IncidentId,
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
            let same = attending.is_some_and(|now| now.incident == incident);
            // Whoever leaves one room may have entered the next one already.
            let changes = here || same;
            if changes {
                *attending = here.then(|| Attending { incident, until: Instant::now() + LEASE });
            }
            changes && !(here && same)
        });
        Ok(())
    }

    /// Who else is in a war room at the moment.
    pub fn presence(&self, incident: IncidentId) -> Result<PresenceView, Failure> {
        let book = self.the_book();
        let present = self.rooms.present();
        let heard = present.get(&incident).filter(|heard| heard.until > Instant::now());
        let others = heard.into_iter().flat_map(|heard| &heard.people).filter(|one| **one != self.person);
        let named = |person: &PersonId| {
            let name = book.person_name(*person).unwrap_or("Somebody new").to_owned();
            PresentView { person: *person, name }
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
        let before = present.remove(&incident).map(|heard| heard.people).unwrap_or_default();
        let people = said.map(|said| said.people).unwrap_or_default();
        let changed = people != before;
        if !people.is_empty() {
            present.insert(incident, Heard { people, until: now + LASTS });
        }
        drop(present);
        if changed {
            self.stale(&["presence"], Some(incident));
        }
    }
}
