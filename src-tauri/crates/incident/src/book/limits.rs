//! What has to be done after an incident, and by when.

use super::Book;
use crate::defaults;
use crate::event::Event;
use crate::id::SeverityId;
use crate::slot::Slot;
use crate::value::{ActionLimit, Priority, ReviewPlan};

impl Book {
    /// What the review of an incident of this severity has to be.
    #[must_use]
    pub fn review_plan(&self, severity: Option<&SeverityId>) -> ReviewPlan {
        let said = severity.and_then(|id| self.settings.value(&Slot::ReviewPlanDefinition(id.clone())));
        match said {
            Some(Event::ReviewPlanDefined { plan, .. }) => *plan,
            _ => defaults::review_plan(severity),
        }
    }

    /// What is asked of the action items of this priority.
    #[must_use]
    pub fn action_limit(&self, priority: Priority) -> ActionLimit {
        match self.settings.value(&Slot::ActionLimitDefinition(priority)) {
            Some(Event::ActionLimitDefined { limit, .. }) => *limit,
            _ => defaults::action_limit(priority),
        }
    }
}
