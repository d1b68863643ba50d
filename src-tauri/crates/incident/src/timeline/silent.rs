//! Facts that have no line of their own, or do not lead one.

use super::Teller;
use crate::event::Event;
use crate::record::Fact;
use crate::value::Minute;

impl Teller<'_> {
    /// Facts that accompany others and are told only where they stand alone.
    pub(super) fn goes_without_saying(self, fact: &Fact) -> bool {
        matches!(
            fact.event,
            Some(
                Event::CadenceSet { .. }
                    | Event::ReviewPlanned { .. }
                    | Event::ChecklistIssued { .. }
                    | Event::PointRecorded { .. }
                    | Event::AccessGranted { .. }
            )
        )
    }

    /// Facts that change how another line looks, and have none of their own.
    pub(super) fn is_silent(self, fact: &Fact) -> bool {
        match &fact.event {
            Some(
                Event::ChecklistIssued { .. }
                | Event::CadenceSet { .. }
                | Event::ReviewPlanned { .. }
                | Event::NoteCorrected { .. }
                | Event::Redated { .. }
                | Event::Pinned { .. }
                | Event::SendingBegun { .. }
                // The summary of the meeting says who was there and what was talked about for how long.
                | Event::Minuted { minute: Minute::Attended { .. } | Minute::Turned { .. } }
                // The head of the review shows who has read it.
                | Event::ReviewRead { .. }
                // They hear of it themselves.
                | Event::ReminderBegun { .. }
                | Event::ReminderEnded { why: None, .. }
                | Event::ReminderEnded { retry_at: Some(_), .. }
                // The outbox shows an attempt that is made again by itself.
                | Event::SendingFailed { retry_at: Some(_), .. }
                | Event::Redacted { .. },
            ) => true,
            Some(Event::Retracted { entry, .. } | Event::Reinstated { entry, .. }) => self
                .incident
                .record()
                .fact(*entry)
                .is_some_and(|f| matches!(f.event, Some(Event::Noted { .. }))),
            // The first tells of all.
            Some(Event::ReviewReleased { part: Some(part), .. }) if part.nth > 0 => true,
            _ => fact.void,
        }
    }

    pub(super) fn leads(self, fact: &Fact, of: usize) -> bool {
        of == 1
            || !(self.goes_without_saying(fact) || matches!(fact.event, Some(Event::GateOverridden { .. })))
    }
}
