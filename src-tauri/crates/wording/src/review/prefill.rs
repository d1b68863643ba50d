//! What the record says for each section of a review. Every fact is a reference, so that it stays true when it is corrected.

use incident::book::Book;
use incident::event::Event;
use incident::figure::Figure;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::promise::{Share, shares_by_figure};
use incident::slot::Slot;
use incident::text::one_line;
use incident::timeline::{Evidence, evidence, reference, timeline};
use incident::value::{Audience, ImpactAspect, NoteKind, Point, ReviewFill};

/// What the record says at the beginning of a section, as Markdown with references.
#[must_use]
pub fn prefill(fill: ReviewFill, incident: Incident<'_>, book: &Book, now: Millis) -> String {
    match fill {
        ReviewFill::Summary => summary(incident),
        ReviewFill::Impact => impact(incident),
        ReviewFill::Timeline => key_events(incident, book),
        ReviewFill::Detection => detection(incident),
        ReviewFill::Causes => causes(incident),
        ReviewFill::Trouble => noted(incident, NoteKind::DebuggingTrouble),
        ReviewFill::Communication => communication(incident),
        ReviewFill::Promises => promises(incident, now),
        ReviewFill::Notes => notes(incident),
        ReviewFill::Actions => listed(incident.actions().iter().map(|action| action.fact.id)),
    }
}

fn listed(entries: impl Iterator<Item = EntryRef>) -> String {
    entries.map(|entry| format!("- {}\n", reference(entry))).collect()
}

/// A reference to the fact that says when something was.
fn point(incident: Incident<'_>, point: Point) -> Option<String> {
    incident.point(point)?;
    incident.record().shown(&Slot::Point(point)).map(|fact| reference(fact.id))
}

/// How long it took from one moment to another; none where one is missing or they are the wrong way round.
fn span(incident: Incident<'_>, from: Point, to: Point) -> Option<String> {
    let took = Figure::Took(from, to);
    took.said(incident).map(|_| took.to_string())
}

fn summary(incident: Incident<'_>) -> String {
    let mut text = format!("{}.", one_line(incident.title()).trim_end_matches('.'));
    let services: Vec<String> = incident.services().into_iter().map(|(entry, _)| reference(entry)).collect();
    if !services.is_empty() {
        text.push_str(&format!(" Affected: {}.", services.join(", ")));
    }
    if let Some(started) = point(incident, Point::ImpactStarted) {
        text.push_str(&format!(" It began with {started}"));
        if let Some(over) = point(incident, Point::Mitigated) {
            let after = span(incident, Point::ImpactStarted, Point::Mitigated);
            let after = after.map(|after| format!(" {after} later")).unwrap_or_default();
            text.push_str(&format!(" and was over for users{after} with {over}"));
        }
        text.push('.');
    }
    let mitigations = incident.mitigations();
    if let Some(mitigation) = mitigations.first() {
        text.push_str(&format!(" What helped: {}.", reference(mitigation.fact.id)));
    }
    text.push('\n');
    text
}

fn impact(incident: Incident<'_>) -> String {
    let facts = ImpactAspect::ALL.iter().filter_map(|aspect| incident.impact(*aspect));
    listed(facts.map(|fact| fact.id))
}

fn key_events(incident: Incident<'_>, book: &Book) -> String {
    let lines = timeline(incident, book).into_iter().filter(|line| line.key);
    let mut cited: Vec<Evidence> = lines.filter_map(|line| evidence(incident, book, line.entry)).collect();
    cited.sort_by_key(|evidence| evidence.at);
    listed(cited.iter().map(|evidence| evidence.entry))
}

fn detection(incident: Incident<'_>) -> String {
    let mut text = String::new();
    let how = incident.record().shown(&Slot::Detection).filter(|_| incident.detection().is_some());
    if let Some(how) = how {
        text.push_str(&format!("{}. ", reference(how.id)));
    }
    if let Some(detected) = point(incident, Point::Detected) {
        let after = span(incident, Point::ImpactStarted, Point::Detected);
        let after = after.map(|after| format!(", {after} after users felt it")).unwrap_or_default();
        text.push_str(&format!("It was noticed with {detected}{after}."));
    }
    if text.is_empty() { text } else { format!("{}\n", text.trim_end()) }
}

fn causes(incident: Incident<'_>) -> String {
    let record = incident.record();
    let kind = record.shown(&Slot::RootCauseType).filter(|_| incident.root_cause_type().is_some());
    let service = record.shown(&Slot::RootCauseService).filter(|_| incident.root_cause_service().is_some());
    listed(kind.into_iter().chain(service).map(|fact| fact.id))
}

fn noted(incident: Incident<'_>, of: NoteKind) -> String {
    let is = |event: &Event| matches!(event, Event::Noted { note, .. } if *note == of);
    listed(incident.record().made().filter(|(_, event)| is(event)).map(|(fact, _)| fact.id))
}

fn notes(incident: Incident<'_>) -> String {
    let parts = NoteKind::ALL.iter().filter(|kind| **kind != NoteKind::Note).filter_map(|kind| {
        let lines = noted(incident, *kind);
        (!lines.is_empty()).then(|| format!("### {}\n\n{lines}", kind.name()))
    });
    parts.collect::<Vec<_>>().join("\n")
}

fn communication(incident: Incident<'_>) -> String {
    let lines = Audience::ALL.iter().filter_map(|audience| {
        let first = reference(incident.told(*audience).first()?.fact.id);
        Some(format!("- {}: {}, the first {first}.\n", audience.name(), Figure::Told(*audience)))
    });
    lines.collect()
}

fn promises(incident: Incident<'_>, now: Millis) -> String {
    let line = |(figure, who, _): (Figure, String, Share)| format!("- {who}: {figure} kept in time.\n");
    shares_by_figure(incident, now).into_iter().map(line).collect()
}
