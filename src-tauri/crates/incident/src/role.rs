//! The roles of a response and their duties. Their names are ours; who holds them is in the record.

use serde::Serialize;
use ts_rs::TS;

use crate::id::RoleId;

/// A role that people can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The duty in one line.
    pub duty: &'static str,
    /// Which services it is held for.
    pub scope: Scope,
    /// Whether an incident must have it filled.
    pub required: bool,
}

/// Whether a role is held once or for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// By exactly one person.
    One,
    /// By any number.
    Several,
    /// For each affected service.
    AffectedService,
    /// For each service that owns a cause.
    OwningService,
}

/// Every role, in the order of the war room.
pub const ROLES: &[Role] = &[
    Role {
        id: "incident-manager",
        name: "Incident Manager",
        duty: "In charge: organises, decides or names who decides, owns the review",
        scope: Scope::One,
        required: true,
    },
    Role {
        id: "owning-on-call",
        name: "On-call, owning service",
        duty: "Finds the cause, mitigates, remediates",
        scope: Scope::OwningService,
        required: false,
    },
    Role {
        id: "affected-on-call",
        name: "On-call, affected service",
        duty: "Judges user impact, validates the fix, gives the all-clear",
        scope: Scope::AffectedService,
        required: false,
    },
    Role {
        id: "communications-lead",
        name: "Communications Lead",
        duty: "Everything that is written: employees, executives, status page",
        scope: Scope::Several,
        required: false,
    },
    Role {
        id: "customer-escalation-manager",
        name: "Customer Escalation Manager",
        duty: "Brings customers' details in and takes updates out to them",
        scope: Scope::Several,
        required: false,
    },
    Role {
        id: "executive",
        name: "Executive",
        duty: "Knows the state, makes business decisions, finds resources",
        scope: Scope::Several,
        required: false,
    },
    Role {
        id: "scribe",
        name: "Scribe",
        duty: "Writes down what is said and done, with times",
        scope: Scope::Several,
        required: false,
    },
    Role {
        id: "deputy",
        name: "Deputy",
        duty: "Watches clocks and people for the Incident Manager, stands in",
        scope: Scope::Several,
        required: false,
    },
];

/// The role of this id.
#[must_use]
pub fn role(id: &RoleId) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.id == id.as_str())
}

/// What people call a role; its id where this version does not know it.
#[must_use]
pub fn role_name(id: &RoleId) -> &str {
    role(id).map_or(id.as_str(), |role| role.name)
}
