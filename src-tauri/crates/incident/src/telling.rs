//! What was said in approved words, and what follows from a telling.

use crate::id::Millis;
use crate::incident::Incident;
use crate::update::Told;
use crate::value::{Audience, Point};

impl<'a> Incident<'a> {
    /// What one of these audiences heard last of all that was approved, in the words that were. What somebody told
    /// elsewhere is known and was approved by nobody.
    #[must_use]
    pub fn last_approved(self, audiences: &[Audience]) -> Option<Told<'a>> {
        let updates = self.updates();
        let approved = |told: Told<'a>| {
            let update = updates.iter().find(|update| Some(update.fact.id) == told.update)?;
            update.approval.map(|_| Told { text: update.text, ..told })
        };
        let told = audiences.iter().flat_map(|audience| self.told(*audience));
        told.filter_map(approved).max_by_key(|told| told.at)
    }

    /// When an audience hears next if it is told now. Nobody waits for the next of a rhythm once it is over.
    #[must_use]
    pub fn due_if_told(self, audience: Audience, now: Millis) -> Option<Millis> {
        if self.is_called_off() || self.seems_over() {
            return None;
        }
        let mut told = self.told(audience);
        told.push(Told {
            at: now,
            fact: self.record().facts().last()?,
            text: "",
            occasion: None,
            next_due: None,
            update: None,
            channels: Vec::new(),
            twice: false,
        });
        self.due_after(audience, &told).filter(|due| *due > now)
    }

    /// Whether responders are done, or it is resolved and did not come back since.
    fn seems_over(self) -> bool {
        let resolved = self.point(Point::Resolved);
        !self.is_active() || resolved.is_some_and(|at| self.came_back_after(at).is_none())
    }
}
