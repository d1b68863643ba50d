//! The messages that only the hub has, as they are on the wire. The rest of the protocol is the crate `sync`'s.

use hub::{
    About, Appoint, Caret, Device, Hashed, Here, Invite, InviteLink, Join, ListedDevice, ListedInvitation,
    Present, Role, Waiting, Welcome, Why, Writing,
};
use incident::entry::Series;
use incident::id::{IncidentId, Millis, PersonId, ReplicaKey, Run, WorkspaceId, hex};
use incident::stream::Stream;
use serde_json::{Value, json, to_value};

#[test]
fn the_messages_are_as_they_always_were() {
    let (workspace, hub) = (WorkspaceId([1; 32]), ReplicaKey([2; 32]));
    let (replica, person) = (ReplicaKey([3; 32]), PersonId([4; 16]));
    let join = Join {
        code: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        replica,
        name: "Ana".to_owned(),
        device: "Laptop".to_owned(),
        person: Some(person),
        token: None,
        proof: Join::proof(&[5; 64]),
    };
    let drawn = Hashed([7; 32]);
    let with_token = Join { token: Some(hex(&drawn.0)), ..join.clone() };
    let welcome = Welcome { token: "B".repeat(43), workspace, hub, person, role: Role::Responder };
    let about = About { workspace, hub, name: Some("Ops".to_owned()), version: "0.1.0".to_owned() };
    let device = Device {
        id: 7,
        name: "Laptop".to_owned(),
        replica,
        person,
        person_name: "Ana".to_owned(),
        role: Role::Observer,
        joined_at: Millis(1_800_000_000_000),
        revoked_at: Some(Millis(1_800_000_000_001)),
    };
    let (at, incident) = (Millis(1_800_000_000_002), IncidentId([6; 16]));
    let invite = Invite { role: Role::Responder, uses: 2, hours: 72, person: Some(person) };
    let link = "allclear://join?hub=https%3A%2F%2Fhub.example.org&code=A".to_owned();
    let invite_link = InviteLink { code: "A".to_owned(), link, role: Role::Admin, expires_at: at };
    let listed_invitation = ListedInvitation {
        id: 8,
        role: Role::Responder,
        uses: 2,
        made_at: Millis(1_800_000_000_000),
        expires_at: at,
        made_by: Some(person),
        person: Some(person),
    };
    let here = Here { incident, here: true, caret: None };
    let present = Present { incident, people: vec![person], writing: vec![] };
    let caret = Caret { text: "update/public/1".to_owned(), at: "AAEC".to_owned() };
    let here_writing = Here { caret: Some(caret.clone()), ..here.clone() };
    let present_writing = Present { writing: vec![Writing { person, caret }], ..present.clone() };
    let series = Series { stream: Stream::Incident(incident), replica, run: Run([7; 8]) };
    let waiting = Waiting { id: 9, series, from: 3, to: 5, why: Why::Revoked, since: at };
    let written = json!({
        "join": join,
        "join_digest": Join::digest(workspace, "AAAAAAAAAAAAAAAAAAAAAA"),
        "join_with_token": with_token,
        "join_with_token_digest": Join::digest_with(workspace, hub, &drawn, "AAAAAAAAAAAAAAAAAAAAAA"),
        "welcome": welcome.clone(),
        "welcome_with_token": Welcome { token: String::new(), ..welcome },
        "about": about,
        "device": device.clone(),
        "listed_device": ListedDevice { device, last_seen: Some(at) },
        "invite": invite,
        "invite_link": invite_link,
        "listed_invitation": listed_invitation.clone(),
        "listed_invitation_of_an_operator": ListedInvitation { made_by: None, person: None, ..listed_invitation },
        "appoint": Appoint { role: Role::Responder },
        "waiting": waiting,
        "here": here,
        "present": present,
        "here_writing": here_writing,
        "present_writing": present_writing,
    });
    let golden: Value = serde_json::from_str(include_str!("../golden/messages.json")).unwrap();
    assert_eq!(written, golden, "{written:#}");
    // What was written by an older laptop is still read, and what a newer one adds is no harm.
    let mut older = golden["join"].clone();
    older.as_object_mut().unwrap().remove("person");
    older["mood"] = json!("grim");
    let read: Join = serde_json::from_value(older).unwrap();
    assert_eq!(read, Join { person: None, ..join });
    let mut older = golden["invite"].clone();
    older.as_object_mut().unwrap().remove("person");
    assert_eq!(serde_json::from_value::<Invite>(older).unwrap(), Invite { person: None, ..invite });
    assert_eq!(serde_json::from_value::<Waiting>(golden["waiting"].clone()).unwrap(), waiting);
    assert_eq!(serde_json::from_value::<Here>(golden["here"].clone()).unwrap(), here);
    assert_eq!(serde_json::from_value::<Present>(golden["present"].clone()).unwrap(), present);
    assert_eq!(serde_json::from_value::<Here>(golden["here_writing"].clone()).unwrap(), here_writing);
    assert_eq!(
        serde_json::from_value::<Present>(golden["present_writing"].clone()).unwrap(),
        present_writing
    );
    assert_eq!(
        to_value(serde_json::from_value::<Welcome>(golden["welcome"].clone()).unwrap()).unwrap(),
        golden["welcome"]
    );
    assert_eq!(
        to_value(serde_json::from_value::<About>(golden["about"].clone()).unwrap()).unwrap(),
        golden["about"]
    );
}
