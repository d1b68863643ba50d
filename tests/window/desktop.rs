//! One running app with a window, a driver to press its keys, and a data folder of its own.

use std::{
    io,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::time::{Instant, interval};

/// How long a driver and a window may take to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The app, its driver and their session bus. All of them end when this is dropped.
pub(crate) struct Desktop {
    /// What drives the page.
    pub(crate) page: Client,
    _driver: Driver,
}

impl Desktop {
    /// Opens the app with everything it keeps under `home`, which may hold what an earlier run left there.
    pub(crate) async fn open(home: &Path) -> Self {
        let port = free_port().expect("a free port");
        let driver = Driver::start(home, port).expect("WebKitWebDriver starts");
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": env!("CARGO_BIN_EXE_allclear"), "args": [] }
        });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.as_object().expect("an object").clone());

        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(100));
        loop {
            pace.tick().await;
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(page) => return Self { page, _driver: driver },
                // The driver does not listen yet.
                Err(error) => assert!(begun.elapsed() < PATIENCE, "no window: {error}"),
            }
        }
    }

    /// Ends the app as a person would, by closing its window.
    pub(crate) async fn close(self) {
        self.page.clone().close().await.expect("the window closes");
    }
}

/// WebKitWebDriver on a session bus of its own, so that no other running app takes this one for a second instance.
struct Driver(Child);

impl Driver {
    fn start(home: &Path, port: u16) -> io::Result<Self> {
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "WebKitWebDriver", "--host=127.0.0.1", &format!("--port={port}")]);
        command.envs([("TAURI_AUTOMATION", "true"), ("TAURI_WEBVIEW_AUTOMATION", "true")]);
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, home.join(folder));
        }
        command.stdin(Stdio::null()).process_group(0);
        command.spawn().map(Self)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The group holds the bus and the app too; a failed test must not leave any of them behind.
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
