//! Where things are: the root of the clone, its UI, and what building leaves behind.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::trouble::Trouble;

pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo builds; a relative `CARGO_TARGET_DIR` is meant from the root.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The app as `cargo build` leaves it.
pub(crate) fn app(profile: &str) -> PathBuf {
    target().join(profile).join(format!("allclear{}", env::consts::EXE_SUFFIX))
}

/// A command in the root of the clone. What `cargo xtask` knows about this crate is taken away: build scripts of other
/// crates would see it change and run again.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

pub(crate) fn cargo<const N: usize>(args: [&str; N]) -> Command {
    let mut command = command("cargo");
    command.args(args);
    command
}

/// `npm` with arguments, in the UI's folder.
pub(crate) fn npm<const N: usize>(args: [&str; N]) -> Command {
    let mut command = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args).current_dir(ui());
    command
}

/// Runs a command to its end with its output on the terminal.
pub(crate) fn finish(command: &mut Command) -> Result<(), Trouble> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Trouble::Ended { program, status }),
        Err(source) => Err(Trouble::Start { program, source }),
    }
}
