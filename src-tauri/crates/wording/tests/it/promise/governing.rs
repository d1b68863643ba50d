//! Which of several promises holds.

use chrono_tz::Tz;
use wording::promise::{governing, read};

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
