//! What reviews can begin with: the templates that come with Allclear and those of the workspace.

use super::Book;
use crate::defaults;
use crate::event::Event;
use crate::id::ReviewTemplateId;
use crate::slot::Slot;
use crate::value::{ReviewTemplate, TemplateSection};

/// A template of reviews as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateEntry {
    /// What it is.
    pub template: ReviewTemplate,
    /// Whether it comes with Allclear. Such a one is copied, not changed.
    pub shipped: bool,
    /// Whether nobody begins with it any more.
    pub retired: bool,
}

impl Book {
    /// The templates of reviews in the order in which they are offered; retired ones too.
    #[must_use]
    pub fn review_templates(&self) -> Vec<TemplateEntry> {
        let shipped = defaults::review_templates();
        let own: Vec<ReviewTemplate> = self
            .settings
            .slots()
            .filter_map(|slot| match (slot, self.settings.value(slot)?) {
                (Slot::ReviewTemplateDefinition(id), Event::ReviewTemplateDefined { template, .. }) => {
                    // What somebody else's laptop wrote over one of ours is none.
                    shipped.iter().all(|known| known.id != *id).then(|| template.clone())
                }
                _ => None,
            })
            .collect();
        let entry = |shipped| {
            move |template: ReviewTemplate| {
                let retired = Slot::ReviewTemplateRetired(template.id.clone());
                let retired = matches!(
                    self.settings.value(&retired),
                    Some(Event::ReviewTemplateRetired { retired: true, .. })
                );
                TemplateEntry { template, shipped, retired }
            }
        };
        let mut entries: Vec<TemplateEntry> =
            shipped.iter().cloned().map(entry(true)).chain(own.into_iter().map(entry(false))).collect();
        let order = match self.settings.value(&Slot::ReviewTemplateOrder) {
            Some(Event::ReviewTemplatesOrdered { templates, .. }) => templates.as_slice(),
            _ => &[],
        };
        let place = |id: &ReviewTemplateId| order.iter().position(|named| named == id).unwrap_or(order.len());
        entries.sort_by_key(|entry| place(&entry.template.id));
        entries
    }

    /// One template of reviews.
    #[must_use]
    pub fn review_template(&self, id: &ReviewTemplateId) -> Option<TemplateEntry> {
        self.review_templates().into_iter().find(|entry| entry.template.id == *id)
    }
}

/// A section that comes with Allclear, by the name of its text.
#[must_use]
pub fn review_section(id: &str) -> Option<TemplateSection> {
    defaults::review_section(id)
}
