//! Somebody who tells the public, by way of the hub.

use std::net::Ipv4Addr;
use std::path::Path;

use hub::{Bounces, Config, Limits, Role};
use incident::event::Event;
use incident::id::{DestinationId, RoleId};
use incident::incident::Incident;
use incident::stream::{Section, Stream};
use incident::value::{
    Audience, Chapter, Destination, Dispatch, MailSecurity, Occasion, Readers, Shown, StatusPage, Transport,
};
use serde_json::{Value, json};

use crate::broadcast::at_home;
use crate::house::{Ground, HouseOn, NOW};
use crate::laptop::{Laptop, http, incident};

/// A hub that shows the page, and whose own network is this computer.
pub(crate) async fn showing<G: Ground>() -> HouseOn<G> {
    showing_as(at_home()).await
}

/// The same, which hears of mails that come back.
pub(crate) async fn hearing_of_bounces<G: Ground>(maildir: &Path) -> HouseOn<G> {
    showing_as(Config { bounces: Some(into(maildir)), ..at_home() }).await
}

/// The same with these limits, behind a proxy on this computer that says where somebody comes from.
pub(crate) async fn showing_behind_a_proxy<G: Ground>(limits: Limits) -> HouseOn<G> {
    showing_as(Config { limits, proxies: vec![Ipv4Addr::LOCALHOST.into()], ..at_home() }).await
}

/// Mails that come back are delivered into this folder.
pub(crate) fn into(maildir: &Path) -> Bounces {
    Bounces { address: "bounces+*@example.org".parse().unwrap(), maildir: maildir.to_owned() }
}

async fn showing_as<G: Ground>(settings: Config) -> HouseOn<G> {
    let ground = HouseOn::<G>::ground();
    hub::found(&ground.place(), Some("Ops"), NOW).unwrap();
    HouseOn::serve_as(ground, &Config { status_page: true, ..settings }, http()).await
}

pub(crate) fn id() -> DestinationId {
    "public".parse().unwrap()
}

/// Whoever asked to hear, by mails through a server at this port.
pub(crate) fn subscribers(port: u16) -> Transport {
    Transport::Subscribers {
        server: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::Plain,
        user: None,
        from: "Example <status@example.org>".to_owned(),
        per_second: None,
    }
}

/// Writes in the book that the public hears by this, and what its page is called.
pub(crate) async fn define(admin: &Laptop, transport: Transport) {
    let (name, audiences) = ("Public".to_owned(), vec![Audience::Public]);
    let destination =
        Destination { id: id(), name, transport, audiences, drill: false, laptops: false, rooms: None };
    let defined = Event::DestinationDefined { destination, base: vec![] };
    admin.push(admin.write(Stream::Book(Section::Communication), false, vec![defined])).await;
    rename(admin, "Example").await;
}

/// Calls the page so: a change of which no update tells.
pub(crate) async fn rename(admin: &Laptop, name: &str) {
    let address = Some("https://status.example.org".to_owned());
    let page = StatusPage { name: name.to_owned(), address, authority: None };
    let named = Event::StatusPageDefined { page, base: vec![] };
    admin.push(admin.write(Stream::Book(Section::StatusPage), false, vec![named])).await;
}

/// Somebody in command declares an incident, and tells the public of it by way of the hub.
pub(crate) async fn tell(laptop: &Laptop, n: u8, text: &str) {
    declare(laptop, n).await;
    say(laptop, n, Occasion::Investigating, text, None).await;
}

/// The same of the review that it reads from now on.
pub(crate) async fn tell_of_review(laptop: &Laptop, n: u8, text: &str) {
    declare(laptop, n).await;
    let passages = vec![Chapter { title: "What helped".to_owned(), text: "A larger pool.".to_owned() }];
    let (readers, title) = (Readers::Public, "Why cards were declined".to_owned());
    let released = Event::ReviewReleased { readers, title, passages, part: None, base: vec![] };
    laptop.push(laptop.write(incident(n), false, vec![released])).await;
    let record = laptop.journal.record(incident(n)).unwrap();
    let review = Incident::of(&record).release(Readers::Public).map(|release| release.id);
    let shown = Some(Shown { title: "Cards are declined".to_owned(), components: vec![], review });
    say(laptop, n, Occasion::PostMortemPublished, text, shown).await;
}

async fn declare(laptop: &Laptop, n: u8) {
    let (role, person) = (RoleId::incident_manager(), laptop.person);
    let events = vec![
        Event::Declared { drill: false },
        Event::Titled { title: format!("Cards are declined, {n}"), base: vec![] },
        Event::RoleAssigned { role, service: None, person, base: vec![] },
    ];
    laptop.push(laptop.write(incident(n), false, events)).await;
}

async fn say(laptop: &Laptop, n: u8, occasion: Occasion, text: &str, shown: Option<Shown>) {
    let (audience, text) = (Audience::Public, text.to_owned());
    let proposed = Event::UpdateProposed { audience, occasion, text, next_due: None, replaces: None, shown };
    laptop.push(laptop.write(incident(n), false, vec![proposed])).await;
    let record = laptop.journal.record(incident(n)).unwrap();
    let update = Incident::of(&record).updates().last().unwrap().fact.id;
    let dispatch = Some(Dispatch { sender: laptop.hub, to: vec![id()] });
    let approved = Event::UpdateApproved { update, dispatch, base: vec![] };
    laptop.push(laptop.write(incident(n), false, vec![approved])).await;
}

pub(crate) async fn bring(admin: &Laptop, addresses: &[String]) -> Value {
    let answer = admin.post("/v1/subscribers").json(&json!({ "addresses": addresses })).send().await.unwrap();
    answer.json().await.unwrap()
}

pub(crate) async fn listed(admin: &Laptop) -> Value {
    admin.get("/v1/subscribers").send().await.unwrap().json().await.unwrap()
}

pub(crate) async fn admin<G: Ground>(house: &HouseOn<G>) -> Laptop {
    house.member("Ada", Role::Admin).await
}
