//! A Major of four hours, and for one of them there is no hub. Clocks are moved and not waited for: the laptop's by hand,
//! the hub's when it is started.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use allclear::views::{By, OnItsWay, OutgoingView, SyncState};
use incident::id::{IncidentId, Millis};
use incident::value::Audience;
use serde_json::json;

use super::house::becomes;
use super::program::HubProgram;
use crate::entered::{entrust, keep_secret};
use crate::hook::{KEY, Serving};
use crate::place::{MINUTE, declaration, declare_as, execute, folder, open_at, start};
use crate::places::Serving as Storage;
use crate::sending::{approve_for, edit, outgoing, send_by};
use crate::until::until;

/// How far the laptop's clock is moved, in milliseconds.
static MOVED: AtomicI64 = AtomicI64::new(0);

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    Millis(i64::try_from(since).expect("before the end of time") + MOVED.load(SeqCst))
}

/// An audience, its channel, whether laptops may send there too, and who listens.
struct Listener {
    audience: Audience,
    name: &'static str,
    laptops: bool,
    server: Serving,
}

impl Listener {
    fn of(desk: &Desk, audience: Audience, name: &'static str, laptops: bool) -> Self {
        let server = Serving::answering(&[]);
        let id = name.to_lowercase();
        edit(
            desk,
            json!({ "type": "define_destination", "destination": null, "name": name,
                "transport": { "type": "webhook", "url": server.url }, "audiences": [audience], "drill": false,
                "laptops": laptops }),
        );
        becomes(desk, SyncState::Synced);
        entrust(desk, &id, KEY).expect("the hub takes it");
        if laptops {
            keep_secret(desk, &id, Some(KEY)).expect("kept");
        }
        Self { audience, name, laptops, server }
    }

    /// What it is told at a minute.
    fn text(&self, minute: i64) -> String {
        format!("{} at minute {minute}.", self.name)
    }
}

fn desk_in(folder: &Path) -> Arc<Desk> {
    let desk = Arc::new(open_at(folder, now));
    allclear::replicate::start(&desk).expect("the loop begins");
    allclear::sending::start(&desk).expect("the sender begins");
    desk.introduce("Ana".into(), "Ardent".into(), None).expect("Ana");
    desk.set_own_network("127.0.0.1".to_owned()).expect("a network");
    desk
}

/// The page that the hub serves.
fn served(hub: &HubProgram) -> String {
    let mut stream = TcpStream::connect(hub.address).expect("it listens");
    stream
        .write_all(b"GET /status/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn open_ones(desk: &Desk, incident: IncidentId) -> Vec<OutgoingView> {
    outgoing(desk, incident).into_iter().filter(|one| one.state != OnItsWay::Sent).collect()
}

/// What a person does who finds what the hub left to them: where it is there already they say so, all else is sent.
fn settle(desk: &Desk, incident: IncidentId, listeners: &[Listener]) {
    for one in open_ones(desk, incident) {
        let listener = listeners.iter().find(|each| each.name == one.name).expect("the listener");
        if one.state == OnItsWay::Unknown && listener.server.texts().contains(&one.text) {
            let said = json!({ "type": "was_sent", "update": one.update, "destination": one.destination });
            execute(desk, incident, said);
        } else {
            send_by(desk, incident, one.update, By::Hub);
        }
    }
}

#[test]
fn with_the_hub_killed_for_an_hour_of_a_major_every_audience_hears_each_update_exactly_once() {
    let folder = folder();
    let desk = desk_in(folder.path());
    let mut hub = HubProgram::adopting(&desk.adoption_code().expect("a code"));
    desk.join(format!("http://{}", hub.address), None).expect("it joins");
    becomes(&desk, SyncState::Synced);
    let listeners = [
        Listener::of(&desk, Audience::Public, "Page", true),
        Listener::of(&desk, Audience::Employees, "Team", true),
        Listener::of(&desk, Audience::Executives, "Board", false),
    ];
    // Where everybody reads the page, whatever becomes of the hub and the laptop.
    let storage = Storage::start();
    edit(
        &desk,
        json!({ "type": "define_destination", "destination": null, "name": "Storage", "audiences": ["public"],
            "transport": { "type": "bucket", "endpoint": storage.url, "region": "auto", "bucket": "status",
                "key": "AKIA" },
            "drill": false, "laptops": true }),
    );
    becomes(&desk, SyncState::Synced);
    entrust(&desk, "storage", "secret").expect("the hub takes it");
    keep_secret(&desk, "storage", Some("secret")).expect("kept");
    let mut wish = declaration("Payments fail");
    (wish["severity"], wish["manager"]) = (json!("major"), json!(start(&desk).me));
    let incident = declare_as(&desk, wish);
    let by = |name: &str| {
        let all = desk.channels().expect("the channels").destinations;
        all.into_iter().find(|one| one.destination.name == name).expect("the channel").by
    };

    let minutes: Vec<i64> = (0..=240).step_by(20).collect();
    for minute in &minutes {
        MOVED.store(minute * MINUTE, SeqCst);
        let away = (80..140).contains(minute);
        if *minute == 80 {
            // It dies with a message out that nobody has answered.
            listeners[1].server.is_silent(true);
            approve_for(&desk, incident, Audience::Employees, &listeners[1].text(80), None);
            until("it is on its way", || {
                listeners[1].server.texts().contains(&listeners[1].text(80)).then_some(())
            });
            hub.kill();
            listeners[1].server.is_silent(false);
            until("the laptop takes over", || (by("Team") == Some(By::Laptop)).then_some(()));
        }
        if *minute == 140 {
            hub.start_later(140);
            becomes(&desk, SyncState::Synced);
            until("the hub has looked", || {
                let open = open_ones(&desk, incident);
                let asks = |one: &OutgoingView| {
                    [OnItsWay::NotSent, OnItsWay::Unknown].contains(&one.state) && !one.senders.is_empty()
                };
                (open.len() == 4 && open.iter().all(asks)).then_some(())
            });
            settle(&desk, incident, &listeners);
        }
        for listener in &listeners {
            if *minute == 80 && listener.audience == Audience::Employees {
                continue;
            }
            let promised = listener.laptops.then(|| now().plus_minutes(30));
            approve_for(&desk, incident, listener.audience, &listener.text(*minute), promised);
        }
        until("all that can be is there", || {
            let open = open_ones(&desk, incident);
            let waits = |one: &OutgoingView| away && one.by == "the hub" && one.state != OnItsWay::Queued;
            open.iter().all(waits).then_some(())
        });
        // What the public was told last is on both pages, as long as there is a hub to serve one.
        let told = listeners[0].text(*minute);
        assert!(storage.file("index.html").contains(&told), "the page in the bucket at minute {minute}");
        if !away {
            until("the hub's page says it", || served(&hub).contains(&told).then_some(()));
        }
    }

    assert!(open_ones(&desk, incident).is_empty());
    for listener in &listeners {
        let told: Vec<String> = minutes.iter().map(|minute| listener.text(*minute)).collect();
        assert_eq!(listener.server.texts(), told, "each once and in order");
    }
    let senders: Vec<String> = outgoing(&desk, incident).into_iter().map(|one| one.by).collect();
    let count = |by: &str| senders.iter().filter(|one| *one == by).count();
    assert_eq!((senders.len(), count("this laptop")), (52, 8), "{senders:?}");
}
