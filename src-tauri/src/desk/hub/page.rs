//! The page on which the hub shows a review, for a browser that has no token.

use incident::id::IncidentId;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::ask;

impl Desk {
    /// Where a browser reads the review of an incident as it was published. It leads there once, within a minute.
    pub fn review_page(&self, incident: IncidentId) -> Result<String, Failure> {
        Ok(ask(self.remote()?.review_page(incident))??)
    }
}
