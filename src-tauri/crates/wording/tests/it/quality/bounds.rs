//! How long a text may be where it is read.

use wording::quality::{Channel, Draft, Verdict, check};

use super::draft;

#[test]
fn each_channel_has_its_length_in_characters() {
    for (channel, limit, verdict) in [
        (Channel::StatusPage, 600, Verdict::Advice),
        (Channel::Chat, 1_000, Verdict::Advice),
        (Channel::Social, 280, Verdict::Failed),
        (Channel::Brief, 1_200, Verdict::Failed),
    ] {
        assert_eq!(channel.limit(), Some(limit));
        for (letter, more) in [("a", 0), ("ä", 0), ("支", 1), ("👩", 37)] {
            let text = letter.repeat(limit + more);
            let found = check(&Draft { channel, ..draft(&text) }).findings.pop().unwrap();
            if more == 0 {
                assert_eq!(found.verdict, Verdict::Passed, "{channel:?}");
            } else {
                assert_eq!(found.verdict, verdict, "{channel:?}");
                assert_eq!(found.range.unwrap(), limit * letter.len()..text.len());
                assert!(found.text.contains(&format!(" {more} ")), "{}", found.text);
            }
        }
    }
    let long = "a ".repeat(50_000);
    let found = check(&Draft { channel: Channel::Email, ..draft(&long) }).findings.pop().unwrap();
    assert_eq!(found.verdict, Verdict::Passed);
}
