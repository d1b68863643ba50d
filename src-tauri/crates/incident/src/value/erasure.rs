//! Why a whole record is hidden for ever.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

words!(
    /// Why a whole record is hidden for ever.
    Erasure {
        /// Somebody's personal data, which have to go.
        PersonalData = "It held personal data",
        /// A password, a key, or what must not be known here.
        Secret = "It held a secret",
        /// A law, a court or a contract.
        Law = "The law or a contract asks for it",
        /// It was never meant for this workspace.
        Misplaced = "It does not belong in this workspace",
    }
);

impl Erasure {
    /// Reads a reason where it is one that this version knows. Of a later one the reason is lost and the erasure holds: whoever
    /// reads it must not go on showing what is gone.
    ///
    /// # Errors
    /// Only where the bytes are no value at all.
    pub(crate) fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Said {
            Known(Erasure),
            Other(IgnoredAny),
        }
        Ok(match Said::deserialize(from)? {
            Said::Known(why) => Some(why),
            Said::Other(IgnoredAny) => None,
        })
    }
}
