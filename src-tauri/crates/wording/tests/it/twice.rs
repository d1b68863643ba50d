//! Sentences that two changed while they were apart.

use proptest::prelude::*;
use wording::twice::twice;

const BEFORE: &str = "It began at nine. The pool was full. Nobody was warned.";

/// What was changed twice: ours | theirs | merged.
fn told(before: &str, ours: &str, theirs: &str, merged: &str) -> Vec<String> {
    let all = twice(before, ours, theirs, merged);
    all.iter()
        .map(|one| {
            assert_eq!(merged[one.at.clone()], one.merged, "where it stands");
            format!("{} | {} | {}", one.ours, one.theirs, one.merged)
        })
        .collect()
}

#[test]
fn a_sentence_that_both_changed_is_told_with_both_wordings_and_what_became_of_them() {
    let with = |sentence: &str| BEFORE.replace("The pool was full.", sentence);
    let found = told(
        BEFORE,
        &with("The pool of connections was full."),
        &with("The pool was empty."),
        &with("The pool of connections was empty."),
    );
    let all = "The pool of connections was full. | The pool was empty. | The pool of connections was empty.";
    assert_eq!(found, [all]);
    let one =
        twice(BEFORE, &with("The pool ran dry."), &with("A queue was full."), &with("A queue ran dry."));
    assert_eq!(one[0].before, "The pool was full.");
}

#[test]
fn what_only_one_changed_or_only_stands_beside_it_is_no_such_sentence() {
    let with = |sentence: &str| BEFORE.replace("The pool was full.", sentence);
    for (what, ours, theirs, merged) in [
        ("nothing", BEFORE.to_owned(), BEFORE.to_owned(), BEFORE.to_owned()),
        ("only we", with("The pool ran dry."), BEFORE.to_owned(), with("The pool ran dry.")),
        (
            "another sentence",
            with("The pool ran dry."),
            BEFORE.replace("nine", "ten"),
            with("The pool ran dry.").replace("nine", "ten"),
        ),
        (
            "one more sentence at the end of each",
            format!("{BEFORE} We look."),
            format!("{BEFORE} They look."),
            format!("{BEFORE} We look. They look."),
        ),
        (
            "one more sentence behind one that was changed",
            with("The pool was full. We look."),
            with("The pool was empty."),
            with("The pool was empty. We look."),
        ),
        ("the same", with("The pool ran dry."), with("The pool ran dry."), with("The pool ran dry ran dry.")),
    ] {
        assert_eq!(told(BEFORE, &ours, &theirs, &merged), Vec::<String>::new(), "{what}");
    }
    assert_eq!(
        told("", "We look.", "They look.", "We look.They look."),
        Vec::<String>::new(),
        "nothing before"
    );
}

#[test]
fn a_sentence_that_does_not_end_yet_goes_on_behind_its_last_word() {
    assert_eq!(
        told("First.\nWe saw", "First.\nWe saw a leak", "First.\nWe saw load", "First.\nWe saw a leak load"),
        ["We saw a leak | We saw load | We saw a leak load"]
    );
}

#[test]
fn one_who_took_it_out_is_shown_beside_one_who_wrote_in_it() {
    assert_eq!(
        told(
            BEFORE,
            "It began at nine. Nobody was warned.",
            &BEFORE.replace("was full", "was very full"),
            "It began at nine. very Nobody was warned."
        ),
        [" | The pool was very full. | very"]
    );
}

proptest! {
    #[test]
    fn whatever_was_written_what_is_told_stands_in_the_texts(
        texts in prop::collection::vec("[a-cé🙂 .\n]{0,24}", 4)
    ) {
        let [before, ours, theirs, merged] = &texts[..] else { unreachable!("four") };
        for one in twice(before, ours, theirs, merged) {
            prop_assert!(before.contains(&one.before) && ours.contains(&one.ours), "{:?}", one);
            prop_assert!(theirs.contains(&one.theirs), "{:?}", one);
            prop_assert_eq!(&merged[one.at.clone()], one.merged);
        }
    }
}
