//! The linter of a review: what makes it hard to learn from it. Each rule says why there is one, and is silenced with a reason.

mod claims;
mod record;
mod says;

use std::ops::Range;

use incident::book::Book;
use incident::id::EntryRef;
use incident::incident::Incident;
use incident::value::{ActionType, Point};
use serde::Serialize;
use ts_rs::TS;

use says::Named;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $id:literal, $name:literal, $why:literal;)+) => {
        /// What is looked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(rename = "LintRule")]
        pub enum Rule { $($(#[$doc])* $rule),+ }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// How it is called where somebody silenced it, for ever.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$rule => $id),+ }
            }

            /// What a person calls it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name),+ }
            }

            /// Why there is such a rule, and what to do.
            #[must_use]
            pub fn why(self) -> &'static str {
                match self { $(Self::$rule => $why),+ }
            }
        }
    };
}

rules!(
    /// Somebody is blamed.
    Blame = "blame", "Blame", "Whoever is blamed stops telling. Say what made it reasonable at the time, and what let it through.";
    /// What did not happen is told.
    Counterfactual = "counterfactual", "What did not happen", "What should have been explains nothing that was. Say what people saw and why they did what they did.";
    /// With what is known now, it was clear.
    Hindsight = "hindsight", "Hindsight", "It looks so from here. Say what could be seen at the time.";
    /// A cause that ends the thinking.
    DeadEnd = "dead_end", "End of thinking", "To be more careful is no measure: it will happen to the next. Say what could make it hard to do wrong.";
    /// A number without where it comes from.
    Claim = "claim", "No evidence", "Cite the entry that the number comes from, so that it stays true when that is corrected.";
    /// Nothing stands in a section.
    Empty = "empty", "Empty section", "Write what is known, or that nothing was found.";
    /// A reference to what is not there.
    LostReference = "lost_reference", "Reference to nothing", "What is cited is not in this record any more, or was taken back or redacted. Cite something that stands.";
    /// Nothing was written down for long.
    Gap = "gap", "Gap in the timeline", "Ask who was there, and write it down as a late entry.";
    /// A moment that every review needs.
    MissingPoint = "missing_point", "Missing point in time", "Without it, durations cannot be told. Record it under Facts.";
    /// Moments that cannot be in this order.
    ImpossiblePoint = "impossible_point", "Impossible point in time", "One of the two is wrong. Correct it under Facts; what it said stays readable.";
    /// An action item that nobody could follow.
    LooseAction = "loose_action", "Loose action", "What nobody owns, or has no date, is not done.";
    /// Nothing to notice it sooner.
    NoDetection = "no_detection", "Nothing to detect it", "No action makes us notice sooner next time. Add one, or say why none is needed.";
);

/// A section as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The name of its text.
    pub id: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// What stands there.
    pub text: &'a str,
    /// Whether it tells facts, so that a number there has to have a source.
    pub factual: bool,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// By which rule.
    pub rule: Rule,
    /// In which part; none where it is about the record.
    pub part: Option<usize>,
    /// Where in its text, in bytes; empty where there are no words to point at.
    pub range: Range<usize>,
    /// The words, or what of the record.
    pub what: String,
    /// Where of the record it is mended; none where it is in a part.
    pub about: Option<About>,
}

/// What of the record a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "LintAbout")]
pub enum About {
    /// A moment that is missing, or stands before another.
    Point {
        /// Which.
        point: Point,
    },
    /// A span without an entry.
    Gap {
        /// The last line before it; the first where none is.
        after: Option<EntryRef>,
    },
    /// An action item.
    Action {
        /// Which.
        action: EntryRef,
    },
    /// An action item that nobody has raised.
    NoAction {
        /// Of which kind.
        kind: ActionType,
    },
}

/// Reads a review: what stands in the parts in their order, then what the record lacks.
#[must_use]
pub fn lint(parts: &[Part<'_>], incident: Incident<'_>, book: &Book) -> Vec<Found> {
    let mut found = Vec::new();
    let (people, services) = (book.people(), book.services());
    let named = Named {
        people: people.iter().map(|person| person.name.as_str()).collect(),
        services: services.iter().map(|entry| entry.service.name.as_str()).collect(),
    };
    for (at, part) in parts.iter().enumerate() {
        let mut here: Vec<Found> = says::says(part, &named)
            .into_iter()
            .chain(record::lost(part, incident, book))
            .map(|(rule, range)| {
                let what = part.text[range.clone()].trim().to_owned();
                let what = if what.is_empty() { part.title.to_owned() } else { what };
                Found { rule, part: Some(at), range, what, about: None }
            })
            .collect();
        here.sort_by_key(|found| (found.range.start, found.rule));
        found.extend(here);
    }
    found.extend(record::record(incident, book).into_iter().map(|(rule, what, about)| Found {
        rule,
        part: None,
        range: 0..0,
        what,
        about: Some(about),
    }));
    found
}
