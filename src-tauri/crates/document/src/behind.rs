//! What was written in a text after that was done with, as by whoever wrote on in a draft that a colleague had proposed; and how
//! it comes into the text that follows.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use incident::event::Event;
use incident::record::Record;
use sha2::{Digest, Sha256};
use yrs::encoding::read::{Cursor, Read};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Assoc, ClientID, ID, Map, Out, ReadTxn, StateVector, StickyIndex, Transact};

use crate::form::{Form, Piece, What, look_through};
use crate::written::{Words, put};
use crate::{Document, Malformed, VALUES, empty, read};

/// The names with these bits are the highest: what they write where others begin stands behind all that those wrote.
const LAST: u64 = 0xfff << 41;

impl Document {
    /// The words that belong to its texts under names that begin so.
    #[must_use]
    pub fn words_under(&self, prefix: &str) -> Vec<String> {
        let transaction = self.doc.transact();
        let Some(values) = transaction.get_map(VALUES) else { return Vec::new() };
        let word = |(key, value): (&str, Out)| match value {
            Out::Any(yrs::Any::String(word)) if key.starts_with(prefix) => Some(word.as_ref().to_owned()),
            _ => None,
        };
        values.iter(&transaction).filter_map(word).collect()
    }

    /// How far everybody has written in it, as a state vector of Yjs.
    #[must_use]
    pub fn reach(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What stands in a text that lies beyond all of these state vectors: whole words, each stretch on a line of its own. What
    /// cannot be read says nothing, and words that went and came back are no others: of which letters they are is told by the
    /// record, which has what went, too.
    #[must_use]
    pub fn beyond(&self, name: &str, done: &[Vec<u8>], record: &Record) -> String {
        let mut known = StateVector::default();
        done.iter().filter_map(|vector| state_vector(vector).ok()).for_each(|vector| known.merge(vector));
        let transaction = self.doc.transact();
        let update = transaction.encode_diff_v1(&known);
        let text = self.text(name);
        let Ok(form) = look_through(&update) else { return text };
        let is_gone = |client: u64, clock: u64| {
            form.gone
                .iter()
                .any(|(of, from, length)| *of == client && (*from..from + length).contains(&clock))
        };
        let came_back = CameBack::of(&form, &known);
        let mut written = None;
        let stretches: Vec<Range<u32>> = form
            .pieces
            .iter()
            .filter_map(|piece| {
                let What::Words(words) = piece.what else { return None };
                // Of words that were in part there already the piece holds the rest alone.
                if is_gone(piece.client, piece.clock) {
                    return None;
                }
                if let Some(origin) = came_back.origin(piece)
                    && written.get_or_insert_with(|| Writing::of(record)).says(origin, words)
                {
                    return None;
                }
                let id = ID::new(ClientID::new(piece.client), u32::try_from(piece.clock).ok()?);
                let from = StickyIndex::from_id(id, Assoc::After).get_offset(&transaction)?.index;
                Some(from..from + u32::try_from(words.encode_utf16().count()).ok()?)
            })
            .collect();
        whole_words(&text, &stretches)
    }
}

/// Words that somebody took away and took back: Yjs writes them anew, before what they were.
struct CameBack<'a> {
    known: &'a StateVector,
    /// Before which letter each piece was written.
    before: HashMap<(u64, u64), (u64, u64)>,
}

impl<'a> CameBack<'a> {
    fn of(form: &Form<'_>, known: &'a StateVector) -> Self {
        let before = form.pieces.iter().filter_map(|piece| Some(((piece.client, piece.clock), piece.right?)));
        Self { known, before: before.collect() }
    }

    /// The known letter with which what a piece says would begin, if it came back; however often it went.
    fn origin(&self, piece: &Piece<'_>) -> Option<(u64, u64)> {
        let mut origin = piece.right?;
        for _ in 0..=self.before.len() {
            let known = u64::from(self.known.get(&ClientID::new(origin.0)));
            if origin.1 < known {
                return Some(origin);
            }
            origin = *self.before.get(&origin)?;
        }
        None
    }
}

/// All that was ever written in a document, by client and clock.
struct Writing(HashMap<u64, BTreeMap<u64, Vec<u16>>>);

impl Writing {
    fn of(record: &Record) -> Self {
        let mut all: HashMap<u64, BTreeMap<u64, Vec<u16>>> = HashMap::new();
        for fact in record.facts() {
            let Some(Event::TextEdited { update }) = &fact.event else { continue };
            let Ok(update) = read(update) else { continue };
            let Ok(form) = look_through(&update) else { continue };
            for piece in &form.pieces {
                if let What::Words(words) = piece.what {
                    all.entry(piece.client).or_default().insert(piece.clock, words.encode_utf16().collect());
                }
            }
        }
        Self(all)
    }

    /// Whether these words were written from this letter on.
    fn says(&self, (client, clock): (u64, u64), words: &str) -> bool {
        let Some(pieces) = self.0.get(&client) else { return false };
        let letter = |at: u64| {
            let (from, letters) = pieces.range(..=at).next_back()?;
            letters.get(usize::try_from(at - from).ok()?).copied()
        };
        (clock..).zip(words.encode_utf16()).all(|(at, word)| letter(at) == Some(word))
    }
}

/// The words of a text of which letters stand in these stretches, counted as the page does.
fn whole_words(text: &str, stretches: &[Range<u32>]) -> String {
    let mut at = 0;
    let mut letters: Vec<(char, bool)> = text
        .chars()
        .map(|letter| {
            let here = at;
            at += letter.len_utf16() as u32;
            (letter, stretches.iter().any(|stretch| stretch.contains(&here)))
        })
        .collect();
    let one_word = |one: char, other: char| one.is_alphanumeric() && other.is_alphanumeric();
    for nth in 1..letters.len() {
        letters[nth].1 |= letters[nth - 1].1 && one_word(letters[nth - 1].0, letters[nth].0);
    }
    for nth in (1..letters.len()).rev() {
        letters[nth - 1].1 |= letters[nth].1 && one_word(letters[nth - 1].0, letters[nth].0);
    }
    let stretches = letters.split(|(_, new)| !new).map(|stretch| stretch.iter().map(|(letter, _)| letter));
    let lines: Vec<String> = stretches.map(|letters| letters.collect::<String>().trim().to_owned()).collect();
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Reads how far somebody has come in a text.
pub(crate) fn state_vector(vector: &[u8]) -> Result<StateVector, Malformed> {
    let said = Cursor::new(vector).read_var::<u32>().map_err(|_| Malformed)?;
    // Each of them takes two bytes at least: room is made for no more than are there.
    if said as usize > vector.len() / 2 {
        return Err(Malformed);
    }
    StateVector::decode_v1(vector).map_err(|_| Malformed)
}

/// The updates that put words behind a text. They follow from the words and from both places alone, so that laptops that take
/// the same words over while they are apart have them once when they meet.
#[must_use]
pub fn taken_over(from: &str, into: &str, name: &str, words: &str) -> Vec<Vec<u8>> {
    let mut sha = Sha256::new();
    for part in ["allclear/taken over/1", from, into, name, words] {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    let mut client = [0; 8];
    client.copy_from_slice(&sha.finalize()[..8]);
    let text = format!("\n\n{words}");
    let words = Words { name, text: &text, words: Vec::new(), numbers: Vec::new() };
    let updates = put(&empty(u64::from_be_bytes(client) >> 11 | LAST), &words);
    // The first would hold what else belongs to a text.
    updates.into_iter().skip(1).collect()
}

/// The update that says one word more of a text, under a name that nobody else uses, by a client of this random number.
#[must_use]
pub fn noted(random: u64, key: &str, word: &str) -> Vec<u8> {
    let words = Words { name: "", text: "", words: vec![(key, word.to_owned())], numbers: Vec::new() };
    put(&empty(random >> 11), &words).concat()
}
