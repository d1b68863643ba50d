//! A browser without a page: speaks to the bridge over real HTTP.

use std::sync::Arc;

use allclear::bridge::Bridge;
use allclear::desk::{Desk, Workplace};
use reqwest::{Client as Http, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::contract::Answer;

/// Somebody who has exchanged the token for the bearer.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: Http,
    /// `http://127.0.0.1:PORT`.
    pub(crate) base: String,
    pub(crate) bearer: String,
}

impl Client {
    /// Signs in with an address as the app prints it.
    pub(crate) async fn open(url: &str) -> Self {
        let (http, (base, token)) = (Http::new(), parts(url));
        let answer = exchange(&http, base, token).await;
        assert_eq!(answer.status(), StatusCode::OK, "the token works");
        let session: Value = answer.json().await.expect("JSON");
        let bearer = session["bearer"].as_str().expect("a bearer").to_owned();
        Self { http, base: base.to_owned(), bearer }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.bearer)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.bearer)
    }

    /// Calls a command. The outer error is the connection's.
    pub(crate) async fn call(&self, command: &str, args: Value) -> reqwest::Result<Answer> {
        let answer = self.post(&format!("/call/{command}")).json(&args).send().await?;
        let good = answer.status().is_success();
        let body: Value = answer.json().await?;
        Ok(if good { Ok(body) } else { Err(body) })
    }

    /// Calls a command that must succeed.
    pub(crate) async fn ask(&self, command: &str, args: Value) -> Value {
        let answer = self.call(command, args.clone()).await.expect("the app answers");
        answer.unwrap_or_else(|failure| panic!("{command} {args}: {failure}"))
    }

    /// Listens to what becomes stale or should be opened.
    pub(crate) async fn listen(&self) -> Events {
        let answer = self.get("/events").send().await.expect("the app answers");
        assert_eq!(answer.status(), StatusCode::OK);
        Events { answer, read: String::new() }
    }
}

/// The address without its token, and the token.
pub(crate) fn parts(url: &str) -> (&str, &str) {
    url.split_once("/#token=").expect("an address with a token")
}

pub(crate) async fn exchange(http: &Http, base: &str, token: &str) -> Response {
    http.post(format!("{base}/session"))
        .json(&json!({ "token": token }))
        .send()
        .await
        .expect("the app answers")
}

/// Server-sent events.
pub(crate) struct Events {
    answer: Response,
    read: String,
}

impl Events {
    /// The next event of this name that fits.
    pub(crate) async fn next(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                while let Some((event, rest)) = self.read.split_once("\n\n") {
                    let (event, rest) = (event.to_owned(), rest.to_owned());
                    self.read = rest;
                    let field =
                        |field: &str| event.lines().find_map(|line| line.strip_prefix(field).map(str::trim));
                    if field("event:") == Some(name) {
                        let data = serde_json::from_str(field("data:").expect("data")).expect("JSON");
                        if fits(&data) {
                            return data;
                        }
                    }
                }
                let more = self.answer.chunk().await.expect("the app speaks").expect("the stream stays open");
                self.read.push_str(std::str::from_utf8(&more).expect("text"));
            }
        };
        let waited = tokio::time::timeout(crate::until::PATIENCE, found).await;
        waited.unwrap_or_else(|_| panic!("no event {name} came"))
    }
}

/// Serves a desk on a port of its own until the test ends, and gives the address that would be printed.
pub(crate) async fn serve(desk: &Arc<Desk>) -> String {
    let bridge = Bridge::open(Workplace::of(Arc::clone(desk)), None).await.expect("a port");
    let url = bridge.url().to_owned();
    tokio::spawn(bridge.serve(std::future::pending()));
    url
}
