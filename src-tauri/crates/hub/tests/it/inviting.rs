//! Inviting from a laptop.

use hub::{Invite, InviteLink, ListedInvitation, Role};
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

/// Whether a laptop with a key that nobody knows is let in by a code.
async fn lets_in(house: &House, code: &str) -> bool {
    let answer = house.join(&Laptop::new(house, "A fresh key").asks(code)).await;
    match answer.status().as_u16() {
        200 => true,
        _ => {
            assert_eq!(self::code(answer).await, (403, "invitation".to_owned()));
            false
        }
    }
}

#[tokio::test]
async fn who_is_revoked_does_not_come_back_by_an_invitation_that_they_made_or_came_by() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let several = |role| Invite { uses: 9, ..invite(role, None) };
    let by_person = |person| house.store().revoke_member(person, real_now()).unwrap();
    let by_device = |person| {
        let devices = house.store().devices().unwrap();
        let device = devices.iter().find(|device| device.person == person).unwrap().id;
        house.store().revoke_device(device, real_now()).unwrap();
    };
    let revocations: [&dyn Fn(PersonId); 2] = [&by_person, &by_device];
    for (n, revoke) in revocations.into_iter().enumerate() {
        let kept = invited(&admin, &several(Role::Observer)).await.code;
        let came = invited(&admin, &several(Role::Admin)).await.code;
        let mut mallory = Laptop::new(&house, "Mallory");
        mallory.is_in(&house.join(&mallory.asks(&came)).await.json().await.unwrap());
        let made = invited(&mallory, &several(Role::Admin)).await.code;
        assert!(lets_in(&house, &made).await && lets_in(&house, &came).await, "while nothing is revoked");
        revoke(mallory.person);
        assert!(!lets_in(&house, &made).await, "what they made, {n}");
        assert!(!lets_in(&house, &came).await, "what they came by, {n}");
        assert!(lets_in(&house, &kept).await, "what is no business of theirs, {n}");

        // Let in again, they have access; what was ended stays so.
        let again = house.store().members().unwrap();
        assert!(again.iter().any(|member| member.person == mallory.person));
        let back = invited(&admin, &invite(Role::Admin, Some(mallory.person))).await.code;
        mallory.is_in(&house.join(&mallory.asks(&back)).await.json().await.unwrap());
        assert!(!lets_in(&house, &made).await, "once they are back, {n}");
    }
}

#[tokio::test]
async fn an_invitation_made_in_the_moment_of_the_revocation_lets_nobody_in() {
    let house = House::found().await;
    let rex = house.member("Rex", Role::Admin).await;
    house.store().revoke_member(rex.person, real_now()).unwrap();
    // As a request leaves it that was allowed just before, and wrote just after.
    let (made_at, expires_at) = (real_now(), real_now().plus_minutes(60));
    let maker = Some(rex.replica());
    let late = hub::Invitation {
        role: Role::Admin,
        uses: 1,
        made_at,
        expires_at,
        person: None,
        replica: None,
        maker,
    };
    house.store().invite("late", &late).unwrap();
    assert!(!lets_in(&house, "late").await);
}

#[tokio::test]
async fn an_admin_sees_by_which_invitations_somebody_may_still_join_and_ends_them() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let before = house.invite(Role::Observer);
    let made = invited(&admin, &Invite { uses: 2, ..invite(Role::Responder, Some(admin.person)) }).await;
    let list = async || -> Vec<ListedInvitation> {
        admin.get("/v1/invitations").send().await.unwrap().json().await.unwrap()
    };
    // The first of a founded hub was not used by anybody.
    let [_first, operators, hers] = &list().await[..] else { panic!("{:?}", list().await) };
    assert_eq!((operators.role, operators.uses, operators.made_by), (Role::Observer, 1, None));
    assert_eq!((hers.role, hers.uses, hers.expires_at), (Role::Admin, 2, made.expires_at));
    assert_eq!((hers.made_by, hers.person), (Some(admin.person), Some(admin.person)));

    assert!(lets_in(&house, &before.code).await);
    assert_eq!(list().await.len(), 2, "one that is used up is not open");
    let withdraw = format!("/v1/invitations/{}/withdraw", hers.id);
    assert_eq!(admin.post(&withdraw).send().await.unwrap().status(), 204);
    assert!(!lets_in(&house, &made.code).await);
    assert_eq!(code(admin.post(&withdraw).send().await.unwrap()).await, (404, "missing".to_owned()));
    let wrong = admin.post("/v1/invitations/x/withdraw").send().await.unwrap();
    assert_eq!(code(wrong).await.0, 400);
}

#[tokio::test]
async fn a_role_that_was_changed_counts_from_the_next_request_on() {
    let house = House::found().await;
    let (rob, ana) = (house.member("Rob", Role::Observer).await, house.member("Ana", Role::Responder).await);
    let note = rob.note(crate::laptop::incident(1), "let me write");
    assert!(matches!(rob.push(note.clone()).await.verdicts[..], [sync::Verdict::Refused { .. }]));
    house.store().set_role(rob.person, Role::Responder).unwrap();
    assert_eq!(rob.push(note).await.verdicts, [sync::Verdict::Taken]);
    let members = house.store().members().unwrap();
    assert!(members.iter().any(|member| (member.person, member.role) == (ana.person, Role::Responder)));
}
