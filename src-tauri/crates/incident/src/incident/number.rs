//! What people call an incident. The home hub gives the numbers, and gives another one where two incidents have the
//! same, as they may once a hub was put back to an earlier state.

use super::Incident;
use crate::event::Event;
use crate::id::IncidentId;
use crate::slot::Slot;

impl Incident<'_> {
    /// The numbers that the hub gave it: the one that is shown first, then its aliases.
    #[must_use]
    pub fn numbers(self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.record.made().filter_map(|(_, event)| number(event)).collect();
        let shown = self.number();
        // One that was replaced is an alias, also where it is the lowest.
        numbers.sort_unstable_by_key(|number| (Some(*number) != shown, *number));
        numbers.dedup();
        numbers
    }

    /// The number that is shown: the lowest that nothing has replaced.
    #[must_use]
    pub fn number(self) -> Option<u64> {
        self.record.standing(&Slot::Number).filter_map(|fact| number(fact.event.as_ref()?)).min()
    }

    /// What people call it: `INC-1234`, or until the hub has numbered it `INC-~a3f1`. Empty for a stream that is none.
    #[must_use]
    pub fn label(self) -> String {
        match self.number() {
            Some(number) => format!("INC-{number}"),
            None => self.record.incident_id().map(IncidentId::provisional).unwrap_or_default(),
        }
    }
}

fn number(event: &Event) -> Option<u64> {
    match event {
        Event::Numbered { number, .. } => Some(*number),
        _ => None,
    }
}
