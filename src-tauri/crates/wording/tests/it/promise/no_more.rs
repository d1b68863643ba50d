//! The last update says so.

use chrono_tz::Tz;

use super::{NOW, check};

#[test]
fn the_last_update_is_told_from_a_pause() {
    check(
        NOW,
        Tz::UTC,
        &[
            ("No further updates.", "no more"),
            ("There will be no further updates.", "no more"),
            ("No more updates will be posted.", "no more"),
            ("We will not post any further updates.", "no more"),
            ("We won't send further updates unless the problem returns.", "no more"),
            ("This is our final update.", "no more"),
            ("This is the last update on this incident.", "no more"),
            ("Final update: all services work again.", "no more"),
            ("FINAL UPDATE - all services work again", "no more"),
            ("This concludes our updates.", "no more"),
            ("There will be no further communication about this incident.", "no more"),
            ("There are no further updates at this time.", ""),
            ("We have no further updates to share yet.", ""),
            ("Currently, there are no further updates.", ""),
            ("So far no further updates.", ""),
            ("As of now we have no further updates.", ""),
            ("There are currently no further updates.", ""),
            ("Checkout works so far, and there will be no further updates.", "no more"),
            ("The last update was wrong.", ""),
            ("No further updates until 15:00 UTC.", "11-26 15:00"),
            ("We will send a final update by 15:00 UTC.", "11-26 15:00"),
            ("A final update will follow.", ""),
        ],
    );
}
