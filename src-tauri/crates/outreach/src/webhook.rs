//! A signed webhook. Source: <https://www.standardwebhooks.com>.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use hmac::{Hmac, KeyInit, Mac};
use incident::id::Millis;
use incident::value::{Audience, Occasion};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::cut::cut_bytes;
use crate::http::Web;
use crate::{Message, Receipt, Secret, Undelivered, WebAddress, Webhook, Why};

/// So many bytes of a text are carried. Many who listen take no more than a megabyte of everything.
const TEXT: usize = 65_536;

/// What is said; for ever, apart from fields that are added.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    incident: String,
    title: String,
    audience: Audience,
    status: Occasion,
    drill: bool,
    subject: String,
    text: String,
    markdown: String,
    html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_update_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<&'a str>,
}

pub(crate) async fn deliver(
    web: &Web,
    hook: &Webhook,
    secret: &Secret,
    message: &Message,
) -> Result<Receipt, Undelivered> {
    let keys = keys(secret)?;
    let body = serde_json::to_vec(&payload(message)).unwrap_or_default();
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let signature = signature(&keys, message.id.as_str(), at, &body);
    let answer = web.ask(Method::POST, hook.url.url().clone(), |request| {
        request
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id.as_str())
            .header("webhook-timestamp", at)
            .header("webhook-signature", signature)
            .body(body)
    });
    let answer = answer.await?.done()?;
    let detail = format!("{} took it ({}).", answer.host, answer.status.as_u16());
    Ok(Receipt { id: Some(message.id.to_string()), detail, ..Receipt::default() })
}

fn payload(message: &Message) -> Payload<'_> {
    let link = message.link();
    // HTML is never cut: half of it is none.
    let html = message.html();
    let html = if html.len() <= TEXT { html } else { String::new() };
    Payload {
        kind: "incident.update",
        timestamp: rfc3339(message.at),
        data: Data {
            id: message.id.as_str(),
            incident: message.incident.to_string(),
            title: incident::text::one_line(&message.title),
            audience: message.audience,
            status: message.occasion,
            drill: message.drill,
            subject: message.subject(),
            text: cut_bytes(&message.plain(), TEXT, link),
            markdown: cut_bytes(&message.markdown(), TEXT, link),
            html,
            next_update_by: message.next_due.map(rfc3339),
            link,
            unsubscribe: message.unsubscribe.as_ref().map(WebAddress::as_str),
        },
    }
}

fn rfc3339(at: Millis) -> String {
    DateTime::from_timestamp_millis(at.0).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The keys that are valid now, each of them whole.
pub(crate) fn keys(secret: &Secret) -> Result<Vec<Zeroizing<Vec<u8>>>, Undelivered> {
    let key = |text: &str| {
        let key = Zeroizing::new(STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?);
        (24..=64).contains(&key.len()).then_some(key)
    };
    let keys: Option<Vec<_>> = secret.expose().split_whitespace().map(key).collect();
    let keys = keys.filter(|keys| !keys.is_empty());
    keys.ok_or(Undelivered::never(Why::NoSecret { what: "the key, whsec_…," }))
}

/// One signature for each key, parted by a space.
fn signature(keys: &[Zeroizing<Vec<u8>>], id: &str, at: u64, body: &[u8]) -> String {
    let one = |key: &Zeroizing<Vec<u8>>| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(body);
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    };
    keys.iter().filter_map(one).collect::<Vec<_>>().join(" ")
}
