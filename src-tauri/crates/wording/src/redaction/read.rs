//! A text as its readers read it, and where in the source each letter of that stands. A name that is escaped, or broken over
//! a line, is the same name to them.

use std::ops::Range;

/// What a reader reads of a text in Markdown, with each gap as one space.
pub(super) struct Read {
    text: String,
    /// Where the source of each byte begins, and at the end, where the source ends.
    source: Vec<usize>,
}

impl Read {
    pub(super) fn of(source: &str) -> Self {
        let mut read = Self { text: String::with_capacity(source.len()), source: Vec::new() };
        let mut from = 0;
        while let Some((letter, length)) = letter(&source[from..]) {
            read.text.push(letter);
            read.source.resize(read.text.len(), from);
            from += length;
        }
        read.source.push(source.len());
        read
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where in the source a part of what is read stands.
    pub(super) fn source(&self, part: &Range<usize>) -> Range<usize> {
        self.source[part.start]..self.source[part.end]
    }
}

/// The letter with which a text begins, and how many bytes it is written in.
fn letter(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    match gap(text) {
        0 => {}
        length => return Some((' ', length)),
    }
    let escaped = text.strip_prefix('\\').and_then(|rest| rest.chars().next());
    match escaped.filter(char::is_ascii_punctuation) {
        Some(letter) => Some((letter, 2)),
        None => Some(entity(text).unwrap_or((first, first.len_utf8()))),
    }
}

/// How much of the beginning of a text is a gap: spaces, lines and the marks with which a line of a quotation begins.
fn gap(text: &str) -> usize {
    let (mut length, mut fresh) = (0, false);
    while let Some(c) = text[length..].chars().next() {
        // A backslash at the end of a line keeps the line.
        let breaks = c == '\\' && text[length + 1..].starts_with(['\n', '\r']);
        let belongs = c.is_whitespace() || breaks || (fresh && c == '>');
        if !belongs {
            break;
        }
        fresh |= matches!(c, '\n' | '\r');
        length += c.len_utf8();
    }
    length
}

/// The letter that a text begins with by its number or name.
fn entity(text: &str) -> Option<(char, usize)> {
    /// No name or number that is read here is longer.
    const LONGEST: usize = 10;
    let named = text.strip_prefix('&')?;
    let end = named.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &named[..end];
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            _ => return None,
        },
    };
    let letter = if letter.is_whitespace() { ' ' } else { letter };
    Some((letter, end + "&;".len()))
}
