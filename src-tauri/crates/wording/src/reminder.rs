//! A mail that reminds somebody of their action items.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use incident::id::Millis;

/// One action item, as its owner is reminded of it.
#[derive(Clone, Copy, Debug)]
pub struct Reminder<'a> {
    /// What it is about; none where only those who are named may know of the incident, since a mail goes through many hands.
    pub what: Option<What<'a>>,
    /// The date that somebody set.
    pub due: Option<Millis>,
    /// Whether it is late.
    pub late: bool,
}

/// What an action item is about.
#[derive(Clone, Copy, Debug)]
pub struct What<'a> {
    /// The incident that it comes from.
    pub label: &'a str,
    /// What that was.
    pub title: &'a str,
    /// What has to be done.
    pub text: &'a str,
}

/// The mail, in the order given; it begins with its subject, as a mail that is written by hand does.
#[must_use]
pub fn reminder(name: Option<&str>, items: &[Reminder<'_>], zone: Tz, now: Millis) -> String {
    let late = items.iter().filter(|item| item.late).count();
    let subject = match (items.len(), late) {
        (1, 0) => "1 action item is yours".to_owned(),
        (1, _) => "1 action item of yours is late".to_owned(),
        (all, 0) => format!("{all} action items are yours"),
        (all, late) => format!("{late} of {all} action items of yours are late"),
    };
    let mut text =
        format!("Subject: {subject}\n\nHello{}", name.map(|n| format!(" {n}")).unwrap_or_default());
    text.push_str(",\n\nthese came out of incidents and have to be done:\n");
    for item in items {
        let by = match (item.due, item.late) {
            (Some(due), true) => format!("was due {}", day(due, zone)),
            (Some(due), false) => format!("due {}", day(due, zone)),
            (None, true) => "due now".to_owned(),
            (None, false) => "no date yet".to_owned(),
        };
        match item.what {
            Some(What { label, title, text: words }) => {
                text.push_str(&format!("\n- {words} ({by})\n  From {label}: {title}"));
            }
            None => {
                text.push_str(&format!("\n- An action item of a private incident ({by})\n  See Allclear"))
            }
        }
    }
    text.push_str("\n\nIf a date cannot be kept, say which can, or why it should not be done at all.");
    text.push_str(&format!("\nAs of {}.\n", day(now, zone)));
    text
}

/// `4 Dec 2026`, in this zone; what no calendar has is said to be so.
fn day(at: Millis, zone: Tz) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0)
        .map_or_else(|| "on no day".to_owned(), |at| at.with_timezone(&zone).format("%-d %b %Y").to_string())
}
