//! What a hidden proposal leaves of the draft in which it was written: its place, and no word.

use std::sync::Arc;

use incident::document::draft_name;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::Stream;
use incident::value::Audience;
use journal::Work;

use super::Desk;
use crate::failure::Failure;

/// A draft by its name, and what is written in it.
type NamedDraft = (String, Arc<Record>);

impl Desk {
    /// The name of the draft of what an audience is told next.
    pub(super) fn draft_name(
        &self,
        incident: IncidentId,
        reading: Incident<'_>,
        audience: Audience,
    ) -> Result<String, Failure> {
        let before = reading.drafts_before(audience);
        self.nth_draft(incident, audience, before).map(|(name, _)| name)
    }

    fn nth_draft(&self, incident: IncidentId, audience: Audience, nth: usize) -> Result<NamedDraft, Failure> {
        let mut drafts = self.drafts(incident, audience, nth + 1)?;
        Ok(drafts.swap_remove(nth))
    }

    /// So many drafts for an audience, the earliest first. Nothing says any more for whom a hidden proposal was, so those
    /// whose words are hidden do not count, and are nobody's draft again.
    pub(super) fn drafts(
        &self,
        incident: IncidentId,
        audience: Audience,
        many: usize,
    ) -> Result<Vec<NamedDraft>, Failure> {
        let mut drafts = Vec::with_capacity(many);
        let mut nth = 0;
        while drafts.len() < many {
            let name = draft_name(audience, nth);
            let record = self.journal.record(Stream::Document(DocumentId::of(incident, &name)))?;
            if record.facts().iter().all(|fact| fact.redacted_by.is_none()) {
                drafts.push((name, record));
            }
            nth += 1;
        }
        Ok(drafts)
    }

    /// What hides the drafts of the proposals that these facts hide. Whoever may hide an update may not erase a stream, so
    /// each change of the text is hidden by itself.
    pub(super) fn drafts_hidden(
        &self,
        incident: IncidentId,
        reading: Incident<'_>,
        private: bool,
        hiding: &[Draft],
    ) -> Result<Vec<Work>, Failure> {
        let hides = |draft: &Draft| match draft.event {
            Event::Redacted { entry, .. } => reading.draft_of(entry),
            _ => None,
        };
        let mut works = Vec::new();
        for (audience, before) in hiding.iter().filter_map(hides) {
            let (name, record) = self.nth_draft(incident, audience, before)?;
            let written = record.facts().iter().filter_map(|fact| Some((fact.id, fact.event.as_ref()?)));
            let words = written.filter(|(_, event)| event.may_be_redacted());
            let mut drafts: Vec<Draft> = words
                .map(|(entry, event)| Event::Redacted { entry, replaces: event.base().to_vec() }.into())
                .collect();
            if drafts.is_empty() {
                continue;
            }
            if !self.has_begun(&record) {
                drafts.insert(0, Event::DocumentBegun { incident, name }.into());
            }
            works.push(Work { stream: record.stream(), private, drafts, at: None });
        }
        Ok(works)
    }
}
