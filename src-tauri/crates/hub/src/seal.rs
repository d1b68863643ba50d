//! What opens channels, sealed for the hub's storage. The key follows from the hub's own, which lies in a file that only its
//! owner can read, is in no backup and in no database: whoever has those alone has no secret.
//!
//! A sealed secret is 24 bytes of nonce and what XChaCha20-Poly1305 makes of the text under HMAC-SHA256(hub's secret key,
//! `"allclear/secrets/1"`). It vouches for the workspace, the destination and whom the secret is shown to, so that none can
//! be put in the place of another.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use incident::id::{DestinationId, WorkspaceId};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::random;
use crate::store::{Sealed, StoreError};

const PURPOSE: &[u8] = b"allclear/secrets/1";
const NONCE: usize = 24;

/// Seals and opens.
pub(crate) struct Seal {
    cipher: XChaCha20Poly1305,
    workspace: WorkspaceId,
}

impl Seal {
    /// The seal of a hub. None only if an HMAC took no key of 32 bytes.
    pub(crate) fn of(hub: &SigningKey, workspace: WorkspaceId) -> Option<Self> {
        let secret = Zeroizing::new(hub.to_bytes());
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&*secret).ok()?;
        mac.update(PURPOSE);
        let key = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
        Some(Self { cipher: XChaCha20Poly1305::new_from_slice(&*key).ok()?, workspace })
    }

    /// Seals a secret. None only if a text of that length cannot be.
    ///
    /// # Errors
    /// Where the operating system gives no randomness.
    pub(crate) fn close(
        &self,
        destination: &DestinationId,
        shown_to: &str,
        secret: &str,
    ) -> Result<Option<Sealed>, StoreError> {
        let nonce: [u8; NONCE] = random()?;
        let aad = self.vouched(destination, shown_to);
        let payload = Payload { msg: secret.as_bytes(), aad: &aad };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok();
        Ok(sealed.map(|sealed| Sealed {
            destination: destination.clone(),
            shown_to: shown_to.to_owned(),
            bytes: [&nonce[..], &sealed].concat(),
        }))
    }

    /// The secret, unless something was changed or another key has sealed it.
    pub(crate) fn open(&self, sealed: &Sealed) -> Option<Zeroizing<String>> {
        let (nonce, bytes) = sealed.bytes.split_first_chunk::<NONCE>()?;
        let aad = self.vouched(&sealed.destination, &sealed.shown_to);
        let secret = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: bytes, aad: &aad }).ok()?;
        String::from_utf8(secret).ok().map(Zeroizing::new)
    }

    fn vouched(&self, destination: &DestinationId, shown_to: &str) -> Vec<u8> {
        [PURPOSE, &self.workspace.0, destination.as_str().as_bytes(), b"\n", shown_to.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_the_same_key_at_the_same_place_and_nowhere_else() {
        let (hub, workspace) = (SigningKey::from_bytes(&[7; 32]), WorkspaceId([1; 32]));
        let seal = Seal::of(&hub, workspace).unwrap();
        let team: DestinationId = "team".parse().unwrap();
        let sealed = seal.close(&team, "slack bot", "xoxb-1").unwrap().unwrap();
        assert_eq!(seal.open(&sealed).unwrap().as_str(), "xoxb-1");
        assert!(!sealed.bytes.windows(6).any(|part| part == b"xoxb-1"));
        let again = seal.close(&team, "slack bot", "xoxb-1").unwrap().unwrap();
        assert_ne!(again.bytes, sealed.bytes, "nobody sees that two are the same");
        let elsewhere = Sealed { destination: "others".parse().unwrap(), ..sealed.clone() };
        let to_others = Sealed { shown_to: "teams".to_owned(), ..sealed.clone() };
        let mut changed = sealed.clone();
        changed.bytes[NONCE] ^= 1;
        let short = Sealed { bytes: vec![0; NONCE - 1], ..sealed.clone() };
        for wrong in [elsewhere, to_others, changed, short] {
            assert!(seal.open(&wrong).is_none(), "{wrong:?}");
        }
        for other in [
            Seal::of(&SigningKey::from_bytes(&[8; 32]), workspace).unwrap(),
            Seal::of(&hub, WorkspaceId([2; 32])).unwrap(),
        ] {
            assert!(other.open(&sealed).is_none());
        }
    }
}
