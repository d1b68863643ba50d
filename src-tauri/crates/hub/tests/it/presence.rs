//! Who is in a war room, told to everybody who may know, and kept nowhere.

use hub::{Caret, Here, Present, Role, Writing};
use incident::id::{IncidentId, PersonId};
use reqwest::Response;

use super::House;
use super::private::secret;
use crate::ear::Ear;
use crate::house::code;
use crate::laptop::{Laptop, START, incident};

const ROOM: IncidentId = IncidentId([1; 16]);
const OTHER: IncidentId = IncidentId([2; 16]);

async fn say(laptop: &Laptop, incident: IncidentId, here: bool) -> Response {
    laptop.post("/v1/presence").json(&Here { incident, here, caret: None }).send().await.unwrap()
}

async fn enter(laptop: &Laptop, incident: IncidentId) -> Vec<PersonId> {
    let present: Present = say(laptop, incident, true).await.json().await.unwrap();
    assert_eq!(present.incident, incident);
    present.people
}

/// The next word on who is where, over everything else that is told.
async fn hear(ear: &mut Ear) -> Present {
    loop {
        let (event, id, data) = ear.next().await.expect("the stream goes on");
        if event == "presence" {
            assert_eq!(id, "", "a reader that comes back does not begin here");
            return serde_json::from_str(&data).unwrap();
        }
    }
}

fn sorted(mut people: Vec<PersonId>) -> Vec<PersonId> {
    people.sort();
    people
}

#[tokio::test]
async fn whoever_listens_hears_who_comes_and_who_goes() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    let log = ben.pull_all().await;

    assert_eq!(enter(&ana, ROOM).await, [ana.person]);
    assert_eq!(hear(&mut ear).await, Present { incident: ROOM, people: vec![ana.person], writing: vec![] });
    let both = sorted(vec![ana.person, ben.person]);
    assert_eq!(enter(&ben, ROOM).await, both);
    assert_eq!(hear(&mut ear).await, Present { incident: ROOM, people: both, writing: vec![] });
    // Going to another room is leaving the first; saying it again is no news.
    enter(&ana, ROOM).await;
    enter(&ana, OTHER).await;
    assert_eq!(hear(&mut ear).await, Present { incident: ROOM, people: vec![ben.person], writing: vec![] });
    assert_eq!(hear(&mut ear).await, Present { incident: OTHER, people: vec![ana.person], writing: vec![] });
    assert_eq!(say(&ana, OTHER, false).await.status(), 200);
    assert_eq!(hear(&mut ear).await, Present { incident: OTHER, people: vec![], writing: vec![] });

    assert_eq!(ben.pull_all().await, log, "nothing of it is written down");
}

#[tokio::test]
async fn whoever_listens_hears_where_somebody_writes_as_long_as_they_do() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    enter(&ana, ROOM).await;
    let mut present = Present { incident: ROOM, people: vec![ana.person], writing: vec![] };
    assert_eq!(hear(&mut ear).await, present);
    for at in ["AAEC", "AAED"] {
        let caret = Caret { text: "update/public/1".to_owned(), at: at.to_owned() };
        let here = Here { incident: ROOM, here: true, caret: Some(caret.clone()) };
        // Saying the same again is no news.
        for _ in 0..2 {
            assert_eq!(ana.post("/v1/presence").json(&here).send().await.unwrap().status(), 200);
        }
        present.writing = vec![Writing { person: ana.person, caret }];
        assert_eq!(hear(&mut ear).await, present);
    }
    enter(&ana, ROOM).await;
    present.writing.clear();
    assert_eq!(hear(&mut ear).await, present);
    // No more fits than a page of ours says.
    let caret = Caret { text: "x".repeat(2_000), at: String::new() };
    let long = Here { incident: ROOM, here: true, caret: Some(caret) };
    assert_eq!(ana.post("/v1/presence").json(&long).send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn who_is_in_a_private_room_is_for_those_who_are_named_in_it() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let admin = house.member("Ada", Role::Admin).await;
    let entries = secret(&ana, &ben);
    assert_eq!(entries[0].head.stream, incident(1));
    ana.push(entries).await;
    let (mut his, mut hers) = (Ear::of(&ben, START).await, Ear::of(&admin, START).await);
    his.page().await;
    hers.page().await;

    assert_eq!(enter(&ana, ROOM).await, [ana.person]);
    assert_eq!(hear(&mut his).await, Present { incident: ROOM, people: vec![ana.person], writing: vec![] });
    assert_eq!(code(say(&admin, ROOM, true).await).await, (404, "missing".to_owned()));
    // The next word that the admin hears is the next that is hers to hear.
    enter(&ben, OTHER).await;
    assert_eq!(hear(&mut hers).await, Present { incident: OTHER, people: vec![ben.person], writing: vec![] });
}
