//! What two laptops wrote apart and one of them has taken in. The journeys in the browser begin with such a folder:
//! `ALLCLEAR_BLESS=1 cargo test --workspace --test it two_laptops` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use allclear::desk::Desk;
use ed25519_dalek::SigningKey;
use incident::command::Command;
use incident::event::Event;
use incident::id::{IncidentId, Run};
use incident::stream::{Section, Stream};
use incident::value::Nag;
use journal::{Author, Journal};
use serde_json::json;

use crate::place::{
    MINUTE, clock, declaration, declare_as, execute, folder, journal, open, open_at, place, room,
};

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ui/journeys/fixtures/two-laptops")
}

pub(super) fn in_folder(folder: &Path) -> Journal {
    Journal::open(&journal(folder), &folder.join("backups")).expect("a journal").journal
}

/// Copies the journal alone; the key of who wrote it stays where it is.
pub(super) fn copy(from: &Path, to: &Path) {
    let file = journal(from);
    fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a copy");
}

/// Ana declares; she and Jonas, who hear nothing of each other, retitle and classify it; he gives her the command.
fn write(ana: &Path) -> IncidentId {
    clock!(now, HAND);
    let pass = || HAND.fetch_add(MINUTE, std::sync::atomic::Ordering::SeqCst);
    let desk = open_at(ana, now);
    desk.introduce("Ana Sá".into(), "Ardent".into(), Some("Europe/Berlin".into())).expect("Ana");
    desk.new_person("Jonas Weber".into()).expect("Jonas");
    let people = desk.book().expect("the book").people;
    let of = |name: &str| people.iter().find(|person| person.name == name).expect("in the book").id;
    let (me, him) = (of("Ana Sá"), of("Jonas Weber"));
    let mut wish = declaration("Checkout is slow");
    wish["severity"] = json!("minor");
    let incident = declare_as(&desk, wish);
    drop(desk);

    let author = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let opened = in_folder(ana);
    let enrolled = Event::ReplicaEnrolled { replica: author.replica(), person: him };
    opened
        .append(&author, now(), Stream::Book(Section::People), false, vec![enrolled.into()])
        .expect("his laptop writes for him");
    let workspace = opened.workspace();
    drop(opened);
    let his = folder();
    copy(ana, his.path());
    place(his.path()).keys.keep(workspace, &author.key).expect("his key");

    let write = |folder: &Path, title: &str, severity: &str| {
        pass();
        let desk = open_at(folder, now);
        desk.execute(incident, Command::Retitle { title: title.into() }).expect("a title");
        pass();
        execute(
            &desk,
            incident,
            json!({ "type": "classify", "severity": severity, "answers": [], "reason": null }),
        );
        desk
    };
    drop(write(ana, "Card payments fail", "medium"));
    let desk = write(his.path(), "Customers are charged twice", "major");
    let command = json!({ "type": "assign", "role": "incident-manager", "service": null, "person": me });
    execute(&desk, incident, command);
    drop(desk);

    let entries = in_folder(his.path()).entries(Stream::Incident(incident)).expect("what he wrote");
    let absorbed = in_folder(ana).absorb(entries).expect("taken in");
    assert!(absorbed.refused.is_empty() && absorbed.taken > 0, "{absorbed:?}");
    incident
}

fn check(folder: &Path, incident: IncidentId) {
    let room = room(&open(folder), incident);
    let mut clashes: Vec<(String, Vec<(String, String)>)> = room
        .clashes
        .into_iter()
        .map(|clash| (clash.about, clash.values.into_iter().map(|one| (one.by, one.value)).collect()))
        .collect();
    clashes.iter_mut().for_each(|(_, values)| values.sort());
    let of =
        |ana: &str, jonas: &str| vec![("Ana Sá".into(), ana.into()), ("Jonas Weber".into(), jonas.into())];
    assert_eq!(
        clashes,
        [
            ("Title".into(), of("Card payments fail", "Customers are charged twice")),
            ("Severity".into(), of("Medium", "Major")),
        ]
    );
    let manager = room.roles.iter().find(|role| role.role.as_str() == "incident-manager").expect("the role");
    assert_eq!((manager.holders[0].name.as_str(), manager.holders[0].waiting), ("Ana Sá", true));
}

#[test]
fn two_laptops_that_wrote_apart_disagree_here_and_where_the_journeys_begin() {
    let ana = folder();
    let incident = write(ana.path());
    check(ana.path(), incident);
    if std::env::var_os("ALLCLEAR_BLESS").is_some_and(|v| v == "1") {
        let _ = fs::remove_dir_all(fixture());
        fs::create_dir_all(fixture()).expect("a folder");
        copy(ana.path(), &fixture());
    }
    let there = folder();
    copy(&fixture(), there.path());
    let board = open(there.path()).board(serde_json::from_value(json!({})).expect("a query"));
    check(there.path(), board.expect("the board").active[0].row.id);
}

#[test]
fn what_the_executives_answered_elsewhere_is_told_once_to_who_asked() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    desk.new_person("Jonas Weber".into()).expect("Jonas");
    let people = desk.book().expect("the book").people;
    let him = people.iter().find(|person| person.name == "Jonas Weber").expect("in the book").id;
    let incident = declare_as(&desk, declaration("Checkout is slow"));
    let ask =
        json!({ "type": "ask_executives", "question": "Refund all?", "needed_by": null, "customer": null });
    let ask = execute(&desk, incident, ask);
    let news = |desk: &Desk| {
        let ringing = desk.sweep().expect("a look at what is due");
        let answered = ringing.into_iter().filter(|(_, _, call)| call.nag == Nag::Answered);
        answered.map(|(_, notice, _)| notice.text).collect::<Vec<_>>()
    };
    assert_eq!(news(&desk), [""; 0]);
    drop(desk);

    let author = Author { key: SigningKey::from_bytes(&[7; 32]), run: Run([7; 8]) };
    let opened = in_folder(folder.path());
    let enrolled = Event::ReplicaEnrolled { replica: author.replica(), person: him };
    let append = |stream, event: Event| {
        opened.append(&author, now(), stream, false, vec![event.into()]).expect("he writes");
    };
    append(Stream::Book(Section::People), enrolled);
    let (answer, by, base) = ("Yes.".to_owned(), None, vec![]);
    append(Stream::Incident(incident), Event::ExecutivesAnswered { ask, answer, by, base });
    drop(opened);

    let desk = open_at(folder.path(), now);
    assert_eq!(news(&desk), ["Refund all? The executives answered: Yes."]);
    assert_eq!(news(&desk), [""; 0]);
    drop(desk);
    assert_eq!(news(&open_at(folder.path(), now)), [""; 0]);
}
