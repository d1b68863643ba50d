//! A desktop session of its own: a screen that nobody sees, a session bus, and a real notification daemon.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::place::folder;
use crate::until::until;

/// All of it ends when this is dropped.
pub(crate) struct Session {
    /// In the order in which they end: the daemon, its bus, the screen.
    _running: [Running; 3],
    environment: Vec<(&'static str, OsString)>,
    home: TempDir,
}

/// A program that is killed when this is dropped.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Session {
    /// Starts dunst such that it writes down what it shows, and picks the button `button` when asked for the menu.
    pub(crate) fn start(button: &str) -> Self {
        let home = folder();
        let (screen, number) = spoken(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ]));
        let (bus, address) = bus();
        let environment = vec![
            ("DISPLAY", OsString::from(format!(":{number}"))),
            ("DBUS_SESSION_BUS_ADDRESS", OsString::from(address)),
            ("XDG_CONFIG_HOME", home.path().join("config").into()),
        ];
        let write = script(
            home.path(),
            "write",
            &format!("printf '%s | %s\\n' \"$2\" \"$3\" >> '{}'", shown(home.path()).display()),
        );
        let choose = script(home.path(), "choose", &format!("grep -m1 -F '{button}'"));
        let settings = home.path().join("dunstrc");
        let text = format!(
            "[global]\ndmenu = {}\n[written_down]\nsummary = \"*\"\nscript = {}\n",
            choose.display(),
            write.display()
        );
        fs::write(&settings, text).expect("settings");
        let dunst = Command::new("dunst")
            .arg("-conf")
            .arg(&settings)
            .envs(environment.iter().cloned())
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .spawn()
            .expect("dunst starts");
        let session = Self { _running: [Running(dunst), bus, screen], environment, home };
        until("dunst to take its name on the bus", || session.has_daemon().then_some(()));
        session
    }

    /// What a program needs to be in this session.
    pub(crate) fn environment(&self) -> &[(&'static str, OsString)] {
        &self.environment
    }

    /// What was shown so far, a line each: the title and the text.
    pub(crate) fn shown(&self) -> Vec<String> {
        let text = fs::read_to_string(shown(self.home.path())).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until a notification says both.
    pub(crate) fn wait_for(&self, title: &str, words: &str) -> String {
        let what = format!("a notification about {title:?} that says {words:?}");
        until(&what, || self.shown().into_iter().find(|line| line.contains(title) && line.contains(words)))
    }

    /// Waits until so many notifications were shown.
    pub(crate) fn wait_for_number(&self, number: usize) -> Vec<String> {
        until(&format!("{number} notifications"), || Some(self.shown()).filter(|shown| shown.len() >= number))
    }

    /// Presses the button, as a person does from dunst's menu.
    pub(crate) fn press(&self) {
        let pressed = self.command("dunstctl").arg("context").status().expect("dunstctl runs");
        assert!(pressed.success());
    }

    fn has_daemon(&self) -> bool {
        let asked = self
            .command("gdbus")
            .args([
                "call",
                "--session",
                "--dest",
                "org.freedesktop.DBus",
                "--object-path",
                "/org/freedesktop/DBus",
            ])
            .args(["--method", "org.freedesktop.DBus.NameHasOwner", "org.freedesktop.Notifications"])
            .output()
            .expect("gdbus runs");
        String::from_utf8_lossy(&asked.stdout).contains("true")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment.iter().cloned()).stdin(Stdio::null());
        command
    }
}

fn shown(home: &Path) -> PathBuf {
    home.join("shown")
}

/// A session bus of its own, and its address.
pub(crate) fn bus() -> (Running, String) {
    spoken(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address=1"]))
}

/// Starts a program that says one line about itself and then goes on.
fn spoken(command: &mut Command) -> (Running, String) {
    let name = command.get_program().to_string_lossy().into_owned();
    let begun = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut process = begun.unwrap_or_else(|error| panic!("{name}: {error}; cargo xtask test installs it"));
    let mut line = String::new();
    BufReader::new(process.stdout.take().expect("what it says")).read_line(&mut line).expect("a line");
    assert!(!line.trim().is_empty(), "{name} ended: {:?}", process.wait());
    (Running(process), line.trim().to_owned())
}

fn script(home: &Path, name: &str, text: &str) -> PathBuf {
    let file = home.join(name);
    fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a script");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
    file
}
