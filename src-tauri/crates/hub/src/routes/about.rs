//! What the hub is and how it does.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use incident::book::Book;
use incident::id::{ReplicaKey, WorkspaceId};
use incident::stream::{Section, Stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;
use crate::hub::aside;
use crate::openapi::document;
use crate::router::Shared;

/// `GET /v1/hub`: for anybody, since a laptop has to know the workspace before it joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Which workspace it serves.
    pub workspace: WorkspaceId,
    /// The key that signs its receipts.
    pub hub: ReplicaKey,
    /// What the workspace is called, if anybody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The hub's version.
    pub version: String,
}

/// Whether the hub can read its log and its members, and is not one that writes no more.
pub(crate) async fn health(State(Shared { hub, .. }): State<Shared>) -> Result<&'static str, Failure> {
    aside(&hub, |hub| {
        if hub.store.is_halted() {
            return Err(Failure::Halted);
        }
        hub.store.position()?;
        hub.store.members().served_at()?;
        Ok("ok\n")
    })
    .await
}

pub(crate) async fn metrics(
    State(Shared { hub, gate, .. }): State<Shared>,
) -> Result<impl IntoResponse, Failure> {
    let text = aside(&hub, move |hub| {
        let position = hub.store.position()?;
        Ok(hub.metrics.text(hub.feed.listeners(), position, hub.sums.as_of(), &gate))
    });
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text.await?))
}

pub(crate) async fn hub(State(Shared { hub, .. }): State<Shared>) -> Result<Json<About>, Failure> {
    let about = aside(&hub, |hub| {
        let settings = hub.store.record(Stream::Book(Section::Settings))?;
        let book = Book::default().with(Section::Settings, settings);
        Ok(About {
            workspace: hub.workspace(),
            hub: hub.key(),
            name: book.workspace_name().map(str::to_owned),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    });
    Ok(Json(about.await?))
}

/// The protocol, for anybody who writes a program that speaks it.
pub(crate) async fn openapi(State(Shared { hub, .. }): State<Shared>) -> Json<Value> {
    Json(document(hub.shows))
}

/// For every address that is none.
pub(crate) async fn nothing() -> Failure {
    Failure::Missing
}

/// For every method that an address does not have.
pub(crate) async fn not_so() -> Failure {
    Failure::Method
}
