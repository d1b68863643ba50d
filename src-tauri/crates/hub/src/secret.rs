//! Codes and tokens: drawn at random, shown once, kept only as hashes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Random bytes of the operating system.
///
/// # Errors
/// Where it gives none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Bytes as text for links and headers: base64url without padding.
#[must_use]
pub fn in_words(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Exactly so many bytes from such a text; none for anything else.
#[must_use]
pub(crate) fn from_words<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// What is kept of a code or a token. The secrets have at least 128 random bits, so a plain hash keeps them.
#[derive(Clone, Copy, Debug)]
pub struct Hashed(pub [u8; 32]);

impl Hashed {
    /// The hash of a secret's text.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Compares without telling by the time it takes where the first difference is.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_nothing_else_does() {
        let bytes: [u8; 16] = random().unwrap();
        assert_eq!(from_words(&in_words(&bytes)), Some(bytes));
        for wrong in
            ["", "A", "AAAA", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA!!", "ÄAAAAAAAAAAAAAAAAAAAAA"]
        {
            assert_eq!(from_words::<16>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_the_same_secret_has_the_same_hash() {
        assert!(Hashed::of("a").is(&Hashed::of("a")));
        assert!(!Hashed::of("a").is(&Hashed::of("b")));
    }
}
