//! Measures what the project promises to be fast and small at, each beside its raw limit or its peer in the same run.

mod desktop;
mod report;
#[cfg(target_os = "linux")]
mod tree;
#[cfg(target_os = "linux")]
mod windows;
#[cfg(target_os = "linux")]
mod x11;

use std::process::ExitCode;

use crate::{
    display, packages,
    repository::{cargo, npm, target},
    trouble::Trouble,
    ui,
};
use report::Report;

/// What a bench is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slice {
    /// The log on disk, by criterion.
    Journal,
    /// Laptops that meet at a hub.
    Sync,
    /// Promises in texts, and what writes and reads them.
    Wording,
    /// Texts that several people write, and the review among them.
    Review,
    /// What the public is told: mails, and the status page, beside nginx.
    Public,
    /// From starting the app to seeing the board.
    Start,
    /// The memory of the app's processes.
    Memory,
    /// The bytes before the first screen.
    Size,
}

/// From a key to what it does on screen, in the app's window on a display of its own.
fn typing(which: &str, report: &mut Report) -> Result<(), Trouble> {
    packages::ensure(packages::TEST)?;
    ui::ensure()?;
    report.take(&mut display::own(cargo([
        "bench",
        "--package",
        "allclear",
        "--bench",
        "typing",
        "--",
        which,
    ])))
}

/// Runs everything or one slice, prints one table at the end and keeps it as `target/xtask/bench.md`.
pub(crate) fn bench(args: &[String]) -> Result<ExitCode, Trouble> {
    use Slice::{Journal, Memory, Public, Review, Size, Start, Sync, Wording};
    let slices: &[Slice] = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => &[Journal, Sync, Wording, Review, Public, Start, Memory, Size],
        ["journal"] => &[Journal],
        ["sync"] => &[Sync],
        ["wording"] => &[Wording],
        ["review"] => &[Review],
        ["public"] => &[Public],
        ["start"] => &[Start],
        ["memory"] => &[Memory],
        ["size"] => &[Size],
        // What `desktop` starts on the display that it made.
        [desktop::INSIDE, ref what @ ..] => return desktop::inside(what),
        _ => {
            return Err(Trouble::Usage(
                "cargo xtask bench [journal | sync | wording | review | public | start | memory | size]",
            ));
        }
    };
    packages::ensure(packages::BUILD)?;
    let mut report = Report::default();
    if slices.contains(&Journal) {
        report.take(&mut cargo(["bench", "--package", "journal", "--bench", "journal"]))?;
    }
    if slices.contains(&Sync) {
        report.take(&mut cargo(["bench", "--package", "hub", "--bench", "sync"]))?;
    }
    if slices.contains(&Wording) {
        report.take(&mut cargo(["bench", "--package", "wording", "--bench", "promise"]))?;
        report.take(&mut cargo(["bench", "--package", "allclear", "--bench", "said"]))?;
        typing("update", &mut report)?;
    }
    if slices.contains(&Review) {
        packages::ensure(packages::TEST)?;
        report.take(&mut cargo(["bench", "--package", "document", "--bench", "text"]))?;
        report.take(&mut cargo(["bench", "--package", "allclear", "--bench", "review"]))?;
        typing("review", &mut report)?;
    }
    if slices.contains(&Public) {
        // Together: other sets of crates would be compiled anew.
        let mut public = cargo(["bench", "--package", "page", "--package", "hub", "--package", "outreach"]);
        public.args(["--bench", "bundle", "--bench", "status", "--bench", "mail"]);
        if let Some(nginx) = packages::beside("nginx", "usr/sbin/nginx")? {
            public.env("ALLCLEAR_NGINX", nginx);
        }
        report.take(&mut public)?;
    }
    let desktop: Vec<&str> = [(Start, "start"), (Memory, "memory")]
        .into_iter()
        .filter(|(slice, _)| slices.contains(slice))
        .map(|(_, word)| word)
        .collect();
    if !desktop.is_empty() {
        desktop::measure(&desktop, &mut report)?;
    }
    if slices.contains(&Size) {
        ui::ensure()?;
        report.take_size(&mut npm(["run", "--silent", "size"]))?;
    }
    report.conclude(&target().join("xtask").join("bench.md"))
}
