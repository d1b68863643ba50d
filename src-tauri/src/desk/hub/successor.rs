//! A hub with another key than the one before it: whoever holds the right key of a workspace is for a person to say.

use incident::id::ReplicaKey;
use journal::Journal;

use super::findings::short;
use super::{ADDRESS, KEY};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::{About, HubAddress};

impl Desk {
    /// Whether this laptop may show a hub what it holds of the workspace. Anybody can say that they serve it, since its id
    /// is no secret; so where the key is not the one that is known, somebody has to have said that it is a new one.
    pub(super) fn believes(&self, address: &HubAddress, about: &About, new_key: bool) -> Result<(), Failure> {
        let other;
        let journal = if about.workspace == self.journal.workspace() {
            &*self.journal
        } else {
            other = self.place.kept(about.workspace)?;
            // Of a workspace that is new here, nothing can be shown.
            let Some(other) = &other else { return Ok(()) };
            other
        };
        let Some(before) = key_of(journal)?.filter(|before| *before != about.hub && !new_key) else {
            return Ok(());
        };
        let (at, old, new) = (address.spoken(), short(before), short(about.hub));
        let met: Option<HubAddress> = journal.setting(ADDRESS)?.and_then(|address| address.parse().ok());
        let met = met.map_or_else(|| "at another one".to_owned(), |met| format!("at {}", met.spoken()));
        Err(Failure {
            hint: Some(
                "Take it over as this workspace's hub only if your team has set up a new one there. It gets all that is on this laptop, and what the hub before it confirmed counts there too."
                    .to_owned(),
            ),
            ..Failure::new(
                "new_hub",
                format!(
                    "The key of the hub at {at} is new ({new}). Until now this workspace met {met} (key {old})."
                ),
            )
        })
    }
}

/// Notes that a hub follows the one that the workspace met at until now. One that was met before follows none: whoever
/// comes back from a wrong hub must not vouch for that.
pub(super) fn follows(journal: &Journal, hub: ReplicaKey) -> Result<(), Failure> {
    match key_of(journal)? {
        Some(before) if before != hub && !journal.has_met(hub)? => Ok(journal.follows(hub, before)?),
        _ => Ok(()),
    }
}

fn key_of(journal: &Journal) -> Result<Option<ReplicaKey>, Failure> {
    Ok(journal.setting(KEY)?.and_then(|key| key.parse().ok()))
}
