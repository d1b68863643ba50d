//! Joining: an invitation is used up, a member and a device are there afterwards, or nothing has changed.

use incident::id::{Millis, PersonId, ReplicaKey};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::{Store, StoreError, role};
use crate::member::Role;
use crate::secret::{Hashed, in_words, random};

/// What an invitation grants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invitation {
    /// The role of those who join by it.
    pub role: Role,
    /// How often it may be used.
    pub uses: u32,
    /// Since when.
    pub made_at: Millis,
    /// Until when.
    pub expires_at: Millis,
    /// Whose further device it is for, if it is for that.
    pub person: Option<PersonId>,
    /// The only laptop that may use it, if there is one.
    pub replica: Option<ReplicaKey>,
}

/// A laptop that would like to join, and has shown that it holds its key.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Its key.
    pub replica: ReplicaKey,
    /// Who its owner already is, where they have a record of their own.
    pub person: Option<PersonId>,
    /// Whether the book knows that person, and not that this laptop is theirs.
    pub unproven: bool,
    /// What its owner is called.
    pub name: String,
    /// What its owner calls it.
    pub device: String,
}

/// What joining gave.
#[derive(Clone, Debug)]
pub(crate) struct Joined {
    /// The device's token, in words. It is kept nowhere.
    pub token: String,
    /// Who its owner is here.
    pub person: PersonId,
    /// What they are called here.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Why nobody joined.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotJoined<E> {
    /// The code is wrong, used up or expired; which of these is nobody's business.
    #[error("the invitation is not good any more")]
    Invitation,
    /// The id that this person brings along is that of a member, or of somebody of the book, who has other laptops.
    #[error("somebody else has this person's id")]
    PersonTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was to be done along with it failed.
    #[error("{0}")]
    Also(E),
}

impl<E> From<rusqlite::Error> for NotJoined<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Keeps an invitation by the hash of its code.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn invite(&self, code: &str, invitation: &Invitation) -> Result<(), StoreError> {
        let Invitation { role, uses, made_at, expires_at, person, replica } = invitation;
        self.conn().execute(
            "INSERT INTO invitations (code, role, uses, made_at, expires_at, person, replica)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                Hashed::of(code).0,
                role.to_string(),
                uses,
                made_at.0,
                expires_at.0,
                person.map(|person| person.0),
                replica.map(|replica| replica.0),
            ),
        )?;
        Ok(())
    }

    /// Lets a laptop join by a code. `also` is done before it counts; when that fails, nothing has changed here.
    ///
    /// A laptop that joined by this code before, and did not hear the answer, gets a new token without a further use.
    ///
    /// # Errors
    /// See [`NotJoined`].
    pub(crate) fn join<E>(
        &self,
        code: &str,
        arrival: &Arrival,
        now: Millis,
        also: impl FnOnce(&Joined) -> Result<(), E>,
    ) -> Result<Joined, NotJoined<E>> {
        let code = Hashed::of(code);
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let invitation = find(&tx, &code, arrival.replica, now)?.ok_or(NotJoined::Invitation)?;
        let before = known(&tx, arrival.replica)?;
        let revoked = match (&before, invitation.person) {
            (Some(before), _) => before.revoked_at,
            // A laptop that is new here would bring its owner back all the same.
            (None, Some(person)) => member(&tx, person)?.and_then(|(_, _, revoked_at)| revoked_at),
            (None, None) => None,
        };
        let again = revoked.is_none() && before.as_ref().is_some_and(|before| before.invitation.is(&code));
        let undoes_revocation = revoked.is_some_and(|revoked| invitation.made_at <= revoked);
        if undoes_revocation || (!again && invitation.uses == 0) {
            return Err(NotJoined::Invitation);
        }
        let owner = before.map(|before| before.person).or(invitation.person);
        if owner.is_none()
            && let Some(person) = arrival.person
            && (arrival.unproven || member(&tx, person)?.is_some())
        {
            return Err(NotJoined::PersonTaken);
        }
        let person = match owner.or(arrival.person) {
            Some(person) => person,
            None => PersonId(random().map_err(StoreError::from)?),
        };
        let (name, role) = match member(&tx, person)? {
            // Who belongs here keeps their role: a link that was meant for somebody else does not change it.
            Some((name, role, None)) => (name, role),
            Some((name, _, Some(_))) => (name, invitation.role),
            None => (arrival.name.clone(), invitation.role),
        };
        tx.execute(
            "INSERT INTO members (person, name, role, joined_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person) DO UPDATE SET role = ?3, revoked_at = NULL",
            (person.0, &name, role.to_string(), now.0),
        )?;
        let token = in_words(&random::<32>().map_err(StoreError::from)?);
        tx.execute(
            "INSERT INTO devices (person, replica, name, token, invitation, joined_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (replica) DO UPDATE SET name = ?3, token = ?4, invitation = ?5, revoked_at = NULL",
            (person.0, arrival.replica.0, &arrival.device, Hashed::of(&token).0, code.0, now.0),
        )?;
        if !again {
            tx.execute("UPDATE invitations SET uses = uses - 1 WHERE code = ?1", [code.0])?;
        }
        let joined = Joined { token, person, name, role };
        also(&joined).map_err(NotJoined::Also)?;
        tx.commit()?;
        Ok(joined)
    }
}

/// The invitation of this code, if it is good for this laptop now, and how many uses are left.
fn find(
    tx: &Connection,
    code: &Hashed,
    replica: ReplicaKey,
    now: Millis,
) -> Result<Option<Invitation>, rusqlite::Error> {
    let mut statement = tx.prepare_cached(
        "SELECT role, uses, expires_at, person, replica, code, made_at FROM invitations WHERE code = ?1 AND expires_at > ?2",
    )?;
    let found = statement.query_row((code.0, now.0), |row| {
        let invitation = Invitation {
            role: role(row, 0)?,
            uses: row.get(1)?,
            made_at: Millis(row.get(6)?),
            expires_at: Millis(row.get(2)?),
            person: row.get::<_, Option<_>>(3)?.map(PersonId),
            replica: row.get::<_, Option<_>>(4)?.map(ReplicaKey),
        };
        Ok((invitation, Hashed(row.get(5)?)))
    });
    Ok(found
        .optional()?
        .filter(|(invitation, kept)| kept.is(code) && invitation.replica.is_none_or(|only| only == replica))
        .map(|(invitation, _)| invitation))
}

/// A laptop that joined before.
struct Known {
    person: PersonId,
    invitation: Hashed,
    revoked_at: Option<Millis>,
}

fn known(tx: &Connection, replica: ReplicaKey) -> Result<Option<Known>, rusqlite::Error> {
    let mut statement = tx.prepare_cached(
        "SELECT d.person, d.invitation, max(coalesce(d.revoked_at, m.revoked_at), coalesce(m.revoked_at, d.revoked_at))
         FROM devices d JOIN members m ON m.person = d.person WHERE d.replica = ?1",
    )?;
    let known = statement.query_row([replica.0], |row| {
        Ok(Known {
            person: PersonId(row.get(0)?),
            invitation: Hashed(row.get(1)?),
            revoked_at: row.get::<_, Option<i64>>(2)?.map(Millis),
        })
    });
    known.optional()
}

/// A member's name, role, and when their access was taken back.
fn member(
    tx: &Connection,
    person: PersonId,
) -> Result<Option<(String, Role, Option<Millis>)>, rusqlite::Error> {
    let mut statement = tx.prepare_cached("SELECT name, role, revoked_at FROM members WHERE person = ?1")?;
    let member = statement.query_row([person.0], |row| {
        Ok((row.get(0)?, role(row, 1)?, row.get::<_, Option<i64>>(2)?.map(Millis)))
    });
    member.optional()
}
