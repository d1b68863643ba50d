//! The nights on which clocks are changed.

use chrono_tz::Tz;

use super::{BERLIN, check};

#[test]
fn a_length_of_time_does_not_care_about_clocks() {
    check("2026-10-25T00:50:00Z", BERLIN, &[("Next update in 20 minutes.", "10-25 01:10")]);
    check("2026-03-29T00:50:00Z", BERLIN, &[("Next update in 20 minutes.", "03-29 01:10")]);
}

#[test]
fn a_time_that_is_skipped_is_doubtful_and_its_neighbours_are_not() {
    // Berlin goes from 02:00 to 03:00.
    check(
        "2026-03-29T00:10:00Z",
        BERLIN,
        &[
            ("Next update by 01:50.", "03-29 00:50"),
            ("Next update by 02:30.", "skipped 03-29 01:30"),
            ("Next update by 03:00.", "03-29 01:00"),
            ("Next update by 02:30 UTC.", "03-29 02:30"),
            ("Next update by 03:30 CEST.", "03-29 01:30"),
        ],
    );
    check("2026-03-28T20:00:00Z", BERLIN, &[("Next update tomorrow at 9am.", "03-29 07:00")]);
    // New York, three weeks earlier.
    check(
        "2026-03-08T06:30:00Z",
        Tz::America__New_York,
        &[("Next update by 2:30 am.", "skipped 03-08 07:30"), ("Next update by 3:30 am ET.", "03-08 07:30")],
    );
    // Lord Howe moves its clocks by half an hour, London at one.
    check("2026-10-03T15:00:00Z", Tz::Australia__Lord_Howe, &[("Next update by 02:45.", "10-03 15:45")]);
    check("2026-03-29T00:30:00Z", Tz::Europe__London, &[("Next update by 01:30.", "skipped 03-29 01:30")]);
}

#[test]
fn a_time_that_comes_twice_is_read_as_the_first_and_doubtful_while_that_is_to_come() {
    // Berlin goes from 03:00 back to 02:00.
    check(
        "2026-10-25T00:10:00Z",
        BERLIN,
        &[
            ("Next update by 02:30.", "twice 10-25 00:30"),
            ("Next update by 02:30 CEST.", "10-25 00:30"),
            ("Next update by 02:30 CET.", "10-25 01:30"),
            ("Next update by 03:15.", "10-25 02:15"),
        ],
    );
    check("2026-10-25T00:50:00Z", BERLIN, &[("Next update by 02:30.", "10-25 01:30")]);
    check(
        "2026-11-01T05:10:00Z",
        Tz::America__New_York,
        &[
            ("Next update by 1:30 am.", "twice 11-01 05:30"),
            ("Next update by 1:30 am EST.", "11-01 06:30"),
            ("Next update by 1:30 am EDT.", "11-01 05:30"),
        ],
    );
    check("2026-10-24T20:00:00Z", BERLIN, &[("Next update tomorrow at 9am.", "10-25 08:00")]);
}
