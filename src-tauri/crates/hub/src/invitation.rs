//! Joining: an invitation is used up, a member and a device are there afterwards, or nothing has changed.

use incident::id::{Millis, PersonId, ReplicaKey};

use crate::member::{Member, Role};
use crate::secret::{Hashed, in_words, random};
use crate::store::{Change, StoreError};

/// What an invitation grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
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
    /// The laptop that it was made with; none where an operator made it.
    pub maker: Option<ReplicaKey>,
}

/// An invitation by which somebody may still join, as a list has it: without its code, which is kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Where it stands among the others, by which it is withdrawn.
    pub turn: Turn,
    /// What it grants, with the uses that are left.
    pub invitation: Invitation,
}

/// Where something stands among invitations and revocations, as the hub has counted them. Its clock does not tell, for it
/// may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub i64);

/// A laptop that would like to join, and has shown that it holds its key.
#[derive(Clone, Debug)]
pub struct Arrival {
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
    /// What it will show, where it has drawn that itself.
    pub token: Option<Hashed>,
}

/// What joining gave.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The device's token, in words, where the hub drew it. It is kept nowhere.
    pub token: Option<String>,
    /// Who its owner is here.
    pub person: PersonId,
    /// What they are called here.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Why nobody joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// The code is wrong, used up or expired; which of these is nobody's business.
    #[error("the invitation is not good any more")]
    Invitation,
    /// The id that this person brings along is that of a member, or of somebody of the book, who has other laptops.
    #[error("somebody else has this person's id")]
    PersonTaken,
    /// A laptop that is known here has not drawn its token: whoever repeats its request would be told one.
    #[error("this laptop has to draw its token itself")]
    Repeatable,
}

/// A laptop that joined before, as the list of devices knows it.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    /// Whose it is.
    pub person: PersonId,
    /// The invitation it came with.
    pub invitation: Hashed,
    /// Where its access, or that of its owner, was last taken back.
    pub revoked: Option<Turn>,
}

/// What the list of members says once somebody has joined.
#[derive(Clone, Debug)]
pub struct LetIn {
    /// Who.
    pub person: PersonId,
    /// What they are called, if they are new.
    pub name: String,
    /// What they may do from now on.
    pub role: Role,
    /// The key of their laptop.
    pub replica: ReplicaKey,
    /// What they call it.
    pub device: String,
    /// What it shows from now on.
    pub token: Hashed,
    /// By which invitation they came.
    pub code: Hashed,
    /// How many of its uses that takes.
    pub uses: u32,
    /// When.
    pub now: Millis,
}

/// Lets a laptop join by a code.
///
/// A laptop that joined by this code before, and did not hear the answer, is let in once more without a further use.
///
/// # Errors
/// Those of the store. Where the invitation does not let it in, nothing is changed.
pub fn join(
    change: &mut dyn Change,
    code: &str,
    arrival: &Arrival,
    now: Millis,
) -> Result<Result<Joined, NotJoined>, StoreError> {
    let code = Hashed::of(code);
    let good = |(invitation, _): &(Invitation, Turn)| {
        invitation.expires_at > now && invitation.replica.is_none_or(|only| only == arrival.replica)
    };
    let Some((invitation, made)) = change.invitation(&code)?.filter(good) else {
        return Ok(Err(NotJoined::Invitation));
    };
    // It may have been made in the moment in which its maker's access was taken back.
    if let Some(maker) = invitation.maker
        && change.device_of(maker)?.is_none_or(|device| device.revoked_at.is_some())
    {
        return Ok(Err(NotJoined::Invitation));
    }
    let before = change.earlier(arrival.replica)?;
    if let Some(before) = &before {
        if arrival.token.is_none() {
            return Ok(Err(NotJoined::Repeatable));
        }
        // A request from before its last one, repeated by whomever, does not bring back the token of then.
        let last = change.invitation(&before.invitation)?;
        if !before.invitation.is(&code) && last.is_some_and(|(_, last)| made < last) {
            return Ok(Err(NotJoined::Invitation));
        }
    }
    let revoked = match (&before, invitation.person) {
        (Some(before), _) => before.revoked,
        // A laptop that is new here would bring its owner back all the same.
        (None, Some(person)) => change.member(person)?.and_then(|member| member.revoked),
        (None, None) => None,
    };
    let again = revoked.is_none() && before.as_ref().is_some_and(|before| before.invitation.is(&code));
    let undoes_revocation = revoked.is_some_and(|revoked| made <= revoked);
    if undoes_revocation || (!again && invitation.uses == 0) {
        return Ok(Err(NotJoined::Invitation));
    }
    let owner = before.map(|before| before.person).or(invitation.person);
    if owner.is_none()
        && let Some(person) = arrival.person
        && (arrival.unproven || change.member(person)?.is_some())
    {
        return Ok(Err(NotJoined::PersonTaken));
    }
    let person = match owner.or(arrival.person) {
        Some(person) => person,
        None => PersonId(random()?),
    };
    let (name, role) = match change.member(person)? {
        // Who belongs here keeps their role: a link that was meant for somebody else does not change it.
        Some(Member { name, role, revoked: None, .. }) => (name, role),
        Some(Member { name, .. }) => (name, invitation.role),
        None => (arrival.name.clone(), invitation.role),
    };
    let (token, drawn) = match arrival.token {
        Some(token) => (token, None),
        None => {
            let drawn = in_words(&random::<32>()?);
            (Hashed::of(&drawn), Some(drawn))
        }
    };
    change.let_in(&LetIn {
        person,
        name: name.clone(),
        role,
        replica: arrival.replica,
        device: arrival.device.clone(),
        token,
        code,
        uses: u32::from(!again),
        now,
    })?;
    Ok(Ok(Joined { token: drawn, person, name, role }))
}
