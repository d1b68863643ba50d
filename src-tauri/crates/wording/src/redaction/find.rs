//! Where names of a list stand in a text, and what has the form of an address.

use std::collections::HashMap;
use std::ops::Range;

use super::{Kind, SHORTEST};

/// Names to look for, by their first letter.
#[derive(Default)]
pub(super) struct Terms {
    by_first: HashMap<char, Vec<Term>>,
}

struct Term {
    /// In lower case.
    name: Vec<char>,
    kind: Kind,
    instead: String,
}

impl Terms {
    pub(super) fn add(&mut self, kind: Kind, name: &str, instead: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name: Vec<char> = words.join(" ").chars().flat_map(char::to_lowercase).collect();
        let Some(first) = name.first().copied().filter(|_| name.len() >= SHORTEST) else { return };
        let those = self.by_first.entry(first).or_default();
        if those.iter().all(|known| known.name != name) {
            those.push(Term { name, kind, instead: instead.to_owned() });
        }
    }

    /// Every name that stands in a text as words of their own, whatever its case.
    pub(super) fn find<'a>(&'a self, text: &str) -> Vec<(Range<usize>, Kind, &'a str)> {
        let mut found = Vec::new();
        let mut within = false;
        for (at, c) in text.char_indices() {
            let begins = !within;
            within = c.is_alphanumeric();
            let first = c.to_lowercase().next().unwrap_or(c);
            let Some(those) = self.by_first.get(&first).filter(|_| begins) else { continue };
            for term in those {
                if let Some(length) = length(&text[at..], &term.name) {
                    found.push((at..at + length, term.kind, term.instead.as_str()));
                }
            }
        }
        found
    }
}

/// How many bytes of this text are the name with which it begins; none where it does not, or goes on as a longer word.
fn length(text: &str, name: &[char]) -> Option<usize> {
    let mut left = name;
    for (at, c) in text.char_indices() {
        if left.is_empty() {
            return (!c.is_alphanumeric()).then_some(at);
        }
        for lower in c.to_lowercase() {
            left = left.strip_prefix(&[lower])?;
        }
    }
    left.is_empty().then_some(text.len())
}

/// Links and addresses of mails, with what can stand instead.
pub(super) fn addresses(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '"' | '`' | '|');
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let word = text[from..].find(ends).map_or(text.len(), |at| from + at);
        let shown = text[from..word].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        let scheme = shown.find("://").and_then(|at| scheme(&shown[..at]));
        // A browser needs no more than this, and Markdown makes a link of it.
        let bare = || shown.get(..4).filter(|begins| begins.eq_ignore_ascii_case("www.")).map(|_| 0);
        if let Some(at) = scheme.or_else(bare) {
            found.push((from + at..from + shown.len(), "(a link of our own)"));
        } else if is_mail(shown.trim_start_matches("mailto:")) {
            found.push((from..from + shown.len(), "(an address)"));
        }
        from = word + text[word..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// Where the scheme of a link begins.
fn scheme(before: &str) -> Option<usize> {
    let begins = before
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    (begins < before.len()).then_some(begins)
}

fn is_mail(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let fits = |part: &str| part.starts_with(char::is_alphanumeric) && !part.contains('@');
    fits(name) && fits(host) && host.contains('.')
}
