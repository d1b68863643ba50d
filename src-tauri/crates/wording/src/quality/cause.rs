//! Promises that nobody can keep: when it is repaired, and what the cause is before that is known.

use std::ops::Range;

use super::text::{Text, begins, follows};
use crate::promise;
use crate::sentence::Sentence;

/// Where a time of repair is promised.
pub(super) fn repairs(text: &Text<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<_> = text.sentences().flat_map(promise::repairs).collect();
    found.extend(text.each(soon));
    found.sort_by_key(|range| range.start);
    found
}

/// "Will be fixed shortly" is a time too, to those who wait.
fn soon(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let begun = follows(s, at, &["will", "be"]) || follows(s, at, &["be", "back"]);
    let repair = (at + 1..at + 4).any(|at| {
        begins(
            s,
            at,
            &[
                "fix",
                "resol",
                "restor",
                "repair",
                "back",
                "recover",
                "solved",
                "available",
                "online",
                "normal",
            ],
        )
    });
    let soon = (at + 2..at + 7).find(|at| s.is(*at, &["soon", "shortly", "momentarily", "immediately"]))?;
    (begun && repair).then_some(soon + 1)
}

/// Where a cause is named.
pub(super) fn causes(text: &Text<'_>) -> Vec<Range<usize>> {
    text.each_in(|s| !is_open(s), cause)
}

fn cause(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["cause", "is|was|are|were|lies|lay"],
        &["caused|triggered|provoked", "by"],
        &["result|consequence", "of"],
        &["stems|stemmed|stemming|originates|originated", "from"],
        &["traced|attributed", "to"],
        &["because", "of"],
    ];
    if let Some(words) = PHRASES.iter().find(|words| follows(s, at, words)) {
        return (!is_vague(s, at + words.len())).then_some(at + words.len());
    }
    // "The update is due to be posted" tells no cause.
    let due = follows(s, at, &["due|owing", "to"])
        && !s.is(at + 2, &["be", "follow", "come", "start", "begin", "end", "arrive"]);
    if due && !is_vague(s, at + 2) {
        return Some(at + 2);
    }
    None
}

/// "The outage", "an issue": the incident itself.
fn is_vague(s: &Sentence<'_>, at: usize) -> bool {
    (at..at + 4).any(|at| {
        s.is(at, &["outage", "issue", "problem", "incident", "this", "disruption", "interruption", "these"])
    })
}

/// A sentence in which the cause is looked for.
fn is_open(s: &Sentence<'_>) -> bool {
    let word = |at: usize| {
        begins(s, at, &["investigat", "unknown", "unclear"])
            || s.is(
                at,
                &["whether", "not", "yet", "looking", "determine", "establish", "what", "find", "unless"],
            )
            || s.low(at).ends_with("n't")
    };
    (0..s.tokens.len()).any(word)
}
