//! A Major of four hours, and for one of them there is no hub. Clocks are moved and not waited for: the laptop's by hand,
//! the hub's when it is started.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use allclear::views::{By, OnItsWay, OutgoingView, SyncState};
use incident::id::{IncidentId, Millis};
use incident::value::{Audience, MailSecurity, Transport};
use serde_json::{Value, json};

use super::house::becomes;
use super::program::HubProgram;
use crate::entered::{entrust, keep_secret};
use crate::hook::{KEY, Serving};
use crate::place::{MINUTE, declaration, declare_as, execute, folder, open_at, start};
use crate::places::Serving as Storage;
use crate::sending::{approve_as, edit, outgoing};
use crate::until::until;

/// How far the laptop's clock is moved, in milliseconds.
static MOVED: AtomicI64 = AtomicI64::new(0);

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    Millis(i64::try_from(since).expect("before the end of time") + MOVED.load(SeqCst))
}

/// When something is said, in minutes, and from when until when there is no hub.
const MINUTES: [i64; 13] = [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240];
const GONE: i64 = 80;
const BACK: i64 = 140;

/// How soon whoever watches the page looks again.
const LOOKS: Duration = Duration::from_millis(5);

/// What an audience is told at a minute.
fn text(audience: Audience, minute: i64) -> String {
    format!("{} at minute {minute}.", audience.name())
}

/// What stands at a minute.
fn occasion(minute: i64) -> (&'static str, &'static str) {
    match minute {
        ..60 => ("investigating", "major_outage"),
        60..180 => ("identified", "partial_outage"),
        180..240 => ("monitoring", "degraded_performance"),
        _ => ("resolved", "operational"),
    }
}

/// Where an audience hears, whether laptops may send there too, and what was heard there.
pub(super) struct Listener {
    pub(super) audience: Audience,
    pub(super) name: &'static str,
    pub(super) laptops: bool,
    pub(super) hears: Box<dyn Fn() -> Vec<String>>,
}

/// A destination as it is written down, whoever hears there.
pub(super) fn define(desk: &Desk, name: &str, transport: &Value, audience: Audience, laptops: bool) {
    let wish = json!({ "type": "define_destination", "destination": null, "name": name, "transport": transport,
        "audiences": [audience], "drill": false, "laptops": laptops });
    edit(desk, wish);
    becomes(desk, SyncState::Synced);
}

/// A listener by webhook.
fn hook(desk: &Desk, audience: Audience, name: &'static str, laptops: bool) -> (Listener, Arc<Serving>) {
    let server = Arc::new(Serving::answering(&[]));
    let id = name.to_lowercase();
    define(desk, name, &json!({ "type": "webhook", "url": server.url }), audience, laptops);
    entrust(desk, &id, KEY).expect("the hub takes it");
    if laptops {
        keep_secret(desk, &id, Some(KEY)).expect("kept");
    }
    let heard = Arc::clone(&server);
    (Listener { audience, name, laptops, hears: Box::new(move || heard.texts()) }, server)
}

/// A mail server on this computer, with the rest of what a mail needs.
pub(super) fn mails(port: u16, to: &[&str]) -> Value {
    let (server, from) = ("127.0.0.1".to_owned(), "Status <status@example.org>".to_owned());
    let (security, user, per_second) = (MailSecurity::Plain, None, None);
    let transport = match to {
        [] => Transport::Subscribers { server, port, security, user, from, per_second },
        to => {
            let to = to.iter().map(|one| (*one).to_owned()).collect();
            Transport::Email { server, port, security, user, from, to, per_second }
        }
    };
    serde_json::to_value(transport).expect("JSON")
}

/// A desk by that clock, which is one test's at a time.
pub(super) fn desk_in(folder: &Path) -> (Arc<Desk>, MutexGuard<'static, ()>) {
    static CLOCK: Mutex<()> = Mutex::new(());
    let turn = CLOCK.lock().unwrap_or_else(PoisonError::into_inner);
    MOVED.store(0, SeqCst);
    let desk = Arc::new(open_at(folder, now));
    allclear::replicate::start(&desk).expect("the loop begins");
    allclear::sending::start(&desk).expect("the sender begins");
    desk.introduce("Ana".into(), "Ardent".into(), None).expect("Ana");
    desk.set_own_network("127.0.0.1".to_owned()).expect("a network");
    (desk, turn)
}

/// The hub of this laptop, which shows the page.
pub(super) fn hub_of(desk: &Desk) -> HubProgram {
    let hub = HubProgram::adopting(&desk.adoption_code().expect("a code"));
    desk.join(format!("http://{}", hub.address), None).expect("it joins");
    becomes(desk, SyncState::Synced);
    let component = json!({ "name": "Cards", "description": null, "group": null, "position": 0, "shown": true,
        "services": [] });
    edit(desk, json!({ "type": "define_component", "component": null, "wish": component }));
    hub
}

pub(super) fn open_ones(desk: &Desk, incident: IncidentId) -> Vec<OutgoingView> {
    outgoing(desk, incident).into_iter().filter(|one| one.state != OnItsWay::Sent).collect()
}

/// What a person does who finds what the hub left to them: where it is there already they say so, all else is sent.
fn settle(desk: &Desk, incident: IncidentId, listeners: &[Listener]) {
    for one in open_ones(desk, incident) {
        let listener = listeners.iter().find(|each| each.name == one.name).expect("the listener");
        if one.state == OnItsWay::Unknown && (listener.hears)().contains(&one.text) {
            let said = json!({ "type": "was_sent", "update": one.update, "destination": one.destination });
            execute(desk, incident, said);
        } else {
            let hub = one.senders.iter().find(|sender| sender.by == By::Hub).expect("the hub can").sender;
            let wish = json!({ "type": "send_update", "update": one.update, "destination": one.destination,
                "sender": hub });
            execute(desk, incident, wish);
        }
    }
}

/// What a page says, read as programs read it: what was said last of what is open, how that stands, and how cards do.
/// None where nothing is open.
fn says(summary: &str) -> Option<(String, String, String)> {
    let summary: Value = serde_json::from_str(summary).expect("a whole page");
    let cards = summary["components"][0]["status"].as_str().expect("a component").to_owned();
    let last = &summary["incidents"].as_array().expect("incidents").first()?["incident_updates"][0];
    let word = |field: &str| last[field].as_str().expect("a word").to_owned();
    Some((word("body"), word("status"), cards))
}

/// Whoever looks at the page in the bucket without a pause: it is whole each time.
struct Watch {
    over: Arc<AtomicBool>,
    seen: thread::JoinHandle<Vec<String>>,
}

impl Watch {
    fn of(storage: &Arc<Storage>) -> Self {
        let (over, storage) = (Arc::new(AtomicBool::new(false)), Arc::clone(storage));
        let stop = Arc::clone(&over);
        let seen = thread::spawn(move || {
            let mut seen: Vec<String> = Vec::new();
            while !stop.load(SeqCst) {
                let summary = storage.file("api/v2/summary.json");
                if !summary.is_empty()
                    && let Some((body, ..)) = says(&summary)
                    && seen.last() != Some(&body)
                {
                    seen.push(body);
                }
                thread::park_timeout(LOOKS);
            }
            seen
        });
        Self { over, seen }
    }

    fn ends(self) -> Vec<String> {
        self.over.store(true, SeqCst);
        self.seen.join().expect("it was whole each time")
    }
}

/// The four hours, with these who listen. The message that is out when the hub dies goes by webhook to the team.
pub(super) fn four_hours(desk: &Arc<Desk>, hub: &mut HubProgram, mut listeners: Vec<Listener>) {
    let (team, server) = hook(desk, Audience::Employees, "Team", true);
    listeners.push(team);
    listeners.push(hook(desk, Audience::Public, "Page", true).0);
    // Where everybody reads the page, whatever becomes of the hub and the laptop.
    let storage = Arc::new(Storage::start());
    let bucket = json!({ "type": "bucket", "endpoint": storage.url, "region": "auto", "bucket": "status",
        "key": "AKIA" });
    define(desk, "Storage", &bucket, Audience::Public, true);
    entrust(desk, "storage", "secret").expect("the hub takes it");
    keep_secret(desk, "storage", Some("secret")).expect("kept");
    let mut wish = declaration("Payments fail");
    (wish["severity"], wish["manager"]) = (json!("major"), json!(start(desk).me));
    let incident = declare_as(desk, wish);
    let by = |name: &str| {
        let all = desk.channels().expect("the channels").destinations;
        all.into_iter().find(|one| one.destination.name == name).expect("the channel").by
    };
    let approve = |audience: Audience, minute: i64, promised: Option<Millis>| {
        let (occasion, cards) = occasion(minute);
        let components =
            (audience == Audience::Public).then(|| json!([{ "component": "cards", "state": cards }]));
        let wish = json!({ "type": "propose_update", "audience": audience, "occasion": occasion,
            "text": text(audience, minute), "next_due": promised, "replaces": null, "components": components });
        approve_as(desk, incident, audience, wish);
    };
    let audiences: Vec<Audience> = Audience::ALL
        .iter()
        .copied()
        .filter(|one| listeners.iter().any(|each| each.audience == *one))
        .collect();
    let hubs_alone = listeners.iter().filter(|one| !one.laptops).count();
    let watch = Watch::of(&storage);

    for minute in MINUTES {
        MOVED.store(minute * MINUTE, SeqCst);
        let away = (GONE..BACK).contains(&minute);
        if minute == GONE {
            // It dies with a message out that nobody has answered.
            server.is_silent(true);
            approve(Audience::Employees, GONE, None);
            until("it is on its way", || {
                server.texts().contains(&text(Audience::Employees, GONE)).then_some(())
            });
            hub.kill();
            server.is_silent(false);
            until("the laptop takes over", || (by("Team") == Some(By::Laptop)).then_some(()));
        }
        if minute == BACK {
            hub.start_later(BACK);
            becomes(desk, SyncState::Synced);
            until("the hub has looked", || {
                let open = open_ones(desk, incident);
                let asks = |one: &OutgoingView| {
                    [OnItsWay::NotSent, OnItsWay::Unknown].contains(&one.state) && !one.senders.is_empty()
                };
                (open.len() == 1 + 3 * hubs_alone && open.iter().all(asks)).then_some(())
            });
            settle(desk, incident, &listeners);
        }
        for audience in &audiences {
            if minute == GONE && *audience == Audience::Employees {
                continue;
            }
            let here = listeners.iter().any(|one| one.audience == *audience && one.laptops);
            let goes_on = minute < 240;
            approve(*audience, minute, (here && goes_on).then(|| now().plus_minutes(30)));
        }
        until("all that can be is there", || {
            let open = open_ones(desk, incident);
            let waits = |one: &OutgoingView| away && one.by == "the hub" && one.state != OnItsWay::Queued;
            open.iter().all(waits).then_some(())
        });
        // What the public was told last is on both pages, as long as there is a hub to serve one.
        let (status, cards) = occasion(minute);
        let told =
            (minute < 240).then(|| (text(Audience::Public, minute), status.to_owned(), cards.to_owned()));
        assert_eq!(says(&storage.file("api/v2/summary.json")), told, "the bucket at minute {minute}");
        let told = text(Audience::Public, minute);
        assert!(storage.file("index.html").contains(&told), "the page in the bucket at minute {minute}");
        if !away {
            until("the hub's page says it", || hub.page("").contains(&told).then_some(()));
            assert_eq!(
                says(hub.page("api/v2/summary.json").split_once("\r\n\r\n").expect("a body").1),
                says(&storage.file("api/v2/summary.json")),
                "the hub at minute {minute}"
            );
        }
    }

    assert!(open_ones(desk, incident).is_empty());
    for listener in &listeners {
        let told = MINUTES.map(|minute| text(listener.audience, minute));
        assert_eq!((listener.hears)(), told, "{}: each once and in order", listener.name);
    }
    // The last one says that it is over, and nothing is open then. A hub that comes back brings back nothing older.
    let told: Vec<String> = MINUTES[..12].iter().map(|minute| text(Audience::Public, *minute)).collect();
    assert_eq!(watch.ends(), told, "the page said each in its turn, and nothing twice");
    let senders: Vec<String> = outgoing(desk, incident).into_iter().map(|one| one.by).collect();
    let count = |by: &str| senders.iter().filter(|one| *one == by).count();
    // For three times the laptop brings the page, calls its webhook and the team's, of which the hub had the first.
    assert_eq!((senders.len(), count("this laptop")), (13 * (listeners.len() + 1), 8), "{senders:?}");
}

#[test]
fn with_the_hub_killed_for_an_hour_of_a_major_every_audience_hears_each_update_exactly_once() {
    let folder = folder();
    let (desk, _turn) = desk_in(folder.path());
    let mut hub = hub_of(&desk);
    // Each audience there is; the team, the page and its bucket come besides.
    let others =
        [(Audience::Executives, "Board"), (Audience::Customers, "Customers"), (Audience::Social, "Social")];
    let listeners = others.map(|(audience, name)| hook(&desk, audience, name, false).0);
    four_hours(&desk, &mut hub, listeners.into());
}
