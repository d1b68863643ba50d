//! A laptop that listens to the live stream.

use reqwest::{RequestBuilder, Response};
use sync::Page;

use crate::house::PATIENCE;
use crate::laptop::Laptop;

/// A laptop that listens.
pub(crate) struct Ear {
    answer: Response,
    heard: String,
}

impl Ear {
    pub(crate) async fn of(laptop: &Laptop, after: &str) -> Self {
        Self::that(laptop.get(&format!("/v1/live?after={after}"))).await
    }

    /// One that asks so.
    pub(crate) async fn that(asks: RequestBuilder) -> Self {
        let answer = asks.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, heard: String::new() }
    }

    /// The next event: its name, id and data; none when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<(String, String, String)> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
                    line.unwrap_or_default().to_owned()
                };
                let event = (field("event"), field("id"), field("data"));
                self.heard = rest.to_owned();
                return Some(event);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("an event");
            self.heard += std::str::from_utf8(&chunk.ok().flatten()?).unwrap();
        }
    }

    /// The next page, over heads.
    pub(crate) async fn page(&mut self) -> Page {
        loop {
            let (event, id, data) = self.next().await.expect("the stream goes on");
            if event == "page" {
                let page: Page = serde_json::from_str(&data).unwrap();
                assert_eq!(page.cursor.to_string(), id);
                return page;
            }
            if event == "head" {
                assert_eq!(data, format!("\"{id}\""));
            }
        }
    }
}
