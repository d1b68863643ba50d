//! What the hub was found to have done with the log, in sentences that name it.

use incident::export::Found;
use incident::id::ReplicaKey;
use incident::stream::Stream;
use journal::{Deed, Finding};

use super::{Desk, HubAt};
use crate::failure::Failure;
use crate::views::FindingView;

impl Desk {
    /// What this laptop has found out of its hub, the latest first.
    pub(super) fn findings(&self, at: &HubAt) -> Result<Vec<FindingView>, Failure> {
        let findings = self.journal.findings(at.key)?;
        let mut shown = Vec::with_capacity(findings.len());
        for finding in findings {
            let (incident, title) = match finding.stream {
                Some(stream) => self.called(stream)?,
                None => (None, "All of the log".to_owned()),
            };
            shown.push(FindingView {
                incident,
                title,
                text: sentence(Some(at), at.key, &finding),
                since: finding.since,
                grave: finding.deed != Deed::Restored && !finding.seen,
            });
        }
        Ok(shown)
    }

    /// What hubs were found to have done to a stream, for whoever gets it as a file.
    pub(in crate::desk) fn found_about(&self, stream: Stream) -> Result<Vec<Found>, Failure> {
        let at = self.hub_at();
        let about = self.journal.findings_about(stream)?.into_iter();
        let found = about.map(|(hub, finding)| Found {
            hub,
            deed: finding.deed.word().to_owned(),
            entries: finding.entries,
            since: finding.since,
            text: sentence(at.as_ref(), hub, &finding),
        });
        Ok(found.collect())
    }
}

/// What a hub did, in a sentence that names it.
fn sentence(at: Option<&HubAt>, key: ReplicaKey, finding: &Finding) -> String {
    let hub = match at.filter(|at| at.key == key) {
        Some(at) => format!("The hub at {} (key {})", at.address.spoken(), short(key)),
        None => format!("An earlier hub (key {})", short(key)),
    };
    format!("{hub} {}", said(finding))
}

/// Enough of a key to tell two hubs apart.
pub(super) fn short(key: ReplicaKey) -> String {
    key.to_string().chars().take(16).collect()
}

/// What it did, after its name.
fn said(finding: &Finding) -> String {
    let some = match finding.entries {
        1 => "1 entry".to_owned(),
        entries => format!("{entries} entries"),
    };
    match finding.deed {
        Deed::Restored => match finding.entries {
            0 => "was restored; this laptop had nothing to bring back.".to_owned(),
            1 => "was restored; 1 entry was brought back.".to_owned(),
            _ => format!("was restored; {some} were brought back."),
        },
        Deed::Dropped => {
            format!("no longer held {some} that it had confirmed, and was not restored. This laptop offered them again.")
        }
        Deed::Altered => {
            "holds something else here than what it had confirmed. What is on this laptop stands; ask who looks after the hub."
                .to_owned()
        }
        Deed::LeftOut => format!("left out {some} when it told what is new, and gave them when it was asked."),
        Deed::Withheld => format!("says that it holds {some} that it does not show. Ask who looks after the hub."),
        Deed::Damaged => {
            "sent something that its author has not signed, or that was changed on the way. It was not taken."
                .to_owned()
        }
        Deed::Contradicted => {
            "gives a checksum that is not that of what it says it holds. Ask who looks after the hub.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use incident::id::Millis;

    use super::*;

    #[test]
    fn a_restored_hub_is_not_accused_and_every_sentence_ends() {
        let finding =
            |deed, entries| said(&Finding { deed, stream: None, entries, since: Millis(0), seen: false });
        assert_eq!(finding(Deed::Restored, 12), "was restored; 12 entries were brought back.");
        for deed in
            [Deed::Dropped, Deed::Altered, Deed::LeftOut, Deed::Withheld, Deed::Damaged, Deed::Contradicted]
        {
            assert!(finding(deed, 1).ends_with('.') && !finding(deed, 1).contains("1 entries"));
        }
    }
}
