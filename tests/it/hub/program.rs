//! The hub's real program, built beside the app's.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::place::folder;

/// It keeps its address when it is started again, and is killed when this is dropped.
pub(super) struct HubProgram {
    folder: TempDir,
    /// Where it listens.
    pub(super) address: SocketAddr,
    running: Option<Child>,
}

impl HubProgram {
    /// Takes over the workspace of this code, and serves it.
    pub(super) fn adopting(code: &str) -> Self {
        let mut hub =
            Self { folder: folder(), address: SocketAddr::from(([127, 0, 0, 1], 0)), running: None };
        hub.says(&["init", &format!("--adopt={code}")]);
        hub.start();
        hub
    }

    /// The code of an invitation for one more laptop.
    pub(super) fn invites(&self) -> String {
        let said = self.says(&["invite", "--role", "responder"]);
        let link = said.lines().find(|line| line.starts_with("allclear://join?")).expect("a link");
        link.split_once("&code=").expect("a code").1.to_owned()
    }

    pub(super) fn start(&mut self) {
        self.start_later(0);
    }

    /// By a clock that is so many minutes ahead.
    pub(super) fn start_later(&mut self, minutes: i64) {
        let mut command = self.program(&["serve", "--listen", &self.address.to_string()]);
        command.env("ALLCLEAR_HUB_OWN", "127.0.0.1").env("ALLCLEAR_HUB_STATUS_PAGE", "true");
        if minutes != 0 {
            command.envs(clock_moved(minutes));
        }
        let mut child =
            command.env("ALLCLEAR_HUB_LOG", "error").stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("what it says")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect("where it listens");
        self.address = address.parse().expect("an address");
        self.running = Some(child);
    }

    /// As a power cut would: nothing in it learns of that.
    pub(super) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().expect("it ran until now");
            child.wait().expect("it ends");
        }
    }

    /// A file of the page that it serves, with what stands before it.
    pub(super) fn page(&self, file: &str) -> String {
        self.asks(&format!("GET /status/{file} HTTP/1.1\r\n"), "")
    }

    /// What it answers to a form.
    pub(super) fn post(&self, path: &str, form: &str) -> String {
        let kind = "content-type: application/x-www-form-urlencoded";
        self.asks(&format!("POST {path} HTTP/1.1\r\n{kind}\r\ncontent-length: {}\r\n", form.len()), form)
    }

    fn asks(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        let asked = format!("{head}host: localhost\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(asked.as_bytes()).expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Its log, where nobody else has it open.
    pub(super) fn journal(&self) -> PathBuf {
        hub::Place::new(self.data()).journal()
    }

    /// What it says of its log.
    pub(super) fn says(&self, words: &[&str]) -> String {
        let output = self.program(words).output().expect("it runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut command =
            Command::new(Path::new(env!("CARGO_BIN_EXE_allclear")).with_file_name("allclear-hub"));
        command.arg("--data").arg(self.data()).args(words).stdin(Stdio::null());
        command
    }
}

impl Drop for HubProgram {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What moves the clock of a program. Its timers keep their pace.
fn clock_moved(minutes: i64) -> [(&'static str, String); 3] {
    let folders =
        std::fs::read_dir("/usr/lib").expect("libraries").map(|folder| folder.expect("a folder").path());
    let moves = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.exists());
    let moves = moves.expect("libfaketime").display().to_string();
    [
        ("LD_PRELOAD", moves),
        ("FAKETIME", format!("+{minutes}m")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ]
}
