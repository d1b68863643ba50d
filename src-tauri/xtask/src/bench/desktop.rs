//! The app beside a bare Tauri window: builds both, makes a data folder of 100,000 incidents, and measures on a
//! display and a session bus of their own.

use std::{env, path::PathBuf, process::ExitCode};

use super::report::{Report, lines};
use crate::{
    display, packages,
    repository::{cargo, command, finish},
    trouble::Trouble,
    ui,
};

/// The word with which this program starts itself on that display.
pub(super) const INSIDE: &str = "inside";

/// Measures `start`, `memory` or both.
pub(super) fn measure(what: &[&str], report: &mut Report) -> Result<(), Trouble> {
    if !cfg!(target_os = "linux") {
        println!("Start and memory are measured on Linux only.");
        return Ok(());
    }
    packages::ensure(packages::TEST)?;
    ui::ensure()?;
    println!("Building the app and the bare window, optimized");
    let release = ["build", "--release", "--package", "allclear", "--package", "bare-window", "--bins"];
    finish(&mut cargo(release))?;
    let folder = data_folder()?;

    let own = env::current_exe().map_err(|source| Trouble::Start { program: "xtask".into(), source })?;
    let mut inside = command(&own.to_string_lossy());
    inside.args(["bench", INSIDE]).arg(folder).args(what);
    report.take(&mut display::own(inside))
}

/// A desk with 100,000 incidents; the journal's benches make it and say where it lies in their last line.
fn data_folder() -> Result<PathBuf, Trouble> {
    let said = lines(&mut cargo(["bench", "--package", "journal", "--bench", "desk"]))?;
    let folder = said.last().map(PathBuf::from).filter(|folder| folder.is_dir());
    folder.ok_or_else(|| Trouble::Install("The journal's bench `desk` made no data folder.".to_owned()))
}

/// What runs on the display: the data folder, then what to measure.
#[cfg(target_os = "linux")]
pub(super) fn inside(args: &[&str]) -> Result<ExitCode, Trouble> {
    let [folder, what @ ..] = args else { return Err(Trouble::Usage("bench inside FOLDER start memory")) };
    super::windows::measure(folder.as_ref(), what)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn inside(_args: &[&str]) -> Result<ExitCode, Trouble> {
    Err(Trouble::Usage("Start and memory are measured on Linux only."))
}
