//! Inviting from a laptop.

use hub::{Invite, InviteLink, Role};
use incident::event::Event;
use incident::id::PersonId;
use incident::stream::{Section, Stream};

use super::House;
use crate::house::{code, real_now};
use crate::laptop::Laptop;

const HOUR: i64 = 3_600_000;

async fn invited(admin: &Laptop, invite: &Invite) -> InviteLink {
    let answer = admin.post("/v1/invitations").json(invite).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

fn invite(role: Role, person: Option<PersonId>) -> Invite {
    Invite { role, uses: 1, hours: 2, person }
}

#[tokio::test]
async fn an_admin_invites_somebody_new_as_often_and_as_long_as_they_say() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let before = real_now().0;
    let made = invited(&admin, &Invite { uses: 2, ..invite(Role::Responder, None) }).await;
    assert!((before + 2 * HOUR..=real_now().0 + 2 * HOUR).contains(&made.expires_at.0));
    let escaped = house.url.replace(':', "%3A").replace('/', "%2F");
    assert_eq!(made.link, format!("allclear://join?hub={escaped}&code={}", made.code));
    for (name, status) in [("Rob", 200), ("Eva", 200), ("Tom", 403)] {
        let answer = house.join(&Laptop::new(&house, name).asks(&made.code)).await;
        assert_eq!(answer.status(), status, "{name}");
        if status == 200 {
            assert_eq!(answer.json::<hub::Welcome>().await.unwrap().role, Role::Responder);
        }
    }
}

#[tokio::test]
async fn somebody_of_the_book_who_never_joined_is_invited_as_who_they_are() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let cleo = PersonId([7; 16]);
    let people = Stream::Book(Section::People);
    let named = Event::PersonNamed { person: cleo, name: "Cleo".to_owned(), base: vec![] };
    admin.push(admin.write(people, false, vec![named])).await;

    let made = invited(&admin, &invite(Role::Responder, Some(cleo))).await;
    assert_eq!(made.role, Role::Responder);
    let laptop = Laptop::new(&house, "C. Cleo's laptop");
    let welcome: hub::Welcome = house.join(&laptop.asks(&made.code)).await.json().await.unwrap();
    assert_eq!((welcome.person, welcome.role), (cleo, Role::Responder));

    // A member with another laptop keeps their role, and is told so.
    assert_eq!(invited(&admin, &invite(Role::Admin, Some(cleo))).await.role, Role::Responder);
    let nobody = admin.post("/v1/invitations").json(&invite(Role::Admin, Some(PersonId([8; 16]))));
    assert_eq!(code(nobody.send().await.unwrap()).await, (404, "missing".to_owned()));
}

#[tokio::test]
async fn numbers_outside_of_what_is_allowed_are_refused_with_the_rule() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let good = invite(Role::Observer, None);
    for wrong in [
        Invite { uses: 0, ..good.clone() },
        Invite { uses: 101, ..good.clone() },
        Invite { hours: 0, ..good.clone() },
        Invite { hours: 721, ..good.clone() },
    ] {
        let answer = admin.post("/v1/invitations").json(&wrong).send().await.unwrap();
        assert_eq!(code(answer).await, (422, "limit".to_owned()), "{wrong:?}");
    }
    invited(&admin, &Invite { uses: 100, hours: 720, ..good }).await;
}
