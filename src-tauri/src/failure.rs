//! The only error that crosses to the UI: a code where the UI branches on it, a sentence, perhaps a hint.

use incident::refusal::Refusal;
use journal::JournalError;
use serde::Serialize;
use ts_rs::TS;

/// What went wrong, for a person. The cause chain stays in the log file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// A word that the UI may branch on.
    pub code: &'static str,
    /// One sentence that says what to do next.
    pub message: String,
    /// More, where it helps.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = match &refusal {
            Refusal::AllClearMissing(_)
            | Refusal::TemporaryMitigationLeft(_)
            | Refusal::ActionsIncomplete(_)
            | Refusal::ActionsOpen(_)
            | Refusal::PromisesOpen(_)
            | Refusal::NobodyAgreed
            | Refusal::ChangedSince
            | Refusal::ReviewMissing => "gate",
            Refusal::ReasonToGoBack(_) => "reason",
            Refusal::Already(_) => "already",
            Refusal::MovedOn => "moved_on",
            Refusal::NoIncident => "gone",
            _ => "refused",
        };
        Self::new(code, refusal.to_string())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the journal refused");
        let code = match &error {
            JournalError::DiskFull(_) => "disk_full",
            JournalError::ReadOnly(_) => "read_only",
            JournalError::Busy { .. } => "busy",
            JournalError::Newer { .. } => "newer",
            error if error.is_damage() => "damaged",
            _ => "journal",
        };
        Self::new(code, error.to_string())
    }
}
