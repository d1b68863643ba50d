//! A hub for the windows to meet at: the real program, in a folder of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Keeps its address when it is started again.
pub(crate) struct Hub {
    folder: PathBuf,
    listen: String,
    running: Option<Child>,
}

impl Hub {
    /// Takes over the workspace of this code, and serves it.
    pub(crate) fn adopting(folder: &Path, code: &str) -> Self {
        let mut hub = Self { folder: folder.join("hub"), listen: "127.0.0.1:0".to_owned(), running: None };
        hub.says(&["init", &format!("--adopt={code}")]);
        hub.start();
        hub
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// A link for one more laptop.
    pub(crate) fn invitation(&self) -> String {
        let said = self.says(&["invite", "--role", "responder"]);
        let link = said.split_whitespace().find(|word| word.starts_with("allclear://join"));
        link.unwrap_or_else(|| panic!("no link in {said:?}")).to_owned()
    }

    pub(crate) fn start(&mut self) {
        let mut command = self.program();
        command.args(["serve", "--listen", &self.listen]).stdout(Stdio::piped());
        let mut child = command.env("ALLCLEAR_HUB_LOG", "error").spawn().expect("the hub starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let listens = |line: String| line.split_once("listening on http://").map(|(_, at)| at.to_owned());
        let said = lines.by_ref().map_while(Result::ok).find_map(listens);
        self.listen = said.expect("the hub says where it listens").trim().to_owned();
        self.running = Some(child);
    }

    /// As when the machine under it loses power.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().expect("the hub is killed");
            child.wait().expect("the hub ended");
        }
    }

    fn says(&self, words: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.program().args(words).output().expect("the hub runs");
        assert!(status.success(), "{words:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8_lossy(&stdout).into_owned()
    }

    /// Built beside the app's.
    fn program(&self) -> Command {
        let mut program =
            Command::new(Path::new(env!("CARGO_BIN_EXE_allclear")).with_file_name("allclear-hub"));
        program.arg("--data").arg(&self.folder);
        program
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.kill();
    }
}
