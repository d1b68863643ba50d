//! Builds the app and opens it.

use std::process::ExitCode;

use crate::{
    packages,
    repository::{app, cargo, command, finish},
    system,
    trouble::Trouble,
    ui,
};

/// Everything after the verb goes to the app, except `--release`, which builds the small and fast binary.
pub(crate) fn run(args: &[String]) -> Result<ExitCode, Trouble> {
    packages::ensure(packages::BUILD)?;
    ui::ensure()?;

    let release = args.iter().any(|arg| arg == "--release");
    let mut build = cargo(["build", "--bin", "allclear"]);
    if release {
        build.arg("--release");
    }
    println!("Building the app");
    finish(&mut build)?;

    let mut start = command(&app(if release { "release" } else { "debug" }).to_string_lossy());
    start.args(args.iter().filter(|arg| *arg != "--release"));
    if !system::has_display() && !args.iter().any(|arg| arg == "--headless") {
        println!("There is no display: open the address below in a browser.");
        start.arg("--headless");
    }
    finish(&mut start)?;
    Ok(ExitCode::SUCCESS)
}
