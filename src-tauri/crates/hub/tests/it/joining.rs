//! Invitations: good ones, spent ones, and those who are not who they say.

use ed25519_dalek::SigningKey;
use hub::{Hub, Invited, Join, Role, adopt, adoption_code};
use incident::book::Book;
use incident::entry::sign;
use incident::event::Event;
use incident::id::{PersonId, ReplicaKey};
use incident::record::{Fact, Record};
use incident::stream::{Section, Stream};
use sync::Verdict;

use super::House;
use crate::house::{Ground, code, real_now};
use crate::laptop::{Laptop, proof};

const PEOPLE: Stream = Stream::Book(Section::People);

/// The book's people, from what a laptop pulls.
async fn people(laptop: &Laptop) -> Book {
    let entries = laptop.pull_all().await.into_iter().filter(|entry| entry.head.stream == PEOPLE);
    // The hub writes one series in these tests, so its hashes chain from the beginning.
    let mut hash = None;
    let facts: Vec<Fact> = entries
        .map(|entry| {
            let first = incident::entry::first_hash(laptop.journal.workspace(), &entry.head.series());
            let own = entry.hash(&hash.unwrap_or(first));
            hash = Some(own);
            Fact::read(&entry, &own)
        })
        .collect();
    Book::default().with(Section::People, Record::fold(PEOPLE, facts).into())
}

#[tokio::test]
async fn who_joins_gets_a_token_and_the_book_says_for_whom_the_laptop_writes() {
    let house = House::found().await;
    let laptop = house.member("Ana", Role::Responder).await;
    let book = people(&laptop).await;
    assert_eq!(book.person_of(laptop.replica()), Some(laptop.person));
    assert_eq!(book.person_name(laptop.person), Some("Ana"));
}

#[tokio::test]
async fn wrong_spent_and_expired_invitations_are_refused_with_one_sentence() {
    let house = House::found().await;
    let store = house.store();
    let spent = house.invite(Role::Admin).code;
    let first = Laptop::new(&house, "First");
    assert_eq!(house.join(&first.asks(&spent)).await.status(), 200);
    let expired = Invited::new(&*store, Role::Admin, 1, 0, None, real_now()).unwrap().code;
    let laptop = Laptop::new(&house, "Late");
    let mut sentences = Vec::new();
    for code in ["AAAAAAAAAAAAAAAAAAAAAA", "", &spent, &expired] {
        let answer = house.join(&laptop.asks(code)).await;
        assert_eq!(answer.status(), 403, "{code}");
        sentences.push(answer.text().await.unwrap());
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");

    // Whose answer was lost asks again; the token that did not arrive is good no more.
    assert_eq!(house.join(&first.asks(&spent)).await.status(), 200);
}

#[tokio::test]
async fn an_invitation_lets_as_many_in_as_it_says() {
    let house = House::found().await;
    let code = Invited::new(&*house.store(), Role::Observer, 2, 1, None, real_now()).unwrap().code;
    for expected in [200, 200, 403] {
        assert_eq!(house.join(&Laptop::new(&house, "One of many").asks(&code)).await.status(), expected);
    }
}

#[tokio::test]
async fn nobody_enrols_a_key_that_they_do_not_hold() {
    let house = House::found().await;
    let good = house.invite(Role::Admin).code;
    let (laptop, other) = (Laptop::new(&house, "Ana"), Laptop::new(&house, "Eve"));
    let asks = laptop.asks(&good);
    for proof in [
        proof(&other.author.key, house.workspace, house.hub, &asks),
        proof(&laptop.author.key, house.workspace, house.hub, &laptop.asks("AAAAAAAAAAAAAAAAAAAAAA")),
        proof(&laptop.author.key, house.workspace, house.hub, &laptop.asks(&good)),
        proof(&laptop.author.key, incident::id::WorkspaceId([1; 32]), house.hub, &asks),
        proof(&laptop.author.key, house.workspace, laptop.replica(), &asks),
        String::new(),
    ] {
        let answer = house.join(&Join { proof, ..asks.clone() }).await;
        assert_eq!(code(answer).await, (403, "proof".to_owned()));
    }
    for name in ["", " ", "a\nb", &"x".repeat(101)] {
        let answer = house.join(&Join { name: name.to_owned(), ..laptop.asks(&good) }).await;
        assert_eq!(code(answer).await, (422, "name".to_owned()));
    }
    let much = Join { device: "x".repeat(1 << 20), ..laptop.asks(&good) };
    assert_eq!(code(house.join(&much).await).await, (413, "too_large".to_owned()));
    assert_eq!(house.join(&laptop.asks(&good)).await.status(), 200, "none of that has used it up");
}

#[tokio::test]
async fn a_laptop_of_before_is_told_its_token_once() {
    let house = House::found().await;
    let invited = Invited::new(&*house.store(), Role::Observer, 2, 1, None, real_now()).unwrap().code;
    let laptop = Laptop::new(&house, "Ana");
    let digest = Join::digest(house.workspace, &invited);
    let proof = Join::proof(&sign(&laptop.author.key, &digest));
    let asks = Join { token: None, proof, ..laptop.asks(&invited) };
    let welcome: hub::Welcome = house.join(&asks).await.json().await.unwrap();
    let me = house.http.get(format!("{}/v1/me", house.url)).bearer_auth(&welcome.token);
    assert_eq!(me.send().await.unwrap().status(), 200);
    assert_eq!(code(house.join(&asks).await).await, (403, "proof".to_owned()));
}

#[tokio::test]
async fn what_was_asked_before_the_last_time_does_not_bring_back_the_token_of_then() {
    let house = House::found().await;
    let several = || Invited::new(&*house.store(), Role::Observer, 5, 1, None, real_now()).unwrap().code;
    let mut laptop = Laptop::new(&house, "Ana");
    let before = laptop.asks(&several());
    assert_eq!(house.join(&before).await.status(), 200);
    let welcome = house.join(&laptop.asks(&several())).await.json().await.unwrap();
    laptop.is_in(&welcome);
    assert_eq!(code(house.join(&before).await).await, (403, "invitation".to_owned()));
    assert_eq!(laptop.get("/v1/me").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lost_laptop_does_not_come_back_by_an_invitation_of_before() {
    let house = House::found().await;
    let store = house.store();
    let ana = house.member("Ana", Role::Responder).await;
    let invited = || Invited::new(&*store, Role::Responder, 1, 1, Some(ana.person), real_now()).unwrap().code;
    let before = invited();
    let lost = store.devices().unwrap().into_iter().find(|device| device.replica == ana.replica()).unwrap();
    store.revoke_device(lost.id, real_now()).unwrap();
    let thief = Laptop::new(&house, "Ana's stolen laptop");
    assert_eq!(code(house.join(&thief.asks(&before)).await).await, (403, "invitation".to_owned()));
    assert_eq!(house.join(&Laptop::new(&house, "Ana's new one").asks(&invited())).await.status(), 200);
}

#[tokio::test]
async fn a_person_comes_with_their_own_id_unless_somebody_here_has_it() {
    let house = House::found().await;
    let ana = Laptop::new(&house, "Ana");
    let person = Some(PersonId([9; 16]));
    let code = house.invite(Role::Responder).code;
    let answer = house.join(&Join { person, ..ana.asks(&code) }).await;
    assert_eq!(answer.json::<hub::Welcome>().await.unwrap().person, PersonId([9; 16]));
    let eve = Laptop::new(&house, "Eve");
    let answer = house.join(&Join { person, ..eve.asks(&house.invite(Role::Responder).code) }).await;
    assert_eq!(crate::house::code(answer).await, (409, "person_taken".to_owned()));

    let invited = Invited::new(&*house.store(), Role::Observer, 1, 1, person, real_now()).unwrap();
    let second = Laptop::new(&house, "Ana's other laptop");
    let welcome: hub::Welcome = house.join(&second.asks(&invited.code)).await.json().await.unwrap();
    assert_eq!(
        (welcome.person, welcome.role),
        (PersonId([9; 16]), Role::Responder),
        "one more device of hers"
    );
}

#[tokio::test]
async fn nobody_becomes_a_person_of_the_book_who_has_not_joined_yet() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let (named, enrolled) = (PersonId([7; 16]), PersonId([8; 16]));
    let (dan, eve) = (Laptop::new(&house, "Dan"), Laptop::new(&house, "Eve"));
    let said = vec![
        Event::PersonNamed { person: named, name: "Cleo".to_owned(), base: vec![] },
        Event::ReplicaEnrolled { replica: dan.replica(), person: enrolled },
    ];
    admin.push(admin.write(PEOPLE, false, said)).await;
    let good = house.invite(Role::Responder).code;
    for person in [named, enrolled] {
        let answer = house.join(&Join { person: Some(person), ..eve.asks(&good) }).await;
        assert_eq!(code(answer).await, (409, "person_taken".to_owned()));
    }
    let answer = house.join(&Join { person: Some(enrolled), ..dan.asks(&good) }).await;
    let welcome: hub::Welcome = answer.json().await.unwrap();
    assert_eq!(welcome.person, enrolled, "the book says that this laptop is his");

    let hers = Invited::new(&*house.store(), Role::Responder, 1, 1, Some(named), real_now()).unwrap().code;
    let cleo = Laptop::new(&house, "Cleo");
    let answer = house.join(&Join { person: Some(named), ..cleo.asks(&hers) }).await;
    assert_eq!(answer.json::<hub::Welcome>().await.unwrap().person, named, "the invitation says so");
}

#[tokio::test]
async fn an_invitation_for_one_more_device_from_before_a_revocation_does_not_undo_it() {
    let house = House::found().await;
    let store = house.store();
    let mut rex = house.member("Rex", Role::Responder).await;
    let made_at = real_now();
    let for_him = |now| Invited::new(&*store, Role::Responder, 1, 1, Some(rex.person), now).unwrap().code;
    let before = for_him(made_at);
    store.revoke_member(rex.person, made_at).unwrap();
    let fresh = Laptop::new(&house, "Rex's other laptop");
    assert_eq!(house.join(&fresh.asks(&before)).await.status(), 403);
    let after = for_him(made_at);
    let welcome: hub::Welcome = house.join(&rex.asks(&after)).await.json().await.unwrap();
    rex.is_in(&welcome);
    assert_eq!(rex.get("/v1/me").send().await.unwrap().status(), 200);
    assert_eq!(house.join(&fresh.asks(&before)).await.status(), 403, "also once he is back");
}

#[tokio::test]
async fn an_invitation_from_before_a_revocation_does_not_undo_it() {
    let house = House::found().await;
    let before = house.invite(Role::Admin);
    let mut laptop = house.member("Rex", Role::Responder).await;
    house.store().revoke_member(laptop.person, real_now()).unwrap();
    assert_eq!(house.join(&laptop.asks(&before.code)).await.status(), 403);
    let after = house.invite(Role::Observer);
    let answer = house.join(&laptop.asks(&after.code)).await;
    let welcome: hub::Welcome = answer.json().await.unwrap();
    assert_eq!((welcome.person, welcome.role), (laptop.person, Role::Observer));
    laptop.is_in(&welcome);
    assert_eq!(laptop.get("/v1/me").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_hub_takes_over_the_workspace_of_a_laptop_and_its_founder_brings_the_log() {
    let key = SigningKey::from_bytes(&[200; 32]);
    let ground = House::ground();
    let place = ground.place();
    let secret = [5; 16];
    let workspace = adopt(&place, &adoption_code(&key, &secret), real_now()).unwrap();
    assert_eq!(workspace.0, key.verifying_key().to_bytes());
    assert!(adopt(&place, &adoption_code(&key, &secret), real_now()).is_err(), "a hub lives there");
    assert_eq!(Hub::open(&place).unwrap().workspace(), workspace);
    let house = House::serve(ground).await;

    let code = hub::in_words(&secret);
    let thief = Laptop::new(&house, "Eve");
    assert_eq!(house.join(&thief.asks(&code)).await.status(), 403, "the code is for the founder's laptop");
    let mut founder = Laptop::new(&house, "Ana");
    founder.author.key = key;
    let person = PersonId([3; 16]);
    let log = founder.write(
        PEOPLE,
        false,
        vec![
            Event::PersonNamed { person, name: "Ana".to_owned(), base: vec![] },
            Event::ReplicaEnrolled { replica: founder.replica(), person },
        ],
    );
    let answer = house.join(&Join { person: Some(person), ..founder.asks(&code) }).await;
    let welcome: hub::Welcome = answer.json().await.unwrap();
    assert_eq!(
        (welcome.person, welcome.role, welcome.hub == ReplicaKey(workspace.0)),
        (person, Role::Admin, false)
    );
    founder.is_in(&welcome);
    let pushed = founder.push(log).await;
    assert_eq!(pushed.verdicts, [Verdict::Taken, Verdict::Taken]);
    assert!(
        pushed.receipts.iter().all(|receipt| receipt.is_genuine(workspace) && receipt.hub == welcome.hub)
    );
}
