//! Two people say things about one text while they are apart.

use allclear::desk::Desk;
use allclear::views::{RemarkState, RemarkView, SyncState};
use incident::id::IncidentId;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::place::declare;
use crate::remarked::{Page, REVIEW, says};
use crate::until::until;

const SECTION: &str = "summary";

fn remarks(desk: &Desk, incident: IncidentId) -> Vec<RemarkView> {
    desk.remarks(incident, REVIEW.to_owned()).expect("remarks")
}

#[test]
fn what_two_decide_apart_is_shown_and_settled_and_no_word_is_lost() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout refuses cards");
    ana.begin_review(incident, "short".to_owned()).expect("begun");
    let suggest =
        |new: &str, old: &'static str, client| Page::open(&ana, incident, SECTION, client).suggests(new, old);
    let both = suggest("Checkout declines", "Checkout refuses", 20);
    let torn = suggest("payments", "cards", 21);
    let comment = Page::open(&ana, incident, SECTION, 22).comments("cards", "All of them?");
    until("Jonas has them", || (jonas.remarks(incident, REVIEW.to_owned()).ok()?.len() == 3).then_some(()));
    becomes(&ana, SyncState::Synced);
    house.stop();
    becomes(&ana, SyncState::Unreachable);
    becomes(&jonas, SyncState::Unreachable);

    let name = || REVIEW.to_owned();
    for desk in [&ana, &jonas] {
        desk.decide_change(incident, name(), both.remark, true).expect("accepted");
    }
    ana.decide_change(incident, name(), torn.remark, true).expect("accepted");
    jonas.decide_change(incident, name(), torn.remark, false).expect("turned down");
    ana.resolve_comment(incident, name(), comment.remark, true).expect("resolved");
    jonas
        .answer_comment(incident, name(), comment.remark, "Those of one bank.".to_owned())
        .expect("answered");
    Page::open(&jonas, incident, SECTION, 23).writes("cards of one bank", "cards");

    house.serve();
    let same = |desk: &Desk| (remarks(desk, incident), says(desk, incident, SECTION));
    until("both show the same", || {
        let (a, b) = (same(&ana), same(&jonas));
        (a == b && a.0[1].state == RemarkState::Torn).then_some(())
    });
    let (shown, text) = same(&ana);
    assert_eq!(text.matches("Checkout declines").count(), 1, "accepted twice, it stands there once: {text}");
    assert!(text.contains("payments") && text.contains("cards of one bank"), "{text}");
    assert_eq!(shown[0].state, RemarkState::Accepted);
    let decided: Vec<(&str, bool)> =
        shown[1].settled.iter().map(|one| (one.by.as_str(), one.accepted)).collect();
    assert!(decided.contains(&("Ana Sá", true)) && decided.contains(&("Jonas Weber", false)), "{decided:?}");
    assert!(shown[1].in_text);
    assert_eq!((shown[2].state, shown[2].answers.len()), (RemarkState::Resolved, 1));

    jonas.decide_change(incident, name(), torn.remark, false).expect("settled");
    until("Ana sees it", || (remarks(&ana, incident)[1].state == RemarkState::TurnedDown).then_some(()));
    let (shown, text) = same(&ana);
    assert!(shown[1].put_back && text.contains("cards") && !text.contains("payments"), "{text}");
}
