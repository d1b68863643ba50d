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
        while let Some(first) = raw[at..].chars().next() {
            let (kind, end) = if first.is_ascii_digit() {
                (Kind::Number, run(raw, at, |c, _| c.is_ascii_digit()))
            } else if first.is_alphabetic() {
                (Kind::Word, run(raw, at, is_inside))
            } else {
                (Kind::Sign, at + first.len_utf8())
            };
            if first == '<'
                && let Some(end) = tag(raw, at)
            {
                (at, gap) = (end, true);
                continue;
            }
            if first.is_whitespace() || matches!(first, '*' | '_' | '`' | '\u{200b}' | '\u{feff}') {
                (at, gap) = (end, true);
                continue;
            }
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
        self.tokens.get(at).is_some_and(|token| words.contains(&token.low))
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

/// Where the run ends that begins here. A character is judged together with the one after it.
fn run(text: &str, at: usize, belongs: impl Fn(char, Option<char>) -> bool) -> usize {
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if !belongs(c, chars.peek().map(|(_, next)| *next)) {
            return at + offset;
        }
    }
    text.len()
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
