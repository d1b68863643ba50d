//! Who is about: when each laptop was last heard of, and who is in which war room.
//!
//! All of it is held in memory and written nowhere: it is true for seconds, and a hub that starts anew hears of it
//! again as soon. Hubs that share a database tell each other who is in which war room.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use incident::id::{IncidentId, Millis, PersonId};
use tokio::sync::broadcast;

use crate::routes::presence::{Caret, Writing};

/// Who says nothing for so long is not there any more.
pub(crate) const LASTS: Duration = Duration::from_secs(30);
/// How many changes a listener may lag behind; what it misses it hears with its own next word.
const RING: usize = 64;

/// What was heard lately.
pub(crate) struct Presence {
    heard: Mutex<Heard>,
    ring: broadcast::Sender<IncidentId>,
}

#[derive(Default)]
struct Heard {
    /// When each device said anything at all.
    seen: HashMap<i64, Millis>,
    /// Where each device is. A laptop shows one war room at a time, so there are no more places than laptops.
    places: HashMap<i64, Place>,
}

struct Place {
    incident: IncidentId,
    person: PersonId,
    caret: Option<Caret>,
    until: Instant,
}

impl Default for Presence {
    fn default() -> Self {
        Self { heard: Mutex::default(), ring: broadcast::channel(RING).0 }
    }
}

impl Presence {
    /// A device has said something.
    pub(crate) fn saw(&self, device: i64, now: Millis) {
        self.heard().seen.insert(device, now);
    }

    /// When a device last said something, if that was since the hub started.
    pub(crate) fn seen(&self, device: i64) -> Option<Millis> {
        self.heard().seen.get(&device).copied()
    }

    /// Hears of every incident whose people change from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<IncidentId> {
        self.ring.subscribe()
    }

    /// A device's person is in this war room, for as long as they go on to say so.
    pub(crate) fn enter(
        &self,
        device: i64,
        person: PersonId,
        incident: IncidentId,
        caret: Option<Caret>,
        now: Instant,
    ) {
        let place = Place { incident, person, caret: caret.clone(), until: now + LASTS };
        let left = self.heard().places.insert(device, place);
        let (left, had) = left.map(|place| (place.incident, place.caret)).unzip();
        if left != Some(incident) {
            self.tell(left);
            self.tell(Some(incident));
        } else if had.flatten() != caret {
            self.tell(left);
        }
    }

    /// They are not there any more.
    pub(crate) fn leave(&self, device: i64, incident: IncidentId) {
        let mut heard = self.heard();
        if heard.places.get(&device).is_some_and(|place| place.incident == incident) {
            heard.places.remove(&device);
            drop(heard);
            self.tell(Some(incident));
        }
    }

    /// Forgets those who have said nothing for too long.
    pub(crate) fn lapse(&self, now: Instant) {
        let mut left = BTreeSet::new();
        self.heard().places.retain(|_, place| {
            let stays = place.until > now;
            if !stays {
                left.insert(place.incident);
            }
            stays
        });
        left.into_iter().for_each(|incident| self.tell(Some(incident)));
    }

    /// Who is in a war room, each once.
    pub(crate) fn people(&self, incident: IncidentId, now: Instant) -> Vec<PersonId> {
        let heard = self.heard();
        let there = heard.places.values().filter(|place| place.incident == incident && place.until > now);
        there.map(|place| place.person).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Where people write in the texts of an incident; of each the place of one laptop.
    pub(crate) fn writing(&self, incident: IncidentId, now: Instant) -> Vec<Writing> {
        let heard = self.heard();
        let there = heard.places.values().filter(|place| place.incident == incident && place.until > now);
        let carets: BTreeMap<PersonId, &Caret> =
            there.filter_map(|place| Some((place.person, place.caret.as_ref()?))).collect();
        carets.into_iter().map(|(person, caret)| Writing { person, caret: caret.clone() }).collect()
    }

    fn tell(&self, incident: Option<IncidentId>) {
        if let Some(incident) = incident {
            // Where nobody listens nobody has to be told.
            let _ = self.ring.send(incident);
        }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKOUT: IncidentId = IncidentId([1; 16]);
    const SEARCH: IncidentId = IncidentId([2; 16]);

    fn told(ear: &mut broadcast::Receiver<IncidentId>) -> Vec<IncidentId> {
        std::iter::from_fn(|| ear.try_recv().ok()).collect()
    }

    #[test]
    fn a_person_is_in_one_room_a_laptop_until_they_leave_it_or_fall_silent() {
        let (presence, begun) = (Presence::default(), Instant::now());
        let (ana, ben) = (PersonId([1; 16]), PersonId([2; 16]));
        let mut ear = presence.listen();
        presence.enter(1, ana, CHECKOUT, None, begun);
        presence.enter(2, ana, CHECKOUT, None, begun);
        presence.enter(3, ben, CHECKOUT, None, begun);
        assert_eq!(presence.people(CHECKOUT, begun), [ana, ben], "each once, on however many laptops");
        assert_eq!(told(&mut ear).len(), 3);

        let later = begun + LASTS / 2;
        presence.enter(3, ben, CHECKOUT, None, later);
        assert_eq!(told(&mut ear), [], "who stays is no news");
        presence.enter(1, ana, SEARCH, None, later);
        assert_eq!(told(&mut ear), [CHECKOUT, SEARCH]);
        presence.leave(1, CHECKOUT);
        assert_eq!(told(&mut ear), [], "that is not where she is");

        let end = begun + LASTS;
        assert_eq!(presence.people(CHECKOUT, end), [ben], "her other laptop has said nothing since");
        presence.lapse(end);
        assert_eq!(told(&mut ear), [CHECKOUT]);
        presence.lapse(end);
        assert_eq!(told(&mut ear), [], "once");
        presence.leave(3, CHECKOUT);
        assert_eq!((told(&mut ear), presence.people(CHECKOUT, end)), (vec![CHECKOUT], vec![]));
    }
}
