//! A server of HTTP that keeps every request, and answers as it is told.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use outreach::{Outreach, Settings};
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// What was entered into a form.
    pub(crate) fn form(&self) -> HashMap<String, String> {
        assert_eq!(self.header("content-type"), "application/x-www-form-urlencoded");
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// What is answered to one request.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

pub(crate) fn reply(status: u16, body: impl ToString) -> Reply {
    Reply { status, headers: Vec::new(), body: body.to_string() }
}

impl Reply {
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

#[derive(Default)]
struct Kept {
    asked: Vec<Asked>,
    replies: VecDeque<Reply>,
}

/// The server. It ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) at: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

impl Web {
    /// Answers the replies one after the other, and then the last for ever.
    pub(crate) async fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        let kept = Arc::new(Mutex::new(Kept { replies: replies.into_iter().collect(), ..Kept::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let app = Router::new().fallback(answer).with_state(kept.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { at, kept }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.kept.lock().unwrap().asked.clone()
    }
}

async fn answer(State(kept): State<Arc<Mutex<Kept>>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let mut kept = kept.lock().unwrap();
    kept.asked.push(Asked { method: parts.method.to_string(), path, headers: parts.headers, body });
    let reply = match kept.replies.len() {
        0 => reply(204, ""),
        1 => kept.replies[0].clone(),
        _ => kept.replies.pop_front().unwrap(),
    };
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap();
    for (name, value) in reply.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// Settings by which this computer may be reached.
pub(crate) fn here() -> Settings {
    Settings { own: vec!["127.0.0.1".parse().unwrap()], ..Settings::default() }
}

pub(crate) fn outreach() -> Outreach {
    Outreach::new(&here()).unwrap()
}
