//! Founding a workspace, or taking over the one that a laptop has.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use incident::event::Event;
use incident::id::{Millis, ReplicaKey, Run, WorkspaceId};
use incident::stream::{Section, Stream};
use journal::Author;

use crate::hub::Voice;
use crate::invitation::Invitation;
use crate::invite::{DAYS, Invited};
use crate::member::Role;
use crate::secret::{from_words, in_words, random};
use crate::store;
use crate::{Place, StartError};

/// What a founder's signature of an adoption begins with.
const ADOPT: &[u8] = b"allclear/adopt/1";
/// How long the founder has to come, in hours.
const ADOPTION: i64 = 24 * DAYS;

/// Founds a workspace whose founder is the hub: its id is the hub's own public key.
///
/// # Errors
/// [`StartError::Taken`]; a disk that refuses.
pub fn found(place: &Place, name: Option<&str>, now: Millis) -> Result<Invited, StartError> {
    place.claim()?;
    let key = SigningKey::from_bytes(&random()?);
    let workspace = WorkspaceId(key.verifying_key().to_bytes());
    let store = store::found(place, workspace, ReplicaKey(workspace.0))?;
    place.keep_key(&key)?;
    if let Some(name) = name {
        let voice = Voice { workspace, author: Author { key, run: Run(random()?) } };
        let named = Event::WorkspaceNamed { name: name.to_owned(), base: vec![] };
        let settings = Stream::Book(Section::Settings);
        store::change(&*store, move |change| {
            voice.say(change, now, [(settings, false, vec![named.into()])]).map(drop)
        })?;
    }
    Ok(Invited::new(store.members(), Role::Admin, 1, DAYS * 24, None, now)?)
}

/// Makes a hub for the workspace of a laptop. Its founder's laptop joins as admin with the secret of the code, and
/// brings the log along.
///
/// # Errors
/// [`StartError::Adoption`]; [`StartError::Taken`]; a disk that refuses.
pub fn adopt(place: &Place, code: &str, now: Millis) -> Result<WorkspaceId, StartError> {
    let (workspace, secret) = adoption(code).ok_or(StartError::Adoption)?;
    place.claim()?;
    let key = SigningKey::from_bytes(&random()?);
    let store = store::found(place, workspace, ReplicaKey(key.verifying_key().to_bytes()))?;
    place.keep_key(&key)?;
    let invitation = Invitation {
        role: Role::Admin,
        uses: 1,
        made_at: now,
        expires_at: now.plus_minutes(ADOPTION * 60),
        person: None,
        replica: Some(ReplicaKey(workspace.0)),
        maker: None,
    };
    store.members().invite(&in_words(&secret), &invitation)?;
    Ok(workspace)
}

/// The code with which a founder hands a workspace to a hub: `base64url(workspace ‖ secret ‖ signature)`, the founder's
/// over `"allclear/adopt/1" ‖ secret`.
#[must_use]
pub fn adoption_code(founder: &SigningKey, secret: &[u8; 16]) -> String {
    use ed25519_dalek::Signer;
    let signature = founder.sign(&[ADOPT, secret].concat()).to_bytes();
    in_words(&[&founder.verifying_key().to_bytes()[..], secret, &signature].concat())
}

/// What a code says, if its founder has signed it.
fn adoption(code: &str) -> Option<(WorkspaceId, [u8; 16])> {
    let bytes: [u8; 112] = from_words(code.trim())?;
    let (workspace, rest) = bytes.split_first_chunk::<32>()?;
    let (secret, signature) = rest.split_first_chunk::<16>()?;
    let signature = Signature::from_slice(signature).ok()?;
    let founder = VerifyingKey::from_bytes(workspace).ok()?;
    founder.verify_strict(&[ADOPT, secret].concat(), &signature).ok()?;
    Some((WorkspaceId(*workspace), *secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_that_the_founder_signed_hands_a_workspace_over() {
        let founder = SigningKey::from_bytes(&[7; 32]);
        let code = adoption_code(&founder, &[3; 16]);
        assert_eq!(adoption(&code), Some((WorkspaceId(founder.verifying_key().to_bytes()), [3; 16])));
        let mut bytes: [u8; 112] = from_words(&code).unwrap();
        for at in [0, 32, 48, 111] {
            bytes[at] ^= 1;
            assert_eq!(adoption(&in_words(&bytes)), None, "byte {at} was changed");
            bytes[at] ^= 1;
        }
        assert_eq!(adoption(""), None);
    }
}
