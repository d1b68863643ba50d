//! What the hub did not take stays here whole, and a person does something about it.

use incident::entry::Series;
use incident::export;

use crate::desk::{Desk, SavedFile};
use crate::failure::Failure;
use crate::views::SyncView;

impl Desk {
    /// Offers one series once more.
    pub fn offer_again(&self, series: Series) -> Result<SyncView, Failure> {
        if let Some(at) = self.hub_at() {
            self.journal.offer_series_again(at.key, &series)?;
            self.try_anew();
            self.stale(&["sync", "room"], None);
        }
        self.sync()
    }

    /// Everything of a series as a file, which `allclear verify` checks: for whoever looks into it, or to keep.
    pub fn kept_back_file(&self, series: Series) -> Result<SavedFile, Failure> {
        let entries = self.journal.series(&series)?;
        if entries.is_empty() {
            return Err(Failure::new(
                "gone",
                "Nothing of this is on this laptop. Look at the list once more.",
            ));
        }
        Ok(SavedFile {
            name: format!("kept-back-{}.json", &series.run.to_string()[..8]),
            mime: "application/json",
            bytes: export::to_json(
                self.journal.workspace(),
                &entries,
                series.stream,
                &self.found_about(series.stream)?,
            )
            .into_bytes(),
        })
    }
}
