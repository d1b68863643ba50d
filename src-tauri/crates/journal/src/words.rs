//! Words as they are searched: without case and accents, split where a reader sees a gap.
//!
//! The index is fed with these words and asked for these words, so the two agree whatever SQLite's own
//! tokenizer would make of a text, and nothing a person types is ever query syntax.

use icu_normalizer::DecomposingNormalizer;

/// The longest word that is indexed, in characters; the rest of a longer one is not searched.
const LONGEST: usize = 32;

/// The longest beginning of a word that the index keeps for itself.
const INDEXED: usize = 8;

/// Whether beginnings of this word may be longer than those that the index keeps for itself.
pub(crate) fn is_long(word: &str) -> bool {
    word.chars().count() > INDEXED
}

/// A text without differences of case, accents and width, for comparing.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let decomposed = DecomposingNormalizer::new_nfkd().normalize(text);
    // Lower case may decompose once more, as that of İ does.
    decomposed.chars().flat_map(char::to_lowercase).filter(|c| !is_accent(c)).collect()
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for c in plain(text).chars() {
        let alone = stands_alone(c);
        if alone || !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            length = 0;
        }
        if alone {
            words.push(c.to_string());
        } else if c.is_alphanumeric() && length < LONGEST {
            word.push(c);
            length += 1;
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Scripts that are written without gaps are indexed by the character.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
