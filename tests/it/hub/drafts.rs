//! One draft on two laptops: apart, then together.

use allclear::desk::Desk;
use allclear::views::{DraftView, SyncState};
use document::{Document, noted, read, taken_over};
use incident::id::IncidentId;
use incident::value::Audience;
use serde_json::json;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::place::{declare, execute};
use crate::until::until;

fn draft(desk: &Desk, incident: IncidentId) -> DraftView {
    desk.draft(incident, Audience::Public, None).expect("a draft")
}

/// Writes into the draft in place of what stands there, as a page that knows only that.
fn write(desk: &Desk, incident: IncidentId, change: impl FnOnce(&str) -> String) {
    let draft = draft(desk, incident);
    if !draft.text.begun {
        desk.edit_text(incident, draft.name, draft.text.updates).expect("begun");
    }
    let text = change(&draft.draft.text);
    desk.write_draft(incident, Audience::Public, allclear::views::Draft { text, ..draft.draft })
        .expect("written");
}

#[test]
fn what_two_laptops_draft_apart_is_one_text_with_both_once_they_meet() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("Jonas has it", || jonas.room(incident).ok().map(|_| ()));
    becomes(&ana, SyncState::Synced);
    house.stop();
    becomes(&ana, SyncState::Unreachable);
    becomes(&jonas, SyncState::Unreachable);

    let begun = draft(&ana, incident);
    assert_eq!(begun.name, draft(&jonas, incident).name);
    for desk in [&ana, &jonas] {
        desk.edit_text(incident, begun.name.clone(), draft(desk, incident).text.updates).expect("begun");
    }
    write(&jonas, incident, |_| "Checkout is slow in Madrid.".to_owned());
    let mut stale = ana.signals();

    house.serve();
    becomes(&ana, SyncState::Synced);
    becomes(&jonas, SyncState::Synced);
    until("both read what Jonas wrote", || {
        let texts = [&ana, &jonas].map(|desk| draft(desk, incident).draft.text);
        (texts[0] == texts[1] && texts[0] == "Checkout is slow in Madrid.").then_some(())
    });
    let told = std::iter::from_fn(|| stale.try_recv().ok());
    let concerns = |signal: &allclear::desk::Signal| {
        matches!(signal, allclear::desk::Signal::Stale(stale) if stale.views.contains(&"text")
            && stale.stream == Some(incident.to_string()))
    };
    assert!(told.into_iter().any(|signal| concerns(&signal)), "Ana's page is told");
    write(&ana, incident, |text| format!("{text} We look for the cause."));
    until("Jonas reads on", || draft(&jonas, incident).draft.text.ends_with("cause.").then_some(()));
}

#[test]
fn what_two_take_up_while_apart_stands_in_the_next_draft_once() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    let first = draft(&ana, incident);
    let edit = |name: &str, updates: Vec<String>| ana.edit_text(incident, name.to_owned(), updates);
    edit(&first.name, first.text.updates.clone()).expect("begun");
    let mut page = Document::default();
    for update in &first.text.updates {
        page.take(&read(update).expect("an update")).expect("it is taken");
    }
    edit(&first.name, vec![document::write(&noted(1 << 11, "proposed/1", &document::write(&page.reach())))])
        .expect("noted");
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": "We look into it.", "next_due": null, "replaces": null });
    execute(&ana, incident, wish);
    let on = taken_over("a page", &first.name, "text", "Refunds follow.");
    edit(&first.name, on.iter().map(|update| document::write(update)).collect()).expect("written");
    until("Jonas finds the words", || {
        let behind = jonas.room(incident).ok().map(|_| draft(&jonas, incident).behind)?;
        (behind.first()?.words == "Refunds follow.").then_some(())
    });
    becomes(&ana, SyncState::Synced);
    house.stop();
    becomes(&ana, SyncState::Unreachable);
    becomes(&jonas, SyncState::Unreachable);

    let next = draft(&ana, incident).text.updates;
    for desk in [&ana, &jonas] {
        let name = draft(desk, incident).name;
        desk.edit_text(incident, name.clone(), next.clone()).expect("begun");
        desk.take_up_draft(incident, first.name.clone(), Some(name)).expect("taken up");
    }
    house.serve();
    becomes(&ana, SyncState::Synced);
    becomes(&jonas, SyncState::Synced);
    let texts = until("both hold what the other wrote", || {
        let texts = [&ana, &jonas].map(|desk| draft(desk, incident));
        (texts[0].text.updates == texts[1].text.updates)
            .then(|| texts.map(|one| (one.draft.text, one.behind)))
    });
    for (text, behind) in texts {
        assert_eq!(text.matches("Refunds follow.").count(), 1, "{text}");
        assert!(text.ends_with("\n\nRefunds follow.") && behind.is_empty(), "{text} {behind:?}");
    }
}
