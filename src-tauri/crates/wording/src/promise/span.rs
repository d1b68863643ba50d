//! Lengths of time that lead from now to a moment: "in 20 minutes", "within the hour", "every half hour".

use super::number;
use super::when::When;
use crate::sentence::{Kind, Sentence};
use crate::words::Words;

/// One that begins at this token, the token after it, and whether nothing but its length was said.
pub(super) fn span(s: &Sentence<'_>, at: usize) -> Option<(When, usize, bool)> {
    let leads = s.is(at, &["in", "within", "every", "each", "after"]);
    if leads {
        let (seconds, end) = length(s, fillers(s, at + 1))?;
        let over = s.is(end, &["ago"]) || (s.is(at, &["after"]) && !s.is(end, &["."]));
        return (!over).then_some((When::In(seconds), end, false));
    }
    match s.low(at) {
        "hourly" => return Some((When::In(3_600), at + 1, false)),
        "half" if s.is(at + 1, &["hourly"]) => return Some((When::In(1_800), at + 2, false)),
        "half" if s.is(at + 1, &["-"]) && s.is(at + 2, &["hourly"]) => {
            return Some((When::In(1_800), at + 3, false));
        }
        "top" | "end" if s.low(at + 1) == "of" && hour(s, at + 2).is_some() => {
            let end = hour(s, at + 2)?;
            return Some((When::Minute(0), end, false));
        }
        "bottom" if s.low(at + 1) == "of" && hour(s, at + 2).is_some() => {
            let end = hour(s, at + 2)?;
            return Some((When::Minute(30), end, false));
        }
        "on" if s.low(at + 1) == "the" && s.low(at + 2) == "hour" => {
            return Some((When::Minute(0), at + 3, false));
        }
        _ => {}
    }
    // "14h30" is a time of day where nothing leads to it.
    if s.is(at + 1, &["h"]) && s.touches(at + 1) && s.touches(at + 2) && s.number(at + 2, 2..3).is_some() {
        return None;
    }
    let (seconds, end) = length(s, at)?;
    if s.is(end, &["ago", "later", "earlier", "before", "after", "long", "outage", "of"]) {
        return None;
    }
    if s.is(end, &["from"]) && s.is(end + 1, &["now"]) {
        return Some((When::In(seconds), end + 2, false));
    }
    Some((When::In(seconds), end, true))
}

/// "The next hour", "this hour", "the hour".
fn hour(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let at = at + usize::from(s.is(at, &["the", "this"]));
    let at = at + usize::from(s.is(at, &["next"]));
    s.is(at, &["hour"]).then_some(at + 1)
}

/// Past the words that make a length less exact or tell that it is the longest.
fn fillers(s: &Sentence<'_>, from: usize) -> usize {
    const FILLERS: &[&str] = &[
        "about",
        "approximately",
        "approx",
        "around",
        "roughly",
        "another",
        "the",
        "next",
        "less",
        "than",
        "under",
        "no",
        "more",
        "at",
        "most",
        "max",
        "maximum",
        "further",
        "circa",
        "ca",
        "~",
        ".",
        "some",
        "coming",
        "or",
        "so",
        "nearly",
        "≤",
        "<",
        "up",
        "to",
    ];
    let mut at = from;
    while at < from + 5 && s.is(at, FILLERS) {
        at += 1;
    }
    // "In a further 20 minutes", but "in a minute".
    if s.is(at, &["a"]) && s.is(at + 1, &["further", "maximum"]) { at + 2 } else { at }
}

/// Seconds, and the token after them.
fn length(s: &Sentence<'_>, at: usize) -> Option<(i64, usize)> {
    if let Some(found) = in_words(s, at) {
        return Some(found);
    }
    let (mut amount, mut end) = amount(s, at)?;
    // "15-20 minutes": people wait until the later.
    if s.is(end, &["-", "–", "to", "or"])
        && let Some((most, after)) = self::amount(s, end + 1)
    {
        (amount, end) = (most, after);
    }
    // "Two and a half hours".
    if s.says(end, &["and", "a", "half"]) && unit(s, end + 3).is_some() {
        (amount, end) = (amount + 0.5, end + 3);
    }
    if s.is(end, &["-"]) && s.get(end + 1).is_some_and(|token| token.kind == Kind::Word) {
        end += 1;
    }
    let Some(seconds) = unit(s, end) else {
        // "Update in 20." Nobody means hours or seconds.
        let lone = s.get(end).is_none() || s.is(end, &[".", ",", ";", "!", ")"]);
        let minutes = s.is(at.wrapping_sub(1), &["in"]) && lone && (5.0..=120.0).contains(&amount);
        return minutes.then_some((whole(amount * 60.0), end));
    };
    end += 1;
    if s.is(end, &["."])
        && s.get(end + 1).is_some()
        && !s.get(end - 1)?.low.ends_with('s')
        && seconds < 86_400.0
    {
        // "20 min. or so".
        end += usize::from(s.get(end - 1)?.low.len() <= 3);
    }
    let mut total = amount * seconds;
    let and = usize::from(s.is(end, &["and"]));
    if let Some((more, after)) = self::amount(s, end + and)
        && let Some(smaller) = unit(s, after).filter(|smaller| *smaller < seconds)
    {
        (total, end) = (total + more * smaller, after + 1);
    } else if s.is(end, &["and"]) && s.is(end + 1, &["a"]) && s.is(end + 2, &["half"]) {
        (total, end) = (total + seconds / 2.0, end + 3);
    } else if seconds == 3_600.0 && s.touches(end) && s.get(end).is_some_and(|t| t.kind == Kind::Number) {
        // "1h30".
        if let Some(minutes) = s.number(end, 2..3) {
            (total, end) = (total + f64::from(minutes) * 60.0, end + 1);
        }
    }
    Some((whole(total), end))
}

/// "Half an hour", "an hour and a half", "a quarter of an hour", "the hour", "hour".
fn in_words(s: &Sentence<'_>, at: usize) -> Option<(i64, usize)> {
    const PHRASES: &[(&[&str], i64)] = &[
        (&["three", "quarters", "of", "an", "hour"], 2_700),
        (&["a", "quarter", "of", "an", "hour"], 900),
        (&["quarter", "of", "an", "hour"], 900),
        (&["quarter", "hour"], 900),
        (&["an", "hour", "and", "a", "half"], 5_400),
        (&["one", "and", "a", "half", "hours"], 5_400),
        (&["half", "an", "hour"], 1_800),
        (&["a", "half", "hour"], 1_800),
        (&["half", "hour"], 1_800),
        (&["half", "-", "hour"], 1_800),
        (&["a", "couple", "of", "hours"], 7_200),
        (&["couple", "of", "hours"], 7_200),
    ];
    static FIRST: Words = Words::of(&["a", "an", "couple", "half", "one", "quarter", "three"]);
    if FIRST.has(s.low(at))
        && let Some((words, seconds)) = PHRASES.iter().find(|(words, _)| s.says(at, words))
    {
        return Some((*seconds, at + words.len()));
    }
    // "Within the hour", "every hour": the article was passed over.
    let led = s.is(at.wrapping_sub(1), &["the", "every", "each", "next", "within", "in"]);
    (led && s.is(at, &["hour"])).then_some((3_600, at + 1))
}

/// A number in digits or words.
fn amount(s: &Sentence<'_>, at: usize) -> Option<(f64, usize)> {
    if let Some(number) = s.number(at, 1..5) {
        let number = f64::from(number);
        if s.is(at + 1, &["½"]) {
            return Some((number + 0.5, at + 2));
        }
        if s.is(at + 1, &[".", ","])
            && s.touches(at + 1)
            && s.touches(at + 2)
            && let Some(tenths) = s.number(at + 2, 1..3)
        {
            let scale = if s.get(at + 2)?.raw.len() == 1 { 10.0 } else { 100.0 };
            return Some((number + f64::from(tenths) / scale, at + 3));
        }
        return Some((number, at + 1));
    }
    let article = s.is(at, &["a", "an"]).then_some((1, at + 1));
    let (number, end) = article.or_else(|| number::number(s, at))?;
    Some((f64::from(number), end))
}

/// The seconds of a unit.
fn unit(s: &Sentence<'_>, at: usize) -> Option<f64> {
    Some(match s.low(at) {
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => 86_400.0,
        "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// Numbers have at most four digits, so this is far within range.
fn whole(seconds: f64) -> i64 {
    seconds.round() as i64
}
