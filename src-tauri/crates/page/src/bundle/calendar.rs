//! Days and months of UTC.

use incident::id::Millis;
use incident::zone::utc_text;

pub(super) const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The first moment of the next day: when the same page would be written otherwise.
#[must_use]
pub fn day_after(now: Millis) -> Millis {
    Millis((now.0.div_euclid(DAY) + 1) * DAY)
}

/// The first moment of the day on which this lies.
pub(super) fn day_of(at: Millis) -> Millis {
    Millis(at.0.div_euclid(DAY) * DAY)
}

/// A month as `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Month(String);

impl Month {
    pub(super) fn of(at: Millis) -> Self {
        let text = utc_text(at);
        // A moment that no calendar has is written by its number.
        let fits = text.len() == "2026-11-19 14:12 UTC".len();
        Self(if fits { text[..7].to_owned() } else { "0000-00".to_owned() })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// As people say it: `November 2026`.
    pub(super) fn name(&self) -> String {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month) = self.0.split_once('-').unwrap_or((&self.0, ""));
        let name = month.parse::<usize>().ok().and_then(|n| NAMES.get(n.checked_sub(1)?));
        name.map_or_else(|| self.0.clone(), |name| format!("{name} {year}"))
    }
}

/// A moment as RFC 3339 has it, to the second.
pub(super) fn stamp(at: Millis) -> String {
    let seconds = at.0.div_euclid(1_000).rem_euclid(60);
    utc_text(at).replacen(' ', "T", 1).replace(" UTC", &format!(":{seconds:02}Z"))
}

/// A day as `2026-11-19`.
pub(super) fn date(at: Millis) -> String {
    utc_text(at).get(..10).unwrap_or_default().to_owned()
}
