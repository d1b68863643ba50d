//! Past incidents that are like one.

use incident::id::{IncidentId, Millis};
use incident::value::Severity;
use serde::Serialize;
use ts_rs::TS;

/// A past incident, why it is told, and what helped then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RelatedView {
    /// Its id.
    pub incident: IncidentId,
    /// What people call it.
    pub label: String,
    /// Its title.
    pub title: String,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// When it began for us.
    pub opened: Millis,
    /// What the two share, in words.
    pub why: String,
    /// The measures that ended it.
    pub helped: Vec<String>,
    /// Whether its review was published.
    pub reviewed: bool,
}
