//! Whole texts.

use chrono_tz::Tz;
use incident::id::Millis;
use incident::value::Audience;
use proptest::prelude::*;
use wording::promise;
use wording::quality::{Channel, Draft, Kind, Notice, Verdict, check};

use super::draft;

#[test]
fn good_texts_pass_in_every_respect() {
    for (notice, text) in [
        (
            Notice::First,
            "Card payments fail for some customers in Europe. We are investigating. Next update by 14:30 UTC.",
        ),
        (
            Notice::Progress,
            "Card payments still fail for about one in five customers in Europe. We have a fix in test and are \
             watching it closely. You will hear from us again by 14:40 UTC (15:40 CET).",
        ),
        (
            Notice::NoChange,
            "Checkout is still slow. We are working on it; nothing has changed since our last update. Next update \
             in 20 minutes.",
        ),
        (
            Notice::Resolved,
            "Checkout works again since 14:05 UTC. We rolled back a change and will publish a blameless review. \
             This is our final update.",
        ),
    ] {
        let quality = check(&Draft { notice, ..draft(text) });
        let found: Vec<_> = quality.findings.iter().filter(|f| f.verdict != Verdict::Passed).collect();
        assert!(found.is_empty(), "{text}\n{found:?}");
        assert!(quality.passed());
    }
}

#[test]
fn a_bad_text_is_told_all_that_is_wrong_with_it() {
    let text =
        "Ana forgot a certificate on db-01, which should have been renewed. It will be fixed by 15:00.";
    let quality = check(&draft(text));
    assert!(!quality.passed());
    let kinds: Vec<Kind> =
        quality.findings.iter().filter(|f| f.verdict != Verdict::Passed).map(|f| f.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Affected,
            Kind::NextUpdate,
            Kind::Blame,
            Kind::Counterfactual,
            Kind::Repair,
            Kind::Names,
            Kind::Jargon
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_judged_in_every_respect_without_panic(text in any::<String>(), names in any::<Vec<String>>(), now in any::<i64>()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for audience in Audience::ALL {
            for channel in [Channel::StatusPage, Channel::Email, Channel::Social] {
                let draft = Draft {
                    text: &text, audience: *audience, channel, notice: Notice::First, identified: false,
                    people: &names, services: &names, promises: promise::read(&text, Millis(now), Tz::Asia__Kathmandu),
                };
                let quality = check(&draft);
                let kinds: std::collections::BTreeSet<Kind> = quality.findings.iter().map(|f| f.kind).collect();
                prop_assert_eq!(kinds.len(), 11);
                prop_assert!(quality.findings.is_sorted_by_key(|finding| finding.kind));
                for range in quality.findings.iter().filter_map(|finding| finding.range.clone()) {
                    prop_assert!(text.get(range).is_some());
                }
            }
        }
    }
}
