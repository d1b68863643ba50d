//! Making the rooms in which the people of an incident meet, and having their topics follow the bridge.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::id::{DestinationId, IncidentId, Millis};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::rooms::{Asked, RoomStep};
use outreach::{Backoff, Opened, Room, Undelivered};

use crate::run::{after, aside};
use crate::{Hindrance, House, Saying, Way, Went};

/// How long a room rests that could not even be tried.
const HINDERED: i64 = 15_000;

/// One room of one incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Piece {
    pub(crate) incident: IncidentId,
    pub(crate) destination: DestinationId,
}

/// What a sender knows of the rooms that it makes.
#[derive(Default)]
pub(crate) struct Making {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    making: HashSet<Piece>,
    /// What could not be tried, until when it rests, and why.
    resting: HashMap<Piece, (Millis, Hindrance)>,
}

impl Making {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What hindered it may be gone.
    pub(crate) fn look_anew(&self) {
        self.state().resting.clear();
    }

    pub(crate) fn hindrance(&self, piece: &Piece) -> Option<Hindrance> {
        self.state().resting.get(piece).map(|(_, why)| why.clone())
    }

    /// Whether it may be made now; if so it is being made. Else when to look again, where that is known.
    pub(crate) fn takes(
        &self,
        piece: &Piece,
        asked: &Asked<'_>,
        house: &impl House,
    ) -> Result<(), Option<Millis>> {
        let now = house.now();
        match asked.step(house.courier().key(), now) {
            RoomStep::Nothing | RoomStep::Ask => return Err(None),
            RoomStep::Wait(at) => return Err(Some(at)),
            RoomStep::Make => {}
        }
        let mut state = self.state();
        let rests = state.resting.get(piece).map(|(until, _)| *until).filter(|until| *until > now);
        match rests {
            Some(until) => Err(Some(until)),
            None if state.making.insert(piece.clone()) => Ok(()),
            None => Err(None),
        }
    }

    /// It is no longer being made; where it could not even be tried, it rests.
    fn ended(&self, piece: &Piece, hindered: Option<(Millis, Hindrance)>) {
        let mut state = self.state();
        state.making.remove(piece);
        match hindered {
            Some(hindered) => drop(state.resting.insert(piece.clone(), hindered)),
            None => drop(state.resting.remove(piece)),
        }
    }
}

/// What it takes to make a room now.
struct Ready {
    way: Way,
    room: Room,
    times: u32,
}

/// Makes a room, or has its topic lead to where the bridge is by now, and writes down what became of that.
pub(crate) async fn make<H: House>(house: Arc<H>, piece: Piece) {
    let what = piece.clone();
    let went = match aside(&house, move |house| ready(house, &what)).await {
        Some(Ok(Some(ready))) => open(&house, &piece, ready).await,
        // Somebody has changed the record meanwhile.
        Some(Ok(None)) => Ok(()),
        Some(Err(why)) => Err(why),
        None => Err(Hindrance::BrokeOff),
    };
    let hindered = went.err().map(|why| {
        tracing::warn!(%why, destination = %piece.destination, "a room cannot be made");
        (Millis(house.now().0.saturating_add(HINDERED)), why)
    });
    house.courier().making().ended(&piece, hindered);
    house.courier().ring();
    house.shows();
}

async fn open<H: House>(house: &Arc<H>, piece: &Piece, ready: Ready) -> Result<(), Hindrance> {
    let Ready { way, room, times } = ready;
    let opened = way.outreach.open_room(&way.channel, &way.secret, &room).await;
    let (what, now) = (piece.clone(), house.now());
    let written = aside(house, move |house| {
        let went = match &opened {
            Ok(opened) => Went { well: true, words: in_words(opened) },
            Err(undelivered) => Went { well: false, words: undelivered.to_string() },
        };
        house.note_last(&what.destination, &went);
        house.say(what.incident, saying(what.destination, opened, &room, times, now)).map(drop)
    });
    match written.await {
        Some(Ok(())) => Ok(()),
        // It stands, or does not, and nobody knows: it is looked for once more by its name.
        Some(Err(trouble)) => Err(Hindrance::of::<H>(trouble)),
        None => Err(Hindrance::BrokeOff),
    }
}

/// What the record is told.
fn saying(
    destination: DestinationId,
    opened: Result<Opened, Undelivered>,
    room: &Room,
    times: u32,
    now: Millis,
) -> Saying {
    let undelivered = match opened {
        Ok(Opened { id, link, meeting, .. }) => {
            let meets = meeting.is_some();
            let bridge = meeting.or_else(|| room.bridge.clone());
            return Saying::RoomMade { destination, room: id, link, bridge, meets };
        }
        Err(undelivered) => undelivered,
    };
    // Whatever became of it, its name is looked for the next time.
    let retry_at = match &undelivered {
        Undelivered::Never { .. } => None,
        Undelivered::Later { after: rest, .. } => Some(again_at(now, times, *rest)),
        Undelivered::Unknown { .. } => Some(again_at(now, times, None)),
    };
    Saying::RoomNotMade { destination, why: undelivered.why().on_record(), retry_at }
}

fn again_at(now: Millis, times: u32, rest: Option<std::time::Duration>) -> Millis {
    let mut die = [0; 8];
    // Without it they come back together, which is no reason to stay away.
    let _ = getrandom::fill(&mut die);
    after(now, Backoff::default().after(times.saturating_add(1), rest, u64::from_ne_bytes(die)))
}

/// What is said at the one that made it, and in no log.
fn in_words(opened: &Opened) -> String {
    let mut words = if opened.stood { "The room stands." } else { "A room was made." }.to_owned();
    if !opened.left_out.is_empty() {
        let left_out = opened.left_out.join(", ");
        words.push_str(&format!(" Not asked in, since nobody is known by that name there: {left_out}."));
    }
    if let Some(why) = &opened.no_meeting {
        words.push_str(&format!(" There is no meeting: {why}"));
    }
    words
}

fn ready<H: House>(house: &H, piece: &Piece) -> Result<Option<Ready>, Hindrance> {
    let (record, book) = (
        house.record(piece.incident).map_err(Hindrance::of::<H>)?,
        house.book().map_err(Hindrance::of::<H>)?,
    );
    let incident = Incident::of(&record);
    let asked = incident.rooms().into_iter().find(|room| *room.destination == piece.destination);
    let Some(asked) = asked.filter(|asked| asked.is_open) else { return Ok(None) };
    let unknown = || Refusal::Unknown { what: "destination", name: piece.destination.to_string() };
    let to = book.destination(&piece.destination).ok_or_else(unknown)?.destination;
    let way = house.way(&to).map_err(Hindrance::no_way::<H>)?;
    let room = Room {
        incident: piece.incident,
        name: asked.name.to_owned(),
        title: incident.title().to_owned(),
        bridge: incident.bridge().map(str::to_owned),
        link: None,
        invite: to.rooms.map(|rooms| rooms.invite).unwrap_or_default(),
    };
    Ok(Some(Ready { way, room, times: asked.failed.map_or(0, |failed| failed.times) }))
}
