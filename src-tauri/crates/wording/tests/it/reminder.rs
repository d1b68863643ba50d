//! A mail that reminds somebody of their action items.

use chrono_tz::Europe::Berlin;
use incident::id::Millis;
use wording::reminder::{Reminder, What, reminder};

/// 2026-12-04T23:30:00Z, which is the fifth in Berlin.
const DUE: Millis = Millis(1_796_427_000_000);

#[test]
fn a_reminder_says_whose_what_from_where_and_by_when() {
    let item = |text, due, late| {
        let what = Some(What { label: "INC-7", title: "The pool was full", text });
        Reminder { what, due, late }
    };
    let items = [item("Alert", Some(DUE), true), item("Limit", None, true), item("Write", None, false)];
    let text = reminder(Some("Bo"), &items, Berlin, DUE);
    assert_eq!(
        text.lines().take(9).collect::<Vec<_>>(),
        [
            "Subject: 2 of 3 action items of yours are late",
            "",
            "Hello Bo,",
            "",
            "these came out of incidents and have to be done:",
            "",
            "- Alert (was due 5 Dec 2026)",
            "  From INC-7: The pool was full",
            "- Limit (due now)",
        ]
    );
    assert!(text.contains("- Write (no date yet)"));
    assert!(text.ends_with("As of 5 Dec 2026.\n"));
    for (items, subject) in [
        (&items[..1], "1 action item of yours is late"),
        (&items[2..], "1 action item is yours"),
        (&[item("a", None, false), item("b", Some(DUE), false)], "2 action items are yours"),
        (&[], "0 action items are yours"),
    ] {
        let text = reminder(None, items, Berlin, DUE);
        assert_eq!(text.lines().next(), Some(format!("Subject: {subject}").as_str()));
        assert_eq!(text.lines().nth(2), Some("Hello,"));
    }
    let never = item("Alert", Some(Millis(i64::MAX)), false);
    assert!(reminder(None, &[never], Berlin, DUE).contains("due on no day"));
}

#[test]
fn of_a_private_incident_a_reminder_says_no_more_than_that_there_is_one() {
    let text = reminder(None, &[Reminder { what: None, due: Some(DUE), late: true }], Berlin, DUE);
    let line = "- An action item of a private incident (was due 5 Dec 2026)\n  See Allclear\n";
    assert!(text.contains(line), "{text}");
}
