//! The review of an incident as it was published for those who may see the incident.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use incident::chart::charts;
use incident::id::IncidentId;
use incident::incident::Incident;
use incident::overview::Overview;
use incident::stream::Stream;
use incident::text::one_line;
use incident::timeline::told;
use incident::value::{Point, Readers};
use page::{Report, STYLE_HASH, Section};

use super::{Caller, Named};
use crate::failure::Failure;
use crate::hub::{Hub, aside};
use crate::router::Shared;

pub(crate) async fn read(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Named(incident): Named,
) -> Result<Response, Failure> {
    let incident: IncidentId = incident.parse().map_err(|_| Failure::Address("an incident has an id"))?;
    let report = aside(&hub, move |hub| {
        // Whether there is something private is private too.
        hub.may_look_in(&caller.actor, incident).map_err(|_| Failure::Missing)?;
        hub.review(incident)
    });
    let mut response = Html(report.await?.html()).into_response();
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let policy =
        HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

impl Hub {
    /// The review that was published last, with what it cites as the record has it now.
    fn review(&self, incident: IncidentId) -> Result<Report, Failure> {
        let (record, book) = (self.store.record(Stream::Incident(incident))?, self.the_book()?);
        let now = self.clock.now();
        let reading = Incident::of(&record).at(now);
        let release = reading.release(Readers::Workspace).ok_or(Failure::Missing)?;
        let day = reading.point(Point::ImpactStarted).or(reading.point(Point::Declared)).unwrap_or(now);
        let section = |passage: &incident::value::Chapter| Section {
            title: passage.title.clone(),
            text: told(&passage.text, reading, &book, day),
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
