//! The laptops that joined.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use incident::id::Millis;
use serde::Serialize;

use super::{Caller, Named};
use crate::authorize::{Action, Resource, authorize};
use crate::failure::Failure;
use crate::hub::aside;
use crate::member::Device;
use crate::router::Shared;

/// A laptop in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedDevice {
    /// Which.
    #[serde(flatten)]
    pub device: Device,
    /// When it last said anything to this hub, if that was since the hub started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Millis>,
}

pub(crate) async fn me(caller: Caller) -> Result<Json<Device>, Failure> {
    caller.actor.device().cloned().map(Json).ok_or(Failure::Missing)
}

/// One's own; for an admin, everybody's.
pub(crate) async fn list(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
) -> Result<Json<Vec<ListedDevice>>, Failure> {
    let mut devices = aside(&hub, |hub| Ok(hub.store.members().devices()?)).await?;
    devices.retain(|device| authorize(&caller.actor, Action::See, Resource::Device(device.person)).is_ok());
    let listed = devices.into_iter().map(|device| {
        let last_seen = hub.presence.seen(device.id);
        ListedDevice { device, last_seen }
    });
    Ok(Json(listed.collect()))
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
