//! What has a time and is no promise of an update.

use chrono_tz::Tz;

use super::{NOW, check};

#[test]
fn what_happened_is_no_promise() {
    nothing(&[
        "Card payments have been failing since 14:38 UTC.",
        "At 14:05 we saw errors; we are looking into them.",
        "Between 13:00 and 14:00 UTC checkout was slow.",
        "Checkout was down for 20 minutes.",
        "Update 14:05 UTC: the cause is known.",
        "Update at 14:30 UTC: the cause is known.",
        "Update #3 (14:05 UTC)",
        "Last update 14:05 UTC.",
        "Last updated at 14:30 UTC.",
        "Our previous update was posted at 14:05.",
        "We posted an update at 14:05 UTC.",
        "As we said in our 14:05 update, payments fail.",
        "The update that was promised for 14:00 is late.",
        "We updated the page 20 minutes ago.",
        "The update at 15:00 UTC yesterday was wrong.",
        "Yesterday at 15:00 UTC we told you so in an update.",
        "Next update was due at 14:00 UTC.",
        "We updated customers at 13:00 and 14:05.",
        "Updated: 14:30 UTC",
        "Update (14:30 UTC): payments work again.",
        "14:30 UTC update: payments work again.",
        "An update on the 14:05 UTC failover will follow.",
    ]);
}

#[test]
fn repairs_meetings_and_software_are_no_promises() {
    nothing(&[
        "We expect the fix by 15:00 UTC.",
        "Update: the fix will be deployed by 15:00 UTC.",
        "We will update this page when service is restored, expected by 15:00.",
        "Service will be back online by 15:00 UTC.",
        "Everything will be back to normal in 20 minutes.",
        "By 15:00 UTC we expect to have restored service and will update you then.",
        "We will deploy an update in 20 minutes.",
        "The database update will be installed at 15:00 UTC.",
        "The software update runs in 20 minutes.",
        "We will update the DNS record in 20 minutes.",
        "Customers should update their clients by 15:00 UTC.",
        "You need to update your app within 24 hours.",
        "We will update 20 servers by 15:00 UTC.",
        "Our next update meeting is at 15:00 UTC.",
        "We will update you once the vendor calls back at 15:00.",
        "The next meeting is at 15:00 UTC.",
        "The bridge opens in 20 minutes; we will post updates there.",
    ]);
}

#[test]
fn what_others_say_or_want_is_no_promise() {
    nothing(&[
        "A customer wrote: \"You promised the next update by 15:00.\"",
        "They said “next update in 20 minutes” and went quiet.",
        "> Next update by 15:00 UTC.",
        "Can you send us an update by 15:00?",
        "Please send us an update by 15:00.",
        "If you don't hear from us by 15:00, call us.",
        "The customer needs an update by 15:00.",
        "We expect an update from our cloud provider by 15:00 UTC.",
        "Expect an update from the network team of our provider at 15:00 UTC.",
        "We should hear from the provider again by 15:00 UTC.",
        "The executives asked for an update in 20 minutes.",
        "2026-11-26 14:05:33 INFO next update in 20 minutes",
        "Nov 26 14:05:33 web-1 app[12]: next update in 20 minutes",
        "[14:05:33] next update in 20 minutes",
        "```\nnext update in 20 minutes\n```",
    ]);
}

#[test]
fn numbers_and_vague_words_are_no_promise() {
    nothing(&[
        "",
        "We will update again as soon as we know more.",
        "We will update you shortly.",
        "Next update soon.",
        "We will update 20 servers.",
        "Update to version 14.30 of the app.",
        "Next update of the client is 3.2.1.",
        "Refunds of $14.30 will be in the next update.",
        "We update 3/5 of the fleet.",
        "We will not have an update in 20 minutes.",
        "We are unable to give an update by 14:30 UTC.",
        "We failed to have the update ready by 14:30 UTC.",
        "The 14:30 UTC update will be delayed.",
        "Our 14:30 UTC update has been postponed by 30 minutes.",
        "The next update adds 20 minutes of history.",
    ]);
}

#[track_caller]
fn nothing(texts: &[&str]) {
    let table: Vec<(&str, &str)> = texts.iter().map(|text| (*text, "")).collect();
    check(NOW, Tz::UTC, &table);
}
