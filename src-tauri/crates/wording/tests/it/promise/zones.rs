//! Zones by name, by letters and by offset.

use chrono_tz::Tz;

use super::{BERLIN, NOW, check};

#[test]
fn a_zone_is_read_however_it_is_written() {
    check(
        NOW,
        BERLIN,
        &[
            ("Next update by 15:30.", "11-26 14:30"),
            ("Next update by 15:30 local time.", "11-26 14:30"),
            ("Next update by 14:30 UTC.", "11-26 14:30"),
            ("Next update by 14:30 GMT.", "11-26 14:30"),
            ("Next update by 14:30Z.", "11-26 14:30"),
            ("Next update by 14:30 (UTC).", "11-26 14:30"),
            ("Next update by 16:30 UTC+2.", "11-26 14:30"),
            ("Next update by 16:30 GMT+2.", "11-26 14:30"),
            ("Next update by 20:00 UTC+05:30.", "11-26 14:30"),
            ("Next update by 09:30 -05:00.", "11-26 14:30"),
            ("Next update by 15:30 +0100.", "11-26 14:30"),
            ("Next update by 15:30 CET.", "11-26 14:30"),
            ("Next update by 15:30 MEZ.", "11-26 14:30"),
            ("Next update by 15:30 Europe/Berlin.", "11-26 14:30"),
            ("Next update by 15:30 europe/berlin.", "11-26 14:30"),
            ("Next update by 09:30 America/New_York.", "11-26 14:30"),
            ("Next update by 11:30 America/Argentina/Buenos_Aires.", "11-26 14:30"),
            ("Next update at 8 am PT.", "11-26 16:00"),
            ("Next update by 9:30 am ET.", "11-26 14:30"),
            ("Next update by 9:30 am Eastern.", "11-26 14:30"),
            ("Next update by 8:30 am Central Time.", "11-26 14:30"),
            ("Next update by 6:30 am Pacific Standard Time.", "11-26 14:30"),
            ("Next update by 15:30 Central European Time.", "11-26 14:30"),
            ("Next update by 15:30 Berlin time.", "11-26 14:30"),
            ("Next update by 9:30 New York time.", "11-26 14:30"),
            ("Next update by 7:30 MST.", "11-26 14:30"),
            ("Next update by 01:30 AEDT.", "11-26 14:30"),
            ("Next update by 23:30 JST.", "11-26 14:30"),
            ("Next update by 14:59 UTC (15:59 CET).", "11-26 14:59"),
            ("Next update by 14:59 UTC / 15:59 CET.", "11-26 14:59"),
            ("Next update by 28 November 2026, 07:06 UTC (02:06 -05).", "11-28 07:06"),
            ("Next update by 28 November 2026, 07:06 UTC (02:06 UTC-05:00).", "11-28 07:06"),
            ("Next update by 28 November 2026, 07:06 UTC (12:36 +0530).", "11-28 07:06"),
            ("Next update by 15:59 (14:59 UTC).", "11-26 14:59"),
            ("Next update by 8 am PT / 11 am ET / 16:00 UTC.", "11-26 16:00"),
            ("Next update at 14:30 UTC | 15:30 CET | 09:30 EST", "11-26 14:30"),
            ("Next update 15:00 UTC (10:00 EST, 16:00 CET).", "11-26 15:00"),
            ("Next update by 14:30Z/15:30 CET.", "11-26 14:30"),
            ("Next update at 5:00 PM Pacific (01:00 UTC).", "11-27 01:00"),
            ("Next update by 8 am PT / 11 am ET on Friday.", "11-27 16:00"),
        ],
    );
}

#[test]
fn letters_of_several_zones_mean_the_one_in_which_we_work() {
    let text = "Next update by 20:00 IST.";
    check(NOW, Tz::Asia__Kolkata, &[(text, "11-26 14:30")]);
    check(NOW, Tz::Asia__Jerusalem, &[(text, "11-26 18:00")]);
    check(NOW, BERLIN, &[(text, "many_zones 11-26 14:30")]);
    check("2026-07-16T14:10:00Z", Tz::Europe__Dublin, &[(text, "07-16 19:00")]);
    // Dublin is on GMT in winter.
    check(NOW, Tz::Europe__Dublin, &[(text, "many_zones 11-26 14:30")]);
    let text = "Next update by 09:00 CST.";
    check(NOW, Tz::America__Chicago, &[(text, "11-26 15:00")]);
    check(NOW, Tz::Asia__Shanghai, &[(text, "11-27 01:00")]);
    check(NOW, BERLIN, &[(text, "many_zones 11-26 15:00")]);
    let text = "Next update by 16:00 BST.";
    check("2026-07-16T14:10:00Z", Tz::Europe__London, &[(text, "07-16 15:00")]);
    check("2026-07-16T14:10:00Z", BERLIN, &[(text, "many_zones 07-16 15:00")]);
}

#[test]
fn letters_of_the_other_season_are_doubtful() {
    check("2026-07-16T14:10:00Z", Tz::UTC, &[("Next update by 16:30 CET.", "out_of_season 07-16 15:30")]);
    check(NOW, Tz::UTC, &[("Next update by 11 am EDT.", "out_of_season 11-26 15:00")]);
    // Arizona is on MST the whole year.
    check("2026-07-16T14:10:00Z", Tz::America__Phoenix, &[("Next update by 8:00 MST.", "07-16 15:00")]);
}

#[test]
fn a_zone_that_does_not_exist_is_doubtful() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update by 14:30 Mars/Olympus.", "no_such_zone"),
            ("Next update by 14:30 XQT.", "no_such_zone"),
            ("Next update by 14:30 UTC+25.", "no_such_zone"),
            ("Next update by 14:30 +27:00.", "no_such_zone"),
            ("Next update by 14:30 UTC (15:59 CET).", "differ 11-26 14:30"),
            ("Next update by 14:59 UTC (15:30 CET).", "differ 11-26 14:30"),
        ],
    );
}
