//! What a hub puts its name to: that it has taken a series up to here.

use incident::entry::{EntryHash, Series, signed_by};
use incident::id::{Millis, ReplicaKey, WorkspaceId};
use journal::{Claim, Receipted};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A hub's signed word that it holds a series up to an entry, and since when. A hub that denies it is convicted by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose word it is.
    pub hub: ReplicaKey,
    /// Of which series.
    #[serde(flatten)]
    pub series: Series,
    /// Up to which number.
    pub seq: u64,
    /// The hash of that entry, and so of everything before it in the series.
    pub hash: EntryHash,
    /// The hub's clock when it took it.
    pub at: Millis,
    /// The hub's signature of [`Receipt::digest`].
    #[serde(with = "signature_in_hex")]
    pub signature: [u8; 64],
}

impl Receipt {
    /// What is signed: `SHA-256("allclear/receipt/1" ‖ workspace ‖ stream ‖ replica ‖ run ‖ seq ‖ hash ‖ at)`, numbers
    /// with the most significant byte first.
    #[must_use]
    pub fn digest(
        workspace: WorkspaceId,
        series: &Series,
        seq: u64,
        hash: &EntryHash,
        at: Millis,
    ) -> EntryHash {
        let digest = Sha256::new()
            .chain_update(b"allclear/receipt/1")
            .chain_update(workspace.0)
            .chain_update(series.stream.to_bytes())
            .chain_update(series.replica.0)
            .chain_update(series.run.0)
            .chain_update(seq.to_be_bytes())
            .chain_update(hash.0)
            .chain_update(at.0.to_be_bytes())
            .finalize();
        EntryHash(digest.into())
    }

    /// Whether the hub that it names has signed it for this workspace.
    #[must_use]
    pub fn is_genuine(&self, workspace: WorkspaceId) -> bool {
        let Claim { replica, hash, signature } = self.claim(workspace);
        signed_by(&replica, &hash, &signature)
    }

    /// What it says that the hub has signed.
    pub(crate) fn claim(&self, workspace: WorkspaceId) -> Claim {
        let hash = Self::digest(workspace, &self.series, self.seq, &self.hash, self.at);
        Claim { replica: self.hub, hash, signature: self.signature }
    }
}

impl From<Receipt> for Receipted {
    fn from(said: Receipt) -> Self {
        let Receipt { hub, series, seq, hash, at, signature } = said;
        Self { hub, series, seq, hash, at, signature }
    }
}

impl From<Receipted> for Receipt {
    fn from(kept: Receipted) -> Self {
        let Receipted { hub, series, seq, hash, at, signature } = kept;
        Self { hub, series, seq, hash, at, signature }
    }
}

mod signature_in_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(signature: &[u8; 64], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&incident::id::hex(signature))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 64], D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        incident::id::unhex(&text).ok_or_else(|| serde::de::Error::custom("a signature is 128 hex digits"))
    }
}
