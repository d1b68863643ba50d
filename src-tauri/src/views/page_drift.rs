//! Whether the public page says what was approved, wherever it lies.

use incident::id::Millis;
use serde::Serialize;
use ts_rs::TS;

/// The places of the page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PageDriftView {
    /// Each with what was found there.
    pub places: Vec<PagePlaceView>,
}

/// A place of the page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PagePlaceView {
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// When it was last looked.
    pub at: Option<Millis>,
    /// In what it differs from what was approved, a sentence each.
    pub drifts: Vec<String>,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// Whether this laptop can set it right.
    pub mendable: bool,
}
