//! The sums in a file of the hub's folder, so that a start need not read the log anew. They follow from the log: a file
//! that is not whole, or is of another log, is as good as none.

use std::fs;
use std::io;
use std::path::Path;

use incident::checksum::Checksum;
use incident::stream::Stream;
use sha2::{Digest, Sha256};
use sync::{Cursor, Mark};

/// What the file begins with. Another layout gets another number.
const LAYOUT: &[u8; 16] = b"allclear/sums/1\n";
/// A stream, and the sum of what everybody sees of it.
const OPEN: u8 = 0;
/// A stream of which not everybody sees all. Who does is asked of the log again.
const CLOSED: u8 = 1;
const CURSOR: usize = 8 + 8;
const ONE: usize = Stream::WIDTH + 1 + 16;
const DIGEST: usize = 32;

/// The sums of a log up to a cursor.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    pub at: Cursor,
    /// None where not everybody sees all of the stream.
    pub streams: Vec<(Stream, Option<Checksum>)>,
}

impl Sheet {
    /// What lies in a file; none where nothing does that is whole.
    pub(super) fn read(file: &Path) -> Option<Self> {
        let bytes = fs::read(file).ok()?;
        let (content, digest) = bytes.split_last_chunk::<DIGEST>()?;
        let digested: [u8; DIGEST] = Sha256::digest(content).into();
        if digested != *digest {
            return None;
        }
        let (at, streams) = content.strip_prefix(LAYOUT)?.split_first_chunk::<CURSOR>()?;
        let (position, mark) = at.split_first_chunk::<8>()?;
        let at = Cursor { position: u64::from_be_bytes(*position), mark: Mark(mark.try_into().ok()?) };
        let streams = streams.chunks_exact(ONE).map(one).collect::<Option<_>>()?;
        Some(Self { at, streams })
    }

    /// Puts it there, whole or not at all. It need not be flushed: what a loss of power leaves is seen not to be whole.
    pub(super) fn keep(&self, file: &Path) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(LAYOUT.len() + CURSOR + self.streams.len() * ONE + DIGEST);
        bytes.extend_from_slice(LAYOUT);
        bytes.extend_from_slice(&self.at.position.to_be_bytes());
        bytes.extend_from_slice(&self.at.mark.0);
        for (stream, sum) in &self.streams {
            bytes.extend_from_slice(&stream.to_bytes());
            bytes.push(if sum.is_some() { OPEN } else { CLOSED });
            bytes.extend_from_slice(&sum.unwrap_or_default().0.to_be_bytes());
        }
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        let new = file.with_extension("new");
        fs::write(&new, &bytes)?;
        fs::rename(&new, file)
    }
}

fn one(bytes: &[u8]) -> Option<(Stream, Option<Checksum>)> {
    let (stream, rest) = bytes.split_first_chunk::<{ Stream::WIDTH }>()?;
    let (seen, sum) = rest.split_first()?;
    let sum = Checksum(u128::from_be_bytes(sum.try_into().ok()?));
    Some((Stream::from_bytes(*stream), (*seen == OPEN).then_some(sum)))
}

#[cfg(test)]
mod tests {
    use incident::id::IncidentId;

    use super::*;

    #[test]
    fn what_was_kept_is_read_and_what_is_not_whole_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sums");
        assert_eq!(Sheet::read(&file), None);
        let streams = (0..3).map(|n| (Stream::Incident(IncidentId([n; 16])), (n > 0).then_some(Checksum(7))));
        let sheet = Sheet { at: Cursor { position: 5, mark: Mark([9; 8]) }, streams: streams.collect() };
        sheet.keep(&file).unwrap();
        assert_eq!(Sheet::read(&file), Some(sheet));
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, &changed).unwrap();
            assert_eq!(Sheet::read(&file), None, "byte {at}");
            fs::write(&file, &whole[..at]).unwrap();
            assert_eq!(Sheet::read(&file), None, "only {at} bytes");
        }
    }
}
