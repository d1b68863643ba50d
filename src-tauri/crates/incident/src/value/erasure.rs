//! Why a whole record is hidden for ever.

use serde::{Deserialize, Serialize};
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
