//! The difference of two texts, by examples and by what always holds.

use proptest::prelude::*;
use wording::difference::{Change, MOST_EDITS, similarity, words};

/// A difference as a person would write it down: `[-gone-]`, `{+come+}`.
fn shown(before: &str, after: &str) -> String {
    words(before, after)
        .into_iter()
        .map(|change| match change {
            Change::Same(text) => text,
            Change::Added(text) => format!("{{+{text}+}}"),
            Change::Removed(text) => format!("[-{text}-]"),
        })
        .collect()
}

#[test]
fn what_changed_is_told_in_whole_words() {
    for (before, after, expect) in [
        ("", "", ""),
        ("", "We are back.", "{+We are back.+}"),
        ("We are back.", "", "[-We are back.-]"),
        ("We are back.", "We are back.", "We are back."),
        ("We are investigating.", "We are mitigating.", "We are [-investigating-]{+mitigating+}."),
        ("Next update by 14:30 UTC.", "Next update by 15:00 UTC.", "Next update by [-14:30-]{+15:00+} UTC."),
        ("Card payments fail.", "Some card payments fail.", "[-Card-]{+Some card+} payments fail."),
        ("Payments fail in Europe.", "Payments fail.", "Payments fail[- in Europe-]."),
        ("Zahlung schlägt fehl", "Zahlung schlägt nicht fehl", "Zahlung schlägt {+nicht +}fehl"),
        ("支払い 不可", "支払い 可", "支払い [-不可-]{+可+}"),
        ("We don't know.", "We do know.", "We [-don't-]{+do+} know."),
        ("Version 3.2.1", "Version 3.2.2", "Version [-3.2.1-]{+3.2.2+}"),
        ("a b c", "c b a", "[-a-]{+c+} b [-c-]{+a+}"),
        ("It is slow now.", "It was fast before.", "It [-is slow now-]{+was fast before+}."),
    ] {
        assert_eq!(shown(before, after), expect);
    }
}

#[test]
fn too_much_to_compare_is_one_replacement_between_what_is_equal() {
    let of = |word: &str| -> String { (0..MOST_EDITS).map(|i| format!("{word}{i} ")).collect() };
    let (before, after) = (format!("Start {}end", of("a")), format!("Start {}end", of("b")));
    let changes = words(&before, &after);
    assert_eq!(changes.len(), 4, "{changes:?}");
    assert_eq!(changes[0], Change::Same("Start ".into()));
    assert_eq!(changes[3], Change::Same(" end".into()));
}

#[test]
fn nearly_the_same_is_near_one_and_another_matter_is_near_zero() {
    let last = "We are investigating failing card payments in Europe. Next update by 14:30 UTC.";
    for (text, least, most) in [
        (last, 1.0, 1.0),
        ("we are investigating failing card payments in europe\nnext update by 14:30 UTC", 1.0, 1.0),
        ("We are investigating failing card payments in Europe. Next update by 15:00 UTC.", 0.9, 0.95),
        ("We still investigate failing card payments in Europe. Next update by 15:00 UTC.", 0.7, 0.9),
        ("Searching orders was slow for everybody; it is fast again.", 0.0, 0.2),
        ("", 0.0, 0.0),
    ] {
        let near = similarity(last, text);
        assert!((least..=most).contains(&near), "{near}: {text}");
        assert!((similarity(text, last) - near).abs() < 1e-6, "{text}");
    }
    assert!(similarity("…", "") == 1.0, "no word differs from no word");
}

/// Texts of few words, so that they have some in common.
fn texts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "a",
        "b",
        "by",
        "14:30",
        " ",
        "  ",
        "\n",
        ".",
        "ä",
        "👩‍🚒",
        "don't",
        "\u{301}",
    ]);
    prop_oneof![prop::collection::vec(words, 0..40).prop_map(|words| words.concat()), any::<String>()]
}

proptest! {
    #[test]
    fn both_texts_come_back_out_of_their_difference(before in texts(), after in texts()) {
        let (mut old, mut new) = (String::new(), String::new());
        for change in words(&before, &after) {
            match change {
                Change::Same(text) => { old.push_str(&text); new.push_str(&text); }
                Change::Added(text) => new.push_str(&text),
                Change::Removed(text) => old.push_str(&text),
            }
        }
        prop_assert_eq!(&old, &before);
        prop_assert_eq!(&new, &after);
        prop_assert!((0.0..=1.0).contains(&similarity(&before, &after)));
        prop_assert_eq!(similarity(&before, &before), 1.0);
    }

    #[test]
    fn runs_alternate_and_none_is_empty(before in texts(), after in texts()) {
        let changes = words(&before, &after);
        for change in &changes {
            let (Change::Same(text) | Change::Added(text) | Change::Removed(text)) = change;
            prop_assert!(!text.is_empty());
        }
        for pair in changes.windows(2) {
            prop_assert!(std::mem::discriminant(&pair[0]) != std::mem::discriminant(&pair[1]), "{:?}", changes);
        }
    }
}
