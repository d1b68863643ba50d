//! Which incidents of the past are like this one, and why: the same services, the same type of cause, the same words.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use crate::board::Row;
use crate::incident::Incident;

/// What each thing that two incidents share counts.
const SERVICE: u32 = 3;
const CAUSE: u32 = 2;
const WORD: u32 = 1;
/// Less than this is chance.
const ENOUGH: u32 = 2;
/// More words than these say no more.
const WORDS: u32 = 3;
/// A title has no more words to look for.
const MOST: usize = 12;
/// Shorter words say little, and these say nothing.
const SHORTEST: usize = 4;
const NOTHING: [&str; 18] = [
    "with", "from", "after", "when", "that", "this", "into", "over", "does", "have", "been", "some", "than",
    "then", "they", "there", "were", "while",
];

/// What of an incident others can be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    services: BTreeSet<String>,
    cause: Option<String>,
    words: Vec<String>,
}

/// Something to look for among all incidents, and what it counts where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// In lower case.
    pub text: String,
    /// What it counts.
    pub counts: u32,
    /// Whether it says nothing where many have it.
    pub word: bool,
}

/// What two incidents share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Shared {
    /// Names of services.
    pub services: Vec<String>,
    /// The type of cause.
    pub cause: Option<String>,
    /// Words of their titles.
    pub words: Vec<String>,
}

impl Likeness {
    /// Of this incident.
    #[must_use]
    pub fn of(incident: Incident<'_>) -> Self {
        let affected = incident.services().into_iter().map(|(_, service)| service);
        let services = affected.chain(incident.root_cause_service());
        Self {
            services: services.map(|service| service.name.to_lowercase()).collect(),
            cause: incident.root_cause_type().map(str::to_lowercase),
            words: significant(incident.title()),
        }
    }

    /// What to look for.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        let term = |text: &String, counts, word| Term { text: text.clone(), counts, word };
        let services = self.services.iter().map(|name| term(name, SERVICE, false));
        let cause = self.cause.iter().map(|cause| term(cause, CAUSE, false));
        let words = self.words.iter().map(|text| term(text, WORD, true));
        services.chain(cause).chain(words).filter(|term| !term.text.trim().is_empty()).collect()
    }

    /// The same without words that many incidents have.
    #[must_use]
    pub fn without(mut self, common: &[String]) -> Self {
        self.words.retain(|word| !common.contains(word));
        self
    }

    /// What another incident shares with it; none where that is little.
    #[must_use]
    pub fn with(&self, other: &Row) -> Option<Shared> {
        let cause = other.cause.as_ref();
        let at = cause.and_then(|cause| cause.service.as_ref());
        let mut services: Vec<String> = other
            .services
            .iter()
            .chain(at)
            .filter(|name| self.services.contains(&name.to_lowercase()))
            .cloned()
            .collect();
        services.sort();
        services.dedup();
        let kind = cause.and_then(|cause| cause.kind.clone());
        let cause = kind.filter(|kind| Some(kind.to_lowercase()) == self.cause);
        let named = services.join(" ").to_lowercase();
        let theirs = significant(&format!("{} {}", other.title, other.services.join(" ")));
        let is_shared = |word: &&String| theirs.contains(*word) && !named.contains(word.as_str());
        let words = self.words.iter().filter(is_shared).cloned().collect();
        let shared = Shared { services, cause, words };
        (shared.points() >= ENOUGH).then_some(shared)
    }
}

impl Shared {
    /// How much that is. The first service counts more than all that follow.
    fn points(&self) -> u32 {
        let count = |all: &[String]| u32::try_from(all.len()).unwrap_or(u32::MAX);
        let services = count(&self.services);
        let first = if services > 0 { SERVICE - 1 } else { 0 };
        let cause = if self.cause.is_some() { CAUSE } else { 0 };
        first + services.min(WORDS) + cause + WORD * count(&self.words).min(WORDS)
    }

    /// Why the two are told together, for a person.
    #[must_use]
    pub fn why(&self) -> String {
        let mut parts = Vec::new();
        match &self.services[..] {
            [] => {}
            [one] => parts.push(format!("same service: {one}")),
            several => parts.push(format!("same services: {}", several.join(", "))),
        }
        parts.extend(self.cause.iter().map(|cause| format!("same cause: {cause}")));
        match &self.words[..] {
            [] => {}
            [one] => parts.push(format!("same word: {one}")),
            several => parts.push(format!("same words: {}", several.join(", "))),
        }
        let mut why = parts.join("; ");
        if let Some(first) = why.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        why
    }
}

/// Those that are most like it, of which the newest come first where they are alike.
#[must_use]
pub fn related(own: &Likeness, others: Vec<Row>, most: usize) -> Vec<(Row, Shared)> {
    let with = |row: Row| own.with(&row).map(|shared| (row, shared));
    let mut alike: Vec<(Row, Shared)> = others.into_iter().filter_map(with).collect();
    alike.sort_by_key(|(row, shared)| (Reverse(shared.points()), Reverse(row.opened), row.id));
    alike.truncate(most);
    alike
}

/// Lower-case words of a title that say something, each once.
#[must_use]
pub fn significant(title: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase) {
        let says = word.chars().count() >= SHORTEST && !NOTHING.contains(&word.as_str());
        if says && words.len() < MOST && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
