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
}
