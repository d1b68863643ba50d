//! What of a review is not for the public: people, customers, services by their inner names, addresses. Each hit is found
//! by the book and by its form, in the text as it is written and as a reader sees it, however it is marked up; a person
//! decides about each.

mod find;
mod read;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use incident::book::Book;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use find::{Hosts, Terms, addresses};
use page::Seen;
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
    hosts: Hosts,
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
        Self { terms, hosts: Hosts::default() }
    }

    /// And by the servers to which these addresses lead: their names are not for the public either, however they are said.
    /// What the status page itself is called is.
    #[must_use]
    pub fn and_links<'a>(mut self, links: impl IntoIterator<Item = &'a str>, page: Option<&str>) -> Self {
        links.into_iter().for_each(|link| self.hosts.add(link));
        page.into_iter().for_each(|page| self.hosts.opened(page));
        self
    }

    /// What of these texts has to be looked at, people first; each once, with every place.
    #[must_use]
    pub fn hits(&self, texts: &[&str]) -> Vec<Hit> {
        let mut hits: BTreeMap<(Kind, String), Hit> = BTreeMap::new();
        for (nth, text) in (0..).zip(texts) {
            let readings = Readings::of(text);
            for Found { part, seen, kind, instead, .. } in self.find(&readings) {
                let text = readings.text(seen);
                let what = &text[part.clone()];
                let hit = hits.entry((kind, what.to_lowercase())).or_insert_with(|| Hit {
                    kind,
                    what: what.to_owned(),
                    instead: instead.to_owned(),
                    places: Vec::new(),
                });
                hit.places.push(place(nth, text, &part));
            }
        }
        hits.into_values().collect()
    }

    /// The text as these choices leave it. What nobody chose about is replaced.
    #[must_use]
    pub fn apply(&self, text: &str, choices: &[Choice]) -> String {
        let readings = Readings::of(text);
        let goes = |found: &Found<'_>| {
            let what = readings.text(found.seen)[found.part.clone()].to_lowercase();
            match choices.iter().rfind(|choice| choice.what.to_lowercase() == what) {
                Some(Choice { instead, .. }) => instead.as_deref().map(|words| words.trim().to_owned()),
                None => Some(found.instead.to_owned()),
            }
        };
        let found = self.find(&readings);
        let going: Vec<_> = found.iter().filter_map(|one| Some((one, goes(one)?))).collect();
        // A link goes with the words in it, and where it leads with the link.
        let (seen, written): (Vec<_>, Vec<_>) = going.into_iter().partition(|(one, _)| one.seen);
        let mut gone = vec![false; text.len()];
        let mut come: Vec<(usize, String)> = Vec::new();
        for (one, words) in seen {
            readings.seen.going(&one.part).into_iter().for_each(|range| gone[range].fill(true));
            come.push((one.letters.start, words));
        }
        for (one, words) in written {
            if gone[one.letters.clone()].iter().all(|gone| *gone) {
                continue;
            }
            gone[one.letters.clone()].fill(true);
            come.push((one.letters.start, words));
        }
        come.sort_by_key(|(at, _)| *at);
        let mut come = come.into_iter().peekable();
        let mut said = String::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            while let Some((_, words)) = come.next_if(|(place, _)| *place <= at) {
                said.push_str(&words);
            }
            said.extend((!gone[at]).then_some(letter));
        }
        said.extend(come.map(|(_, words)| words));
        said
    }

    /// All that stands in a text, in its order, and no letter twice.
    fn find<'a>(&'a self, readings: &Readings<'_>) -> Vec<Found<'a>> {
        let mut found: Vec<Found<'_>> = self
            .named(readings.written.text())
            .into_iter()
            .map(|(part, kind, instead)| {
                let letters = readings.written.source(&part);
                Found { letters, part, seen: false, kind, instead }
            })
            .collect();
        let in_one_place: HashSet<(usize, usize)> =
            found.iter().map(|one| (one.letters.start, one.letters.end)).collect();
        found.extend(self.named(readings.seen.text()).into_iter().filter_map(|(part, kind, instead)| {
            let letters = readings.seen.source(&part);
            // Where it is written as it is read, the marks around it stay.
            let is_new = !in_one_place.contains(&(letters.start, letters.end));
            is_new.then_some(Found { letters, part, seen: true, kind, instead })
        }));
        // Of what overlaps the longest counts: a name within an address goes with it. What stands between the letters of a
        // name, as where a link leads in the midst of it, is no part of that name.
        found.sort_by_key(|one| (one.letters.start, Reverse(one.letters.end), one.seen, one.kind));
        let mut taken: HashSet<usize> = HashSet::new();
        found.retain(|one| {
            let letters: Vec<usize> = if one.seen {
                readings.seen.letters(&one.part).flatten().collect()
            } else {
                one.letters.clone().collect()
            };
            let free = letters.iter().all(|at| !taken.contains(at));
            taken.extend(letters.into_iter().filter(|_| free));
            free
        });
        found
    }

    fn named<'a>(&'a self, text: &str) -> Vec<(Range<usize>, Kind, &'a str)> {
        let addresses = addresses(text, &self.hosts).into_iter();
        let mut named: Vec<_> = addresses.map(|(range, instead)| (range, Kind::Address, instead)).collect();
        named.extend(self.terms.find(text));
        named
    }
}

/// A text as it is written, letter by letter, and as a reader sees it. Each tells of something that the other does not: where
/// a link leads, and a name of which a part is emphasised.
struct Readings<'a> {
    written: Read,
    seen: Seen<'a>,
}

impl<'a> Readings<'a> {
    fn of(text: &'a str) -> Self {
        Self { written: Read::of(text), seen: Seen::of(text) }
    }

    fn text(&self, seen: bool) -> &str {
        if seen { self.seen.text() } else { self.written.text() }
    }
}

/// Something that stands in a text.
struct Found<'a> {
    /// Where its letters are in the source, from the first to the last.
    letters: Range<usize>,
    /// Where it is in the reading that told of it.
    part: Range<usize>,
    /// Which of the two that is.
    seen: bool,
    kind: Kind,
    instead: &'a str,
}

fn place(nth: u32, text: &str, range: &Range<usize>) -> Place {
    let before = text[..range.start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let after = text[range.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| range.end + at);
    let calm = |part: &str| part.trim().to_owned();
    Place { text: nth, before: calm(&text[before..range.start]), after: calm(&text[range.end..after]) }
}
