//! One line, written under stress, read into a fact: `@ana freeze deploys by 14:50`.

use chrono_tz::Tz;

use crate::book::Book;
use crate::id::Millis;
use crate::refusal::Refusal;
use crate::value::Who;
use crate::zone::{Side, read_time};

/// A line with the time that stood in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub text: String,
    /// When it happened, if the line began with `@14:12`.
    pub occurred_at: Option<Millis>,
}

/// Takes a leading `@14:12` off a line.
///
/// # Errors
/// [`Refusal::NotATime`] when what follows the @ begins with a digit and is no time.
pub fn read_line(line: &str, now: Millis, zone: Tz) -> Result<Line, Refusal> {
    let line = line.trim();
    let Some(rest) = line.strip_prefix('@').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return Ok(Line { text: line.to_owned(), occurred_at: None });
    };
    // The longest prefix that is a time: "2026-11-19 14:12" has a space in it.
    let mut ends: Vec<usize> = rest.match_indices(char::is_whitespace).map(|(i, _)| i).take(3).collect();
    ends.push(rest.len());
    for end in ends.into_iter().rev() {
        if let Ok(at) = read_time(&rest[..end], now, zone, Side::Past) {
            return Ok(Line { text: rest[end..].trim().to_owned(), occurred_at: Some(at) });
        }
    }
    Err(Refusal::NotATime(rest.split_whitespace().next().unwrap_or(rest).chars().take(40).collect()))
}

/// A task as one line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// What to do.
    pub text: String,
    /// Who.
    pub who: Option<Who>,
    /// By when.
    pub due: Option<Millis>,
}

/// Reads `@who what by when`; who and when may be missing. When is a clock time, or `in 20 min`.
#[must_use]
pub fn read_task(line: &str, book: &Book, now: Millis, zone: Tz) -> TaskLine {
    let mut text = line.trim();
    let mut who = None;
    if let Some(rest) = text.strip_prefix('@') {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches([':', ',']);
        if !name.is_empty() {
            let person = book.person_called(name);
            who = Some(Who {
                name: person.as_ref().map_or_else(|| name.to_owned(), |p| p.name.clone()),
                person: person.map(|p| p.id),
            });
            text = rest[end..].trim_start();
        }
    }
    let (text, due) = split_due(text, " by ", now, zone);
    TaskLine { text: text.to_owned(), who, due }
}

/// A decision as one line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionLine {
    /// What was decided, or the question.
    pub text: String,
    /// Why.
    pub why: Option<String>,
    /// When to look at it again.
    pub revisit_at: Option<Millis>,
    /// Whether the line asks rather than tells.
    pub is_question: bool,
}

/// Reads `what because why, revisit 14:45`; a line that ends in `?` is an open question.
#[must_use]
pub fn read_decision(line: &str, now: Millis, zone: Tz) -> DecisionLine {
    let (text, revisit_at) = split_due(line.trim(), "revisit ", now, zone);
    let text = text.trim_end_matches([',', ';', ' ']);
    // What asks is kept whole: "fail over because of X?" is not yet a decision.
    let is_question = text.trim_end().ends_with('?');
    let (text, why) = match text.split_once(" because ") {
        Some((what, why)) if !is_question && !what.trim().is_empty() && !why.trim().is_empty() => {
            (what, Some(why.trim().to_owned()))
        }
        _ => (text, None),
    };
    DecisionLine { text: text.trim().to_owned(), why, revisit_at, is_question }
}

/// Takes `… by 14:50` or `… by in 20 min` off the end, where what follows the word is a time.
fn split_due<'a>(text: &'a str, word: &str, now: Millis, zone: Tz) -> (&'a str, Option<Millis>) {
    let Some(at) = text.to_ascii_lowercase().rfind(word) else { return (text, None) };
    let when = text[at + word.len()..].trim().trim_end_matches('.');
    match read_delay(when)
        .map(|minutes| now.plus_minutes(minutes))
        .or_else(|| read_time(when, now, zone, Side::Future).ok())
    {
        Some(due) => (text[..at].trim_end(), Some(due)),
        None => (text, None),
    }
}

/// Minutes of `in 20 min`, `in 2 h`, `20m`.
fn read_delay(text: &str) -> Option<i64> {
    let text = text.strip_prefix("in ").unwrap_or(text).trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = text[..digits].parse().ok().filter(|n| *n <= 10_000)?;
    match text[digits..].trim() {
        "m" | "min" | "mins" | "minute" | "minutes" => Some(count),
        "h" | "hour" | "hours" => Some(count * 60),
        _ => None,
    }
}
