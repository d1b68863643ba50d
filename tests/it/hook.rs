//! A server that takes webhooks, as somebody's out there would.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

/// What opens it.
pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a server got, and what it answers next.
#[derive(Clone, Default)]
struct Hook {
    got: Arc<Mutex<Vec<(String, Value)>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    silent: Arc<AtomicBool>,
}

pub(crate) struct Serving {
    hook: Hook,
    pub(crate) url: String,
    _runtime: tokio::runtime::Runtime,
}

impl Serving {
    /// Answers with these first, then always well.
    pub(crate) fn answering(answers: &[u16]) -> Self {
        let hook = Hook::default();
        hook.answers.lock().unwrap().extend(answers);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/in", axum::routing::post(take)).with_state(hook.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { hook, url, _runtime: runtime }
    }

    /// From now on it takes what comes and never answers, or answers again.
    pub(crate) fn is_silent(&self, silent: bool) {
        self.hook.silent.store(silent, SeqCst);
    }

    pub(crate) fn got(&self) -> Vec<(String, Value)> {
        self.hook.got.lock().unwrap().clone()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.got().iter().map(|(_, body)| body["data"]["text"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(State(hook): State<Hook>, headers: HeaderMap, body: axum::Json<Value>) -> StatusCode {
    let id = headers["webhook-id"].to_str().unwrap().to_owned();
    hook.got.lock().unwrap().push((id, body.0));
    if hook.silent.load(SeqCst) {
        std::future::pending::<()>().await;
    }
    let answer = hook.answers.lock().unwrap().pop_front().unwrap_or(204);
    StatusCode::from_u16(answer).unwrap()
}
