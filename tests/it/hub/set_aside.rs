//! A laptop that was copied while it ran: what the hub has not taken of it is set aside, and written again.

use allclear::views::{SetAsideView, SyncState};
use incident::entry::Series;
use incident::event::Event;
use incident::id::Millis;
use incident::stream::Stream;
use incident::value::NoteKind;
use journal::{Author, Journal};

use super::house::becomes;
use super::meeting::{Team, team};
use crate::place::{declare, folder, journal as file_of, note, place, timeline};
use crate::until::until;

#[test]
fn what_the_copy_of_a_laptop_has_pushed_out_is_written_again_by_one_click() {
    let Team { mut house, ana, jonas, folders } = team();
    let incident = declare(&ana, "Checkout is slow");
    until("it stands on Jonas's board", || {
        jonas.rail().expect("the rail").active.iter().any(|line| line.row.id == incident).then_some(())
    });
    house.stop();
    note(&jonas, incident, "What Jonas saw");
    note(&jonas, incident, "What Jonas did");
    // The copy has the same key and runs in the same run; its word reaches the hub first.
    let stream = Stream::Incident(incident);
    let open = jonas.workspaces().expect("the list").into_iter().find(|one| one.open);
    let workspace = open.and_then(|open| open.id).expect("the one that is open");
    let key = place(folders[1].path()).keys.find(workspace).expect("his keys").expect("his key").0;
    // He has a workspace of his own besides; this one has the same name at both.
    let file = file_of(folders[0].path());
    let file = folders[1].path().join(file.file_name().expect("a name"));
    let record = journal::record_in(&file, stream).expect("his record");
    let last = record.facts().last().expect("his note");
    let copied = folder();
    let twin = Journal::found(&copied.path().join("twin.sqlite"), workspace).expect("a journal");
    let said = Event::Noted { note: NoteKind::Note, text: "What his copy saw".to_owned() };
    let author = Author { key, run: last.run };
    twin.append(&author, Millis(1), stream, false, vec![said.into()]).expect("written");
    let entries = twin.entries(stream).expect("its entries");
    house.takes(entries);
    house.serve();

    let view = becomes(&jonas, SyncState::NeedsAttention);
    let series = Series { stream, replica: last.replica, run: last.run };
    let aside = until("his notes are set aside", || jonas.sync().ok()?.set_aside.into_iter().next());
    let SetAsideView { entries, says, left, .. } = &aside;
    assert_eq!(says[..], ["noted: What Jonas saw", "noted: What Jonas did"]);
    assert_eq!(
        (aside.series, aside.incident, *entries, left.len()),
        (series, Some(incident), 2, 0),
        "{view:?}"
    );
    until("the copy's note is there", || {
        timeline(&jonas, incident).contains(&"What his copy saw".to_owned()).then_some(())
    });
    assert!(!timeline(&jonas, incident).contains(&"What Jonas saw".to_owned()));

    let view = jonas.write_again(series).expect("written again");
    assert!(view.set_aside.is_empty(), "{view:?}");
    becomes(&jonas, SyncState::Synced);
    for desk in [&ana, &jonas] {
        until("all of it stands at everybody", || {
            let told = timeline(desk, incident);
            ["What his copy saw", "What Jonas saw", "What Jonas did"]
                .iter()
                .all(|text| told.contains(&(*text).to_owned()))
                .then_some(())
        });
    }
    jonas.write_again(series).expect("said twice");
    let twice = timeline(&jonas, incident).iter().filter(|text| *text == "What Jonas saw").count();
    assert_eq!(twice, 1, "once is enough");
}
