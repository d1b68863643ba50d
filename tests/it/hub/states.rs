//! The states of the sync chip.

use allclear::views::{Heard, SyncState};
use incident::id::Millis;
use serde_json::json;

use super::meeting::{Team, team};
use crate::sending::edit;

#[test]
fn the_chip_says_what_was_heard_and_what_waits() {
    let silence = || Heard::Silence { since: Millis(1), why: String::new() };
    let refusal = || Heard::Refusal { since: Millis(1), why: String::new() };
    for (heard, waiting, kept_back, held, state) in [
        (None, 0, 0, 0, SyncState::Alone),
        (Some(Heard::Nothing), 0, 0, 0, SyncState::Syncing),
        (Some(Heard::Nothing), 3, 0, 0, SyncState::Syncing),
        (Some(Heard::All { since: Millis(1) }), 0, 0, 0, SyncState::Syncing),
        (Some(Heard::InStep), 0, 0, 0, SyncState::Synced),
        (Some(Heard::InStep), 3, 0, 0, SyncState::Syncing),
        (Some(Heard::InStep), 0, 1, 0, SyncState::NeedsAttention),
        (Some(Heard::InStep), 3, 0, 1, SyncState::NeedsAttention),
        (Some(silence()), 0, 0, 1, SyncState::Unreachable),
        (Some(silence()), 0, 0, 0, SyncState::Unreachable),
        (Some(silence()), 3, 0, 0, SyncState::Offline),
        (Some(silence()), 3, 1, 0, SyncState::NeedsAttention),
        (Some(refusal()), 0, 0, 0, SyncState::NeedsAttention),
        (Some(refusal()), 3, 0, 0, SyncState::NeedsAttention),
    ] {
        assert_eq!(
            SyncState::of(heard.as_ref(), waiting, kept_back, held),
            state,
            "{heard:?} {waiting} {kept_back} {held}"
        );
    }
}

#[test]
fn what_waits_of_the_book_is_called_what_people_call_it() {
    let Team { mut house, ana, folders: _folders, .. } = team();
    house.stop();
    edit(
        &ana,
        json!({ "type": "define_status_page", "name": "Ardent", "address": "https://status.example.org" }),
    );
    edit(
        &ana,
        json!({ "type": "define_template", "audience": "social", "occasion": "resolved", "text": "It works." }),
    );
    edit(
        &ana,
        json!({ "type": "define_customer", "customer": null, "name": "Lumen", "tier": "Enterprise",
            "respond_within": 30, "contact": { "phone": "+1 555 0100" }, "owner": null }),
    );
    let mut waits: Vec<_> = ana.sync().expect("the chip").list.into_iter().map(|one| one.title).collect();
    waits.sort();
    assert_eq!(
        waits,
        ["Customers in Settings", "The public status page", "Updates and channels in Settings"]
    );
}
