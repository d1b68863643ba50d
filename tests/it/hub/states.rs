//! The states of the sync chip.

use allclear::views::{Heard, SyncState};
use incident::id::Millis;

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
