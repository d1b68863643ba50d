//! Updates that Rust writes itself: the words with which a text begins, and words in place of others.

use sha2::{Digest, Sha256};
use yrs::{Any, Doc, GetString, Map, Text, Transact, TransactionMut};

use crate::{Document, MOST, VALUES, apply, empty};

/// So many letters of a text go into one update; each takes four bytes at most.
const PIECE: usize = MOST / 5;

/// So many bytes of the words that belong to a text go into one update, of which it takes this much around each of them.
const SHARE: usize = MOST - 2 * 1024;
const AROUND: usize = 64;

/// One text with what belongs to it.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    /// The name of the text.
    pub name: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Words that belong to it, by name.
    pub words: Vec<(&'a str, String)>,
    /// Whole numbers that belong to it, by name; none where one is taken away.
    pub numbers: Vec<(&'a str, Option<i64>)>,
}

impl Words<'_> {
    /// SHA-256 of all that they say. Each part comes after its length, so that no two say the same bytes.
    fn digest(&self) -> [u8; 32] {
        let mut sha = Sha256::new();
        let mut add = |part: &[u8]| {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        };
        add(b"allclear/text/1");
        add(self.name.as_bytes());
        add(self.text.as_bytes());
        add(&(self.words.len() as u64).to_be_bytes());
        for (key, word) in &self.words {
            add(key.as_bytes());
            add(word.as_bytes());
        }
        for (key, number) in &self.numbers {
            add(key.as_bytes());
            add(&number.map(i64::to_be_bytes).unwrap_or_default());
            add(&[u8::from(number.is_some())]);
        }
        sha.finalize().into()
    }
}

/// The updates with which a text begins. They follow from the words alone, so that laptops that begin the same text while
/// they are apart have it once when they meet. Texts that begin with other words stand one after the other then.
#[must_use]
pub fn begun(words: &Words<'_>) -> Vec<Vec<u8>> {
    let mut client = [0; 8];
    client.copy_from_slice(&words.digest()[..8]);
    put(&empty(u64::from_be_bytes(client) >> 11), words)
}

/// The updates that put these words in place of what stands in a document, written by a client of this random number.
#[must_use]
pub fn rewritten(document: &Document, random: u64, words: &Words<'_>) -> Vec<Vec<u8>> {
    let doc = empty(random >> 11);
    apply(&doc, &document.state());
    put(&doc, words)
}

pub(crate) fn put(doc: &Doc, words: &Words<'_>) -> Vec<Vec<u8>> {
    let (text, values) = (doc.get_or_insert_text(words.name), doc.get_or_insert_map(VALUES));
    // What a text says already stays as others wrote it.
    let says_so = text.get_string(&doc.transact()) == words.text;
    let mut shares = shares(&words.words).into_iter();
    let first = shares.next().unwrap_or_default();
    let mut updates = Vec::new();
    let mut step = |write: &mut dyn FnMut(&mut TransactionMut<'_>)| {
        let mut transaction = doc.transact_mut();
        write(&mut transaction);
        updates.push(transaction.encode_update_v1());
    };
    step(&mut |transaction| {
        if !says_so {
            let length = text.get_string(transaction).encode_utf16().count();
            text.remove_range(transaction, 0, length as u32);
        }
        for (key, word) in first {
            values.insert(transaction, *key, word.as_str());
        }
        for (key, number) in &words.numbers {
            values.insert(transaction, *key, number.map_or(Any::Null, |number| Any::from(number as f64)));
        }
    });
    for share in shares {
        step(&mut |transaction| {
            for (key, word) in share {
                values.insert(transaction, *key, word.as_str());
            }
        });
    }
    let letters: Vec<char> = if says_so { Vec::new() } else { words.text.chars().collect() };
    for piece in letters.chunks(PIECE) {
        let piece: String = piece.iter().collect();
        step(&mut |transaction| text.push(transaction, &piece));
    }
    updates
}

/// Words that belong to a text in shares of which an update can hold each.
fn shares<'a, 'b>(words: &'a [(&'b str, String)]) -> Vec<&'a [(&'b str, String)]> {
    let (mut shares, mut from, mut size) = (Vec::new(), 0, 0);
    for (at, (key, word)) in words.iter().enumerate() {
        let takes = key.len() + word.len() + AROUND;
        if size + takes > SHARE && at > from {
            shares.push(&words[from..at]);
            (from, size) = (at, 0);
        }
        size += takes;
    }
    shares.push(&words[from..]);
    shares
}
