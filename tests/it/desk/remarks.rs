//! Comments and suggestions at one desk.

use allclear::desk::Desk;
use allclear::views::{RemarkState, RemarkView};
use incident::id::{EntryRef, IncidentId};
use incident::value::Passage;
use yrs::Text;

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

/// How far the page counts up to there.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// The update that takes away the words that stand there last.
fn removes_last(page: &Page<'_>, old: &str) -> String {
    page.changes(|text, transaction, said| {
        let at = said.rfind(old).expect("the words");
        text.remove_range(transaction, units(&said[..at]), units(old));
    })
}

/// The update that takes words away, and puts new ones before others that stand behind them.
fn puts_elsewhere(page: &Page<'_>, old: &str, new: &str, before: &str) -> String {
    page.changes(|text, transaction, said| {
        let [old_at, at] = [old, before].map(|words| units(&said[..said.find(words).expect("the words")]));
        text.insert(transaction, at, new);
        text.remove_range(transaction, old_at, units(old));
    })
}

/// The update that writes words behind others.
fn adds(page: &Page<'_>, new: &str, behind: &str) -> String {
    page.changes(|text, transaction, said| {
        let at = said.find(behind).expect("the words") + behind.len();
        text.insert(transaction, units(&said[..at]), new);
    })
}

#[test]
fn a_suggestion_for_words_that_stand_twice_changes_those_that_it_shows() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = begun(&desk);
    let page = |client| Page::open(&desk, incident, SECTION, client);
    page(20).writes("Refunds were not slow. Cards were not", "Checkout refuses");
    let refused = |shown: Passage, update: String| {
        let all = desk.suggest_change(incident, REVIEW.to_owned(), shown, update).expect("it looks like one");
        let remark = all.last().expect("the suggestion").remark;
        let failure = desk.decide_change(incident, REVIEW.to_owned(), remark, true).expect_err("refused");
        assert!(failure.message.contains("other words than those that it shows"), "{failure}");
    };
    let before = says(&desk, incident, SECTION);
    let (first, second) = (page(21).passage("were not slow"), page(21).passage("were not every"));
    let short = |passage: &Passage, words: &str| Passage { words: words.to_owned(), ..passage.clone() };
    // The same letters go, where somebody else reads them.
    refused(page(22).passage("were not"), removes_last(&page(23), "were not"));
    // The words that it shows go, and the new ones come elsewhere.
    refused(page(24).passage("slow"), puts_elsewhere(&page(25), "slow", "fast", "Cards"));
    refused(Passage { from: "????".to_owned(), ..page(26).passage("slow") }, page(27).puts("fast", "slow"));
    refused(
        Passage { from: second.from, to: second.to, ..short(&first, "were not slow") },
        page(28).puts("", "were not slow"),
    );
    assert_eq!(says(&desk, incident, SECTION), before);
}

#[test]
fn a_suggestion_is_accepted_whatever_others_wrote_at_its_edges_meanwhile() {
    for client in [5, 50] {
        let folder = folder();
        let desk = open(folder.path());
        let incident = begun(&desk);
        let suggestion = Page::open(&desk, incident, SECTION, 11).suggests("some cards", "every third card");
        // Of two who write at the same place, the one with the lower number stands first.
        let now = adds(&Page::open(&desk, incident, SECTION, client), " now", "every third card");
        desk.edit_text(incident, REVIEW.to_owned(), vec![now]).expect("written");
        Page::open(&desk, incident, SECTION, client + 1).writes("", "third ");
        desk.decide_change(incident, REVIEW.to_owned(), suggestion.remark, true).expect("accepted");
        let text = says(&desk, incident, SECTION);
        assert!(text.contains("some cards") && text.contains(" now") && !text.contains("every"), "{text}");
    }
}
