//! Dates as other systems write them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::cell::Cell;
use crate::id::Millis;
use crate::zone::in_zone;

/// A date as far as the cell itself tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A moment, with the zone it was written in, where it had one that another date can borrow.
    Moment(Millis, Option<Clock>),
    /// A wall-clock time without a zone.
    Local(NaiveDateTime),
}

/// Whose wall clock a time without a zone is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// So many hours and minutes from UTC.
    Offset(FixedOffset),
    /// A zone with its rules.
    Zone(Tz),
}

impl Clock {
    pub(super) fn read(self, local: NaiveDateTime) -> Option<Millis> {
        let at = match self {
            Self::Offset(offset) => Millis(offset.from_local_datetime(&local).single()?.timestamp_millis()),
            Self::Zone(zone) => in_zone(local, zone),
        };
        plausible(at)
    }
}

/// Why a cell is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotADate {
    Unreadable,
    UnknownZone(String),
}

/// Reads a cell; none when it is empty.
pub(super) fn read(cell: &Cell) -> Result<Option<Reading>, NotADate> {
    let Some(text) = cell.text() else { return Ok(None) };
    if text.len() > 64 {
        return Err(NotADate::Unreadable);
    }
    read_text(&text).map(Some)
}

fn read_text(text: &str) -> Result<Reading, NotADate> {
    if let Some(moment) = with_offset(text) {
        let at = plausible(Millis(moment.timestamp_millis())).ok_or(NotADate::Unreadable)?;
        return Ok(Reading::Moment(at, Some(Clock::Offset(*moment.offset()))));
    }
    if let Some(at) = epoch(text) {
        return Ok(Reading::Moment(plausible(at).ok_or(NotADate::Unreadable)?, None));
    }
    if let Some(local) = wall_clock(text) {
        return Ok(Reading::Local(local));
    }
    // What is left is a wall-clock time with the name of a zone behind it.
    let without = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_'));
    let (time, name) = (without.trim_end(), &text[without.len()..]);
    let (Some(local), false) = (wall_clock(time), name.is_empty()) else { return Err(NotADate::Unreadable) };
    let name = if name.eq_ignore_ascii_case("z") { "UTC" } else { name };
    let zone: Tz = name.parse().map_err(|_| NotADate::UnknownZone(name.to_owned()))?;
    let at = plausible(in_zone(local, zone)).ok_or(NotADate::Unreadable)?;
    Ok(Reading::Moment(at, Some(Clock::Zone(zone))))
}

fn with_offset(text: &str) -> Option<DateTime<FixedOffset>> {
    let formats = [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f %z",
        "%Y-%m-%dT%H:%M%z",
        "%Y-%m-%d %H:%M%z",
        "%Y-%m-%d %H:%M %z",
    ];
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| DateTime::parse_from_rfc2822(text).ok())
        .or_else(|| formats.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()))
}

/// Seconds or milliseconds since 1970, told apart by their size. Smaller numbers than those of 1973 are no
/// seconds that anybody kept, but numbers of something else.
fn epoch(text: &str) -> Option<Millis> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    match whole.len() {
        9 | 10 => {
            let thousandths = format!("{fraction:0<3}");
            let seconds: i64 = whole.parse().ok()?;
            Some(Millis(seconds * 1000 + thousandths.get(..3)?.parse::<i64>().ok()?))
        }
        12 | 13 => whole.parse().ok().map(Millis),
        _ => None,
    }
}

/// A date with or without a time, year first. Where a day and a month could be either, nothing is guessed.
fn wall_clock(text: &str) -> Option<NaiveDateTime> {
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let slashes = |text: &str| {
        text.get(..10).is_some_and(|d| d.as_bytes()[4] == b'/').then(|| text.replacen('/', "-", 2))
    };
    let text = slashes(text).unwrap_or_else(|| text.to_owned());
    formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok()).or_else(|| {
        let day =
            ["%Y-%m-%d", "%Y%m%d"].iter().find_map(|format| NaiveDate::parse_from_str(&text, format).ok());
        day.filter(|_| matches!(text.len(), 8 | 10)).map(|day| day.and_time(NaiveTime::MIN))
    })
}

/// From 1970 to 2200: years such as 0001 or 1899 are a tool's way to say nothing.
fn plausible(at: Millis) -> Option<Millis> {
    (0..7_258_118_400_000).contains(&at.0).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let said = match read(&Cell::Text(text.to_owned())) {
            Ok(Some(Reading::Moment(at, _))) => crate::zone::utc_text(at),
            Ok(Some(Reading::Local(local))) => local.format("%Y-%m-%d %H:%M no zone").to_string(),
            Ok(None) => "nothing".to_owned(),
            Err(NotADate::Unreadable) => "unreadable".to_owned(),
            Err(NotADate::UnknownZone(zone)) => format!("no zone {zone}"),
        };
        assert_eq!(said, expect, "{text}");
    }

    #[test]
    fn dates_are_read_as_systems_write_them() {
        for (text, expect) in [
            ("2026-01-02T03:04:05Z", "2026-01-02 03:04 UTC"),
            ("2026-01-02T03:04:05.678+02:00", "2026-01-02 01:04 UTC"),
            ("2026-01-02 03:04:05 +0200", "2026-01-02 01:04 UTC"),
            ("2026-01-02T03:04Z", "2026-01-02 03:04 UTC"),
            ("Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02 03:04 UTC"),
            ("2026-01-02 03:04:05 UTC", "2026-01-02 03:04 UTC"),
            ("2026-07-02 03:04 Europe/Berlin", "2026-07-02 01:04 UTC"),
            ("1767323045", "2026-01-02 03:04 UTC"),
            ("1767323045.5", "2026-01-02 03:04 UTC"),
            ("1767323045678", "2026-01-02 03:04 UTC"),
            ("2026-01-02T03:04:05", "2026-01-02 03:04 no zone"),
            ("2026-01-02 03:04", "2026-01-02 03:04 no zone"),
            ("2026/01/02 03:04", "2026-01-02 03:04 no zone"),
            ("2026-01-02", "2026-01-02 00:00 no zone"),
            ("20260102", "2026-01-02 00:00 no zone"),
            ("  ", "nothing"),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn what_is_no_date_or_could_be_two_is_not_guessed() {
        for text in [
            "yesterday",
            "01/02/2026",
            "2026-13-45",
            "0001-01-01T00:00:00Z",
            "42",
            "Z",
            "é",
            "2026-01-0é",
            "99999999999999999999",
            "1.2.3",
        ] {
            check(text, "unreadable");
        }
        check("2026-01-02 03:04 PST", "no zone PST");
        check("2026-01-02 03:04 Mars/Olympus", "no zone Mars/Olympus");
    }
}
