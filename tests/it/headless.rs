//! The real binary without a window, as a person on a machine without a display starts it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::until::until;

/// A running app. It is killed when this is dropped.
pub(crate) struct Headless {
    process: Child,
    /// The address that it printed, with its token.
    pub(crate) url: String,
}

impl Headless {
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// Starts it with more in its environment, and waits for the address.
    pub(crate) fn start_with(folder: &Path, environment: &[(&str, OsString)]) -> Self {
        let mut command = command(folder);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        Self::start_as(command)
    }

    /// Starts what becomes the app, and waits for the address.
    pub(crate) fn start_as(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the app starts");
        let said = BufReader::new(process.stdout.take().expect("what it says"));
        let url = said.lines().map_while(Result::ok).find(|line| line.starts_with("http://127.0.0.1:"));
        match url {
            Some(url) => Self { process, url },
            None => panic!("the app ended without an address: {:?}", process.wait()),
        }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends it as a power cut would: nothing in it learns of that.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it runs until now");
        self.process.wait().expect("it ends");
    }

    /// Ends it as a person or the system would, and waits until it has.
    pub(crate) fn stop(mut self) {
        let id = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(asked.success());
        let ended = until("the app to end", || self.process.try_wait().expect("a process"));
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The app with a data folder of its own, its key in a file.
pub(crate) fn command(folder: &Path) -> Command {
    with_app(Command::new(env!("CARGO_BIN_EXE_allclear")), folder)
}

/// The same by way of a program that ends in becoming the app it is told to start.
pub(crate) fn command_by(mut program: Command, folder: &Path) -> Command {
    program.arg(env!("CARGO_BIN_EXE_allclear"));
    with_app(program, folder)
}

fn with_app(mut command: Command, folder: &Path) -> Command {
    command.arg("--headless").arg("--data").arg(folder).arg("--key-in-file").stdin(Stdio::null());
    command
}
