//! The review: its document as the page shows it, what it begins with, and what was found in it.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use document::Document;
use incident::chart::{Chart, charts};
use incident::event::Event;
use incident::figure::figures;
use incident::id::{EntryRef, IncidentId};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::refusal::Refusal;
use incident::text::one_line;
use incident::timeline::{Evidence, References, Standing, evidence, references, timeline};
use incident::value::ReviewFill;
use page::{Moment, Report};
use wording::difference;
use wording::lint::{Found, Part, lint};

use super::Desk;
use super::comms::author;
use super::templates::{begun_with, fill, sections, title};
use crate::failure::Failure;
use crate::views::{ChartView, LintView, ReviewVersion, ReviewView, SectionChange};

/// The name of the document, for ever.
pub(super) const NAME: &str = "review";
/// What one person writes without such a pause is one version.
const PAUSE_MS: i64 = 5 * 60_000;

impl Desk {
    /// The review of an incident, or what it could begin with.
    pub fn review(&self, incident: IncidentId) -> Result<ReviewView, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&subject).at(self.now());
        if !reading.exists() {
            return Err(Refusal::NoIncident.into());
        }
        let (record, document) = self.document(incident, NAME)?;
        let sections = sections(&document);
        let texts: Vec<String> = sections.iter().map(|section| document.text(&section.id)).collect();
        let mut lines: Vec<EntryRef> = timeline(reading, &book).iter().map(|line| line.entry).collect();
        let cited: BTreeSet<EntryRef> =
            texts.iter().flat_map(|text| references(text)).map(|(_, entry)| entry).collect();
        let known: BTreeSet<EntryRef> = lines.iter().copied().collect();
        lines.extend(cited.difference(&known));
        let mut evidence: Vec<Evidence> =
            lines.into_iter().filter_map(|entry| evidence(reading, &book, entry)).collect();
        evidence.sort_by_key(|evidence| evidence.at);
        let parts: Vec<Part<'_>> = sections
            .iter()
            .zip(&texts)
            .filter(|(section, _)| !section.left_out)
            .map(|(section, text)| Part {
                id: &section.id,
                title: &section.title,
                text,
                factual: fill(&document, &section.id).is_some_and(ReviewFill::is_factual),
            })
            .collect();
        let found = if document.is_begun() { lint(&parts, reading, &book) } else { Vec::new() };
        let findings = found.into_iter().map(|found| finding(found, &parts, &document)).collect();
        let offered = book.review_templates().into_iter().filter(|entry| !entry.retired);
        Ok(ReviewView {
            name: NAME.to_owned(),
            begun: document.is_begun(),
            begun_with: begun_with(&document),
            templates: offered.map(|entry| entry.template).collect(),
            sections,
            evidence,
            cited: cited.into_iter().collect(),
            charts: charts(reading, &book).iter().map(chart).collect(),
            figures: figures(texts.iter().map(String::as_str), reading),
            findings,
            versions: self.versions(&record),
            unseen: self.not_looked_at(incident, &record)?,
        })
    }

    /// What these entries of a review changed: each section without them beside the same with them.
    pub fn review_changes(
        &self,
        incident: IncidentId,
        entries: Vec<EntryRef>,
    ) -> Result<Vec<SectionChange>, Failure> {
        let (record, after) = self.document(incident, NAME)?;
        Ok(changes(&without(&record, entries), &after))
    }

    /// A review as it stood once so many of its versions were written, beside the one before.
    pub fn review_version(&self, incident: IncidentId, nth: u32) -> Result<Vec<SectionChange>, Failure> {
        let (record, _) = self.document(incident, NAME)?;
        let versions = self.versions(&record);
        let until = |count: usize| {
            let entries: BTreeSet<EntryRef> =
                versions.iter().take(count).flat_map(|version| version.entries.iter().copied()).collect();
            let facts = record.facts().iter().filter(|fact| entries.contains(&fact.id)).cloned();
            Document::of(&Record::fold(record.stream(), facts))
        };
        let nth = nth as usize;
        Ok(changes(&until(nth.saturating_sub(1)), &until(nth)))
    }

    /// What these entries changed in a review that has none but them taken out; none where others went on writing in their
    /// words, so that nobody can tell them apart.
    pub fn review_alone(
        &self,
        incident: IncidentId,
        entries: Vec<EntryRef>,
    ) -> Result<Option<Vec<SectionChange>>, Failure> {
        let (record, after) = self.document(incident, NAME)?;
        let before = without(&record, entries);
        Ok((!before.waits()).then(|| changes(&before, &after)))
    }

    /// The review for readers who have no record of their own. Sections in which nothing stands are left out.
    pub(super) fn review_report(&self, incident: IncidentId) -> Result<Report, Failure> {
        if !self.document(incident, NAME)?.1.is_begun() {
            let what = "Nobody has begun the review yet. Begin it, then save it.";
            return Err(Failure::new("refused", what));
        }
        self.review_as_report(incident)
    }

    /// The same, also where nobody has begun it: then it has what the record says.
    pub(super) fn review_as_report(&self, incident: IncidentId) -> Result<Report, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&subject).at(now);
        let (_, document) = self.document(incident, NAME)?;
        let key = timeline(reading, &book).into_iter().filter(|line| line.key);
        let mut moments: Vec<Moment> = key
            .filter_map(|line| evidence(reading, &book, line.entry))
            .filter(|evidence| evidence.standing == Standing::Stands)
            .map(|evidence| Moment { at: evidence.at, text: evidence.text, by: evidence.by })
            .collect();
        moments.sort_by_key(|moment| moment.at);
        let day = moments.first().map_or(now, |moment| moment.at);
        let written = sections(&document).into_iter().filter(|section| !section.empty && !section.left_out);
        let mut cited = References::of(reading, &book, day);
        let told = written.map(|section| page::Section {
            text: cited.told(&document.text(&section.id)),
            title: section.title,
        });
        let drill = if reading.is_drill() { ", drill" } else { "" };
        Ok(Report {
            house: one_line(book.workspace_name().unwrap_or("Allclear")),
            label: reading.label(),
            title: one_line(reading.title()),
            kind: format!("Review{drill}"),
            at: now,
            overview: reading.overview(&book, now),
            sections: told.chain(super::meeting::chapters(reading, &book)).collect(),
            timeline: moments,
            charts: Vec::new(),
        }
        .with_charts(charts(reading, &book)))
    }

    fn versions(&self, record: &Record) -> Vec<ReviewVersion> {
        let book = self.the_book();
        let mut edits: Vec<&Fact> = record
            .facts()
            .iter()
            .filter(|fact| matches!(fact.event, Some(Event::TextEdited { .. })))
            .collect();
        // Each in the order of its author; whoever was apart stands where their clock says.
        edits.sort_by_key(|fact| (fact.recorded_at, fact.place()));
        let mut versions: Vec<ReviewVersion> = Vec::new();
        for fact in edits {
            let (person, by) = (book.person_of(fact.replica), author(fact, &book));
            let here = fact.replica == self.author.replica();
            let goes_on = |last: &&mut ReviewVersion| {
                (&last.by, last.here) == (&by, here)
                    && fact.recorded_at.0.saturating_sub(last.at.0) < PAUSE_MS
            };
            match versions.last_mut().filter(goes_on) {
                Some(last) => {
                    last.entries.push(fact.id);
                    last.at = fact.recorded_at;
                }
                None => versions.push(ReviewVersion {
                    entries: vec![fact.id],
                    by,
                    person,
                    here,
                    at: fact.recorded_at,
                }),
            }
        }
        versions
    }
}

fn without(record: &Record, entries: Vec<EntryRef>) -> Document {
    let entries: HashSet<EntryRef> = entries.into_iter().collect();
    let others = record.facts().iter().filter(|fact| !entries.contains(&fact.id)).cloned();
    Document::of(&Record::fold(record.stream(), others))
}

fn chart(chart: &Chart) -> ChartView {
    ChartView {
        name: chart.name.clone(),
        title: chart.title.clone(),
        said: chart.lines().join("; "),
        svg: page::chart(chart),
    }
}

fn finding(found: Found, parts: &[Part<'_>], document: &Document) -> LintView {
    let part = found.part.map(|at| parts[at]);
    let range = part.map_or(0..0, |part| utf16(part.text, found.range));
    let section = part.map(|part| part.id.to_owned());
    let key = format!("silent/{}/{}/{}", found.rule.id(), section.as_deref().unwrap_or_default(), found.what);
    let key: String = key.chars().take(200).collect();
    LintView {
        rule: found.rule,
        name: found.rule.name(),
        why: found.rule.why(),
        silenced: document.word(&key).filter(|reason| !reason.is_empty()).map(|reason| one_line(&reason)),
        section,
        what: found.what,
        from: range.start,
        to: range.end,
        key,
        about: found.about,
    }
}

/// The same place counted as the page counts.
pub(super) fn utf16(text: &str, range: Range<usize>) -> Range<u32> {
    let count = |end: usize| u32::try_from(text[..end].encode_utf16().count()).unwrap_or(u32::MAX);
    count(range.start)..count(range.end)
}

fn changes(before: &Document, after: &Document) -> Vec<SectionChange> {
    let mut ids: Vec<String> = sections(after).into_iter().map(|section| section.id).collect();
    ids.extend(before.texts().into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
    let changed = ids.into_iter().filter_map(|id| {
        let (was, is) = (before.text(&id), after.text(&id));
        (was != is).then(|| SectionChange {
            title: title(after, &id),
            changes: difference::words(&was, &is),
            id,
        })
    });
    changed.collect()
}
