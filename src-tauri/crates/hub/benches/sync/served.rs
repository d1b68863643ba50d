//! Servers in processes of their own: the real hub, and the floor that it stands beside.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A server that runs. Dropping it kills it.
pub(crate) struct Served {
    pub url: String,
    pub data: PathBuf,
    child: Child,
}

impl Served {
    /// The hub of this folder, which was founded.
    pub(crate) fn hub(data: &Path) -> Self {
        let mut command = program(data);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        // One laptop plays many here, and asks for as much as they would.
        for limit in [
            "STREAMS",
            "CONNECTIONS_PER_SECOND",
            "ENTRIES_PER_SECOND",
            "REQUESTS_PER_SECOND",
            "STRANGERS_PER_SECOND",
        ] {
            command.env(format!("ALLCLEAR_HUB_{limit}"), "1000000");
        }
        Self::start(command, data)
    }

    /// The same with the limits with which it is shipped.
    pub(crate) fn as_shipped(data: &Path) -> Self {
        let mut command = program(data);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Self::start(command, data)
    }

    /// This program once more, as the least that a hub could be.
    pub(crate) fn floor(data: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(super::FLOOR).arg(data);
        Self::start(command, data)
    }

    fn start(mut command: Command, data: &Path) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it said {line:?}"));
        Self { url: url.to_owned(), data: data.to_owned(), child }
    }

    /// Ends it in good order.
    pub(crate) fn end(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success() && self.child.wait().unwrap().success());
    }

    /// An invitation's code that is good for many laptops.
    pub(crate) fn invite(&self) -> String {
        let link = run(&self.data, &["invite", "--role", "responder", "--uses", "99"]);
        link.trim().split_once("&code=").unwrap().1.to_owned()
    }

    /// What its process takes of memory, in bytes; a page that others share counts in part.
    pub(crate) fn memory(&self) -> u64 {
        let file = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = std::fs::read_to_string(file).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Founds a hub in a folder.
pub(crate) fn found(data: &Path) {
    run(data, &["init"]);
}

/// Founds one that holds this journal already.
pub(crate) fn found_with(data: &Path, journal: &Path) {
    found(data);
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("journal.sqlite{end}")));
    }
    std::fs::copy(journal, data.join("journal.sqlite")).unwrap();
}

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allclear-hub"));
    command.arg("--data").arg(data);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ALLCLEAR_HUB_")) {
        command.env_remove(name);
    }
    command
}

/// Runs a command of the hub to its end, and gives what it printed.
fn run(data: &Path, words: &[&str]) -> String {
    let output = program(data).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
