//! Several hubs on one database.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hub::{Caret, Database, Here, Hub, Place, Present, Role, change, found, open, router};
use incident::body::Body;
use incident::entry::{BodyBytes, Entry, Series};
use incident::event::Event;
use incident::record::Record;
use sync::Verdict;
use tower::ServiceExt;

use super::House;
use crate::cluster::{Cluster, InDatabase};
use crate::ear::Ear;
use crate::house::{Ground, NOW, PATIENCE, config, serve, until};
use crate::laptop::{Laptop, START, incident, note};
use crate::program::{Served, code_of, fail, run};

/// A laptop that talks to another hub from now on.
fn at(mut laptop: Laptop, url: &str) -> Laptop {
    url.clone_into(&mut laptop.url);
    laptop
}

#[tokio::test]
async fn what_is_pushed_at_one_hub_is_heard_live_at_another() {
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let ana = house.member("Ana", Role::Responder).await;
    let ben = at(house.member("Ben", Role::Observer).await, &second);
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    for n in 0..5 {
        let entries = ana.note(incident(1), &format!("note {n}"));
        let begun = Instant::now();
        let pushed = ana.push(entries.clone()).await;
        let mut heard = ear.page().await;
        while heard.cursor.position < pushed.cursor.position {
            heard = ear.page().await;
        }
        assert!(heard.entries.ends_with(&entries));
        assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
    }
    assert_eq!(ben.pull_all().await, ana.pull_all().await);
}

/// Between two pokes of one hub, at least.
const BREATH: Duration = Duration::from_millis(7);

#[tokio::test]
async fn a_hub_that_does_not_look_by_itself_is_poked_and_not_once_for_every_change() {
    let ground = House::ground();
    found(&ground.place(), None, NOW).unwrap();
    // Stores alone: nobody looks at the log from time to time, so only a poke is heard of.
    let (writes, hears) = (open(&ground.place()).unwrap(), open(&ground.place()).unwrap());
    let (_tells, mut pokes) = (writes.others().unwrap(), hears.others().unwrap());
    let ana = Laptop::in_workspace(writes.workspace(), "", "Ana");
    let take = |entries: Vec<Entry>| {
        change(&*writes, move |change| change.absorb(entries)).unwrap();
    };
    let one_more = || take(ana.note(incident(1), "one more"));
    until("both listen", async || {
        one_more();
        (*pokes.borrow() > 1).then_some(())
    })
    .await;
    for n in 0..5 {
        one_more();
        let poked = tokio::time::timeout(PATIENCE, pokes.changed()).await;
        poked.unwrap_or_else(|_| panic!("nothing was heard of change {n}")).unwrap();
    }
    // Written beforehand, so that nothing but the database takes time between them.
    let many: Vec<_> = (0..40).map(|_| ana.note(incident(1), "one of many")).collect();
    let (before, begun) = (*pokes.borrow_and_update(), Instant::now());
    many.into_iter().for_each(take);
    // The last is told of by whichever poke comes after it.
    while tokio::time::timeout(Duration::from_secs(1), pokes.changed()).await.is_ok() {}
    let (heard, breaths) = (*pokes.borrow() - before, begun.elapsed().as_millis() / BREATH.as_millis());
    assert!(u128::from(heard) <= breaths + 2, "{heard} pokes in {breaths} breaths");
}

#[tokio::test]
async fn who_is_in_a_war_room_is_told_whichever_hub_they_talk_to() {
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let ana = house.member("Ana", Role::Responder).await;
    let ben = at(house.member("Ben", Role::Observer).await, &second);
    let room = incident(1).incident().unwrap();
    let says = async |laptop: &Laptop, here: bool| -> Present {
        let caret = here.then(|| Caret { text: "update/public/1".to_owned(), at: "AAEC".to_owned() });
        let said = Here { incident: room, here, caret };
        laptop.post("/v1/presence").json(&said).send().await.unwrap().json().await.unwrap()
    };
    let mut ear = Ear::of(&ben, START).await;
    // Until the second hub listens, Ana says it again, as laptops do.
    let both = until("Ben's hub tells of Ana", async || {
        says(&ana, true).await;
        let present = says(&ben, true).await;
        (present.people.len() == 2).then_some(present)
    })
    .await;
    assert!(both.people.contains(&ana.person) && both.people.contains(&ben.person));
    assert_eq!(both.writing.len(), 2, "and where they write");
    until("Ana's hub tells of Ben", async || (says(&ana, true).await.people.len() == 2).then_some(())).await;
    says(&ana, false).await;
    loop {
        let (event, _, data) = ear.next().await.expect("the stream goes on");
        let present = (event == "presence").then(|| serde_json::from_str::<Present>(&data).unwrap());
        if present.is_some_and(|present| present.people == [ben.person]) {
            break;
        }
    }
}

#[tokio::test]
async fn who_is_in_a_war_room_is_told_by_the_rules_of_now_also_by_a_hub_that_did_not_hear_of_them() {
    let house = House::found().await;
    // It looks at nothing by itself.
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let second = router(Arc::new(Hub::open(&house.place).unwrap()), stopped);
    let (ana, eve) = (house.member("Ana", Role::Responder).await, house.member("Eve", Role::Responder).await);
    ana.push(ana.write(incident(1), false, vec![Event::Declared { drill: false }])).await;
    let looks_in = async || {
        let here = Here { incident: incident(1).incident().unwrap(), here: true, caret: None };
        let request = axum::http::Request::post("/v1/presence")
            .header("authorization", format!("Bearer {}", eve.token.as_ref().unwrap()))
            .body(axum::body::Body::from(serde_json::to_string(&here).unwrap()))
            .unwrap();
        second.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(looks_in().await, 200);
    let closed =
        vec![Event::PrivacySet { private: true, base: vec![] }, Event::AccessGranted { person: ana.person }];
    ana.push(ana.write(incident(1), true, closed)).await;
    assert_eq!(looks_in().await, 404);
}

#[tokio::test]
async fn numbers_are_given_once_whichever_hub_gives_them() {
    const EACH: u8 = 20;
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let ana = house.member("Ana", Role::Responder).await;
    let ben = at(house.member("Ben", Role::Responder).await, &second);
    let declare = async |laptop: &Laptop, first: u8| {
        for n in first..first + EACH {
            let declared = vec![Event::Declared { drill: false }];
            let pushed = laptop.push(laptop.write(incident(n), false, declared)).await;
            assert_eq!(pushed.verdicts, [Verdict::Taken]);
        }
    };
    tokio::join!(declare(&ana, 0), declare(&ben, 100));
    let number = |entry: &Entry| {
        let BodyBytes::Whole(bytes) = &entry.body else { return None };
        match Body::from_bytes(entry.head.v, bytes).unwrap().event {
            Event::Numbered { number, .. } => Some(number),
            _ => None,
        }
    };
    let numbers: Vec<u64> = ana.pull_all().await.iter().filter_map(number).collect();
    assert_eq!(numbers.len(), 2 * usize::from(EACH));
    let unique: BTreeSet<u64> = numbers.into_iter().collect();
    assert_eq!(unique, (1..=2 * u64::from(EACH)).collect());
}

#[tokio::test]
async fn access_that_is_taken_back_at_one_hub_ends_streams_and_pushes_at_the_other() {
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let rex = at(house.member("Rex", Role::Responder).await, &second);
    let admin = house.member("Ada", Role::Admin).await;
    let mut his = Ear::of(&rex, START).await;
    his.page().await;
    let device = house.store().devices().unwrap()[0].id;
    let begun = Instant::now();
    let revoked = admin.post(&format!("/v1/devices/{device}/revoke")).send().await.unwrap();
    assert_eq!(revoked.status(), 204);
    assert_eq!(rex.offer(rex.note(incident(1), "too late")).await.status(), 403);
    // Also what somebody else passes on.
    let relayed = admin.push(rex.note(incident(2), "by another hand")).await;
    assert!(matches!(&relayed.verdicts[..], [Verdict::Waits { .. }]), "{relayed:?}");
    while his.next().await.is_some() {}
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
}

#[tokio::test]
async fn what_becomes_private_at_one_hub_is_hidden_by_the_other_at_once() {
    let house = House::found().await;
    let (second, _stop, _) = serve(&house.place, &config()).await;
    let ana = house.member("Ana", Role::Responder).await;
    let ben = at(house.member("Ben", Role::Admin).await, &second);
    let of = |entries: Vec<Entry>| entries.iter().filter(|entry| entry.head.stream == incident(1)).count();
    ana.push(ana.note(incident(1), "open")).await;
    for _ in 0..5 {
        assert_eq!(of(ben.pull_all().await), 1, "the second hub remembers that it is open");
    }
    let closing =
        vec![Event::AccessGranted { person: ana.person }, Event::PrivacySet { private: true, base: vec![] }];
    ana.push(ana.write(incident(1), true, closing)).await;
    assert_eq!(of(ben.pull_all().await), 0);
    // The record that the second hub keeps knows it too.
    let barred = ben.push(ben.write(incident(1), false, vec![Event::AccessGranted { person: ben.person }]));
    assert!(matches!(&barred.await.verdicts[..], [Verdict::Waits { .. }]));
}

#[test]
fn a_record_that_one_hub_keeps_has_what_others_wrote_since() {
    let ground = InDatabase::new();
    found(&ground.place(), None, NOW).unwrap();
    let (one, two) = (open(&ground.place()).unwrap(), open(&ground.place()).unwrap());
    let (ana, ben) =
        (Laptop::in_workspace(one.workspace(), "", "Ana"), Laptop::in_workspace(one.workspace(), "", "Ben"));
    let mut all = Vec::new();
    for n in 0..6 {
        let (store, laptop) = if n % 2 == 0 { (&one, &ana) } else { (&two, &ben) };
        let entries = laptop.note(incident(1), &format!("note {n}"));
        all.extend(entries.clone());
        let seen = change(&**store, move |change| {
            let before = change.record(incident(1))?.facts().len();
            change.absorb(entries)?;
            Ok((before, change.record(incident(1))?))
        });
        let (before, record) = seen.unwrap();
        assert_eq!((before, record.facts().len()), (n, n + 1));
        for store in [&one, &two] {
            assert_eq!(store.record(incident(1)).unwrap().facts(), record.facts());
        }
    }
    // As if it had been folded from the beginning.
    let fresh: Arc<Record> = open(&ground.place()).unwrap().record(incident(1)).unwrap();
    assert_eq!(one.record(incident(1)).unwrap().facts(), fresh.facts());
    assert_eq!(fresh.facts().len(), all.len());
}

#[test]
fn hubs_that_start_at_once_on_an_empty_database_make_its_tables_once() {
    let cluster = Cluster::new();
    let hubs: Vec<_> = (0..6)
        .map(|_| {
            let address = cluster.address();
            std::thread::spawn(move || {
                let folder = tempfile::tempdir().unwrap();
                let place = Place::new(folder.path()).with(Some(Database::new(address)));
                found(&place, Some("One of several workspaces"), NOW).unwrap();
                Hub::open(&place).unwrap().workspace()
            })
        })
        .collect();
    let workspaces: HashSet<_> = hubs.into_iter().map(|hub| hub.join().unwrap()).collect();
    assert_eq!(workspaces.len(), 6, "they share the database and nothing else");
}

#[tokio::test]
async fn an_older_hub_leaves_a_newer_database_alone_and_a_wrong_key_opens_nothing() {
    let ground = InDatabase::new();
    let stranger = ground.place();
    assert!(Hub::open(&stranger).err().unwrap().to_string().contains("no hub in"));
    found(&ground.place(), None, NOW).unwrap();
    let other = InDatabase::new();
    found(&other.place(), None, NOW).unwrap();
    std::fs::copy(other.place().key(), ground.place().key()).unwrap();
    let wrong = Hub::open(&ground.place()).err().unwrap().to_string();
    assert!(wrong.contains("no workspace whose hub has the key"), "{wrong}");
    other.cluster.says("INSERT INTO formats (number) SELECT max(number) + 1 FROM formats").await;
    let newer = Hub::open(&other.place()).err().unwrap().to_string();
    assert!(newer.contains("was changed by a newer hub (format "), "{newer}");
}

#[tokio::test]
async fn the_database_itself_keeps_entries_from_being_changed_and_verifying_finds_one_that_was() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    ana.push(ana.write(incident(1), false, vec![note("one"), note("two")])).await;
    let database = &house.ground.cluster;
    let attempt = |sql: &str| {
        format!(
            "DO $$ BEGIN BEGIN {sql}; EXCEPTION WHEN raise_exception THEN RETURN; END; RAISE 'it was done'; END $$"
        )
    };
    database.says(&attempt("DELETE FROM entries")).await;
    database.says(&attempt("UPDATE entries SET stamp = stamp + 1")).await;
    database.says(&attempt("UPDATE entries SET body = 'x'")).await;
    assert!(hub::verify(&house.place).unwrap().is_good());
    database
        .says(
            "ALTER TABLE entries DISABLE TRIGGER entries_are_for_ever;
             UPDATE entries SET body = replace(convert_from(body, 'UTF8'), 'two', 'too')::bytea",
        )
        .await;
    let verdict = hub::verify(&house.place).unwrap();
    assert_eq!(verdict.wrong.len(), 1, "{verdict:?}");
    assert!(verdict.wrong[0].what == journal::Flaw::Changed && verdict.wrong[0].seq == 2, "{verdict:?}");
}

#[tokio::test]
async fn an_operator_does_the_same_with_a_database() {
    let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::new());
    let (data, address) = (&folder.path().join("hub"), cluster.address());
    let run = |words: &[&str]| run(data, &[&["--database", &address], words].concat());
    let fail = |words: &[&str]| fail(data, &[&["--database", &address], words].concat());
    assert!(fail(&["serve"]).contains("no hub in"));
    let code = code_of(&run(&["init", "--name", "Ops"]));
    assert!(fail(&["init"]).contains("holds a hub already"));
    let served = Served::start_with(data, &["--database", &address]);
    let about: hub::About =
        reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
    assert_eq!(about.name.as_deref(), Some("Ops"));
    let mut ada = Laptop::at(&about, &served.url, "Ada");
    let answer = ada.post("/v1/join").json(&ada.asks(&code)).send().await.unwrap();
    ada.is_in(&answer.json().await.unwrap());
    ada.push(ada.note(incident(1), "one")).await;
    assert!(run(&["invite", "--role", "observer"]).starts_with("allclear://join?hub="));
    assert!(run(&["member", "list"]).contains("Ada"));
    assert!(run(&["verify"]).contains("as it was written"));
    let advice = fail(&["backup", "hub.dump"]);
    assert!(advice.contains("pg_dump") && advice.contains("hub.key"), "{advice}");
    run(&["member", "revoke", "Ada"]);
    assert_eq!(ada.get("/v1/me").send().await.unwrap().status(), 403);
    served.stop();
    let unclear = crate::program::fail(data, &["--database", "postgres://secret@:x", "serve"]);
    assert!(unclear.contains("is not understood") && !unclear.contains("secret"), "{unclear}");
}

fn names(entries: &[Entry]) -> HashSet<(Series, u64)> {
    entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect()
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_a_hub_is_killed_while_others_go_on() {
    let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::new());
    let (data, address) = (folder.path(), cluster.address());
    run(data, &["--database", &address, "init"]);
    let code =
        code_of(&run(data, &["--database", &address, "invite", "--role", "responder", "--uses", "99"]));
    let survivor = Served::start_with(data, &["--database", &address]);
    let about: hub::About =
        reqwest::get(format!("{}/v1/hub", survivor.url)).await.unwrap().json().await.unwrap();
    let joined = async |url: &str| {
        let mut laptop = Laptop::at(&about, url, "A hand");
        let answer = laptop.post("/v1/join").json(&laptop.asks(&code)).send().await.unwrap();
        laptop.is_in(&answer.json().await.unwrap());
        laptop
    };
    let reader = joined(&survivor.url).await;
    let mut all = Vec::new();
    for round in 0..4_usize {
        let victim = Served::start_with(data, &["--database", &address]);
        let (mut doomed, mut safe) = (Vec::new(), Vec::new());
        let (tell, mut told) = tokio::sync::mpsc::channel(1_000);
        for hand in 0..4_u8 {
            let url = if hand < 2 { &victim.url } else { &survivor.url };
            let (laptop, tell) = (joined(url).await, tell.clone());
            let hands = if hand < 2 { &mut doomed } else { &mut safe };
            hands.push(tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for n in 0..200 {
                    let entries = laptop.note(incident(hand), &format!("note {n}"));
                    let push = sync::Push::of(laptop.journal.workspace(), entries.clone());
                    let Ok(answer) = laptop.post("/v1/entries").json(&push).send().await else { break };
                    let Ok(pushed) = answer.json::<sync::Pushed>().await else { break };
                    assert!(pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken));
                    acknowledged.extend(entries);
                    if tell.send(()).await.is_err() && acknowledged.len() > 20 {
                        break;
                    }
                }
                acknowledged
            }));
        }
        for _ in 0..20 + round * 13 {
            told.recv().await.unwrap();
        }
        // With no chance to end what it does.
        drop(victim);
        drop(told);
        for hand in doomed.into_iter().chain(safe) {
            all.extend(hand.await.unwrap());
        }
        let there = names(&reader.pull_all().await);
        let lost: Vec<_> = names(&all).difference(&there).copied().collect();
        assert_eq!(lost, [], "round {round} lost what was acknowledged");
    }
    assert!(run(data, &["--database", &address, "verify"]).contains("as it was written"));
}
