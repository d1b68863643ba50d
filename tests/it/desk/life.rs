//! One incident from declaration to closing, and a restart after every step.

use incident::command::Command;
use incident::id::IncidentId;
use incident::room::Progress;
use incident::timeline::Standing;
use incident::value::Stage;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::{
    clock, command, declaration, declare, declare_as, execute, folder, note, open, open_at, room, service,
    timeline,
};

/// A desk that is closed and opened again before everything that is done at it.
struct Restarting {
    folder: TempDir,
    incident: IncidentId,
}

impl Restarting {
    fn execute(&self, wish: Value) {
        execute(&open(self.folder.path()), self.incident, wish);
    }

    fn refused(&self, wish: Value) -> String {
        let desk = open(self.folder.path());
        desk.execute(self.incident, command(wish)).expect_err("refused").code.to_owned()
    }

    fn enter(&self, stage: &str) {
        self.execute(json!({ "type": "enter_stage", "stage": stage, "reason": null, "anyway": null }));
    }
}

#[test]
fn an_incident_lives_from_declaration_to_closing_through_a_restart_before_every_step() {
    let folder = folder();
    let desk = open(folder.path());
    let me = desk.start().expect("the start").me;
    let checkout = service(&desk, "Checkout");
    let mut wish = declaration("Checkout refuses cards");
    wish["severity"] = json!("medium");
    wish["services"] = json!([checkout]);
    let incident = declare_as(&desk, wish);
    drop(desk);
    let life = Restarting { folder, incident };

    life.execute(json!({ "type": "assign", "role": "incident-manager", "service": null, "person": me }));
    life.execute(
        json!({ "type": "add_note", "note": "note", "text": "every third card", "occurred_at": null }),
    );
    let open_item = room(&open(life.folder.path()), incident).checklists[0].items[0].place.clone();
    life.execute(json!({ "type": "tick", "place": open_item }));
    life.enter("troubleshoot");
    life.execute(json!({ "type": "write", "mode": "decision", "line": "fail over to the other region" }));
    life.execute(json!({ "type": "write", "mode": "task", "line": "@ana freeze deploys" }));
    life.enter("resolve");
    life.execute(json!({ "type": "mitigate", "what": "traffic moved", "temporary": true, "service": null, "remove_when": "the fix is out" }));
    let leave = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": null });
    assert_eq!(life.refused(leave.clone()), "gate", "no all-clear yet");
    life.execute(json!({ "type": "give_all_clear", "service": checkout }));
    assert_eq!(life.refused(leave), "gate", "a temporary measure is left");
    let mitigation = room(&open(life.folder.path()), incident).mitigations[0].entry;
    life.execute(json!({ "type": "remove_mitigation", "mitigation": mitigation }));
    life.enter("review");
    life.enter("follow_up");
    let close = json!({ "type": "enter_stage", "stage": "closed", "reason": null, "anyway": null });
    assert_eq!(life.refused(close), "gate", "nobody has published its review");
    let desk = open(life.folder.path());
    desk.begin_review(incident, "short".to_owned()).expect("a review");
    let edition = desk.review_process(incident).expect("its process").edition;
    drop(desk);
    life.execute(json!({ "type": "submit_review", "edition": edition }));
    let publish = |why: Option<&str>| json!({ "type": "publish_review", "edition": edition, "anyway": why });
    assert_eq!(life.refused(publish(None)), "gate", "nobody else has approved it");
    life.execute(publish(Some("there is nobody else")));
    life.enter("closed");

    let desk = open(life.folder.path());
    let room = room(&desk, incident);
    assert_eq!(
        (room.stage, room.active, room.title.as_str()),
        (Stage::Closed, false, "Checkout refuses cards")
    );
    assert_eq!(room.severity.map(|severity| severity.name).as_deref(), Some("Medium"));
    let manager = room.roles.iter().find(|role| role.role.as_str() == "incident-manager").expect("the role");
    assert_eq!(manager.holders[0].person, me);
    let ticked = room.checklists.iter().flat_map(|list| &list.items).find(|item| item.place == open_item);
    assert_eq!(ticked.map(|item| item.progress), Some(Progress::Ticked));
    assert!(room.mitigations[0].removed.is_some() && room.services[0].all_clear.is_some());
    assert_eq!((room.decisions.len(), room.tasks.len()), (1, 1));
    assert!(room.resolved.is_some());
    for words in ["every third card", "fail over to the other region", "freeze deploys", "traffic moved"] {
        let told = timeline(&desk, incident);
        assert!(told.iter().any(|line| line.contains(words)), "{words} is not in {told:#?}");
    }
    let board = desk.board(serde_json::from_value(json!({})).expect("a query")).expect("the board");
    assert_eq!((board.active.len(), board.closed.len()), (0, 1));
    assert!(desk.check_log().expect("the log").whole);
}

#[test]
fn an_undone_command_stays_undone() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare_as(&desk, declaration("First title"));
    let retitled =
        desk.execute(incident, Command::Retitle { title: "Second title".into() }).expect("retitled");
    desk.execute(incident, Command::Undo { entries: retitled.entries }).expect("undone");
    drop(desk);
    let desk = open(folder.path());
    assert_eq!(room(&desk, incident).title, "First title");
    assert!(
        timeline(&desk, incident).iter().any(|line| line.contains("Second title")),
        "nothing is forgotten"
    );
}

#[test]
fn two_commands_of_one_millisecond_are_two_lines_and_are_taken_back_one_by_one() {
    clock!(now, _HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "As fast as the clock");
    let [first, second] = ["first words", "second words"].map(|text| note(&desk, incident, text));
    let told = timeline(&desk, incident);
    assert_eq!(told.iter().filter(|line| line.ends_with(" words")).count(), 2, "{told:?}");
    let line = room(&desk, incident).timeline.into_iter().find(|line| line.entry == first).expect("a line");
    assert_eq!(line.entries, [first]);
    desk.execute(incident, Command::Undo { entries: line.entries }).expect("taken back");
    let stands = |entry| {
        let line = room(&desk, incident).timeline.into_iter().find(|line| line.entry == entry);
        line.expect("a line").standing == Standing::Stands
    };
    assert_eq!((stands(first), stands(second)), (false, true));
}

#[test]
fn of_two_people_at_one_desk_nobodys_command_is_lost() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare_as(&desk, declaration("Written by many"));
    std::thread::scope(|scope| {
        for hand in 0..4 {
            let desk = &desk;
            scope.spawn(move || {
                for n in 0..25 {
                    note(desk, incident, &format!("hand {hand} wrote {n}"));
                }
            });
        }
    });
    let told = timeline(&desk, incident);
    for hand in 0..4 {
        for n in 0..25 {
            let words = format!("hand {hand} wrote {n}");
            assert_eq!(told.iter().filter(|line| line.ends_with(&words)).count(), 1, "{words}");
        }
    }
    assert!(desk.check_log().expect("the log").whole);
}

#[test]
fn of_many_who_take_command_at_once_every_one_but_the_first_sees_the_one_before() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare_as(&desk, declaration("Who is in charge"));
    let people: Vec<Value> = (0..4)
        .map(|n| {
            desk.new_person(format!("Person {n}")).expect("a person");
            let people = desk.book().expect("the book").people;
            json!(people.iter().find(|person| person.name == format!("Person {n}")).expect("the person").id)
        })
        .collect();
    std::thread::scope(|scope| {
        for person in &people {
            let desk = &desk;
            scope.spawn(move || {
                execute(desk, incident, json!({ "type": "assign", "role": "incident-manager", "service": null, "person": person }));
            });
        }
    });
    let room = room(&desk, incident);
    let manager = room.roles.iter().find(|role| role.role.as_str() == "incident-manager").expect("the role");
    assert_eq!(manager.holders.len(), 1, "one laptop cannot disagree with itself");
    assert!(room.clashes.is_empty());
}
