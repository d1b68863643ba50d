//! How far the record goes that a page was written from. Two records have no order: each may hold what the other lacks. But a page
//! may only be written over another by whoever holds all that the other was written from, else it would be an older one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use incident::book::Book;
use incident::id::EntryRef;
use incident::record::Record;
use incident::stream::{Section, Stream};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The sections of the book that the page rests on.
pub const SECTIONS: [Section; 3] = [Section::People, Section::Settings, Section::StatusPage];

/// The facts that a page rests on, by the stream that holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Frontier(BTreeMap<Stream, Edge>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Edge {
    /// Whether the page shows something of it. What was taken back from the public not everybody may see, and nobody has to who
    /// shows nothing of it.
    shown: bool,
    facts: BTreeSet<EntryRef>,
}

/// What somebody has not heard of on which the page there rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Something that it says, or says otherwise.
    Said,
    /// That something is not for the public any more.
    TakenBack,
}

impl Frontier {
    /// Whether nothing is known of the page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the page there was written from of which whoever wrote this one has not heard, the gravest.
    ///
    /// # Errors
    /// As the records that it asks for.
    pub fn lacks<E>(
        &self,
        there: &Self,
        record: impl Fn(Stream) -> Result<Arc<Record>, E>,
    ) -> Result<Option<Lack>, E> {
        let mut lack = None;
        for (stream, edge) in &there.0 {
            let ours = self.0.get(stream);
            let has_all = ours.is_some_and(|ours| ours.facts.is_superset(&edge.facts));
            let shown = edge.shown || ours.is_some_and(|ours| ours.shown);
            if has_all || !shown {
                continue;
            }
            let record = record(*stream)?;
            if edge.facts.iter().any(|fact| record.fact(*fact).is_none()) {
                lack = lack.max(Some(if edge.shown { Lack::Said } else { Lack::TakenBack }));
            }
        }
        Ok(lack)
    }

    /// The same for a page that is written over the one there: what was taken back from it stays known.
    #[must_use]
    pub fn over(mut self, there: &Self) -> Self {
        for (stream, edge) in there.0.iter().filter(|(_, edge)| !edge.shown) {
            self.0.entry(*stream).or_insert_with(|| edge.clone());
        }
        self
    }

    /// What the page shows of an incident rests on these.
    pub(super) fn put(&mut self, stream: Stream, shown: bool, facts: BTreeSet<EntryRef>) {
        if facts.is_empty() {
            self.0.remove(&stream);
        } else {
            self.0.insert(stream, Edge { shown, facts });
        }
    }

    /// The same of the book: its last word in each section, which was written by whoever had heard of those before it.
    pub(super) fn put_book(&mut self, book: &Book) {
        for section in SECTIONS {
            let last = book.section(section).facts().last().map(|fact| fact.id);
            self.put(Stream::Book(section), true, last.into_iter().collect());
        }
    }
}

/// What cannot be read is passed over: somebody may have changed it, and a newer version may say more.
impl<'de> Deserialize<'de> for Frontier {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Value::Object(all) = Value::deserialize(from)? else { return Ok(Self::default()) };
        let rests_on = |stream: &Stream| match stream {
            Stream::Incident(_) => true,
            Stream::Book(section) => SECTIONS.contains(section),
            Stream::Document(_) | Stream::Other(..) => false,
        };
        let read = |(stream, edge): (String, Value)| {
            let stream = stream.parse().ok().filter(rests_on)?;
            Some((stream, serde_json::from_value(edge).ok()?))
        };
        Ok(Self(all.into_iter().filter_map(read).collect()))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use incident::id::IncidentId;

    use super::*;

    fn stream(n: u8) -> Stream {
        Stream::Incident(IncidentId([n; 16]))
    }

    fn frontier(edges: &[(u8, bool, &[u8])]) -> Frontier {
        let mut frontier = Frontier::default();
        for (n, shown, facts) in edges {
            frontier.put(stream(*n), *shown, facts.iter().map(|fact| EntryRef([*fact; 16])).collect());
        }
        frontier
    }

    /// Whether somebody whose log holds nothing but what their page rests on lacks something.
    fn lacks(ours: &Frontier, there: &Frontier) -> Option<Lack> {
        let empty = |stream| Ok::<_, Infallible>(Arc::new(Record::fold(stream, [])));
        ours.lacks(there, empty).unwrap()
    }

    #[test]
    fn a_page_is_older_where_the_one_there_rests_on_something_unheard_of() {
        let there = frontier(&[(1, true, &[1, 2])]);
        for (ours, expect) in [
            (frontier(&[]), true),
            (frontier(&[(1, true, &[1])]), true),
            (frontier(&[(1, true, &[1, 3])]), true),
            (frontier(&[(1, true, &[1, 2])]), false),
            (frontier(&[(1, true, &[1, 2, 3]), (2, true, &[9])]), false),
            // It has heard that it was taken back.
            (frontier(&[(1, false, &[1, 2, 3])]), false),
        ] {
            assert_eq!(lacks(&ours, &there), expect.then_some(Lack::Said), "{ours:?}");
        }
        assert_eq!(lacks(&there, &Frontier::default()), None, "a page of an older version says nothing");
    }

    #[test]
    fn what_was_taken_back_comes_to_the_page_again_by_nobody_who_has_not_heard_of_that() {
        let there = frontier(&[(1, false, &[1, 2])]);
        assert_eq!(lacks(&frontier(&[(1, true, &[1])]), &there), Some(Lack::TakenBack));
        let elsewhere = frontier(&[(2, true, &[5])]);
        assert_eq!(lacks(&elsewhere, &there), None, "who may not see it shows nothing of it");
        let over = elsewhere.over(&there);
        assert_eq!(lacks(&frontier(&[(1, true, &[1])]), &over), Some(Lack::TakenBack));
    }

    #[test]
    fn what_somebody_else_wrote_there_is_passed_over() {
        let ours = frontier(&[(1, true, &[1])]);
        let written = serde_json::to_value(&ours).unwrap();
        assert_eq!(serde_json::from_value::<Frontier>(written.clone()).unwrap(), ours);
        let mut more = written;
        for (name, edge) in [
            ("x", serde_json::json!(1)),
            ("book/customers", serde_json::json!({ "shown": true, "facts": [] })),
            ("incident/00", serde_json::json!({ "shown": true, "facts": [] })),
            ("book/people", serde_json::json!({ "shown": true, "facts": ["zz"] })),
        ] {
            more[name] = edge;
        }
        assert_eq!(serde_json::from_value::<Frontier>(more).unwrap(), ours);
        assert!(serde_json::from_value::<Frontier>(serde_json::json!([1])).unwrap().is_empty());
    }
}
