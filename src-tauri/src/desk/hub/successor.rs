//! A hub that this workspace has not met so far: whether it is the team's is for a person to say.

use incident::id::ReplicaKey;
use journal::Journal;

use super::findings::short;
use super::join::adoption;
use super::{ADDRESS, KEY, LEFT};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::{About, HubAddress, Invitation};

const ALL_GOES: &str = "Whoever answers there gets all that is on this laptop, private incidents too.";

impl Desk {
    /// Whether this laptop may show a hub what it holds of the workspace. Anybody can say that they serve it, with its hub's
    /// key, since both stand in every export; so unless it is the one that is known, at the address at which it was met, or
    /// was set up with the code of this laptop, somebody has to have said that it is theirs.
    pub(super) fn believes(&self, asked: &Invitation, about: &About, by_word: bool) -> Result<(), Failure> {
        let other;
        let journal = if about.workspace == self.journal.workspace() {
            &*self.journal
        } else {
            other = self.place.kept(about.workspace)?;
            // Of a workspace that is new here, nothing can be shown.
            let Some(other) = &other else { return Ok(()) };
            other
        };
        if by_word {
            return Ok(());
        }
        let (at, new, met) = (asked.hub.spoken(), short(about.hub), met(journal)?);
        let spoken = met.as_ref().map_or_else(|| "another address".to_owned(), HubAddress::spoken);
        let (message, hint) = match key_of(journal)? {
            None if adoption(journal)?.as_deref() == Some(&asked.code) => return Ok(()),
            None => (
                format!(
                    "This workspace has met no hub yet, and the one at {at} (key {new}) was not set up with the code of this laptop."
                ),
                format!("Take it over only if your team has set it up for this workspace. {ALL_GOES}"),
            ),
            Some(before) if before != about.hub => (
                format!(
                    "The key of the hub at {at} is new ({new}). Until now this workspace met one at {spoken} (key {}).",
                    short(before)
                ),
                format!(
                    "Take it over as this workspace's hub only if your team has set up a new one there. {ALL_GOES} What the hub before it confirmed counts there too."
                ),
            ),
            Some(_) if met.as_ref() == Some(&asked.hub) => return Ok(()),
            Some(_) => (
                format!(
                    "Until now this workspace met its hub at {spoken}. The one at {at} only says that it is the same."
                ),
                format!("Take it over only if your team's hub has moved there. {ALL_GOES}"),
            ),
        };
        Err(Failure { hint: Some(hint), ..Failure::new("new_hub", message) })
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

/// Where the workspace meets its hub, or did until it was left.
fn met(journal: &Journal) -> Result<Option<HubAddress>, Failure> {
    for kept in [ADDRESS, LEFT] {
        if let Some(address) = journal.setting(kept)?.and_then(|address| address.parse().ok()) {
            return Ok(Some(address));
        }
    }
    Ok(None)
}
