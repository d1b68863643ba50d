//! One running app with a window, a driver to press its keys, and a data folder of its own.

use std::{
    fs, io,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::time::{Instant, interval};

/// How long anything in the window may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The app, its driver and their session bus. All of them end when this is dropped.
pub(crate) struct Desktop {
    /// What drives the page.
    pub(crate) page: Client,
    _driver: Running,
    _windows: Running,
}

impl Desktop {
    /// Opens the app with everything it keeps under `home`, which may hold what an earlier run left there.
    pub(crate) async fn open(home: &Path) -> Self {
        assert!(has_display(), "There is no display to open a window on: run cargo xtask test window.");
        let port = free_port().expect("a free port");
        // Without somebody who manages windows no window has the keyboard, and none is told to close.
        let windows = Running::start(Command::new("openbox").arg("--sm-disable")).expect("openbox starts");
        let driver = drive(home, port).expect("WebKitWebDriver starts");
        // The key goes to a file: no keychain answers on a bus of our own.
        let folder = data(home);
        let args = json!(["--data", folder, "--key-in-file"]);
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": env!("CARGO_BIN_EXE_allclear"), "args": args }
        });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.as_object().expect("an object").clone());

        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(100));
        loop {
            pace.tick().await;
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(page) => return Self { page, _driver: driver, _windows: windows },
                // The driver does not listen yet.
                Err(error) => assert!(begun.elapsed() < PATIENCE, "no window: {error}"),
            }
        }
    }

    /// Ends the app with its driver.
    pub(crate) async fn close(self) {
        self.page.clone().close().await.expect("the window closes");
    }

    /// Ends the app as a person does, by closing its window, and waits until it has put everything away.
    pub(crate) async fn quit(self, home: &Path) {
        let find = ["search", "--sync", "--onlyvisible", "--name", "Allclear", "windowactivate", "--sync"];
        for words in [&find[..], &["key", "alt+F4"]] {
            let done = Command::new("xdotool").args(words).status().expect("xdotool runs");
            assert!(done.success(), "xdotool {words:?}");
        }
        let beside = |end: &str| {
            let files = fs::read_dir(data(home)).expect("the data folder").flatten().map(|file| file.path());
            files.into_iter().find(|file| file.to_string_lossy().ends_with(end))
        };
        // Whoever has the journal open holds this lock until the process has ended.
        let lock = fs::File::open(beside(".sqlite.lock").expect("a lock")).expect("the lock's file");
        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(50));
        while lock.try_lock().is_err() {
            pace.tick().await;
            assert!(begun.elapsed() < PATIENCE, "the app did not end");
        }
        let log = beside("-wal").map_or(0, |log| fs::metadata(log).expect("a file").len());
        assert_eq!(log, 0, "a clean end leaves nothing in the write-ahead log");
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window-of-the-failed-test.png");
            let taken = Command::new("import").args(["-window", "root"]).arg(&picture).status();
            eprintln!("what was to be seen ({taken:?}): {}", picture.display());
        }
    }
}

/// Without a display the driver would wait for a window for ever.
fn has_display() -> bool {
    let mut asked = Command::new("xdotool");
    asked.arg("getdisplaygeometry").stdout(Stdio::null()).status().expect("xdotool runs").success()
}

/// Where the app keeps its data.
fn data(home: &Path) -> PathBuf {
    home.join("data").join("allclear")
}

/// Starts WebKitWebDriver on a session bus of its own, so that no other running app takes this one for a second
/// instance.
fn drive(home: &Path, port: u16) -> io::Result<Running> {
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "WebKitWebDriver", "--host=127.0.0.1", &format!("--port={port}")]);
    command.envs([("TAURI_AUTOMATION", "true"), ("TAURI_WEBVIEW_AUTOMATION", "true")]);
    for (name, folder) in
        [("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")]
    {
        command.env(name, home.join(folder));
    }
    Running::start(&mut command)
}

/// A program and all that it starts.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).process_group(0).spawn().map(Self)
    }
}

impl Drop for Running {
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
