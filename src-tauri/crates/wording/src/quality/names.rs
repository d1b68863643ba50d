//! Names of people.

use std::ops::Range;

use super::Draft;
use super::text::{Names, Text};
use crate::sentence::{Kind, Sentence};

/// Where people of the book are named: by their whole name in any case, or by one part of it in its own.
pub(super) fn people(text: &Text<'_>, draft: &Draft<'_>) -> Vec<Range<usize>> {
    let (mut whole, mut parts) = (Names::default(), Names::default());
    for name in draft.people {
        if name.split_whitespace().count() > 1 {
            whole.add(name, true);
        }
        name.split_whitespace()
            .filter(|part| part.chars().count() > 2)
            .for_each(|part| parts.add(part, false));
    }
    text.each(|s, at| whole.end(s, at).or_else(|| parts.end(s, at).filter(|_| is_name(s, at))))
}

/// Words that are names too. Where a sentence begins, any word has a capital.
const WORDS: &[&str] = &[
    "will", "mark", "hope", "grace", "rose", "bill", "grant", "chase", "art", "max", "page", "law", "young",
    "long", "day", "west", "north", "rich", "frank", "jack", "joy", "faith", "guy", "ray", "drew", "sky",
    "summer", "dawn", "price", "cook", "baker", "king", "miles", "nick", "pat", "rob", "sue", "victor",
    "chance", "love", "stone", "wood", "small", "brown", "white", "black", "green", "best", "major", "case",
    "link", "cloud", "may",
];

/// Months stand in the middle of sentences with a capital.
const MONTHS: &[&str] = &["april", "may", "june", "august", "january"];

fn is_name(s: &Sentence<'_>, at: usize) -> bool {
    let low = s.low(at);
    let number = |at: usize| s.number(at, 1..5).is_some();
    if MONTHS.contains(&low) {
        let dated = number(at + 1)
            || number(at.wrapping_sub(1))
            || s.is(
                at.wrapping_sub(1),
                &["of", "in", "since", "until", "th", "st", "nd", "rd", "early", "late", "last", "by", "mid"],
            );
        if dated {
            return false;
        }
    }
    // Behind a bullet or a quotation mark a sentence begins as well.
    let first = s.tokens[..at].iter().rev().all(|token| token.kind == Kind::Sign);
    !(WORDS.contains(&low) && first)
}
