//! What waits for an admin: what they see of it, and what they say of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Caller, Named};
use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::router::Shared;
use crate::waiting::{Ruling, Waiting};

pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
) -> Result<Json<Vec<Waiting>>, Failure> {
    authorize(&caller.actor, Action::Rule, Resource::Workspace)?;
    Ok(Json(aside(&hub, move |hub| hub.waiting(&caller.actor)).await?))
}

pub(crate) async fn admit(shared: State<Shared>, caller: Caller, id: Named) -> Result<StatusCode, Failure> {
    rule(shared, caller, id, Ruling::Admitted).await
}

pub(crate) async fn refuse(shared: State<Shared>, caller: Caller, id: Named) -> Result<StatusCode, Failure> {
    rule(shared, caller, id, Ruling::Refused).await
}

async fn rule(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(id): Named,
    ruling: Ruling,
) -> Result<StatusCode, Failure> {
    authorize(&caller.actor, Action::Rule, Resource::Workspace)?;
    let id: i64 = id.parse().map_err(|_| Failure::Address("what waits has a number"))?;
    aside(&hub, move |hub| {
        // What one may not see is as if it were not there.
        let seen = hub.waiting(&caller.actor)?.into_iter().any(|waiting| waiting.id == id);
        if !seen || !hub.store.members().rule(id, ruling)? {
            return Err(Failure::Missing);
        }
        tracing::info!(waiting = id, %ruling, "an admin has looked at what waited");
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

impl Hub {
    /// What waits in streams that this actor may see. What is private to others is for the operator's commands.
    fn waiting(&self, actor: &Actor) -> Result<Vec<Waiting>, Failure> {
        self.audiences.catch_up(&*self.store, self.store.end()?)?;
        let mut waiting = self.store.members().waiting()?;
        let mut hidden = Vec::new();
        for one in &waiting {
            let audience = self.audiences.of(&*self.store, one.series.stream)?;
            if authorize(actor, Action::See, Resource::Stream(&audience)).is_err() {
                hidden.push(one.id);
            }
        }
        waiting.retain(|one| !hidden.contains(&one.id));
        Ok(waiting)
    }
}
