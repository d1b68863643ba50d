//! The public status page, for anybody and without a token: nothing that is not public is ever in it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use page::bundle::SITE_STYLE_HASH;

use crate::status::{Kept, Status};

/// For how many seconds a copy is as good as the page itself.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=15, stale-if-error=86400");

/// The addresses of the page.
pub(crate) fn routes(status: Arc<Status>) -> Router {
    let policy = format!(
        "default-src 'none'; style-src '{SITE_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let policy =
        HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    Router::new()
        .route("/status", get(|| async { Redirect::permanent("/status/") }))
        .route("/status/", get(front))
        .route("/status/{*path}", get(file))
        .with_state(Served { status, policy })
}

#[derive(Clone)]
struct Served {
    status: Arc<Status>,
    policy: HeaderValue,
}

async fn front(State(served): State<Served>, headers: HeaderMap) -> Response {
    served.answer("index.html", &headers)
}

async fn file(State(served): State<Served>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    served.answer(&path, &headers)
}

impl Served {
    fn answer(&self, path: &str, asked: &HeaderMap) -> Response {
        let Some(kept) = self.status.file(path) else {
            let fresh = [(header::CACHE_CONTROL, "public, max-age=5")];
            return (StatusCode::NOT_FOUND, fresh, "There is no such page. The status is at /status/.\n")
                .into_response();
        };
        let packed = kept.packed.as_ref().filter(|_| takes_packed(asked));
        let tag = if packed.is_some() { &kept.packed_tag } else { &kept.tag };
        let known = is_known(asked, &kept, tag);
        let body = if known { Body::empty() } else { Body::from(packed.unwrap_or(&kept.bytes).clone()) };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag.clone());
        headers.insert(header::LAST_MODIFIED, kept.since.clone());
        headers.insert(header::CACHE_CONTROL, FRESH);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        // It is public: a page of somebody else may show it.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kept.media_type));
        if packed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        }
        response
    }
}

/// The words of a list in a header.
fn words<'a>(asked: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = asked.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// Whether whoever asks can unpack.
fn takes_packed(asked: &HeaderMap) -> bool {
    words(asked, &header::ACCEPT_ENCODING).any(|word| {
        let (name, weight) = word.split_once(';').unwrap_or((word, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("zstd") && weight.unwrap_or(1.0) > 0.0
    })
}

/// Whether they have these bytes already (RFC 9110, 13.2.2): a tag counts more than a time.
fn is_known(asked: &HeaderMap, kept: &Kept, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    if asked.contains_key(header::IF_NONE_MATCH) {
        let mut tags = words(asked, &header::IF_NONE_MATCH);
        return tags.any(|word| word == "*" || word.strip_prefix("W/").unwrap_or(word) == tag);
    }
    let since = asked
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|line| httpdate::parse_http_date(line.to_str().ok()?).ok());
    let since = since.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since.is_some_and(|since| since.as_secs() >= kept.since_second)
}
