//! Who said what under which clock. Yjs takes the first that comes under a client's clock and nothing else. A laptop that was
//! copied while a page was open on it writes two things under one: the second is noticed here, and set aside with its words.

use std::collections::HashMap;

use incident::id::EntryRef;

use crate::form::{Form, What};

/// A letter of which it is no longer known which one it was.
const GONE: u32 = u32::MAX;
/// Beyond all letters: one value, by its bytes.
const VALUE: u32 = 1 << 16;

/// Words that were written under a name under which others had been written already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The entry that holds them, or the first of them.
    pub entry: EntryRef,
    /// The words.
    pub words: String,
}

/// What each client said, by clock.
#[derive(Default)]
pub(crate) struct Sayings(HashMap<u64, Vec<u32>>);

impl Sayings {
    /// Whether an update says otherwise what was said before.
    pub(crate) fn contradict(&self, form: &Form<'_>) -> bool {
        form.pieces.iter().any(|piece| {
            let Some(said) = self.0.get(&piece.client) else { return false };
            let Some(said) = said.get(piece.clock as usize..) else { return false };
            said.iter().zip(units(&piece.what)).any(|(a, b)| *a != b && *a != GONE && b != GONE)
        })
    }

    /// Notes what an update says that is new.
    pub(crate) fn note(&mut self, form: &Form<'_>) {
        for piece in &form.pieces {
            let said = self.0.entry(piece.client).or_default();
            // Where something is not known it was said before this was kept.
            said.resize(said.len().max(piece.clock as usize), GONE);
            let known = said.len() - piece.clock as usize;
            said.extend(units(&piece.what).skip(known));
        }
    }

    pub(crate) fn by_client(&self) -> impl Iterator<Item = (u64, &[u32])> {
        self.0.iter().map(|(client, said)| (*client, said.as_slice()))
    }

    pub(crate) fn put(&mut self, client: u64, said: Vec<u32>) {
        self.0.insert(client, said);
    }
}

/// What a piece says at each of its clocks.
fn units<'a>(what: &'a What<'_>) -> Box<dyn Iterator<Item = u32> + 'a> {
    match what {
        What::Words(words) => Box::new(words.encode_utf16().map(u32::from)),
        What::Gone(length) => Box::new(std::iter::repeat_n(GONE, *length as usize)),
        What::Values(values) => Box::new(values.iter().map(|bytes| {
            let sum =
                bytes.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
            VALUE | (sum & (VALUE - 1)) | (sum >> 16 & 0x7fff) << 17
        })),
    }
}
