//! Slack, by an incoming webhook or as an app. Source: <https://docs.slack.dev/apis/web-api>.

mod rooms;

use std::sync::LazyLock;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::cut::cut;
use crate::http::{Answer, Web};
use crate::{Message, Receipt, Secret, SlackBot, Undelivered, WebAddress, Why};

/// Where it answers apps.
static API: LazyLock<WebAddress> =
    LazyLock::new(|| "https://slack.com/api/".parse().expect("an address that stands here"));
pub(crate) const TOKEN: &str = "the bot token, xoxb-…,";
pub(crate) const ADDRESS: &str = "the address of the incoming webhook";
/// Slack asks for at most 4,000 characters in a message.
const TEXT: usize = 3_600;
/// What Slack says of a message that it does not know.
const NO_THREAD: &str = "thread_not_found";

pub(crate) async fn post(web: &Web, secret: &Secret, message: &Message) -> Result<Receipt, Undelivered> {
    let url = secret.address(ADDRESS)?;
    let answer = web.post(url.url().clone(), &said(message)).await?.done()?;
    Ok(Receipt { detail: format!("{} took it.", answer.host), ..Receipt::default() })
}

/// What both doors take.
fn said(message: &Message) -> Value {
    let mut text = format!("*{}*\n\n", escape(&message.subject()));
    text.push_str(&escape(&cut(&message.plain(), TEXT, message.link())));
    if let Some(link) = message.link() {
        text.push_str(&format!("\n\n<{}>", escape(link)));
    }
    json!({ "text": text, "unfurl_links": false, "unfurl_media": false })
}

/// Words that are nothing but words: nobody is called by `<!channel>`.
fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The methods of an app.
pub(crate) struct Api<'a> {
    web: &'a Web,
    bot: &'a SlackBot,
    token: &'a str,
}

/// What every method answers, with a status of 200.
#[derive(Deserialize)]
struct Verdict {
    ok: bool,
    error: Option<String>,
}

impl<'a> Api<'a> {
    pub(crate) fn new(web: &'a Web, bot: &'a SlackBot, secret: &'a Secret) -> Result<Self, Undelivered> {
        Ok(Self { web, bot, token: secret.token(TOKEN)? })
    }

    pub(crate) async fn say(&self, message: &Message) -> Result<Receipt, Undelivered> {
        #[derive(Deserialize)]
        struct Posted {
            ts: String,
        }
        let room = self.bot.room.as_deref();
        let room =
            room.ok_or(Undelivered::never(Why::Channel("No room of Slack is chosen. Enter its id.")))?;
        let mut body = said(message);
        body["channel"] = json!(room);
        let mut thread = message.thread.clone();
        let mut hung = body.clone();
        if let Some(above) = &thread {
            hung["thread_ts"] = json!(above);
        }
        let posted = match self.call("chat.postMessage", &hung).await {
            // What it was to be hung below was removed there, or is of another room.
            Err(Undelivered::Never { why: Why::Gone { said, .. } }) if said == NO_THREAD => {
                thread = None;
                self.call("chat.postMessage", &body).await
            }
            posted => posted,
        };
        let Posted { ts } = posted?;
        let thread = thread.unwrap_or_else(|| ts.clone());
        let detail = "Slack took it.".to_owned();
        Ok(Receipt { id: Some(ts), thread: Some(thread), detail, ..Receipt::default() })
    }

    /// A method that writes.
    async fn call<T: DeserializeOwned>(&self, method: &str, body: &Value) -> Result<T, Undelivered> {
        self.ask(method, |request| request.json(body)).await
    }

    /// A method that reads. Those know no JSON.
    async fn look<T: DeserializeOwned>(&self, method: &str, form: &[(&str, &str)]) -> Result<T, Undelivered> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = "application/x-www-form-urlencoded";
        let looked = self.ask(method, |request| request.header(CONTENT_TYPE, kind).body(body)).await;
        looked.map_err(Undelivered::of_a_question)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<T, Undelivered> {
        let url = self.bot.api.as_ref().unwrap_or(&API).below(&[method]);
        let asked = |request: RequestBuilder| with(request.bearer_auth(self.token));
        let answer = self.web.ask(Method::POST, url, asked).await?.done()?;
        let Some(verdict) = answer.json::<Verdict>() else { return Err(answer.unreadable()) };
        if !verdict.ok {
            return Err(refusal(&answer, verdict.error.as_deref()));
        }
        answer.json().ok_or_else(|| answer.unreadable())
    }
}

fn refusal(answer: &Answer, error: Option<&str>) -> Undelivered {
    let (host, said) = (answer.host.clone(), answer.code(error));
    match error.unwrap_or_default() {
        "ratelimited" | "rate_limited" | "message_limit_exceeded" => {
            Undelivered::Later { after: answer.after, why: Why::Busy { host } }
        }
        // Slack says of these two that some of it may have been done.
        "internal_error" | "fatal_error" => Undelivered::unknown(Why::Broke { host, said }),
        "service_unavailable" | "request_timeout" | "team_added_to_org" => {
            Undelivered::later(Why::Trouble { host, said })
        }
        "invalid_auth" | "not_authed" | "token_expired" | "token_revoked" | "account_inactive" => {
            Undelivered::never(Why::Unauthorised { host, said })
        }
        "channel_not_found" | "is_archived" | NO_THREAD => Undelivered::never(Why::Gone { host, said }),
        "missing_scope"
        | "not_in_channel"
        | "access_denied"
        | "no_permission"
        | "not_allowed_token_type"
        | "restricted_action"
        | "restricted_action_read_only_channel"
        | "ekm_access_denied" => Undelivered::never(Why::Forbidden { host, said }),
        _ => Undelivered::never(Why::Refused { host, said }),
    }
}
