//! Connections: how they begin, how long anybody may take over it, and how they end.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use crate::gate::{Gate, Inside, Peer};

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long the head of a request may take to arrive, and so how long a connection may lie idle.
const HEAD: Duration = Duration::from_secs(30);
/// How long what is under way may take to end once the hub stops.
const FAREWELL: Duration = Duration::from_secs(20);
/// How long to wait where no connection can be taken, because too many files are open.
const BREATH: Duration = Duration::from_millis(100);

/// What every connection is served with.
#[derive(Clone)]
pub(crate) struct Connections {
    /// Answers the requests.
    pub app: Router,
    /// Whose connections are too many.
    pub gate: Arc<Gate>,
    /// Shakes hands; plain HTTP without one.
    pub tls: Option<TlsAcceptor>,
    /// Becomes true when the hub stops.
    pub stop: watch::Receiver<bool>,
}

impl Connections {
    /// Takes connections until the hub stops, and then lets those that are open end what is under way.
    pub(crate) async fn take(mut self, listener: TcpListener) {
        let mut open = JoinSet::new();
        loop {
            let taken = tokio::select! {
                biased;
                _ = self.stop.wait_for(|stopped| *stopped) => break,
                // Asked for so that those that ended leave nothing behind.
                Some(_) = open.join_next() => continue,
                taken = listener.accept() => taken,
            };
            match taken {
                Ok((stream, peer)) => {
                    // Who knocks too often is not even told so: that would cost a handshake.
                    if let Ok(inside) = self.gate.knock(peer.ip(), Instant::now()) {
                        open.spawn(self.clone().hold(stream, Peer(peer.ip()), inside));
                    }
                }
                // Whoever came went away again.
                Err(error)
                    if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be taken");
                    sleep(BREATH).await;
                }
            }
        }
        drop(listener);
        let ended = timeout(FAREWELL, async { while open.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            tracing::warn!(connections = open.len(), "what did not end in time was cut off");
        }
    }

    async fn hold(self, stream: TcpStream, peer: Peer, _inside: Inside) {
        // An event is small and has to leave at once.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection that is slow to send");
        }
        let Some(tls) = self.tls.clone() else { return self.answer(stream, peer).await };
        match timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.answer(stream, peer).await,
            Ok(Err(error)) => tracing::debug!(%error, "a handshake that failed"),
            Err(_) => tracing::debug!("a handshake that took too long"),
        }
    }

    async fn answer(mut self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: Peer) {
        let app = self.app;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            app.clone().call(request.map(Body::new))
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            _ = self.stop.wait_for(|stopped| *stopped) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection that broke");
        }
    }
}
