//! How far somebody has read a hub's log.

use std::fmt;
use std::str::FromStr;

use incident::entry::EntryHash;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Eight bytes that stand for everything up to a position: `SHA-256(mark before ‖ entry hash)`, cut. Two logs with the
/// same mark at the same position hold the same entries in the same order, so a hub that was restored or replaced is
/// told from the one that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark(pub [u8; 8]);

impl Mark {
    /// The mark at the next position, which holds the entry of this hash.
    #[must_use]
    pub fn next(self, hash: &EntryHash) -> Self {
        let digest = Sha256::new().chain_update(self.0).chain_update(hash.0).finalize();
        let mut mark = [0; 8];
        mark.copy_from_slice(&digest[..8]);
        Self(mark)
    }
}

/// A position with its mark, written `1234.9f3c6a0117b2d4e8`. The default is the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// How many entries come before; 0 at the beginning.
    pub position: u64,
    /// The mark there.
    pub mark: Mark,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is a number, a full stop and 16 hex digits")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:016x}", self.position, u64::from_be_bytes(self.mark.0))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (position, mark) = text.split_once('.').ok_or(NotACursor)?;
        let plain =
            |digits: &str, ok: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(ok);
        if !plain(position, u8::is_ascii_digit) || mark.len() != 16 || !plain(mark, is_lower_hex) {
            return Err(NotACursor);
        }
        let position = position.parse().map_err(|_| NotACursor)?;
        let mark = u64::from_str_radix(mark, 16).map_err(|_| NotACursor)?;
        Ok(Self { position, mark: Mark(mark.to_be_bytes()) })
    }
}

fn is_lower_hex(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_what_it_writes_and_nothing_else() {
        let mark = Mark::default().next(&EntryHash([7; 32]));
        for cursor in
            [Cursor::default(), Cursor { position: 1234, mark }, Cursor { position: u64::MAX, mark }]
        {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for wrong in
            ["", "1", ".", "1.", "+1.0000000000000000", "1.000000000000000G", "1.00000000000000000", "-1.0"]
        {
            assert_eq!(wrong.parse::<Cursor>(), Err(NotACursor), "{wrong}");
        }
    }

    #[test]
    fn a_mark_stands_for_all_that_came_before_and_its_order() {
        let (a, b) = (EntryHash([1; 32]), EntryHash([2; 32]));
        let start = Mark::default();
        assert_ne!(start.next(&a).next(&b), start.next(&b).next(&a));
        // For ever: laptops keep these.
        assert_eq!(Cursor { position: 2, mark: start.next(&a).next(&b) }.to_string(), "2.de04ef47c1c7ba0a");
    }
}
