//! Days.

use chrono::Weekday;

use crate::sentence::Sentence;

/// A day as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Today,
    Tonight,
    Tomorrow,
    /// Today or tomorrow until this hour: "tomorrow morning".
    Part {
        tomorrow: bool,
        until: u32,
    },
    /// The next day of this name, until this hour where a part of it was named; with `after`, not today.
    Weekday {
        day: Weekday,
        after: bool,
        until: Option<u32>,
    },
    /// A date; without a year, the next of it.
    Date {
        year: Option<i32>,
        month: u32,
        day: u32,
    },
    /// `11/26` or `26/11`.
    Slashed {
        first: u32,
        second: u32,
        year: Option<i32>,
    },
    /// `26.11.`
    Dotted {
        day: u32,
        month: u32,
        year: Option<i32>,
    },
}

impl Day {
    /// Whether it would be a number of another kind if no time stood beside it.
    pub(super) fn needs_clock(&self) -> bool {
        matches!(self, Self::Slashed { .. } | Self::Dotted { .. })
    }
}

/// One that begins at this token, and the token after it.
pub(super) fn day(s: &Sentence<'_>, at: usize) -> Option<(Day, usize)> {
    let part = |at: usize| match s.low(at) {
        "morning" => Some(12),
        "afternoon" => Some(18),
        "evening" | "night" => Some(24),
        _ => None,
    };
    match s.low(at) {
        "today" => return Some((Day::Today, at + 1)),
        "tonight" => return Some((Day::Tonight, at + 1)),
        "tomorrow" => {
            return Some(match part(at + 1) {
                Some(until) => (Day::Part { tomorrow: true, until }, at + 2),
                None => (Day::Tomorrow, at + 1),
            });
        }
        "this" if let Some(until) = part(at + 1) => {
            return Some((Day::Part { tomorrow: false, until }, at + 2));
        }
        "next" | "coming" => {
            return weekday(s, at + 1).map(|day| (Day::Weekday { day, after: true, until: None }, at + 2));
        }
        "this" => {
            return weekday(s, at + 1).map(|day| (Day::Weekday { day, after: false, until: None }, at + 2));
        }
        _ => {}
    }
    if let Some(day) = weekday(s, at) {
        // "Friday the 27th", "Friday morning".
        let number = at + 1 + usize::from(s.is(at + 1, &["the"]));
        let ordinal = s.number(number, 1..3).is_some() && s.is(number + 1, &["st", "nd", "rd", "th"]);
        if ordinal && s.touches(number + 1) && named(s, number).is_none() {
            return Some((Day::Weekday { day, after: false, until: None }, number + 2));
        }
        if let until @ Some(_) = part(at + 1) {
            return Some((Day::Weekday { day, after: false, until }, at + 2));
        }
        let dot = s.is(at + 1, &["."]) && s.low(at).len() == 3 && s.get(at + 2).is_some();
        return Some((Day::Weekday { day, after: false, until: None }, at + 1 + usize::from(dot)));
    }
    named(s, at).or_else(|| numbers(s, at))
}

/// Whether this is the name of a day of the week or of a month, long or short.
pub(super) fn is_name(word: &str) -> bool {
    word.len() >= 3 && (week(word).is_some() || month(word).is_some())
}

fn week(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

fn weekday(s: &Sentence<'_>, at: usize) -> Option<Weekday> {
    let token = s.get(at)?;
    let day = week(token.low)?;
    // In small letters some of the short names are words.
    (token.low.len() > 4 || token.raw.starts_with(char::is_uppercase)).then_some(day)
}

/// `26 November 2026`, `26th of Nov`, `November 26th, 2026`.
fn named(s: &Sentence<'_>, at: usize) -> Option<(Day, usize)> {
    if let Some(month) = month(s.low(at)) {
        let next = at + 1 + usize::from(s.is(at + 1, &["."]));
        let next = next + usize::from(s.is(next, &["the"]));
        let day = s.number(next, 1..3)?;
        let end = next + 1 + usize::from(s.touches(next + 1) && s.is(next + 1, &["st", "nd", "rd", "th"]));
        // "Nov 14:30" has no day.
        if end == next + 1 && s.is(end, &[":"]) {
            return None;
        }
        let (year, end) = year(s, end);
        return Some((Day::Date { year, month, day }, end));
    }
    let day = s.number(at, 1..3)?;
    let next = at + 1 + usize::from(s.touches(at + 1) && s.is(at + 1, &["st", "nd", "rd", "th", "."]));
    let next = next + usize::from(s.is(next, &["of", "-"]));
    let month = month(s.low(next))?;
    let (year, end) = year(s, next + 1 + usize::from(s.is(next + 1, &["."])));
    Some((Day::Date { year, month, day }, end))
}

/// A year that belongs to a date, with or without a comma, and not a time of four digits.
fn year(s: &Sentence<'_>, at: usize) -> (Option<i32>, usize) {
    let next = at + usize::from(s.is(at, &[",", "-"]));
    let found = s.number(next, 4..5).filter(|year| (1970..2100).contains(year));
    let is_time = s.is(next + 1, &["utc", "gmt", "z", "h", "hrs", "hours"]);
    match found.and_then(|year| i32::try_from(year).ok()).filter(|_| !is_time) {
        Some(year) => (Some(year), next + 1),
        None => (None, at),
    }
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// `2026-11-26`, `11/26`, `11/26/2026`, `26.11.`, `26.11.2026`.
fn numbers(s: &Sentence<'_>, at: usize) -> Option<(Day, usize)> {
    let joined = |from: usize, sign: &str| s.low(from) == sign && s.touches(from) && s.touches(from + 1);
    if let Some(year) = s.number(at, 4..5) {
        let whole = joined(at + 1, "-") && joined(at + 3, "-");
        let (month, day) = (s.number(at + 2, 2..3).filter(|_| whole)?, s.number(at + 4, 2..3)?);
        return Some((Day::Date { year: i32::try_from(year).ok(), month, day }, at + 5));
    }
    let first = s.number(at, 1..3)?;
    let second = s.number(at + 2, 1..3)?;
    let third = |sign: &str| {
        let year = if joined(at + 3, sign) { s.number(at + 4, 2..5) } else { None };
        let year = year.filter(|_| !s.is(at + 5, &[":"])).and_then(|year| i32::try_from(year).ok());
        year.map(|year| if year < 100 { year + 2000 } else { year })
    };
    if joined(at + 1, "/") {
        let year = third("/");
        return Some((Day::Slashed { first, second, year }, at + 3 + if year.is_some() { 2 } else { 0 }));
    }
    if joined(at + 1, ".") && s.is(at + 3, &["."]) && s.touches(at + 3) {
        let year = third(".");
        let end = at + 4 + usize::from(year.is_some());
        return Some((Day::Dotted { day: first, month: second, year }, end));
    }
    None
}
