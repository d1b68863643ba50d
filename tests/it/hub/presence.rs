//! Who is in a war room, on two laptops over real HTTP.

use allclear::desk::Desk;
use allclear::views::SyncState;
use incident::id::IncidentId;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::place::{declare, room};
use crate::until::until;

fn others(desk: &Desk, incident: IncidentId) -> Vec<String> {
    desk.presence(incident).expect("who is there").others.into_iter().map(|one| one.name).collect()
}

#[test]
fn two_people_see_each_other_in_a_war_room_and_nothing_of_it_is_written() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("Jonas has it", || jonas.room(incident).ok().map(|_| ()));
    becomes(&ana, SyncState::Synced);
    let entries = || [&ana, &jonas].map(|desk| desk.check_log().expect("the log").entries);
    // The number that the hub gives it is the last thing that is written.
    until("both have its number", || {
        let numbered = |desk: &Desk| !room(desk, incident).label.contains('~');
        (numbered(&ana) && numbered(&jonas)).then_some(())
    });
    let before = entries();

    ana.attend(incident, true).expect("she looks");
    until("Jonas sees her", || (others(&jonas, incident) == ["Ana Sá"]).then_some(()));
    assert_eq!(others(&ana, incident), Vec::<String>::new(), "nobody sees themselves");
    let mut signals = ana.signals();
    jonas.attend(incident, true).expect("he looks");
    until("she sees him", || (others(&ana, incident) == ["Jonas Weber"]).then_some(()));
    assert!(signals.try_recv().is_ok(), "her screen was told");
    assert_eq!(others(&ana, IncidentId([9; 16])), Vec::<String>::new());

    jonas.attend(incident, false).expect("he leaves");
    until("she is alone", || others(&ana, incident).is_empty().then_some(()));
    assert_eq!(entries(), before, "nothing is written in any log");

    // Without the hub nobody knows who is there.
    jonas.attend(incident, true).expect("he looks again");
    until("she sees him again", || (others(&ana, incident) == ["Jonas Weber"]).then_some(()));
    house.stop();
    until("she does not know", || others(&ana, incident).is_empty().then_some(()));
    house.serve();
    until("they see each other again", || {
        (others(&ana, incident) == ["Jonas Weber"] && others(&jonas, incident) == ["Ana Sá"]).then_some(())
    });
}
