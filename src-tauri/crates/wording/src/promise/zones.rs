//! Zones as people write them behind a time.

use std::sync::LazyLock;

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::{OffsetName, TZ_VARIANTS, Tz};

use crate::sentence::{Kind, Sentence, same};

/// A zone that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Minutes east of UTC.
    Offset(i32),
    /// One with its own rules.
    Named(Tz),
    /// Letters that stand for an offset, in some places of the world.
    Letters(&'static Letters),
    /// There is none of this name.
    Unknown,
}

/// Letters for an offset, and where they are used: the minutes east of UTC, and a place whose clocks say so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Letters {
    name: &'static str,
    pub(super) places: &'static [(i32, Tz)],
}

const fn one(name: &'static str, places: &'static [(i32, Tz)]) -> Letters {
    Letters { name, places }
}

static LETTERS: &[Letters] = &[
    one("est", &[(-300, Tz::America__New_York)]),
    one("edt", &[(-240, Tz::America__New_York)]),
    one("cst", &[(-360, Tz::America__Chicago), (480, Tz::Asia__Shanghai), (-300, Tz::America__Havana)]),
    one("cdt", &[(-300, Tz::America__Chicago)]),
    one("mst", &[(-420, Tz::America__Denver)]),
    one("mdt", &[(-360, Tz::America__Denver)]),
    one("pst", &[(-480, Tz::America__Los_Angeles)]),
    one("pdt", &[(-420, Tz::America__Los_Angeles)]),
    one("akst", &[(-540, Tz::America__Anchorage)]),
    one("akdt", &[(-480, Tz::America__Anchorage)]),
    one("hst", &[(-600, Tz::Pacific__Honolulu)]),
    one("ast", &[(-240, Tz::America__Halifax), (180, Tz::Asia__Riyadh)]),
    one("adt", &[(-180, Tz::America__Halifax)]),
    one("nst", &[(-210, Tz::America__St_Johns)]),
    one("ndt", &[(-150, Tz::America__St_Johns)]),
    one("brt", &[(-180, Tz::America__Sao_Paulo)]),
    one("wet", &[(0, Tz::Europe__Lisbon)]),
    one("west", &[(60, Tz::Europe__Lisbon)]),
    one("bst", &[(60, Tz::Europe__London), (360, Tz::Asia__Dhaka)]),
    one("ist", &[(330, Tz::Asia__Kolkata), (120, Tz::Asia__Jerusalem), (60, Tz::Europe__Dublin)]),
    one("idt", &[(180, Tz::Asia__Jerusalem)]),
    one("cet", &[(60, Tz::Europe__Berlin)]),
    one("cest", &[(120, Tz::Europe__Berlin)]),
    one("mez", &[(60, Tz::Europe__Berlin)]),
    one("mesz", &[(120, Tz::Europe__Berlin)]),
    one("eet", &[(120, Tz::Europe__Helsinki)]),
    one("eest", &[(180, Tz::Europe__Helsinki)]),
    one("msk", &[(180, Tz::Europe__Moscow)]),
    one("sast", &[(120, Tz::Africa__Johannesburg)]),
    one("wat", &[(60, Tz::Africa__Lagos)]),
    one("cat", &[(120, Tz::Africa__Maputo)]),
    one("eat", &[(180, Tz::Africa__Nairobi)]),
    one("pkt", &[(300, Tz::Asia__Karachi)]),
    one("gst", &[(240, Tz::Asia__Dubai)]),
    one("sgt", &[(480, Tz::Asia__Singapore)]),
    one("hkt", &[(480, Tz::Asia__Hong_Kong)]),
    one("jst", &[(540, Tz::Asia__Tokyo)]),
    one("kst", &[(540, Tz::Asia__Seoul)]),
    one("awst", &[(480, Tz::Australia__Perth)]),
    one("acst", &[(570, Tz::Australia__Adelaide)]),
    one("acdt", &[(630, Tz::Australia__Adelaide)]),
    one("aest", &[(600, Tz::Australia__Sydney)]),
    one("aedt", &[(660, Tz::Australia__Sydney)]),
    one("nzst", &[(720, Tz::Pacific__Auckland)]),
    one("nzdt", &[(780, Tz::Pacific__Auckland)]),
];

/// Names that are words of the language too, and count as zones in capitals only.
const WORDS: &[&str] = &["west", "wet", "eat", "cat", "et", "mt", "pt", "ct", "est", "ist"];

/// Names of several words, and those of the zones of the United States that follow the season.
static NAMES: &[(&[&str], Tz)] = &[
    (&["et"], Tz::America__New_York),
    (&["ct"], Tz::America__Chicago),
    (&["mt"], Tz::America__Denver),
    (&["pt"], Tz::America__Los_Angeles),
    (&["eastern"], Tz::America__New_York),
    (&["central", "european"], Tz::Europe__Berlin),
    (&["eastern", "european"], Tz::Europe__Helsinki),
    (&["western", "european"], Tz::Europe__Lisbon),
    (&["central"], Tz::America__Chicago),
    (&["mountain"], Tz::America__Denver),
    (&["pacific"], Tz::America__Los_Angeles),
    (&["british"], Tz::Europe__London),
    (&["uk"], Tz::Europe__London),
    (&["greenwich", "mean"], Tz::UTC),
    (&["coordinated", "universal"], Tz::UTC),
    (&["indian"], Tz::Asia__Kolkata),
    (&["india"], Tz::Asia__Kolkata),
    (&["japan"], Tz::Asia__Tokyo),
    (&["singapore"], Tz::Asia__Singapore),
];

/// Every IANA name in lower case.
static IANA: LazyLock<Vec<(String, Tz)>> = LazyLock::new(|| {
    let mut names: Vec<_> =
        TZ_VARIANTS.iter().map(|zone| (zone.name().to_ascii_lowercase(), *zone)).collect();
    names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    names
});

/// The zones by the name of their city, in lower case with spaces.
static CITIES: LazyLock<Vec<(String, Tz)>> = LazyLock::new(|| {
    let mut cities: Vec<_> = TZ_VARIANTS
        .iter()
        .filter_map(|zone| {
            Some((zone.name().rsplit_once('/')?.1.to_ascii_lowercase().replace('_', " "), *zone))
        })
        .collect();
    cities.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    cities
});

fn find(names: &[(String, Tz)], name: &str) -> Option<Tz> {
    names.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok().map(|at| names[at].1)
}

/// A zone that begins at this token, and the token after it. `None` stands for the zone of the reader, who was told
/// "local time".
pub(super) fn zone(s: &Sentence<'_>, at: usize) -> Option<(Option<Zone>, usize)> {
    if s.is(at, &["("]) {
        let (zone, end) = zone(s, at + 1)?;
        return s.is(end, &[")"]).then_some((zone, end + 1));
    }
    if s.is(at, &["local"]) && s.is(at + 1, &["time"]) {
        return Some((None, at + 2));
    }
    let (zone, end) = universal(s, at)
        .or_else(|| offset(s, at))
        .or_else(|| path(s, at))
        .or_else(|| letters(s, at))
        .or_else(|| named(s, at))
        .or_else(|| city(s, at))
        .or_else(|| unknown(s, at))?;
    Some((Some(zone), end))
}

/// `UTC`, `GMT`, `Z`, and `UTC+2`.
fn universal(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let token = s.get(at)?;
    match token.low {
        "utc" | "gmt" if s.is(at + 1, &["+", "-", "−"]) && s.touches(at + 1) && s.touches(at + 2) => {
            hours(s, at + 1).or(Some((Zone::Offset(0), at + 1)))
        }
        "utc" | "gmt" => Some((Zone::Offset(0), at + 1)),
        "z" if token.raw == "Z" || !token.gap => Some((Zone::Offset(0), at + 1)),
        "zulu" => Some((Zone::Offset(0), at + 1)),
        _ => None,
    }
}

/// `+01:00`, `+0100`, and `-05:00` behind seconds or apart from the time: `14:00-15:00` is from one to the other.
fn offset(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let seconds = at >= 4 && s.is(at - 2, &[":"]) && s.is(at - 4, &[":"]);
    let apart = s.is(at, &["+"]) || (s.is(at, &["-", "−"]) && (!s.touches(at) || seconds));
    // Programs write the zones that have no letters as hours alone: (02:06 -05).
    let whole =
        s.number(at + 1, 4..5).is_some() || (s.number(at + 1, 2..3).is_some() && s.is(at + 2, &[":", ")"]));
    if apart && whole && s.touches(at + 1) { hours(s, at) } else { None }
}

/// A sign, hours and perhaps minutes.
pub(super) fn hours(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let east = if s.is(at, &["+"]) { 1 } else { -1 };
    let (hours, minutes, end) = match (s.number(at + 1, 4..5), s.number(at + 1, 1..3)) {
        (Some(both), _) => (both / 100, both % 100, at + 2),
        (_, Some(hours)) if s.is(at + 2, &[":"]) && s.touches(at + 2) => {
            (hours, s.number(at + 3, 2..3)?, at + 4)
        }
        (_, Some(hours)) => (hours, 0, at + 2),
        _ => return None,
    };
    // The islands furthest east are 14 hours ahead.
    if hours > 14 || minutes > 59 {
        return Some((Zone::Unknown, end));
    }
    let minutes = i32::try_from(hours * 60 + minutes).ok()?;
    Some((Zone::Offset(east * minutes), end))
}

/// `Europe/Berlin` in any case; with capitals also one that does not exist.
fn path(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let mut end = at + 1;
    // Hyphens and offsets are parts of names too: America/Port-au-Prince, Etc/GMT+5.
    while end < at + 10 && s.touches(end) && (s.get(end)?.kind != Kind::Sign || s.is(end, &["/", "-", "+"])) {
        end += 1;
    }
    if !s.is(at + 1, &["/"]) || s.get(at)?.kind != Kind::Word || s.get(at + 2)?.kind != Kind::Word {
        return None;
    }
    for end in (at + 3..=end).rev() {
        let name: String = (at..end).map(|at| s.low(at)).collect();
        if let Some(zone) = find(&IANA, &name) {
            return Some((Zone::Named(zone), end));
        }
    }
    let capital = |at| s.get(at).is_some_and(|token| token.raw.starts_with(char::is_uppercase));
    let first = s.low(at);
    let known = LETTERS.iter().any(|letters| same(letters.name, first)) || ["utc", "gmt"].contains(&first);
    let name = capital(at) && capital(at + 2) && !known && s.touches(at + 1) && s.touches(at + 2);
    name.then_some((Zone::Unknown, at + 3))
}

fn letters(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let token = s.get(at)?;
    let letters = LETTERS.iter().find(|letters| same(letters.name, token.low))?;
    let is_word = WORDS.contains(&token.low) && token.raw != token.raw.to_ascii_uppercase();
    if is_word { None } else { Some((Zone::Letters(letters), at + 1)) }
}

fn named(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let (words, tz) = NAMES.iter().find(|(words, _)| s.says(at, words))?;
    let mut end = at + words.len();
    let short = words.len() == 1 && words[0].len() == 2;
    if short && words[0] != "uk" {
        return (s.get(at)?.raw == s.get(at)?.raw.to_ascii_uppercase()).then_some((Zone::Named(*tz), end));
    }
    if s.is(end, &["standard", "daylight", "summer", "winter"]) {
        end += 1;
    }
    let american = ["eastern", "central", "mountain", "pacific"].contains(&words[0]) && words.len() == 1;
    if s.is(end, &["time"]) {
        Some((Zone::Named(*tz), end + 1))
    } else if american && s.get(at)?.raw.starts_with(char::is_uppercase) {
        Some((Zone::Named(*tz), end))
    } else {
        None
    }
}

/// `Berlin time`, `New York time`.
fn city(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    let words = (1..=3).find(|words| s.is(at + words, &["time"]))?;
    let name = (at..at + words).map(|at| s.low(at)).collect::<Vec<_>>().join(" ");
    Some((Zone::Named(find(&CITIES, &name)?), at + words + 1))
}

/// Capitals that end in T directly after a time, as nearly all such names do, unless everything is in capitals.
fn unknown(s: &Sentence<'_>, at: usize) -> Option<(Zone, usize)> {
    const NO_ZONES: &[&str] =
        &["but", "not", "next", "last", "just", "most", "must", "post", "first", "it", "at"];
    let raw = s.get(at)?.raw;
    let shape =
        (3..=5).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_uppercase()) && raw.ends_with('T');
    let shouts = s.tokens.iter().all(|token| !token.raw.bytes().any(|b| b.is_ascii_lowercase()));
    (shape && !shouts && !NO_ZONES.contains(&s.low(at))).then_some((Zone::Unknown, at + 1))
}

impl Letters {
    /// The offset that these letters mean for somebody whose workspace is in `zone`, where that is sure.
    pub(super) fn offset(&self, about: DateTime<Utc>, zone: Tz) -> Option<i32> {
        let own = zone.offset_from_utc_datetime(&about.naive_utc());
        if own.abbreviation().is_some_and(|letters| letters.eq_ignore_ascii_case(self.name)) {
            return Some(own.fix().local_minus_utc() / 60);
        }
        match self.places {
            [(minutes, _)] => Some(*minutes),
            _ => None,
        }
    }

    /// Whether clocks show these letters' offset at that moment, here or where they come from.
    pub(super) fn in_season(&self, minutes: i32, at: DateTime<Utc>, zone: Tz) -> bool {
        let shows =
            |tz: Tz| tz.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc() == minutes * 60;
        let own = zone.offset_from_utc_datetime(&at.naive_utc());
        let here = own.abbreviation().is_some_and(|letters| letters.eq_ignore_ascii_case(self.name));
        here || self.places.iter().any(|(offset, tz)| *offset == minutes && shows(*tz))
    }
}
