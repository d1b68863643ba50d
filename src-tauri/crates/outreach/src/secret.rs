//! What a channel is opened with.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Undelivered, WebAddress, Why};

/// A password, a token, the key of a signature, or an address that is all three. It is wiped when it goes, is written
/// nowhere, and no error names it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret as somebody entered it; white space around it came with the copying.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One that HTTP carries in a header, and no address that was put into the wrong field.
    pub(crate) fn token(&self, what: &'static str) -> Result<&str, Undelivered> {
        let plain = self.0.bytes().all(|byte| byte.is_ascii_graphic()) && !self.0.contains("://");
        if self.is_empty() || !plain {
            return Err(Undelivered::never(Why::NoSecret { what }));
        }
        Ok(&self.0)
    }

    /// A password, which may be anything.
    pub(crate) fn password(&self) -> Result<&str, Undelivered> {
        if self.is_empty() {
            return Err(Undelivered::never(Why::NoSecret { what: "the password" }));
        }
        Ok(&self.0)
    }

    /// An address that is the secret.
    pub(crate) fn address(&self, what: &'static str) -> Result<WebAddress, Undelivered> {
        self.0.parse().map_err(|_| Undelivered::never(Why::NoSecret { what }))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Secret(none)" } else { "Secret(…)" })
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_does_not_show() {
        let secret = Secret::new("  whsec_c2VjcmV0\n");
        assert_eq!(secret.expose(), "whsec_c2VjcmV0");
        assert_eq!(format!("{secret:?} {:?}", Secret::default()), "Secret(…) Secret(none)");
    }
}
