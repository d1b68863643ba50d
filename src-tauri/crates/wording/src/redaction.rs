//! What of a review is not for the public: people, customers, services by their inner names, addresses. Each hit is found
//! by the book and by its form, in the text as it is read, however it is written in Markdown; a person decides about each.

mod find;
mod read;

use std::collections::BTreeMap;
use std::ops::Range;

use incident::book::Book;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use find::{Terms, addresses};
use read::Read;

/// Fewer characters are no name.
const SHORTEST: usize = 3;
/// How much of a text is told around a hit, in characters.
const AROUND: usize = 32;

/// Why something is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RedactionKind")]
pub enum Kind {
    /// Somebody's name.
    Person,
    /// A customer.
    Customer,
    /// A service by its inner name.
    Service,
    /// A link, or an address of a mail.
    Address,
}

/// What a text says that may have to go, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "RedactionHit")]
pub struct Hit {
    /// Why.
    pub kind: Kind,
    /// The words, as they stand first.
    pub what: String,
    /// What could stand instead.
    pub instead: String,
    /// Where.
    pub places: Vec<Place>,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "RedactionPlace")]
pub struct Place {
    /// In which of the texts.
    pub text: u32,
    /// The words before it.
    pub before: String,
    /// The words after it.
    pub after: String,
}

/// What a person says about a hit: these words instead, or none where it stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "RedactionChoice")]
pub struct Choice {
    /// The words.
    pub what: String,
    /// What stands instead; none where they stay.
    pub instead: Option<String>,
}

/// What this book and the form of words tell of texts.
pub struct Redaction {
    terms: Terms,
}

impl Redaction {
    /// By what the organisation knows.
    #[must_use]
    pub fn by(book: &Book) -> Self {
        let mut terms = Terms::default();
        for person in book.people() {
            terms.add(Kind::Person, &person.name, "somebody of our team");
            for part in person.name.split_whitespace().chain([person.handle.as_str()]) {
                terms.add(Kind::Person, part, "somebody of our team");
            }
        }
        for entry in book.customers() {
            terms.add(Kind::Customer, &entry.customer.name, "a customer");
        }
        let components: Vec<_> =
            book.components().into_iter().filter(|entry| entry.component.shown).collect();
        for entry in book.services() {
            let stands_for = |known: &&incident::book::ComponentEntry| {
                known.component.services.contains(&entry.service.id)
            };
            let public = components.iter().find(stands_for).map(|known| known.component.name.as_str());
            // What the page calls alike is public already.
            if public.is_none_or(|name| !name.eq_ignore_ascii_case(&entry.service.name)) {
                terms.add(Kind::Service, &entry.service.name, public.unwrap_or("an internal service"));
            }
        }
        Self { terms }
    }

    /// What of these texts has to be looked at, people first; each once, with every place.
    #[must_use]
    pub fn hits(&self, texts: &[&str]) -> Vec<Hit> {
        let mut hits: BTreeMap<(Kind, String), Hit> = BTreeMap::new();
        for (nth, text) in (0..).zip(texts) {
            let read = Read::of(text);
            let text = read.text();
            for (range, kind, instead) in self.find(text) {
                let what = &text[range.clone()];
                let hit = hits.entry((kind, what.to_lowercase())).or_insert_with(|| Hit {
                    kind,
                    what: what.to_owned(),
                    instead: instead.to_owned(),
                    places: Vec::new(),
                });
                hit.places.push(place(nth, text, &range));
            }
        }
        hits.into_values().collect()
    }

    /// The text as these choices leave it. What nobody chose about is replaced.
    #[must_use]
    pub fn apply(&self, text: &str, choices: &[Choice]) -> String {
        let read = Read::of(text);
        let mut said = String::with_capacity(text.len());
        let mut from = 0;
        for (range, _, instead) in self.find(read.text()) {
            let what = read.text()[range.clone()].to_lowercase();
            let choice = choices.iter().rfind(|choice| choice.what.to_lowercase() == what);
            let written = read.source(&range);
            said.push_str(&text[from..written.start]);
            said.push_str(match choice {
                Some(Choice { instead: None, .. }) => &text[written.clone()],
                Some(Choice { instead: Some(words), .. }) => words.trim(),
                None => instead,
            });
            from = written.end;
        }
        said.push_str(&text[from..]);
        said
    }

    fn find<'a>(&'a self, text: &'a str) -> Vec<(Range<usize>, Kind, &'a str)> {
        let mut found: Vec<(Range<usize>, Kind, &str)> =
            addresses(text).into_iter().map(|(range, instead)| (range, Kind::Address, instead)).collect();
        found.extend(self.terms.find(text));
        // Of what overlaps the longest counts: a name within an address goes with it.
        found.sort_by_key(|(range, kind, _)| (range.start, std::cmp::Reverse(range.end), *kind));
        let mut end = 0;
        found.retain(|(range, ..)| {
            let free = range.start >= end;
            end = if free { range.end } else { end };
            free
        });
        found
    }
}

fn place(nth: u32, text: &str, range: &Range<usize>) -> Place {
    let before = text[..range.start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let after = text[range.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| range.end + at);
    let calm = |part: &str| part.trim().to_owned();
    Place { text: nth, before: calm(&text[before..range.start]), after: calm(&text[range.end..after]) }
}
