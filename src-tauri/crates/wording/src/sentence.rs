//! One sentence as tokens.

use std::ops::Range;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Sign,
}

/// A word, a run of digits or one sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    /// Where it begins in the whole text.
    pub(crate) start: usize,
    /// As written.
    pub(crate) raw: &'t str,
    /// In lower case.
    pub(crate) low: &'t str,
    pub(crate) kind: Kind,
    /// Whether something that is not read, such as a space or markup, stands before it.
    pub(crate) gap: bool,
}

/// A sentence. Looking beyond its ends is allowed and finds nothing.
pub(crate) struct Sentence<'t> {
    pub(crate) tokens: Vec<Token<'t>>,
}

impl<'t> Sentence<'t> {
    /// `low` is `raw` in ASCII lower case; `start` is where the sentence begins in the whole text.
    pub(crate) fn new(raw: &'t str, low: &'t str, start: usize) -> Self {
        let mut tokens = Vec::with_capacity(raw.len() / 4);
        let mut gap = true;
        let mut at = 0;
        while let Some(first) = first_of(raw, at) {
            if first == '<'
                && let Some(end) = tag(raw, at)
            {
                (at, gap) = (end, true);
                continue;
            }
            if first.is_whitespace() || matches!(first, '*' | '_' | '`' | '\u{200b}' | '\u{feff}') {
                (at, gap) = (at + first.len_utf8(), true);
                continue;
            }
            let (kind, end) = if first.is_ascii_digit() {
                (Kind::Number, run(raw, at, |b| b.is_ascii_digit(), |_, _| false))
            } else if first.is_alphabetic() {
                (Kind::Word, run(raw, at, |b| b.is_ascii_alphabetic(), is_inside))
            } else {
                (Kind::Sign, at + first.len_utf8())
            };
            tokens.push(Token { start: start + at, raw: &raw[at..end], low: &low[at..end], kind, gap });
            (at, gap) = (end, false);
        }
        Self { tokens }
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Token<'t>> {
        self.tokens.get(at)
    }

    /// The token in lower case, empty beyond the ends.
    pub(crate) fn low(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.low)
    }

    pub(crate) fn is(&self, at: usize, words: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| words.iter().any(|word| same(word, token.low)))
    }

    /// Whether these words stand in a row from here on.
    pub(crate) fn says(&self, at: usize, words: &[&str]) -> bool {
        (at..).zip(words).all(|(at, word)| same(self.low(at), word))
    }

    /// Whether a token follows the one before it at once.
    pub(crate) fn touches(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| !token.gap)
    }

    /// A number with so many digits.
    pub(crate) fn number(&self, at: usize, digits: Range<usize>) -> Option<u32> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Number)?;
        if digits.contains(&token.raw.len()) { token.raw.parse().ok() } else { None }
    }

    /// The bytes of the whole text that these tokens take.
    pub(crate) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(0, |token| token.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.start + token.raw.len())
    }
}

/// Most words differ in their length or their first letter, and comparing the rest is a call.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().first() == b.as_bytes().first() && a == b
}

/// Whether a word begins like one of these stems.
pub(crate) fn begins_like(word: &str, stems: &[&str]) -> bool {
    let first = word.as_bytes().first();
    stems.iter().any(|stem| stem.as_bytes().first() == first && word.starts_with(stem))
}

/// The character that begins at this byte.
fn first_of(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

/// Where the run ends that begins here. Nearly all of it is plain bytes; any other character is judged together with the
/// one after it.
fn run(
    text: &str,
    mut at: usize,
    plain: impl Fn(&u8) -> bool,
    belongs: impl Fn(char, Option<char>) -> bool,
) -> usize {
    loop {
        at += text.as_bytes()[at..].iter().take_while(|byte| plain(byte)).count();
        let Some(c) = first_of(text, at) else { return at };
        let next = at + c.len_utf8();
        if !belongs(c, first_of(text, next)) {
            return at;
        }
        at = next;
    }
}

/// Letters, and what holds two of them together: `we'll`, `New_York`.
fn is_inside(c: char, next: Option<char>) -> bool {
    c.is_alphabetic() || (matches!(c, '\'' | '’' | '_') && next.is_some_and(char::is_alphabetic))
}

/// The end of a tag of markup that begins here.
fn tag(text: &str, at: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at + 1..];
    let is_tag = rest.first().is_some_and(|c| c.is_ascii_alphabetic() || *c == b'/');
    let end = rest.iter().take(100).position(|c| *c == b'>')?;
    is_tag.then_some(at + end + 2)
}
