//! Matrix. Source: <https://spec.matrix.org/v1.11/client-server-api/>.

mod rooms;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cut::cut_bytes;
use crate::http::Web;
use crate::{Matrix, Message, Receipt, Secret, Undelivered, WebAddress, Why};

pub(crate) const TOKEN: &str = "the access token";
/// So much of a text fits into an event, also where JSON makes it twice as long.
const TEXT: usize = 14_000;
/// With its HTML it may have so many bytes: an event has at most 65,536 with everything that servers put around it.
const WITH_HTML: usize = 60_000;

/// A homeserver, asked as one of its clients.
pub(crate) struct Api<'a> {
    web: &'a Web,
    matrix: &'a Matrix,
    token: &'a str,
}

/// How every refusal begins.
#[derive(Deserialize)]
struct Refusal {
    errcode: Option<String>,
    retry_after_ms: Option<u64>,
}

#[derive(Deserialize)]
struct RoomId {
    room_id: String,
}

impl<'a> Api<'a> {
    pub(crate) fn new(web: &'a Web, matrix: &'a Matrix, secret: &'a Secret) -> Result<Self, Undelivered> {
        Ok(Self { web, matrix, token: secret.token(TOKEN)? })
    }

    /// Says it once: the server knows the name of the message, so a second attempt gets the same answer.
    pub(crate) async fn say(&self, message: &Message) -> Result<Receipt, Undelivered> {
        #[derive(Deserialize)]
        struct Sent {
            event_id: String,
        }
        let room = self.room().await?;
        let transaction = format!("allclear-{}", message.id);
        let path = ["rooms", &room, "send", "m.room.message", &transaction];
        let sent: Sent = self.ask(Method::PUT, &path, Some(&said(message))).await?;
        let detail = format!("{} took it.", host(&self.matrix.homeserver));
        let thread = above(message).map_or_else(|| sent.event_id.clone(), str::to_owned);
        Ok(Receipt { id: Some(sent.event_id), thread: Some(thread), detail, ..Receipt::default() })
    }

    /// The room's id, also where only its alias is known.
    async fn room(&self) -> Result<String, Undelivered> {
        match self.matrix.room.as_deref().map(str::trim) {
            Some(room) if room.starts_with('!') => Ok(room.to_owned()),
            Some(alias) if alias.starts_with('#') => self.behind(alias).await,
            _ => Err(Undelivered::never(Why::Channel(
                "No room of Matrix is chosen. Enter its alias, #name:server, or its id, !id:server.",
            ))),
        }
    }

    async fn behind(&self, alias: &str) -> Result<String, Undelivered> {
        let found = self.ask::<RoomId>(Method::GET, &["directory", "room", alias], None).await;
        Ok(found.map_err(Undelivered::of_a_question)?.room_id)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&Value>,
    ) -> Result<T, Undelivered> {
        let steps: Vec<&str> = ["_matrix", "client", "v3"].iter().chain(path).copied().collect();
        let url = self.matrix.homeserver.below(&steps);
        let with = |request: RequestBuilder| match body {
            Some(body) => request.bearer_auth(self.token).json(body),
            None => request.bearer_auth(self.token),
        };
        let mut answer = self.web.ask(method, url, with).await?;
        if answer.status.is_success() {
            return answer.json().ok_or_else(|| answer.unreadable());
        }
        let refusal = answer.json::<Refusal>();
        let said = answer.code(refusal.as_ref().and_then(|refusal| refusal.errcode.as_deref()));
        if let Some(asked) = refusal.and_then(|refusal| refusal.retry_after_ms) {
            answer.leave_alone(Duration::from_millis(asked));
        }
        Err(answer.refusal(said))
    }
}

fn host(address: &WebAddress) -> &str {
    address.url().host_str().unwrap_or_default()
}

fn said(message: &Message) -> Value {
    let subject = message.subject();
    let mut plain = format!("{subject}\n\n{}", cut_bytes(&message.plain(), TEXT, message.link()));
    if let Some(link) = message.link() {
        plain.push_str(&format!("\n\n{link}"));
    }
    // Nobody is called by it, whatever names stand in the words.
    let mut said = json!({ "msgtype": "m.text", "body": plain, "m.mentions": {} });
    if let Some(above) = above(message) {
        // Whoever knows no threads sees an answer.
        said["m.relates_to"] = json!({
            "rel_type": "m.thread", "event_id": above, "is_falling_back": true,
            "m.in_reply_to": { "event_id": above },
        });
    }
    let html = message.html();
    if !html.is_empty() && html.len() <= WITH_HTML {
        let title = escape(&subject);
        let link = message.link().map(escape);
        let link = link.map(|link| format!("<p><a href=\"{link}\">{link}</a></p>")).unwrap_or_default();
        let mut formatted = said.clone();
        formatted["format"] = json!("org.matrix.custom.html");
        formatted["formatted_body"] = json!(format!("<p><strong>{title}</strong></p>\n{html}{link}"));
        if formatted.to_string().len() <= WITH_HTML {
            return formatted;
        }
    }
    said
}

/// The event that begins the thread in which it belongs.
fn above(message: &Message) -> Option<&str> {
    message.thread.as_deref().filter(|thread| thread.starts_with('$') && thread.len() <= 255)
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
