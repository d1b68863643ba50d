//! The places of the public status page besides this laptop's own disk, and which of them lack a change that was made here.

use std::collections::BTreeSet;

use incident::book::Book;
use incident::id::DestinationId;
use incident::incident::Incident;
use incident::published::Published;
use incident::value::{Audience, Destination, Transport};

use super::Desk;
use crate::failure::Failure;

/// The local setting that lists places to which a change is to be brought of which no update tells.
const BEHIND: &str = "page.behind";

impl Desk {
    /// The places to which this laptop can bring the page.
    fn places(&self, book: &Book) -> Vec<Destination> {
        let mut places = book.destinations_for(Audience::Public, false);
        places.retain(|to| to.transport.takes_pages() && self.can_send(to).is_ok());
        places
    }

    /// The hosted pages that this laptop can set right.
    fn hosted_pages(&self, book: &Book) -> Vec<Destination> {
        let mut pages = book.destinations_for(Audience::Public, false);
        pages.retain(|to| matches!(to.transport, Transport::Statuspage { .. }) && self.can_send(to).is_ok());
        pages
    }

    /// Whether there is a place to which this laptop can bring the page.
    pub(super) fn can_mend_ours(&self) -> bool {
        !self.places(&self.the_book()).is_empty()
    }

    /// Whether this laptop can set a hosted page right.
    pub(super) fn can_mend_hosted(&self, page: &DestinationId) -> bool {
        self.hosted_pages(&self.the_book()).iter().any(|to| to.id == *page)
    }

    /// Brings all of it to every place, whatever is said to be there.
    pub(super) fn bring_anew(&self) {
        for place in self.places(&self.the_book()) {
            self.page_is_spoilt(&place.id);
        }
        self.page_changed();
    }

    /// Has these hosted pages set right.
    pub(super) fn set_right(&self, pages: Vec<DestinationId>) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let mut behind = self.listed_behind()?;
        behind.extend(pages);
        self.list_behind(&behind)?;
        self.look_in_outbox();
        Ok(())
    }

    /// What the page shows of an incident, where it lies at a place to which this laptop can bring it.
    pub(super) fn shown_elsewhere(&self, incident: Incident<'_>, book: &Book) -> Option<Published> {
        if self.places(book).is_empty() { None } else { incident.published(book) }
    }

    /// The page was changed at this laptop. What was written stays written where that cannot be noted.
    pub(super) fn page_changed(&self) {
        let noted = self.note_change();
        if let Err(failure) = noted {
            tracing::error!(%failure, "that the status page is behind elsewhere cannot be noted");
        }
    }

    fn note_change(&self) -> Result<(), Failure> {
        let places = self.places(&self.the_book());
        if places.is_empty() {
            return Ok(());
        }
        let _alone = self.decide_alone();
        let mut behind = self.listed_behind()?;
        behind.extend(places.into_iter().map(|to| to.id));
        self.list_behind(&behind)?;
        self.look_in_outbox();
        Ok(())
    }

    pub(super) fn places_behind(&self) -> Result<Vec<Destination>, Failure> {
        let behind = self.listed_behind()?;
        if behind.is_empty() {
            return Ok(Vec::new());
        }
        let book = self.the_book();
        let mut places = self.places(&book);
        places.extend(self.hosted_pages(&book));
        places.retain(|to| behind.contains(&to.id));
        Ok(places)
    }

    /// A place has the page of this name. What was changed while it was brought there is brought there too.
    pub(super) fn place_has(&self, destination: &DestinationId, name: &str) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let mut behind = self.listed_behind()?;
        if behind.contains(destination) && self.status_page_bundle()?.name() == name {
            behind.remove(destination);
            self.list_behind(&behind)?;
        }
        Ok(())
    }

    fn listed_behind(&self) -> Result<BTreeSet<DestinationId>, Failure> {
        let listed = self.journal.setting(BEHIND)?.unwrap_or_default();
        Ok(listed.lines().filter_map(|line| line.parse().ok()).collect())
    }

    fn list_behind(&self, behind: &BTreeSet<DestinationId>) -> Result<(), Failure> {
        let lines: Vec<&str> = behind.iter().map(DestinationId::as_str).collect();
        Ok(self.journal.set_setting(BEHIND, &lines.join("\n"))?)
    }
}
