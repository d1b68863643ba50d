//! Words that look for somebody whose doing it was, and words about a past that did not happen.

use std::ops::Range;

use super::Draft;
use super::names::people;
use super::text::{Text, begins, follows};
use crate::sentence::{Kind, Sentence};

/// Those of whom one could say that it was their doing.
const ACTORS: &[&str] = &[
    "engineer",
    "engineers",
    "team",
    "teams",
    "colleague",
    "colleagues",
    "employee",
    "employees",
    "developer",
    "developers",
    "operator",
    "operators",
    "administrator",
    "administrators",
    "admin",
    "vendor",
    "vendors",
    "provider",
    "providers",
    "supplier",
    "suppliers",
    "contractor",
    "contractors",
    "person",
    "somebody",
    "someone",
    "they",
    "he",
    "she",
    "manager",
    "intern",
    "staff",
    "group",
    "partner",
    "partners",
];

/// Where somebody is blamed: a person, a team or a vendor.
pub(crate) fn blame(text: &Text<'_>, draft: &Draft<'_>) -> Vec<Range<usize>> {
    let people = people(text, draft);
    text.each(|s, at| {
        blames(s, at).or_else(|| by_name(s, at, &people)).or_else(|| doing_of_name(s, at, draft, &people))
    })
}

/// "Jonas forgot", "Ana Ruiz broke", "Jonas' mistake".
fn by_name(s: &Sentence<'_>, at: usize, people: &[Range<usize>]) -> Option<usize> {
    let end = named(s, at, people)?;
    let whose = end + usize::from(s.is(end, &["'", "’"]));
    if whose > end && s.is(whose, FAULTS) {
        return Some(whose + 1);
    }
    deed(s, end)
}

/// "Caused by Jonas", "forgotten by Ana", "Ana's mistake".
fn doing_of_name(s: &Sentence<'_>, at: usize, draft: &Draft<'_>, people: &[Range<usize>]) -> Option<usize> {
    let lead = follows(s, at, &["caused|triggered|forgotten|broken|ignored|overlooked|misconfigured", "by"])
        || follows(s, at, &["because|fault|mistake", "of"]);
    if lead && let Some(end) = named(s, at + 2, people) {
        return Some(end);
    }
    let raw = s.get(at)?.raw;
    let owner = ["'s", "’s"].iter().find_map(|own| raw.strip_suffix(own))?;
    let person = draft.people.iter().any(|name| name.split_whitespace().any(|part| part == owner));
    (person && s.is(at + 1, FAULTS)).then_some(at + 2)
}

/// The token after the name of a person that begins here.
fn named(s: &Sentence<'_>, at: usize, people: &[Range<usize>]) -> Option<usize> {
    let start = s.get(at)?.start;
    let person = &people[people.binary_search_by_key(&start, |person| person.start).ok()?];
    (at + 1..=s.tokens.len()).find(|end| s.bytes(at..*end).end >= person.end)
}

const FAULTS: &[&str] = &["fault", "mistake", "error", "negligence", "carelessness", "failure"];

fn blames(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["human|operator|user|pilot|engineer's|engineering", "error|mistake|failure"],
        &["at", "fault"],
        &[
            "'s|my|our|your|his|her|their|whose|vendor's|provider's|team's",
            "fault|mistake|negligence|carelessness",
        ],
        &["made", "a", "mistake"],
        &["made", "an", "error"],
        &["messed|screwed", "up"],
        &["should", "be", "ashamed"],
    ];
    const STEMS: &[&str] = &["careless", "negligen", "incompeten", "sloppy", "sloppily", "culprit"];
    if begins(s, at, &["blame", "blaming"]) {
        return (!is_blameless(s, at)).then_some(at + 1);
    }
    if begins(s, at, STEMS) {
        return Some(at + 1);
    }
    if let Some(words) = PHRASES.iter().find(|words| follows(s, at, words)) {
        return (!is_denied(s, at)).then_some(at + words.len());
    }
    did(s, at).or_else(|| doing_of(s, at))
}

/// "Blameless", "blame-lessly", "nobody is to blame", "without blame".
fn is_blameless(s: &Sentence<'_>, at: usize) -> bool {
    let less =
        s.low(at).starts_with("blameless") || (s.is(at + 1, &["-"]) && begins(s, at + 2, &["less", "free"]));
    less || is_denied(s, at)
}

fn is_denied(s: &Sentence<'_>, at: usize) -> bool {
    (at.saturating_sub(5)..at).any(|at| {
        s.is(at, &["no", "not", "nobody", "without", "never", "nothing", "none", "don't"])
            || s.low(at).ends_with("n't")
    })
}

/// "The database team forgot", "our vendor failed to".
fn did(s: &Sentence<'_>, at: usize) -> Option<usize> {
    if !s.is(at, ACTORS) {
        return None;
    }
    deed(s, at + 1)
}

/// What somebody did or left undone, of whom one says so only to say whose doing it was.
fn deed(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let next = at + usize::from(s.is(at, &["had", "has", "have"]));
    let broke = s.is(next, &["broke", "broken"])
        && !follows(s, next + 1, &["down"])
        && !follows(s, next + 1, &["the|this|it|that", "down|news|silence|deadlock|tie|problem|work|task"]);
    let done = broke
        || s.is(
            next,
            &["forgot", "forgotten", "neglected", "ignored", "overlooked", "misconfigured", "botched"],
        )
        || follows(s, next, &["failed", "to"])
        || follows(s, next, &["took|brought", "down"])
        || follows(s, next, &["missed", "the|it|this|that|an|a"])
        || follows(s, next, &["caused", "the|this|it|an|our"])
        || follows(s, next, &["did", "not", "follow|check|test|notice|review"]);
    done.then_some(next + 1)
}

/// "Caused by an engineer", "because of our vendor", "due to a mistake".
fn doing_of(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let lead = if follows(s, at, &["caused|triggered|introduced", "by"])
        || follows(s, at, &["because|fault", "of"])
        || follows(s, at, &["due|thanks", "to"])
    {
        at + 2
    } else {
        return None;
    };
    (lead..lead + 4)
        .find(|at| {
            // "Because of a team outing" would be odd; "by the provider's maintenance" names no deed.
            s.is(*at, ACTORS)
                && s.is(
                    at.wrapping_sub(1),
                    &["a", "an", "the", "our", "their", "one", "of", "by", "to", "database", "network"],
                )
                || s.is(*at, &["mistake", "carelessness", "negligence", "typo"])
        })
        .map(|at| at + 1)
}

/// Where something is said of what should or could have been.
pub(crate) fn counterfactuals(text: &Text<'_>) -> Vec<Range<usize>> {
    text.each(counterfactual)
}

fn counterfactual(s: &Sentence<'_>, at: usize) -> Option<usize> {
    // "Had we looked" begins what it is in; "we had somebody look at it" is what was.
    let begins_here = at == 0 || s.get(at - 1).is_some_and(|before| before.kind == Kind::Sign);
    let had = begins_here && follows(s, at, &["had", "we|they|somebody|someone|anybody"]);
    if had || follows(s, at, &["if", "only"]) {
        return Some(at + 2);
    }
    let (modal, have) = match s.low(at) {
        modal @ ("should" | "could" | "would" | "ought" | "might") => {
            let next = at + 1 + usize::from(s.is(at + 1, &["not", "never", "easily", "to", "also"]));
            (modal, s.is(next, &["have"]).then_some(next)?)
        }
        "shouldn't" | "shouldn’t" => ("should", s.is(at + 1, &["have"]).then_some(at + 1)?),
        "couldn't" | "couldn’t" | "wouldn't" | "wouldn’t" => {
            ("could", s.is(at + 1, &["have"]).then_some(at + 1)?)
        }
        "should've" | "should’ve" => ("should", at),
        "could've" | "could’ve" | "would've" | "would’ve" => ("could", at),
        _ => return None,
    };
    let next = have + 1;
    if modal == "should" || modal == "ought" {
        // "You should have access again" is about now.
        let theirs = (at.saturating_sub(3)..at)
            .any(|at| s.is(at, &["you", "customers", "users", "everybody", "everyone"]));
        let done = s.low(next).ends_with("ed")
            || s.is(
                next,
                &[
                    "been", "caught", "seen", "known", "done", "had", "told", "found", "made", "taken",
                    "gone", "never",
                ],
            );
        return (done && (!theirs || s.is(next, &["been", "had"]))).then_some(next + 1);
    }
    // "Some orders could have been charged twice" is what may be; that it could have been avoided is not.
    let avoided = [
        "prevent", "avoid", "caught", "detect", "notic", "stopp", "known", "averted", "spared", "sooner",
        "earlier", "faster",
    ];
    (next..next + 5).find(|at| begins(s, *at, &avoided)).map(|at| at + 1)
}
