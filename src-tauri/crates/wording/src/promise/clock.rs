//! Times of day.

use super::zones;
use crate::sentence::{Kind, Sentence};
use crate::words::Words;

/// A time of day as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Hour, minute, second, whatever their size.
    At(u32, u32, u32),
    /// An hour of one digit without am or pm: in the morning or in the afternoon.
    Either(u32, u32),
    /// The end of the day.
    Midnight,
}

/// A time of day, the token after it, and whether it is a mere number.
pub(super) struct Found {
    pub(super) clock: Clock,
    pub(super) end: usize,
    pub(super) bare: bool,
}

/// Business ends then, where somebody says so.
const CLOSE: u32 = 17;

/// One that begins at this token.
pub(super) fn clock(s: &Sentence<'_>, at: usize) -> Option<Found> {
    let sure = |clock, end| Some(Found { clock, end, bare: false });
    if let Some((clock, end)) = in_words(s, at) {
        return sure(clock, end);
    }
    let token = s.get(at).filter(|token| token.kind == Kind::Number)?;
    // A part of something longer: a version, an address, an amount of money.
    if s.touches(at)
        && at > 0
        && !s.is(at - 1, &["(", "@", "~", "-", "–", "t", ":", ",", "/", "=", "[", "\"", "“", "|"])
    {
        return None;
    }
    let number: u32 = if token.raw.len() <= 4 { token.raw.parse().ok()? } else { return None };
    if token.raw.len() >= 3 {
        let (hour, minute) = (number / 100, number % 100);
        let named = zones::zone(s, at + 1).is_some_and(|(zone, _)| zone != Some(zones::Zone::Unknown));
        let hours = s.is(at + 1, &["h", "hrs", "hours", "uhr"]);
        return if token.raw.len() == 4 && hour < 24 && minute < 60 && (named || hours) {
            sure(Clock::At(hour, minute, 0), at + 1 + usize::from(hours))
        } else {
            None
        };
    }
    if let Some((minute, second, end)) = minutes(s, at) {
        let end = fraction(s, end);
        return match half(s, end) {
            Some((pm, end)) => sure(twelve(number, minute, pm), end),
            None => {
                let end = end + usize::from(s.is(end, &["h", "hrs", "hours", "uhr"]));
                let either = token.raw.len() == 1 && (1..=9).contains(&number) && second == 0;
                sure(
                    if either { Clock::Either(number, minute) } else { Clock::At(number, minute, second) },
                    end,
                )
            }
        };
    }
    if let Some((pm, end)) = half(s, at + 1) {
        return sure(twelve(number, 0, pm), end);
    }
    if s.is(at + 1, &["o'clock", "o’clock"]) {
        let clock = if number < 12 { Clock::Either(number, 0) } else { Clock::At(number, 0, 0) };
        return sure(clock, at + 2);
    }
    let clock = if token.raw.len() == 1 { Clock::Either(number, 0) } else { Clock::At(number, 0, 0) };
    let announced = at > 0 && s.is(at - 1, &["at", "by", "before", "until", "till", "@", "around", "than"]);
    let named = zones::zone(s, at + 1).is_some_and(|(zone, _)| zone != Some(zones::Zone::Unknown));
    if announced && named && number < 25 {
        return sure(clock, at + 1);
    }
    let last =
        s.get(at + 1).is_none() || s.is(at + 1, &[".", ",", ";", "!", ")", "today", "tomorrow", "tonight"]);
    let decimal = s.is(at + 1, &[".", ","]) && s.touches(at + 2);
    (announced && last && !decimal && number < 25).then_some(Found { clock, end: at + 1, bare: true })
}

/// "Noon", "midnight", "end of day", "close of business", "half past two".
fn in_words(s: &Sentence<'_>, at: usize) -> Option<(Clock, usize)> {
    const PHRASES: &[(&[&str], Clock)] = &[
        (&["noon"], Clock::At(12, 0, 0)),
        (&["midday"], Clock::At(12, 0, 0)),
        (&["12", "noon"], Clock::At(12, 0, 0)),
        (&["midnight"], Clock::Midnight),
        (&["12", "midnight"], Clock::Midnight),
        (&["eod"], Clock::Midnight),
        (&["end", "of", "day"], Clock::Midnight),
        (&["end", "of", "the", "day"], Clock::Midnight),
        (&["end", "of", "today"], Clock::Midnight),
        (&["end", "of", "business"], Clock::At(CLOSE, 0, 0)),
        (&["end", "of", "the", "business", "day"], Clock::At(CLOSE, 0, 0)),
        (&["end", "of", "the", "working", "day"], Clock::At(CLOSE, 0, 0)),
        (&["close", "of", "business"], Clock::At(CLOSE, 0, 0)),
        (&["close", "of", "play"], Clock::At(CLOSE, 0, 0)),
        (&["cob"], Clock::At(CLOSE, 0, 0)),
        (&["eob"], Clock::At(CLOSE, 0, 0)),
    ];
    static FIRST: Words =
        Words::of(&["close", "cob", "end", "eob", "eod", "midday", "midnight", "noon", "12"]);
    let phrase = FIRST.has(s.low(at)).then(|| PHRASES.iter().find(|(words, _)| s.says(at, words))).flatten();
    if let Some((words, clock)) = phrase {
        return Some((*clock, at + words.len()));
    }
    let (minute, past) = match (s.low(at), s.low(at + 1)) {
        ("half", "past") => (30, true),
        ("quarter", "past") => (15, true),
        ("quarter", "to") => (45, false),
        _ => return None,
    };
    let hour =
        s.number(at + 2, 1..3).or_else(|| hour(s.low(at + 2))).filter(|hour| (1..=12).contains(hour))?;
    let hour = if past { hour % 12 } else { (hour + 11) % 12 };
    Some(match half(s, at + 3) {
        Some((pm, end)) => (Clock::At(hour + if pm { 12 } else { 0 }, minute, 0), end),
        None => (Clock::Either(hour, minute), at + 3),
    })
}

fn hour(word: &str) -> Option<u32> {
    const HOURS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    (1..).zip(HOURS).find(|(_, name)| *name == word).map(|(hour, _)| hour)
}

/// What follows the hour: `:30`, `:30:15`, `h30`, and `.30` where am, pm or a zone stands behind it.
fn minutes(s: &Sentence<'_>, hour: usize) -> Option<(u32, u32, usize)> {
    if !s.touches(hour + 1) || !s.touches(hour + 2) {
        return None;
    }
    let minute = s.number(hour + 2, 2..3)?;
    match s.low(hour + 1) {
        ":" => {
            let seconds =
                if s.is(hour + 3, &[":"]) && s.touches(hour + 3) { s.number(hour + 4, 2..3) } else { None };
            Some((minute, seconds.unwrap_or(0), hour + if seconds.is_some() { 5 } else { 3 }))
        }
        "h" => Some((minute, 0, hour + 3)),
        "." => {
            let end = hour + 3;
            let part = s.is(end, &["."]) && s.touches(end + 1);
            let named = half(s, end).is_some()
                || s.is(end, &["h", "hrs", "hours", "uhr"])
                || zones::zone(s, end).is_some_and(|(zone, _)| zone != Some(zones::Zone::Unknown));
            (named && !part).then_some((minute, 0, end))
        }
        _ => None,
    }
}

/// Past the fraction of a second that machines write.
fn fraction(s: &Sentence<'_>, at: usize) -> usize {
    let follows = s.is(at, &["."]) && s.touches(at) && s.touches(at + 1);
    if follows && s.number(at + 1, 1..10).is_some() { at + 2 } else { at }
}

/// `am`, `p.m.`: whether it is the afternoon.
fn half(s: &Sentence<'_>, at: usize) -> Option<(bool, usize)> {
    match s.low(at) {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        letter @ ("a" | "p") if s.is(at + 1, &["."]) && s.is(at + 2, &["m"]) && s.touches(at + 2) => {
            Some((letter == "p", at + 3 + usize::from(s.is(at + 3, &["."]) && s.touches(at + 3))))
        }
        _ => None,
    }
}

/// On the clock of twelve hours twelve comes before one. An hour that it does not have is left as it is.
fn twelve(hour: u32, minute: u32, pm: bool) -> Clock {
    match (hour, pm) {
        (12, false) => Clock::At(0, minute, 0),
        (1..=11, true) => Clock::At(hour + 12, minute, 0),
        _ => Clock::At(hour, minute, 0),
    }
}
