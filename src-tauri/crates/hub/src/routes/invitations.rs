//! Inviting others from a laptop.

use axum::Json;
use axum::extract::State;
use incident::book::Book;
use incident::id::{Millis, PersonId};
use incident::stream::{Section, Stream};
use serde::{Deserialize, Serialize};

use super::{Caller, Received};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::invite::Invited;
use crate::member::Role;
use crate::router::Shared;

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
    Ok(Json(aside(&hub, move |hub| hub.invite(&invite)).await?))
}

impl Hub {
    fn people(&self) -> Result<Book, Failure> {
        let people = self.store.record(Stream::Book(Section::People))?;
        Ok(Book::default().with(Section::People, people))
    }

    fn invite(&self, invite: &Invite) -> Result<InviteLink, Failure> {
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
        let made = Invited::new(
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
