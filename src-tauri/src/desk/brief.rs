//! The executive brief: on the screen, as text, and on paper.

use std::sync::{Arc, PoisonError};

use chrono::DateTime;
use incident::book::Book;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::Audience;
use incident::zone::clock_text;
use page::{List, Row, Sheet};
use wording::brief::{AskLine, Before, Brief, LIMIT, Line};
use wording::template::span_of;

use super::Desk;
use super::comms::next_occasion;
use crate::failure::Failure;
use crate::views::BriefView;

impl Desk {
    /// The executive brief as of now.
    pub fn brief(&self, incident: IncidentId) -> Result<BriefView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record);
        let brief = self.compared(incident, reading, &book);
        let text = brief.text(self.zone(&book));
        let (audience, now) = (Audience::Executives, reading.at(self.now()));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(BriefView {
            length: count(text.chars().count()),
            limit: count(LIMIT),
            draft: brief.draft(self.zone(&book)),
            occasion: next_occasion(now, &now.told(audience), now.announces(audience)),
            text,
            brief,
        })
    }

    /// The same as one page of A4, as a PDF.
    pub(super) fn brief_sheet(
        &self,
        incident: IncidentId,
        reading: Incident<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let book = self.the_book();
        let brief = self.compared(incident, reading, &book);
        let house = one_line(book.workspace_name().unwrap_or("Allclear"));
        sheet(&brief, &house).pdf().map_err(|error| {
            tracing::error!(%error, "a brief could not be written as a PDF");
            Failure::new("pdf", "The page could not be made. Copy the text form of the brief instead.")
        })
    }
}

/// The brief that the executives of an incident got last, while nothing that it was made from changes.
pub(super) struct Last {
    incident: IncidentId,
    before: Before,
    book: Arc<Book>,
    brief: Brief,
}

impl Desk {
    /// The brief as of now, beside the last one, which is made once.
    fn compared(&self, incident: IncidentId, reading: Incident<'_>, book: &Arc<Book>) -> Brief {
        let mut kept = self.last_brief.lock().unwrap_or_else(PoisonError::into_inner);
        match Before::of(reading) {
            None => *kept = None,
            Some(before) => {
                let same = |last: &Last| {
                    (last.incident, last.before) == (incident, before) && Arc::ptr_eq(&last.book, book)
                };
                if !kept.as_ref().is_some_and(same) {
                    let (brief, book) = (before.brief(reading, book), Arc::clone(book));
                    *kept = Some(Last { incident, before, book, brief });
                }
            }
        }
        Brief::compared(reading, book, self.now(), kept.as_ref().map(|last| &last.brief))
    }
}

/// The words of the sheet. What nobody recorded says so, and every value that has an age shows it.
fn sheet(brief: &Brief, house: &str) -> Sheet {
    let when = |at: Millis| clock_text(at, brief.at);
    let drill = if brief.drill { "DRILL · " } else { "" };
    let severity = brief.severity.as_ref().map_or_else(|| "Not classified".to_owned(), |s| one_line(&s.name));
    let manager = brief.manager.as_ref().map(|name| format!("{name}, Incident Manager"));
    let around: Vec<String> = manager.into_iter().chain(brief.channel.clone()).collect();
    Sheet {
        kind: format!("{drill}Executive brief {} · {house}, confidential · {}", brief.number, brief.label),
        title: brief.title.clone(),
        badge: severity,
        when: day_and_time(brief.at),
        at: brief.at,
        lead: brief.lead.clone(),
        lead_note: brief.lead_age().unwrap_or_default(),
        rows: changed(brief).into_iter().chain(brief.lines.iter().map(|line| row(line, brief.at))).collect(),
        lists: [
            List {
                head: "We are doing".to_owned(),
                items: brief.doing.clone(),
                none: "No measure is recorded yet.".to_owned(),
            },
            List {
                head: "Needed from you".to_owned(),
                // What is open stands first: it is what the reader has to do something about.
                items: brief
                    .asks
                    .iter()
                    .filter(|ask| ask.answer.is_none())
                    .chain(brief.asks.iter().filter(|ask| ask.answer.is_some()))
                    .map(|ask| asked(ask, when))
                    .collect(),
                none: "Nothing at the moment.".to_owned(),
            },
        ],
        foot: [
            brief.next.map_or_else(
                || "No time named for the next one".to_owned(),
                |at| format!("Next update by {}", when(at)),
            ),
            around.join(" · "),
        ],
    }
}

/// What to look at first for who has read the one before.
fn changed(brief: &Brief) -> Option<Row> {
    let (since, what) = brief.changed()?;
    let note = format!("since {}", clock_text(since, brief.at));
    Some(Row { label: "Changed".to_owned(), value: what, note, ..Row::default() })
}

fn row(line: &Line, now: Millis) -> Row {
    let old = line.as_of.map(|at| format!("{} old", span_of(at, now))).unwrap_or_default();
    let value = line.value.as_deref().unwrap_or("Unknown");
    // Beside its age there is no room for where it was read.
    let source = line.source.as_deref().map(|source| format!(" ({source})")).unwrap_or_default();
    Row {
        label: line.label.clone(),
        value: format!("{value}{source}"),
        unknown: line.value.is_none(),
        note: if line.torn { "two values differ".to_owned() } else { old },
        stale: line.stale || line.torn,
    }
}

fn asked(ask: &AskLine, when: impl Fn(Millis) -> String) -> String {
    match (&ask.answer, ask.needed_by) {
        (Some(answer), _) => {
            let by = answer.by.as_ref().map(|by| format!("{by}: ")).unwrap_or_default();
            format!("{} {by}{}", ask.question, answer.text)
        }
        (None, Some(at)) => format!("{} By {}.", ask.question, when(at)),
        (None, None) => ask.question.clone(),
    }
}

/// `Thu 26 Nov 2026, 14:10 UTC`.
fn day_and_time(at: Millis) -> String {
    DateTime::from_timestamp_millis(at.0)
        .map_or_else(|| format!("{} ms", at.0), |utc| utc.format("%a %-d %b %Y, %H:%M UTC").to_string())
}
