//! Several workspaces on one laptop, of which one is open at a time.

use std::sync::Arc;

use allclear::desk::{Signal, Workplace};
use allclear::views::{ExportFormat, SyncState, WorkspaceView};
use hub::Role;
use incident::past::Report;

use super::house::{House, becomes, laptop};
use crate::place::{declaration, declare, declare_as, execute, folder, note, open, room, start, try_open};
use crate::until::until;

fn called<'a>(all: &'a [WorkspaceView], name: &str) -> &'a WorkspaceView {
    all.iter().find(|each| each.name == name).unwrap_or_else(|| panic!("{name} in {all:?}"))
}

/// Jonas with a workspace of his own, whose laptop then joins Ana's.
fn two_workspaces() -> (House, [tempfile::TempDir; 2], Arc<allclear::desk::Desk>, Arc<Workplace>) {
    let folders = [folder(), folder()];
    let ana = laptop(folders[0].path());
    ana.introduce("Ana Sá".into(), "Ardent".into(), None).expect("Ana");
    let house = House::adopting(&ana.adoption_code().expect("a code"));
    ana.join(house.url(), None).expect("Ana's laptop joins");
    declare(&ana, "Checkout is slow");
    becomes(&ana, SyncState::Synced);

    let jonas = Workplace::of(Arc::new(open(folders[1].path())));
    jonas.attend(|desk| allclear::replicate::start(desk).expect("the loop begins"));
    jonas.desk().introduce("Jonas Weber".into(), "Solo".into(), None).expect("Jonas");
    (house, folders, ana, jonas)
}

#[test]
fn joining_another_workspace_opens_it_at_once_and_the_way_back_is_open() {
    let (house, folders, _ana, jonas) = two_workspaces();
    let mine = declare(&jonas.desk(), "My printer");
    let mut signals = jonas.desk().signals();
    let solo = jonas.desk().workspace();
    let joined = jonas.seat().join(house.invitation(Role::Responder), None).expect("he joins");
    assert_eq!((joined.workspace.as_str(), joined.restart), ("Ardent", false));
    until("his screens are told", || match signals.try_recv() {
        Ok(Signal::Switched) => Some(()),
        _ => None,
    });
    assert_eq!(start(&jonas.desk()).workspace, "Ardent");
    becomes(&jonas.desk(), SyncState::Synced);
    let theirs = jonas.desk().rail().expect("the rail").active;
    assert_eq!(theirs.iter().map(|line| line.row.title.as_str()).collect::<Vec<_>>(), ["Checkout is slow"]);

    let all = jonas.desk().workspaces().expect("the list");
    assert_eq!((all.len(), all[0].open, all[0].name.as_str()), (2, true, "Ardent"));
    let other = called(&all, "Solo");
    assert_eq!((other.id, other.open, other.incidents, &other.hub), (Some(solo), false, 1, &None));

    // Back and forth, as fast as somebody can click; whoever listens goes on to hear.
    let ardent = jonas.desk().workspace();
    for _ in 0..5 {
        jonas.seat().open_workspace(solo).expect("his own");
        assert_eq!(room(&jonas.desk(), mine).title, "My printer");
        note(&jonas.desk(), mine, "Still jammed");
        jonas.seat().open_workspace(ardent).expect("Ana's");
    }
    becomes(&jonas.desk(), SyncState::Synced);
    let theirs = declare(&jonas.desk(), "Search is down");
    until("what is done here is heard by who listened there", || match signals.try_recv() {
        Ok(Signal::Stale(stale)) => (stale.stream == Some(theirs.to_string())).then_some(()),
        _ => None,
    });

    // The next start opens what was open, and both files were closed in order.
    drop(jonas);
    let again = until("the file is let go", || try_open(folders[1].path()).ok());
    assert_eq!(again.workspace(), ardent);
    assert_eq!(again.workspaces().expect("the list").len(), 2);
}

#[test]
fn incidents_of_another_workspace_are_copied_as_an_import_and_only_once() {
    let (house, _folders, _ana, jonas) = two_workspaces();
    let desk = jonas.desk();
    let mine = declare(&desk, "My printer");
    execute(
        &desk,
        mine,
        serde_json::json!({ "type": "classify", "severity": "minor", "answers": [], "reason": null }),
    );
    note(&desk, mine, "Jammed since Monday");
    for (title, field) in [("A secret", "private"), ("A rehearsal", "drill")] {
        let mut wish = declaration(title);
        wish[field] = true.into();
        declare_as(&desk, wish);
    }
    let solo = desk.workspace();
    drop(desk);
    jonas.seat().join(house.invitation(Role::Responder), None).expect("he joins");
    let desk = jonas.desk();
    let copy = || -> Report {
        let draft = until("the file is let go", || desk.import_workspace(solo).ok());
        assert_eq!(draft.mapping.source_name, "Solo");
        desk.run_import(draft.token, draft.mapping).expect("it is imported")
    };
    let report = copy();
    assert_eq!((report.taken, report.refused.len()), (1, 0), "private ones and drills stay: {report:?}");
    let query = serde_json::from_value(serde_json::json!({ "filter": "printer" })).expect("a query");
    let board = desk.board(query).expect("the board");
    let line = board.review.first().or(board.closed.first()).expect("it is here");
    assert_eq!(line.row.severity.as_ref().map(|severity| severity.name.as_str()), Some("Minor"));
    let page = desk.export(line.row.id, ExportFormat::Markdown).expect("a page").bytes;
    let page = String::from_utf8(page).expect("UTF-8");
    assert!(page.contains("Jammed since Monday"), "with its timeline: {page}");
    let again = copy();
    assert_eq!((again.taken, again.already_here.len()), (0, 1), "{again:?}");
}
