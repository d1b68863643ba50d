//! Which events people wait for.

/// That there is an incident, and who has which role in it: until these are everywhere, people do not know whom to ask, or
/// come twice. For the rest of a long history nobody waits, so a laptop that was away for long offers these first. Events are
/// named as bodies name them, by their `type`: whoever looks for them in a log need not read all of it.
pub const AWAITED: [&str; 3] = ["declared", "role_accepted", "role_assigned"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::id::{EntryRef, PersonId, RoleId};

    #[test]
    fn what_people_wait_for_is_named_as_bodies_name_it() {
        let (role, person) = (RoleId::incident_manager(), PersonId([1; 16]));
        let events = [
            Event::Declared { drill: false },
            Event::RoleAccepted { assignment: EntryRef([2; 16]), base: vec![] },
            Event::RoleAssigned { role, service: None, person, base: vec![] },
        ];
        assert_eq!(events.map(|event| event.kind()), AWAITED);
    }
}
