//! Days and dates.

use chrono_tz::Tz;

use super::{BERLIN, NOW, check};

#[test]
fn a_day_is_the_next_of_its_name_or_date() {
    check(
        NOW,
        BERLIN,
        &[
            ("Next update tomorrow at 9am.", "11-27 08:00"),
            ("Next update tomorrow at 9am CET.", "11-27 08:00"),
            ("Next update at 9am CET tomorrow.", "11-27 08:00"),
            ("Next update tomorrow, 09:00.", "11-27 08:00"),
            ("Next update today at 16:00.", "11-26 15:00"),
            ("Next update tonight at 9.", "11-26 20:00"),
            ("Next update: Thursday, 23:00 US/Pacific", "11-27 07:00"),
            ("Next update on Friday at 10:00.", "11-27 09:00"),
            ("We will update you on Friday by noon.", "11-27 11:00"),
            ("Next update at 10:00 on Monday.", "11-30 09:00"),
            ("Next update Mon 10:00", "11-30 09:00"),
            ("Next update next Thursday at 10:00.", "12-03 09:00"),
            ("Next update Thursday 10:00.", "12-03 09:00"),
            ("Next update: 26 November, 16:00", "11-26 15:00"),
            ("Next update on November 26th at 4 pm.", "11-26 15:00"),
            ("Next update on Nov 27, 2026 at 4 pm.", "11-27 15:00"),
            ("Next update on the 27th of November at 16:00.", "11-27 15:00"),
            ("Next update Friday, 27 November, 16:00 CET.", "11-27 15:00"),
            ("Next update: 16:00 CET, Friday.", "11-27 15:00"),
            ("Next update: 11/26 4pm EST", "11-26 21:00"),
            ("Next update: 27/11 16:00", "11-27 15:00"),
            ("Next update: 12/01 16:00", "12-01 15:00"),
            ("Next update: 27.11.2026 16:00", "11-27 15:00"),
            ("Next update: 27.11. 16:00", "11-27 15:00"),
            ("Next update: 2026-11-26 16:00 +01:00", "11-26 15:00"),
            ("Next update: 2026-11-26T16:00:00+01:00", "11-26 15:00"),
            ("Next update: 2026-11-26T11:00:00-05:00", "11-26 16:00"),
            ("Next update: 2026-11-26T15:00Z", "11-26 15:00"),
            ("Next update: 2026-11-26T15:00:00.000Z", "11-26 15:00"),
            ("Next update on 2 January at 10:00.", "01-02 09:00"),
            ("Next update: tomorrow (Friday) at 09:00.", "11-27 08:00"),
            ("Next update on Friday 27th at 9am.", "11-27 08:00"),
            ("Next update on Friday the 27th at 9am.", "11-27 08:00"),
            ("Next update on Monday morning at 9.", "11-30 08:00"),
            ("Next update Thu 26 Nov 2026 16:00", "11-26 15:00"),
            ("Next update by 26/11/2026 16:00", "11-26 15:00"),
            ("Next update by 11/26/26 4pm", "11-26 15:00"),
            ("We will not send updates overnight; the next update comes tomorrow at 08:00.", "11-27 07:00"),
            ("No further updates will be posted before 09:00 tomorrow.", "not_before 11-27 08:00"),
            ("Next update on 3 May at 10:00.", "05-03 08:00"),
            ("Tomorrow at 9:00 we will send the next update.", "11-27 08:00"),
        ],
    );
}

#[test]
fn a_day_without_a_time_is_doubtful() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update tomorrow.", "no_clock 11-28 00:00"),
            ("Next update tomorrow morning.", "no_clock 11-27 12:00"),
            ("We will update you this afternoon.", "no_clock 11-26 18:00"),
            ("Next update on Monday.", "no_clock 12-01 00:00"),
            ("Next update: 27 November", "no_clock 11-28 00:00"),
        ],
    );
}

#[test]
fn an_hour_that_may_be_at_night_is_doubtful_on_another_day() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("Next update tomorrow at 2:30.", "half_of_day 11-27 02:30"),
            ("Next update on Friday at 6.", "half_of_day 11-27 06:00"),
            ("Next update on 27 November at 3 o'clock.", "half_of_day 11-27 03:00"),
            ("Next update tomorrow at 7:30.", "11-27 07:30"),
            ("Next update tomorrow at 02:30.", "11-27 02:30"),
            ("Next update tomorrow at 2:30 am.", "11-27 02:30"),
            ("Next update tomorrow morning at 5:30.", "11-27 05:30"),
            ("Next update tomorrow afternoon at 2:30.", "11-27 14:30"),
            ("Next update on Friday morning at 5:30.", "11-27 05:30"),
            ("Next update on 26 November at 3.", "11-26 15:00"),
            ("Next update on Thursday at 3.", "11-26 15:00"),
        ],
    );
}
