//! What a reader sees of a text in Markdown, and where each letter of it is written: of a name that is emphasised in part, or
//! written by the names of its letters, a reader sees no more than the name.

use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, LineColumn, NodeValue};
use comrak::{Arena, parse_document};

use crate::text::options;

/// No letter has a longer name.
const LONGEST: usize = 40;

/// A text as it is read, and as it is written.
pub struct Seen<'a> {
    written: &'a str,
    text: String,
    letters: Vec<Letter>,
    marks: Vec<Mark>,
}

/// One letter of what is read.
struct Letter {
    /// Where it begins there.
    at: usize,
    /// Where it is written. What no single place stands for, as the end of a paragraph, is written nowhere.
    source: Range<usize>,
}

/// What is written around words and not read: that they are emphasised, or lead somewhere.
struct Mark {
    /// The words, in what is read.
    words: Range<usize>,
    /// All of it as it is written.
    source: Range<usize>,
    /// How much of that is written before and behind the words.
    ends: [usize; 2],
    /// It says where the words lead.
    leads: bool,
}

impl<'a> Seen<'a> {
    /// Reads it as [`crate::Text`] does. What cannot be found where it is said to be written is left out.
    #[must_use]
    pub fn of(written: &'a str) -> Self {
        let (arena, lines) = (Arena::new(), Lines::of(written));
        let root = parse_document(&arena, written, &options());
        let mut seen = Self { written, text: String::new(), letters: Vec::new(), marks: Vec::new() };
        let mut open = Vec::new();
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) => seen.begins(node, &lines, &mut open),
                NodeEdge::End(node) => seen.ends(node, &lines, &mut open),
            }
        }
        seen
    }

    /// What is read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the letters of a part of what is read are written, from the first to the last.
    #[must_use]
    pub fn source(&self, part: &Range<usize>) -> Range<usize> {
        let mut those = self.letters.iter().filter(|letter| part.contains(&letter.at)).map(|one| &one.source);
        let Some(first) = those.next() else { return 0..0 };
        first.start..those.next_back().unwrap_or(first).end
    }

    /// Where each letter of a part of what is read is written, but for the gaps between its words.
    pub fn letters(&self, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let is_word =
            |at: usize| self.text[at..].chars().next().is_some_and(|letter| !letter.is_whitespace());
        let those = self.letters.iter().filter(move |letter| part.contains(&letter.at) && is_word(letter.at));
        those.map(|letter| letter.source.clone()).collect::<Vec<_>>().into_iter()
    }

    /// What of the source goes where a part of what is read goes. Marks around words that stay are kept, and those of a link
    /// that loses some of its words are not.
    #[must_use]
    pub fn going(&self, part: &Range<usize>) -> Vec<Range<usize>> {
        let whole = self.around(part);
        let mut kept: Vec<Range<usize>> = Vec::new();
        for mark in self.touched(part).filter(|mark| !mark.goes_with(part)) {
            let Range { start, end } = mark.source;
            kept.extend([start..start + mark.ends[0], end - mark.ends[1]..end]);
        }
        kept.extend(self.letters.iter().filter(|one| !part.contains(&one.at)).map(|one| one.source.clone()));
        // What is written nowhere stays nowhere.
        kept.retain(|range| !range.is_empty() && whole.start <= range.start && range.end <= whole.end);
        kept.sort_by_key(|range| (range.start, range.end));
        let mut going = Vec::new();
        let mut from = whole.start;
        for range in kept {
            going.extend((from < range.start).then_some(from..range.start));
            from = from.max(range.end);
        }
        going.extend((from < whole.end).then_some(from..whole.end));
        going
    }

    /// The source of a part together with that of all marks that go with it.
    fn around(&self, part: &Range<usize>) -> Range<usize> {
        let letters = self.source(part);
        self.touched(part)
            .filter(|mark| mark.goes_with(part))
            .fold(letters, |whole, mark| whole.start.min(mark.source.start)..whole.end.max(mark.source.end))
    }

    fn touched(&self, part: &Range<usize>) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.words.start < part.end && part.start < mark.words.end)
    }

    fn begins<'n>(&mut self, node: &'n AstNode<'n>, lines: &Lines, open: &mut Vec<usize>) {
        let data = node.data.borrow();
        let at = lines.offset(data.sourcepos.start);
        match &data.value {
            NodeValue::Text(words) => self.reads(words, at, true),
            NodeValue::Code(code) => {
                let ticks =
                    self.written.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches('`').len());
                let from = self.text.len();
                // A space at both ends is written and not read.
                let padded = self.written.get(at + ticks..).is_some_and(|rest| rest.starts_with([' ', '\n']));
                let pad = usize::from(padded && !code.literal.starts_with(' '));
                self.reads(&code.literal, at + ticks + pad, false);
                let source = at..lines.offset(data.sourcepos.end) + 1;
                self.marks.extend(mark(self.written, from..self.text.len(), source, [ticks + pad; 2], false));
            }
            NodeValue::HtmlInline(words) => self.reads(words, at, false),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.reads_gap(),
            NodeValue::Emph | NodeValue::Strong | NodeValue::Link(_) | NodeValue::Image(_) => {
                open.push(self.text.len())
            }
            NodeValue::HtmlBlock(_) | NodeValue::CodeBlock(_) => self.breaks(),
            value if value.block() => self.breaks(),
            _ => {}
        }
    }

    fn ends<'n>(&mut self, node: &'n AstNode<'n>, lines: &Lines, open: &mut Vec<usize>) {
        let data = node.data.borrow();
        let (ends, leads) = match &data.value {
            NodeValue::Emph => ([1, 1], false),
            NodeValue::Strong => ([2, 2], false),
            NodeValue::Link(_) | NodeValue::Image(_) => ([0, 0], true),
            _ => return,
        };
        let Some(from) = open.pop() else { return };
        let source = lines.offset(data.sourcepos.start)..lines.offset(data.sourcepos.end) + 1;
        self.marks.extend(mark(self.written, from..self.text.len(), source, ends, leads));
    }

    /// Takes in words that are written here. Those that are not found here separate what is around them.
    fn reads(&mut self, words: &str, at: usize, marked_up: bool) {
        match placed(self.written, words, at, marked_up) {
            Some(places) => {
                for (letter, source) in words.chars().zip(places) {
                    self.push(letter, source);
                }
            }
            None => self.breaks(),
        }
    }

    fn push(&mut self, letter: char, source: Range<usize>) {
        let is_gap = |letter: char| letter.is_whitespace() && letter != '\n';
        match self.letters.last_mut() {
            // A gap reaches to what comes next, whatever is written in between.
            Some(last)
                if self.text.ends_with(' ') && last.source.end < source.start && last.source.is_empty() =>
            {
                last.source.end = source.start;
            }
            _ => {}
        }
        if is_gap(letter) && self.text.ends_with(' ') {
            if let Some(last) = self.letters.last_mut() {
                last.source.end = source.end;
            }
            return;
        }
        self.letters.push(Letter { at: self.text.len(), source });
        self.text.push(if is_gap(letter) { ' ' } else { letter });
    }

    /// The line ends, and the words go on.
    fn reads_gap(&mut self) {
        let end = self.letters.last().map_or(0, |last| last.source.end);
        self.push(' ', end..end);
    }

    fn breaks(&mut self) {
        if !self.text.ends_with('\n') {
            let end = self.letters.last().map_or(0, |last| last.source.end);
            self.letters.push(Letter { at: self.text.len(), source: end..end });
            self.text.push('\n');
        }
    }
}

impl Mark {
    /// Whether it goes where these words go.
    fn goes_with(&self, part: &Range<usize>) -> bool {
        self.leads || (part.start <= self.words.start && self.words.end <= part.end)
    }
}

/// A mark, where its ends are where they are said to be.
fn mark(
    written: &str,
    words: Range<usize>,
    source: Range<usize>,
    ends: [usize; 2],
    leads: bool,
) -> Option<Mark> {
    let whole = written.get(source.clone())?;
    let fits = |end: &str| end.chars().all(|letter| matches!(letter, '*' | '_' | '`' | ' ' | '\n'));
    let both = [whole.get(..ends[0])?, whole.get(whole.len().checked_sub(ends[1])?..)?];
    (!words.is_empty() && both.into_iter().all(fits)).then_some(Mark { words, source, ends, leads })
}

/// Where each letter of these words is written, from here on; none where something else is.
fn placed(written: &str, words: &str, mut at: usize, marked_up: bool) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(words.len());
    let mut left = words.chars();
    while let Some(letter) = left.clone().next() {
        let rest = written.get(at..)?;
        let first = rest.chars().next()?;
        let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        if marked_up && escaped.is_some_and(|escaped| escaped == letter && escaped.is_ascii_punctuation()) {
            places.push(at..at + 2);
            at += 2;
            left.next();
        } else if marked_up && let Some((letters, length)) = named(rest) {
            // Few names stand for two letters: both are written in one place.
            for letter in letters.chars() {
                if left.next() != Some(letter) {
                    return None;
                }
                places.push(at..at + length);
            }
            at += length;
        } else if first == letter || (!marked_up && letter == ' ' && first == '\n') {
            places.push(at..at + first.len_utf8());
            at += first.len_utf8();
            left.next();
        } else {
            return None;
        }
    }
    Some(places)
}

/// The letters that a text begins with by their name or number, and how long that is.
fn named(text: &str) -> Option<(String, usize)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')?;
    let length = end + "&;".len();
    if end == 0 || name.as_bytes()[end] != b';' {
        return None;
    }
    let arena = Arena::new();
    let root = parse_document(&arena, &text[..length], &options());
    let read = root.descendants().find_map(|node| match &node.data.borrow().value {
        NodeValue::Text(read) => Some(read.to_string()),
        _ => None,
    })?;
    (read != text[..length]).then_some((read, length))
}

/// Where each line begins, as Markdown counts lines.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self([0].into_iter().chain(ends.map(|at| at + 1)).collect())
    }

    fn offset(&self, LineColumn { line, column }: LineColumn) -> usize {
        self.0.get(line.saturating_sub(1)).copied().unwrap_or_default() + column.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, and the source of each of these words of it.
    fn check(written: &str, text: &str, words: &[(&str, &str)]) {
        let seen = Seen::of(written);
        assert_eq!(seen.text(), text, "{written:?}");
        for (word, source) in words {
            let at = seen.text().find(word).unwrap_or_else(|| panic!("{word} in {text}"));
            assert_eq!(&written[seen.source(&(at..at + word.len()))], *source, "{written:?}");
        }
    }

    #[test]
    fn each_letter_that_is_read_is_found_where_it_is_written() {
        check("An*a* left", "\nAna left", &[("Ana", "An*a"), ("left", "left")]);
        check("**A**na and `Bo`b", "\nAna and Bob", &[("Ana", "A**na"), ("Bob", "Bo`b")]);
        check(
            "M&uuml;ller &#x41;G \\*x\\*",
            "\nMüller AG *x*",
            &[("Müller AG", "M&uuml;ller &#x41;G"), ("*x*", "\\*x\\*")],
        );
        check("&amp;uuml; &nope; &", "\n&uuml; &nope; &", &[("&uuml;", "&amp;uuml;"), ("&nope;", "&nope;")]);
        check("> on **Ana\n> Ruiz** it", "\non Ana Ruiz it", &[("Ana Ruiz", "Ana\n> Ruiz")]);
        check("- a\n- [An](https://x.example)a ", "\na\nAna", &[("Ana", "An](https://x.example)a")]);
        check("# An*a*\n\nBo\r\nb", "\nAna\nBo b", &[("Ana", "An*a"), ("Bo b", "Bo\r\nb")]);
        check("zwei  *W*orte", "\nzwei Worte", &[("zwei Worte", "zwei  *W*orte")]);
        check("see https://a.example/b_c *now*", "\nsee https://a.example/b_c now", &[("now", "now")]);
    }

    #[test]
    fn what_goes_takes_the_marks_around_it_along_and_no_others() {
        let cases = [
            ("An*a* left", "Ana", "X left"),
            ("**A**na left", "Ana", "X left"),
            ("*Dear An*a left", "Ana", "*Dear X* left"),
            ("Ana **Ruiz** left", "Ana Ruiz", "X left"),
            ("Ana **Ruiz left**", "Ana Ruiz", "X** left**"),
            ("***An*a left**", "Ana", "**X left**"),
            ("[Dear An](https://x.example)a left", "Ana", "Dear X left"),
            ("`An`a left", "Ana", "X left"),
            ("> on **Ana\n> Ruiz** it", "Ana Ruiz", "> on X it"),
        ];
        for (written, words, left) in cases {
            let seen = Seen::of(written);
            let at = seen.text().find(words).unwrap_or_else(|| panic!("{words} in {}", seen.text()));
            let part = at..at + words.len();
            let (first, going) = (seen.source(&part).start, seen.going(&part));
            let goes = |at: usize| going.iter().any(|range| range.contains(&at));
            let stays = |from: usize, to: usize| {
                written[from..to]
                    .char_indices()
                    .filter(move |(at, _)| !goes(from + at))
                    .map(|(_, letter)| letter)
            };
            let now: String = stays(0, first).chain(['X']).chain(stays(first, written.len())).collect();
            assert_eq!(now, left, "{written}");
        }
    }
}
