//! The icon beside the clock, as the desktop that shows it is told.

use std::sync::mpsc;

use serde_json::json;
use tokio::time::{Duration, Instant, interval};
use zbus::blocking::{Connection, connection};
use zbus::message::Header;
use zbus::zvariant::OwnedValue;

use crate::boundary::invoke;
use crate::desktop::{Desktop, PATIENCE};
use crate::person::Person;

/// The part of a desktop at which icons announce themselves.
struct Watcher(mpsc::Sender<(String, String)>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// The path of an icon; who has it says the message.
    fn register_status_notifier_item(&self, path: String, #[zbus(header)] header: Header<'_>) {
        if let Some(sender) = header.sender() {
            let _ = self.0.send((sender.to_string(), path));
        }
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

/// Watches on the bus of a session, and waits for the icon.
fn watch(bus: &str) -> (Connection, String, String) {
    let (told, icons) = mpsc::channel();
    let connection = connection::Builder::address(bus)
        .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Watcher(told)))
        .and_then(|builder| builder.name("org.kde.StatusNotifierWatcher"))
        .and_then(connection::Builder::build)
        .expect("a place on the bus");
    let (sender, path) = icons.recv_timeout(PATIENCE).expect("an icon");
    (connection, sender, path)
}

#[tokio::test]
async fn the_icon_beside_the_clock_says_how_many_incidents_are_active_and_how_bad_the_worst_is() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.clicks(None, "button", "Skip to the board").await;
    ana.reads("No active incidents").await;

    let (bus, icon, path) = watch(&desktop.bus(home.path()));
    let says = |name: &str| {
        let asked = ("org.kde.StatusNotifierItem", name);
        let properties = Some("org.freedesktop.DBus.Properties");
        let answer = bus
            .call_method(Some(icon.as_str()), path.as_str(), properties, "Get", &asked)
            .expect("an answer");
        let value: OwnedValue = answer.body().deserialize().expect("a value");
        String::try_from(value).expect("a text")
    };
    let calm = says("IconName");
    assert!(!calm.is_empty() && says("XAyatanaLabel").is_empty());

    let mut pictures = vec![calm];
    for (n, severity) in [(1, "minor"), (2, "medium"), (3, "major")] {
        let command = json!({ "type": "declare", "title": severity, "kind": "external", "severity": severity, "services": [],
            "impact_started": null, "detection": null, "drill": false, "private": false, "manager": null });
        invoke(&desktop, "declare", json!({ "command": command })).await;
        let (begun, mut pace) = (Instant::now(), interval(Duration::from_millis(100)));
        while says("XAyatanaLabel") != n.to_string() {
            pace.tick().await;
            assert!(begun.elapsed() < PATIENCE, "{n} are active, and it says {:?}", says("XAyatanaLabel"));
        }
        // The picture is a file that is written anew; its name tells one from the other.
        let picture = says("IconName");
        assert!(!pictures.contains(&picture), "a worse one looks different: {pictures:?} {picture}");
        pictures.push(picture);
    }
    desktop.close().await;
}
