//! A hub with another key than the one before it.

use std::sync::Arc;

use allclear::desk::Desk;
use allclear::views::SyncState;
use hub::Role;
use incident::id::IncidentId;

use super::house::{House, becomes};
use super::meeting::{Team, team};
use crate::place::{declare, room};
use crate::until::until;

/// Incidents that stand under what the hub did not take.
fn kept_back(desk: &Desk) -> Vec<Option<IncidentId>> {
    desk.sync().expect("the chip").kept_back.into_iter().map(|kept| kept.incident).collect()
}

fn numbered(desk: &Arc<Desk>, incident: IncidentId, label: &str) {
    until(&format!("it is {label}"), || (room(desk, incident).label == label).then_some(()));
}

#[test]
fn a_new_key_is_asked_about_and_a_hub_that_was_left_again_is_not_vouched_for() {
    let Team { house, ana, jonas: _jonas, folders: _folders } = team();
    let first = declare(&ana, "Checkout is slow");
    numbered(&ana, first, "INC-1");
    // All is offered anew to a hub that was left, with the hubs that were before it.
    ana.leave_hub().expect("left");

    // Whoever has the workspace's id can serve it.
    let other = House::adopting(&ana.adoption_code().expect("a code"));
    let failure = ana.join(other.url(), None).expect_err("nobody has said that it is theirs");
    assert_eq!(failure.code, "new_hub", "{failure}");
    assert!(failure.message.contains("is new") && failure.hint.is_some(), "{failure:?}");
    assert_eq!(ana.sync().expect("the chip").hub, None, "nothing has changed");
    assert_eq!(other.metric("allclear_hub_entries_total{verdict=\"taken\"}"), 0, "it was shown nothing");

    // Taken over, it hears what the one before it confirmed: the number stays.
    ana.take_over(other.url(), None).expect("she says so");
    becomes(&ana, SyncState::Synced);
    let second = declare(&ana, "Search is down");
    numbered(&ana, second, "INC-2");
    assert_eq!(room(&ana, first).label, "INC-1");

    // It was the wrong one. Back at the first, what it gave out counts for nothing.
    let link = house.invitation(Role::Admin);
    assert_eq!(ana.join(link.clone(), None).expect_err("another key again").code, "new_hub");
    ana.take_over(link, None).expect("she says so");
    until("the number of the other hub is not taken", || {
        kept_back(&ana).contains(&Some(second)).then_some(())
    });
    assert!(ana.sync().expect("the chip").kept_back.iter().all(|kept| kept.why.contains("does not know")));
}
