//! A server that takes webhooks, as somebody's out there would.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;

/// What it got, and what it answers.
#[derive(Clone, Default)]
pub(crate) struct Hook {
    got: Arc<Mutex<Vec<(String, String)>>>,
    all: Arc<Mutex<Vec<(String, Value)>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    silent: Arc<AtomicBool>,
    pub url: String,
}

impl Hook {
    /// Answers with these first, then always well.
    pub(crate) async fn answering(answers: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let hook =
            Self { url, answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Self::default() };
        let router = Router::new().route("/in", post(take)).with_state(hook.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        hook
    }

    /// From now on it takes what comes and never answers, or answers again.
    pub(crate) fn is_silent(&self, silent: bool) {
        self.silent.store(silent, SeqCst);
    }

    /// What stood behind the question mark of the address, and what came there, as often as it came.
    pub(crate) fn all(&self) -> Vec<(String, Value)> {
        self.all.lock().unwrap().clone()
    }

    /// The id and the text of each message, as often as it came.
    pub(crate) fn got(&self) -> Vec<(String, String)> {
        self.got.lock().unwrap().clone()
    }
}

async fn take(
    State(hook): State<Hook>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: axum::Json<Value>,
) -> StatusCode {
    let id = headers["webhook-id"].to_str().unwrap().to_owned();
    hook.all.lock().unwrap().push((query.unwrap_or_default(), body.0.clone()));
    hook.got.lock().unwrap().push((id, body["data"]["text"].as_str().unwrap().to_owned()));
    if hook.silent.load(SeqCst) {
        std::future::pending::<()>().await;
    }
    let answer = hook.answers.lock().unwrap().pop_front().unwrap_or(204);
    StatusCode::from_u16(answer).unwrap()
}
