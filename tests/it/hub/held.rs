//! What the hub holds until an admin has looked at it. A journey in the browser begins with such a folder:
//! `ALLCLEAR_BLESS=1 cargo test --workspace --test it a_stamp_that_leaps` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use allclear::desk::Desk;
use allclear::views::{HeldView, Ruling, SyncState};
use hub::Role;
use incident::entry::{first_hash, sign};
use incident::id::{IncidentId, Millis, Run};
use incident::stream::Stream;
use journal::Journal;

use super::house::{House, becomes, laptop};
use super::meeting::{Team, team};
use crate::place::{declare, folder, journal, note, open, place, start, timeline};
use crate::until::until;

/// A journal whose desk was just let go.
fn let_go(file: &Path) -> Journal {
    let backups = file.with_file_name("backups");
    until("the file is let go", || Journal::open(file, &backups).ok()).journal
}

/// The one thing that waits for the person at this desk.
fn held(desk: &Desk) -> HeldView {
    let mut held = until("something waits for her", || {
        let view = desk.sync().expect("the chip");
        (!view.held.is_empty()).then_some(view.held)
    });
    assert_eq!(held.len(), 1, "{held:?}");
    held.remove(0)
}

/// What the inbox says about the hub.
fn told(desk: &Desk) -> Vec<String> {
    let notices = desk.inbox().expect("the inbox").notices;
    notices.into_iter().filter(|notice| notice.hub).map(|notice| notice.text).collect()
}

#[test]
fn what_somebody_revoked_wrote_waits_for_an_admin_who_is_told_and_lets_it_in() {
    let Team { mut house, ana, jonas, folders } = team();
    let hers = folder();
    open(hers.path()).join(house.invitation(Role::Responder), Some("Cleo Duval".into())).expect("she joins");
    let cleo = laptop(hers.path());
    let incident = declare(&ana, "Checkout is slow");
    until("the others have it", || {
        [&jonas, &cleo].iter().all(|desk| desk.room(incident).is_ok()).then_some(())
    });
    becomes(&ana, SyncState::Synced);

    // He writes without the hub, and Ana's laptop gets it from his; then his access is taken back.
    house.stop();
    note(&jonas, incident, "Written on the train");
    house.members().revoke_member(start(&jonas).me, Millis(1)).expect("revoked");
    drop((ana, jonas));
    let file = journal(folders[0].path());
    // He has a workspace of his own besides.
    let his = folders[1].path().join(file.file_name().expect("a name"));
    let his = let_go(&his).entries(Stream::Incident(incident)).expect("what he wrote");
    assert_eq!(let_go(&file).absorb(his).expect("taken in").taken, 1);
    house.serve();
    let ana = laptop(folders[0].path());

    let waits = held(&ana);
    assert_eq!((waits.author.as_str(), waits.entries, waits.incident), ("Jonas Weber", 1, Some(incident)));
    assert!(waits.title.ends_with("Checkout is slow") && waits.why.contains("taken back"), "{waits:?}");
    becomes(&ana, SyncState::NeedsAttention);
    let told_once = "1 entry by Jonas Weber counts once you let it in.";
    until("the inbox says so", || (told(&ana) == [told_once]).then_some(()));
    // Looking again tells nothing twice.
    ana.sync_again().expect("asked");
    until("it was looked at again", || (ana.sync().expect("the chip").held.len() == 1).then_some(()));
    assert_eq!(told(&ana).len(), 1);

    // Nobody else is shown it or may say so.
    assert!(cleo.sync().expect("the chip").held.is_empty() && told(&cleo).is_empty());
    assert_eq!(cleo.rule(waits.id, Ruling::Admit).expect_err("she may not").code, "refused");

    let view = ana.rule(waits.id, Ruling::Admit).expect("let in");
    assert!(view.held.is_empty(), "{view:?}");
    until("everybody has it", || {
        timeline(&cleo, incident).contains(&"Written on the train".to_owned()).then_some(())
    });
    becomes(&ana, SyncState::Synced);
    let failure = ana.rule(waits.id, Ruling::Refuse).expect_err("it is done");
    assert_eq!(failure.code, "gone", "{failure}");
}

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ui/journeys/fixtures/leap")
}

/// Copies the journal, and the key of who wrote it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("keys")).expect("a folder");
    for (folder, end) in [("", "sqlite"), ("keys", "key")] {
        let files = fs::read_dir(from.join(folder)).expect("a folder").flatten().map(|file| file.path());
        for file in files.filter(|file| file.extension().is_some_and(|one| one == end)) {
            fs::copy(&file, to.join(folder).join(file.file_name().expect("a name"))).expect("a copy");
        }
    }
}

/// Ana's laptop, on which a start of the program that went wrong wrote far beyond the end of an incident.
fn leaping(folder: &Path) -> IncidentId {
    let desk = open(folder);
    desk.introduce("Ana Sá".into(), "Ardent".into(), Some("Europe/Berlin".into())).expect("Ana");
    let incident = declare(&desk, "Checkout is slow");
    note(&desk, incident, "Written far ahead");
    drop(desk);
    let journal = let_go(&journal(folder));
    let (key, _) = place(folder).keys.find(journal.workspace()).expect("the folder").expect("her key");
    let mut ahead =
        journal.entries(Stream::Incident(incident)).expect("the incident").pop().expect("the note");
    (ahead.head.run, ahead.head.seq, ahead.head.stamp) = (Run([9; 8]), 1, 1 << 21);
    let hash = ahead.hash(&first_hash(journal.workspace(), &ahead.head.series()));
    ahead.signature = Some(sign(&key, &hash));
    assert_eq!(journal.absorb(vec![ahead]).expect("taken in").taken, 1);
    incident
}

#[test]
fn a_stamp_that_leaps_waits_too_and_once_refused_it_stays_where_it_is() {
    let made = folder();
    leaping(made.path());
    if std::env::var_os("ALLCLEAR_BLESS").is_some_and(|v| v == "1") {
        let _ = fs::remove_dir_all(fixture());
        copy(made.path(), &fixture());
    }
    let there = folder();
    copy(&fixture(), there.path());
    for folder in [made.path(), there.path()] {
        let ana = laptop(folder);
        let house = House::adopting(&ana.adoption_code().expect("a code"));
        ana.join(house.url(), None).expect("Ana's laptop joins");
        let waits = held(&ana);
        assert_eq!((waits.author.as_str(), waits.entries, waits.run.as_str()), ("Ana Sá", 1, "09090909"));
        assert!(waits.why.contains("far beyond"), "{waits:?}");
        let view = ana.rule(waits.id, Ruling::Refuse).expect("refused");
        assert!(view.held.is_empty(), "{view:?}");
        ana.sync_again().expect("offered again");
        let aside = until("it is set aside", || ana.sync().expect("the chip").set_aside.pop());
        assert_eq!(aside.entries, 1, "{aside:?}");
        ana.leave_hub().expect("left");
        assert!(ana.sync().expect("the chip").held.is_empty());
    }
}
