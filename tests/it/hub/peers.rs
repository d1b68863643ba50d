//! The whole way: approved on a laptop, sent by the hub, taken by a real mail server, and told to the laptop again.
//!
//! `cargo xtask test` installs the server and runs these tests with its place; by hand:
//! `ALLCLEAR_PEERS=… cargo nextest run -p allclear --run-ignored only peers::`.

#[expect(dead_code, reason = "nothing is said to this peer")]
#[path = "../../../src-tauri/crates/outreach/tests/it/peers/peer.rs"]
mod peer;

use std::cell::RefCell;
use std::rc::Rc;

use allclear::desk::Desk;
use allclear::views::{By, ExportFormat, OnItsWay};
use incident::id::IncidentId;
use incident::value::Audience;
use serde_json::json;

use super::hour_away::{Listener, define, desk_in, four_hours, hub_of, mails};
use super::program::HubProgram;
use crate::entered::entrust;
use crate::hook::{KEY, Serving};
use crate::place::{declaration, declare_as, execute, folder, start, timeline};
use crate::sending::{approve_for, outgoing};
use crate::until::until;
use peer::Peer;

/// Where the scripts of the peers lie.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/crates/outreach/tests/peers");

/// A mail server, and what it took so far.
struct Post {
    peer: Peer,
    port: u16,
    /// To whom, and the mail.
    taken: RefCell<Vec<(String, String)>>,
}

impl Post {
    fn open() -> Rc<Self> {
        let says = json!({ "tls": "none", "certificate": "", "key": "", "password": null });
        let peer = Peer::start("mail.py", &[&says.to_string()]);
        Rc::new(Self { port: peer.port(), peer, taken: RefCell::default() })
    }

    /// The mails to an address, in order.
    fn to(&self, address: &str) -> Vec<String> {
        let mut taken = self.taken.borrow_mut();
        for told in self.peer.rest() {
            let to = told["to"].as_array().expect("addresses").iter().filter_map(|to| to.as_str());
            let mail = told["mail"].as_str().expect("a mail").replace("=\r\n", "").replace("=3D", "=");
            taken.extend(to.map(|to| (to.to_owned(), mail.clone())));
        }
        taken.iter().filter(|(to, _)| to == address).map(|(_, mail)| mail.clone()).collect()
    }

    /// What an address was told: the lines of its mails that are told at some minute.
    fn told(&self, address: &str) -> Vec<String> {
        let told = |mail: String| mail.lines().find(|line| line.contains(" at minute ")).map(str::to_owned);
        self.to(address).into_iter().filter_map(told).collect()
    }
}

/// Somebody asks on the hub's page to hear, and says by the link in their mail that it was them.
fn subscribe(hub: &HubProgram, post: &Post, address: &str) {
    assert!(
        hub.post("/status/subscribe", &format!("email={}", address.replace('@', "%40"))).contains("200 OK")
    );
    let asked = until("the mail that asks", || post.to(address).pop());
    let words = asked.split(|c: char| c.is_whitespace() || "<>\"".contains(c));
    let link = words.into_iter().find(|word| word.contains("/status/confirm/")).expect("a link");
    let path = &link[link.find("/status/").expect("a path")..];
    assert!(hub.post(path, "").contains("200 OK"));
}

/// The public hears by mail, each who asked.
fn subscribers(desk: &Desk, hub: &HubProgram, post: &Post) {
    define(desk, "Subscribers", &mails(post.port, &[]), Audience::Public, false);
    until("the page to offer it", || hub.page("").contains("/status/subscribe").then_some(()));
}

#[test]
#[ignore = "needs a mail server, which the test command installs"]
fn what_a_laptop_approves_the_hub_brings_to_mailbox_webhook_and_page_and_the_receipts_come_back() {
    let (folder, post, hook) = (folder(), Post::open(), Serving::answering(&[]));
    let (desk, _turn) = desk_in(folder.path());
    let hub = hub_of(&desk);
    subscribers(&desk, &hub, &post);
    subscribe(&hub, &post, "ann@example.net");
    define(&desk, "Hook", &json!({ "type": "webhook", "url": hook.url }), Audience::Public, false);
    entrust(&desk, "hook", KEY).expect("the hub takes it");
    define(
        &desk,
        "List",
        &mails(post.port, &["ops@example.net", "refused@example.net"]),
        Audience::Public,
        false,
    );
    until("it is known that the hub can", || {
        let all = desk.channels().expect("the channels").destinations;
        all.iter().all(|one| one.by == Some(By::Hub)).then_some(())
    });
    let mut wish = declaration("Payments fail");
    wish["manager"] = json!(start(&desk).me);
    let incident = declare_as(&desk, wish);
    approve_for(&desk, incident, Audience::Public, "We look into it at minute 0.", None);
    until("all of it to arrive", || {
        let all = outgoing(&desk, incident);
        (all.len() == 3 && all.iter().all(|one| one.state == OnItsWay::Sent)).then_some(())
    });
    for one in outgoing(&desk, incident) {
        assert_eq!((one.by.as_str(), one.mine, one.attempts), ("the hub", false, 1), "{one:?}");
        let words = one.words.expect("a receipt");
        match one.name.as_str() {
            "Subscribers" => assert_eq!(words, "Taken for 1 of 1 addresses."),
            "List" => assert_eq!(words, "Taken for 1 of 2 addresses."),
            _ => assert!(words.starts_with("Taken as "), "{words}"),
        }
    }
    let all = desk.outbox().expect("the outbox").outgoing;
    assert!(all.len() == 3 && all.iter().all(|one| one.state == OnItsWay::Sent), "{all:?}");
    for to in ["ann@example.net", "ops@example.net"] {
        assert_eq!(post.told(to), ["We look into it at minute 0."], "{to}");
    }
    assert!(post.to("ann@example.net")[1].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    assert_eq!(hook.texts(), ["We look into it at minute 0."]);
    until("the page to say it", || hub.page("").contains("We look into it at minute 0.").then_some(()));
    let told = timeline(&desk, incident);
    for channel in ["Subscribers", "Hook", "List"] {
        assert!(told.contains(&format!("Update for Public ({channel})")), "{channel}: {told:?}");
    }
}

#[test]
#[ignore = "needs a mail server, which the test command installs"]
fn an_hour_without_the_hub_costs_nobody_a_mail_and_nobody_gets_one_twice() {
    let (folder, post) = (folder(), Post::open());
    let (desk, _turn) = desk_in(folder.path());
    let mut hub = hub_of(&desk);
    subscribers(&desk, &hub, &post);
    subscribe(&hub, &post, "ann@example.net");
    define(&desk, "Board", &mails(post.port, &["board@example.net"]), Audience::Executives, false);
    let hears = |name, audience, address: &'static str| {
        let post = Rc::clone(&post);
        Listener { audience, name, laptops: false, hears: Box::new(move || post.told(address)) }
    };
    let listeners = vec![
        hears("Subscribers", Audience::Public, "ann@example.net"),
        hears("Board", Audience::Executives, "board@example.net"),
    ];
    four_hours(&desk, &mut hub, listeners);
}

#[test]
#[ignore = "needs a mail server, which the test command installs"]
fn the_hub_reminds_an_owner_by_one_mail_and_not_again_after_it_was_killed_and_started_anew() {
    let (folder, post) = (folder(), Post::open());
    let (desk, _turn) = desk_in(folder.path());
    let mut hub = hub_of(&desk);
    define(&desk, "Team", &mails(post.port, &["team@example.net"]), Audience::Employees, false);
    until("it is known that the hub can", || {
        let all = desk.channels().expect("the channels").destinations;
        all.iter().all(|one| one.by == Some(By::Hub)).then_some(())
    });
    let team = "team".parse().expect("an id");
    let by = desk.remind_by_mail(Some(team)).expect("switched on").reminders.map(|reminders| reminders.by);
    assert_eq!(by.as_deref(), Some("the hub"));
    let me = start(&desk).me;
    let email =
        json!({ "type": "set_person_detail", "person": me, "detail": "email", "value": "ana@example.net" });
    desk.edit(serde_json::from_value(email).expect("an edit")).expect("edited");
    let incident = declare_as(&desk, declaration("Payments fail"));
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "it is over" });
    execute(&desk, incident, over);
    // Of what is due within a day somebody is reminded.
    let due = super::house::now().0 + 3 * 3_600_000;
    let raise = |text: &str| {
        let wish = json!({ "type": "raise_action", "text": text, "kind": "prevent", "priority": "medium",
            "due": due, "owner": me, "from": null });
        execute(&desk, incident, wish);
    };
    raise("limit the pool");
    let of = |words: &str| post.to("ana@example.net").iter().filter(|mail| mail.contains(words)).count();
    until("the mail", || (of("limit the pool") == 1).then_some(()));
    until("its end to be written", || ended(&desk, incident).then_some(()));
    hub.kill();
    hub.start();
    raise("warn at nine tenths");
    until("the next mail", || (of("warn at nine tenths") == 1).then_some(()));
    assert_eq!(of("limit the pool"), 1, "{:?}", post.to("ana@example.net"));
    assert_eq!(post.to("team@example.net"), Vec::<String>::new());
}

/// Whether all that was begun to remind somebody of an incident has ended.
fn ended(desk: &Desk, incident: IncidentId) -> bool {
    let record = desk.export(incident, ExportFormat::Json).expect("the incident");
    let text = String::from_utf8(record.bytes).expect("UTF-8");
    let count = |what: &str| text.matches(what).count();
    count("reminder_begun") > 0 && count("reminder_begun") == count("reminder_ended")
}
