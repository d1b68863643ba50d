//! What a review begins with, and the sections that it has. They are copied from a template into the document, so that a
//! template that changes later changes no review, and a review can be read where its template is not in the book.

use std::collections::HashSet;

use document::{Document, Words, begun, rewritten};
use incident::book::{Book, review_section};
use incident::id::{IncidentId, Millis, ReviewTemplateId};
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::{ReviewFill, ReviewTemplate, TemplateSection};
use serde_json::Value;
use wording::review::prefill;

use super::Desk;
use super::review::NAME;
use super::text::client;
use crate::failure::Failure;
use crate::views::{BegunWith, ReviewSection, ReviewView};

/// The value that holds the ids of its sections in order, each on a line.
const OUTLINE: &str = "outline";
/// The values that say with which template it was begun, and what that was called then.
const TEMPLATE: &str = "template";
const TEMPLATE_NAME: &str = "template-name";

/// A value that belongs to a section.
#[derive(Clone, Copy)]
enum Of {
    Title,
    Hint,
    Fill,
}

impl Of {
    /// The name of the value, for ever.
    fn key(self, section: &str) -> String {
        let of = match self {
            Self::Title => "title",
            Self::Hint => "hint",
            Self::Fill => "fill",
        };
        format!("{of}/{section}")
    }
}

impl Desk {
    /// Begins a review by a template, filled from the record. Begun already, it stays as it is.
    pub fn begin_review(&self, incident: IncidentId, template: String) -> Result<ReviewView, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&subject).at(now);
        let template = offered(&book, &template)?;
        self.write_text(incident, NAME, |document| {
            if document.is_begun() {
                return Ok(Vec::new());
            }
            let mut updates = Vec::new();
            for section in &template.sections {
                updates.extend(begins(section, reading, &book, now));
            }
            // Apart from the texts: who begins with an older form of the template has the same texts once.
            let kept = kept(&template);
            updates.extend(begun(&values(template.sections[0].id.as_str(), "", &kept)));
            Ok(updates)
        })?;
        self.review(incident)
    }

    /// Gives a review the sections of a template as it is now. What is new there begins filled from the record; what it has
    /// no place for stays, after the others.
    pub fn outline_review(&self, incident: IncidentId, template: String) -> Result<ReviewView, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&subject).at(now);
        let template = offered(&book, &template)?;
        let random = client()?;
        self.write_text(incident, NAME, |document| {
            if !document.is_begun() {
                let what = "Nobody has begun the review yet. Begin it with this template.";
                return Err(Failure::new("refused", what));
            }
            let known = document.texts();
            let mut updates = Vec::new();
            for section in
                template.sections.iter().filter(|one| !known.iter().any(|id| id == one.id.as_str()))
            {
                updates.extend(begins(section, reading, &book, now));
            }
            let (kept, first) = (kept(&template), template.sections[0].id.as_str());
            updates.extend(rewritten(document, random, &values(first, &document.text(first), &kept)));
            Ok(updates)
        })?;
        self.review(incident)
    }
}

/// The sections of the outline, and after them those of a text that it no longer has.
pub(super) fn sections(document: &Document) -> Vec<ReviewSection> {
    let outline = document.word(OUTLINE).unwrap_or_default();
    // What a laptop elsewhere wrote may name one twice; a section stands once, where it is named first.
    let mut known = HashSet::new();
    let named: Vec<&str> = outline.lines().filter(|id| !id.is_empty() && known.insert(*id)).collect();
    let view = |id: &str, left_out: bool| ReviewSection {
        id: id.to_owned(),
        title: title(document, id),
        hint: document
            .word(&Of::Hint.key(id))
            .map(|hint| one_line(&hint))
            .or_else(|| review_section(id).map(|known| known.hint))
            .unwrap_or_default(),
        empty: document.text(id).trim().is_empty(),
        left_out,
    };
    let others = document.texts().into_iter().filter(|id| !known.contains(id.as_str()));
    let left_out = others.map(|id| view(&id, true)).filter(|section| !section.empty);
    named.iter().map(|id| view(id, false)).chain(left_out).collect()
}

/// The heading of a section.
pub(super) fn title(document: &Document, id: &str) -> String {
    let said = document.word(&Of::Title.key(id)).map(|title| one_line(&title));
    let known = || review_section(id).map(|known| known.title);
    said.filter(|title| !title.is_empty()).or_else(known).unwrap_or_else(|| one_line(id))
}

/// What the record says in a section at its beginning, which tells what the section is for, whatever it is called.
pub(super) fn fill(document: &Document, id: &str) -> Option<ReviewFill> {
    match document.word(&Of::Fill.key(id)) {
        Some(word) => serde_json::from_value(Value::String(word)).ok(),
        None => review_section(id).and_then(|known| known.fill),
    }
}

/// With which template a review was begun, or which gave it its sections since.
pub(super) fn begun_with(document: &Document) -> Option<BegunWith> {
    let template = document.word(TEMPLATE)?;
    let name = document.word(TEMPLATE_NAME).unwrap_or_else(|| template.clone());
    Some(BegunWith { template: one_line(&template), name: one_line(&name) })
}

fn offered(book: &Book, id: &str) -> Result<ReviewTemplate, Failure> {
    let known = id.parse::<ReviewTemplateId>().ok().and_then(|id| book.review_template(&id));
    // What came from elsewhere may have no section at all.
    let whole = known.filter(|entry| !entry.retired && !entry.template.sections.is_empty());
    whole
        .map(|entry| entry.template)
        .ok_or_else(|| Failure::new("refused", "There is no such kind of review. Choose one from the list."))
}

/// The updates with which the text of a section begins.
fn begins(section: &TemplateSection, reading: Incident<'_>, book: &Book, now: Millis) -> Vec<Vec<u8>> {
    let text = section.fill.map(|fill| prefill(fill, reading, book, now)).unwrap_or_default();
    if text.is_empty() {
        return Vec::new();
    }
    begun(&Words { name: section.id.as_str(), text: &text, words: vec![], numbers: vec![] })
}

/// What a document keeps of its template.
fn kept(template: &ReviewTemplate) -> Vec<(String, String)> {
    let outline: Vec<&str> = template.sections.iter().map(|section| section.id.as_str()).collect();
    let mut kept = vec![
        (OUTLINE.to_owned(), outline.join("\n")),
        (TEMPLATE.to_owned(), template.id.as_str().to_owned()),
        (TEMPLATE_NAME.to_owned(), template.name.clone()),
    ];
    for section in &template.sections {
        let fill = section.fill.and_then(|fill| serde_json::to_value(fill).ok());
        let fill = fill.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        let of = [(Of::Title, section.title.clone()), (Of::Hint, section.hint.clone()), (Of::Fill, fill)];
        kept.extend(of.map(|(of, word)| (of.key(section.id.as_str()), word)));
    }
    kept
}

/// Values that are set beside a text that stays as it is.
fn values<'a>(name: &'a str, text: &'a str, kept: &'a [(String, String)]) -> Words<'a> {
    let words = kept.iter().map(|(key, word)| (key.as_str(), word.clone())).collect();
    Words { name, text, words, numbers: vec![] }
}
