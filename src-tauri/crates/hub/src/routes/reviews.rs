//! The review of an incident as it was published for those who may see the incident.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use incident::chart::charts;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::overview::Overview;
use incident::stream::Stream;
use incident::text::one_line;
use incident::timeline::References;
use incident::value::{Point, Readers};
use page::{Report, STYLE, STYLE_HASH, Section, Text};
use serde::{Deserialize, Serialize};

use super::{Caller, Named, Words, bearer};
use crate::authorize::{Action, Actor, Denied, Resource, authorize};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::router::Shared;

/// The cookie of a page that was opened in a browser.
const COOKIE: &str = "allclear-review";

/// Who reads a page: a laptop with its token, or a browser with the cookie of the page.
pub(crate) enum Reader {
    Caller(Actor),
    Cookie(String),
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        match cookie(&parts.headers).filter(|_| bearer(&parts.headers).is_none()) {
            Some(cookie) => Ok(Self::Cookie(cookie.to_owned())),
            None => Caller::from_request_parts(parts, shared).await.map(|caller| Self::Caller(caller.actor)),
        }
    }
}

/// The answer to `POST /v1/reviews/{incident}/pass`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opens {
    /// What opens the page, once.
    pub pass: String,
    /// Until when.
    pub until: Millis,
}

pub(crate) async fn read(
    State(Shared { hub, .. }): State<Shared>,
    headers: HeaderMap,
    reader: Result<Reader, Failure>,
    Named(incident): Named,
) -> Result<Response, Refused> {
    let asked = async { shown(hub, reader?, &incident).await };
    asked.await.map_err(|why| Refused::of(&headers, why))
}

async fn shown(hub: Arc<Hub>, reader: Reader, incident: &str) -> Result<Response, Failure> {
    let incident = id(incident)?;
    let report = aside(&hub, move |hub| {
        let actor = match reader {
            Reader::Caller(actor) => actor,
            Reader::Cookie(cookie) => hub.reader(incident, &cookie)?,
        };
        hub.may_read(&actor, incident)?;
        hub.review(incident)
    });
    Ok(page(report.await?.html()))
}

fn page(html: String) -> Response {
    let mut response = Html(html).into_response();
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let policy =
        HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Why a page is not shown: a sentence for a person in a browser, the hub's usual words for a program.
pub(crate) struct Refused {
    why: Failure,
    browser: bool,
}

impl Refused {
    fn of(headers: &HeaderMap, why: Failure) -> Self {
        let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
        Self { why, browser: accepts.is_some_and(|accepts| accepts.contains("text/html")) }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let sentence = self.why.to_string();
        let refused = self.why.into_response();
        if !self.browser {
            return refused;
        }
        // What there is to retry after, and the like, stays said.
        let (mut parts, _) = refused.into_parts();
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
            parts.headers.remove(name);
        }
        let said = Text::read(&format!("{sentence}\n\nOpen the review from Allclear to see it here.")).html();
        let page = page(format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>The review is not shown</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>The review is not shown</h1>\n<div class=\"said\" role=\"alert\">\n{said}</div>\n</main>\n</body>\n\
             </html>\n"
        ));
        parts.headers.extend(page.headers().clone());
        Response::from_parts(parts, page.into_body())
    }
}

/// Gives a laptop what opens the page in a browser.
pub(crate) async fn pass(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(incident): Named,
) -> Result<Json<Opens>, Failure> {
    let incident = id(&incident)?;
    let opens = aside(&hub, move |hub| {
        hub.may_read(&caller.actor, incident)?;
        hub.review(incident)?;
        let device = caller.actor.device().ok_or(Failure::Denied(Denied::Unsigned))?;
        let (pass, until) = hub.pass(device.id, incident)?;
        Ok(Opens { pass, until })
    });
    Ok(Json(opens.await?))
}

/// Opens the page in a browser.
pub(crate) async fn open(
    State(Shared { hub, .. }): State<Shared>,
    headers: HeaderMap,
    Words([incident, pass]): Words<2>,
) -> Result<Response, Refused> {
    opened(hub, &incident, pass).await.map_err(|why| Refused::of(&headers, why))
}

async fn opened(hub: Arc<Hub>, incident: &str, pass: String) -> Result<Response, Failure> {
    let incident = id(incident)?;
    let opened = aside(&hub, move |hub| {
        let (actor, cookie, seconds) = hub.opened(incident, &pass)?;
        hub.may_read(&actor, incident)?;
        Ok((cookie, seconds, hub.store.members().served_at()?))
    });
    let (cookie, seconds, url) = opened.await?;
    // Where people reach it, which behind a proxy only its configuration knows.
    let url: Option<Uri> = url.and_then(|url| url.parse().ok());
    let base = url.as_ref().map_or("", |url| url.path().trim_end_matches('/'));
    let page = format!("{base}/v1/reviews/{incident}");
    // Laptops speak to a hub by https alone, unless it is on their own computer; so do their browsers.
    let plain = url.as_ref().is_some_and(|url| url.scheme_str() == Some("http"));
    let secure = if plain { "" } else { "; Secure" };
    let cookie =
        format!("{COOKIE}={cookie}; Path={page}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut response = Redirect::to(&page).into_response();
    // What is set is of hex digits, letters and the like.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

fn id(incident: &str) -> Result<IncidentId, Failure> {
    incident.parse().map_err(|_| Failure::Address("an incident has an id"))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut all = lines.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
    all.find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

impl Hub {
    /// Whether there is something private is private too.
    fn may_read(&self, actor: &Actor, incident: IncidentId) -> Result<(), Failure> {
        authorize(actor, Action::Talk, Resource::Workspace)?;
        self.may_look_in(actor, incident).map_err(|_| Failure::Missing)
    }

    /// The review that was published last, with what it cites as the record has it now.
    fn review(&self, incident: IncidentId) -> Result<Report, Failure> {
        let (record, book) = (self.store.record(Stream::Incident(incident))?, self.the_book()?);
        let now = self.clock.now();
        let reading = Incident::of(&record).at(now);
        let release = reading.release(Readers::Workspace).ok_or(Failure::Missing)?;
        let day = reading.point(Point::ImpactStarted).or(reading.point(Point::Declared)).unwrap_or(now);
        let mut cited = References::of(reading, &book, day);
        let section = |passage: &incident::value::Chapter| Section {
            title: passage.title.clone(),
            text: cited.told(&passage.text),
        };
        let published = record.fact(release.id).map_or(now, |fact| fact.recorded_at);
        Ok(Report {
            house: one_line(book.workspace_name().unwrap_or("Allclear")),
            label: reading.label(),
            title: one_line(release.title),
            kind: "Review".to_owned(),
            at: published,
            // The hub keeps no board: whoever wants the page for management has it from a laptop.
            overview: Overview::default(),
            sections: release.passages.iter().map(section).collect(),
            timeline: Vec::new(),
            charts: Vec::new(),
        }
        .with_charts(charts(reading, &book)))
    }
}
