//! What leaves as a file: an incident with all its entries, or to read.

use incident::export;
use incident::id::{EntryRef, IncidentId};
use incident::incident::Incident;
use incident::stream::Stream;
use incident::value::LinkKind;

use super::Desk;
use crate::failure::Failure;
use crate::views::ExportFormat;

/// A file for somebody to save where they like.
#[derive(Clone, Debug)]
pub struct SavedFile {
    /// What it may be called: letters, digits, hyphens and a dot.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// One incident as a file.
    pub fn export(&self, incident: IncidentId, format: ExportFormat) -> Result<SavedFile, Failure> {
        let stream = Stream::Incident(incident);
        let record = self.record(incident)?;
        let reading = Incident::of(&record);
        if !reading.exists() {
            return Err(incident::refusal::Refusal::NoIncident.into());
        }
        let name = reading.label().replace('~', "").to_lowercase();
        let found = self.found_about(stream)?;
        Ok(match format {
            ExportFormat::Json => SavedFile {
                name: format!("{name}.json"),
                mime: "application/json",
                bytes: export::to_json(
                    self.journal.workspace(),
                    &self.journal.entries(stream)?,
                    stream,
                    &found,
                )
                .into_bytes(),
            },
            ExportFormat::ReviewJson => SavedFile {
                name: format!("{name}-review.json"),
                mime: "application/json",
                bytes: self.review_report(incident)?.json().into_bytes(),
            },
            ExportFormat::ReviewMarkdown => SavedFile {
                name: format!("{name}-review.md"),
                mime: "text/markdown; charset=utf-8",
                bytes: self.review_report(incident)?.markdown().into_bytes(),
            },
            ExportFormat::ReviewHtml => SavedFile {
                name: format!("{name}-review.html"),
                mime: "text/html; charset=utf-8",
                bytes: self.review_report(incident)?.html().into_bytes(),
            },
            ExportFormat::ReviewPdf => SavedFile {
                name: format!("{name}-review.pdf"),
                mime: "application/pdf",
                bytes: self.review_report(incident)?.pdf().map_err(|error| {
                    tracing::error!(%error, "a review could not be written as a PDF");
                    Failure::new("pdf", "The pages could not be made. Save the review as a page instead.")
                })?,
            },
            ExportFormat::Brief => SavedFile {
                name: format!("{name}-brief.pdf"),
                mime: "application/pdf",
                bytes: self.brief_sheet(incident, reading)?,
            },
            ExportFormat::Markdown => {
                let book = self.the_book();
                SavedFile {
                    name: format!("{name}.md"),
                    mime: "text/markdown; charset=utf-8",
                    bytes: export::to_markdown(reading, &book, self.zone(&book), self.now(), &found)
                        .into_bytes(),
                }
            }
        })
    }

    /// The address behind a link of an incident, or behind the ticket of an action item, for opening it.
    pub fn link_target(&self, incident: IncidentId, entry: EntryRef) -> Result<String, Failure> {
        let record = self.record(incident)?;
        let reading = Incident::of(&record);
        let ticket = reading.actions().into_iter().find(|action| action.fact.id == entry);
        if let Some(ticket) = ticket.and_then(|action| action.ticket) {
            return Ok(ticket.address);
        }
        let links = LinkKind::ALL.iter().flat_map(|kind| reading.links(*kind));
        let target = links.filter(|(id, ..)| *id == entry).map(|(_, _, target)| target.to_owned()).next();
        // Entries come from elsewhere too: what was not checked when it was written is checked here.
        target
            .filter(|target| ["https://", "http://", "tel:+"].iter().any(|scheme| target.starts_with(scheme)))
            .ok_or_else(|| Failure::new("refused", "This is no address that can be opened. Copy it instead."))
    }
}
