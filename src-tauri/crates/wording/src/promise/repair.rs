//! The times by which a sentence promises a repair.

use std::ops::Range;

use super::judge::governor;
use super::topic::{Topic, topic};
use super::when::times;
use crate::sentence::{Sentence, begins_like};

/// Beginnings of words for a repair and for its being done.
const REPAIRS: &[&str] = &[
    "fix",
    "resol",
    "restor",
    "repair",
    "recover",
    "mitigat",
    "complet",
    "operational",
    "normal",
    "available",
    "online",
    "back",
    "deploy",
    "finish",
    "roll",
    "patch",
];

/// Where times stand by which something is to be repaired. An update that comes by then is none of them.
pub(crate) fn repairs(s: &Sentence<'_>) -> Vec<Range<usize>> {
    let (mut promised, mut from) = (Vec::new(), 0);
    let times = times(s);
    for (at, time) in times.iter().enumerate() {
        let to = times.get(at + 1).map_or(s.tokens.len(), |next| next.tokens.start);
        let before = governor(s, time.tokens.start, from);
        let clause = if before.is_some() { from..time.tokens.end } else { time.tokens.start..to };
        let word = before.or_else(|| (time.tokens.end..to).find_map(|at| Some((at, topic(s, at)?))));
        let repair = word.is_some_and(|(at, topic)| {
            let repair = begins_like(s.low(at), REPAIRS);
            topic == Topic::Other && repair && is_to_come(s, s.low(at), clause.clone())
        });
        let eta = (from..time.tokens.start).any(|at| s.is(at, &["eta"]));
        let eta = eta && word.is_none_or(|(_, topic)| topic == Topic::Other);
        if !time.bare && (eta || repair) {
            promised.push(s.bytes(time.tokens.clone()));
        }
        from = time.tokens.end;
    }
    promised
}

/// What was done by a time is told; what will be is promised.
fn is_to_come(s: &Sentence<'_>, repair: &str, mut clause: Range<usize>) -> bool {
    const AHEAD: &[&str] = &[
        "will",
        "expect",
        "expects",
        "expecting",
        "should",
        "shall",
        "going",
        "plan",
        "planned",
        "aim",
        "hope",
        "estimated",
        "estimate",
        "anticipate",
        "scheduled",
        "expected",
    ];
    let ahead = |at| s.is(at, AHEAD) || s.low(at).ends_with("'ll") || s.low(at).ends_with("’ll");
    let told = |at| s.is(at, &["was", "were", "had", "has", "have", "been", "since"]);
    clause.clone().any(ahead)
        || (!repair.ends_with("ed")
            && !clause.clone().any(told)
            && clause.any(|at| s.is(at, &["by", "within"])))
}
