//! Promises in whole texts, where they stand, and texts of any kind and length.

use chrono_tz::Tz;
use incident::id::Millis;
use proptest::prelude::*;
use wording::promise::read;

use super::{BERLIN, NOW, at, check};

#[test]
fn a_promise_is_found_among_other_times() {
    check(
        NOW,
        Tz::UTC,
        &[
            (
                "We expect the fix to be deployed by 15:00 UTC and will provide our next update by 14:30 UTC.",
                "11-26 14:30",
            ),
            (
                "Card payments have been failing since 13:38 UTC. A fix is being tested. Next update by 14:30 UTC.",
                "11-26 14:30",
            ),
            ("At 14:05 we saw errors and we will update you by 14:30.", "11-26 14:30"),
            ("Service was restored at 14:05 and we will update you tomorrow at 9am.", "11-27 09:00"),
            ("We will provide an update on the fix by 14:30 UTC.", "11-26 14:30"),
            ("We will update you when the fix is deployed, or by 14:30 UTC at the latest.", "11-26 14:30"),
            ("We do not have a fix yet and will update you in 20 minutes.", "11-26 14:30"),
            ("Fix ETA 15:00; next update 14:30.", "11-26 14:30"),
            ("We promised an update by 14:00 and missed it. The next update comes by 14:30.", "11-26 14:30"),
            ("Next update:\n14:30 UTC", "11-26 14:30"),
            ("Next update:\n\n  14:30 UTC\n", "11-26 14:30"),
            ("Our next update will be\nposted by 14:30 UTC.", "11-26 14:30"),
            ("You will hear from us again at\n14:30 UTC.", "11-26 14:30"),
            ("14:05 we saw errors\n14:08 rolled back\nNext update 14:30\n", "11-26 14:30"),
            ("- since 13:38 payments fail\n- next update 14:30\n- bridge at 15:00", "11-26 14:30"),
            ("They wrote \"when?\" and the next update comes at 14:30.", "11-26 14:30"),
            ("Das Update kommt. Next update: 15:30 MEZ. Grüße 👩‍🚒", "11-26 14:30"),
        ],
    );
}

#[test]
fn the_words_that_say_when_are_pointed_at() {
    for (text, words) in [
        ("Straße 👩‍🚒: next update by 14:30 UTC (15:30 CET), promised.", "14:30 UTC (15:30 CET)"),
        ("We will update you in half an hour.", "in half an hour"),
        ("All good. This is our final update, thank you.", "This is our final update"),
        (
            "Next update Friday, 27 November, at 16:00 Europe/Berlin!",
            "Friday, 27 November, at 16:00 Europe/Berlin",
        ),
    ] {
        let promises = read(text, at(NOW), BERLIN);
        assert_eq!(promises.len(), 1, "{text}: {promises:?}");
        assert_eq!(&text[promises[0].range.clone()], words);
    }
}

#[test]
fn two_megabytes_are_read_to_the_end() {
    let promise = "Next update by 14:30 UTC.";
    for part in
        ["x", "update ", "next update by ", "\"", "\n", "14:30 ", "no ", "ä", "<b", "(", "in 20 minutes / "]
    {
        let text = format!("{}.\n\n{promise}", part.repeat((2 << 20) / part.len()));
        let last = read(&text, at(NOW), Tz::UTC).last().cloned();
        assert_eq!(last.unwrap().range.end, text.len() - 1, "{part}");
    }
    let text = format!("{}{}", " ".repeat(1 << 20), "update ".repeat((1 << 20) / 7)) + promise;
    assert_eq!(read(&text, at(NOW), Tz::UTC).last().unwrap().range.end, text.len() - 1, "after blanks");
}

/// Texts made of what the reader looks for, in any order, so that it gets deep into its rules.
fn texts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "next update",
        "update",
        "we will",
        "by",
        "at",
        "in",
        "within",
        "14:30",
        "25:99",
        "2026-11-26",
        "T",
        "Z",
        "UTC",
        "+01:00",
        "-",
        "/",
        "(",
        ")",
        ",",
        ".",
        ":",
        "20",
        "9999",
        "minutes",
        "hour",
        "half",
        "an",
        "tomorrow",
        "Thursday",
        "26",
        "November",
        "11",
        "am",
        "p.m.",
        "IST",
        "Europe/Berlin",
        "Mars/Olympus",
        "noon",
        "midnight",
        "no further",
        "until",
        "final",
        "\n",
        "\"",
        "“",
        "ä",
        "👩‍🚒",
        "<b>",
        "\u{0}",
        "1h30",
        "next",
        "quarter to",
        "31/02",
    ]);
    let joined = prop::collection::vec((parts, any::<bool>()), 0..40).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(part, space)| format!("{part}{}", if space { " " } else { "" }))
            .collect::<String>()
    });
    prop_oneof![joined, any::<String>(), any::<String>().prop_map(|text| format!("Next update by {text}"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_at_any_time_is_read_without_panic(text in texts(), now in any::<i64>(), year in 0_i64..9_000) {
        let moments = [now, year * 31_556_952_000 - 62_135_596_800_000, i64::MAX, i64::MIN, 0];
        for zone in [Tz::UTC, BERLIN, Tz::Pacific__Apia] {
            for now in moments {
                let mut end = 0;
                for promise in read(&text, Millis(now), zone) {
                    prop_assert!(text.get(promise.range.clone()).is_some_and(|words| !words.is_empty()));
                    prop_assert!(promise.range.start >= end, "they overlap or are out of order");
                    end = promise.range.end;
                }
            }
        }
    }
}
