//! By which channel owners are reminded by mail, and who sends.

use super::Book;
use crate::event::Event;
use crate::slot::Slot;
use crate::value::{Destination, Reminders, Transport};

impl Book {
    /// How owners are reminded by mail; none where nobody has switched that on.
    #[must_use]
    pub fn reminders(&self) -> Option<&Reminders> {
        match self.communication.value(&Slot::Reminders) {
            Some(Event::RemindersDefined { reminders, .. }) => reminders.as_ref(),
            _ => None,
        }
    }

    /// The channel by which they are, as long as it is one of mail and somebody uses it.
    #[must_use]
    pub fn reminds_by(&self) -> Option<(Destination, &Reminders)> {
        let reminders = self.reminders()?;
        let entry = self.destination(&reminders.destination).filter(|entry| !entry.retired)?;
        let is_mail = matches!(entry.destination.transport, Transport::Email { .. });
        is_mail.then_some((entry.destination, reminders))
    }
}
