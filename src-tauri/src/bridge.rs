//! The same contract over loopback HTTP: for a browser, for tests, for machines without a display.
//!
//! Only this computer can reach it, and only whoever has read the address that was printed: it carries a token
//! that works once and is exchanged for a bearer. Requests under another host's name are refused, so that a page
//! from elsewhere cannot rebind its name to this address.

mod assets;
mod calls;
mod files;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::desk::{Workplace, random};
use crate::failure::Failure;

/// What every request shares.
#[derive(Clone)]
struct Shared {
    workplace: Arc<Workplace>,
    secrets: Arc<Secrets>,
    port: u16,
    ui: Option<PathBuf>,
}

/// The token that works once, and the bearer it is exchanged for.
struct Secrets {
    token: Mutex<Option<String>>,
    bearer: String,
}

/// A bridge that listens and does not yet answer.
pub struct Bridge {
    listener: TcpListener,
    shared: Shared,
    url: String,
}

impl Bridge {
    /// Listens on a free port of the loopback address. `ui` serves the pages from a folder instead of the binary.
    pub async fn open(workplace: Arc<Workplace>, ui: Option<PathBuf>) -> Result<Self, Failure> {
        let no_port = |error: std::io::Error| {
            tracing::error!(%error, "no loopback port");
            Failure::new(
                "bridge",
                "No port of this computer is free for the browser to connect to. Close other programs and try again.",
            )
        };
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(no_port)?;
        let port = listener.local_addr().map_err(no_port)?.port();
        let token = secret()?;
        let url = format!("http://127.0.0.1:{port}/#token={token}");
        let secrets = Arc::new(Secrets { token: Mutex::new(Some(token)), bearer: secret()? });
        Ok(Self { listener, shared: Shared { workplace, secrets, port, ui }, url })
    }

    /// The address to open, with its token.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers until `stop` is done.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        axum::serve(self.listener, router(self.shared)).with_graceful_shutdown(stop).await
    }
}

fn router(shared: Shared) -> Router {
    let inside = Router::new()
        .route("/call/{name}", post(calls::call))
        .route("/events", get(calls::events))
        .route("/upload", post(files::upload))
        .route("/export/{incident}/{format}", get(files::export))
        .route("/report/{token}", get(files::report))
        .route("/kept-back", post(files::kept_back))
        .route("/status-page", get(files::status_page))
        .route_layer(middleware::from_fn_with_state(shared.clone(), bearer_only));
    Router::new()
        .route("/session", post(session))
        .merge(inside)
        .fallback(get(assets::page))
        .layer(axum::extract::DefaultBodyLimit::max(files::LARGEST))
        .layer(middleware::from_fn_with_state(shared.clone(), loopback_only))
        .with_state(shared)
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

#[derive(Serialize)]
struct Bearer {
    bearer: String,
}

/// Exchanges the token for the bearer, once.
async fn session(State(shared): State<Shared>, Json(given): Json<Token>) -> Result<Json<Bearer>, Refused> {
    let mut token = shared.secrets.token.lock().unwrap_or_else(PoisonError::into_inner);
    match token.take_if(|token| same(token, &given.token)) {
        Some(_) => Ok(Json(Bearer { bearer: shared.secrets.bearer.clone() })),
        None => Err(Refused(
            StatusCode::UNAUTHORIZED,
            Failure::new("no_session", "This address was used already. Start Allclear again for a new one."),
        )),
    }
}

/// A failure with its status, as the UI reads it.
struct Refused(StatusCode, Failure);

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let status = match failure.code {
            "gone" => StatusCode::NOT_FOUND,
            "journal" | "damaged" => StatusCode::INTERNAL_SERVER_ERROR,
            "disk_full" => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self(status, failure)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

async fn loopback_only(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = [format!("127.0.0.1:{}", shared.port), format!("localhost:{}", shared.port)];
    if !ours.iter().any(|name| name == host) {
        return Refused(
            StatusCode::MISDIRECTED_REQUEST,
            Failure::new("no_session", "This address is not Allclear's. Open the one that was printed."),
        )
        .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, assets::POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn bearer_only(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|given| same(given, &shared.secrets.bearer))
    {
        return next.run(request).await;
    }
    Refused(
        StatusCode::UNAUTHORIZED,
        Failure::new(
            "no_session",
            "This tab is not signed in. Open the address that Allclear printed when it started.",
        ),
    )
    .into_response()
}

/// Compares without telling by the time it takes where the first difference is.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn secret() -> Result<String, Failure> {
    let bytes: [u8; 32] = random()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
