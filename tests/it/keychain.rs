//! A real keychain keeps the laptop's key, and a locked one is never answered with another key.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;
use crate::headless::Headless;
use crate::place::{declaration, folder};
use crate::session::{Running, bus};

/// What a person types when they log in; it opens the keychain of their session.
const LOGIN: &[u8] = b"four words and more";

/// A person's home, with a keychain in it and the app's data.
struct Home(TempDir);

/// From log-in to log-out: a bus on which the keychain answers. It ends with its bus.
struct LoggedIn<'a> {
    home: &'a Home,
    address: String,
    _bus: Running,
}

impl Home {
    fn new() -> Self {
        let home = Self(folder());
        for name in ["run", "data/keyrings"] {
            fs::create_dir_all(home.0.path().join(name)).expect("a folder");
        }
        home
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("allclear")
    }

    /// Logs in, and opens the keychain unless it stays locked.
    fn log_in(&self, opens: bool) -> LoggedIn<'_> {
        let (bus, address) = bus();
        let session = LoggedIn { home: self, address, _bus: bus };
        let mut keychain = session.command("gnome-keyring-daemon");
        keychain.args(["--components=secrets", if opens { "--unlock" } else { "--start" }]);
        // It says that it is there, and goes on in the background.
        let mut keychain = keychain
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        let mut words = keychain.stdin.take().expect("its words");
        if opens {
            words.write_all(LOGIN).expect("a password");
        }
        drop(words);
        assert!(keychain.wait().expect("it says that it is there").success());
        session
    }
}

impl LoggedIn<'_> {
    fn command(&self, program: &str) -> Command {
        let at = |name: &str| self.home.0.path().join(name);
        let mut command = Command::new(program);
        command.envs([("HOME", at("")), ("XDG_DATA_HOME", at("data")), ("XDG_RUNTIME_DIR", at("run"))]);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).stdin(Stdio::null());
        // Without a display nobody can be asked for the keychain's own password.
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
    }

    fn app(&self) -> Command {
        let mut app = self.command(env!("CARGO_BIN_EXE_allclear"));
        app.arg("--headless").arg("--data").arg(self.home.data());
        app
    }
}

/// The files within the data folder that hold a secret.
fn secrets(data: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in fs::read_dir(data).expect("a folder").map(|file| file.expect("a file").path()) {
        if path.is_dir() {
            found.extend(secrets(&path));
        } else if path
            .extension()
            .is_some_and(|end| ["key", "sealed", "token", "channel"].iter().any(|of| end == *of))
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn the_keychain_holds_the_key_and_gives_the_same_one_after_a_restart() {
    let home = Home::new();
    let session = home.log_in(true);
    let app = Headless::start_as(session.app());
    let client = Client::open(&app.url).await;
    let (start, key) = (client.ask("start", json!({})).await, client.ask("key", json!({})).await);
    assert_eq!(key["can_have"], json!(false), "the keychain has a lock of its own: {key}");
    assert_eq!(secrets(&home.data()), Vec::<String>::new(), "no secret lies in a file");
    client.ask("declare", json!({ "command": declaration("Checkout is down") })).await;
    app.stop();
    drop(session);

    // After another log-in, too.
    let session = home.log_in(true);
    let app = Headless::start_as(session.app());
    let client = Client::open(&app.url).await;
    assert_eq!(client.ask("start", json!({})).await["me"], start["me"]);
    // Another key would be one that nobody enrolled.
    client.ask("declare", json!({ "command": declaration("Search is down") })).await;
    let health = client.ask("check_log", json!({})).await;
    assert_eq!(health["whole"], json!(true), "{health}");
    app.stop();
}

#[tokio::test]
async fn a_locked_keychain_is_said_and_no_other_key_is_made() {
    let home = Home::new();
    let session = home.log_in(true);
    Headless::start_as(session.app()).stop();
    drop(session);

    let session = home.log_in(false);
    let Output { status, stderr, .. } = session.app().output().expect("it runs");
    let said = String::from_utf8_lossy(&stderr);
    assert!(!status.success(), "{said}");
    assert!(said.contains("Unlock it, then start Allclear again."), "{said}");
    assert_eq!(secrets(&home.data()), Vec::<String>::new(), "no key was put into a file instead");
    drop(session);

    // Once it is open, all is as it was.
    let session = home.log_in(true);
    let app = Headless::start_as(session.app());
    let client = Client::open(&app.url).await;
    client.ask("declare", json!({ "command": declaration("Checkout is down") })).await;
    app.stop();
}
