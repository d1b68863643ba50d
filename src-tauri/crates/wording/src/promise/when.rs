//! Expressions of time in a sentence: what they say, before anybody asks what moment that is.

use std::ops::Range;

use super::clock::{self, Clock};
use super::day::{self, Day};
use super::number;
use super::span;
use super::zones::{self, Zone};
use crate::sentence::Sentence;

/// An expression of time and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Time {
    pub(super) tokens: Range<usize>,
    pub(super) when: When,
    /// Whether it could be a mere number or length of time, and is one unless it directly follows "update".
    pub(super) bare: bool,
}

/// What it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    /// So many seconds from now.
    In(i64),
    /// At this minute of the hour, the next time.
    Minute(u32),
    /// On a day, at a time, or both.
    On {
        day: Option<Day>,
        clock: Option<Clock>,
        zone: Option<Zone>,
        /// The same moment once more, for people elsewhere.
        also: Vec<(Clock, Zone)>,
    },
}

/// All of a sentence, from left to right; none is within another.
pub(super) fn times(s: &Sentence<'_>) -> Vec<Time> {
    let mut times = Vec::new();
    let mut at = 0;
    while at < s.tokens.len() {
        match time(s, at) {
            Some(time) => {
                at = time.tokens.end.max(at + 1);
                times.push(time);
            }
            None => at += 1,
        }
    }
    share_zones(s, &mut times);
    times
}

/// "At 15:00 and 16:00 UTC": a zone behind the last of a list is said of all that have none.
fn share_zones(s: &Sentence<'_>, times: &mut [Time]) {
    for nth in (1..times.len()).rev() {
        let When::On { clock: Some(_), zone: Some(said), .. } = times[nth].when else { continue };
        let between = times[nth - 1].tokens.end..times[nth].tokens.start;
        let listed = between.len() <= 4 && !between.is_empty();
        let joins = |at| s.is(at, &["and", "or", ",", "&", "/", "at", "by", "then"]);
        if let When::On { clock: Some(_), zone: zone @ None, .. } = &mut times[nth - 1].when
            && listed
            && between.clone().all(joins)
        {
            *zone = Some(said);
        }
    }
}

/// Whether an expression of time can begin with this: most tokens are seen off here.
fn begins(word: &str) -> bool {
    match word.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => true,
        Some(b'a'..=b'z') => {
            matches!(
                word,
                "in" | "within"
                    | "every"
                    | "each"
                    | "after"
                    | "hourly"
                    | "half"
                    | "top"
                    | "end"
                    | "bottom"
                    | "on"
                    | "a"
                    | "an"
                    | "quarter"
                    | "couple"
                    | "noon"
                    | "midday"
                    | "midnight"
                    | "eod"
                    | "close"
                    | "cob"
                    | "eob"
                    | "today"
                    | "tonight"
                    | "tomorrow"
                    | "this"
                    | "next"
                    | "coming"
                    | "hour"
            ) || number::begins(word)
                || day::is_name(word)
        }
        _ => false,
    }
}

fn time(s: &Sentence<'_>, at: usize) -> Option<Time> {
    if !begins(s.low(at)) {
        return None;
    }
    if let Some((when, end, bare)) = span::span(s, at) {
        // "In 20 minutes (14:30 UTC)": the clock is the more exact.
        if s.is(end, &["("])
            && let Some(time) = moment(s, end + 1)
            && s.is(time.tokens.end, &[")"])
        {
            return Some(Time { tokens: at..time.tokens.end + 1, bare: false, ..time });
        }
        return Some(Time { tokens: at..end, when, bare });
    }
    let mut time = moment(s, at)?;
    let end = time.tokens.end;
    if s.is(end, &["("])
        && let Some((_, after, _)) = span::span(s, end + 1)
        && s.is(after, &[")"])
    {
        time.tokens.end = after + 1;
    }
    Some(time)
}

/// A day, a time or both, in either order.
fn moment(s: &Sentence<'_>, at: usize) -> Option<Time> {
    let (mut day, mut clock, mut zone) = (None, None, None);
    let (mut end, mut bare) = (at, false);
    // "Tomorrow, Thursday, 26 November, at 16:00 CET" has the most pieces that people write.
    for _ in 0..5 {
        let next = if end == at { at } else { separator(s, end, clock.is_some()) };
        // "Tomorrow (Friday) at 9".
        if day.is_some()
            && s.is(next, &["("])
            && let Some((_, after)) = day::day(s, next + 1)
            && s.is(after, &[")"])
        {
            end = after + 1;
            continue;
        }
        if clock.is_none()
            && let Some(found) = clock::clock(s, next)
        {
            (clock, bare) = (Some(found.clock), found.bare);
            end = found.end;
            if let Some((named, after)) = zones::zone(s, end) {
                (zone, end, bare) = (named, after, false);
            }
        } else if let Some((found, after)) = day::day(s, next) {
            // A date is more exact than the name of a day that it explains.
            if day.is_some() && !matches!(found, Day::Date { .. }) && !matches!(day, Some(Day::Tomorrow)) {
                break;
            }
            if !matches!((&day, &found), (Some(Day::Tomorrow), Day::Weekday { .. })) {
                day = Some(found);
            }
            end = after;
        } else {
            break;
        }
    }
    if clock.is_none() && day.as_ref().is_none_or(Day::needs_clock) {
        return None;
    }
    let mut also = Vec::new();
    if let Some(first) = clock {
        end = range(s, at, end, &mut clock, &mut zone);
        if clock == Some(first) {
            end = elsewhere(s, end, &mut zone, &mut also);
        }
        // The day may follow the places: "8 am PT / 11 am ET on Thursday".
        if day.is_none() && !also.is_empty() {
            let next = separator(s, end, true);
            if let Some((found, after)) = day::day(s, next) {
                (day, end) = (Some(found), after);
            }
        }
    }
    Some(Time {
        tokens: at..end,
        when: When::On { day, clock, zone, also },
        bare: bare && day_less(s, at, end),
    })
}

/// Whether a bare number is all there is.
fn day_less(s: &Sentence<'_>, at: usize, end: usize) -> bool {
    end == at + 1 && s.number(at, 1..3).is_some()
}

/// Where the next piece may begin: behind a comma and the little words that join them. After a time a comma begins
/// something new unless only a day follows.
fn separator(s: &Sentence<'_>, end: usize, after_clock: bool) -> usize {
    let mut next = end;
    if s.is(next, &[","]) {
        if after_clock {
            let skip = next + 1 + usize::from(s.is(next + 1, &["on"]));
            let day = day::day(s, skip).filter(|(day, _)| !matches!(day, Day::Today | Day::Tomorrow));
            let alone =
                day.is_some_and(|(_, after)| s.get(after).is_none() || s.is(after, &[".", ";", ")", "!"]));
            return if alone { skip } else { usize::MAX };
        }
        next += 1;
    }
    if !after_clock && s.is(next, &["t"]) && s.touches(next) {
        return next + 1;
    }
    while next < end + 5
        && s.is(
            next,
            &[
                "at",
                "by",
                "on",
                "@",
                "the",
                "of",
                "around",
                "about",
                "before",
                "approximately",
                "-",
                "–",
                "~",
            ],
        )
    {
        next += 1;
    }
    next
}

/// "14:30-15:00", "between 14:30 and 15:00": people wait until the later.
fn range(
    s: &Sentence<'_>,
    at: usize,
    end: usize,
    clock: &mut Option<Clock>,
    zone: &mut Option<Zone>,
) -> usize {
    let between = s.is(at.wrapping_sub(1), &["between"]) && s.is(end, &["and"]);
    if !between && !s.is(end, &["-", "–", "to"]) {
        return end;
    }
    let Some(later) = clock::clock(s, end + 1).filter(|later| !later.bare) else { return end };
    let named = zones::zone(s, later.end);
    // Two places after a stroke are the same moment twice, not a range.
    if zone.is_some() && named.as_ref().is_some_and(|(named, _)| named != zone) {
        return end;
    }
    *clock = Some(later.clock);
    match named {
        Some((named, after)) => {
            *zone = named;
            after
        }
        None => later.end,
    }
}

/// `14:59 UTC (15:59 CET)`, `8 am PT / 11 am ET`.
fn elsewhere(s: &Sentence<'_>, end: usize, zone: &mut Option<Zone>, also: &mut Vec<(Clock, Zone)>) -> usize {
    let mut end = end;
    let bracket = s.is(end, &["("]);
    let mut next = end;
    while also.len() < 6 {
        let joined = s.is(next, &["(", "/", "=", "or", "|", ",", "–", "-", "&"]);
        let Some(other) = clock::clock(s, next + 1).filter(|_| joined) else { break };
        let Some((Some(named), after)) = zones::zone(s, other.end) else { break };
        if zone.is_none() && !bracket {
            break;
        }
        also.push((other.clock, named));
        (end, next) = (after, after);
    }
    if bracket && !also.is_empty() && s.is(end, &[")"]) {
        end += 1;
    }
    end
}
