//! What may interrupt this person on this laptop.

use incident::nag::quiet::{Hours, Quiet};

use super::Desk;
use crate::failure::Failure;
use crate::notify;

/// Where the rules lie: what rings on a laptop concerns nobody else.
const QUIET: &str = "quiet";

impl Desk {
    /// The rules as they are. What a newer version wrote and this one cannot read lets everything ring.
    pub fn quiet(&self) -> Result<Quiet, Failure> {
        let kept = self.journal.setting(QUIET)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Changes the rules.
    pub fn set_quiet(&self, quiet: Quiet) -> Result<Quiet, Failure> {
        if let Some(hours) = quiet.hours {
            Hours::new(hours.from, hours.until).map_err(|sentence| Failure::new("refused", sentence))?;
        }
        // Writing one never fails: it holds yes, no and numbers.
        self.journal.set_setting(QUIET, &serde_json::to_string(&quiet).unwrap_or_default())?;
        self.stale(&["quiet"], None);
        Ok(quiet)
    }

    /// Shows a notification that means nothing, so that a person sees whether they would be told.
    pub fn test_notification(&self) -> Result<(), Failure> {
        notify::test().map_err(|reason| {
            let mut failure = Failure::new(
                "no_notifications",
                "This desktop shows no notifications. What rings stands in the inbox all the same; allow \
                 notifications for Allclear, or start a notification service.",
            );
            failure.hint = Some(reason);
            failure
        })
    }
}
