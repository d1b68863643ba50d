//! What the people here may do.

use axum::extract::State;
use axum::http::StatusCode;
use incident::id::PersonId;
use serde::{Deserialize, Serialize};

use super::{Caller, Named, Received};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::aside;
use crate::member::Role;
use crate::router::Shared;

/// `PUT /v1/members/{person}/role`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appoint {
    /// What they may do from now on.
    pub role: Role,
}

const SMALL: usize = 4 << 10;

/// Nobody changes their own, so an admin is always left.
pub(crate) async fn appoint(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(person): Named,
    Received(Appoint { role }, _room): Received<Appoint, SMALL>,
) -> Result<StatusCode, Failure> {
    let person: PersonId = person.parse().map_err(|_| Failure::Address("a person has an id"))?;
    authorize(&caller.actor, Action::Appoint, Resource::Device(person))?;
    aside(&hub, move |hub| {
        let members = hub.store.members();
        if !members.members()?.iter().any(|member| member.person == person) {
            return Err(Failure::Missing);
        }
        members.set_role(person, role)?;
        tracing::info!(%person, %role, "a member has another role");
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
