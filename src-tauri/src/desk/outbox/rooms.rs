//! The rooms that are made for incidents: who makes one when an incident is declared, and how far each is.

use incident::book::Book;
use incident::command::Command;
use incident::id::IncidentId;
use incident::incident::Incident;
use incident::record::Record;
use incident::text::one_line;

use crate::desk::Desk;
use crate::views::{ChatRoomState, ChatRoomView};

impl Desk {
    /// Has a room made for a new incident wherever rooms are made, by whoever sends there now. Where nobody does, none is.
    pub(in crate::desk) fn ask_for_rooms(&self, incident: IncidentId) {
        let Ok(record) = self.record(incident) else { return };
        let reading = Incident::of(&record);
        if reading.is_private() {
            return;
        }
        let makes = |to: &incident::value::Destination| to.rooms.is_some() && to.drill == reading.is_drill();
        for entry in self.the_book().destinations() {
            let to = entry.destination;
            if entry.retired || !makes(&to) {
                continue;
            }
            let Ok((sender, _)) = self.sends(&to) else { continue };
            let wish = Command::MakeRoom { destination: to.id.clone(), sender };
            // The incident is declared, whatever becomes of its room.
            if let Err(failure) = self.execute(incident, wish) {
                tracing::warn!(%failure, destination = %to.id, "a room cannot be asked for");
            }
        }
    }

    /// The rooms of an incident that were asked for.
    pub(in crate::desk) fn rooms(&self, id: IncidentId, record: &Record, book: &Book) -> Vec<ChatRoomView> {
        let incident = Incident::of(record);
        let views = incident.rooms().into_iter().map(|room| {
            let known = book.destination(room.destination).map(|entry| entry.destination);
            let mine = room.sender == self.author.replica();
            let here = known.as_ref().filter(|_| mine).and_then(|to| self.can_send(to).err());
            let hindered = here
                .map(|failure| failure.message)
                .or_else(|| {
                    let why = self.outbox.courier.room_hindrance(id, room.destination);
                    why.map(|why| why.to_string())
                })
                .filter(|_| room.is_open);
            let failed = room.failed.filter(|_| room.is_open);
            let state = match (&failed, &hindered) {
                _ if !room.is_open => ChatRoomState::Stands,
                (_, Some(_)) => ChatRoomState::NotMade,
                (Some(failed), _) if failed.retry_at.is_none() => ChatRoomState::NotMade,
                (Some(_), _) => ChatRoomState::Retrying,
                (None, _) => ChatRoomState::Making,
            };
            let sends = known.as_ref().and_then(|to| self.sends(to).ok());
            ChatRoomView {
                incident: id,
                label: incident.label(),
                title: one_line(incident.title()),
                destination: room.destination.clone(),
                name: known.map_or_else(|| room.destination.to_string(), |to| one_line(&to.name)),
                room: room.name.to_owned(),
                at: room.fact.recorded_at,
                link: room.made.map(|made| one_line(made.link)),
                state,
                words: hindered.or_else(|| failed.map(|failed| one_line(failed.why))),
                retry_at: failed.and_then(|failed| failed.retry_at),
                sender: sends.filter(|_| room.is_open).map(|(sender, _)| sender),
            }
        });
        // What is over before it stood is made no more.
        views.filter(|view| view.state != ChatRoomState::Stands || view.link.is_some()).collect()
    }
}
