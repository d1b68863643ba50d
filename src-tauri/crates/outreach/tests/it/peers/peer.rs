//! A server of others, as a program in Python that tells what it does.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A peer is given so long to say something, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program in Python that tells what it does, one JSON a line.
pub(crate) struct Peer {
    process: Child,
    told: Receiver<Value>,
}

impl Peer {
    pub(crate) fn start(script: &str, arguments: &[&str]) -> Self {
        let script = Path::new(super::SCRIPTS).join(script);
        let mut command = Command::new(program("python3"));
        command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let (tell, told) = channel();
        let output = BufReader::new(process.stdout.take().expect("its output"));
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _nobody_listens = tell.send(serde_json::from_str(&line).expect("JSON"));
            }
        });
        Self { process, told }
    }

    /// Says one line to it.
    pub(crate) fn say(&self, line: &str) {
        let mut input = self.process.stdin.as_ref().expect("its input");
        writeln!(input, "{line}").expect("it reads");
    }

    /// What it tells next.
    pub(crate) fn next(&self) -> Value {
        self.told.recv_timeout(PATIENCE).expect("it tells something")
    }

    /// What it has told and nobody has read.
    pub(crate) fn rest(&self) -> Vec<Value> {
        self.told.try_iter().collect()
    }

    /// The port that it tells first.
    pub(crate) fn port(&self) -> u16 {
        self.next()["port"].as_u64().and_then(|port| port.try_into().ok()).expect("a port")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends what it has started, once nobody holds its input.
        drop(self.process.stdin.take());
        let _ended = self.process.wait();
    }
}

/// A program of the folder into which the peers were installed.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("ALLCLEAR_PEERS").expect("where the peers are installed");
    Path::new(&folder).join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
}
