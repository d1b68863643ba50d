//! Documents: text that several people write about one incident. Each is a stream of its own with the access of its
//! incident; what stands in it is up to whoever folds the text.

use std::ops::RangeInclusive;

use sha2::{Digest, Sha256};

use crate::event::Event;
use crate::id::{DocumentId, EntryRef, IncidentId};
use crate::incident::Incident;
use crate::record::Record;
use crate::stream::Stream;
use crate::value::Audience;

/// How many bytes of an incident's id the ids of its documents begin with.
const SHARED: usize = 8;

impl DocumentId {
    /// The document of this name: the same on laptops that begin it while they are apart. It follows from the incident, so
    /// that nobody can claim a document for another one, and those of one incident lie side by side in the order of streams.
    #[must_use]
    pub fn of(incident: IncidentId, name: &str) -> Self {
        let mut sha = Sha256::new();
        sha.update(b"allclear/document/1");
        sha.update(incident.0);
        sha.update(name);
        let mut id = incident.0;
        id[SHARED..].copy_from_slice(&sha.finalize()[..16 - SHARED]);
        Self(id)
    }
}

impl Stream {
    /// Where the documents of an incident lie in the order of streams. Another incident's may lie there too.
    #[must_use]
    pub fn documents_of(incident: IncidentId) -> RangeInclusive<Self> {
        let (mut first, mut last) = (incident.0, incident.0);
        first[SHARED..].fill(0);
        last[SHARED..].fill(0xff);
        Self::Document(DocumentId(first))..=Self::Document(DocumentId(last))
    }
}

/// Whether a fact may stand in this stream. What says that a document is of an incident of which it is not is refused where
/// it comes in, and counts for nothing where it was taken.
#[must_use]
pub fn is_rightful(stream: Stream, event: &Event) -> bool {
    match event {
        Event::DocumentBegun { incident, name } => {
            stream == Stream::Document(DocumentId::of(*incident, name))
        }
        _ => true,
    }
}

/// The incident of a document; none as long as nothing rightful says which.
#[must_use]
pub fn incident_of(document: &Record) -> Option<IncidentId> {
    document.facts().iter().find_map(|fact| match &fact.event {
        Some(event @ Event::DocumentBegun { incident, .. }) if is_rightful(document.stream(), event) => {
            Some(*incident)
        }
        _ => None,
    })
}

impl Incident<'_> {
    /// How many drafts for an audience are done with. What was proposed, or said without a proposal, makes what is written
    /// next another draft; people who are apart write the same one until then.
    #[must_use]
    pub fn drafts_before(&self, audience: Audience) -> usize {
        let facts = self.record().facts().iter().filter_map(|fact| fact.event.as_ref());
        facts.filter(|event| ends_draft(event, audience)).count()
    }

    /// Whose draft a proposal ended, and how many for that audience were done with before.
    #[must_use]
    pub fn draft_of(&self, proposal: EntryRef) -> Option<(Audience, usize)> {
        let fact = self.record().fact(proposal)?;
        let Some(Event::UpdateProposed { audience, .. }) = fact.event else { return None };
        let earlier = self.record().facts().iter().take_while(|fact| fact.id != proposal);
        let ended = earlier.filter_map(|fact| fact.event.as_ref());
        Some((audience, ended.filter(|event| ends_draft(event, audience)).count()))
    }
}

fn ends_draft(event: &Event, audience: Audience) -> bool {
    match event {
        Event::UpdateProposed { audience: to, .. } => *to == audience,
        Event::UpdatePosted { audience: to, update: None, .. } => *to == audience,
        _ => false,
    }
}

/// The name of the draft of what an audience is told.
#[must_use]
pub fn draft_name(audience: Audience, nth: usize) -> String {
    format!("draft/{}/{nth}", key(audience))
}

/// How an audience is called in the names of documents, for ever.
fn key(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Employees => "employees",
        Audience::Executives => "executives",
        Audience::Customers => "customers",
        Audience::Social => "social",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_of_an_incident_lie_side_by_side_and_have_ids_that_follow_from_it() {
        let one = IncidentId(*b"an-incident-test");
        let id = DocumentId::of(one, "draft/public/0");
        assert_eq!(id.to_string(), "616e2d696e6369646f5150d4a255f5be");
        assert_eq!(DocumentId::of(one, "draft/public/0"), id);
        let range = Stream::documents_of(one);
        assert!(range.contains(&Stream::Document(id)));
        assert!(range.contains(&Stream::Document(DocumentId::of(one, "review"))));
        let other = IncidentId([9; 16]);
        assert!(!range.contains(&Stream::Document(DocumentId::of(other, "draft/public/0"))));
        // Ids that begin alike give documents that do not.
        let mut near = one;
        near.0[15] ^= 1;
        assert_ne!(DocumentId::of(near, "draft/public/0"), id);
    }
}
