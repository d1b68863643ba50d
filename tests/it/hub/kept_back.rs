//! What the hub does not take: nothing of it is lost, and a person can do something about it.

use allclear::desk::{Desk, Signal};
use allclear::views::{KeptBackView, SyncState};
use hub::Role;
use incident::export::verify;
use incident::id::Millis;

use super::house::{becomes, laptop};
use super::meeting::{Team, team};
use crate::place::{declare, folder, open};
use crate::until::until;

/// The one thing that is kept back, once the screen was told that something is.
fn kept_back(desk: &Desk) -> KeptBackView {
    let mut view = becomes(desk, SyncState::NeedsAttention);
    assert_eq!(view.kept_back.len(), 1, "{view:?}");
    view.kept_back.remove(0)
}

#[test]
fn what_an_observer_wrote_is_exported_whole_and_taken_once_their_role_allows_it() {
    let Team { house, ana, folders: _folders, .. } = team();
    let hers = folder();
    open(hers.path()).join(house.invitation(Role::Observer), Some("Olga".into())).expect("she joins");
    let olga = laptop(hers.path());
    becomes(&olga, SyncState::Synced);
    let mut signals = olga.signals();
    let incident = declare(&olga, "Nobody else knows of this");
    let kept = kept_back(&olga);
    assert_eq!(kept.incident, Some(incident));
    assert!(kept.why.contains("observer"), "{}", kept.why);
    // The screen hears of what she wrote, and then of what became of it.
    while !matches!(signals.try_recv(), Ok(Signal::Stale(stale)) if stale.views == ["sync"]) {}
    until("her screen is told that it is not taken", || match signals.try_recv() {
        Ok(Signal::Stale(stale)) => (stale.views == ["sync"]).then_some(()),
        _ => None,
    });

    let file = olga.kept_back_file(kept.series).expect("a file");
    let text = String::from_utf8_lossy(&file.bytes);
    let verified = verify(&file.bytes).expect("it is whole");
    assert!(verified.entries.len() > 1 && text.contains("Nobody else knows of this"), "{text}");

    // Offered again it is refused again, since nothing has changed.
    olga.offer_again(kept.series).expect("offered");
    assert_eq!(kept_back(&olga).series, kept.series);

    let device = ana.devices().expect("the list").devices.into_iter().find(|one| one.person_name == "Olga");
    ana.revoke_device(device.expect("her laptop").id).expect("revoked");
    house.members().revoke_member(olga.start().expect("her").me, Millis(1)).expect("revoked");
    let link = house.invitation(Role::Responder);
    olga.join(link, None).expect("she comes back");
    becomes(&olga, SyncState::NeedsAttention);
    olga.offer_again(kept.series).expect("offered");
    becomes(&olga, SyncState::Synced);
    until("Ana has it", || ana.room(incident).ok().map(|_| ()));
}
