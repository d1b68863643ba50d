//! Who is in a war room at the moment.

use std::time::Instant;

use axum::Json;
use axum::extract::State;
use incident::id::{IncidentId, PersonId};
use incident::stream::Stream;
use serde::{Deserialize, Serialize};

use super::{Caller, Received};
use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::router::Shared;

/// `POST /v1/presence`: said again every few seconds for as long as it is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    /// In which war room.
    pub incident: IncidentId,
    /// Whether the person at this laptop is there, or has just left.
    pub here: bool,
    /// Where they write, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caret: Option<Caret>,
}

/// A place in a text of an incident. The hub passes it on and understands nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caret {
    /// The name of the text.
    pub text: String,
    /// A relative position of Yjs in base64, which stays in its sentence whatever others write.
    pub at: String,
}

/// Somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// Who.
    pub person: PersonId,
    /// And where.
    #[serde(flatten)]
    pub caret: Caret,
}

/// The answer, and an event of `GET /v1/live`: who is in a war room now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// In which.
    pub incident: IncidentId,
    /// Each person once, on however many laptops.
    pub people: Vec<PersonId>,
    /// Those who write in one of its texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writing: Vec<Writing>,
}

const SMALL: usize = 1 << 10;

pub(crate) async fn say(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Received(said, _room): Received<Here, SMALL>,
) -> Result<Json<Present>, Failure> {
    let present = aside(&hub, move |hub| {
        hub.may_look_in(&caller.actor, said.incident)?;
        if let Some(device) = caller.actor.device() {
            match said.here {
                true => {
                    hub.presence.enter(device.id, device.person, said.incident, said.caret, Instant::now());
                }
                false => hub.presence.leave(device.id, said.incident),
            }
        }
        Ok(hub.present(said.incident))
    });
    Ok(Json(present.await?))
}

impl Hub {
    /// Who is in a war room.
    pub(crate) fn present(&self, incident: IncidentId) -> Present {
        let now = Instant::now();
        let (people, writing) = (self.presence.people(incident, now), self.presence.writing(incident, now));
        Present { incident, people, writing }
    }

    /// Refuses whoever may not know what happens in an incident.
    pub(crate) fn may_look_in(&self, actor: &Actor, incident: IncidentId) -> Result<(), Failure> {
        self.audiences.catch_up(&*self.store, self.store.end()?)?;
        let audience = self.audiences.of(&*self.store, Stream::Incident(incident))?;
        Ok(authorize(actor, Action::See, Resource::Stream(&audience))?)
    }
}
