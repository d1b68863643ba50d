//! One draft on two laptops: apart, then together.

use allclear::desk::Desk;
use allclear::views::{DraftView, SyncState};
use incident::id::IncidentId;
use incident::value::Audience;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::place::declare;
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
