//! The real program.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

pub(crate) fn program(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allclear-hub"));
    command.arg("--data").arg(data).args(words);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ALLCLEAR_HUB_")) {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end, and gives what it printed.
pub(crate) fn run(data: &Path, words: &[&str]) -> String {
    let output = program(data, words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", complaint(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that fails, and gives what it complains of.
pub(crate) fn fail(data: &Path, words: &[&str]) -> String {
    let output = program(data, words).output().unwrap();
    assert!(!output.status.success(), "{words:?} did not fail");
    complaint(&output)
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The code in a link.
pub(crate) fn code_of(printed: &str) -> String {
    let link = printed.lines().find(|line| line.starts_with("allclear://join?")).unwrap();
    link.split_once("&code=").unwrap().1.to_owned()
}

/// A hub that serves in a process of its own. Dropping it kills it, with no chance to tidy up.
pub(crate) struct Served {
    pub url: String,
    child: Child,
}

impl Served {
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same, with further words.
    pub(crate) fn start_with(data: &Path, words: &[&str]) -> Self {
        let mut command = program(data, &[&["serve", "--listen", "127.0.0.1:0"], words].concat());
        command.stderr(Stdio::null());
        Self::by(command)
    }

    /// By a command that serves.
    pub(crate) fn by(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it said {line:?}"));
        Self { url: url.to_owned(), child }
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let told = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Tells it to stop, and waits until it has.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
