//! The pages on which anybody asks to hear of updates, and says that they want no more. They work without scripts, and none
//! says whether an address is known. A link is followed by programs that look for harm in mails, so it changes nothing until
//! a button is pressed; the one click of RFC 8058 is that button.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use outreach::{MailAddress, WebAddress};
use page::bundle::{SITE_STYLE_HASH, Subscribing};
use serde::Deserialize;

use super::{Named, received};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::links::For;
use crate::router::{Shared, origin};
use crate::store::HearsBy;
use crate::subscribing::Wish;

/// The most bytes of a form.
const SMALL: usize = 8 << 10;
const NOTHING: &str = "Enter your e-mail address, or the address of your service with https:// in front.";
const NOT_NOW: &str = "Nobody can subscribe just now, since too many have asked and not confirmed. Try again later, or follow the Atom feed.";
const TOO_MANY_FROM_HERE: &str = "Too many have asked from your network and not confirmed. Open the links in the mails that were sent, try again later, or follow the Atom feed.";

/// What was entered.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entered {
    email: String,
    webhook: String,
}

pub(crate) async fn form(State(Shared { hub, .. }): State<Shared>) -> Result<Response, Failure> {
    aside(&hub, |hub| hub.says(StatusCode::OK, Subscribing::Ask(None))).await
}

pub(crate) async fn ask(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let from = origin(&shared.gate, &request);
    let (body, _room) = received(request, &shared, SMALL, false).await?;
    let Shared { hub, gate, .. } = shared;
    let (way, address) = match entered(&body) {
        Ok(entered) => entered,
        Err(wrong) => {
            let wrong = move |hub: &Hub| hub.says(StatusCode::BAD_REQUEST, Subscribing::Ask(Some(&wrong)));
            return aside(&hub, wrong).await;
        }
    };
    // One source alone closes it for itself, and for nobody else.
    if let Err(later) = gate.wish(from, Instant::now()) {
        let says =
            |hub: &Hub| hub.says(StatusCode::TOO_MANY_REQUESTS, Subscribing::Ask(Some(TOO_MANY_FROM_HERE)));
        let mut response = aside(&hub, says).await?;
        later.on(&mut response);
        return Ok(response);
    }
    let asked = address.clone();
    let (wish, name, response) = aside(&hub, move |hub| {
        if hub.subscribe_address()?.is_none() {
            return Err(Failure::Missing);
        }
        let (wish, name) = hub.wish(way, &asked)?;
        let response = match wish {
            Wish::Heard => hub.says(StatusCode::OK, Subscribing::Asked(&asked))?,
            Wish::NotNow => hub.says(StatusCode::SERVICE_UNAVAILABLE, Subscribing::Ask(Some(NOT_NOW)))?,
        };
        Ok((wish, name, response))
    })
    .await?;
    if let (Wish::Heard, Some(name)) = (wish, name) {
        gate.asked(from, name, Instant::now());
        // Beside the answer, which takes as long for an address that is known.
        tokio::spawn(Arc::clone(&hub).ask_whether_it_was_theirs(way, address, name));
    }
    Ok(response)
}

/// What a form holds, as an address.
fn entered(body: &[u8]) -> Result<(HearsBy, String), String> {
    let wrong = || NOTHING.to_owned();
    let text = std::str::from_utf8(body).map_err(|_| wrong())?;
    let uri: Uri = format!("/?{text}").parse().map_err(|_| wrong())?;
    let Query(entered) = Query::<Entered>::try_from_uri(&uri).map_err(|_| wrong())?;
    match (entered.email.trim(), entered.webhook.trim()) {
        ("", "") => Err(wrong()),
        (mail, "") if mail.len() <= 254 => {
            let address: MailAddress = mail.parse().map_err(|no: outreach::NotAnAddress| no.to_string())?;
            Ok((HearsBy::Email, address.to_string()))
        }
        ("", hook) if hook.len() <= 2_000 && hook.starts_with("https://") => {
            let address: WebAddress = hook.parse().map_err(|no: outreach::NotAnAddress| no.to_string())?;
            Ok((HearsBy::Webhook, address.to_string()))
        }
        _ => Err(wrong()),
    }
}

pub(crate) async fn confirming(
    State(Shared { hub, .. }): State<Shared>,
    Named(word): Named,
) -> Result<Response, Failure> {
    aside(&hub, move |hub| hub.buttoned(For::Confirming, &word, Subscribing::Confirm)).await
}

pub(crate) async fn leaving(
    State(Shared { hub, .. }): State<Shared>,
    Named(word): Named,
) -> Result<Response, Failure> {
    aside(&hub, move |hub| hub.buttoned(For::Leaving, &word, Subscribing::Leave)).await
}

pub(crate) async fn confirm(
    State(Shared { hub, gate, .. }): State<Shared>,
    Named(word): Named,
) -> Result<Response, Failure> {
    aside(&hub, move |hub| {
        let (links, store) = (hub.links(), hub.store.subscribers());
        let Some(name) = links.name(For::Confirming, &word) else { return hub.gone() };
        let Some(one) = store.subscriber(name)? else { return hub.gone() };
        store.confirm(name, hub.clock.now())?;
        gate.answered(name);
        let key = (one.way == HearsBy::Webhook).then(|| links.signing_key(name));
        hub.says(StatusCode::OK, Subscribing::Confirmed(key.as_ref().map(|key| key.as_str())))
    })
    .await
}

pub(crate) async fn leave(
    State(Shared { hub, .. }): State<Shared>,
    Named(word): Named,
) -> Result<Response, Failure> {
    aside(&hub, move |hub| {
        let Some(name) = hub.links().name(For::Leaving, &word) else { return hub.gone() };
        // Twice is as good as once.
        hub.store.subscribers().remove(name)?;
        hub.says(StatusCode::OK, Subscribing::Left)
    })
    .await
}

impl Hub {
    /// A page with a button, if its link leads to somebody.
    fn buttoned(&self, what: For, word: &str, page: Subscribing<'_>) -> Result<Response, Failure> {
        match self.links().name(what, word) {
            Some(name) if self.store.subscribers().subscriber(name)?.is_some() => {
                self.says(StatusCode::OK, page)
            }
            _ => self.gone(),
        }
    }

    fn gone(&self) -> Result<Response, Failure> {
        self.says(StatusCode::NOT_FOUND, Subscribing::Gone)
    }

    fn says(&self, status: StatusCode, page: Subscribing<'_>) -> Result<Response, Failure> {
        if matches!(page, Subscribing::Ask(_)) && self.subscribe_address()?.is_none() {
            return Err(Failure::Missing);
        }
        let html = self.status.subscribing(self, page)?;
        let policy = format!(
            "default-src 'none'; style-src '{SITE_STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        let policy =
            HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        ];
        Ok((status, headers, html).into_response())
    }
}
