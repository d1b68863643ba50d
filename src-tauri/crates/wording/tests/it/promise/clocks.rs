//! Times of day.

use chrono_tz::Tz;

use super::{BERLIN, NOW, check};

#[test]
fn a_time_of_day_is_the_next_on_the_clocks_of_its_zone() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update by 14:30 UTC.", "11-26 14:30"),
            ("next update by 14:30", "11-26 14:30"),
            ("Next update: 14:30 UTC", "11-26 14:30"),
            ("Next update - 14:30 UTC", "11-26 14:30"),
            ("Next update at 1430 UTC", "11-26 14:30"),
            ("Next update at 1430Z.", "11-26 14:30"),
            ("Next update at 14.30 UTC.", "11-26 14:30"),
            ("Next update 14h30.", "11-26 14:30"),
            ("Next update at 14:30h.", "11-26 14:30"),
            ("Next update at 2:30 pm UTC.", "11-26 14:30"),
            ("Next update at 2:30pm.", "11-26 14:30"),
            ("Next update at 2.30 p.m. UTC.", "11-26 14:30"),
            ("We'll have our next update at 3 p.m. Thank you for your patience.", "11-26 15:00"),
            ("Next update at 2:30.", "11-26 14:30"),
            ("Next update at 3 o'clock.", "11-26 15:00"),
            ("Next update at 3.", "11-26 15:00"),
            ("Next update at half past 2.", "11-26 14:30"),
            ("Next update at quarter to three.", "11-26 14:45"),
            ("Our next update will be no later than 15:00 UTC.", "11-26 15:00"),
            ("We will post again at 15:00 UTC at the latest.", "11-26 15:00"),
            ("Next update by noon tomorrow.", "11-27 12:00"),
            ("Next update before midnight.", "11-27 00:00"),
            ("Next update by end of day.", "11-27 00:00"),
            ("Next update by EOD", "11-27 00:00"),
            ("We will update you by close of business.", "11-26 17:00"),
            ("Next update by COB UTC.", "11-26 17:00"),
            ("Next update at 09:00.", "11-27 09:00"),
            ("Next update between 14:30 and 15:00 UTC.", "11-26 15:00"),
            ("Next update 14:30-15:00 UTC.", "11-26 15:00"),
            ("By 14:30 UTC we will post an update.", "11-26 14:30"),
            ("At 15:00 you will hear from us again.", "11-26 15:00"),
            ("Please check back at 15:00 UTC.", "11-26 15:00"),
            ("Checkout is down, team engaged. Update at 14:30 UTC.", "11-26 14:30"),
            ("Team engaged, update by 14:30.", "11-26 14:30"),
            ("Update due 14:30", "11-26 14:30"),
            ("The 15:00 UTC update will cover the cause.", "11-26 15:00"),
            ("The 14:30 UTC update will be delayed until 15:00 UTC.", "11-26 15:00"),
            ("The 14:30 UTC update is postponed to 15:00 UTC.", "11-26 15:00"),
            ("Our next update is delayed until 15:00 UTC.", "11-26 15:00"),
            ("By 14:30 UTC we will post an update on the delayed payments.", "11-26 14:30"),
            ("Next update from us by 14:30 UTC.", "11-26 14:30"),
            ("Next update from our team by 14:30 UTC.", "11-26 14:30"),
            ("Customers whose payment failed to go through will get an update by 15:00 UTC.", "11-26 15:00"),
            ("Next update by 14:10.", "11-26 14:10"),
            ("Next update ETA: 14:30 UTC", "11-26 14:30"),
            ("Next comms at 14:30 UTC", "11-26 14:30"),
            (
                "Next update will be given at approximately 14:30 UTC, or sooner if we have news.",
                "11-26 14:30",
            ),
            ("We'll be back with an update at 3pm.", "11-26 15:00"),
            ("I'll update this thread at 15:00.", "11-26 15:00"),
            ("We expect to share more information by 16:00 UTC.", "11-26 16:00"),
            ("More details to follow by 16:00 UTC.", "11-26 16:00"),
            ("We will send another e-mail by 16:00 UTC.", "11-26 16:00"),
            ("Next update @ 15:00 UTC", "11-26 15:00"),
            ("Next update due at 15:00 hrs UTC", "11-26 15:00"),
            ("We will post an update when we know more or at 15:00 UTC, whichever is first.", "11-26 15:00"),
            ("An update will be sent to all customers before 15:00 UTC.", "11-26 15:00"),
            ("We aim to update you again by 15:00 UTC.", "11-26 15:00"),
            ("Next update 16:00 - 16:30 UTC", "11-26 16:30"),
            ("The next scheduled update is at 15:00 UTC.", "11-26 15:00"),
            ("We will share our next update in this channel at 15:00 UTC.", "11-26 15:00"),
            ("We don't have an ETA yet but will update by 15:00.", "11-26 15:00"),
            ("We will update you by 14:30 UTC (in 20 minutes).", "11-26 14:30"),
            ("We will update you in 20 minutes (14:30 UTC).", "11-26 14:30"),
            ("Updates every 30 minutes, the next at 14:40 UTC.", "11-26 14:40; 11-26 14:40"),
            ("We will post updates at 14:30 and 15:00 UTC.", "11-26 14:30; 11-26 15:00"),
        ],
    );
    check("2026-11-26T23:50:00Z", Tz::UTC, &[("Next update by 00:15.", "11-27 00:15")]);
    check("2026-11-26T22:40:00Z", BERLIN, &[("Next update by 00:15.", "11-26 23:15")]);
}

#[test]
fn a_zone_behind_the_last_of_several_times_is_said_of_all() {
    check(
        NOW,
        BERLIN,
        &[
            ("We will post updates at 15:00 and 16:00 UTC.", "11-26 15:00; 11-26 16:00"),
            ("We will post updates at 15:00, 15:30 and 16:00 UTC.", "11-26 15:00; 11-26 15:30; 11-26 16:00"),
            (
                "We will post updates at 15:30, at 16:00, and at 16:30 UTC.",
                "11-26 15:30; 11-26 16:00; 11-26 16:30",
            ),
            ("Next update at 10:00 or 11:00 EST.", "11-26 15:00; 11-26 16:00"),
            // Each that has its own keeps it.
            ("We will post updates at 16:00 CET and 16:00 UTC.", "11-26 15:00; 11-26 16:00"),
        ],
    );
}

#[test]
fn a_time_that_is_over_is_doubtful() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update by 14:00 UTC.", "past 11-26 14:00"),
            ("Next update by noon.", "past 11-26 12:00"),
            ("Next update today at 09:00.", "past 11-26 09:00"),
            ("Next update on 25 November, 16:00 UTC.", "past 11-25 16:00"),
            ("Next update 2026-11-26T14:00:00Z", "past 11-26 14:00"),
        ],
    );
    check("2026-11-27T00:10:00Z", Tz::UTC, &[("Next update by 23:50.", "past 11-26 23:50")]);
}

#[test]
fn a_time_that_no_clock_shows_is_doubtful() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update by 25:00 UTC.", "no_such_time"),
            ("Next update by 14:75.", "no_such_time"),
            ("Next update on 30 February at 10:00.", "no_such_time"),
            ("Next update 2026-13-01 10:00.", "no_such_time"),
        ],
    );
}

#[test]
fn only_before_when_there_is_nothing_is_doubtful() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("We do not expect to have an update before 15:00 UTC.", "not_before 11-26 15:00"),
            ("Next update not before 15:00 UTC.", "not_before 11-26 15:00"),
            ("The next update will come no earlier than 15:00 UTC.", "not_before 11-26 15:00"),
            ("We will update you after 15:00 UTC.", "not_before 11-26 15:00"),
            ("The 14:30 UTC update will be delayed beyond 15:00 UTC.", "not_before 11-26 15:00"),
            ("The next update will come later than 15:00 UTC.", "not_before 11-26 15:00"),
            ("The next update will come no later than 15:00 UTC.", "11-26 15:00"),
        ],
    );
}
