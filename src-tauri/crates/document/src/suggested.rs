//! Suggestions: a change that is not in the text yet.
//!
//! It is kept as the update that it would be, under a client id of its own. Two people who accept it while they are apart put
//! the same update into the text, and it stands there once; what follows from it, likewise.

use sha2::{Digest, Sha256};
use yrs::{Assoc, ClientID, GetString, ID, StickyIndex, Text, Transact};

use crate::form::check;
use crate::{Document, Malformed, apply, empty};

/// The info byte of words that stand behind something: a left neighbour, and a string.
const WORDS_BEHIND: u8 = 0x80 | 4;

/// What a suggestion says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The new words; empty where words are only to go.
    pub words: String,
    /// How many letters go, as the page counts them.
    pub goes: u64,
    /// The client under whose name the new words come, if there are any.
    client: Option<u64>,
    /// What goes, by client and clock.
    gone: Vec<(u64, u64, u64)>,
    /// SHA-256 of the update.
    digest: [u8; 32],
}

impl Suggested {
    /// Reads the update of a suggestion.
    ///
    /// # Errors
    /// [`Malformed`] when it is no change of words: what somebody accepts has to be what was shown.
    pub fn of(update: &[u8]) -> Result<Self, Malformed> {
        let form = check(update)?;
        let client = match form.begins[..] {
            [] => None,
            [(client, 0)] => Some(client),
            _ => return Err(Malformed),
        };
        if form.has_more() || (client.is_none() && form.gone.is_empty()) {
            return Err(Malformed);
        }
        let words = form.words().collect();
        let gone = form.gone;
        let goes = gone.iter().map(|(_, _, length)| length).sum();
        Ok(Self { words, goes, client, gone, digest: Sha256::digest(update).into() })
    }

    /// The update that takes the new words out of a section again and puts the old ones in their place. Two people who do so
    /// while they are apart write the same.
    #[must_use]
    pub fn put_back(&self, document: &Document, section: &str, old: &str) -> Vec<u8> {
        let Some(client) = self.client else { return self.back_where_nothing_came(document, section, old) };
        let length = self.words.encode_utf16().count() as u64;
        let mut update = Vec::new();
        if old.is_empty() {
            put(&mut update, &[0]);
        } else {
            // Behind the last new letter, which nothing else stands behind by itself.
            put(&mut update, &[1, 1, self.name(&[]), 0]);
            update.push(WORDS_BEHIND);
            put(&mut update, &[client, length - 1, old.len() as u64]);
            update.extend_from_slice(old.as_bytes());
        }
        put(&mut update, &[1, client, 1, 0, length]);
        update
    }

    /// Words only went: what they stood before is known from the text alone. Whoever holds another text writes under another
    /// name, so that nobody says two things under one.
    fn back_where_nothing_came(&self, document: &Document, section: &str, old: &str) -> Vec<u8> {
        let state = document.state();
        let doc = empty(self.name(&state));
        apply(&doc, &state);
        let text = doc.get_or_insert_text(section);
        let mut transaction = doc.transact_mut();
        let last = self.gone.last().map(|(client, from, length)| (*client, from + length - 1));
        let place = last.and_then(|(client, clock)| {
            let id = ID::new(ClientID::new(client), u32::try_from(clock).ok()?);
            StickyIndex::from_id(id, Assoc::Before).get_offset(&transaction)
        });
        let end = text.get_string(&transaction).encode_utf16().count() as u32;
        text.insert(&mut transaction, place.map_or(end, |place| place.index.min(end)), old);
        transaction.encode_update_v1()
    }

    /// The name under which old words are put back.
    fn name(&self, state: &[u8]) -> u64 {
        let mut sha = Sha256::new();
        sha.update(b"allclear/put back/1");
        sha.update(self.digest);
        sha.update(state);
        let mut name = [0; 8];
        name.copy_from_slice(&sha.finalize()[..8]);
        // Eleven bits fewer, as every name of a client.
        u64::from_be_bytes(name) >> 11
    }
}

/// Whole numbers, seven bits at a time.
fn put(to: &mut Vec<u8>, numbers: &[u64]) {
    for number in numbers {
        let mut number = *number;
        while number > 0x7f {
            to.push(number as u8 & 0x7f | 0x80);
            number >>= 7;
        }
        to.push(number as u8);
    }
}
