//! A button of the desktop's own notification leads back into the incident, whatever stands in front of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::boundary::invoke;
use crate::links::{declare, in_front, is_in_front, skip, until, window};

/// A daemon that shows notifications. It ends with this.
struct Dunst(Child);

impl Drop for Dunst {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The process that shows notifications on this bus, if there is one. Asking starts none.
fn owner(bus: &str) -> Option<u32> {
    let asked = Command::new("dbus-send")
        .arg(format!("--bus={bus}"))
        .args(["--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.Notifications"])
        .output()
        .expect("dbus-send runs");
    String::from_utf8_lossy(&asked.stdout).trim().strip_prefix("uint32 ")?.parse().ok()
}

#[tokio::test]
async fn the_button_of_a_notification_brings_the_window_to_the_front_at_its_incident() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = skip(home.path()).await;
    let bus = desktop.bus(home.path());
    // Asked for the menu of what is shown, it picks the first button.
    let choose = home.path().join("choose");
    fs::write(&choose, "#!/bin/sh\ngrep -m1 -F 'Open incident'\n").expect("a script");
    fs::set_permissions(&choose, fs::Permissions::from_mode(0o700)).expect("a mode");
    let settings = home.path().join("dunstrc");
    fs::write(&settings, format!("[global]\ndmenu = {}\n", choose.display())).expect("settings");
    let mut dunst = Command::new("dunst");
    dunst.arg("-conf").arg(&settings).env("DBUS_SESSION_BUS_ADDRESS", &bus).env_remove("WAYLAND_DISPLAY");
    let dunst = Dunst(dunst.spawn().expect("dunst starts"));
    // Whoever asks before it has its name makes the bus start another one, with other settings.
    until("dunst to have its name", || owner(&bus) == Some(dunst.0.id())).await;
    let ctl = |word: &str| {
        Command::new("dunstctl")
            .arg(word)
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .output()
            .expect("dunstctl runs")
    };
    until("dunst to answer", || ctl("is-paused").status.success()).await;

    let (incident, _) = declare(&desktop, "Checkout is silent").await;
    until("the window to be in front", is_in_front).await;
    // By its number, since its title changes with what is due.
    let ours = in_front();
    window(&["windowminimize", "--sync"]);
    until("the window to be away", || in_front() != ours).await;
    desktop.page.execute("location.hash = '#/board'", vec![]).await.expect("the board");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let due = u64::try_from(now + 1_500).expect("a time");
    let promise = json!({ "type": "post_update", "audience": "public", "text": "We know.", "next_due": due });
    let posted = invoke(&desktop, "execute", json!({ "incident": incident, "command": promise })).await;
    assert!(posted["ok"].is_object(), "{posted}");

    until("a notification", || {
        String::from_utf8_lossy(&ctl("count").stdout)
            .lines()
            .any(|line| line.contains("displayed") && line.chars().any(|digit| ('1'..='9').contains(&digit)))
    })
    .await;
    assert!(ctl("context").status.success());
    until("the window to be in front again", || in_front() == ours).await;
    let at = desktop.page.execute("return location.hash", vec![]).await.expect("the address");
    assert_eq!(at, json!(format!("#/incident/{incident}")));
    desktop.close().await;
}
