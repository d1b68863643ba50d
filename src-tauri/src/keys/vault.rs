//! A passphrase and what it opens. The file `vault` holds a random key, locked by the passphrase; each secret lies in a
//! file of its own, locked by that key, so that another passphrase writes one small file anew.
//!
//! `vault` is `ALLCLVLT`, three numbers of four bytes (Argon2id's memory in KiB, its passes, its lanes), 16 bytes of salt,
//! 24 of nonce, and the key locked by XChaCha20-Poly1305, which vouches for what comes before the nonce too. A secret is
//! 24 bytes of nonce and the secret locked in the same way together with its name, so that no file can stand in for another.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use icu_normalizer::ComposingNormalizerBorrowed;
use zeroize::Zeroizing;

use crate::desk::random;
use crate::failure::Failure;

const MAGIC: &[u8; 8] = b"ALLCLVLT";
/// What RFC 9106 recommends where memory is scarce: 64 MiB and three passes, on one lane.
const COST: [u32; 3] = [64 << 10, 3, 1];
/// A file that asks for more memory than this, in KiB, was made to hurt.
const MOST_MEMORY: u32 = 1 << 20;
const MOST_PASSES: u32 = 64;

const SALT: usize = 16;
const NONCE: usize = 24;
const HEAD: usize = MAGIC.len() + 12 + SALT;

/// Short ones are guessed by machines, however odd they look.
pub(super) const SHORTEST: usize = 10;

/// The key that opens all secrets.
pub(super) struct Vault {
    key: Zeroizing<[u8; 32]>,
}

/// Why a vault stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// It is not what was written, or of a later version.
    Damaged,
    /// The passphrase does not open it.
    Passphrase,
}

impl Vault {
    /// One with a new key.
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self { key: Zeroizing::new(random()?) })
    }

    /// Opens what [`Vault::locked_by`] wrote.
    pub(super) fn open(file: &[u8], passphrase: &str) -> Result<Self, Shut> {
        let (head, rest) = file.split_at_checked(HEAD).ok_or(Shut::Damaged)?;
        let (nonce, locked) = rest.split_at_checked(NONCE).ok_or(Shut::Damaged)?;
        let numbers = head.strip_prefix(MAGIC).ok_or(Shut::Damaged)?;
        let number = |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| numbers[at * 4 + byte]));
        let cost = [0, 1, 2].map(number);
        if cost[0] > MOST_MEMORY || cost[1] > MOST_PASSES || cost[2] != 1 {
            return Err(Shut::Damaged);
        }
        let cipher = stretched(passphrase, &numbers[12..], cost).ok_or(Shut::Damaged)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| Shut::Damaged)?;
        let key = cipher.decrypt(&nonce, Payload { msg: locked, aad: head }).map_err(|_| Shut::Passphrase)?;
        let key = <[u8; 32]>::try_from(&Zeroizing::new(key)[..]).map_err(|_| Shut::Damaged)?;
        Ok(Self { key: Zeroizing::new(key) })
    }

    /// The file that this passphrase opens.
    pub(super) fn locked_by(&self, passphrase: &str) -> Result<Vec<u8>, Failure> {
        let (salt, nonce): ([u8; SALT], [u8; NONCE]) = (random()?, random()?);
        let numbers = COST.map(u32::to_be_bytes).concat();
        let head = [&MAGIC[..], &numbers, &salt].concat();
        let cipher = stretched(passphrase, &salt, COST).ok_or_else(no_memory)?;
        let locked = cipher.encrypt(&nonce.into(), Payload { msg: &self.key[..], aad: &head });
        Ok([&head, &nonce[..], &locked.map_err(|_| no_memory())?].concat())
    }

    /// A secret as its file has it.
    pub(super) fn seal(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, Failure> {
        let nonce: [u8; NONCE] = random()?;
        let sealed = self.cipher().encrypt(&nonce.into(), Payload { msg: secret, aad: name.as_bytes() });
        Ok([&nonce[..], &sealed.map_err(|_| no_memory())?].concat())
    }

    /// The secret in a file; none if it is not what was written there under this name.
    pub(super) fn unseal(&self, name: &str, file: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = file.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.cipher().decrypt(&nonce, Payload { msg: sealed, aad: name.as_bytes() }).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.key).into())
    }
}

/// The key that a passphrase is stretched to. The same letters are the same passphrase, however a keyboard puts them
/// together.
fn stretched(passphrase: &str, salt: &[u8], [memory, passes, lanes]: [u32; 3]) -> Option<XChaCha20Poly1305> {
    let composed = Zeroizing::new(ComposingNormalizerBorrowed::new_nfc().normalize(passphrase).into_owned());
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(memory, passes, lanes, Some(key.len())).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(composed.as_bytes(), salt, &mut *key).ok()?;
    Some(XChaCha20Poly1305::new(&(*key).into()))
}

fn no_memory() -> Failure {
    Failure::new(
        "key",
        "This computer has no memory left to lock the key. Close other programs, then try again.",
    )
}

#[cfg(test)]
mod tests {
    use incident::id::unhex;

    use super::*;

    #[test]
    fn only_the_passphrase_opens_a_vault_and_only_its_own_name_a_secret() {
        let vault = Vault::new().unwrap();
        let file = vault.locked_by("Correct Horse é").unwrap();
        let opened = Vault::open(&file, "Correct Horse e\u{301}").unwrap();
        assert_eq!(opened.key, vault.key);
        for wrong in ["", "correct horse é", "Correct Horse é "] {
            assert_eq!(Vault::open(&file, wrong).err(), Some(Shut::Passphrase), "{wrong:?}");
        }
        let sealed = vault.seal("a.key", b"secret").unwrap();
        assert_ne!(sealed, vault.seal("a.key", b"secret").unwrap(), "nobody sees that two are the same");
        assert_eq!(opened.unseal("a.key", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(opened.unseal("b.key", &sealed), None);
        assert_eq!(Vault::new().unwrap().unseal("a.key", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(opened.unseal("a.key", &changed), None, "byte {at}");
        }
        assert_eq!(opened.unseal("a.key", &sealed[..20]), None);
    }

    #[test]
    fn a_file_that_is_no_vault_is_damaged_and_costs_nothing() {
        let file = Vault::new().unwrap().locked_by("Correct Horse").unwrap();
        let changed = |at: usize, byte: u8| {
            let mut file = file.clone();
            file[at] = byte;
            Vault::open(&file, "Correct Horse").err()
        };
        assert_eq!(Vault::open(&file[..40], "Correct Horse").err(), Some(Shut::Damaged));
        assert_eq!(changed(0, b'B'), Some(Shut::Damaged));
        assert_eq!(changed(8, 0xff), Some(Shut::Damaged), "four tebibytes");
        assert_eq!(changed(12, 0xff), Some(Shut::Damaged), "four thousand million passes");
        assert_eq!(changed(HEAD + NONCE, !file[HEAD + NONCE]), Some(Shut::Passphrase));
    }

    /// Written once; every later version opens it.
    #[test]
    fn a_vault_that_an_earlier_version_wrote_opens() {
        let file = unhex::<108>(include_str!("../../../tests/fixtures/vault-v1.hex").trim()).unwrap();
        assert!(Vault::open(&file, "Correct Horse").is_ok());
    }
}
