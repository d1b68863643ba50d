//! The pages: from the binary, or from a folder while somebody works on them.

use std::borrow::Cow;
use std::path::{Component, Path};

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tauri::utils::assets::AssetKey;
use tauri::utils::mime_type::MimeType;

use super::Shared;

/// The policy of `tauri.conf.json`, with this server in the place of Tauri's own channel. The hash is that of the style
/// of a status page, which is previewed in a frame that inherits this policy.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-UWC/Dgp/ecIFehf3rhFHphVLBc99Uu4p7FDraf3uYks=' 'sha256-9vRkvlu+Fdea4/lCn/SfWCKXzTf1sACBLM3SiXvnt1U='; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) async fn page(State(shared): State<Shared>, uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let found = match &shared.ui {
        Some(folder) => from_folder(folder, path),
        None => from_binary(path),
    };
    match found {
        Some(bytes) => {
            let mime = MimeType::parse(&bytes, path);
            ([(header::CONTENT_TYPE, mime)], bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn from_folder(folder: &Path, path: &str) -> Option<Vec<u8>> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    plain.then(|| std::fs::read(folder.join(path)).ok()).flatten()
}

fn from_binary(path: &str) -> Option<Vec<u8>> {
    let context = crate::context::<tauri::Wry>();
    context.assets().get(&AssetKey::from(path)).map(Cow::into_owned)
}
