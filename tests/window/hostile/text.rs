//! The review that people write together, and what they say of its passages: no wish of the lists holds those words.

use std::collections::BTreeSet;

use allclear::desk::Desk;
use incident::id::IncidentId;

use super::Words;
use crate::remarked::{Page, REVIEW, says};

const SECTION: &str = "summary";

/// What a person reads before each of them, so that it is known to be on screen.
pub(super) const MARKS: [&str; 3] = ["Remarked", "Answered", "Suggested"];

/// Each stands in the text itself, in a comment, in an answer to one and in a suggestion.
pub(super) fn write_together(desk: &Desk, incident: IncidentId, all: &[Words], kinds: &[&'static str]) {
    let [remarked, answered, suggested] = MARKS;
    let mut tried = BTreeSet::new();
    for (nth, words) in all.iter().enumerate().filter(|(_, words)| !words.text.is_empty()) {
        let page = |client: usize| Page::open(desk, incident, SECTION, (nth * 4 + client + 10) as u64);
        let passage = format!("Part {nth}");
        page(0).writes(&format!("{passage} {} ends here.\n\n", words.text), "");
        let comment = page(1).comments(&passage, &format!("{remarked} {}", words.text));
        let answer = format!("{answered} {}", words.text);
        desk.answer_comment(incident, REVIEW.to_owned(), comment.remark, answer).expect("answered");
        page(2).suggests(&format!("{suggested} {}", words.text), &passage);
        tried.extend(&words.kinds);
    }
    assert_eq!(tried, kinds.iter().copied().collect(), "each kind of attack");
    let text = says(desk, incident, SECTION);
    assert!(all.iter().all(|words| text.contains(&words.text)), "all of it stands in the text");
}
