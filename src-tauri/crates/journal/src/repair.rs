//! Repairing a damaged file: set it aside, restore what can be restored, say exactly what is missing.

use std::path::PathBuf;

use incident::entry::Series;
use incident::id::Millis;

/// What was done for a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Where the damaged file lies now.
    pub set_aside: PathBuf,
    /// The backup that was restored; none when the file could only be read as far as it goes.
    pub backup: Option<Restored>,
    /// How many entries were taken from the damaged file on top of that.
    pub salvaged: u64,
    /// Entries that the damaged file is known to have held and that are not in the restored one.
    pub missing: Vec<Gap>,
    /// When the newest of the missing entries was recorded, where that can still be read.
    pub newest_missing: Option<Millis>,
    /// Whether the damaged file could be read to its end. If not, more may be missing than is listed.
    pub complete: bool,
}

/// A backup that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Which.
    pub file: PathBuf,
    /// When it was made.
    pub taken_at: Millis,
}

/// Entries of one series that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Of which series.
    pub series: Series,
    /// The first that is missing; all later ones are too.
    pub from: u64,
    /// How many.
    pub count: u64,
}
