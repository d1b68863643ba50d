//! A review as it is shown to people in a room.

use incident::chart::Citing;
use incident::id::IncidentId;
use incident::incident::Incident;
use page::Text;

use super::Desk;
use crate::failure::Failure;
use crate::views::{PresentationPage, PresentationView};

impl Desk {
    /// The pages of a review, and the overview of it for management. Before anybody began the review, the overview alone.
    pub fn presentation(&self, incident: IncidentId) -> Result<PresentationView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        if !reading.exists() {
            return Err(incident::refusal::Refusal::NoIncident.into());
        }
        let report = self.review_as_report(incident)?;
        let mut charts = Citing::of(&report.charts);
        let page = |section: &page::Section| {
            // Charts are told in words: a wall has no room for one beside its text.
            let text = Text::read(&charts.told(&section.text));
            let blocks = text.blocks().iter().map(Into::into).collect();
            PresentationPage { title: section.title.clone(), blocks }
        };
        Ok(PresentationView {
            state: reading.review().state().name(),
            drill: reading.is_drill(),
            overview: reading.overview(&book, report.at),
            pages: report.sections.iter().map(page).collect(),
            label: report.label,
            title: report.title,
            at: report.at,
        })
    }
}
