//! Comments and suggestions at one desk.

use allclear::desk::Desk;
use allclear::views::{RemarkState, RemarkView};
use incident::id::{EntryRef, IncidentId};

use crate::place::{declare, folder, open};
use crate::remarked::{Page, REVIEW, says};

const SECTION: &str = "summary";

fn begun(desk: &Desk) -> IncidentId {
    let incident = declare(desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    Page::open(desk, incident, SECTION, 10)
        .writes("Checkout refuses every third card", "Checkout refuses cards");
    incident
}

fn remarks(desk: &Desk, incident: IncidentId) -> Vec<RemarkView> {
    desk.remarks(incident, REVIEW.to_owned()).expect("remarks")
}

#[test]
fn a_comment_is_answered_resolved_and_opened_again_and_outlives_its_words() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = begun(&desk);
    let name = || REVIEW.to_owned();
    let page = Page::open(&desk, incident, SECTION, 11);
    let comment = page.comments("every third", "Is that so? <b>\u{202e}");
    assert_eq!((comment.state, comment.passage.words.as_str()), (RemarkState::Open, "every third"));
    assert_eq!(comment.text.as_deref(), Some("Is that so? <b>⟨U+202E⟩"), "text is text");
    for empty in ["", "  \n"] {
        desk.comment(incident, name(), page.passage("every third"), empty.to_owned())
            .expect_err("nothing said");
        desk.answer_comment(incident, name(), comment.remark, empty.to_owned()).expect_err("nothing said");
    }
    desk.answer_comment(incident, name(), EntryRef([7; 16]), "Yes".to_owned()).expect_err("no such comment");
    desk.answer_comment(incident, name(), comment.remark, "Every fourth.".to_owned()).expect("answered");
    desk.resolve_comment(incident, name(), comment.remark, true).expect("resolved");
    let again = desk.resolve_comment(incident, name(), comment.remark, true).expect_err("resolved already");
    assert_eq!(again.code, "already");
    assert_eq!(remarks(&desk, incident)[0].settled.len(), 1);
    desk.decide_change(incident, name(), comment.remark, true).expect_err("a comment is no suggestion");
    desk.resolve_comment(incident, name(), comment.remark, false).expect("open again");

    Page::open(&desk, incident, SECTION, 12).writes("", "every third ");
    drop(desk);
    let desk = open(folder.path());
    let kept = remarks(&desk, incident);
    assert_eq!(
        (kept.len(), kept[0].state, kept[0].passage.words.as_str()),
        (1, RemarkState::Open, "every third")
    );
    assert_eq!(kept[0].answers.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["Every fourth."]);
}

#[test]
fn a_suggestion_comes_into_the_text_with_one_word_and_goes_out_with_another() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = begun(&desk);
    let decide =
        |one: &RemarkView, yes: bool| desk.decide_change(incident, REVIEW.to_owned(), one.remark, yes);
    let before = says(&desk, incident, SECTION);
    let suggestion = Page::open(&desk, incident, SECTION, 11).suggests("some 🙂 cards", "every third card");
    assert_eq!(says(&desk, incident, SECTION), before, "a suggestion is not in the text");
    assert_eq!(suggestion.suggested.as_deref(), Some("some 🙂 cards"));

    // Somebody writes there in the meantime, and stays.
    Page::open(&desk, incident, SECTION, 12).writes("third, at times, ", "third ");
    decide(&suggestion, true).expect("accepted");
    let text = says(&desk, incident, SECTION);
    assert!(
        text.contains("some 🙂 cards") && text.contains("third, at times, ") && !text.contains("every"),
        "{text}"
    );
    decide(&suggestion, true).expect_err("accepted already");
    decide(&suggestion, false).expect("the old words are put back");
    let text = says(&desk, incident, SECTION);
    assert!(text.contains("every third card") && !text.contains("🙂"), "{text}");
    let refusal = decide(&suggestion, true).expect_err("its words are gone from the text");
    assert!(refusal.message.contains("suggest them again"), "{refusal}");
    let shown = &remarks(&desk, incident)[0];
    assert_eq!((shown.state, shown.in_text, shown.put_back), (RemarkState::TurnedDown, false, true));

    // What is turned down leaves the text alone, and may be taken later.
    let second = Page::open(&desk, incident, SECTION, 13).suggests("", "every ");
    let text = says(&desk, incident, SECTION);
    decide(&second, false).expect("turned down");
    assert_eq!(says(&desk, incident, SECTION), text);
    decide(&second, true).expect("accepted after all");
    assert!(!says(&desk, incident, SECTION).contains("every "));
}

#[test]
fn what_is_shown_of_a_suggestion_is_what_it_does() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = begun(&desk);
    let page = Page::open(&desk, incident, SECTION, 11);
    let suggest =
        |passage, update: &str| desk.suggest_change(incident, REVIEW.to_owned(), passage, update.to_owned());
    let good = Page::open(&desk, incident, SECTION, 12).suggests("a", "every third");
    suggest(page.passage("every"), "no update").expect_err("nothing that can be read");
    let all = desk.text(incident, REVIEW.to_owned(), None).expect("the text").updates;
    suggest(page.passage("every"), &all[0]).expect_err("many hands");
    let mut long = page.passage("every");
    long.words = "x".repeat(2_001);
    suggest(long, &all[0]).expect_err("too long");
    assert_eq!(remarks(&desk, incident).iter().map(|one| one.remark).collect::<Vec<_>>(), [good.remark]);
}

#[test]
fn a_suggestion_that_does_something_else_than_it_shows_cannot_be_accepted() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = begun(&desk);
    Page::open(&desk, incident, "causes", 20).writes("There was no limit", "");
    let (before, causes) = (says(&desk, incident, SECTION), says(&desk, incident, "causes"));
    let passage = Page::open(&desk, incident, SECTION, 21).passage("every");
    let elsewhere = |section: &'static str, client, new: &str, old: &str| {
        Page::open(&desk, incident, section, client).puts(new, old)
    };
    // As many letters go as the passage has, and they are others.
    for update in [
        elsewhere(SECTION, 22, "", "Check"),
        elsewhere(SECTION, 23, "some", "third"),
        elsewhere("causes", 24, "", "There"),
    ] {
        let shown = desk.suggest_change(incident, REVIEW.to_owned(), passage.clone(), update);
        let remark = shown.expect("it looks like one").pop().expect("the suggestion").remark;
        let failure = desk.decide_change(incident, REVIEW.to_owned(), remark, true).expect_err("refused");
        assert!(failure.message.contains("other words than those that it shows"), "{failure}");
        desk.decide_change(incident, REVIEW.to_owned(), remark, false).expect("turned down");
    }
    assert_eq!((says(&desk, incident, SECTION), says(&desk, incident, "causes")), (before, causes));
}
