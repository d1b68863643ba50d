//! A page of hosted Statuspage. Source: <https://developer.statuspage.io>.
//!
//! It knows nothing of names of messages, so each of its incidents carries the names of those that it has: what is
//! there already is not posted again.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use incident::text::one_line;
use incident::value::Occasion;
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::cut::cut;
use crate::http::{Answer, Web};
use crate::outreach::Turns;
use crate::{Component, Message, MessageId, Receipt, Secret, Statuspage, Undelivered, WebAddress, Why};

/// Where it answers those who write pages.
static API: LazyLock<WebAddress> =
    LazyLock::new(|| "https://api.statuspage.io/v1/".parse().expect("an address that stands here"));
pub(crate) const KEY: &str = "the API key";
/// A name has at most 200 characters, a text so many that nobody reads more.
const NAME: usize = 200;
const TEXT: usize = 20_000;
/// So many names of messages are kept, and so many incidents are looked through.
const KEPT: usize = 50;
const LOOKED: &str = "100";

/// The interface for those who write a page.
pub(crate) struct Api<'a> {
    web: &'a Web,
    page: &'a Statuspage,
    key: &'a str,
    turns: Turns<'a>,
}

/// An incident there.
#[derive(Deserialize)]
struct Shown {
    id: String,
    #[serde(default)]
    name: String,
    status: String,
    #[serde(default)]
    shortlink: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    allclear: Option<Known>,
}

/// What an incident there knows of us.
#[derive(Clone, Deserialize, Serialize)]
struct Known {
    incident: String,
    messages: Vec<String>,
}

impl<'a> Api<'a> {
    pub(crate) fn new(
        web: &'a Web,
        page: &'a Statuspage,
        secret: &'a Secret,
        turns: Turns<'a>,
    ) -> Result<Self, Undelivered> {
        Ok(Self { web, page, key: secret.token(KEY)?, turns })
    }

    pub(crate) async fn say(&self, message: &Message) -> Result<Receipt, Undelivered> {
        if message.drill {
            return Err(Undelivered::never(Why::Drill));
        }
        let shown = self.shown(message).await.map_err(Undelivered::of_a_question)?;
        if let Some(shown) = shown.as_ref().filter(|shown| shown.has(&message.id)) {
            return Ok(receipt(shown, "Statuspage has it already."));
        }
        let known = known(message, shown.as_ref());
        let said = said(message, shown.as_ref(), &known);
        self.turns.next().await;
        let answer = match &shown {
            Some(shown) => self.ask(Method::PATCH, self.incidents(&[&shown.id]), Some(&said)).await?,
            None => self.ask(Method::POST, self.incidents(&[]), Some(&said)).await?,
        };
        let answer = answer.done()?;
        let shown: Shown = answer.json().ok_or_else(|| answer.unreadable())?;
        Ok(receipt(&shown, "Statuspage shows it."))
    }

    /// Has everything there stand as it should, whatever is noted there: somebody may have changed it by hand. Each incident
    /// by what was said of it last. Nobody who asked to hear of the page is told again. One that cannot be set right stops
    /// none of the others; where it may be later, that is what is given back.
    pub(crate) async fn set_right(
        &self,
        incidents: &[Message],
        components: &[Component],
    ) -> Result<Receipt, Undelivered> {
        let mut failed = None;
        for component in components {
            let went = self.set_component_right(component).await;
            failed = not_alone(failed, went)?;
        }
        for message in incidents {
            let went = self.set_incident_right(message).await;
            failed = not_alone(failed, went)?;
        }
        if let Some(why) = failed {
            return Err(why);
        }
        let (incidents, components) = (incidents.len(), components.len());
        let detail =
            format!("Statuspage stands as it should: incidents ({incidents}) and components ({components}).");
        Ok(Receipt { detail, ..Receipt::default() })
    }

    async fn set_component_right(&self, component: &Component) -> Result<(), Undelivered> {
        self.turns.next().await;
        let at = self.below(&["pages", &self.page.page, "components", &component.id]);
        let said = json!({ "component": { "status": component.state } });
        self.ask(Method::PATCH, at, Some(&said)).await?.done().map(drop)
    }

    async fn set_incident_right(&self, message: &Message) -> Result<(), Undelivered> {
        if message.drill {
            return Err(Undelivered::never(Why::Drill));
        }
        self.turns.next().await;
        let shown = self.shown(message).await?;
        let known = known(message, shown.as_ref());
        let mut said = said(message, shown.as_ref(), &known);
        // Whatever is written with a text is one more post on the page.
        if shown.as_ref().is_some_and(|shown| shown.has(&message.id) && shown.stands(&said)) {
            return Ok(());
        }
        said["incident"]["deliver_notifications"] = json!(false);
        self.turns.next().await;
        let answer = match &shown {
            Some(shown) => self.ask(Method::PATCH, self.incidents(&[&shown.id]), Some(&said)).await?,
            None => self.ask(Method::POST, self.incidents(&[]), Some(&said)).await?,
        };
        answer.done().map(drop)
    }

    /// Whether there is this page, and the key opens it. Nothing is shown to anybody.
    pub(crate) async fn probe(&self) -> Result<Receipt, Undelivered> {
        self.turns.next().await;
        let page = self.below(&["pages", &self.page.page]);
        let answer = self.ask(Method::GET, page, None).await;
        answer.and_then(Answer::done).map_err(Undelivered::of_a_question)?;
        let detail = "Statuspage has this page and takes the key. Nothing was shown on it.".to_owned();
        Ok(Receipt { detail, ..Receipt::default() })
    }

    /// The incident there, if there is one.
    async fn shown(&self, message: &Message) -> Result<Option<Shown>, Undelivered> {
        if let Some(thread) = message.thread.as_deref() {
            let answer = self.ask(Method::GET, self.incidents(&[thread]), None).await?;
            // Somebody may have removed it there.
            if answer.status.as_u16() != 404 {
                let answer = answer.done()?;
                return answer.json().map(Some).ok_or_else(|| answer.unreadable());
            }
            self.turns.next().await;
        }
        let mut url = self.incidents(&[]);
        url.query_pairs_mut().append_pair("limit", LOOKED);
        let answer = self.ask(Method::GET, url, None).await?.done()?;
        let all: Vec<Shown> = answer.json().ok_or_else(|| answer.unreadable())?;
        let ours = |shown: &Shown| {
            shown.metadata.allclear.as_ref().is_some_and(|it| it.incident == message.incident.to_string())
        };
        Ok(all.into_iter().find(ours))
    }

    fn incidents(&self, below: &[&str]) -> Url {
        let steps: Vec<&str> = ["pages", &self.page.page, "incidents"].iter().chain(below).copied().collect();
        self.below(&steps)
    }

    fn below(&self, steps: &[&str]) -> Url {
        self.page.api.as_ref().unwrap_or(&API).below(steps)
    }

    async fn ask(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Answer, Undelivered> {
        let with = |request: RequestBuilder| {
            let request = request.header("authorization", format!("OAuth {}", self.key));
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        self.web.ask(method, url, with).await
    }
}

impl Shown {
    fn has(&self, message: &MessageId) -> bool {
        self.metadata
            .allclear
            .as_ref()
            .is_some_and(|it| it.messages.iter().any(|one| one == message.as_str()))
    }

    /// Whether it stands there as it would once this is said. What was learnt is published there by hand, after the end.
    fn stands(&self, said: &Value) -> bool {
        let status = &said["incident"]["status"];
        if said["incident"]["name"] != self.name {
            return false;
        }
        *status == self.status || (*status == "resolved" && self.status == "postmortem")
    }
}

/// What failed so far, given how one more went; an error where the next would hear the same. What may go well later is kept
/// before what never will, since that alone is worth another attempt.
fn not_alone(
    failed: Option<Undelivered>,
    went: Result<(), Undelivered>,
) -> Result<Option<Undelivered>, Undelivered> {
    let Err(why) = went.map_err(Undelivered::of_a_question) else { return Ok(failed) };
    if why.is_of_the_server() && !matches!(why.why(), Why::Gone { .. }) {
        return Err(why);
    }
    Ok(match failed {
        Some(Undelivered::Never { .. }) if matches!(why, Undelivered::Later { .. }) => Some(why),
        Some(failed) => Some(failed),
        None => Some(why),
    })
}

/// What it knows of us once it has this message.
fn known(message: &Message, shown: Option<&Shown>) -> Known {
    let known = shown.and_then(|shown| shown.metadata.allclear.clone());
    let mut known =
        known.unwrap_or_else(|| Known { incident: message.incident.to_string(), messages: Vec::new() });
    let name = message.id.to_string();
    known.messages.retain(|one| *one != name);
    known.messages.push(name);
    let kept = known.messages.len().saturating_sub(KEPT);
    known.messages.drain(..kept);
    known
}

fn said(message: &Message, shown: Option<&Shown>, known: &Known) -> Value {
    let status = match message.occasion {
        Occasion::Investigating => "investigating",
        Occasion::Identified => "identified",
        Occasion::Monitoring => "monitoring",
        Occasion::Resolved | Occasion::PostMortemPublished => "resolved",
        Occasion::NoChange => shown.map_or("investigating", |shown| &shown.status),
    };
    let components: BTreeMap<_, _> = message.components.iter().map(|it| (&it.id, it.state)).collect();
    let mut said = json!({
        // It may be called otherwise since it was first said.
        "name": cut(&one_line(&message.title), NAME, None),
        "status": status,
        "body": cut(&message.plain(), TEXT, message.link()),
        "metadata": { "allclear": known },
    });
    if !components.is_empty() {
        said["component_ids"] = json!(components.keys().collect::<Vec<_>>());
        said["components"] = json!(components);
    }
    json!({ "incident": said })
}

fn receipt(shown: &Shown, detail: &str) -> Receipt {
    let link = shown.shortlink.as_deref().filter(|link| link.parse::<WebAddress>().is_ok());
    let detail = link.map_or_else(|| detail.to_owned(), |link| format!("{detail} {link}"));
    Receipt { id: Some(shown.id.clone()), thread: Some(shown.id.clone()), detail, ..Receipt::default() }
}
