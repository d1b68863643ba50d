//! What the record lacks, and references to what is not in it.

use std::ops::Range;

use incident::action::Action;
use incident::book::Book;
use incident::chart::{ChartOf, chart, cited};
use incident::figure::{self, Figures};
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::text::one_line;
use incident::timeline::{Standing, evidence, references, timeline};
use incident::value::{ActionType, Point};
use incident::zone::utc_text;

use super::{About, Part, Rule};

/// Longer than this, somebody did something that nobody wrote down.
const GAP_MINUTES: i64 = 20;

/// Moments without which nothing can be measured.
const NEEDED: &[Point] = &[Point::ImpactStarted, Point::Detected, Point::Mitigated, Point::Resolved];

/// Where these are the other way round, something is wrong more often than not. A command is not refused for it: what was over
/// before anybody noticed can be written down.
const DOUBTED: &[(Point, Point)] = &[
    (Point::Detected, Point::Mitigated),
    (Point::Detected, Point::Resolved),
    (Point::Resolved, Point::ReviewHeld),
];

/// References that lead nowhere.
pub(super) fn lost(part: &Part<'_>, incident: Incident<'_>, book: &Book) -> Vec<(Rule, Range<usize>)> {
    let stands =
        |entry| evidence(incident, book, entry).is_some_and(|evidence| evidence.standing == Standing::Stands);
    let lost = references(part.text).into_iter().filter(|(_, entry)| !stands(*entry)).map(|(range, _)| range);
    let drawn = |of: Option<ChartOf>| of.is_some_and(|of| chart(incident, book, of).is_some());
    let bare = cited(part.text).into_iter().filter(|(_, of)| !drawn(*of)).map(|(range, _)| range);
    let mut figures = Figures::of(incident);
    let unsaid: Vec<_> = figure::cited(part.text)
        .into_iter()
        .filter(|(_, figure)| figure.as_ref().is_none_or(|figure| figures.said(figure).is_none()))
        .collect();
    lost.chain(bare)
        .chain(unsaid.into_iter().map(|(range, _)| range))
        .map(|range| (Rule::LostReference, range))
        .collect()
}

pub(super) fn record(incident: Incident<'_>, book: &Book) -> Vec<(Rule, String, About)> {
    let gap = |(what, after)| (Rule::Gap, what, About::Gap { after });
    let mut found: Vec<(Rule, String, About)> = gaps(incident, book).into_iter().map(gap).collect();
    let missing = NEEDED.iter().filter(|point| incident.point(**point).is_none());
    found.extend(
        missing.map(|point| (Rule::MissingPoint, point.name().to_owned(), About::Point { point: *point })),
    );
    found.extend(Point::ORDER.iter().chain(DOUBTED).filter_map(|(first, second)| {
        let (from, to) = (incident.point(*first)?, incident.point(*second)?);
        let what = || format!("{} is before {}", second.name(), first.name().to_lowercase());
        (to < from).then(|| (Rule::ImpossiblePoint, what(), About::Point { point: *second }))
    }));
    let actions = incident.actions();
    let loose = actions.iter().filter(|action| action.is_open() && !action.lacks(book).is_empty());
    found.extend(loose.map(|action| {
        let what = format!("{} lacks {}", one_line(action.text), action.lacks(book).join(" and "));
        (Rule::LooseAction, what, About::Action { action: action.fact.id })
    }));
    let detects = |action: &Action<'_>| action.kind == ActionType::Detect && action.reason.is_none();
    if !actions.iter().any(detects) {
        let about = About::NoAction { kind: ActionType::Detect };
        found.push((Rule::NoDetection, "No action item detects".to_owned(), about));
    }
    found
}

/// Spans without an entry, from when users felt it until it was over, each with the line before it.
fn gaps(incident: Incident<'_>, book: &Book) -> Vec<(String, Option<EntryRef>)> {
    let from = incident.point(Point::ImpactStarted).or_else(|| incident.point(Point::Declared));
    let to = incident.point(Point::Resolved).or_else(|| incident.point(Point::Mitigated));
    let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
    let mut moments: Vec<Millis> = incident.record().made().map(|(fact, _)| incident.when(fact)).collect();
    moments.extend([from, to]);
    moments.retain(|at| (from..=to).contains(at));
    moments.sort_unstable();
    let long = |pair: &[Millis]| {
        let minutes = pair[1].0.saturating_sub(pair[0].0) / 60_000;
        (minutes > GAP_MINUTES)
            .then(|| (format!("{minutes} minutes without an entry from {}", utc_text(pair[0])), pair[0]))
    };
    let gaps: Vec<(String, Millis)> = moments.windows(2).filter_map(long).collect();
    if gaps.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<(Millis, EntryRef)> = timeline(incident, book)
        .iter()
        .map(|line| (line.occurred_at.unwrap_or(line.recorded_at), line.entry))
        .collect();
    lines.sort_unstable();
    let before = |at: Millis| {
        let line = lines.iter().rev().find(|(when, _)| *when <= at).or(lines.first());
        line.map(|(_, entry)| *entry)
    };
    gaps.into_iter().map(|(what, at)| (what, before(at))).collect()
}
