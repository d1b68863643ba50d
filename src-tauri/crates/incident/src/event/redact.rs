//! What a redaction may hide.

use super::Event;
use crate::value::Minute;

impl Event {
    /// Whether a redaction may hide it. Facts that decide whether there is an incident, and access, enrolment,
    /// roles and redaction, may not; nor may taking back, or what was taken back would stand again.
    #[must_use]
    pub fn may_be_redacted(&self) -> bool {
        !matches!(
            self,
            Self::Declared { .. }
                | Self::Imported { .. }
                | Self::Numbered { .. }
                | Self::SeriesCut { .. }
                | Self::Retracted { .. }
                | Self::Reinstated { .. }
                | Self::PrivacySet { .. }
                | Self::AccessGranted { .. }
                | Self::RoleAssigned { .. }
                | Self::RoleAccepted { .. }
                | Self::RoleReleased { .. }
                | Self::UpdateApproved { .. }
                | Self::SenderNamed { .. }
                | Self::SendingBegun { .. }
                | Self::RoomAsked { .. }
                | Self::RoomMade { .. }
                | Self::ReviewApproved { .. }
                | Self::ReviewRead { .. }
                | Self::ReminderBegun { .. }
                | Self::DocumentBegun { .. }
                | Self::ReplicaEnrolled { .. }
                // What was said there has words; that it was held has none.
                | Self::Minuted {
                    minute: Minute::Begun { .. } | Minute::Ended { .. } | Minute::Attended { .. }
                }
                | Self::Redacted { .. }
                | Self::StreamErased { .. }
        )
    }

    /// Whether a person may redact it: there are words in it of somebody, and hiding it takes nothing but those away. What
    /// else may be hidden is so in an incident that is erased, or was redacted by an earlier version.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.may_be_redacted()
            && !matches!(
                self,
                // How the incident is, when things were, and what is asked for it.
                Self::KindSet { .. }
                    | Self::CadenceSet { .. }
                    | Self::PointRecorded { .. }
                    | Self::DetectionMethodSet { .. }
                    | Self::RootCauseServiceSet { .. }
                    | Self::ServiceAffected { .. }
                    | Self::AllClearGiven { .. }
                    | Self::MitigationRemoved { .. }
                    | Self::Redated { .. }
                    | Self::Pinned { .. }
                    | Self::NagSnoozed { .. }
                    // Who does what, how far it is, and by when.
                    | Self::ChecklistIssued { .. }
                    | Self::ItemTicked { .. }
                    | Self::ItemUnticked { .. }
                    | Self::DecisionOwned { .. }
                    | Self::TaskMoved { .. }
                    | Self::CustomerOwned { .. }
                    | Self::PromiseKept { .. }
                    | Self::PromiseMoved { .. }
                    | Self::ActionOwned { .. }
                    | Self::ActionGraded { .. }
                    | Self::TrackerNamed { .. }
                    | Self::ReviewPlanned { .. }
                    | Self::ReviewOwned { .. }
                    | Self::FacilitatorNamed { .. }
                    | Self::ParticipantNamed { .. }
                    | Self::ReviewStepMoved { .. }
                    | Self::ReviewSubmitted { .. }
                    | Self::ReviewPublished { .. }
                    | Self::CommentResolved { .. }
                    | Self::SuggestionDecided { .. }
            )
    }
}
