//! The laptops that joined.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Caller, Named};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::aside;
use crate::member::Device;
use crate::router::Shared;

pub(crate) async fn me(caller: Caller) -> Result<Json<Device>, Failure> {
    caller.actor.device().cloned().map(Json).ok_or(Failure::Missing)
}

/// One's own; for an admin, everybody's.
pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
) -> Result<Json<Vec<Device>>, Failure> {
    let mut devices = aside(&hub, |hub| Ok(hub.store.members().devices()?)).await?;
    devices.retain(|device| authorize(&caller.actor, Action::See, Resource::Device(device.person)).is_ok());
    Ok(Json(devices))
}

pub(crate) async fn revoke(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(id): Named,
) -> Result<StatusCode, Failure> {
    let id: i64 = id.parse().map_err(|_| Failure::Address("a device is a number"))?;
    aside(&hub, move |hub| {
        let device = hub.store.members().device(id)?.ok_or(Failure::Missing)?;
        authorize(&caller.actor, Action::Revoke, Resource::Device(device.person))?;
        hub.store.members().revoke_device(id, hub.clock.now())?;
        tracing::info!(device = id, replica = %device.replica, "a device's access was taken back");
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
