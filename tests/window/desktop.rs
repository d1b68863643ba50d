//! One running app with a window, a driver to press its keys, and a data folder of its own.

use std::{
    ffi::OsString,
    fs, io,
    net::TcpListener,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
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
        Self::open_with(home, &[]).await
    }

    /// The same, started with more words.
    pub(crate) async fn open_with(home: &Path, words: &[&str]) -> Self {
        // The key goes to a file: no keychain answers on a bus of our own.
        let folder = data(home);
        let mut args = vec![json!("--data"), json!(folder), json!("--key-in-file")];
        args.extend(words.iter().map(|word| json!(word)));
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": env!("CARGO_BIN_EXE_allclear"), "args": args }
        });
        Self::driven(home, &wanted).await
    }

    /// The same web view without the app, as it shows a page or a mail that somebody got.
    pub(crate) async fn browser(home: &Path) -> Self {
        Self::driven(home, &json!({})).await
    }

    async fn driven(home: &Path, wanted: &Value) -> Self {
        assert!(has_display(), "There is no display to open a window on: run cargo xtask test window.");
        let port = free_port().expect("a free port");
        // Without somebody who manages windows no window has the keyboard, and none is told to close.
        let windows = Self::windows();
        let driver = drive(home, port).expect("WebKitWebDriver starts");
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

    /// Somebody who manages windows, until it is dropped.
    pub(crate) fn windows() -> Running {
        Running::start(Command::new("openbox").arg("--sm-disable")).expect("openbox starts")
    }

    /// Starts the app once more in the same session, and waits until that start has ended.
    pub(crate) async fn start_again(&self, home: &Path, words: &[&str]) -> ExitStatus {
        let folder = data(home);
        let mut command = Command::new(env!("CARGO_BIN_EXE_allclear"));
        command.arg("--data").arg(&folder).arg("--key-in-file").args(words).stdin(Stdio::null());
        command.env_clear().envs(environment(&folder));
        let mut second = Running::start(&mut command).expect("the app starts");
        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(50));
        loop {
            pace.tick().await;
            if let Some(ended) = second.0.try_wait().expect("a process") {
                return ended;
            }
            assert!(begun.elapsed() < PATIENCE, "the second start goes on");
        }
    }

    /// The session bus of the app.
    pub(crate) fn bus(&self, home: &Path) -> String {
        let told = environment(&data(home)).into_iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS");
        told.expect("a bus").1.into_string().expect("an address")
    }

    /// Ends the app in the midst of whatever it does, with its driver.
    pub(crate) fn kill(self, home: &Path) {
        let app = process(&data(home));
        let number = app.file_name().expect("a process");
        let done = Command::new("kill").arg("-KILL").arg(number).status().expect("kill runs");
        assert!(done.success(), "{}", app.display());
    }

    /// Puts the keyboard on the app's window. That of an app that was killed may still be found while it goes.
    pub(crate) fn front() {
        let words = ["search", "--sync", "--onlyvisible", "--name", "Allclear", "windowactivate", "--sync"];
        let found = (0..5).any(|_| Self::by_hand(&words));
        assert!(found, "xdotool {words:?}");
    }

    /// Presses keys on whatever has the keyboard, as a hand does.
    pub(crate) fn xdotool(words: &[&str]) {
        assert!(Self::by_hand(words), "xdotool {words:?}");
    }

    fn by_hand(words: &[&str]) -> bool {
        let done = Command::new("timeout").args(["60", "xdotool"]).args(words).status();
        done.expect("xdotool runs").success()
    }

    /// Ends the app with its driver.
    pub(crate) async fn close(self) {
        self.page.clone().close().await.expect("the window closes");
    }

    /// Ends the app as a person does, by closing its window, and waits until it has put everything away.
    pub(crate) async fn quit(self, home: &Path) {
        Self::front();
        Self::xdotool(&["key", "alt+F4"]);
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

/// The running app with this folder, as the system lists it.
fn process(folder: &Path) -> PathBuf {
    let folder = folder.as_os_str().as_bytes();
    let is_it = |process: &PathBuf| {
        let words = fs::read(process.join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0);
        words.next().is_some_and(|program| program.ends_with(b"/allclear"))
            && words.any(|word| word == folder)
    };
    let processes = fs::read_dir("/proc").expect("processes").flatten().map(|entry| entry.path());
    processes.into_iter().find(is_it).expect("the app runs")
}

/// What the running app with this folder has in its environment: the bus of its session above all.
fn environment(folder: &Path) -> Vec<(OsString, OsString)> {
    let told = fs::read(process(folder).join("environ")).expect("its environment");
    let pair = |line: &[u8]| {
        let at = line.iter().position(|byte| *byte == b'=')?;
        Some((OsString::from_vec(line[..at].to_vec()), OsString::from_vec(line[at + 1..].to_vec())))
    };
    told.split(|byte| *byte == 0).filter_map(pair).collect()
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
pub(crate) struct Running(pub(crate) Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
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
