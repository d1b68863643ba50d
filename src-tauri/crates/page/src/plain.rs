//! The text of an update for where nothing but characters arrives: e-mail, chat, a call.

use std::fmt;

use crate::draft::{bracketed, marked, unmarked};
use crate::text::{Block, Span, Text};

/// The words without markup. A link shows where it leads, lists keep their marks, blocks are parted by an empty line, what
/// is missing stands in brackets.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bracketed(&self.marked()))
    }
}

impl Text {
    /// The words without markup, with the gaps of a draft marked.
    pub(crate) fn marked(&self) -> String {
        let mut lines = Vec::new();
        write_blocks(&self.blocks, true, &mut lines);
        lines.join("\n")
    }
}

fn write_blocks(blocks: &[Block], parted: bool, lines: &mut Vec<String>) {
    for (nth, block) in blocks.iter().enumerate() {
        if nth > 0 && parted {
            lines.push(String::new());
        }
        match block {
            Block::Paragraph(spans) => push_lines(&words(spans), lines),
            Block::Code(code) => push_lines(&unmarked(code), lines),
            Block::Rule => lines.push("---".to_owned()),
            Block::Quote(inner) => {
                let mut quoted = Vec::new();
                write_blocks(inner, true, &mut quoted);
                lines.extend(quoted.iter().map(|line| format!("> {line}").trim_end().to_owned()));
            }
            Block::List(first, items) => {
                for (nth, item) in items.iter().enumerate() {
                    let mark = match first {
                        Some(first) => format!("{}. ", first.saturating_add(nth)),
                        None => "- ".to_owned(),
                    };
                    write_item(&mark, item, lines);
                }
            }
        }
    }
}

fn write_item(mark: &str, item: &[Block], lines: &mut Vec<String>) {
    let mut inner = Vec::new();
    write_blocks(item, false, &mut inner);
    if inner.is_empty() {
        lines.push(mark.trim_end().to_owned());
    }
    for (nth, line) in inner.iter().enumerate() {
        let before = if nth == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
        lines.push(format!("{before}{line}").trim_end().to_owned());
    }
}

fn push_lines(text: &str, lines: &mut Vec<String>) {
    lines.extend(text.split('\n').map(|line| line.trim_end().to_owned()));
}

fn words(spans: &[Span]) -> String {
    spans.iter().fold(String::new(), |mut text, span| {
        match span {
            Span::Words(words) | Span::Code(words) => text.push_str(&unmarked(words)),
            Span::Break => text.push('\n'),
            Span::Gap(name) => text.push_str(&marked(name)),
            Span::Strong(inner) | Span::Emphasis(inner) => text.push_str(&words(inner)),
            Span::Link(to, label) => {
                let (label, to) = (words(label), unmarked(to.as_str()));
                text.push_str(&label);
                // An address that was written out needs no second showing.
                if to.strip_prefix("mailto:").unwrap_or(&to) != label && to != format!("http://{label}") {
                    text.extend([" (", to.strip_prefix("mailto:").unwrap_or(&to), ")"]);
                }
            }
        }
        text
    })
}
