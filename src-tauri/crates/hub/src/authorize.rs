//! Who may do what. Every handler and every filter asks here, and nothing else decides.

use std::collections::{BTreeMap, BTreeSet};

use incident::entry::Series;
use incident::id::{PersonId, ReplicaKey};

use crate::member::{Device, Role};

/// Who asks, or who wrote what is to be taken.
#[derive(Clone, Debug)]
pub enum Actor {
    /// No token was shown.
    Nobody,
    /// The token or key is not known here.
    Stranger,
    /// The hub itself, or the founder's key, from which all enrolments come.
    Root,
    /// A hub that the workspace had before this one, by an admin's word. It is heard as a witness of what was, and decides
    /// nothing any more.
    EarlierHub,
    /// A device that joined, revoked or not.
    Device(Device),
}

impl Actor {
    /// The device, where it is one.
    #[must_use]
    pub fn device(&self) -> Option<&Device> {
        match self {
            Self::Device(device) => Some(device),
            _ => None,
        }
    }

    /// The same, had their access not been taken back.
    pub(crate) fn before_revocation(self) -> Self {
        match self {
            Self::Device(device) => Self::Device(Device { revoked_at: None, ..device }),
            other => other,
        }
    }
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Talk to the hub at all: read what one may see, pass entries on, ask who one is.
    Talk,
    /// See that something is there, and what it is.
    See,
    /// Take a device's access back.
    Revoke,
    /// Make an invitation.
    Invite,
    /// Say what a person may do.
    Appoint,
    /// Be the author of entries.
    Write,
    /// Say for whom a key writes.
    Enrol,
    /// Say who may see an incident.
    Admit,
    /// Hide every text of a stream at once.
    Erase,
    /// Say which hubs the workspace had before.
    Vouch,
    /// Say whether what waits counts.
    Rule,
    /// Entrust the hub with what opens a channel, or try it.
    Entrust,
}

/// To what they want to do it.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    /// All of it.
    Workspace,
    /// A person here, with their devices.
    Device(PersonId),
    /// A stream that these may see.
    Stream(&'a Audience),
    /// An entry of such a stream.
    Entry {
        /// Who may see the stream.
        audience: &'a Audience,
        /// Who wrote it.
        author: ReplicaKey,
        /// Whether its author saw the stream as private, or what it hangs on is hidden for that. This hides it only until a
        /// fact that made the stream private is held: from then on the facts decide, and what was opened is open.
        private: bool,
    },
}

/// Who may see a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// Whether only those named may.
    pub private: bool,
    /// Whether a fact that made it private is held, whatever became of it since.
    pub settled: bool,
    /// Those named.
    pub granted: BTreeSet<PersonId>,
    /// From which number on series of it are hidden as long as it is not settled.
    pub veils: BTreeMap<Series, u64>,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No token was shown.
    Unsigned,
    /// The token or key is not known here.
    Unknown,
    /// Access was taken back.
    Revoked,
    /// The role does not allow it.
    Role,
    /// It is private, and this person is not named.
    Private,
}

/// The one decision.
///
/// # Errors
/// Why not.
pub fn authorize(actor: &Actor, action: Action, resource: Resource<'_>) -> Result<(), Denied> {
    let device = match actor {
        Actor::Nobody => return Err(Denied::Unsigned),
        Actor::Stranger => return Err(Denied::Unknown),
        Actor::Root => return Ok(()),
        Actor::EarlierHub if matches!(action, Action::Write) => return Ok(()),
        Actor::EarlierHub => return Err(Denied::Role),
        Actor::Device(device) if device.revoked_at.is_some() => return Err(Denied::Revoked),
        Actor::Device(device) => device,
    };
    let admin = device.role == Role::Admin;
    let named = |audience: &Audience| audience.granted.contains(&device.person);
    match (action, resource) {
        (Action::Talk, Resource::Workspace) => Ok(()),
        (Action::See | Action::Revoke, Resource::Device(owner)) if admin || owner == device.person => Ok(()),
        (Action::Appoint, Resource::Device(owner)) if admin && owner != device.person => Ok(()),
        (Action::Write, Resource::Workspace) if device.role != Role::Observer => Ok(()),
        (
            Action::Enrol | Action::Vouch | Action::Invite | Action::Rule | Action::Entrust,
            Resource::Workspace,
        ) if admin => Ok(()),
        (Action::See | Action::Admit | Action::Erase, Resource::Stream(audience))
            if audience.private && !named(audience) =>
        {
            Err(Denied::Private)
        }
        (Action::See | Action::Admit, Resource::Stream(_)) => Ok(()),
        (Action::Erase, Resource::Stream(_)) if admin => Ok(()),
        (Action::See, Resource::Entry { audience, author, private }) => {
            let open = !audience.private && (!private || audience.settled);
            // What a laptop wrote it has anyway.
            if open || named(audience) || author == device.replica { Ok(()) } else { Err(Denied::Private) }
        }
        _ => Err(Denied::Role),
    }
}

#[cfg(test)]
mod tests {
    use incident::id::Millis;

    use super::*;

    fn actor(person: u8, role: Role, revoked_at: Option<Millis>) -> Actor {
        Actor::Device(Device {
            id: i64::from(person),
            name: String::new(),
            replica: ReplicaKey([person; 32]),
            person: PersonId([person; 16]),
            person_name: String::new(),
            role,
            joined_at: Millis(1),
            revoked_at,
        })
    }

    #[test]
    fn who_has_no_access_may_do_nothing_and_who_has_may_do_what_their_role_says() {
        use Action::{Enrol, Entrust, Invite, Revoke, Rule, See, Talk, Vouch, Write};
        use Resource::{Device, Workspace};
        let own = Device(PersonId([1; 16]));
        let others = Device(PersonId([2; 16]));
        let asked = [
            (Talk, Workspace),
            (Write, Workspace),
            (Enrol, Workspace),
            (Vouch, Workspace),
            (Invite, Workspace),
            (Rule, Workspace),
            (Entrust, Workspace),
            (See, own),
            (Revoke, own),
            (Revoke, others),
        ];
        for (actor, expected) in [
            (actor(1, Role::Admin, None), [true; 10]),
            (
                actor(1, Role::Responder, None),
                [true, true, false, false, false, false, false, true, true, false],
            ),
            (
                actor(1, Role::Observer, None),
                [true, false, false, false, false, false, false, true, true, false],
            ),
            (actor(1, Role::Admin, Some(Millis(1))), [false; 10]),
            (Actor::Nobody, [false; 10]),
            (Actor::Stranger, [false; 10]),
            (Actor::Root, [true; 10]),
            (Actor::EarlierHub, [false, true, false, false, false, false, false, false, false, false]),
        ] {
            assert_eq!(
                asked.map(|(action, on)| authorize(&actor, action, on).is_ok()),
                expected,
                "{actor:?}"
            );
        }
    }

    #[test]
    fn a_private_stream_is_for_those_named_whatever_their_role() {
        let audience = Audience {
            private: true,
            settled: true,
            granted: BTreeSet::from([PersonId([2; 16])]),
            ..Audience::default()
        };
        let entry = |author, private, audience| Resource::Entry {
            audience,
            author: ReplicaKey([author; 32]),
            private,
        };
        let open = Audience::default();
        let opened = Audience { settled: true, ..Audience::default() };
        for (person, role, seen) in
            [(1, Role::Admin, false), (2, Role::Observer, true), (3, Role::Responder, false)]
        {
            let actor = actor(person, role, None);
            let sees = |resource| authorize(&actor, Action::See, resource).is_ok();
            let erases = |audience| authorize(&actor, Action::Erase, Resource::Stream(audience)).is_ok();
            assert_eq!((erases(&open), erases(&audience)), (role == Role::Admin, false));
            assert_eq!(sees(Resource::Stream(&audience)), seen);
            assert_eq!(sees(entry(9, false, &audience)), seen);
            // Its author saw it as private, and nothing here says so yet.
            assert!(!sees(entry(9, true, &open)));
            assert!(sees(entry(person, true, &open)), "one's own");
            assert!(sees(entry(9, false, &open)));
            assert!(sees(entry(9, true, &opened)), "it was private, and is not any more");
        }
    }
}
