//! Invitations as people pass them on.

use incident::id::{Millis, PersonId, ReplicaKey};

use crate::invitation::Invitation;
use crate::member::Role;
use crate::secret::{in_words, random};
use crate::store::{Members, StoreError};

/// How many days an invitation is good for, where nobody says otherwise.
pub const DAYS: i64 = 3;

/// An invitation that was made. Its code is shown once and kept nowhere.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The secret.
    pub code: String,
    /// The role that it gives.
    pub role: Role,
    /// Until when.
    pub expires_at: Millis,
}

impl Invited {
    /// Makes one by an operator's word: for so many laptops, for so many hours, or for one more device of a person.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn new(
        members: &dyn Members,
        role: Role,
        uses: u32,
        hours: i64,
        person: Option<PersonId>,
        now: Millis,
    ) -> Result<Self, StoreError> {
        Self::made_with(None, members, role, uses, hours, person, now)
    }

    /// Makes one with a member's laptop, whose revocation ends it.
    pub(crate) fn made_with(
        maker: Option<ReplicaKey>,
        members: &dyn Members,
        role: Role,
        uses: u32,
        hours: i64,
        person: Option<PersonId>,
        now: Millis,
    ) -> Result<Self, StoreError> {
        let code = in_words(&random::<16>()?);
        let expires_at = now.plus_minutes(hours.saturating_mul(60));
        let invitation = Invitation { role, uses, made_at: now, expires_at, person, replica: None, maker };
        members.invite(&code, &invitation)?;
        Ok(Self { code, role, expires_at })
    }

    /// The link that opens in Allclear.
    #[must_use]
    pub fn link(&self, url: &str) -> String {
        format!("allclear://join?hub={}&code={}", escaped(url), self.code)
    }
}

/// A text as the value of a query: everything but letters, digits and `-._~` as `%` and two hex digits.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_the_address_and_the_code() {
        let invited = Invited { code: "Ab-_9".to_owned(), role: Role::Admin, expires_at: Millis(0) };
        assert_eq!(
            invited.link("https://hub.example.org:8443/a b"),
            "allclear://join?hub=https%3A%2F%2Fhub.example.org%3A8443%2Fa%20b&code=Ab-_9"
        );
    }
}
