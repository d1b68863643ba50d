//! Whether two hold the same of a log, told without showing it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::entry::{EntryHash, Series};

/// The sum, modulo 2^128, of one number a series: the first 16 bytes of `SHA-256(stream ‖ replica ‖ run ‖ last seq ‖
/// last hash)`. A sum, so that it can be kept while series grow in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checksum(pub u128);

impl Checksum {
    /// The number of one series, whose head is this.
    #[must_use]
    pub fn of(series: &Series, seq: u64, hash: &EntryHash) -> Self {
        let digest = Sha256::new()
            .chain_update(series.stream.to_bytes())
            .chain_update(series.replica.0)
            .chain_update(series.run.0)
            .chain_update(seq.to_be_bytes())
            .chain_update(hash.0)
            .finalize();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        Self(u128::from_be_bytes(first))
    }

    /// With one more series, whose head is this.
    #[must_use]
    pub fn with(self, series: &Series, seq: u64, hash: &EntryHash) -> Self {
        self.plus(Self::of(series, seq, hash))
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// Without the other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

/// A text that is no checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a checksum is 32 hex digits")]
pub struct NotAChecksum;

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Checksum {
    type Err = NotAChecksum;

    fn from_str(text: &str) -> Result<Self, NotAChecksum> {
        let plain = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !plain {
            return Err(NotAChecksum);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NotAChecksum)
    }
}

impl Serialize for Checksum {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use crate::id::{IncidentId, ReplicaKey, Run};
    use crate::stream::Stream;

    use super::*;

    #[test]
    fn the_order_of_series_says_nothing_and_everything_else_does() {
        let series = |n| Series {
            stream: Stream::Incident(IncidentId([n; 16])),
            replica: ReplicaKey([n; 32]),
            run: Run([n; 8]),
        };
        let (a, b) = (series(1), series(2));
        let hash = EntryHash([9; 32]);
        let sum = |parts: &[(&Series, u64)]| {
            parts.iter().fold(Checksum::default(), |sum, (series, seq)| sum.with(series, *seq, &hash))
        };
        assert_eq!(sum(&[(&a, 1), (&b, 2)]), sum(&[(&b, 2), (&a, 1)]));
        assert_ne!(sum(&[(&a, 1), (&b, 2)]), sum(&[(&a, 2), (&b, 2)]));
        assert_ne!(sum(&[(&a, 1)]), sum(&[(&b, 1)]));
        assert_eq!(sum(&[(&a, 1), (&b, 2)]).minus(Checksum::of(&b, 2, &hash)), sum(&[(&a, 1)]));
        assert_eq!(sum(&[(&a, 1)]).to_string().parse(), Ok(sum(&[(&a, 1)])));
        for wrong in ["", "0", "+0000000000000000000000000000000", "0000000000000000000000000000000G"] {
            assert_eq!(wrong.parse::<Checksum>(), Err(NotAChecksum), "{wrong}");
        }
    }
}
