//! Whose time a time is. The nearest word that ties a time to itself decides, the one before it first.

use std::ops::Range;

use super::last::last;
use super::scan::is_cue;
use super::topic::{Topic, is_put_off, puts_off, topic};
use super::when::{Time, When, times};
use crate::sentence::Sentence;

/// Something that a sentence promises.
#[derive(Debug)]
pub(super) enum Found {
    /// Something at a time.
    At(Time, What),
    /// No update any more, in these words.
    NoMore(Range<usize>),
}

/// What comes at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An update.
    Update,
    /// The same, if that time is to come; otherwise the sentence tells of an update that there was.
    Perhaps,
    /// No update before this time, and nothing of when there is one.
    NotBefore,
}

/// All that a sentence promises, from left to right.
pub(super) fn found(s: &Sentence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if !(0..s.tokens.len()).any(|at| is_update(s, at)) {
        return found;
    }
    let mut times = times(s).into_iter().peekable();
    let (mut from, mut goes_on) = (0, false);
    while let Some(time) = times.next() {
        let to = times.peek().map_or(s.tokens.len(), |next| next.tokens.start);
        let what = judge(s, &time, from..to, goes_on);
        (from, goes_on) = (time.tokens.end, what.is_some());
        found.extend(what.map(|what| Found::At(time, what)));
    }
    if found.is_empty() {
        found.extend(last(s).map(Found::NoMore));
    }
    found
}

/// `around` reaches from the time before this one to the one after it; `goes_on` says whether the one before was
/// a promise.
fn judge(s: &Sentence<'_>, time: &Time, around: Range<usize>, goes_on: bool) -> Option<What> {
    const NEARLY: &[&str] =
        &["about", "approximately", "approx", "around", "roughly", "~", "the", "latest", "circa", "ca"];
    let before = (around.start..time.tokens.start).rev().find(|at| !s.is(*at, NEARLY));
    let word = before.map_or("", |at| s.low(at));
    if ["since", "from", "last", "past", "for", "during", "previous", "of"].contains(&word) {
        return None;
    }
    let near = time.tokens.start.saturating_sub(3)..time.tokens.start;
    if near.chain(time.tokens.end..time.tokens.end + 2).any(|at| s.is(at, &["yesterday"])) {
        return None;
    }
    let later = word == "than"
        && before.is_some_and(|at| {
            s.is(at.wrapping_sub(1), &["later"]) && !s.is(at.wrapping_sub(2), &["no", "not"])
        });
    let earliest = ["after", "before", "than"].contains(&word)
        && before.is_some_and(|at| s.is(at.wrapping_sub(1), &["not", "earlier", "sooner"]))
        || later
        || ["after", "beyond"].contains(&word);

    let Some((at, topic)) = governor(s, time.tokens.start, around.start) else {
        let joins = |at: usize| {
            s.is(
                at,
                &[
                    "and", "then", "again", "or", "at", "by", ",", "in", ";", "the", "next", "one", "first",
                    "(",
                ],
            )
        };
        if goes_on && (around.start..time.tokens.start).all(joins) && !time.bare {
            return Some(What::Update);
        }
        // "By 14:30 UTC we will post an update."
        let mut after = (time.tokens.end..around.end).take_while(|at| !s.is(*at, &[";", "."]));
        let (at, next) = after.find_map(|at| topic(s, at).map(|topic| (at, topic)))?;
        let stands = !time.bare && word != "until" && !is_put_off(s, at, s.tokens.len());
        return (next == Topic::Next && stands).then_some(What::Update);
    };
    let between = at + 1..time.tokens.start;
    if time.bare && !between.clone().all(|at| s.is(at, BESIDE)) {
        return None;
    }
    match topic {
        Topic::Next | Topic::Update if earliest => Some(What::NotBefore),
        Topic::Next if word == "until" || word == "till" => {
            between.clone().any(|at| puts_off(s, at)).then_some(What::Update)
        }
        // "Delayed by 30 minutes" counts from the time before.
        Topic::Next if word == "by" && is_span(time) && between.clone().any(|at| puts_off(s, at)) => None,
        Topic::Next => Some(What::Update),
        Topic::Denied if word == "until" || word == "till" => Some(What::Update),
        Topic::Denied if word == "before" || earliest => Some(What::NotBefore),
        Topic::Denied | Topic::Other => None,
        Topic::Update => lone(s, time, at, between),
    }
}

fn is_span(time: &Time) -> bool {
    matches!(time.when, When::In(_) | When::Minute(_))
}

/// What may stand between an update and a mere number.
const BESIDE: &[&str] = &[
    ":",
    "is",
    "in",
    "-",
    "–",
    "~",
    "due",
    "at",
    "by",
    "around",
    "about",
    "=",
    "eta",
    "approx",
    "(",
    "you",
    "again",
    "us",
    "from",
    "will",
    "be",
    "approximately",
    "expected",
    "s",
    "scheduled",
];

/// "Update by 14:30" is to come. "Update 14:30: …" is the head of an update that is here; "update at 14:30" may be
/// either.
fn lone(s: &Sentence<'_>, time: &Time, at: usize, mut between: Range<usize>) -> Option<What> {
    const COMES: &[&str] =
        &["by", "within", "before", "due", "expected", "scheduled", "planned", "eta", "than", "latest"];
    if between.clone().any(|at| s.is(at, COMES)) || is_span(time) {
        return between.len().le(&6).then_some(What::Update);
    }
    let heads = s.is(time.tokens.end, &[":", "-", "–", "—", "|", "]", ")"]);
    let plain = between.all(|at| s.is(at, BESIDE));
    let placed = time.tokens.start > at + 1;
    (plain && !heads && (placed || at > 0)).then_some(What::Perhaps)
}

/// The nearest word before a time that ties it to itself. Passed over is what an update is about ("an update on the
/// repair by 14:30") and the condition to which a time is the alternative ("when it is fixed, or by 14:30").
pub(super) fn governor(s: &Sentence<'_>, from: usize, to: usize) -> Option<(usize, Topic)> {
    let mut at = from;
    while at > to {
        at -= 1;
        let Some(topic) = topic(s, at) else { continue };
        if topic != Topic::Other {
            return Some((at, topic));
        }
        let start = at.saturating_sub(7).max(to);
        let about =
            (start..at).rev().take_while(|at| !s.is(*at, &[",", ":", "and", "but", ";"])).find(|at| {
                s.is(*at, &["on", "about", "regarding", "concerning"])
                    && (start..*at).any(|at| is_update(s, at))
            });
        let alternative = (at + 1..from).any(|at| s.is(at, &["or", "but", "latest", "least"]))
            || s.is(from.wrapping_sub(1), &[","])
            || s.is(from.wrapping_sub(2), &[","]);
        let condition = (at.saturating_sub(9).max(to)..at)
            .rev()
            .find(|at| s.is(*at, &["when", "once", "if", "after", "as", "whenever"]));
        match (about, condition) {
            (Some(about), _) => at = about,
            (None, Some(condition)) if alternative && !s.is(from.wrapping_sub(1), &["expected"]) => {
                at = condition
            }
            _ => return Some((at, Topic::Other)),
        }
    }
    None
}

/// Whether a word speaks of an update, to come or not.
pub(super) fn is_update(s: &Sentence<'_>, at: usize) -> bool {
    s.is(at, &["update", "updates"])
        || (is_cue(s.low(at)) && topic(s, at).is_some_and(|topic| topic != Topic::Other))
}
