//! Those who may talk to the hub: people with a role, and their devices.

use std::fmt;
use std::str::FromStr;

use incident::id::{Millis, PersonId, ReplicaKey};
use serde::{Deserialize, Serialize};

use crate::invitation::Turn;

/// What a member may do in the workspace. The roles of an incident are another matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything a responder may, and saying who belongs here.
    Admin,
    /// Reads and writes.
    Responder,
    /// Reads.
    Observer,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Responder => "responder",
            Self::Observer => "observer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is admin, responder or observer")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(word: &str) -> Result<Self, NotARole> {
        let all = [Self::Admin, Self::Responder, Self::Observer];
        all.into_iter().find(|role| role.word() == word).ok_or(NotARole)
    }
}

/// A person who belongs here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The same as in the book.
    pub person: PersonId,
    /// What they were called when they joined.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub joined_at: Millis,
    /// When their access was taken back.
    pub revoked_at: Option<Millis>,
    /// Where that stands among invitations and revocations.
    pub revoked: Option<Turn>,
}

/// A laptop of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    /// Its number here.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// The key it writes with.
    pub replica: ReplicaKey,
    /// Whose it is.
    pub person: PersonId,
    /// What that person was called when they joined.
    pub person_name: String,
    /// What that person may do.
    pub role: Role,
    /// When it joined.
    pub joined_at: Millis,
    /// When its access, or that of its owner, was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Millis>,
}
