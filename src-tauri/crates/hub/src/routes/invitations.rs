//! Inviting others from a laptop, and taking that back.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use incident::book::Book;
use incident::id::{Millis, PersonId, ReplicaKey};
use incident::stream::{Section, Stream};
use serde::{Deserialize, Serialize};

use super::{Caller, Named, Received};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::invitation::{Invitation, OpenInvitation, Turn};
use crate::invite::Invited;
use crate::member::Role;
use crate::router::Shared;
use crate::store::StoreError;

/// The most laptops that may join by one invitation.
pub(crate) const MOST_USES: u32 = 100;
/// The most hours that one is good for.
pub(crate) const MOST_HOURS: u32 = 24 * 30;

/// `POST /v1/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// What those who join by it may do. A member who is invited with another laptop keeps their role.
    pub role: Role,
    /// How many laptops may join by it, from 1 to 100.
    pub uses: u32,
    /// For how many hours it is good, from 1 to 720.
    pub hours: u32,
    /// For whom: a member with another laptop, or somebody of the book who has not joined yet. Without it, for somebody
    /// whom nobody here knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// An invitation that was made. It is told once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteLink {
    /// Its secret.
    pub code: String,
    /// The link that opens in Allclear, with the address that the hub gives itself.
    pub link: String,
    /// What those who join by it may do.
    pub role: Role,
    /// Until when.
    pub expires_at: Millis,
}

/// An invitation by which somebody may still join, as a list has it: its code is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedInvitation {
    /// Its number here.
    pub id: i64,
    /// What those who join by it may do.
    pub role: Role,
    /// How many laptops may still join by it.
    pub uses: u32,
    /// Since when.
    pub made_at: Millis,
    /// Until when.
    pub expires_at: Millis,
    /// Who made it, where that was not an operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<PersonId>,
    /// For whom, where that is somebody whom the hub knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

const SMALL: usize = 4 << 10;

pub(crate) async fn make(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Received(invite, _room): Received<Invite, SMALL>,
) -> Result<Json<InviteLink>, Failure> {
    authorize(&caller.actor, Action::Invite, Resource::Workspace)?;
    if !(1..=MOST_USES).contains(&invite.uses) {
        return Err(Failure::Limit("An invitation is for 1 to 100 laptops"));
    }
    if !(1..=MOST_HOURS).contains(&invite.hours) {
        return Err(Failure::Limit("An invitation is good for 1 to 720 hours"));
    }
    let maker = caller.actor.device().map(|device| device.replica);
    Ok(Json(aside(&hub, move |hub| hub.invite(&invite, maker)).await?))
}

pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
) -> Result<Json<Vec<ListedInvitation>>, Failure> {
    authorize(&caller.actor, Action::Invite, Resource::Workspace)?;
    Ok(Json(aside(&hub, |hub| Ok(hub.invitations()?)).await?))
}

pub(crate) async fn withdraw(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(id): Named,
) -> Result<StatusCode, Failure> {
    authorize(&caller.actor, Action::Invite, Resource::Workspace)?;
    let id: i64 = id.parse().map_err(|_| Failure::Address("an invitation has a number"))?;
    aside(&hub, move |hub| {
        if !hub.store.members().withdraw_invitation(Turn(id))? {
            return Err(Failure::Missing);
        }
        tracing::info!(invitation = id, "an invitation was withdrawn");
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

impl Hub {
    fn people(&self) -> Result<Book, Failure> {
        let people = self.store.record(Stream::Book(Section::People))?;
        Ok(Book::default().with(Section::People, people))
    }

    fn invitations(&self) -> Result<Vec<ListedInvitation>, StoreError> {
        let members = self.store.members();
        let devices = members.devices()?;
        let owner = |key| devices.iter().find(|device| device.replica == key).map(|device| device.person);
        let listed = |OpenInvitation { turn: Turn(id), invitation }| {
            let Invitation { role, uses, made_at, expires_at, person, replica: _, maker } = invitation;
            ListedInvitation { id, role, uses, made_at, expires_at, made_by: maker.and_then(owner), person }
        };
        Ok(members.invitations(self.clock.now())?.into_iter().map(listed).collect())
    }

    fn invite(&self, invite: &Invite, maker: Option<ReplicaKey>) -> Result<InviteLink, Failure> {
        let member = match invite.person {
            None => None,
            Some(person) => {
                let member =
                    self.store.members().members()?.into_iter().find(|member| member.person == person);
                // A slip in an id would make a person whom nobody knows.
                if member.is_none() && !super::join::is_known(&self.people()?, person) {
                    return Err(Failure::Missing);
                }
                member.filter(|member| member.revoked_at.is_none())
            }
        };
        let role = member.map_or(invite.role, |member| member.role);
        let made = Invited::made_with(
            maker,
            self.store.members(),
            role,
            invite.uses,
            invite.hours.into(),
            invite.person,
            self.clock.now(),
        )?;
        let url = self.store.members().served_at()?.unwrap_or_default();
        tracing::info!(%role, uses = invite.uses, "an invitation was made");
        let link = made.link(&url);
        Ok(InviteLink { code: made.code, link, role, expires_at: made.expires_at })
    }
}
