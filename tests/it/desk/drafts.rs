//! Drafts that people write together: where they lie, and when the next one begins.

use incident::id::IncidentId;
use incident::value::{Audience, Occasion};
use journal::Journal;
use serde_json::json;

use allclear::desk::Desk;
use allclear::views::{Draft, DraftView};

use crate::place::{declare, execute, folder, journal, open};

fn draft(desk: &Desk, incident: IncidentId) -> DraftView {
    desk.draft(incident, Audience::Public, None).expect("a draft")
}

#[test]
fn a_draft_that_an_earlier_version_kept_is_taken_over_once() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    drop(desk);
    let kept = json!({
        "draft": { "occasion": "identified", "text": "Kept on this laptop.", "next_in": 15 },
        "at": 1_795_353_660_123_i64, "told": 0
    });
    let file = Journal::open(&journal(folder.path()), &folder.path().join("backups")).expect("a journal");
    file.journal.set_setting(&format!("draft/{incident}/public"), &kept.to_string()).expect("kept");
    drop(file);

    let desk = open(folder.path());
    let taken = draft(&desk, incident);
    let expected =
        Draft { occasion: Occasion::Identified, text: "Kept on this laptop.".to_owned(), next_in: Some(15) };
    assert_eq!((&taken.draft, taken.text.begun, taken.kept_at.is_some()), (&expected, true, true));
    let other = Draft { text: "Written since.".to_owned(), ..expected };
    desk.write_draft(incident, Audience::Public, other.clone()).expect("written");
    assert_eq!(draft(&desk, incident).draft, other);
}

#[test]
fn what_is_written_after_a_proposal_is_another_draft() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let first = draft(&desk, incident);
    desk.edit_text(incident, first.name.clone(), first.text.updates).expect("begun");
    assert!(draft(&desk, incident).text.begun);
    assert!(!desk.draft(incident, Audience::Employees, None).expect("another audience").text.begun);
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": "We look into it.", "next_due": null, "replaces": null });
    execute(&desk, incident, wish);
    let second = draft(&desk, incident);
    assert!(second.name != first.name && !second.text.begun, "{second:?}");
    // Who still has the first one open does not lose what they write there.
    desk.edit_text(incident, first.name.clone(), second.text.updates).expect("written");
    assert!(!draft(&desk, incident).text.begun);
    assert!(desk.text(incident, first.name).expect("the first").begun);
}
