//! What the promise reader reads: tables of phrases, and what it says of each.

mod clocks;
mod dates;
mod daylight;
mod governing;
mod no_more;
mod nothing;
mod spans;
mod whole;
mod zones;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use incident::id::Millis;
use wording::promise::{Says, read};

const BERLIN: Tz = Tz::Europe__Berlin;

/// A Thursday, ten past two in the afternoon in London.
const NOW: &str = "2026-11-26T14:10:00Z";

fn at(moment: &str) -> Millis {
    Millis(DateTime::parse_from_rfc3339(moment).unwrap().timestamp_millis())
}

/// `11-26 14:30` in UTC, or `no more`, or `past 11-26 14:00`, or `no_such_zone`.
fn said(says: &Says) -> String {
    let time =
        |at: Millis| DateTime::<Utc>::from_timestamp_millis(at.0).unwrap().format("%m-%d %H:%M").to_string();
    match says {
        Says::By(at) => time(*at),
        Says::NoMore => "no more".to_owned(),
        Says::Doubtful(doubt) => {
            let why = serde_json::to_value(doubt.why).unwrap();
            let read = doubt.read.map(|at| format!(" {}", time(at))).unwrap_or_default();
            format!("{}{read}", why.as_str().unwrap())
        }
    }
}

/// Reads each text at this moment in this zone; several promises are joined by semicolons.
#[track_caller]
fn check(now: &str, zone: Tz, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expect)| {
            let is: Vec<String> =
                read(text, at(now), zone).iter().map(|promise| said(&promise.says)).collect();
            let is = is.join("; ");
            (is != *expect).then(|| format!("{text:?}\n    is       {is}\n    expected {expect}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
