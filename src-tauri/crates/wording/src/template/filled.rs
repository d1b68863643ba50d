//! A filled template, and which part of the template each part of its text came from.

use std::ops::Range;

use super::Piece;

/// A filled template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    origins: Vec<Origin>,
    /// How many bytes the text has.
    length: usize,
}

/// Where a part of the text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    /// Where in the text it begins.
    text: usize,
    /// What it stands for in the template.
    template: Range<usize>,
    /// Whether it stands there letter by letter.
    copied: bool,
}

impl Filled {
    /// The text as it would be sent; a gap stands as `[its label]`.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.length);
        for piece in &self.pieces {
            match piece {
                Piece::Words { text: words } | Piece::Value { text: words, .. } => text.push_str(words),
                Piece::Gap { label, .. } => text.extend(["[", label, "]"]),
            }
        }
        text
    }

    /// Whether something is unknown, so that it cannot be sent.
    #[must_use]
    pub fn has_gaps(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Gap { .. }))
    }

    /// Whether anything in it depends on the record.
    pub(super) fn has_variables(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Words { .. }))
    }

    /// The bytes of the template at which something is unknown, in order.
    #[must_use]
    pub fn gaps(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let mut gaps = Vec::new();
        for piece in &self.pieces {
            let from = at;
            at += length(piece);
            if matches!(piece, Piece::Gap { .. }) {
                gaps.push(self.in_template(from..at));
            }
        }
        gaps
    }

    /// The bytes of the template that a range of bytes of the text came from. A part of a value came from its whole
    /// variable, and what was left out between two parts lies between them.
    #[must_use]
    pub fn in_template(&self, text: Range<usize>) -> Range<usize> {
        let first = self.origin_of(text.start);
        let last = self.origin_of(text.end.saturating_sub(1).max(text.start));
        let start = first.map_or(0, |from| match from.copied {
            true => (from.template.start + text.start - from.text).min(from.template.end),
            false => from.template.start,
        });
        let end = last.map_or(0, |from| match from.copied {
            true => (from.template.start + text.end.max(text.start) - from.text).min(from.template.end),
            false => from.template.end,
        });
        start..end.max(start)
    }

    fn origin_of(&self, byte: usize) -> Option<&Origin> {
        let after = self.origins.partition_point(|origin| origin.text <= byte);
        self.origins.get(after.checked_sub(1)?)
    }

    /// Words that stand in the template as they are, from this byte on.
    pub(super) fn copy(&mut self, words: &str, at: usize) {
        if !words.is_empty() {
            self.origin(at..at + words.len(), true);
            self.words(words);
        }
    }

    /// Words that stand for something else in the template.
    pub(super) fn put_words(&mut self, words: &str, template: Range<usize>) {
        self.origin(template, false);
        self.words(words);
    }

    /// What a variable became.
    pub(super) fn put(&mut self, piece: Piece, template: Range<usize>) {
        self.origin(template, false);
        self.push(piece);
    }

    /// What another part of the template became.
    pub(super) fn append(&mut self, other: Self) {
        let shifted = |origin: Origin| Origin { text: origin.text + self.length, ..origin };
        self.origins.extend(other.origins.into_iter().map(shifted));
        for piece in other.pieces {
            match piece {
                Piece::Words { text } => self.words(&text),
                piece => self.push(piece),
            }
        }
    }

    fn origin(&mut self, template: Range<usize>, copied: bool) {
        self.origins.push(Origin { text: self.length, template, copied });
    }

    fn push(&mut self, piece: Piece) {
        self.length += length(&piece);
        self.pieces.push(piece);
    }

    fn words(&mut self, words: &str) {
        self.length += words.len();
        match self.pieces.last_mut() {
            Some(Piece::Words { text }) => text.push_str(words),
            _ => self.pieces.push(Piece::Words { text: words.to_owned() }),
        }
    }
}

/// How many bytes it has in the text.
fn length(piece: &Piece) -> usize {
    match piece {
        Piece::Words { text } | Piece::Value { text, .. } => text.len(),
        Piece::Gap { label, .. } => label.len() + 2,
    }
}
