//! The form of an update: Yjs' version 1, as far as texts and plain values need it. Everything else that the format can
//! say (nested types, embedded documents, links, formats) is refused before the merge sees it.
//!
//! Source of the format: `yjs/src/utils/updates.js` and `lib0/encoding.js`.

use std::str::from_utf8;

/// The longest update, in bytes.
pub const MOST: usize = 32 * 1024;

/// A client's name is a whole number that every reader can hold.
const CLIENTS: u64 = 1 << 53;
/// No client writes more letters than this in one run.
const CLOCKS: u64 = 1 << 31;

/// An update brings no more letters than this that are gone again: twice the largest paste. All of them together take a few
/// bytes of it, and whoever reads it may take room for each.
const GONE_AGAIN: u64 = 1 << 21;

/// Why an update is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no change of a text that Allclear can read")]
pub struct Malformed;

/// What an update says, as far as it can be told without the text.
#[derive(Debug, Default)]
pub(crate) struct Form<'a> {
    /// From which clock of which client on it goes.
    pub begins: Vec<(u64, u64)>,
    /// What it brings.
    pub pieces: Vec<Piece<'a>>,
    /// What it takes away: from which clock of which client on, and how many letters.
    pub gone: Vec<(u64, u64, u64)>,
}

/// What one client wrote in a row.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    pub client: u64,
    /// Of its first letter or value.
    pub clock: u64,
    /// The letters next to which it was written, by client and clock.
    pub left: Option<(u64, u64)>,
    pub right: Option<(u64, u64)>,
    pub what: What<'a>,
}

#[derive(Debug)]
pub(crate) enum What<'a> {
    /// A clock for each letter, as the page counts them.
    Words(&'a str),
    /// So many letters that are gone again.
    Gone(u64),
    /// Plain values, each in its bytes.
    Values(Vec<&'a [u8]>),
}

impl<'a> Form<'a> {
    /// The words that it brings, in pieces.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().filter_map(|piece| match piece.what {
            What::Words(words) => Some(words),
            _ => None,
        })
    }

    /// Whether it brings something else than words.
    pub(crate) fn has_more(&self) -> bool {
        self.words().count() < self.pieces.len()
    }
}

/// Looks an update through to its last byte.
pub(crate) fn check(update: &[u8]) -> Result<Form<'_>, Malformed> {
    if update.len() > MOST { Err(Malformed) } else { look_through(update) }
}

/// The same, of an update that was made here and may be of any length.
pub(crate) fn look_through(update: &[u8]) -> Result<Form<'_>, Malformed> {
    let mut form = Form::default();
    let mut rest = Rest(update);
    let mut gone_again = 0;
    for _ in 0..rest.count()? {
        let blocks = rest.count()?;
        let client = rest.below(CLIENTS)?;
        let mut clock = rest.below(CLOCKS)?;
        form.begins.push((client, clock));
        for _ in 0..blocks {
            let ([left, right], what, ticks) = rest.block()?;
            gone_again += if matches!(what, What::Gone(_)) { ticks } else { 0 };
            form.pieces.push(Piece { client, clock, left, right, what });
            clock += ticks;
            if clock >= CLOCKS || gone_again > GONE_AGAIN {
                return Err(Malformed);
            }
        }
    }
    for _ in 0..rest.count()? {
        let client = rest.below(CLIENTS)?;
        for _ in 0..rest.count()? {
            let (from, length) = (rest.below(CLOCKS)?, rest.below(CLOCKS)?);
            if !(1..CLOCKS - from).contains(&length) {
                return Err(Malformed);
            }
            form.gone.push((client, from, length));
        }
    }
    if rest.0.is_empty() { Ok(form) } else { Err(Malformed) }
}

/// The letters on both sides, where there are any.
type Neighbours = [Option<(u64, u64)>; 2];

/// What of an update was not looked at yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// One piece of text, some values, or what is left of something that was removed; how many clock ticks it takes.
    fn block(&mut self) -> Result<(Neighbours, What<'a>, u64), Malformed> {
        let info = self.byte()?;
        let (left, right, key) = (info & 0x80 != 0, info & 0x40 != 0, info & 0x20 != 0);
        let mut neighbour = |is_there: bool| -> Result<Option<(u64, u64)>, Malformed> {
            is_there.then(|| Ok((self.below(CLIENTS)?, self.below(CLOCKS)?))).transpose()
        };
        let neighbours = [neighbour(left)?, neighbour(right)?];
        // Only what has no neighbour says where it stands, and that has to be at the top.
        if !left && !right {
            if self.byte()? != 1 {
                return Err(Malformed);
            }
            self.text()?;
            if key {
                self.text()?;
            }
        }
        let (what, ticks) = match info & 0x1f {
            1 => {
                let length = self.below(CLOCKS)?;
                (What::Gone(length), length)
            }
            4 => {
                let words = self.text()?;
                (What::Words(words), words.encode_utf16().count() as u64)
            }
            8 => {
                let count = self.count()?;
                let values = (0..count).map(|_| self.value()).collect::<Result<_, _>>()?;
                (What::Values(values), count)
            }
            _ => return Err(Malformed),
        };
        if ticks == 0 { Err(Malformed) } else { Ok((neighbours, what, ticks)) }
    }

    /// A plain value: nothing, yes or no, a number, a text.
    fn value(&mut self) -> Result<&'a [u8], Malformed> {
        let before = self.0;
        match self.byte()? {
            120 | 121 | 126 | 127 => {}
            119 => drop(self.text()?),
            122 | 123 => drop(self.bytes(8)?),
            124 => drop(self.bytes(4)?),
            125 => {
                // A sign and six bits, then seven at a time.
                let mut length = 1;
                let mut byte = self.byte()?;
                while byte & 0x80 != 0 {
                    (byte, length) = (self.byte()?, length + 1);
                }
                if length > 8 {
                    return Err(Malformed);
                }
            }
            _ => return Err(Malformed),
        }
        Ok(&before[..before.len() - self.0.len()])
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.count()?;
        from_utf8(self.bytes(length as usize)?).map_err(|_| Malformed)
    }

    /// How many of something follow, each of at least a byte.
    fn count(&mut self) -> Result<u64, Malformed> {
        let count = self.below(CLOCKS)?;
        if count <= self.0.len() as u64 { Ok(count) } else { Err(Malformed) }
    }

    fn below(&mut self, end: u64) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return if number < end { Ok(number) } else { Err(Malformed) };
            }
        }
        Err(Malformed)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.bytes(1)?[0])
    }

    fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(bytes)
    }
}
