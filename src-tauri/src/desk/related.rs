//! Past incidents that are like one: to learn from while it burns, and to ask in the review whether it came back.

use incident::id::IncidentId;
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::related::{Likeness, related};
use incident::text::one_line;
use incident::value::Point;

use super::Desk;
use crate::failure::Failure;
use crate::views::RelatedView;

/// So many are looked at closely.
const CLOSELY: usize = 200;
/// So many are told.
const TOLD: usize = 5;
/// So many measures of one are told.
const MEASURES: usize = 2;

impl Desk {
    /// The past incidents that are most like this one.
    pub fn related(&self, incident: IncidentId) -> Result<Vec<RelatedView>, Failure> {
        let record = self.record(incident)?;
        let reading = Incident::of(&record);
        if !reading.exists() {
            return Err(Refusal::NoIncident.into());
        }
        let own = Likeness::of(reading);
        let found = self.journal.alike(&own.terms(), reading.is_drill(), incident, CLOSELY)?;
        let mut views = Vec::new();
        for (row, shared) in related(&own.without(&found.common), found.rows, TOLD) {
            let record = self.record(row.id)?;
            let past = Incident::of(&record);
            let measures = past.mitigations();
            views.push(RelatedView {
                incident: row.id,
                title: one_line(&row.title),
                label: row.label,
                severity: row.severity,
                opened: row.opened,
                why: one_line(&shared.why()),
                helped: measures.iter().take(MEASURES).map(|measure| one_line(measure.what)).collect(),
                reviewed: past.point(Point::ReviewPublished).is_some(),
            });
        }
        Ok(views)
    }
}
