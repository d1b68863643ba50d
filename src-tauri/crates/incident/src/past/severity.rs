//! Other systems' words for how bad it is.

use crate::value::Severity;

/// Words from the worst third to the mildest, as systems that people import from use them.
const WORDS: [&[&str]; 3] = [
    &[
        "down",
        "outage",
        "majoroutage",
        "fulloutage",
        "major",
        "critical",
        "crit",
        "blocker",
        "emergency",
        "disaster",
        "fatal",
        "highest",
        "urgent",
        "red",
        "severe",
        "sev0",
        "sev1",
        "s0",
        "s1",
        "p0",
        "p1",
        "1",
        "1critical",
    ],
    &[
        "disrupted",
        "disruption",
        "degraded",
        "degradedperformance",
        "partial",
        "partialoutage",
        "medium",
        "moderate",
        "high",
        "warning",
        "error",
        "orange",
        "sev2",
        "s2",
        "p2",
        "2",
        "2high",
    ],
    &[
        "notice",
        "minor",
        "low",
        "lowest",
        "info",
        "informational",
        "information",
        "maintenance",
        "undermaintenance",
        "trivial",
        "normal",
        "yellow",
        "operational",
        "sev3",
        "sev4",
        "sev5",
        "s3",
        "s4",
        "p3",
        "p4",
        "p5",
        "3",
        "4",
        "5",
        "3moderate",
        "4low",
        "5planning",
    ],
];

/// The severity that a word most likely means: one of that id or name, else one of like rank. `severities` are
/// the book's, worst first.
pub(super) fn guess<'a>(word: &str, severities: &'a [Severity]) -> Option<&'a Severity> {
    let wanted = squeeze(word);
    let named = |s: &&Severity| squeeze(&s.name) == wanted || squeeze(s.id.as_str()) == wanted;
    if let Some(severity) = severities.iter().find(named).filter(|_| !wanted.is_empty()) {
        return Some(severity);
    }
    let third = WORDS.iter().position(|words| words.contains(&wanted.as_str()))?;
    match third {
        0 => severities.first(),
        1 => severities.get(severities.len() / 2),
        _ => severities.last(),
    }
}

/// Lower-case letters and digits alone, so that "SEV-1" and "sev1" are one word.
pub(super) fn squeeze(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
