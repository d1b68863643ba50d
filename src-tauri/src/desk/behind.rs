//! What somebody wrote in a draft after it was proposed: it is part of no update, and the next draft is another text.

use std::sync::Arc;

use document::{Document, noted, read, taken_over, write};
use incident::id::IncidentId;
use incident::incident::Incident;
use incident::record::Record;
use incident::text::visible;
use incident::value::Audience;

use super::Desk;
use super::comms::{TEXT, fits};
use super::text::client;
use crate::failure::Failure;
use crate::views::BehindView;

/// What the values begin with that say how far a draft is done with, for ever: as a state vector of Yjs in base64, how far
/// everybody had written in it by then. The page writes one when it proposes; here one is written when what came later was
/// taken over or left out. All of them count together.
const PROPOSED: &str = "proposed/";
const TAKEN: &str = "taken/";

impl Desk {
    /// What stands in the earlier drafts for an audience and nobody has done anything with.
    pub(super) fn behind(
        &self,
        incident: IncidentId,
        audience: Audience,
        reading: Incident<'_>,
    ) -> Result<Vec<BehindView>, Failure> {
        let names = self.drafts(incident, audience, reading.drafts_before(audience))?;
        let earlier: Vec<_> = names
            .into_iter()
            .map(|(name, record)| {
                let draft = self.resumed(&record);
                (name, record, draft)
            })
            .collect();
        let proposals: usize = earlier.iter().map(|(.., draft)| draft.words_under(PROPOSED).len()).sum();
        // Two people who were apart proposed one draft, and the one after it was never proposed. Where an earlier version, or
        // somebody without a draft, proposed something, nobody knows which it was.
        let all_known = proposals >= earlier.len();
        let unsaid = |(name, record, draft): (String, Arc<Record>, Document)| {
            let done = done(&draft);
            let words = draft.beyond(TEXT, &done, &record);
            let counts = (all_known || !done.is_empty()) && !words.is_empty();
            counts.then(|| BehindView { name, words: visible(&words).into_owned() })
        };
        Ok(earlier.into_iter().filter_map(unsaid).collect())
    }

    /// Puts what somebody wrote on in an earlier draft behind another text, or leaves it out: either way nobody is asked again.
    pub fn take_up_draft(
        &self,
        incident: IncidentId,
        name: String,
        into: Option<String>,
    ) -> Result<(), Failure> {
        self.incident_and_book(incident)?;
        let (words, reach) = {
            let (record, earlier) = self.document(incident, &name)?;
            (earlier.beyond(TEXT, &done(&earlier), &record), earlier.reach())
        };
        if words.is_empty() {
            return Ok(());
        }
        if let Some(into) = into {
            // Should it end between the two, the same words are put in once more, and stand there once.
            self.write_text(incident, &into, |document| {
                fits(&format!("{}\n\n{words}", document.text(TEXT)))?;
                Ok(taken_over(&name, &into, TEXT, &words))
            })?;
        }
        let client = client()?;
        self.write_text(incident, &name, |_| {
            Ok(vec![noted(client, &format!("{TAKEN}{client:016x}"), &write(&reach))])
        })
    }
}

/// How far a draft is done with.
fn done(draft: &Document) -> Vec<Vec<u8>> {
    let said = [PROPOSED, TAKEN].into_iter().flat_map(|prefix| draft.words_under(prefix));
    said.filter_map(|vector| read(&vector).ok()).collect()
}
