//! A text that is not whole yet: some of it is not known, and whoever reads it sees where.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::text::{Block, Span, Text};

/// A part of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What is said.
    Words(String),
    /// What is missing, by its name.
    Gap(String),
}

/// While a draft is parsed a sign of this range stands for each gap: a parser takes it for a letter. Those that the words
/// hold are not used.
const SIGNS: RangeInclusive<char> = '\u{f0000}'..='\u{ffffd}';
/// The signs around a gap among words alone, and what stands for them where somebody wrote them.
const OPEN: char = '\u{100000}';
const CLOSE: char = '\u{100001}';
const UNREADABLE: char = '\u{fffd}';

/// The name of the gap for which each sign stands.
type Gaps<'a> = HashMap<char, &'a str>;

impl Text {
    /// Reads a draft: Markdown with gaps. Nothing in the words can be a gap, and nothing in a gap is Markdown.
    #[must_use]
    pub fn draft(pieces: &[Piece]) -> Self {
        let whole = Self::read(&markdown(pieces, |_| UNREADABLE));
        if !pieces.iter().any(|piece| matches!(piece, Piece::Gap(_))) {
            return whole;
        }
        // A sign can be written as a reference too, so it counts what a parser makes of the words.
        let used: HashSet<char> = whole.to_string().chars().filter(|c| SIGNS.contains(c)).collect();
        let mut free = SIGNS.filter(|c| !used.contains(c));
        let mut gaps = Gaps::new();
        let marked = markdown(pieces, |name| match free.next() {
            Some(sign) => {
                gaps.insert(sign, name);
                sign
            }
            // No draft is so long.
            None => UNREADABLE,
        });
        Self { blocks: opened(Self::read(&marked).blocks, &gaps) }
    }

    /// The text without markup, as [`ToString`] writes it, with its gaps.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece> {
        parted(&self.marked())
    }
}

fn markdown<'a>(pieces: &'a [Piece], mut sign: impl FnMut(&'a str) -> char) -> String {
    pieces.iter().fold(String::new(), |mut markdown, piece| {
        match piece {
            Piece::Words(words) => markdown.push_str(words),
            Piece::Gap(name) => markdown.push(sign(name)),
        }
        markdown
    })
}

/// A gap among words alone.
pub(crate) fn marked(name: &str) -> String {
    format!("{OPEN}{}{CLOSE}", unmarked(name))
}

/// Words in which nothing looks like a gap.
pub(crate) fn unmarked(words: &str) -> String {
    words.replace([OPEN, CLOSE], UNREADABLE.encode_utf8(&mut [0; 4]))
}

/// Words with marked gaps, which stand in brackets.
pub(crate) fn bracketed(marked: &str) -> String {
    marked.replace(OPEN, "[").replace(CLOSE, "]")
}

/// Words with marked gaps, in pieces.
pub(crate) fn parted(marked: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = marked;
    loop {
        let (words, after) =
            rest.split_once(OPEN).map_or((rest, None), |(words, after)| (words, Some(after)));
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        let Some(after) = after else { return pieces };
        // What was cut may end in the middle of one.
        let (name, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        pieces.push(Piece::Gap(name.to_owned()));
        rest = after;
    }
}

fn opened(blocks: Vec<Block>, gaps: &Gaps<'_>) -> Vec<Block> {
    let open = |block| match block {
        Block::Paragraph(spans) => Block::Paragraph(in_line(spans, gaps)),
        Block::List(first, items) => {
            Block::List(first, items.into_iter().map(|item| opened(item, gaps)).collect())
        }
        Block::Quote(inner) => Block::Quote(opened(inner, gaps)),
        Block::Code(code) => Block::Code(spelled(&code, gaps)),
        Block::Rule => Block::Rule,
    };
    blocks.into_iter().map(open).collect()
}

fn in_line(spans: Vec<Span>, gaps: &Gaps<'_>) -> Vec<Span> {
    let mut all = Vec::with_capacity(spans.len());
    for span in spans {
        match span {
            Span::Words(words) => all.extend(split(&words, gaps)),
            Span::Code(code) => all.push(Span::Code(spelled(&code, gaps))),
            Span::Strong(inner) => all.push(Span::Strong(in_line(inner, gaps))),
            Span::Emphasis(inner) => all.push(Span::Emphasis(in_line(inner, gaps))),
            // An address of which a part is not known leads nowhere yet.
            Span::Link(to, label) if to.as_str().contains(|c| gaps.contains_key(&c)) => {
                all.extend(in_line(label, gaps));
                all.extend(split(&format!(" ({})", to.as_str()), gaps));
            }
            Span::Link(to, label) => all.push(Span::Link(to, in_line(label, gaps))),
            Span::Break | Span::Gap(_) => all.push(span),
        }
    }
    all
}

/// Words in which signs stand for gaps, as words and gaps.
fn split(words: &str, gaps: &Gaps<'_>) -> Vec<Span> {
    let mut all = Vec::new();
    let mut rest = words;
    while let Some((at, sign)) = rest.char_indices().find(|(_, c)| gaps.contains_key(c)) {
        all.extend((at > 0).then(|| Span::Words(rest[..at].to_owned())));
        all.push(Span::Gap(gaps[&sign].to_owned()));
        rest = &rest[at + sign.len_utf8()..];
    }
    all.extend((!rest.is_empty()).then(|| Span::Words(rest.to_owned())));
    all
}

/// Where only letters can stand, a gap is its name in brackets.
fn spelled(words: &str, gaps: &Gaps<'_>) -> String {
    let mut spelled = String::with_capacity(words.len());
    for c in words.chars() {
        match gaps.get(&c) {
            Some(name) => spelled.extend(["[", name, "]"]),
            None => spelled.push(c),
        }
    }
    spelled
}
