//! Upload and download, in the place of the window's file dialogs.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use incident::entry::Series;
use incident::id::IncidentId;
use serde::Deserialize;

use super::{Refused, Shared};
use crate::desk::SavedFile;
use crate::failure::Failure;
use crate::views::{ExportFormat, ImportDraft};

/// The largest request: an import of 64 MiB.
pub(super) const LARGEST: usize = 64 * 1024 * 1024 + 4096;

#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn upload(
    State(shared): State<Shared>,
    Query(Named { name }): Query<Named>,
    bytes: Bytes,
) -> Result<Json<ImportDraft>, Refused> {
    let draft =
        tokio::task::spawn_blocking(move || shared.workplace.desk().take_import(name, bytes.to_vec())).await;
    Ok(Json(draft.map_err(broken)??))
}

pub(super) async fn export(
    State(shared): State<Shared>,
    Path((incident, format)): Path<(IncidentId, ExportFormat)>,
) -> Result<Response, Refused> {
    let file = tokio::task::spawn_blocking(move || shared.workplace.desk().export(incident, format))
        .await
        .map_err(broken)??;
    Ok(attachment(file))
}

pub(super) async fn report(
    State(shared): State<Shared>,
    Path(token): Path<String>,
) -> Result<Response, Refused> {
    Ok(attachment(shared.workplace.desk().import_report(&token)?))
}

pub(super) async fn kept_back(
    State(shared): State<Shared>,
    Json(series): Json<Series>,
) -> Result<Response, Refused> {
    let desk = shared.workplace.desk();
    let file = tokio::task::spawn_blocking(move || desk.kept_back_file(series)).await.map_err(broken)??;
    Ok(attachment(file))
}

pub(super) async fn status_page(State(shared): State<Shared>) -> Result<Response, Refused> {
    let desk = shared.workplace.desk();
    let file = tokio::task::spawn_blocking(move || desk.status_page_zip()).await.map_err(broken)??;
    Ok(attachment(file))
}

fn attachment(file: SavedFile) -> Response {
    // The name is made of letters, digits, hyphens and a dot by those who give it.
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [(header::CONTENT_TYPE, file.mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, file.bytes).into_response()
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed over by map_err")]
fn broken(error: tokio::task::JoinError) -> Failure {
    tracing::error!(%error, "a file request broke");
    Failure::new(
        "panic",
        "Something in Allclear broke while doing this. What was confirmed before is saved. Please report it with the log.",
    )
}
