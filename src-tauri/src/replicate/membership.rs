//! What is asked of a hub about those who belong to it: their laptops, invitations, who is in which war room.

use incident::id::{IncidentId, Millis, PersonId, ReplicaKey};
use serde::{Deserialize, Serialize};

use super::http::{HttpRemote, NotDone};
use crate::views::Caret;

/// A laptop, as `GET /v1/devices` lists it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Device {
    /// Its number at the hub.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// The key it writes with.
    pub replica: ReplicaKey,
    /// Whose it is.
    pub person: PersonId,
    /// What that person was called when they joined.
    pub person_name: String,
    /// What that person may do; a word that only a newer hub knows gives no rights here.
    pub role: String,
    /// When it joined.
    pub joined_at: Millis,
    /// When its access was taken back.
    #[serde(default)]
    pub revoked_at: Option<Millis>,
    /// When it last said anything.
    #[serde(default)]
    pub last_seen: Option<Millis>,
}

/// `POST /v1/invitations`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Invite {
    /// What those who join by it may do.
    pub role: &'static str,
    /// How many laptops may join by it.
    pub uses: u32,
    /// For how many hours it is good.
    pub hours: u32,
    /// For whom, where that is somebody of the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// An invitation that was made.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InviteLink {
    /// Its secret.
    pub code: String,
    /// The link with the address that the hub gives itself.
    pub link: String,
    /// What those who join by it may do.
    pub role: String,
    /// Until when.
    pub expires_at: Millis,
}

/// An invitation by which somebody may still join, as `GET /v1/invitations` lists it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OpenInvitation {
    /// Its number at the hub.
    pub id: i64,
    /// What those who join by it may do.
    pub role: String,
    /// How many laptops may still join by it.
    pub uses: u32,
    /// Since when.
    pub made_at: Millis,
    /// Until when.
    pub expires_at: Millis,
    /// Who made it, where that was not an operator.
    #[serde(default)]
    pub made_by: Option<PersonId>,
    /// For whom, where that is somebody whom the hub knows.
    #[serde(default)]
    pub person: Option<PersonId>,
}

/// `PUT /v1/members/{person}/role`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Appoint {
    /// What they may do from now on.
    pub role: &'static str,
}

/// `POST /v1/presence`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Here {
    /// In which war room.
    pub incident: IncidentId,
    /// Whether this person is there, or has just left.
    pub here: bool,
    /// Where they write, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caret: Option<Caret>,
}

/// Who is in a war room now.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Present {
    /// In which.
    pub incident: IncidentId,
    /// Each once.
    pub people: Vec<PersonId>,
    /// Those who write; an older hub says nothing of it.
    #[serde(default)]
    pub writing: Vec<Writing>,
}

/// Somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Writing {
    /// Who.
    pub person: PersonId,
    /// And where.
    #[serde(flatten)]
    pub caret: Caret,
}

impl HttpRemote {
    /// The laptops that this one may know of.
    pub(crate) async fn devices(&self) -> Result<Vec<Device>, NotDone> {
        self.try_ask(self.get("/v1/devices", &[])).await
    }

    /// Takes a laptop's access back.
    pub(crate) async fn revoke(&self, device: i64) -> Result<(), NotDone> {
        self.try_ask(self.post(&format!("/v1/devices/{device}/revoke"))).await
    }

    /// Makes an invitation.
    pub(crate) async fn invite(&self, invite: &Invite) -> Result<InviteLink, NotDone> {
        self.try_ask(self.post("/v1/invitations").json(invite)).await
    }

    /// By which invitations somebody may still join. An older hub lists none.
    pub(crate) async fn invitations(&self) -> Result<Vec<OpenInvitation>, NotDone> {
        match self.try_ask(self.get("/v1/invitations", &[])).await {
            Err(NotDone::Refused(_)) => Ok(Vec::new()),
            listed => listed,
        }
    }

    /// Ends an invitation.
    pub(crate) async fn withdraw(&self, invitation: i64) -> Result<(), NotDone> {
        self.try_ask(self.post(&format!("/v1/invitations/{invitation}/withdraw"))).await
    }

    /// Says what somebody else may do.
    pub(crate) async fn appoint(&self, person: PersonId, appoint: &Appoint) -> Result<(), NotDone> {
        self.try_ask(self.put(&format!("/v1/members/{person}/role")).json(appoint)).await
    }

    /// Says where this laptop's person is, and hears who else is there.
    pub(crate) async fn say_here(&self, here: Here) -> Result<Present, NotDone> {
        self.try_ask(self.post("/v1/presence").json(&here)).await
    }
}
