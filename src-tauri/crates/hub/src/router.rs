//! Every address of the hub.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::decompression::RequestDecompressionLayer;

use crate::failure::Failure;
use crate::gate::{Gate, Limits, Peer};
use crate::hub::Hub;
use crate::routes::status::routes as status_routes;
use crate::routes::{
    about, bearer, channels, devices, entries, invitations, join, live, members, presence, reviews,
    subscribe, subscribers, waiting,
};
use crate::secret::Hashed;

/// An answer of fewer bytes goes as it is, as laptops send theirs: to make ready for packing takes longer than it saves.
const WORTH_PACKING: u64 = 8 << 10;

/// Declares the routes once: for the server, and as a list for tests that have to know all of them.
macro_rules! routes {
    ($(#[$about:meta])* $list:ident $made:ident; $($method:ident $path:literal => $handler:path $(=> $layer:expr)?,)+) => {
        $(#[$about])*
        pub const $list: &[(&str, &str)] = &[$((stringify!($method), $path)),+];

        fn $made() -> Router<Shared> {
            Router::new()$(.route($path, $method($handler)$(.layer($layer))?))+
        }
    };
}

routes! {
    /// What programs ask: every route with its method, in small letters.
    ROUTES routes;
    get  "/healthz" => about::health,
    get  "/metrics" => about::metrics,
    get  "/v1/hub" => about::hub,
    get  "/v1/openapi.json" => about::openapi,
    post "/v1/join" => join::join,
    get  "/v1/me" => devices::me,
    get  "/v1/devices" => devices::list,
    post "/v1/devices/{id}/revoke" => devices::revoke,
    post "/v1/invitations" => invitations::make,
    get  "/v1/invitations" => invitations::list,
    post "/v1/invitations/{id}/withdraw" => invitations::withdraw,
    put  "/v1/members/{person}/role" => members::appoint,
    get  "/v1/waiting" => waiting::list,
    post "/v1/waiting/{id}/admit" => waiting::admit,
    post "/v1/waiting/{id}/refuse" => waiting::refuse,
    get  "/v1/channels" => channels::list,
    put  "/v1/channels/{destination}/secret" => channels::entrust,
    delete "/v1/channels/{destination}/secret" => channels::forget,
    post "/v1/channels/{destination}/test" => channels::test,
    get  "/v1/subscribers" => subscribers::list,
    post "/v1/subscribers" => subscribers::bring,
    delete "/v1/subscribers/{name}" => subscribers::remove,
    // Nothing else is unpacked: what somebody without a token has packed may fill the memory.
    // What it cannot unpack it leaves to the handler, whose refusals are sentences.
    post "/v1/entries" => entries::push => RequestDecompressionLayer::new().pass_through_unaccepted(true),
    get  "/v1/entries" => entries::pull,
    get  "/v1/live" => live::live,
    post "/v1/presence" => presence::say,
    get  "/v1/reviews/{incident}" => reviews::read,
    post "/v1/reviews/{incident}/pass" => reviews::pass,
    get  "/v1/reviews/{incident}/open/{pass}" => reviews::open,
    get  "/v1/heads" => entries::heads,
    post "/v1/fetch" => entries::fetch,
}

routes! {
    /// What people see in a browser beside the public status page, where that is served: to ask to hear, and to hear no more.
    PAGES pages;
    get  "/status/subscribe" => subscribe::form,
    post "/status/subscribe" => subscribe::ask,
    get  "/status/confirm/{word}" => subscribe::confirming,
    post "/status/confirm/{word}" => subscribe::confirm,
    get  "/status/leave/{word}" => subscribe::leaving,
    post "/status/leave/{word}" => subscribe::leave,
}

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub hub: Arc<Hub>,
    /// How much anybody may still ask.
    pub gate: Arc<Gate>,
    /// Becomes true when the hub stops, so that streams end.
    pub stop: watch::Receiver<bool>,
}

/// Answers requests to a hub, however they come and however many; streams end once `stop` becomes true.
pub fn router(hub: Arc<Hub>, stop: watch::Receiver<bool>) -> Router {
    guarded(hub, Arc::new(Gate::new(Limits::none(), Vec::new())), stop)
}

/// The same behind a gate.
pub(crate) fn guarded(hub: Arc<Hub>, gate: Arc<Gate>, stop: watch::Receiver<bool>) -> Router {
    let status = hub.shows.then(|| Arc::clone(&hub.status));
    let shared = Shared { hub, gate, stop };
    let own = if status.is_some() { routes().merge(pages()) } else { routes() };
    let asked = own
        .fallback(about::nothing)
        .method_not_allowed_fallback(about::not_so)
        .layer(
            CompressionLayer::new().compress_when(DefaultPredicate::new().and(SizeAbove::new(WORTH_PACKING))),
        )
        .layer(middleware::from_fn_with_state(shared.clone(), admitted))
        .layer(middleware::from_fn_with_state(shared.clone(), measured))
        .with_state(shared);
    // Beside the rest: it asks nothing of the log, comes packed, and says itself how long a copy is good.
    status.map_or(asked.clone(), |status| asked.merge(status_routes(status)))
}

/// Sends away who asks too much, before anything is looked up or read.
async fn admitted(
    State(Shared { gate, .. }): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let headers = request.headers();
    let known = bearer(headers).and_then(|token| gate.known(&Hashed::of(token)));
    let now = Instant::now();
    let Some(known) = known else {
        gate.stranger(origin(&gate, &request), now)?;
        return Ok(next.run(request).await);
    };
    let _one_of_those_at_once = gate.request(&known, now)?;
    Ok(next.run(request).await)
}

/// From which address a request comes, as the gate counts it.
pub(crate) fn origin(gate: &Gate, request: &Request) -> IpAddr {
    let peer = request.extensions().get().map_or(Ipv4Addr::UNSPECIFIED.into(), |Peer(peer)| *peer);
    let forwarded = request.headers().get_all("x-forwarded-for").into_iter();
    gate.origin(peer, forwarded.filter_map(|line| line.to_str().ok()))
}

/// The word under which a method is counted. HTTP allows any word, and each would stay in the counts for ever.
fn counted(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "other",
    }
}

/// Counts the answer, and keeps it out of caches.
async fn measured(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let route = format!("{} {path}", counted(request.method()));
    let mut response = next.run(request).await;
    shared.hub.metrics.answered(&route, response.status().as_u16(), begun.elapsed());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
