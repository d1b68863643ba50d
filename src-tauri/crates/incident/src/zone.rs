//! Times as people write them, read in their own zone.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::id::Millis;
use crate::refusal::Refusal;

/// The zone of this IANA name.
///
/// # Errors
/// [`Refusal::NoSuchZone`] for anything else.
pub fn zone(name: &str) -> Result<Tz, Refusal> {
    name.trim().parse().map_err(|_| Refusal::NoSuchZone(name.chars().take(80).collect()))
}

/// Which side of now a clock time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The last time the clock said so: for what happened.
    Past,
    /// The next time it will: for what is due.
    Future,
}

/// Reads `14:12`, `14:12:30`, `2026-11-19 14:12`, each with an optional `UTC` or `Z`, an RFC 3339 moment, `5 min ago`
/// or `in 2 h`.
///
/// # Errors
/// [`Refusal::NotATime`] for anything else.
pub fn read_time(text: &str, now: Millis, zone: Tz, side: Side) -> Result<Millis, Refusal> {
    let wrong = || Refusal::NotATime(text.chars().take(40).collect());
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(Millis(moment.timestamp_millis()));
    }
    if let Some(minutes) = from_now(text) {
        return Ok(now.plus_minutes(minutes));
    }
    let (text, zone) = match text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z')) {
        Some(rest) => (rest.trim_end(), Tz::UTC),
        None => (text, zone),
    };
    if let Some(moment) = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    {
        return Ok(in_zone(moment, zone));
    }
    // A clock that shows no seconds shows this for a minute.
    let (time, shown) = [("%H:%M:%S", 0), ("%H:%M", 59_999)]
        .iter()
        .find_map(|(format, shown)| Some((NaiveTime::parse_from_str(text, format).ok()?, *shown)))
        .ok_or_else(wrong)?;
    let local = Utc.timestamp_millis_opt(now.0).single().ok_or_else(wrong)?.with_timezone(&zone);
    let today = local.date_naive();
    let on = |day: Option<NaiveDate>| day.map(|day| in_zone(day.and_time(time), zone));
    let (nearest, other) = match side {
        Side::Past => (on(Some(today)), on(today.pred_opt())),
        Side::Future => (on(Some(today)), on(today.succ_opt())),
    };
    let fits = |at: &Millis| match side {
        // A minute of grace: "14:12" written in the same minute means just now.
        Side::Past => at.0 <= now.0.saturating_add(59_999),
        // Until that minute is over "14:12" is today's, as in a text that says so.
        Side::Future => at.0 >= now.0.saturating_sub(shown),
    };
    nearest.filter(fits).or(other).ok_or_else(wrong)
}

/// How many minutes from now `5 min ago` or `in 2 h` is.
fn from_now(text: &str) -> Option<i64> {
    let text = text.to_lowercase();
    let (span, sign) = match (text.strip_suffix("ago"), text.strip_prefix("in ")) {
        (Some(span), _) => (span, -1),
        (None, span) => (span?, 1),
    };
    let span = span.trim();
    let unit = span.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = span[..unit].parse().ok().filter(|count| *count <= 100_000)?;
    let minutes = match span[unit..].trim() {
        "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 24 * 60,
        _ => return None,
    };
    Some(sign * count * minutes)
}

/// The moment of a wall-clock time in a zone. On the night of a clock change the earlier of two is meant, and
/// a time that was skipped means the moment at which the clock jumped past it.
#[must_use]
pub fn in_zone(local: NaiveDateTime, zone: Tz) -> Millis {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Millis(moment.timestamp_millis()),
        LocalResult::None => {
            // Nor is there one on the first day that a calendar has, in a zone where it is yesterday in UTC.
            let hour_before = local.checked_sub_signed(Duration::hours(1));
            match hour_before.map_or(LocalResult::None, |before| zone.from_local_datetime(&before)) {
                LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => {
                    Millis(moment.timestamp_millis() + 3_600_000)
                }
                LocalResult::None => Millis(local.and_utc().timestamp_millis()),
            }
        }
    }
}

/// A moment as `2026-11-19 14:12 UTC`.
#[must_use]
pub fn utc_text(at: Millis) -> String {
    match Utc.timestamp_millis_opt(at.0).single() {
        Some(moment) => moment.format("%Y-%m-%d %H:%M UTC").to_string(),
        None => format!("{} ms", at.0),
    }
}

/// A moment as `14:12 UTC` on the day of `now`, with the date on any other day.
#[must_use]
pub fn clock_text(at: Millis, now: Millis) -> String {
    let (full, today) = (utc_text(at), utc_text(now));
    if full.get(..10) == today.get(..10) { full.get(11..).unwrap_or(&full).to_owned() } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = Tz::Europe__Berlin;

    fn at(text: &str) -> Millis {
        Millis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn what_is_due_at_this_minute_is_due_today_until_it_is_over() {
        for (text, now, expect) in [
            ("14:32", "2026-11-19T14:32:01Z", "2026-11-19T14:32:00Z"),
            ("14:32", "2026-11-19T14:32:59Z", "2026-11-19T14:32:00Z"),
            ("14:32", "2026-11-19T14:33:00Z", "2026-11-20T14:32:00Z"),
            ("14:32:10", "2026-11-19T14:32:40Z", "2026-11-20T14:32:10Z"),
        ] {
            assert_eq!(read_time(text, at(now), Tz::UTC, Side::Future), Ok(at(expect)), "{text} at {now}");
        }
    }

    #[test]
    fn a_clock_time_means_the_nearest_on_its_side() {
        let now = at("2026-11-19T14:32:00Z");
        for (text, side, zone, expect) in [
            ("14:12", Side::Past, Tz::UTC, "2026-11-19T14:12:00Z"),
            ("14:12", Side::Past, BERLIN, "2026-11-19T13:12:00Z"),
            ("23:50", Side::Past, Tz::UTC, "2026-11-18T23:50:00Z"),
            ("14:32", Side::Past, Tz::UTC, "2026-11-19T14:32:00Z"),
            ("14:50", Side::Future, Tz::UTC, "2026-11-19T14:50:00Z"),
            ("09:00", Side::Future, Tz::UTC, "2026-11-20T09:00:00Z"),
            ("14:12 UTC", Side::Past, BERLIN, "2026-11-19T14:12:00Z"),
            ("2026-11-18 08:00", Side::Past, BERLIN, "2026-11-18T07:00:00Z"),
            ("2026-11-18T08:00:00+05:30", Side::Past, BERLIN, "2026-11-18T02:30:00Z"),
            ("5 min ago", Side::Past, BERLIN, "2026-11-19T14:27:00Z"),
            ("2h ago", Side::Past, BERLIN, "2026-11-19T12:32:00Z"),
            ("1 Day ago", Side::Past, Tz::UTC, "2026-11-18T14:32:00Z"),
            ("in 20 minutes", Side::Future, Tz::UTC, "2026-11-19T14:52:00Z"),
        ] {
            assert_eq!(read_time(text, now, zone, side), Ok(at(expect)), "{text} {side:?}");
        }
        for wrong in [
            "",
            "25:00",
            "14:61",
            "now",
            "14.12",
            "2026-02-30 10:00",
            "ago",
            "min ago",
            "5 ago",
            "99999999999 h ago",
            "-5 min ago",
            "é ago",
        ] {
            assert!(read_time(wrong, now, Tz::UTC, Side::Past).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_night_of_a_clock_change_has_one_answer() {
        // 2026-03-29: Berlin jumps from 02:00 to 03:00; 2026-10-25: 03:00 becomes 02:00.
        assert_eq!(
            read_time("2026-03-29 02:30", Millis(0), BERLIN, Side::Past),
            Ok(at("2026-03-29T01:30:00Z"))
        );
        assert_eq!(
            read_time("2026-10-25 02:30", Millis(0), BERLIN, Side::Past),
            Ok(at("2026-10-25T00:30:00Z"))
        );
    }

    #[test]
    fn the_first_and_the_last_day_of_the_calendar_have_a_moment_everywhere() {
        for zone in [Tz::UTC, BERLIN, Tz::Asia__Tokyo, Tz::America__New_York] {
            for local in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                let away = in_zone(local, zone).0.abs_diff(local.and_utc().timestamp_millis());
                assert!(away <= 86_400_000, "{zone} {local}");
            }
        }
    }

    #[test]
    fn an_unknown_zone_is_named_in_the_refusal() {
        assert_eq!(zone("Mars/Olympus"), Err(Refusal::NoSuchZone("Mars/Olympus".into())));
        assert!(zone("Europe/Berlin").is_ok());
    }
}
