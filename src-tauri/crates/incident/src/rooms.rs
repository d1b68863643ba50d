//! The rooms that are made for an incident, where its people meet: who is to make which, and how far that is.
//!
//! Making a room that stands finds it again, so it is simply tried until it does, whoever stops in between.

use crate::event::Event;
use crate::id::{DestinationId, Millis, ReplicaKey};
use crate::incident::Incident;
use crate::record::Fact;
use crate::value::LinkKind;

/// A room that somebody asked for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Where.
    pub destination: &'a DestinationId,
    /// Who makes it.
    pub sender: ReplicaKey,
    /// Under which name, whoever makes it.
    pub name: &'a str,
    /// The fact that asked for it last.
    pub fact: &'a Fact,
    /// The room, once it was made.
    pub made: Option<Made<'a>>,
    /// Why what is left to do could not be done, if it was tried since.
    pub failed: Option<Failed<'a>>,
    /// Whether there is something left to do: to make it, or to have its topic lead to another bridge.
    pub is_open: bool,
}

/// A room that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made<'a> {
    /// What the other side calls it.
    pub room: &'a str,
    /// What opens it for a person.
    pub link: &'a str,
    /// The bridge to which its topic leads.
    pub bridge: Option<&'a str>,
}

/// That a room could not be made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed<'a> {
    /// Why.
    pub why: &'a str,
    /// When it is tried again; none where a person has to look.
    pub retry_at: Option<Millis>,
    /// How often that happened since it was last asked for or changed.
    pub times: u32,
}

/// What a sender does about a room now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomStep {
    /// Nothing.
    Nothing,
    /// It makes it, or changes its topic.
    Make,
    /// It waits until then.
    Wait(Millis),
    /// It waits for a person.
    Ask,
}

impl Asked<'_> {
    /// What whoever has this key does about it now.
    #[must_use]
    pub fn step(&self, key: ReplicaKey, now: Millis) -> RoomStep {
        match self.failed {
            _ if !self.is_open || self.sender != key => RoomStep::Nothing,
            None => RoomStep::Make,
            Some(Failed { retry_at: None, .. }) => RoomStep::Ask,
            Some(Failed { retry_at: Some(at), .. }) if at > now => RoomStep::Wait(at),
            Some(_) => RoomStep::Make,
        }
    }
}

impl<'a> Incident<'a> {
    /// The rooms that were asked for, in the order of that.
    #[must_use]
    pub fn rooms(self) -> Vec<Asked<'a>> {
        let mut rooms: Vec<Asked<'a>> = Vec::new();
        for (fact, event) in self.record().made() {
            let Event::RoomAsked { destination, sender, name, .. } = event else { continue };
            match rooms.iter_mut().find(|room| room.destination == destination) {
                Some(room) => (room.sender, room.fact) = (*sender, fact),
                None => rooms.push(self.room(destination, *sender, name, fact)),
            }
        }
        rooms
    }

    fn room(
        self,
        destination: &'a DestinationId,
        sender: ReplicaKey,
        name: &'a str,
        fact: &'a Fact,
    ) -> Asked<'a> {
        let (mut made, mut failed) = (None, None::<Failed<'a>>);
        for (_, event) in self.record().made() {
            match event {
                Event::RoomAsked { destination: at, .. } if at == destination => failed = None,
                Event::RoomMade { destination: at, room, link, bridge, .. } if at == destination => {
                    made = Some(Made { room, link, bridge: bridge.as_deref() });
                    failed = None;
                }
                Event::RoomNotMade { destination: at, why, retry_at, .. } if at == destination => {
                    let times = failed.map_or(0, |failed| failed.times).saturating_add(1);
                    failed = Some(Failed { why, retry_at: *retry_at, times });
                }
                _ => {}
            }
        }
        // In a room of what is over, or of what not everybody may see by now, nothing is said any more.
        let going = self.exists() && !self.is_called_off() && self.is_active() && !self.is_private();
        let is_open = going && made.is_none_or(|made| made.bridge != self.bridge());
        Asked { destination, sender, name, fact, made, failed, is_open }
    }

    /// Where its people speak with each other: what was entered last.
    #[must_use]
    pub fn bridge(self) -> Option<&'a str> {
        self.links(LinkKind::Bridge).next_back().map(|(_, _, target)| target)
    }
}
