//! Rooms for an incident: that one is to be made, and what whoever makes it says of that.

use super::{Asker, base, one};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{DestinationId, Millis, ReplicaKey, ascii_words};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::rooms::Made;
use crate::slot::Slot;
use crate::text::one_line;
use crate::value::LinkKind;

/// Letters of a title in the name of a room.
const LETTERS: usize = 40;
/// Characters of a reason.
const WHY: usize = 400;

/// A room is to be made there by this sender.
pub(super) fn ask(
    incident: Incident<'_>,
    destination: &DestinationId,
    sender: ReplicaKey,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let unknown = || Refusal::Unknown { what: "destination", name: destination.to_string() };
    let entry = asker.book.destination(destination).ok_or_else(unknown)?;
    let to = entry.destination;
    if entry.retired || to.rooms.is_none() || to.drill != incident.is_drill() {
        return Err(Refusal::NoRoomFor(one_line(&to.name)));
    }
    if incident.is_private() {
        return Err(Refusal::PrivateRoom);
    }
    let asked = incident.rooms().into_iter().find(|room| room.destination == destination);
    if asked.as_ref().is_some_and(|room| room.made.is_some() && !room.is_open) {
        return Err(Refusal::Already(format!("The room of {} stands", one_line(&to.name))));
    }
    // Two who make it find each other's by its name.
    let name = asked.map_or_else(|| name_for(incident), |room| room.name.to_owned());
    let base = base(incident, &Slot::Room(destination.clone()));
    one(Event::RoomAsked { destination: destination.clone(), sender, name, base })
}

/// `inc-payments-fail-9f3a`: what people read, and the letters of its first number so that no two are alike.
fn name_for(incident: Incident<'_>) -> String {
    let kind = if incident.is_drill() { "drill" } else { "inc" };
    let words: String = ascii_words(incident.title()).chars().take(LETTERS).collect();
    let id = incident.record().incident_id().map(|id| id.provisional()).unwrap_or_default();
    let parts = [kind, words.trim_matches('-'), id.trim_start_matches("INC-~")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The room stands, and its topic leads to this bridge. What opens it is the incident's channel from then on, and where a
/// meeting was made with it, that is its bridge unless somebody has entered another meanwhile.
///
/// # Errors
/// [`Refusal`] where nobody asked for it.
pub fn room_made(
    incident: Incident<'_>,
    destination: &DestinationId,
    made: Made<'_>,
    meets: bool,
) -> Result<Vec<Draft>, Refusal> {
    let Made { room, link, bridge } = made;
    let asked = asked(incident, destination)?;
    let is_new = asked.is_none_or(|made| made.link != link);
    let mut links = Vec::new();
    if is_new && !incident.links(LinkKind::Channel).any(|(_, _, known)| known == link) {
        links.push((LinkKind::Channel, link));
    }
    links
        .extend(bridge.filter(|_| meets && incident.bridge().is_none()).map(|link| (LinkKind::Bridge, link)));
    for (kind, target) in &links {
        super::declaration::check_target(*kind, target)?;
    }
    let linked = links.into_iter().map(|(link, target)| {
        let target = target.to_owned();
        Event::Linked { link, label: target.clone(), target }
    });
    let base = base(incident, &Slot::Room(destination.clone()));
    let (destination, room, link) = (destination.clone(), room.to_owned(), link.to_owned());
    let bridge = bridge.map(str::to_owned);
    let made = Event::RoomMade { destination, room, link, bridge, base };
    Ok([made].into_iter().chain(linked).map(Draft::from).collect())
}

/// It could not be made, or its topic not be changed.
///
/// # Errors
/// [`Refusal`] where nobody asked for it.
pub fn room_not_made(
    incident: Incident<'_>,
    destination: &DestinationId,
    why: &str,
    retry_at: Option<Millis>,
) -> Result<Vec<Draft>, Refusal> {
    asked(incident, destination)?;
    let base = base(incident, &Slot::Room(destination.clone()));
    let why = why.chars().take(WHY).collect();
    one(Event::RoomNotMade { destination: destination.clone(), why, retry_at, base })
}

/// The room as it stands by now, if it does.
fn asked<'a>(incident: Incident<'a>, destination: &DestinationId) -> Result<Option<Made<'a>>, Refusal> {
    let asked = incident.rooms().into_iter().find(|room| room.destination == destination);
    Ok(asked.ok_or(Refusal::Gone("room"))?.made)
}
