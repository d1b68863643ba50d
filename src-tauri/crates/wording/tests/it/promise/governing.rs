//! Which of several promises holds.

use chrono_tz::Tz;
use wording::promise::{Says, governing, read, read_filled};
use wording::template::{Values, fill};

use super::{NOW, at, said};

#[test]
fn the_earliest_that_is_to_come_holds() {
    for (text, expect) in [
        ("Next update by 15:00 UTC. For Europe the next update comes by 14:30 UTC.", "11-26 14:30"),
        ("Next update by 14:00 UTC. Next update by 14:30 UTC.", "11-26 14:30"),
        ("Next update by 14:00 UTC.", "past 11-26 14:00"),
        ("No further updates. If it returns, the next update comes within the hour.", "11-26 15:10"),
        ("Next update by 14:30 XQT. This is our final update.", "no more"),
        (
            "We expect an update from our cloud provider by 14:20 UTC. Next update by 14:30 UTC.",
            "11-26 14:30",
        ),
        ("We will update you soon.", ""),
    ] {
        let promises = read(text, at(NOW), Tz::UTC);
        let is = governing(&promises).map(|promise| said(&promise.says)).unwrap_or_default();
        assert_eq!(is, expect, "{text}");
    }
}

#[test]
fn what_a_text_says_comes_before_what_was_chosen_where_it_can_be_relied_on() {
    for (text, expect) in [
        ("Next update by 15:00 UTC.", "11-26 15:00"),
        ("We work on it.", "11-26 14:30"),
        ("It is over. There will be no further updates.", "none"),
        ("Next update tomorrow.", "11-28 00:00"),
        ("Next update tomorrow at 2:30.", "11-27 02:30"),
        ("Next update by 15:00 UTC (15:30 CET).", "11-26 14:30"),
        ("Next update by 14:00 UTC.", "11-26 14:30"),
        ("Next update not before 15:00 UTC.", "11-26 14:30"),
        ("Next update by 15:00 IST.", "11-26 14:30"),
        ("Next update by 15:00 XQT.", "11-26 14:30"),
    ] {
        let chosen = Some(at("2026-11-26T14:30:00Z"));
        let promises = read(text, at(NOW), Tz::UTC);
        let due = governing(&promises).map_or(chosen, |promise| promise.says.due(chosen));
        let is = due.map_or("none".to_owned(), |at| said(&Says::By(at)));
        assert_eq!(is, expect, "{text}");
    }
}

#[test]
fn what_the_record_says_is_no_promise_of_ours() {
    let known: Values = [
        ("title", "Checkout fails after the next update at 14:40"),
        ("workaround", "wait for the update by 15:00 UTC."),
        ("next_update", "14:30 UTC (15:30 CET)"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    for (template, expect) in [
        ("{title}. {workaround}\n\nNext update by {next_update}.", "11-26 14:30"),
        ("{title}. Meanwhile, {workaround}", ""),
        ("Meanwhile, {workaround} Next update by 14:50 UTC.", "11-26 14:50"),
        ("{title}\nNext update by {next_update} [é {title}]", "11-26 14:30"),
    ] {
        let filled = fill(template, &known);
        let promises = read_filled(&filled, at(NOW), Tz::UTC);
        let is = promises.iter().map(|promise| said(&promise.says)).collect::<Vec<_>>().join("; ");
        assert_eq!(is, expect, "{template}");
        for promise in promises {
            let words = &filled.text()[promise.range];
            assert!(words.starts_with("14:"), "{words} in {template}");
        }
    }
}
