//! Somebody who tells people outside, by way of the hub.

use hub::{Config, Role};
use incident::event::Event;
use incident::id::{DestinationId, EntryRef, ReplicaKey};
use incident::incident::Incident;
use incident::outbox::OutgoingState;
use incident::record::Record;
use incident::stream::{Section, Stream};
use incident::value::{Audience, Destination, Dispatch, Occasion, Transport};
use serde_json::{Value, json};

use crate::house::{Ground, HouseOn, config};
use crate::laptop::{Laptop, incident};

pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Settings of a hub whose own network is this computer.
pub(crate) fn at_home() -> Config {
    Config { own: vec!["127.0.0.1".parse().unwrap()], ..config() }
}

/// An admin whose hub has a channel to this address, and what opens it.
pub(crate) async fn admin_with<G: Ground>(house: &HouseOn<G>, transport: Transport) -> Laptop {
    let admin = house.member("Ada", Role::Admin).await;
    define(&admin, transport.clone()).await;
    assert_eq!(entrust(&admin, &transport).await, 204);
    admin
}

pub(crate) async fn define(admin: &Laptop, transport: Transport) {
    let destination = Destination {
        id: team(),
        name: "Team".to_owned(),
        transport,
        audiences: vec![Audience::Employees],
        drill: false,
        laptops: false,
        rooms: None,
    };
    let defined = Event::DestinationDefined { destination, base: vec![] };
    admin.push(admin.write(Stream::Book(Section::Communication), false, vec![defined])).await;
}

pub(crate) async fn entrust(admin: &Laptop, transport: &Transport) -> u16 {
    let body = json!({ "secret": KEY, "shown_to": transport.shown_to() });
    admin.put("/v1/channels/team/secret").json(&body).send().await.unwrap().status().as_u16()
}

pub(crate) fn team() -> DestinationId {
    "team".parse().unwrap()
}

pub(crate) fn webhook(url: &str) -> Transport {
    Transport::Webhook { url: url.to_owned() }
}

/// Declares an incident, and proposes and approves an update that the hub is to send.
pub(crate) async fn approve(laptop: &Laptop, n: u8, text: &str) -> EntryRef {
    let update = propose(laptop, n, text).await;
    laptop.push(laptop.write(incident(n), false, vec![approved(laptop, update)])).await;
    update
}

pub(crate) fn approved(laptop: &Laptop, update: EntryRef) -> Event {
    let dispatch = Some(Dispatch { sender: laptop.hub, to: vec![team()] });
    Event::UpdateApproved { update, dispatch, base: vec![] }
}

/// Declares an incident, and proposes an update.
pub(crate) async fn propose(laptop: &Laptop, n: u8, text: &str) -> EntryRef {
    let declared = Event::Declared { drill: false };
    let (audience, occasion) = (Audience::Employees, Occasion::Investigating);
    let proposed = Event::UpdateProposed {
        audience,
        occasion,
        text: text.to_owned(),
        next_due: None,
        replaces: None,
        shown: None,
    };
    laptop.push(laptop.write(incident(n), false, vec![declared, proposed])).await;
    let record = laptop.journal.record(incident(n)).unwrap();
    Incident::of(&record).updates().last().unwrap().fact.id
}

/// A person at this laptop wants it sent once more, by the hub.
pub(crate) async fn send_again(laptop: &Laptop, n: u8, update: EntryRef) {
    let record = record(laptop, n).await;
    let base = record.base(&incident::slot::Slot::Sender(update, team()));
    let named = Event::SenderNamed { update, destination: team(), sender: laptop.hub, base };
    assert_eq!(laptop.offer(laptop.write(incident(n), false, vec![named])).await.status(), 200);
}

/// What the hub holds of an incident, folded.
pub(crate) async fn record(laptop: &Laptop, n: u8) -> Record {
    let entries = laptop.pull_all().await.into_iter().filter(|entry| entry.head.stream == incident(n));
    laptop.journal.absorb(entries.collect()).unwrap();
    (*laptop.journal.record(incident(n)).unwrap()).clone()
}

/// How far the last update of an incident is: a word, how often it was tried, and why it is not there.
pub(crate) async fn state(laptop: &Laptop, n: u8) -> (&'static str, usize, String) {
    let record = record(laptop, n).await;
    let outbox = Incident::of(&record).outbox();
    let one = outbox.last().unwrap();
    let (word, why) = match &one.state {
        OutgoingState::Queued => ("queued", ""),
        OutgoingState::Sending => ("sending", ""),
        OutgoingState::Failed(failed) if failed.retry_at.is_some() => ("later", failed.why),
        OutgoingState::Failed(failed) => ("failed", failed.why),
        OutgoingState::Sent(..) => ("sent", ""),
        OutgoingState::CalledBack => ("called back", ""),
    };
    (word, one.attempts.len(), why.to_owned())
}

/// Who wrote that an attempt was begun.
pub(crate) async fn senders(laptop: &Laptop, n: u8) -> Vec<ReplicaKey> {
    let record = record(laptop, n).await;
    let begun = record.made().filter(|(_, event)| matches!(event, Event::SendingBegun { .. }));
    begun.map(|(fact, _)| fact.replica).collect()
}

/// The channels as the hub lists them.
pub(crate) async fn channels(laptop: &Laptop) -> Value {
    laptop.get("/v1/channels").send().await.unwrap().json().await.unwrap()
}
