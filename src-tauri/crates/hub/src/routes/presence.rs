//! Who is in a war room at the moment.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use incident::id::{IncidentId, PersonId};
use incident::stream::Stream;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

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

/// The same as hubs on one database tell it each other.
#[derive(Debug, Serialize, Deserialize)]
struct Whisper {
    device: i64,
    person: PersonId,
    #[serde(flatten)]
    said: Here,
}

const SMALL: usize = 1 << 10;

pub(crate) async fn say(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Received(said, _room): Received<Here, SMALL>,
) -> Result<Json<Present>, Failure> {
    let present = aside(&hub, move |hub| {
        hub.may_look_in(&caller.actor, said.incident)?;
        let incident = said.incident;
        if let Some(device) = caller.actor.device() {
            let word = Whisper { device: device.id, person: device.person, said };
            if let Ok(line) = serde_json::to_string(&word) {
                hub.store.whisper(device.id, line);
            }
            hub.hear_of(word);
        }
        Ok(hub.present(incident))
    });
    Ok(Json(present.await?))
}

/// Hears what other hubs on the same database say of who is about, until this one stops.
pub(crate) async fn follow(
    hub: Arc<Hub>,
    mut others: broadcast::Receiver<String>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let heard = tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            heard = others.recv() => heard,
        };
        match heard {
            Ok(line) => {
                // A newer hub may say it in words that this one does not know.
                if let Ok(word) = serde_json::from_str::<Whisper>(&line) {
                    hub.presence.saw(word.device, hub.clock.now());
                    hub.hear_of(word);
                }
            }
            // What was missed is said again within seconds.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

impl Hub {
    fn hear_of(&self, Whisper { device, person, said }: Whisper) {
        match said.here {
            true => self.presence.enter(device, person, said.incident, said.caret, Instant::now()),
            false => self.presence.leave(device, said.incident),
        }
    }

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
