//! A draft as sentences of tokens, and where names of services stand in it.

use std::collections::HashMap;
use std::ops::Range;

use super::Draft;
use crate::sentence::{Kind, Sentence, begins_like};

pub(crate) struct Text<'a> {
    pub(super) raw: &'a str,
    sentences: Vec<Sentence<'a>>,
    /// Where services of the book are named.
    pub(super) services: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// `low` is the text of the draft in ASCII lower case.
    pub(crate) fn new(draft: &Draft<'a>, low: &'a str) -> Self {
        let raw = draft.text;
        let sentence =
            |range: Range<usize>| Sentence::new(&raw[range.clone()], &low[range.clone()], range.start);
        let sentences = bounds(raw).into_iter().map(sentence).collect();
        let mut text = Self { raw, sentences, services: Vec::new() };
        // A service called Hope is not what we hope: one word counts as it is written in the book.
        let mut names = Names::default();
        draft.services.iter().for_each(|name| names.add(name, name.contains(' ')));
        text.services = text.each(|s, at| names.end(s, at));
        text
    }

    pub(super) fn sentences(&self) -> impl Iterator<Item = &Sentence<'a>> {
        self.sentences.iter()
    }

    /// Whether this is part of a service's name.
    pub(super) fn is_service(&self, range: &Range<usize>) -> bool {
        // They stand in order and none is within another.
        let first = self.services.partition_point(|service| service.end < range.end);
        self.services.get(first).is_some_and(|service| service.start <= range.start)
    }

    /// Where a rule finds something, outside the names of services.
    pub(crate) fn each(&self, rule: impl Fn(&Sentence<'_>, usize) -> Option<usize>) -> Vec<Range<usize>> {
        self.each_in(|_| true, rule)
    }

    /// The same in some sentences only.
    pub(super) fn each_in(
        &self,
        which: impl Fn(&Sentence<'_>) -> bool,
        rule: impl Fn(&Sentence<'_>, usize) -> Option<usize>,
    ) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for s in self.sentences().filter(|s| which(s)) {
            let mut at = 0;
            while at < s.tokens.len() {
                match rule(s, at).map(|end| (end, s.bytes(at..end))) {
                    Some((end, range)) if !self.is_service(&range) => {
                        found.push(range);
                        at = end.max(at + 1);
                    }
                    _ => at += 1,
                }
            }
        }
        found
    }
}

/// Names to look for, by their first word in lower case.
#[derive(Default)]
pub(super) struct Names(HashMap<String, Vec<Name>>);

struct Name {
    words: Vec<String>,
    any_case: bool,
}

impl Names {
    /// In its own case or in any.
    pub(super) fn add(&mut self, name: &str, any_case: bool) {
        let low = name.to_ascii_lowercase();
        let tokens = Sentence::new(name, &low, 0).tokens;
        let Some(first) = tokens.first() else { return };
        let words = tokens.iter().map(|t| if any_case { t.low } else { t.raw }.to_owned()).collect();
        self.0.entry(first.low.to_owned()).or_default().push(Name { words, any_case });
    }

    /// The end of the longest that begins here.
    pub(super) fn end(&self, s: &Sentence<'_>, at: usize) -> Option<usize> {
        let stands = |name: &&Name| {
            (at..).zip(&name.words).all(|(at, word)| {
                s.get(at).is_some_and(|token| *word == if name.any_case { token.low } else { token.raw })
            })
        };
        let longest = self.0.get(s.low(at))?.iter().filter(stands).map(|name| name.words.len()).max()?;
        Some(at + longest)
    }
}

/// Whether words stand in a row from here on, separated by `|` where one of several will do.
pub(crate) fn follows(s: &Sentence<'_>, at: usize, words: &[&str]) -> bool {
    (at..).zip(words).all(|(at, words)| {
        let word = s.low(at);
        // Nearly always the letters are not even there.
        !word.is_empty() && words.contains(word) && words.split('|').any(|one| one == word)
    })
}

/// Whether a word begins like one of these.
pub(crate) fn begins(s: &Sentence<'_>, at: usize, stems: &[&str]) -> bool {
    s.get(at).is_some_and(|token| token.kind == Kind::Word && begins_like(token.low, stems))
}

/// What has no end by then is cut there, so that no rule looks further.
const LONGEST: usize = 1_000;

/// Sentences, and lines: a list's points are sentences without full stops.
fn bounds(text: &str) -> Vec<Range<usize>> {
    let mut bounds = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = match c {
            '\n' => true,
            '.' | '!' | '?' => text[end..].chars().next().is_none_or(char::is_whitespace),
            c => end - start >= LONGEST && !c.is_alphanumeric(),
        };
        if ends || end - start >= 2 * LONGEST {
            bounds.push(start..end);
            start = end;
        }
    }
    bounds.push(start..text.len());
    bounds
}
