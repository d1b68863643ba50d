//! Where names of a list stand in a text, and what has the form of an address.

use std::collections::{HashMap, HashSet};
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

/// The names of servers that are known.
#[derive(Default)]
pub(super) struct Hosts {
    inner: HashSet<String>,
    /// Those that everybody may know.
    open: HashSet<String>,
}

impl Hosts {
    /// The one to which a link leads.
    pub(super) fn add(&mut self, link: &str) {
        self.inner.extend(host(link).map(str::to_ascii_lowercase));
    }

    /// Everybody may know the one to which a link leads.
    pub(super) fn opened(&mut self, link: &str) {
        self.open.extend(host(link).map(str::to_ascii_lowercase));
    }

    /// Whether it is one of them, or belongs to one.
    fn has(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let mut part = Some(host.as_str());
        while let Some(name) = part {
            if self.inner.contains(name) {
                return true;
            }
            part = name.split_once('.').map(|(_, rest)| rest);
        }
        false
    }
}

/// The name of the server to which a link leads: of more than one word, since one word alone may be any.
fn host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    host.contains('.').then_some(host)
}

/// Links and addresses of mails, with what can stand instead.
pub(super) fn addresses(text: &str, hosts: &Hosts) -> Vec<(Range<usize>, &'static str)> {
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
        let begins = shown.len() - shown.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let plain = || is_server(&shown[begins..], hosts).then_some(begins);
        if let Some(at) = scheme.or_else(bare) {
            found.push((from + at..from + shown.len(), "(a link of our own)"));
        } else if is_mail(shown.trim_start_matches("mailto:")) {
            found.push((from..from + shown.len(), "(an address)"));
        } else if let Some(at) = plain() {
            found.push((from + at..from + shown.len(), "(a link of our own)"));
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

/// Whether it leads to a server although it does not say how: by a name that is known, one of three words, or one with a path.
fn is_server(word: &str, hosts: &Hosts) -> bool {
    let end = word.find(['/', '?', '#', ':', '\'', '’', ',', ';', '!']).unwrap_or(word.len());
    let (host, rest) = word.split_at(end);
    if hosts.open.contains(&host.to_ascii_lowercase()) {
        return false;
    }
    if hosts.has(host) {
        return true;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        let clean = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        clean && label.starts_with(char::is_alphanumeric) && label.ends_with(char::is_alphanumeric)
    };
    // As the last words of a server's name are: letters, and more than an abbreviation has.
    let is_long = |label: &&str| label.len() >= 2 && label.chars().any(char::is_alphabetic);
    let ends_well = labels.last().is_some_and(|last| last.chars().all(char::is_alphabetic));
    let enough = labels.len() >= 3 || (labels.len() == 2 && rest.starts_with('/') && rest.len() > 1);
    enough && ends_well && labels.iter().all(is_label) && labels.iter().rev().take(2).all(is_long)
}

fn is_mail(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let fits = |part: &str| part.starts_with(char::is_alphanumeric) && !part.contains('@');
    fits(name) && fits(host) && host.contains('.')
}
